"""How long a short message is: the alphabet it needs and the parts it goes in.

ETSI TS 123 038, §6.2.1 (the GSM 7 bit default alphabet and its extension table) and §6.2.3 (UCS2);
TS 123 040, §9.2.3.24.1 (a message of several parts: each loses 6 octets to its header).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: Written as an escape and a letter: two septets each.
EXTENDED: Final = frozenset("\f^{}\\[~]|€")


@dataclass(frozen=True, slots=True)
class Room:
    """What fits into one message alone, and into each part of a longer one, in units."""

    alone: int
    part: int


GSM_7: Final = Room(160, 153)
UCS_2: Final = Room(70, 67)


@dataclass(frozen=True, slots=True)
class Length:
    """A text as a short message: which alphabet, how many units of it, in how many parts."""

    alphabet: str
    units: int
    parts: int


def length(text: str) -> Length:
    """What a text costs to send: septets of GSM-7 where every letter is in it, else UTF-16 units.

    An escaped letter, or one outside Unicode's first plane, is never cut in two by a part's end.
    """
    if all(char in BASIC or char in EXTENDED for char in text):
        return _length("GSM-7", [2 if char in EXTENDED else 1 for char in text], GSM_7)
    return _length("UCS-2", [2 if ord(char) > 0xFFFF else 1 for char in text], UCS_2)


def _length(alphabet: str, sizes: list[int], room: Room) -> Length:
    units = sum(sizes)
    parts = 1 if units <= room.alone else sum(1 for _ in _parts(sizes, room.part))
    return Length(alphabet, units, parts)


def _parts(sizes: Iterable[int], room: int) -> Iterator[int]:
    """The units of each part, filled one after the other."""
    filled = 0
    for size in sizes:
        if filled + size > room:
            yield filled
            filled = 0
        filled += size
    yield filled
