"""How a table says that it is read: in whose words, and with which slips of the pen.

The nearest phrase is meant. A free wording that none of them is near is heard by its key words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType
from typing import Final

from demur.domain.policy import suggest
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.tables import Reading

# Beside the wording we propose, in which people say the same; of each language the longest last.
_SAID_TOO: Final[Mapping[Reading, tuple[str, ...]]] = MappingProxyType(
    {
        Reading.UNIQUE: (
            *("exactly one row fits", "only one row fits", "only one row fits every case"),
            *("pontosan egy sor illik", "csak egy sor illik", "minden esetre csak egy sor illik"),
            *("подходит ровно одна строка", "подходит только одна строка"),
            "каждому случаю подходит только одна строка",
        ),
        Reading.FIRST: (
            *(
                "read from the top",
                "the first row that fits decides",
                "the first that fits decides",
            ),
            *(
                "the first matching row decides",
                "first row that fits",
                "first row that fits decides",
            ),
            *("felülről olvassuk", "az első illő sor dönt", "az első megfelelő sor dönt"),
            *("читаем сверху вниз", "решает первая подходящая строка"),
            "первая подходящая строка решает",
        ),
        Reading.COLLECT: (
            *("all rows that fit", "all the rows that fit apply", "all rows which fit apply"),
            *(
                "all matching rows apply",
                "every row that fits applies",
                "every matching row applies",
            ),
            *("minden illő sor", "minden megfelelő sor érvényes", "az összes illő sor érvényes"),
            *("все подходящие строки", "все подходящие строки действуют"),
            *("каждая подходящая строка действует", "действует каждая подходящая строка"),
            "каждая строка, которая подходит, действует",
        ),
    }
)
_FEWEST_WORDS: Final = 2
_CLAUSE: Final = re.compile(r"[^().;:!?\n]+")
_WORD: Final = re.compile(r"[^\s,]+")
_MOST_WORDS: Final = 40
"""A clause of more words is prose."""


@dataclass(frozen=True, slots=True)
class Heard:
    """How a text says that a table is read; with a slip, what is said and what was meant by it.

    `mended` is the text put right; it is the text itself where there is nothing to mend.
    """

    way: Reading
    said: str
    meant: str
    mended: str

    @property
    def has_slip(self) -> bool:
        """Say whether it was read as what it does not quite say."""
        return self.said != self.meant


@dataclass(frozen=True, slots=True)
class _Phrase:
    way: Reading
    text: str
    words: tuple[str, ...]


def _phrases() -> Iterator[_Phrase]:
    for at, way in enumerate(Reading):
        proposed = (spoken[at] for spoken in voc.READING_WORDING.values())
        for text in chain(proposed, _SAID_TOO[way]):
            yield _Phrase(way, text, tuple(_WORD.findall(voc.fold(text))))


_PHRASES: Final = tuple(_phrases())


def ways_named(text: str) -> frozenset[Reading]:
    """Give the ways whose key words stand in a text, in whatever wording."""
    folded = voc.fold(text)
    return frozenset(
        Reading(way)
        for way, patterns in voc.READING_WAYS.items()
        if any(re.search(pattern, folded) for pattern in patterns)
    )


def hear(text: str) -> Heard | None:
    """Hear how a table is read; None where a text names no way, or more than one."""
    places = sorted(_places_in(text), key=lambda place: place.rank)
    if not places:
        named = ways_named(text)
        return Heard(next(iter(named)), "", "", text) if len(named) == 1 else None
    best = places[0]
    meant = best.phrase.text if best.slips else text[best.begin : best.end]
    mended = text[: best.begin] + meant + text[best.end :]
    ways = {each.phrase.way for each in places if each.rank == best.rank or each.is_apart(best)}
    if len(ways | ways_named(mended)) > 1:
        return None
    return Heard(best.phrase.way, text[best.begin : best.end], meant, mended)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a text says a phrase, with how many slips of the pen."""

    phrase: _Phrase
    slips: int
    begin: int
    end: int

    @property
    def rank(self) -> tuple[int, int]:
        """Put the phrase of most words first, then that with the fewest slips."""
        return -len(self.phrase.words), self.slips

    def is_apart(self, other: _Place) -> bool:
        return self.end <= other.begin or other.end <= self.begin


def _places_in(text: str) -> Iterator[_Place]:
    for start, words in _clauses(text):
        for phrase in _PHRASES:
            for slips, first, last in _said(phrase, [word for word, _ in words]):
                end = words[last][1] + len(words[last][0])
                yield _Place(phrase, slips, start + words[first][1], start + end)


def _clauses(text: str) -> Iterator[tuple[int, list[tuple[str, int]]]]:
    """Give each clause of a text that may say it: where it starts, its words and their places."""
    for clause in _CLAUSE.finditer(text):
        words = [(word[0], word.start()) for word in _WORD.finditer(clause[0])]
        if _FEWEST_WORDS <= len(words) <= _MOST_WORDS:
            yield clause.start(), words


def _said(phrase: _Phrase, words: list[str]) -> Iterator[tuple[int, int, int]]:
    """Give where a phrase stands among words: with how many slips, from which word to which."""
    folded, size = [voc.fold(word) for word in words], len(phrase.words)
    if 2 * len(set(phrase.words) & set(folded)) < size - 1:
        return
    for length in (size - 1, size, size + 1):
        for first in range(len(folded) - length + 1) if length else ():
            slips = _slips(phrase.words, tuple(folded[first : first + length]))
            if slips is not None:
                yield slips, first, first + length - 1


def _slips(phrase: tuple[str, ...], said: tuple[str, ...]) -> int | None:
    """Count the slips in a phrase as it is said, None where it is another one.

    Each word may have its own; a space is lost, or typed amid a word, only once.
    """
    if phrase == said:
        return 0
    if suggest.slips_apart("".join(phrase), "".join(said), 1) <= 1 and phrase[0][0] == said[0][0]:
        return 1
    if len(phrase) != len(said):
        return None
    total = 0
    for meant, word in zip(phrase, said, strict=True):
        allowed = suggest.slips_allowed(meant, word)
        slips = suggest.slips_apart(meant, word, allowed)
        if slips > allowed:
            return None
        total += slips
    return total
