"""Results that are all but the same: one of two is most likely a slip of the pen."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import combinations, islice
from typing import Final

from demur.domain.policy import vocabulary as voc

_MOST_WORDS: Final = 2_000
"""A column of more words than that is no list with slips in it."""
_MOST_ALIKE: Final = 20
_SHORTEST: Final = 4
_ALIKE: Final = 0.85
_Words = tuple[str, ...]


class Twins:
    """The results of one column; `counts` says how often each is written, first met first.

    `is_word` says whether the dictionary knows a word.
    """

    def __init__(self, counts: Mapping[str, int], is_word: Callable[[str], bool]) -> None:
        self._counts, self._is_word = counts, is_word
        self._words = {result: tuple(voc.fold(result).split()) for result in counts}
        self._written: dict[_Words, str] = {}
        self._places: dict[str, int] = {}
        for place, (result, words) in enumerate(self._words.items()):
            self._written.setdefault(words, result)
            self._places[result] = place
        long = dict.fromkeys(
            word for words in self._words.values() for word in words if len(word) >= _SHORTEST
        )
        self._near = _near([*islice(long, _MOST_WORDS)])

    def of(self, result: str) -> str | None:
        """Find the result this one is most likely a slip of: met oftener, a word, or met earlier.

        They differ by one slip inside one longer word, their numbers alike.
        """
        for other, word, near in islice(self._beside(result), _MOST_ALIKE):
            theirs, ours = self._is_word(near), self._is_word(word)
            earlier = self._places[other] < self._places[result]
            if self._counts[other] > 1 or theirs > ours or (theirs == ours and earlier):
                return other
        return None

    def _beside(self, result: str) -> Iterator[tuple[str, str, str]]:
        """Give the results that differ by one word, with this one's and theirs."""
        words = self._words[result]
        for at, word in enumerate(words):
            for near in self._near.get(word, ()):
                other = self._written.get((*words[:at], near, *words[at + 1 :]))
                if other is not None:
                    yield other, word, near


def _near(words: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Give for each word those that are one slip away.

    Two words one slip apart come to the same when one letter, or none, is taken out of each
    (the deletion neighbourhood of Mor and Fraenkel, 1982): no pair is looked at in vain.
    """
    shortened: defaultdict[str, list[str]] = defaultdict(list)
    for word in words:
        for short in {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}:
            if len(shortened[short]) < _MOST_ALIKE:
                shortened[short].append(word)
    near: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for alike in shortened.values():
        for one, other in combinations(alike, 2):
            if _one_slip_apart(one, other):
                near[one][other] = near[other][one] = None
    return {word: tuple(others) for word, others in near.items()}


def _one_slip_apart(one: str, other: str) -> bool:
    """Say whether two words are one: of short ones only a letter too many or a swap tells it."""
    if abs(len(one) - len(other)) > 1 or re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False
    swapped = sorted(one) == sorted(other)
    return swapped or SequenceMatcher(None, one, other).ratio() >= _ALIKE
