"""How a telephone number is written down, before anyone asks whose line it is.

Labels, brackets, invisible marks, extensions, the words for a withheld number: all that is
around the digits in three languages, in tel: and SIP addresses and in what exchanges send.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from demur.domain.people import search_text

#: Words that exchanges and telephones send in the place of a number, folded by `search_text`.
_WITHHELD: Final = """
    anonymous anonym unknown private privat withheld restricted unavailable blocked hidden
    suppressed no none null caller number id n a
    titkos titkositott rejtett ismeretlen nevtelen maganszam nem elerheto szam hivo hivoszam
    szamkijelzes nelkul
    скрыт скрыто скрытый аноним анонимно анонимный неизвестен неизвестно неизвестный не
    определен определился частный закрыт закрытый засекречен номер абонент нет
"""
WITHHELD_WORDS: Final = frozenset(_WITHHELD.split())
#: "ANONYMOUS" spelt on a telephone's keys: what some exchanges send for a withheld number.
KEYED_ANONYMOUS: Final = "266696687"

#: Every space, dash and bracket of the world becomes the plain one; the rest go by NFKC.
_PLAIN_SIGNS: Final = {
    "Zs": " ",
    "Zl": " ",
    "Zp": " ",
    "Cc": " ",
    "Pd": "-",
    "Ps": "(",
    "Pe": ")",
    "Cf": "",
    "Cs": "",
}
_ANGLE = re.compile(r"<([^<>]+)>")
_LABEL = re.compile(
    r"^(?:tel(?:efon)?|callto|sips?|mob(?:il)?|(?:tele)?phone|тел(?:ефон)?|моб|сот)\b[.:\s]*"
)
_CONTEXT = re.compile(r";phone-context=(\+[\d.() -]+)")
_EXTENSION = re.compile(
    r"(?:;ext=|(?:(?<=\d)|[\s,;/)])"
    r"(?:#|(?:ext(?:ension)?|x|mell(?:ék)?|m|доб(?:авочный)?|вн(?:утр)?)[.:]?)\s*)(\d{1,6})$"
)
_HUNGARIAN_EXTENSION = re.compile(r"[\s,;/](\d{1,6})(?:-?[aeoö]?s)?\s*mell(?:ék)?\.?$")
_BETWEEN_NUMBERS = re.compile(r"[,;/|\n]|\b(?:vagy|или|or)\b")


def bare(raw: str) -> str:
    """The spelling in plain signs: ASCII digits, one kind of plus, dash and space, lower case.

    Takes off what surrounds a number: a label ("tel.:", "моб."), a scheme (tel:, sip:), the
    host of a SIP address and the display name before <…>.
    """
    inside = _ANGLE.search(raw)
    signs = (_plain_sign(char) for char in (inside.group(1) if inside else raw))
    text = unicodedata.normalize("NFC", "".join(signs)).lower().strip()
    return _LABEL.sub("", text).partition("@")[0].strip()


def is_withheld(text: str) -> bool:
    """Whether a bare text says that the caller hides: nothing, only signs, or words that say so."""
    if text.isascii() and text.lstrip("+") == KEYED_ANONYMOUS:
        return True
    return WITHHELD_WORDS.issuperset(re.findall(r"\w+", search_text(text)))


def extension_apart(text: str) -> tuple[str, str]:
    """The line and its extension: "06 1 234 5678 x12", "…;ext=12", "… 12-es mellék", "… доб. 12".

    RFC 3966: what is said by a tel: address in ";phone-context=+…" stands before the number, and
    its other parameters say nothing about the line.
    """
    context = _CONTEXT.search(text)
    if context:
        text = f"{context.group(1)} {_CONTEXT.sub('', text)}"
    match = _EXTENSION.search(text) or _HUNGARIAN_EXTENSION.search(text)
    if match is None:
        return re.sub(r";[a-z][a-z-]*=.*$", "", text), ""
    end = match.start() + text[match.start()].count(")")
    return text[:end].rstrip(" ,;/"), match.group(1)


def parts(text: str) -> list[str]:
    """The numbers of a field that may hold several: "06 30 …, 06 1 …" or "… vagy …"."""
    return [part.strip() for part in _BETWEEN_NUMBERS.split(text) if part.strip()]


def _plain_sign(char: str) -> str:
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    if char == "\n":
        return char
    category = unicodedata.category(char)
    # A superscript or a circled figure is a footnote, not a digit: it stays, and is refused.
    if category == "No":
        return char
    return _PLAIN_SIGNS.get(category, unicodedata.normalize("NFKC", char))
