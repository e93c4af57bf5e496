"""Companies bound to a rival until a date, whose committees keep silent and then answer at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bench.worlds import Calls, life, luck
from demur.domain.silence.log import Clients, Outcome

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bench.worlds.life import Numbers, Who

MANY, SLOTS = 1600, 3
PLANT, CLINIC, COUNCIL, RETAILER, HOTEL = range(5)
CONTRACT = np.array([6000.0, 3500.0, 4200.0, 2500.0, 3000.0])
JOB_SHARE = np.array([0.15, 0.2, 0.18, 0.25, 0.25])
DESK = np.array([0.7, 0.85, 0.6, 0.35, 0.9])
TERM = np.array([540, 540, 720, 360, 360])
YEAR_END = range(285, 312)  # what is left of the year's budget is spent
SHUTDOWN = (*range(196, 203), *range(313, 322))


class Linden:
    """A contract with a rival ends on a date; some weeks before, a committee sits and says nothing.

    Then it has decided: yes or no at once, to whoever calls in time, more often yes to a firm that
    spoke to them in the months before. Between contracts there are small jobs, more of them when a
    year's budget must be spent. Secretaries pass on or shield, tire, and relent; bosses are out on
    days of their own.
    """

    name = "linden"
    about = "Companies bound to a rival until a date, with committees and secretaries."
    history = life.HISTORY
    old_every = 26

    def __init__(self, seed: int) -> None:
        source = np.random.default_rng([seed, 21])
        self.seed = seed
        self.minutes = life.working_week((30.0, 34.0, 24.0), SHUTDOWN)
        self._kind = life.one_of(source, (0.26, 0.2, 0.12, 0.24, 0.18), MANY)
        self._contract = life.log_normal(source, CONTRACT[self._kind], 0.5, MANY)
        self._job = JOB_SHARE[self._kind] * life.log_normal(source, self._contract, 0.3, MANY)
        self._doors(source)
        self._tenders(source)
        self.clients = self._books(source)
        self._desk_weary = np.zeros(MANY)
        self._rings = np.zeros(MANY)
        self._cross = np.zeros(MANY)
        self._talked = np.full(MANY, life.LONG_AGO)
        self._known = np.zeros(MANY)
        self._peace = np.zeros(MANY, dtype=np.bool_)

    def _doors(self, source: np.random.Generator) -> None:
        self._has_desk = source.random(MANY) < DESK[self._kind]
        self._shields = source.beta(1.6, 1.6, MANY)
        self._picks = source.beta(4.5, 3.5, MANY)
        self._hours = np.array([[1.25, 0.8, 0.6], [0.45, 1.0, 1.3], [0.95, 0.95, 0.95]])[
            life.one_of(source, (0.35, 0.4, 0.25), MANY)
        ]
        out = source.random((MANY, 7)) < 0.2
        self._in = np.where(out, 0.2, 1.0)
        self._in[:, 5:] = 0.1
        self._box = source.random(MANY) < 0.4

    def _tenders(self, source: np.random.Generator) -> None:
        term = TERM[self._kind][:, None] * source.choice((1.0, 1.0, 0.5), (MANY, 4))
        decided = source.integers(30, 65, (MANY, 4))
        first = source.integers(-40, 500, MANY) * TERM[self._kind] / 540
        self._yes = life.Needs.in_turn(first, term, decided)
        sits = source.integers(12, 40, (MANY, 4))
        self._sitting = life.Needs(self._yes.begins - sits, self._yes.begins.copy())
        self._against = source.random(self._yes.ends.shape) < 0.25
        self._yes.ends[self._against] = self._yes.begins[self._against]
        gaps = life.log_normal(source, 75.0, 0.5, MANY * 6).reshape(MANY, 6)
        lengths = source.uniform(20, 60, (MANY, 6))
        self._jobs = life.Needs.in_turn(source.integers(-100, 90, MANY), gaps, lengths)
        rivals_do_all = source.random(MANY) < 0.28
        self._jobs.ends[rivals_do_all] = self._jobs.begins[rivals_do_all]

    def _books(self, source: np.random.Generator) -> Clients:
        ends = self._yes.begins[:, 0] + source.integers(-15, 16, MANY)
        told = np.where(source.random(MANY) < 0.5, ends, source.integers(0, 540, MANY))
        staff = np.log(self._contract) + 0.4 * source.standard_normal(MANY)
        visits = source.poisson(1.5, MANY)  # to the firm's stand at fairs, where all drink coffee
        rating = np.clip(np.rint(3 - (self._kind == COUNCIL) + source.standard_normal(MANY)), 1, 5)
        return Clients(
            segment=self._kind,
            value=0.5 * self._contract * life.log_normal(source, 1.0, 0.45, MANY),
            born=source.integers(-600, 1, MANY).astype(np.float64),
            key=self._contract > np.quantile(self._contract, 0.93),
            allowed=np.ones((MANY, SLOTS), dtype=np.bool_),
            features=np.column_stack((told, staff, visits, rating)),
        )

    def call(self, day: int, slot: int, who: Who) -> Calls:
        drawn = luck(self.seed, day, slot, MANY, 4)[:, who]
        ended = life.ending(self._odds(day, slot)[who], drawn[0])
        worth = self._worth(day)[who]
        self._remember(day, who, ended)
        return life.told(ended, worth, drawn[1:], lost=0.03)

    def _remember(self, day: int, who: Who, ended: NDArray[np.int8]) -> None:
        self._rings[who] += 1.0
        self._desk_weary[who[ended == Outcome.SECRETARY]] += 1.0
        talk = who[np.isin(ended, (Outcome.LATER, Outcome.NO, Outcome.SALE, Outcome.NEVER))]
        self._talked[talk] = day
        self._known[talk] = 1.0
        self._cross[talk] += 1.0
        self._peace[who[ended == Outcome.NEVER]] = True
        over = who[np.isin(ended, (Outcome.NO, Outcome.SALE))]
        self._yes.close(over, day)
        self._jobs.close(over, day)
        self._cross[who[ended == Outcome.SALE]] = 0.0

    def night(self, day: int) -> None:  # noqa: ARG002 - every night is alike
        self._desk_weary *= 0.965
        self._rings *= 0.92
        self._cross *= 0.985
        self._known *= 0.985

    def brings(self, day: int, slot: int) -> Numbers:
        return self._odds(day, slot)[:, Outcome.SALE] * self._worth(day)

    def takes(self, day: int, slot: int) -> Numbers:
        return life.mean_minutes(self._odds(day, slot))

    def refused(self, day: int) -> NDArray[np.bool_]:
        return self._peace | ~(self._yes.ahead(day) | self._jobs.ahead(day))

    def _worth(self, day: int) -> Numbers:
        return np.where(self._yes.open(day), self._contract, self._job)

    def _odds(self, day: int, slot: int) -> Numbers:
        decided, job = self._yes.open(day), self._jobs.open(day)
        thinking = np.where(day - self._talked < 7, 0.25, 1.0)
        small = (0.24 if day in YEAR_END else 0.14) * thinking
        sale = np.where(decided, 0.3 + 0.2 * self._known, np.where(job, small, 0.0))
        no = np.where(decided, 0.4, np.where(job, 0.05, 0.13)) * (1 - sale)
        never = np.clip(0.005 + 0.012 * (self._cross - 1), 0.005, 0.08) * (1 - sale - no)
        lets_in = (1 - self._shields) * np.exp(-0.2 * self._desk_weary)
        relents = np.where(self._desk_weary > 3.5, 0.3, 0.0)
        shut = self._has_desk * (1 - np.maximum(lets_in, relents))
        return life.odds(
            self._picks_up(day, slot),
            sale=sale,
            no=no,
            never=never,
            secretary=np.where(self._peace, 0.0, 0.85 * shut),
            voicemail=0.85 * self._box,
        )

    def _picks_up(self, day: int, slot: int) -> Numbers:
        picks = self._picks * self._hours[:, slot] * self._in[:, day % 7] * ~self._peace
        picks = picks * np.where(self._sitting.open(day), 0.25, 1.0)
        picks = picks * np.where(self._kind == HOTEL, 0.6 if day in range(240, 300) else 1.1, 1.0)
        return np.asarray(np.minimum(picks * np.exp(-0.32 * self._rings), 0.97))
