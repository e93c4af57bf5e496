"""Tradespeople and households on mobile phones, who label us, put us off, and buy elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bench.worlds import Calls, life, luck
from bench.worlds.others import habits
from demur.domain.silence.log import Clients, Outcome

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bench.worlds.life import Numbers, Who

MANY, SLOTS = 1400, 3
JOB = np.array([900.0, 700.0, 450.0, 350.0])  # builders, garages, employees, the retired
WEEKDAYS = np.array([[0.25, 0.18, 0.45], [0.45, 0.35, 0.25], [0.12, 0.15, 0.45], [0.6, 0.5, 0.4]])
SATURDAYS = np.array([[0.4, 0.25, 0.2], [0.35, 0.2, 0.1], [0.3, 0.25, 0.2], [0.5, 0.35, 0.3]])
EVERY = np.array([90.0, 100.0, 140.0, 170.0])  # days from one need to the next
SATURDAY, NEEDS = 5, 24
LABELS_LAST, RINGS_LAST = 0.5 ** (1 / 14), 0.5 ** (1 / 10)
A_LABEL = 0.05 * MANY * 14  # calls in vain, of one of our two numbers, that make it spam


class Mobiles:
    """A need opens, and closes when they have bought: more often than not elsewhere, and for good.

    The awkward never buy and never say so, but *later*, whenever they are asked. A number that
    rings in vain gets a label on half of the phones; some pick up for no number that they do not
    know; a few numbers are dead, or a stranger's. Many calls in a few days, and one is blocked.
    """

    name = "mobiles"
    about = (
        "Mobile phones that label us spam, the awkward who say later, and rivals who were first."
    )
    history = life.HISTORY
    old_every = 18

    def __init__(self, seed: int) -> None:
        source = np.random.default_rng([seed, 32])
        self.seed = seed
        self.minutes = habits.six_days((34.0, 34.0, 28.0), habits.holidays(source))
        self._kind = life.one_of(source, (0.2, 0.15, 0.4, 0.25), MANY)
        self._price = life.log_normal(source, JOB[self._kind], 0.5, MANY)
        self.clients = self._books(source)
        self._phone(source)
        self._awkward = source.random(MANY) < 0.22
        self._needs = self._plan(source)
        self._ready = source.beta(4.0, 8.0, MANY)
        self._label = np.zeros(2)
        self._rings = np.zeros(MANY)
        self._heard = np.zeros(MANY, dtype=np.bool_)
        self._blocks = np.zeros(MANY, dtype=np.bool_)
        self._served = np.zeros(MANY, dtype=np.bool_)

    def _books(self, source: np.random.Generator) -> Clients:
        born = -np.floor(source.gamma(1.5, 160.0, MANY))
        comes = source.random(MANY) < 0.3
        born = np.where(comes, 30.0 * source.integers(1, 14, MANY), born)
        return Clients(
            segment=self._kind,
            value=self._price,
            born=born,
            key=self._price >= np.quantile(self._price, 0.94),
            allowed=source.random((MANY, SLOTS)) > (0.0, 0.05, 0.05),
        )

    def _phone(self, source: np.random.Generator) -> None:
        whims = 0.4 * source.standard_normal((MANY, SLOTS))
        mild = np.exp(0.6 * source.standard_normal(MANY)[:, None] + whims)
        weekdays, saturdays = WEEKDAYS[self._kind], SATURDAYS[self._kind]
        self._weekdays = weekdays * mild / (1 - weekdays + weekdays * mild)
        self._saturdays = saturdays * mild / (1 - saturdays + saturdays * mild)
        self._dead = source.random(MANY) < 0.06
        self._strange = self._dead & (source.random(MANY) < 0.3)
        self._screens = source.random(MANY) < 0.22
        self._knows_us = source.random(MANY) < 0.1
        self._labels = source.random(MANY) < 0.45
        self._ours = source.integers(0, 2, MANY)  # from which of our numbers we call

    def _plan(self, source: np.random.Generator) -> life.Needs:
        born, shape = self.clients.born, (MANY, NEEDS)
        often = source.gamma(1.5, 1.0, MANY) / 1.5 / EVERY[self._kind]
        gaps = np.minimum(source.exponential(1.0, shape) / often[:, None], 2000.0)
        asked = source.random(MANY) < np.where(born > 0, 0.5, 0.3)  # they came with a question
        first = np.where(asked, np.maximum(born, 0), gaps[:, 0])
        lengths = np.clip(source.exponential(48.0, shape), 5, 200) + 3
        needs = life.Needs.in_turn(first, gaps, lengths)
        elsewhere = source.random(shape) < 0.55
        self._gone = np.where(elsewhere, needs.ends, np.iinfo(np.int64).max).min(axis=1)
        never = (needs.begins >= self._gone[:, None]) | (self._awkward | self._dead)[:, None]
        needs.ends[never] = needs.begins[never]
        return needs

    def call(self, day: int, slot: int, who: Who) -> Calls:
        drawn = luck(self.seed, day, slot, MANY, 6)[:, who]
        ended = life.ending(self._odds(day, slot)[who], drawn[0])
        self._remember(day, who, ended, drawn[5])
        slips = ((Outcome.VOICEMAIL, Outcome.MISSED, 0.4),)
        return habits.put_down(ended, self._price[who], drawn[1:5], slips)

    def _remember(self, day: int, who: Who, ended: NDArray[np.int8], drawn: Numbers) -> None:
        talks = np.isin(ended, habits.TALKS)
        vain = who[~talks]
        self._label += np.bincount(self._ours[vain], minlength=2) / A_LABEL
        self._rings[who] += 1.0
        self._blocks[vain[(self._rings[vain] > 3) & (drawn[~talks] < 0.1)]] = True
        self._blocks[who[ended == Outcome.NEVER]] = True
        self._knows_us[who[talks]] = True
        self._heard[who[ended == Outcome.LATER]] = True
        self._needs.close(who[(ended == Outcome.NO) & (drawn < 0.6)], day)
        self._served[who[ended == Outcome.SALE]] = True

    def night(self, day: int) -> None:  # noqa: ARG002 - every night is alike
        self._rings *= RINGS_LAST
        self._label *= LABELS_LAST

    def brings(self, day: int, slot: int) -> Numbers:
        return self._odds(day, slot)[:, Outcome.SALE] * self._price

    def takes(self, day: int, slot: int) -> Numbers:
        return life.mean_minutes(self._odds(day, slot))

    def refused(self, day: int) -> NDArray[np.bool_]:
        return self._blocks | self._served | ~self._needs.ahead(day)

    def _odds(self, day: int, slot: int) -> Numbers:
        wants = self._needs.open(day) & ~self._served & ~self._blocks
        gone = self._served | (self._gone <= day)
        ready = np.minimum(self._ready + 0.1 * self._heard, 0.8)
        sale = np.where(wants, ready, 0.0)
        no = np.where(wants, np.minimum(0.15, 1 - sale), np.where(self._awkward, 0.07, 0.5))
        never = np.where(gone, 0.1, 0.05) * ~(wants | self._awkward)
        wrong = np.where(self._strange, 0.4, 0.0)
        picks = self._picks_up(day, slot)
        return life.odds(picks, sale=sale, no=no, never=never, wrong=wrong, voicemail=0.35)

    def _picks_up(self, day: int, slot: int) -> Numbers:
        picks = (self._saturdays if day % 7 == SATURDAY else self._weekdays)[:, slot]
        warned = 0.75 * (1 - np.exp(-self._label))[self._ours]
        picks = picks * np.where(self._labels, 1 - warned, 1.0)
        picks = picks * np.where(self._screens & ~self._knows_us, 0.08, 1.0)
        return np.where(self._dead | self._blocks, 0.0, picks)
