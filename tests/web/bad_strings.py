"""Four hundred strings that have broken somebody's program, and what each has coming to it."""

from __future__ import annotations

import random
from typing import Final

from demur.domain.people import Rejected, clean_text

PAYLOADS: Final = (
    *("<script>alert(1)</script>", '"><svg onload=alert(1)>', "javascript:alert(1)", "{{7*7}}"),
    *("${7*7}", "#{7*7}", "<%= 7*7 %>", "{% debug %}", "{0.__class__}", "%(secret)s", "%s%n%x"),
    *("'; DROP TABLE records_inquiry; --", "' OR '1'='1", "1; SELECT pg_sleep(9)", "\\'", '\\"'),
    *("=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1)", "=HYPERLINK(\"x\")", "|ls", "$(id)", "`id`"),
    *("../../etc/passwd", "..\\..\\boot.ini", "file:///etc/passwd", "http://169.254.169.254/"),
    *("null", "None", "undefined", "true", "NaN", "Infinity", "-0", "0x10", "1e400", "1" * 400),
    *("]]>", "<![CDATA[", "<!--", "&lt;&amp;&#0;", "<!DOCTYPE x [<!ENTITY y SYSTEM 'z'>]>"),
    *("a\r\nSet-Cookie: x=1", "a\nb", "a\tb", "{" * 200, "[" * 200, "(" * 200, "\\u0000", "%00"),
    *("\u202eprinter\u202c", "\u2066a", "a\u200bb", "\ufeffa", "\u00ad", "\u2028", "\u2029"),
    *("e" + "\u0301" * 1000, "Z" + "\u0336" * 40, "\U0001f469\u200d\U0001f469\u200d\U0001f467"),
    *("\U0001f4a9", "\U000e0041", "\ufffd", "\ufffe", "\uffff", "\U0010ffff", "\ud83d\ude00"[:1]),
    *("", " ", "\u00a0", "\u3000", "\t", "\n", ".", "-", "İ", "ß", "ﬁ", "ǆ", "ς", "Ω", "K"),
    *("négy monitor", "ne\u0301gy", "ёлка", "е\u0308лка", "принтер", "מדפסת", "打印机", "طابعة"),
    *("\x00", "a\x00b", "\x01", "\x1b[31m", "\x7f", "\x85", "\x9f"),
    *("\ud800", "a\udfff", "\udc00\ud800", "+36 30 555 0112", "0036305550112"),
    *("0", "-1", "999999999999999999999999", "1.5", "1,5", "٣", "½"),
    *("a" * 2000, "a" * 2001, "ő" * 2000, "\U0001f600" * 2001, "a" * 10_000, " " * 10_000 + "a"),
)  # fmt: skip
ALPHABETS: Final = (
    "abc őűé АБВё",
    "\x00\x01\t\n\r\x1f\x7f\x9f ab",
    "\ud800\udbff\udc00\udfffab",
    "\u200b\u200d\u202e\u2066\u2069\ufeffab",
    "'\"<>&;%${}()[]|`\\/=+-@",
    "\u0301\u0308\u0336\u20dda",
    "0123456789+-.eE",
    "\U0001f469\U0001f3fd\u200d\ufe0f\U0001f1ed\U0001f1fa",
)


def bad_strings(count: int = 400) -> list[str]:
    """The listed ones, filled up with short mixtures; the same every time."""
    dice = random.Random(20261122)
    mixed = []
    while len(PAYLOADS) + len(mixed) < count:
        alphabet = dice.choice(ALPHABETS)
        mixed.append("".join(dice.choices(alphabet, k=dice.randint(1, 60))))
    return [*PAYLOADS, *mixed]


def is_text(value: str, most: int) -> bool:
    """Whether a field of that room may take it in."""
    return not isinstance(clean_text(value, "field", most), Rejected)
