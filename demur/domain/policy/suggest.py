"""What the writer probably meant: the nearest word, the nearest cell that can be read."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator
from typing import Final

from demur.domain.policy import cells, phrases
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.domains import Domain, Listed, Range

_DIGIT_LIKE: Final = str.maketrans("OoОоlIЗз", "00001133")
_LATIN: Final = "abcdefghijklmnopqrstuvwxyz"
_ACCENTED: Final = "áéíóöőúüű"
_CYRILLIC: Final = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
_LINKS: Final = ("or", "vagy", "или", "и")
_LONGEST_MENDED: Final = 80
_SAME_UNIT: Final = 0.75
_SHOWN_WHOLE: Final = 8


def closest(word: str, choices: Collection[str]) -> str | None:
    """Give the choice a mistyped word was most likely meant to be, None when nothing is near."""
    by_fold = {voc.fold(choice): choice for choice in reversed(list(choices))}
    near = difflib.get_close_matches(voc.fold(word)[:100], by_fold, n=1, cutoff=0.6)
    return by_fold[near[0]] if near else None


def surely(word: str, choices: Collection[str], most: int | None = None) -> str | None:
    """Give the only choice fewest slips of the pen away, at most a third of its letters.

    None where two are as near. `most` is the limit of slips, if it is a lower one.
    """
    folded = voc.fold(word)[:100]
    limit = max(1, len(folded) // 3) if most is None else min(most, max(1, len(folded) // 3))
    by_slips: dict[int, list[str]] = {}
    for choice in choices:
        by_slips.setdefault(slips_apart(folded, voc.fold(choice), limit), []).append(choice)
    nearest = min(by_slips, default=limit + 1)
    return by_slips[nearest][0] if nearest <= limit and len(by_slips[nearest]) == 1 else None


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
    return min(row[-1], most + 1)


def mended_cell(text: str, domain: Domain) -> str | None:
    """Give the cell the writer meant: first whole words mended, then one slip of the pen anywhere.

    Returns None when no readable cell is near.
    """
    if len(text) > _LONGEST_MENDED:
        return None
    for tried in (_words_mended, _letters_mended):
        found = next((cell for cell in tried(text, domain) if _reads(cell, domain)), None)
        if found:
            return found
    return closest(text, domain.all_answers) if isinstance(domain, Listed) else None


def mended_unit(text: str, domain: Domain) -> str | None:
    """Give a cell with the question's unit in place of one that only spells it otherwise.

    None between two units we know: 3 km are no 3 kg, however near the letters.
    """
    unit = domain.unit if isinstance(domain, Range) else None
    if unit is None or voc.fold(unit) in phrases.UNIT_KEYS:
        return None
    for word in text.split():
        ratio = difflib.SequenceMatcher(None, voc.fold(word), voc.fold(unit)).ratio()
        cell = " ".join(unit if each == word else each for each in text.split())
        if ratio > _SAME_UNIT and _reads(cell, domain):
            return cell
    return None


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


def _reads(text: str, domain: Domain) -> bool:
    found = cells.read_cell(text, domain)
    return not isinstance(found, cells.Unreadable) and not found.never_matches and not found.beyond


def _words_mended(text: str, domain: Domain) -> Iterator[str]:
    words = text.split()
    for at, word in enumerate(words):
        for other in _instead_of(word, domain):
            yield " ".join([*words[:at], other, *words[at + 1 :]])
    if isinstance(domain, Listed) and (whole := closest_strictly(text, domain.all_answers)):
        yield whole
    for at in range(1, len(words)):
        yield from (" ".join([*words[:at], link, *words[at:]]) for link in _LINKS)


def _instead_of(word: str, domain: Domain) -> Iterator[str]:
    folded = voc.fold(word)
    if folded in voc.MISUSED:
        yield voc.MISUSED[folded]
    if isinstance(domain, Range) and any(char.isdigit() for char in word):
        yield word.translate(_DIGIT_LIKE)
    bare = word.strip('",;()')
    known = _known_words(domain)
    if voc.fold(bare) not in {voc.fold(each) for each in known}:
        for near in difflib.get_close_matches(bare, known, n=3, cutoff=0.6):
            yield word.replace(bare, near) if bare else near


def closest_strictly(text: str, choices: Collection[str]) -> str | None:
    """Give a choice only when it is all but the same text."""
    near = closest(text, choices)
    if near is None:
        return None
    ratio = difflib.SequenceMatcher(None, voc.fold(text), voc.fold(near)).ratio()
    return near if ratio > 0.85 else None


def _known_words(domain: Domain) -> list[str]:
    if isinstance(domain, Listed):
        own = [word for answer in domain.all_answers for word in answer.split()]
    else:
        own = [*(domain.unit or "").split(), domain.unknown or ""]
    return [word for word in (*own, *sorted(cells.cell_words())) if word]


def _letters_mended(text: str, domain: Domain) -> Iterator[str]:
    return slips(text, _alphabet(text, domain))


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


def _alphabet(text: str, domain: Domain) -> str:
    if isinstance(domain, Listed):
        return "".join(sorted(set(" ".join(domain.codes) + " or vagy или, ")))
    return " –" + letters_for(text)


def letters_for(text: str) -> str:
    """Give the letters of the alphabet a text is written in."""
    cyrillic = any("а" <= char <= "я" for char in text.casefold())
    return _CYRILLIC if cyrillic else _LATIN + _ACCENTED
