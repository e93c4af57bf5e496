"""Owners who can be reached only when their week allows, and buy when their budget opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bench.worlds import Calls, life, luck
from demur.domain.silence.log import Clients, Outcome

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bench.worlds.life import Numbers, Who

MANY, SLOTS = 1800, 5
TRADER, SHOP, OFFICE, RESTAURANT = range(4)
FEE = np.array([380.0, 700.0, 1600.0, 900.0])
YEAR, QUARTER, MONTH = 364, 91, 30
EASTER = (214, 217, 218)
# How often somebody with such a week picks up, by slot: the mornings are meetings, the mornings
# are the desk, on the road all day, any time, behind the counter.
WEEKS = np.array(
    [
        [0.12, 0.10, 0.25, 0.45, 0.42],
        [0.55, 0.45, 0.22, 0.14, 0.12],
        [0.14, 0.12, 0.16, 0.16, 0.50],
        [0.33, 0.33, 0.33, 0.33, 0.33],
        [0.35, 0.15, 0.10, 0.45, 0.20],
    ]
)
ANY_CALL, CHANGED_HOUR, SECOND_CALL = range(3)


class Diaries:
    """Everybody keeps a diary: hours, days off, one day only; the books close each month.

    Some pick up only at an hour the number has not just tried, some only when it rings a second
    time within a day. Voicemail boxes fill up. The money is there when a quarter or a year begins,
    and is gone before it ends; a quarter of them have no money for this at all.
    """

    name = "diaries"
    about = "Owners reached only when their diary allows, who buy when their budget opens."
    history = life.HISTORY
    old_every = 24

    def __init__(self, seed: int) -> None:
        source = np.random.default_rng([seed, 2])
        self.seed = seed
        self.minutes = life.working_week((12.0, 14.0, 12.0, 16.0, 13.0), EASTER)
        self._kind = life.one_of(source, (0.4, 0.25, 0.2, 0.15), MANY)
        self._fee = life.log_normal(source, FEE[self._kind], 0.55, MANY)
        self._diary(source)
        self._budget(source)
        self.clients = self._books(source)
        self._rings = np.zeros(MANY)
        self._box = np.zeros(MANY)
        self._tried_on = np.full(MANY, life.LONG_AGO)
        self._tried_at = np.full(MANY, -1)
        self._talked = np.full(MANY, life.LONG_AGO)
        self._cross = np.zeros(MANY)
        self._peace = np.zeros(MANY, dtype=np.bool_)

    def _diary(self, source: np.random.Generator) -> None:
        self._week = life.one_of(source, (0.27, 0.2, 0.2, 0.2, 0.13), MANY)
        self._week[self._kind == RESTAURANT] = 4
        days = np.where(source.random((MANY, 7)) < 0.15, 0.1, 1.0)
        one_day = source.random(MANY) < 0.12
        days[one_day] = 0.08
        days[one_day, source.integers(0, 5, MANY)[one_day]] = 1.7
        days[:, 5:] = 0.1
        self._days = days
        self._calm = source.beta(4.0, 2.0, MANY)
        self._closes_books = source.random(MANY) < np.array([0.3, 0.5, 0.9, 0.4])[self._kind]
        self._habit = life.one_of(source, (0.74, 0.16, 0.10), MANY)
        self._has_box = source.random(MANY) < 0.55

    def _budget(self, source: np.random.Generator) -> None:
        rhythm = life.one_of(source, (0.18, 0.48, 0.34), MANY)
        every = np.array([YEAR * 9, QUARTER, YEAR // 2])[rhythm]
        offset = source.choice((0, 0, 0, 30, 30, 61), MANY) + source.integers(-6, 7, MANY)
        lengths = np.array([1, 56, 90])[rhythm][:, None] * source.uniform(0.8, 1.2, (MANY, 8))
        first = np.where(rhythm == 0, 9 * YEAR, offset - every)
        self._money = life.Needs.in_turn(first, every[:, None] - lengths, lengths)
        skipped = source.random(self._money.ends.shape) < 0.15
        self._money.ends[skipped] = self._money.begins[skipped]
        self._starts = offset % QUARTER

    def _books(self, source: np.random.Generator) -> Clients:
        best = WEEKS[self._week].argmax(axis=1)
        noted = np.where(source.random(MANY) < 0.4, source.integers(0, SLOTS, MANY), best)
        starts = np.where(source.random(MANY) < 0.5, self._starts // MONTH + 1, 0)
        staff = life.log_normal(source, np.sqrt(self._fee) / 6, 0.5, MANY).round()
        grade = source.integers(1, 6, MANY)  # of a directory of firms, which grades by paid entries
        allowed = np.ones((MANY, SLOTS), dtype=np.bool_)
        allowed[self._kind == RESTAURANT, 1:3] = False
        return Clients(
            segment=self._kind,
            value=self._fee * life.log_normal(source, 1.0, 0.35, MANY),
            born=source.integers(-400, 1, MANY).astype(np.float64),
            key=self._fee > np.quantile(self._fee, 0.92),
            allowed=allowed,
            features=np.column_stack((noted, starts, staff, grade)),
        )

    def call(self, day: int, slot: int, who: Who) -> Calls:
        drawn = luck(self.seed, day, slot, MANY, 4)[:, who]
        ended = life.ending(self._odds(day, slot)[who], drawn[0])
        self._remember(day, slot, who, ended)
        return life.told(ended, self._fee[who], drawn[1:], invented=0.10)

    def _remember(self, day: int, slot: int, who: Who, ended: NDArray[np.int8]) -> None:
        self._rings[who] += 1.0
        self._tried_on[who], self._tried_at[who] = day, slot
        self._box[who[ended == Outcome.VOICEMAIL]] += 1.0
        talk = who[np.isin(ended, (Outcome.LATER, Outcome.NO, Outcome.SALE, Outcome.NEVER))]
        self._talked[talk], self._box[talk] = day, 0.0
        self._tried_on[talk] = life.LONG_AGO
        self._cross[talk] += 1.0
        self._peace[who[ended == Outcome.NEVER]] = True
        self._money.close(who[np.isin(ended, (Outcome.NO, Outcome.SALE))], day)
        self._cross[who[ended == Outcome.SALE]] = 0.0

    def night(self, day: int) -> None:  # noqa: ARG002 - every night is alike
        self._rings *= 0.93
        self._box *= 0.96
        self._cross *= 0.98

    def brings(self, day: int, slot: int) -> Numbers:
        return self._odds(day, slot)[:, Outcome.SALE] * self._fee

    def takes(self, day: int, slot: int) -> Numbers:
        return life.mean_minutes(self._odds(day, slot))

    def refused(self, day: int) -> NDArray[np.bool_]:
        return self._peace | ~self._money.ahead(day)

    def _odds(self, day: int, slot: int) -> Numbers:
        budget = self._money.open(day)
        thinking = np.where(day - self._talked < 10, 0.2, 1.0)
        sale = np.where(budget, 0.36 - 0.24 * self._money.spent(day), 0.0) * thinking
        never = np.clip(0.005 + 0.015 * (self._cross - 1), 0.005, 0.1)
        return life.odds(
            self._picks_up(day, slot),
            sale=sale,
            no=np.where(budget, 0.03, 0.14) * (1 - sale),
            never=never * (1 - sale),
            voicemail=self._has_box * (self._box < 3),
        )

    def _picks_up(self, day: int, slot: int) -> Numbers:
        picks = WEEKS[self._week, slot] * self._days[:, day % 7] * self._calm * 1.4
        if day % MONTH in range(15, 20):
            picks = picks * np.where(self._closes_books, 0.2, 1.0)
        since = day - self._tried_on
        same_hour = (since < 15) & (self._tried_at == slot)
        twice = since <= 1
        picks = picks * np.where((self._habit == CHANGED_HOUR) & same_hour, 0.15, 1.0)
        picks = picks * np.where(self._habit == SECOND_CALL, np.where(twice, 1.8, 0.15), 1.0)
        ringing = np.where((self._habit == SECOND_CALL) & twice, 0.0, self._rings)
        return np.asarray(np.minimum(picks * np.exp(-0.4 * ringing), 0.97) * ~self._peace)
