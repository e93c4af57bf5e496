"""The card a refused caller keeps, so that they come back (article A8): a vCard for any telephone.

Written by RFC 6350 (vCard 4.0) and RFC 2426 (3.0, which older telephones read). A value can
never begin a property of its own: its line breaks are escaped, its control characters dropped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Final

from demur.domain.card import Card
from demur.domain.exits import Exit
from demur.domain.refusal import Channel
from demur.records.gate import Cleared, leaves_by

#: RFC 6350 §3.2 and RFC 2426 §2.6: a line is folded at 75 octets, its line break not counted.
FOLD_OCTETS: Final = 75
_LINE_BREAKS = re.compile("\r\n|[\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
_ESCAPES: Final = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n"})
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_WEB_ADDRESS = re.compile(r"https?://[^\s\"<>\\^`{|}]+", re.IGNORECASE)


class Version(StrEnum):
    """Which vCard is written."""

    V3 = "3.0"
    V4 = "4.0"


def vcard(*cards: Card, version: Version = Version.V4) -> str:
    """Our card, and after it the card of each partner the caller was sent to, in one text.

    UTF-8 when encoded, lines ending in CR LF. Send it as text/vcard.
    """
    lines = (line for card in cards for line in _lines(card, version))
    return "".join(_folded(line) for line in lines)


@leaves_by(Exit.CONTACT_CARD)
def person_card(cleared: Sequence[Cleared], name: str, organisation: str = "") -> str:
    """A contact to keep in a telephone, with the numbers and addresses the gate let through."""
    lines = ["BEGIN:VCARD", "VERSION:4.0", f"FN:{_escaped(name)}"]
    if organisation:
        lines.append(f"ORG:{_escaped(organisation)}")
    for one in cleared:
        is_mail = one.wanted.approach.channel is Channel.MAIL
        address = one.address
        lines.append(f"EMAIL:{_escaped(address)}" if is_mail else _number_line(address, Version.V4))
    return "".join(_folded(line) for line in [*lines, "END:VCARD"])


def _lines(card: Card, version: Version) -> Iterator[str]:
    name = _escaped(card.name)
    yield "BEGIN:VCARD"
    yield f"VERSION:{version}"
    # 3.0 must have the parts of a person's name; 4.0 can say that it is no person.
    yield "KIND:org" if version is Version.V4 else f"N:{name};;;;"
    yield f"FN:{name}"
    yield f"ORG:{name}"
    if card.number.strip():
        yield _number_line(card.number.strip(), version)
    if card.mail.strip():
        yield f"EMAIL:{_escaped(card.mail.strip())}"
    if _WEB_ADDRESS.fullmatch(card.site.strip()):
        yield f"URL:{_drawn(card.site.strip())}"
    if card.what_we_do.strip():
        yield f"NOTE:{_escaped(card.what_we_do.strip())}"
    yield "END:VCARD"


def _number_line(number: str, version: Version) -> str:
    """A number as a tel: address where it can be one (RFC 6350 §6.4.1), else as it is spelt."""
    if version is Version.V4 and _E164.fullmatch(number):
        return f'TEL;VALUE=uri;TYPE="work,voice":tel:{number}'
    types = "TYPE=WORK,VOICE" if version is Version.V3 else 'TYPE="work,voice"'
    return f"TEL;{types}:{_escaped(number)}"


def _escaped(value: str) -> str:
    """A value that stays one value (RFC 6350 §3.4): breaks, commas and semicolons escaped."""
    return _drawn(_LINE_BREAKS.sub("\n", value)).translate(_ESCAPES)


def _drawn(value: str) -> str:
    """Without control characters, half characters and marks that turn the text's direction."""
    return "".join(
        char
        for char in value
        if char in "\n\t" or unicodedata.category(char) not in {"Cc", "Cf", "Cs"}
    )


def _folded(line: str) -> str:
    """A content line in pieces of at most 75 octets, never inside a character."""
    pieces = [""]
    octets = 0
    for char in line:
        size = len(char.encode())
        if octets + size > FOLD_OCTETS:
            pieces.append(" ")
            octets = 1
        pieces[-1] += char
        octets += size
    return "\r\n".join(pieces) + "\r\n"
