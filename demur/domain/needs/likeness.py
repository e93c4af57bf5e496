"""How like a trade a need sounds: every trade is scored, by shares of 3 to 5 character n-grams.

There are a few hundred trades, so none is left out and the scores of all of them are evidence:
a need that sounds like two trades at once, or like none, shows as such. What does not sound like
its trade at all (a monitor, a computer shop) is reached through words that belong together.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from demur.domain.needs.text import grams, sound, words

Scores = NDArray[np.float64]
Rows = NDArray[np.intp]
Bag = Counter[str]
_SATURATION, _LENGTH_SHARE = 1.2, 0.75  # BM25's k1 and b (Robertson & Zaragoza 2009, eq. 3.15)


def heard(spoken: Iterable[str]) -> Bag:
    """The n-grams of folded words as they sound, counted."""
    return Counter(gram for word in spoken for gram in grams(sound(word)))


class PhraseIndex:
    """Groups of phrases, ready to be asked which group holds a phrase like the words heard."""

    def __init__(self, groups: Sequence[Iterable[str]]) -> None:
        """Index the groups; a group is known by its place."""
        # A group without a phrase keeps its place by an empty one.
        phrases = [
            (place, heard(words(phrase)))
            for place, group in enumerate(groups)
            for phrase in (tuple(group) or ("",))
        ]
        self.bags: list[Bag] = [Counter() for _ in groups]
        for group, bag in phrases:
            self.bags[group].update(bag)
        self.rarity = _rarities(self.bags)
        self._unheard = math.log(2 * len(groups) + 2)
        owners = np.array([group for group, _ in phrases], dtype=np.intp)
        self._starts = np.searchsorted(owners, np.arange(len(groups)))
        self._norms = np.array([self._length(bag) for _, bag in phrases])
        self._rows = _rows_of([bag for _, bag in phrases])

    def weight(self, gram: str) -> float:
        """How much an n-gram tells: BM25's inverse document frequency over the groups."""
        return self.rarity.get(gram, self._unheard)

    def nearest(self, asked: Bag) -> Scores:
        """The cosine of the words with the nearest phrase of every group: shape (groups,)."""
        dots = np.zeros(len(self._norms))
        for gram in asked:
            if gram in self._rows:
                dots[self._rows[gram]] += self.weight(gram) ** 2
        cosines = dots / (self._norms * self._length(asked))
        return np.asarray(np.maximum.reduceat(cosines, self._starts))

    def _length(self, bag: Bag) -> float:
        return math.sqrt(sum(self.weight(gram) ** 2 for gram in bag)) or 1.0


class CoverIndex:
    """The same groups as bags of n-grams: how much of the words heard does each group cover."""

    def __init__(self, phrases: PhraseIndex) -> None:
        """Weigh every n-gram of every group as BM25 does."""
        self._phrases = phrases
        lengths = [bag.total() for bag in phrases.bags]
        usual = max(sum(lengths) / max(len(lengths), 1), 1.0)
        found: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for group, bag in enumerate(phrases.bags):
            damp = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * lengths[group] / usual)
            for gram, count in bag.items():
                share = count * (_SATURATION + 1) / (count + damp)
                found[gram].append((group, phrases.rarity[gram] * share))
        self._postings: dict[str, tuple[Rows, Scores]] = {
            gram: (np.array([g for g, _ in pairs], dtype=np.intp), np.array([w for _, w in pairs]))
            for gram, pairs in found.items()
        }

    def covered(self, asked: Bag) -> Scores:
        """BM25 of the words over the sum of their weights, so that needs compare: (groups,)."""
        scores = np.zeros(len(self._phrases.bags))
        for gram in asked:
            if gram in self._postings:
                rows, weights = self._postings[gram]
                scores[rows] += weights
        return scores / max(sum(self._phrases.weight(gram) for gram in asked), 1e-9)


def _rows_of(bags: Sequence[Bag]) -> Mapping[str, Rows]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for row, bag in enumerate(bags):
        for gram in bag:
            found[gram].append(row)
    return {gram: np.array(rows, dtype=np.intp) for gram, rows in found.items()}


def _rarities(bags: Sequence[Bag]) -> dict[str, float]:
    held_by = Counter(gram for bag in bags for gram in bag)
    return {
        gram: math.log(1 + (len(bags) - count + 0.5) / (count + 0.5))
        for gram, count in held_by.items()
    }
