"""How like each trade of a world a need is: by sound, by kindred words, and by its field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np

from demur.domain.needs import kindred, world
from demur.domain.needs.likeness import Bag, CoverIndex, PhraseIndex, Scores, heard
from demur.domain.needs.text import words
from demur.domain.needs.world import Trade

FIELD_SHARE = 0.6  # of what the trades of its field got on average, for a trade that got something
KIN_SHARE = 1.5
NEAREST_KIN = 4  # lines of kindred words that a need may follow
FAINTEST_KIN = 0.35


def indexed(trades: Sequence[Trade], more: Mapping[str, Sequence[str]]) -> TradeIndex:
    """The trades of a world indexed, `more` adding a firm's own phrases to trades by their id.

    The shipped world as it is is indexed once a process: every firm asks the same one.
    """
    if trades is world.shipped() and not more:
        return _shipped()
    return TradeIndex(trades, more)


@cache
def _shipped() -> TradeIndex:
    return TradeIndex(world.shipped(), {})


class TradeIndex:
    """The trades of one world, ready to be asked how like a need they are; never changes."""

    def __init__(self, trades: Sequence[Trade], more: Mapping[str, Sequence[str]]) -> None:
        """Index the trades; `more` adds a firm's own phrases to trades by their id."""
        self.trades = tuple(trades)
        fields = sorted({trade.field for trade in trades})
        self._field_of = np.array([fields.index(trade.field) for trade in trades], dtype=np.intp)
        self._phrases = PhraseIndex([(*t.phrases(), *more.get(t.id, ())) for t in self.trades])
        self._cover = CoverIndex(self._phrases)
        self._kin = kindred.index()
        self._reached: dict[int, Scores] = {}

    def scores(self, spoken: Sequence[str]) -> Scores:
        """How like each trade the folded words are: 0 nothing in common, some 4 the same words.

        The sum of how much of the need the trade covers, of the cosine with its nearest phrase,
        of what kindred words add, and a little of what its whole field got: shape (T,). The
        words' dictionary forms were tried beside them and added nothing.
        """
        asked = heard(spoken)
        if not asked or not self.trades:
            return np.zeros(len(self.trades))
        own = self._alike(asked)
        usual = np.bincount(self._field_of, own) / np.bincount(self._field_of)
        return np.asarray(own + FIELD_SHARE * np.where(own > 0, usual[self._field_of], 0.0))

    def _alike(self, asked: Bag) -> Scores:
        by_sound = self._cover.covered(asked) + self._phrases.nearest(asked)
        return np.asarray(by_sound + KIN_SHARE * self._by_kin(asked))

    def _by_kin(self, asked: Bag) -> Scores:
        near = self._kin.nearest(asked)
        scores = np.zeros(len(self.trades))
        for line in np.argsort(-near, kind="stable")[:NEAREST_KIN]:
            if near[line] >= FAINTEST_KIN:
                scores = np.maximum(scores, near[line] * self._reach(int(line)))
        return scores

    def _reach(self, line: int) -> Scores:
        """How like each trade one line of kindred words is, by what its business is called.

        Remembered once computed: the same answer whichever thread came first.
        """
        if line not in self._reached:
            called = kindred.shipped()[line].called
            self._reached[line] = np.max(
                [self._phrases.nearest(heard(words(name))) for name in called], axis=0
            )
        return self._reached[line]
