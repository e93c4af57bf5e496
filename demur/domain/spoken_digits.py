"""Digits as they are typed by hand and said aloud: 0, O, nulla, шестьдесят три, double five."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from itertools import groupby
from typing import Final

from demur.domain.needs.lexicon import NUMBER_WORDS
from demur.domain.needs.spoken_numbers import whole
from demur.domain.refusal import Lang

#: Letters that are typed for a digit, Latin and Cyrillic.
_LETTERS: Final = str.maketrans({"o": "0", "о": "0", "l": "1", "i": "1", "|": "1"})
_LONELY: Final = re.compile(r"[oоli|]{1,3}|oh")
_NOUNS: Final = {
    "nulla": 0, "zero": 0, "nullas": 0, "egyes": 1, "kettes": 2, "harmas": 3, "negyes": 4,
    "otos": 5, "hatos": 6, "hetes": 7, "nyolcas": 8, "kilences": 9,
    "ноль": 0, "нуль": 0, "ноля": 0, "нуля": 0, "единица": 1, "единичка": 1, "двоика": 2,
    "троика": 3, "четверка": 4, "пятерка": 5, "шестерка": 6, "семерка": 7, "восьмерка": 8,
    "девятка": 9, "шестьсот": 600, "семьсот": 700, "восемьсот": 800, "девятьсот": 900,
    "nought": 0, "nil": 0,
}  # fmt: skip
#: Numbers that are said of things, never of a code; *ott*, there, is no *öt*.
_OF_THINGS: Final = frozenset(
    ("dozen", "thousand", "тысяча", "тысячи", "тысяч", "пара", "пару", "двое", "трое", "ott")
)
_TIMES: Final = {"double": 2, "dupla": 2, "triple": 3, "treble": 3, "tripla": 3}
_TOKEN: Final = re.compile(r"(?:[^\W_]|\|)+|[^\w\s]")
_HUNDRED: Final = 100


class _Kind(Enum):
    SPOKEN = auto()
    TYPED = auto()
    SIGN = auto()
    WORD = auto()


@dataclass(frozen=True, slots=True)
class Said:
    """Digits that stand side by side: with spoken words taken together, and one by one."""

    together: str
    apart: tuple[str, ...]


def said_digits(folded: str) -> list[list[Said]]:
    """Give the runs of digits in a folded text; any other word ends a run, a sign does not."""
    runs: list[list[Said]] = [[]]
    words = _TOKEN.findall(folded.replace(" hundred and ", " hundred "))
    for kind, same in groupby(words, key=_kind):
        if kind is _Kind.SPOKEN:
            runs[-1] += _spoken([*same])
        elif kind is _Kind.TYPED:
            runs[-1] += [Said(digits, (digits,)) for digits in map(_typed, same)]
        elif kind is _Kind.WORD:
            runs.append([])
    return [said for run in runs for said in _as_digits(run)]


def _kind(word: str) -> _Kind:
    if word in _TIMES or spoken_value(word) is not None:
        return _Kind.SPOKEN
    if _typed(word):
        return _Kind.TYPED
    return _Kind.WORD if word[0].isalnum() else _Kind.SIGN


@cache
def _values() -> dict[str, int]:
    spoken = {**NUMBER_WORDS[Lang.RU], **NUMBER_WORDS[Lang.EN], **_NOUNS}
    return {word: value for word, value in spoken.items() if word not in _OF_THINGS}


def spoken_value(word: str) -> int | None:
    """Give the number below a thousand that a folded word says, in any of the three languages."""
    if word.isdigit() or len(word) > 40:
        return None
    value = _values().get(word)
    if value is None and word not in _OF_THINGS:
        value = whole(word, Lang.HU)
    return value if value is not None and value < 10 * _HUNDRED else None


def _spoken(words: list[str]) -> list[Said]:
    """Give the numbers that words say one after another: sixty three seven is 63 and 7."""
    numbers: list[list[int]] = []
    times = 1
    for word in words:
        value = spoken_value(word)
        if value is None:
            times = _TIMES[word]
        elif times > 1:
            numbers += [[value] for _ in range(times)]
            times = 1
        elif numbers and (together := _together(numbers[-1], value)):
            numbers[-1] = together
        else:
            numbers.append([value])
    return [Said(str(sum(number)), tuple(map(str, number))) for number in numbers]


def _together(said: list[int], value: int) -> list[int]:
    """Give one number made of what was said and the next word; none where that begins another.

    Two takes in hundred, six hundred takes in sixty, sixty takes in three.
    """
    last = said[-1]
    if value == _HUNDRED and 0 < last < 10:
        return [*said[:-1], last * _HUNDRED]
    room = 0 if last < 20 else _HUNDRED if last % _HUNDRED == 0 else 10 if last % 10 == 0 else 0
    return [*said, value] if 0 < value < room else []


def _typed(token: str) -> str:
    """Give the digits of a typed token; of letters alone, as they stand."""
    plain = "".join(str(unicodedata.decimal(sign, sign)) for sign in token)
    read = plain.translate(_LETTERS)
    if any(sign.isdigit() for sign in plain):
        return read if read.isdigit() and read.isascii() else ""
    return token if _LONELY.fullmatch(token) else ""


def _as_digits(run: list[Said]) -> list[list[Said]]:
    """Read O and l beside digits as digits; at a run's ends they may as well be words."""
    digits = [at for at, each in enumerate(run) if each.together.isdigit()]
    if not digits:
        return []
    inside = run[digits[0] : digits[-1] + 1]
    return [
        [_as_digit(each) for each in said] for said in ([run] if inside == run else [inside, run])
    ]


def _as_digit(said: Said) -> Said:
    if said.together.isdigit():
        return said
    digits = said.together.removesuffix("h").translate(_LETTERS)
    return Said(digits, (digits,))
