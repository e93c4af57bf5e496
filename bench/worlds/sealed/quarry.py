"""Households on shifts and school terms, whose boilers fail in the cold, and careless sellers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bench.worlds import Calls, life, luck
from demur.domain.silence.log import Clients, Outcome

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bench.worlds.life import Numbers, Who

MANY, SLOTS = 2400, 6
FLAT, HOUSE, FARM, LANDLORD = range(4)
BOILER = np.array([1900.0, 2600.0, 3400.0, 2300.0])
SHARE = np.array([0.10, 0.11, 0.10, 0.14])  # a yearly service, of the price of a boiler
TERMS = (range(110), range(125, 175), range(182, 245), range(255, 290), range(360, 420))
# Who picks up, by slot: early, middle and late shift, parents by day, at home.
SHIFTS = np.array(
    [
        [0.08, 0.08, 0.15, 0.42, 0.55, 0.42],
        [0.45, 0.40, 0.10, 0.08, 0.08, 0.30],
        [0.08, 0.15, 0.40, 0.48, 0.30, 0.12],
        [0.25, 0.50, 0.40, 0.12, 0.12, 0.35],
        [0.35, 0.40, 0.35, 0.40, 0.40, 0.35],
    ]
)
PARENT, HOME = 3, 4


class Quarry:
    """Boilers fail when it is cold and old; a service falls due each year, and is forgotten.

    Workers change shifts by the week; parents are free in the school's hours, and hardly at all
    outside its terms. Each calling day wears the firm's number in its district. Sellers lose
    lines, call a voicemail a promise, and soften a no; the books guess at what a job brings.
    """

    name = "quarry"
    about = "Households on shifts and school terms, whose needs come with the cold."
    history = life.HISTORY
    old_every = 30

    def __init__(self, seed: int) -> None:
        source = np.random.default_rng([seed, 23])
        self.seed = seed
        self.minutes = life.working_week((10.0, 15.0, 15.0, 16.0, 18.0, 15.0), range(112, 117))
        self._kind = life.one_of(source, (0.38, 0.37, 0.1, 0.15), MANY)
        self._boiler = life.log_normal(source, BOILER[self._kind], 0.35, MANY)
        self._service = SHARE[self._kind] * life.log_normal(source, self._boiler, 0.35, MANY)
        self._days_of(source)
        self._needs(source)
        self.clients = self._books(source)
        self._district_worn = np.zeros(30)
        self._rings = np.zeros(MANY)
        self._boxed = np.zeros(MANY)
        self._cross = np.zeros(MANY)
        self._talked = np.full(MANY, life.LONG_AGO)
        self._peace = np.zeros(MANY, dtype=np.bool_)

    def _days_of(self, source: np.random.Generator) -> None:
        self._shift = life.one_of(source, (0.12, 0.12, 0.12, 0.24, 0.4), MANY)
        self._rotates = (self._shift < PARENT) & (source.random(MANY) < 0.8)
        self._mild = source.beta(5.0, 2.0, MANY) * 1.15
        self._district = source.integers(0, 30, MANY)
        self._box = source.random(MANY) < 0.45
        self._moved_on = np.where(source.random(MANY) < 0.12, source.integers(-100, 420, MANY), 999)
        self._screens = source.random(MANY) < 0.5  # looks the number up before picking up

    def _needs(self, source: np.random.Generator) -> None:
        self._age = source.gamma(4.0, 3.0, MANY)
        cold = 15 + 120 * source.beta(1.5, 1.5, (MANY, 2)) + np.array([0, 364])
        wait = life.log_normal(source, 38.0, 0.4, MANY * 2).reshape(MANY, 2)
        begins = np.rint(cold).astype(np.int64)
        fails = source.random((MANY, 2)) < np.clip(0.015 * self._age, 0, 0.4)[:, None]
        self._cold = life.Needs(
            begins, begins + np.where(fails, np.maximum(wait, 8), 0).astype(int)
        )
        half_year = np.where(self._kind == LANDLORD, 91, 182)[:, None]
        lengths = source.uniform(50, 115, (MANY, 6)) * half_year / 182
        due = source.integers(-180, 40, MANY)
        self._due = life.Needs.in_turn(due, half_year - lengths, lengths)
        by_themselves = source.random((MANY, 6)) < 0.12
        by_themselves[source.random(MANY) < 0.12] = True
        self._due.ends[by_themselves] = self._due.begins[by_themselves]

    def _books(self, source: np.random.Generator) -> Clients:
        installed = np.where(source.random(MANY) < 0.35, 10.0, np.rint(self._age))
        children = (self._shift == PARENT) ^ (source.random(MANY) < 0.2)
        last = np.where(source.random(MANY) < 0.6, self._due.begins[:, 0], -400)
        hot = source.poisson(
            2.0 + (self._shift == HOME), MANY
        )  # a seller's stars, for friendliness
        return Clients(
            segment=self._kind,
            value=0.4 * self._boiler * life.log_normal(source, 1.0, 0.8, MANY),
            born=source.integers(-450, 1, MANY).astype(np.float64),
            key=source.random(MANY) < np.where(self._kind == FARM, 0.3, 0.04),
            allowed=np.ones((MANY, SLOTS), dtype=np.bool_),
            features=np.column_stack((installed, children, last, hot, source.random(MANY))),
        )

    def call(self, day: int, slot: int, who: Who) -> Calls:
        drawn = luck(self.seed, day, slot, MANY, 4)[:, who]
        ended = life.ending(self._odds(day, slot)[who], drawn[0])
        worth = self._worth(day)[who]
        self._remember(day, who, ended)
        return life.told(ended, worth, drawn[1:], lost=0.10, invented=0.15, softened=0.3)

    def _remember(self, day: int, who: Who, ended: NDArray[np.int8]) -> None:
        self._rings[who] += 1.0
        np.add.at(self._district_worn, self._district[who], 1.0)
        self._boxed[who[ended == Outcome.VOICEMAIL]] += 1.0
        talk = who[np.isin(ended, (Outcome.LATER, Outcome.NO, Outcome.SALE, Outcome.NEVER))]
        self._talked[talk], self._boxed[talk] = day, 0.0
        self._cross[talk] += 1.0
        self._peace[who[ended == Outcome.NEVER]] = True
        over = who[np.isin(ended, (Outcome.NO, Outcome.SALE))]
        self._cold.close(over, day)
        self._due.close(over, day)

    def night(self, day: int) -> None:  # noqa: ARG002 - every night is alike
        self._district_worn *= 0.97
        self._rings *= 0.93
        self._boxed *= 0.97
        self._cross *= 0.985

    def brings(self, day: int, slot: int) -> Numbers:
        return self._odds(day, slot)[:, Outcome.SALE] * self._worth(day)

    def takes(self, day: int, slot: int) -> Numbers:
        return life.mean_minutes(self._odds(day, slot))

    def refused(self, day: int) -> NDArray[np.bool_]:
        until = np.minimum(self._moved_on, day + life.HORIZON)
        return self._peace | ~(self._cold.between(day, until) | self._due.between(day, until))

    def _worth(self, day: int) -> Numbers:
        return np.where(self._cold.open(day), self._boiler, self._service)

    def _odds(self, day: int, slot: int) -> Numbers:
        here = ~self._peace & (day < self._moved_on)
        cold, due = self._cold.open(day) & here, self._due.open(day) & here
        thinking = np.where(day - self._talked < 8, 0.25, 1.0)
        sale = np.where(cold, 0.4, np.where(due, 0.2, 0.0)) * thinking
        never = np.clip(0.005 + 0.02 * (self._cross - 1), 0.005, 0.12)
        return life.odds(
            self._picks_up(day, slot) * here,
            sale=sale,
            no=np.where(cold | due, 0.04, 0.2) * (1 - sale),
            never=never * (1 - sale),
            wrong=np.where(~self._peace & (day >= self._moved_on), 0.25, 0.0),
            voicemail=self._box & (self._boxed < 3),
        )

    def _picks_up(self, day: int, slot: int) -> Numbers:
        shift = np.where(self._rotates, (self._shift + day // 7) % 3, self._shift)
        picks = SHIFTS[shift, slot] * self._mild
        picks = picks * np.where(self._cold.open(day), 1.3, 1.0)  # they wait for somebody to come
        if not any(day in term for term in TERMS):
            picks = picks * np.where(self._shift == PARENT, 0.35, 1.0)
        worn = self._district_worn / (60.0 + self._district_worn)
        picks = picks * (1 - np.where(self._screens, 0.8, 0.2) * worn[self._district])
        return np.asarray(np.minimum(picks * np.exp(-0.35 * self._rings), 0.97))
