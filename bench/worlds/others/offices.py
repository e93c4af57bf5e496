"""Small organisations behind secretaries, whose deciders keep calendars, tire, and leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bench.worlds import Calls, life, luck
from bench.worlds.others import habits
from demur.domain.silence.log import Clients, Outcome

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bench.worlds.life import Numbers, Who

MANY, SLOTS = 1800, 4
HEADS = np.array([7.0, 5.0, 14.0, 9.0])  # accountants, associations, workshops, practices
PRICE = np.array([700.0, 450.0, 1100.0, 900.0])
SEASON = np.array([110, 290, 330, 30])  # the day of the year about which each kind buys most
SUMMER, YEAR = 210, 365
AT_LUNCH = 1  # the slot in which the front desk is often empty too
FIRST, LAST = -90, life.DAYS + life.HORIZON
SLIPS = ((Outcome.SECRETARY, Outcome.LATER, 0.3), (Outcome.VOICEMAIL, Outcome.MISSED, 0.25))


class Offices:
    """A secretary passes a caller on, the less the oftener we call; customers always get through.

    Behind the desk somebody decides, if they are in at that hour of that day of the week. A third
    of them refused long ago, and say *later* as often as *no*; others refuse once they have been
    talked to too often. One in four leaves: the chair is empty, then a new one sits in it.
    """

    name = "offices"
    about = "Small offices whose secretaries screen, whose deciders have refused, and then leave."
    history = life.HISTORY
    old_every = 24

    def __init__(self, seed: int) -> None:
        source = np.random.default_rng([seed, 31])
        self.seed = seed
        self.minutes = life.working_week((42.0, 28.0, 35.0, 35.0), habits.holidays(source))
        self._kind = life.one_of(source, (0.35, 0.25, 0.25, 0.15), MANY)
        self._heads = life.log_normal(source, HEADS[self._kind], 0.6, MANY)
        self._new_year = int(source.integers(0, YEAR))
        self._advertises = source.random(MANY) < 0.3
        self.clients = self._books(source)
        self._door(source)
        self._chair(source)
        self._needs = self._plan(source)
        self._ready = source.beta(4.0, 7.0, MANY)
        self._screened = np.zeros(MANY)
        self._talks = np.zeros(MANY)
        self._customer = np.zeros(MANY, dtype=np.bool_)

    def _books(self, source: np.random.Generator) -> Clients:
        size = (self._heads / 8) ** 0.4
        self._price = PRICE[self._kind] * size * life.log_normal(source, 1.0, 0.35, MANY)
        born = -np.floor(source.gamma(1.5, 160.0, MANY))
        born = np.where(source.random(MANY) < 0.08, 30.0 * source.integers(1, 6, MANY), born)
        letters = source.standard_normal(MANY)  # what a file of addresses says; it says nothing
        return Clients(
            segment=self._kind,
            value=self._price,
            born=born,
            key=self._price >= np.quantile(self._price, 0.94),
            allowed=source.random((MANY, SLOTS)) > (0.0, 0.05, 0.05, 0.05),
            features=np.column_stack((np.log(self._heads), letters, self._advertises)),
        )

    def _door(self, source: np.random.Generator) -> None:
        many_heads = 0.3 + 1.1 * np.log(self._heads / 8)
        self._has_desk = source.random(MANY) < 1 / (1 + np.exp(-many_heads))
        self._passes = source.beta(3.0, 3.0, MANY)
        self._in = source.beta(0.9, 0.9, (MANY, 7, SLOTS)) * np.array([1.0, 0.6, 1.0, 0.9])
        self._box = source.random(MANY) < 0.5
        summer = (SUMMER - self._new_year) % YEAR + source.normal(0.0, 12.0, MANY)
        begins = np.column_stack((summer, source.uniform(0, LAST, (MANY, 7))))
        lengths = np.where(np.arange(8) < 4, source.integers(5, 16, (MANY, 8)), 2)
        self._away = life.Needs(begins.astype(np.int64), begins.astype(np.int64) + lengths)

    def _chair(self, source: np.random.Generator) -> None:
        leaves = source.random(MANY) < 0.2 * LAST / YEAR
        self._leaves = np.where(leaves, source.integers(0, LAST, MANY), 9999)
        self._comes = self._leaves + source.integers(5, 40, MANY)
        self._against = source.random((MANY, 2)) < (0.27, 0.12)  # the one now, the one after

    def _plan(self, source: np.random.Generator) -> life.Needs:
        often = source.gamma(2.0, 1.0, MANY) * np.where(self._advertises, 1.5, 1.0) / YEAR
        peak = SEASON[self._kind] + source.normal(0.0, 15.0, MANY)
        days = np.arange(FIRST, LAST)[:, None]
        away = np.abs((days + self._new_year - peak + YEAR / 2) % YEAR - YEAR / 2)
        chances = often * (0.5 + 2.6 * np.exp(-0.5 * (away / 28) ** 2))
        return habits.by_chance(source, FIRST, chances, 45.0)

    def call(self, day: int, slot: int, who: Who) -> Calls:
        drawn = luck(self.seed, day, slot, MANY, 6)[:, who]
        ended = life.ending(self._odds(day, slot)[who], drawn[0])
        self._remember(day, who, ended, drawn[5])
        return habits.put_down(ended, self._price[who], drawn[1:5], SLIPS)

    def _remember(self, day: int, who: Who, ended: NDArray[np.int8], drawn: Numbers) -> None:
        talks = np.isin(ended, habits.TALKS)
        self._screened[who[(ended == Outcome.SECRETARY) | (talks & self._has_desk[who])]] += 1.0
        self._talks[who[talks]] += 1.0
        wants = self._wants(day)[who]
        tired = talks & (self._talks[who] > 2.5) | (ended == Outcome.NO)
        out = who[tired & ~wants & (drawn < 0.15)]
        self._against[out, (self._leaves[out] <= day).astype(int)] = True
        self._against[who[ended == Outcome.NEVER]] = True
        self._needs.close(who[wants & np.isin(ended, (Outcome.SALE, Outcome.NO))], day)
        self._customer[who[ended == Outcome.SALE]] = True

    def night(self, day: int) -> None:  # noqa: ARG002 - every night is alike
        self._screened *= 0.5 ** (1 / 45)
        self._talks *= 0.5 ** (1 / 30)

    def brings(self, day: int, slot: int) -> Numbers:
        return self._odds(day, slot)[:, Outcome.SALE] * self._price

    def takes(self, day: int, slot: int) -> Numbers:
        return life.mean_minutes(self._odds(day, slot))

    def refused(self, day: int) -> NDArray[np.bool_]:
        until = day + life.HORIZON
        now = self._needs.between(day, np.minimum(self._leaves, until)) & ~self._against[:, 0]
        then = self._needs.between(np.maximum(self._comes, day), until) & ~self._against[:, 1]
        return ~(now | then)

    def _refuses(self, day: int) -> NDArray[np.bool_]:
        return np.where(day < self._leaves, self._against[:, 0], self._against[:, 1])

    def _vacant(self, day: int) -> NDArray[np.bool_]:
        return np.asarray((self._leaves <= day) & (day < self._comes))

    def _wants(self, day: int) -> NDArray[np.bool_]:
        return self._needs.open(day) & ~self._refuses(day) & ~self._vacant(day)

    def _odds(self, day: int, slot: int) -> Numbers:
        against, wants, vacant = self._refuses(day), self._wants(day), self._vacant(day)
        sale = np.where(wants, np.minimum(self._ready + 0.15 * self._customer, 0.9), 0.0)
        there = np.where(vacant | self._away.open(day), 0.0, self._in[:, day % 7, slot])
        weary = self._passes * np.exp(-0.35 * np.maximum(self._screened - 1, 0))
        through = np.where(self._customer, 0.9, weary) * there
        desk = 0.6 if slot == AT_LUNCH else 0.92
        shut = np.where(self._has_desk, desk * (1 - through), 0.0)
        wrong = np.where(vacant & ~self._has_desk, 0.4, 0.0)
        talks = np.where(self._has_desk, desk * through, 0.6 * there)
        return life.odds(
            talks / (1 - shut - wrong),
            sale=sale,
            no=np.where(against, 0.45, np.where(wants, np.minimum(0.1, 1 - sale), 0.42)),
            never=np.where(against, 0.08, np.where(wants, 0.0, 0.02)),
            secretary=shut,
            wrong=wrong,
            voicemail=0.8 * self._box,
        )
