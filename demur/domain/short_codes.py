"""Short codes: what stands for an easy-no link where nothing can be tapped.

Ten digits and a check digit, read from paper, said on the phone, typed into a message. The check
digit is H. Michael Damm's (*Total anti-symmetrische Quasigruppen*, Marburg 2004): every single
wrong digit and every two neighbours that changed places are caught.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from demur.domain.needs.text import fold
from demur.domain.spoken_digits import Said, said_digits

LENGTH: Final = 11
LONGEST_TEXT: Final = 2_000
RANDOM_BYTES: Final = 8
#: No code begins like a number that people dial here: 06 30 …, 00 36 …, 8 916 …, 7 916 …
FIRST: Final = "1234569"
# Damm's table of order 10: rows are the digit carried, columns the digit read.
_DAMM: Final = (
    *("0317598642", "7092154863", "4206871359", "1750983426", "6123045978"),
    *("3674209581", "5869720134", "8945362017", "9438617205", "2581436790"),
)
_ABROAD: Final = re.compile(r"\+\s*\d[\d ()/.-]*")


class Flaw(StrEnum):
    """Why a text holds no code: none at all, one with a slip in it, or two."""

    NONE = "none"
    SLIP = "slip"
    SEVERAL = "several"


@dataclass(frozen=True, slots=True)
class NotACode:
    """A text out of which no one code can be read."""

    flaw: Flaw


def make(random: bytes) -> str:
    """Make a code, 11 digits, out of at least 8 random bytes; 7 000 000 000 of them can be.

    It is easily said, and easily guessed by who may try a million times: whoever takes codes in
    has to slow them down. Raises ValueError on fewer bytes.
    """
    if len(random) < RANDOM_BYTES:
        raise ValueError(f"a short code takes {RANDOM_BYTES} random bytes")
    first, rest = divmod(int.from_bytes(random, "big") % (len(FIRST) * 10**9), 10**9)
    digits = f"{FIRST[first]}{rest:09}"
    return digits + check_digit(digits)


def check_digit(digits: str) -> str:
    """Give the digit that makes Damm's check come out at nought."""
    carried = "0"
    for digit in digits:
        carried = _DAMM[int(carried)][int(digit)]
    return carried


def shown(code: str) -> str:
    """Give a code as it is printed and read out: 123 456 789 01."""
    return " ".join(code[at : at + 3] for at in range(0, len(code), 3))


def read_code(text: str) -> str | NotACode:
    """Read the code that was typed or said, alone or in the middle of a sentence.

    Spaces, dashes, O for 0 and l for 1 do not matter; digits may be words, one by one, in pairs
    or in threes, in Hungarian, Russian and English. Numbers that begin with + are telephones.
    """
    runs = said_digits(_ABROAD.sub(" x ", fold(text[:LONGEST_TEXT])))
    wholes = [_joined(said) for run in runs for said in _readings(run)]
    # What stands alone is meant; only then is a code looked for among other numbers.
    codes = {whole for whole in wholes if _is_code(whole)} or {
        part for run in runs for said in _readings(run) for part in _parts(said) if _is_code(part)
    }
    if len(codes) == 1:
        return codes.pop()
    if codes:
        return NotACode(Flaw.SEVERAL)
    # A digit lost, doubled or wrong: they have a code, and should look at it again.
    slipped = any(abs(len(whole) - LENGTH) <= 1 for whole in wholes)
    return NotACode(Flaw.SLIP if slipped else Flaw.NONE)


def _is_code(digits: str) -> bool:
    return len(digits) == LENGTH and digits[0] in FIRST and check_digit(digits) == "0"


def _joined(said: Sequence[str]) -> str:
    return "".join(said)


def _readings(run: Sequence[Said]) -> Iterator[tuple[str, ...]]:
    """Give a run's digits with its words taken together (sixty three: 63), and one by one."""
    yield tuple(each.together for each in run)
    yield tuple(digits for each in run for digits in each.apart)


def _parts(said: Sequence[str]) -> Iterator[str]:
    """Give whatever stretch of a run is as long as a code."""
    for start in range(len(said)):
        digits = ""
        for each in said[start:]:
            digits += each
            if len(digits) >= LENGTH:
                break
        if len(digits) == LENGTH:
            yield digits
