"""Firms bound for a year by a contract, who look about before its day, and decide without us."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bench.worlds import Calls, life, luck
from bench.worlds.others import habits
from demur.domain.silence.log import Clients, Outcome

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bench.worlds.life import Numbers, Who

MANY, SLOTS = 1500, 4
PUBLIC, CRAFTSMAN, CHAIN, PRACTICE = range(4)
PRICE = np.array([900.0, 350.0, 500.0, 600.0])
HEADS = np.array([67.0, 3.3, 9.0, 7.4])
PICKS = np.array([0.45, 0.38, 0.30, 0.42])
# By kind and slot from morning to evening: how much likelier than at other hours they pick up.
HOURS = np.array(
    [
        [1.1, 1.2, 0.9, 0.5],
        [1.6, 0.5, 0.6, 1.4],
        [0.8, 1.1, 1.0, 0.9],
        [1.2, 0.7, 1.2, 0.7],
    ]
)
WEEK = np.array([0.9, 1.05, 1.05, 1.0, 0.9, 0.0, 0.0])
# Days before the contract's day on which each kind begins to ask for offers, and after it on which
# the last of them have signed; public bodies must have signed before.
EARLY, LATE = np.array([100.0, 50.0, 60.0, 75.0]), np.array([-25.0, 15.0, 0.0, 5.0])
BLUR = np.array([6.0, 18.0, 12.0, 10.0])  # by how many days the books are wrong about the day
YEAR, BOUND = 365, 330


class Anniversaries:
    """Whoever signed with a rival is bound again for a year; the day they were born says when.

    Public bodies ask long before and sign in time, and answer politely when they have refused; of
    the chains half have, for ever; craftsmen buy on a whim, too. The far ones buy less. Behind the
    door of most sits somebody who shuts it on whoever calls often.
    """

    name = "anniversaries"
    about = "Firms who buy near their contract's day, if they have not signed with a rival."
    history = life.HISTORY
    old_every = 21

    def __init__(self, seed: int) -> None:
        source = np.random.default_rng([seed, 36])
        self.seed = seed
        week = life.working_week((35.0, 35.0, 35.0, 28.0), habits.holidays(source))
        self.minutes = habits.ill_days(source, week)
        self._kind = life.one_of(source, (0.15, 0.40, 0.20, 0.25), MANY)
        self._heads = life.log_normal(source, HEADS[self._kind], 0.8, MANY)
        self._far = source.gamma(2.0, 25.0, MANY)
        size = (self._heads / 7.4) ** 0.3
        self._price = PRICE[self._kind] * size * life.log_normal(source, 1.0, 0.4, MANY)
        self.clients = self._books(source)
        self._wanting = self._plan(source)
        whim = np.array([2000.0, 250.0, 900.0, 600.0])[self._kind]
        self._whims = habits.spells(source, np.full(MANY, 8.0), whim, 0.01)
        self._bound = np.zeros(MANY)
        self._days_of(source)

    def _books(self, source: np.random.Generator) -> Clients:
        born = -source.integers(30, 2500, MANY)
        budget = -YEAR * source.integers(0, 7, MANY) - source.integers(200, 240, MANY)
        born = np.where(source.random(MANY) < 0.25, budget, born)
        comes = source.random(MANY) < 0.04
        born = np.where(comes, source.integers(0, life.DAYS, MANY), born)
        by_rule = np.column_stack((np.ones((MANY, 3)), self._kind != PUBLIC)) > 0
        unknown = source.random((MANY, SLOTS)) < (0.04, 0.0, 0.04, 0.04)
        return Clients(
            segment=self._kind,
            value=self._price,
            born=born.astype(np.float64),
            key=source.random(MANY) < 0.07,
            allowed=by_rule & ~unknown,
            features=np.column_stack((self._heads, self._far)),
        )

    def _plan(self, source: np.random.Generator) -> life.Needs:
        early = EARLY[self._kind] * life.log_normal(source, 1.0, 0.25, MANY)
        late = LATE[self._kind] + source.normal(0.0, 8.0, MANY)
        day = self.clients.born + source.normal(0.0, BLUR[self._kind])
        days = day[:, None] + YEAR * np.arange(-1, 9)
        asks = days - early[:, None]
        # Most sign towards the end; whoever has signed, with us or a rival, is bound.
        signs = asks + (early + late)[:, None] * source.beta(2.5, 1.2, days.shape)
        begins = np.maximum(asks, self.clients.born[:, None])
        return life.Needs(np.rint(begins).astype(np.int64), np.rint(signs).astype(np.int64))

    def _days_of(self, source: np.random.Generator) -> None:
        base = PICKS[self._kind] * life.log_normal(source, 1.0, 0.35, MANY)
        hours = HOURS[self._kind] * np.exp(0.2 * source.standard_normal((MANY, SLOTS)))
        self._picks = np.clip(base[:, None] * hours, 0.01, 0.9)
        self._away = habits.spells(source, np.full(MANY, 10.0), np.full(MANY, 80.0), 0.11)
        desk = np.array([0.55, 0.03, 0.30, 0.45])[self._kind] * (self._heads / 20) ** 0.15
        self._desk = np.clip(desk[:, None] * np.array([1.0, 1.0, 1.0, 0.5]), 0.0, 0.9)
        ready = source.beta(4.0, 4.0, MANY) * np.array([0.8, 1.0, 0.6, 0.9])[self._kind]
        self._ready = ready * np.exp(-self._far / 200)
        refused = np.array([0.15, 0.18, 0.50, 0.18])[self._kind]
        self._patience = habits.Patience.of(source, refused, polite=(0.5, 0.15, 0.7), blocks=0.04)
        self._patience.polite[self._kind == PUBLIC] = 0.8
        self._box = np.where(
            source.random(MANY) < np.array([0.2, 0.5, 0.2, 0.7])[self._kind], 0.9, 0.05
        )
        self._strange = source.random(MANY) < np.array([0.08, 0.02, 0.12, 0.05])[self._kind]

    def call(self, day: int, slot: int, who: Who) -> Calls:
        drawn = luck(self.seed, day, slot, MANY, 6)[:, who]
        ended = life.ending(self._odds(day, slot)[who], drawn[0])
        self._patience.called(day, who, ended, drawn[4])
        self._bound[who[ended == Outcome.SALE]] = day + BOUND
        told = (ended == Outcome.WRONG_PERSON) & (drawn[5] < 0.3)
        self._strange[who[told]] = False  # who was rung for nothing says the right number
        return life.told(ended, self._price[who], drawn[1:4], lost=0.0, invented=0.0)

    def night(self, day: int) -> None:  # noqa: ARG002 - every night is alike
        self._patience.night()

    def brings(self, day: int, slot: int) -> Numbers:
        return self._odds(day, slot)[:, Outcome.SALE] * self._price

    def takes(self, day: int, slot: int) -> Numbers:
        return life.mean_minutes(self._odds(day, slot))

    def refused(self, day: int) -> NDArray[np.bool_]:
        free = np.maximum(self._bound, day)
        until = np.minimum(self._patience.gone, day + life.HORIZON)
        return ~(self._wanting.between(free, until) | self._whims.between(free, until))

    def _odds(self, day: int, slot: int) -> Numbers:
        wants = (self._wanting.open(day) | self._whims.open(day)) & (self._bound <= day)
        sale, no, never = self._patience.says(day, np.where(wants, self._ready, 0.0))
        picks = self._patience.picks(day, self._picks[:, slot] * WEEK[day % 7], self._away)
        desk = np.minimum(self._desk[:, slot] * (1 + 0.25 * self._patience.annoyed), 1.0)
        shut = picks * desk + (1 - picks) * np.minimum(0.6 * desk, 1.0)
        talks = picks * (1 - desk)
        wrong = np.where(self._strange, talks, 0.0)
        person = np.where(self._strange, 0.0, talks) / np.maximum(1 - shut - wrong, 1e-9)
        return life.odds(
            person,
            sale=sale,
            no=no,
            never=never,
            secretary=shut,
            wrong=wrong,
            voicemail=self._box,
        )
