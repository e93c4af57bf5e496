"""What the writer probably meant: the one choice that is the fewest slips of the pen away."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from demur.domain.policy import vocabulary as voc

_LATIN: Final = "abcdefghijklmnopqrstuvwxyz"
_ACCENTED: Final = "áéíóöőúüű"
_CYRILLIC: Final = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
_LONGEST: Final = 100
_LETTERS_A_SLIP: Final = 3
_STRICTLY: Final = 6
_SHOWN_WHOLE: Final = 8


def closest(
    word: str,
    choices: Collection[str],
    *,
    likelier: Collection[str] = (),
    most: int | None = None,
    letters: int = _LETTERS_A_SLIP,
) -> str | None:
    """Give the choice a mistyped word was meant to be, None where none is near or two are as near.

    Of two as near, the one among the `likelier` is meant. See `nearest` for the limits.
    """
    found = nearest(word, choices, most=most, letters=letters)
    if len(found) > 1:
        found = [each for each in found if each in likelier]
    return found[0] if len(found) == 1 else None


def closest_strictly(word: str, choices: Collection[str]) -> str | None:
    """Give a choice only when it is all but the same text: a slip in six letters."""
    return closest(word, choices, letters=_STRICTLY)


def nearest(
    word: str,
    choices: Collection[str],
    *,
    most: int | None = None,
    letters: int = _LETTERS_A_SLIP,
) -> list[str]:
    """Give the choices that are the fewest slips of the pen away from a word; none: none is near.

    A slip is a letter wrong, missing, too many or swapped with its neighbour: one in so many
    `letters`, and no more than `most`. Nobody can tell W1 from W2 by its looks: digits are to be
    the same.
    """
    folded = voc.fold(word)[:_LONGEST]
    by_slips: dict[int, dict[str, str]] = {}
    for choice in choices:
        other = voc.fold(choice)
        limit = slips_allowed(folded, other, letters)
        limit = limit if most is None else min(limit, most)
        slips = slips_apart(folded, other, limit)
        if slips <= limit and _digits(folded) == _digits(other):
            by_slips.setdefault(slips, {}).setdefault(other, choice)
    return list(by_slips[min(by_slips)].values()) if by_slips else []


def slips_allowed(one: str, other: str, letters: int = _LETTERS_A_SLIP) -> int:
    """Say how many slips apart two words may be meant as one: one in so many `letters`.

    Of two letters one may be wrong or missing; a single letter is never another one.
    """
    longer = max(len(one), len(other))
    return 1 if longer == letters - 1 == 2 else longer // letters


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def slips_apart(one: str, other: str, most: int) -> int:
    """Count the slips between two words, neighbours swapped being one; no more than `most` + 1.

    Damerau's distance in its restricted form, as rows of a table of which the last two are kept.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    above: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        above, before, row = row, above, [at]
        for place, found in enumerate(other, 1):
            cost = min(above[place] + 1, row[-1] + 1, above[place - 1] + (letter != found))
            swapped = at > 1 and place > 1 and letter == other[place - 2] and one[at - 2] == found
            row.append(min(cost, before[place - 2] + 1) if swapped else cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def difference(wrong: str, right: str) -> tuple[str, str]:
    """Give what to quote of a cell and its mended form: of long ones the words that differ."""
    one, other = wrong.split(), right.split()
    if len(one) + len(other) <= _SHOWN_WHOLE:
        return wrong, right
    same = _alike(one, other)
    tail = _alike(one[same:][::-1], other[same:][::-1])
    cut = " ".join(one[same : len(one) - tail]), " ".join(other[same : len(other) - tail])
    return cut if all(cut) else (wrong, right)


def _alike(one: list[str], other: list[str]) -> int:
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def slips(text: str, alphabet: str) -> Iterator[str]:
    """Give every text one slip away: two letters swapped, one too many, one missing, one wrong.

    Digits stay as they are: nobody can tell 3 from 4 by its looks.
    """
    places = range(len(text) + 1)
    yield from (text[:at] + text[at + 1] + text[at] + text[at + 2 :] for at in places[:-2])
    yield from (text[:at] + text[at + 1 :] for at in places[:-1] if not text[at].isdigit())
    yield from (text[:at] + letter + text[at:] for at in places for letter in alphabet)
    yield from (
        text[:at] + letter + text[at + 1 :]
        for at in places[:-1]
        if not text[at].isdigit()
        for letter in alphabet
    )


def letters_for(text: str) -> str:
    """Give the letters of the alphabet a text is written in."""
    cyrillic = any("а" <= char <= "я" for char in text.casefold())
    return _CYRILLIC if cyrillic else _LATIN + _ACCENTED
