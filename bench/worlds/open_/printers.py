"""Offices that want nothing until the printer dies, and the front desks that stand before them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bench.worlds import Calls, life, luck
from demur.domain.silence.log import Clients, Outcome

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bench.worlds.life import Numbers, Who

MANY, SLOTS = 2000, 4
SOLO, SMALL, SCHOOL, LARGE = range(4)
SUMMER = range(300, 365)
CHRISTMAS = range(112, 122)
TOWNS = 60
# By segment: does a front desk take the calls, what is a printer worth, how often is toner bought.
DESK = np.array([0.0, 0.25, 0.75, 0.9])
PRINTER = np.array([260.0, 520.0, 900.0, 1900.0])
TONER_EVERY = np.array([150.0, 110.0, 90.0, 60.0])


class Printers:
    """Printers die with age, and who is there first sells the next; in between there is toner.

    A front desk passes a caller on, or shields the boss, the more so the more often it was asked;
    people keep their own hours; schools are empty in summer. An office that has just bought
    elsewhere is slow to pick up. A sale is talked about in the same town.
    """

    name = "printers"
    about = "Offices that want nothing until the printer dies, behind front desks that wear out."
    history = life.HISTORY
    old_every = 28

    def __init__(self, seed: int) -> None:
        source = np.random.default_rng([seed, 1])
        self.seed = seed
        self.minutes = life.working_week((26.0, 30.0, 22.0, 18.0), CHRISTMAS)
        self._kind = life.one_of(source, (0.33, 0.36, 0.12, 0.19), MANY)
        self._printer = life.log_normal(source, PRINTER[self._kind], 0.6, MANY)
        self._toner = 0.25 * self._printer * source.uniform(0.6, 1.4, MANY)
        self._live(source)
        self._need(source)
        self.clients = self._books(source)
        self._weary = np.zeros(MANY)
        self._desk_weary = np.zeros(MANY)
        self._rings = np.zeros(MANY)
        self._talked = np.full(MANY, life.LONG_AGO)
        self._peace = np.zeros(MANY, dtype=np.bool_)
        self._praise = np.zeros(TOWNS)

    def _live(self, source: np.random.Generator) -> None:
        self._town = source.integers(0, TOWNS, MANY)
        self._has_desk = source.random(MANY) < DESK[self._kind]
        self._passes = source.beta(2.2, 1.6, MANY)
        best = source.integers(0, SLOTS, MANY)
        away = np.abs(np.arange(SLOTS) - best[:, None])
        self._hours = source.beta(3.6, 2.8, MANY)[:, None] * np.array([1.25, 0.8, 0.5, 0.4])[away]
        self._at_work = source.random((MANY, 7)) > 0.12
        self._at_work[:, 5:] = False
        self._machine_box = source.random(MANY) < 0.45

    def _need(self, source: np.random.Generator) -> None:
        self._age = source.uniform(0.0, 7.0, MANY)
        hazard = source.exponential(1.0, MANY)
        lasts = 5.5 * ((self._age / 5.5) ** 3 + hazard) ** (1 / 3)
        dies = (lasts - self._age) * 365.0
        again = source.uniform(900, 2000, (MANY, 3))
        self._dead = life.Needs.in_turn(
            dies, again, life.log_normal(source, 42.0, 0.4, MANY * 3).reshape(MANY, 3)
        )
        every = TONER_EVERY[self._kind][:, None] * source.uniform(0.4, 1.1, (MANY, 12))
        length = source.uniform(25, 75, (MANY, 12))
        sworn = source.random(MANY) < 0.22  # to the maker, for toner
        self._empty = life.Needs.in_turn(
            source.integers(-110, 70, MANY) + 999 * sworn, every, length
        )

    def _books(self, source: np.random.Generator) -> Clients:
        noted = np.where(source.random(MANY) < 0.3, source.uniform(0, 7, MANY), self._age)
        staff = np.log(self._printer) + 0.5 * source.standard_normal(MANY)
        lead = 50 + 12 * source.standard_normal(MANY) - 6 * (self._age > 4)
        mail, postcode = source.random(MANY) < 0.4, 1.0 * self._town
        return Clients(
            segment=self._kind,
            value=self._printer * life.log_normal(source, 1.0, 0.4, MANY),
            born=source.integers(-500, 1, MANY).astype(np.float64),
            key=self._printer > np.quantile(self._printer, 0.93),
            allowed=np.ones((MANY, SLOTS), dtype=np.bool_),
            features=np.column_stack((noted.round(), staff, lead, mail, postcode)),
        )

    def call(self, day: int, slot: int, who: Who) -> Calls:
        drawn = luck(self.seed, day, slot, MANY, 4)[:, who]
        ended = life.ending(self._odds(day, slot)[who], drawn[0])
        worth = self._worth(day)[who]
        self._remember(day, who, ended)
        return life.told(ended, worth, drawn[1:], lost=0.04, invented=0.06)

    def _remember(self, day: int, who: Who, ended: NDArray[np.int8]) -> None:
        self._rings[who] += 1.0
        talk = np.isin(ended, (Outcome.LATER, Outcome.NO, Outcome.SALE, Outcome.NEVER))
        self._talked[who[talk]] = day
        self._weary[who[talk]] += 1.0
        self._desk_weary[who[ended == Outcome.SECRETARY]] += 1.0
        self._peace[who[ended == Outcome.NEVER]] = True
        over = who[np.isin(ended, (Outcome.NO, Outcome.SALE))]
        self._dead.close(over, day)
        self._empty.close(over, day)
        sold = who[ended == Outcome.SALE]
        self._weary[sold] = 0.0
        np.add.at(self._praise, self._town[sold], 0.15)

    def night(self, day: int) -> None:  # noqa: ARG002 - every night is alike
        self._weary *= 0.985
        self._desk_weary *= 0.97
        self._rings *= 0.93
        self._praise *= 0.985

    def brings(self, day: int, slot: int) -> Numbers:
        return self._odds(day, slot)[:, Outcome.SALE] * self._worth(day)

    def takes(self, day: int, slot: int) -> Numbers:
        return life.mean_minutes(self._odds(day, slot))

    def refused(self, day: int) -> NDArray[np.bool_]:
        return self._peace | ~(self._dead.ahead(day) | self._empty.ahead(day))

    def _worth(self, day: int) -> Numbers:
        return np.where(self._dead.open(day), self._printer, self._toner)

    def _odds(self, day: int, slot: int) -> Numbers:
        dead, empty = self._dead.open(day), self._empty.open(day)
        wants = np.where(dead, 0.4, np.where(empty, 0.12, 0.0))
        thinking = np.where(day - self._talked < 9, 0.2, 1.0)
        sale = np.minimum(wants * thinking * (1 + self._praise[self._town]), 0.9)
        never = np.clip(0.005 + 0.012 * (self._weary - 1), 0.005, 0.08)
        shut = self._has_desk * (1 - self._passes * np.exp(-0.25 * self._desk_weary))
        return life.odds(
            self._picks_up(day, slot),
            sale=sale,
            no=np.where(dead | empty, 0.04, 0.16) * (1 - sale),
            never=never * (1 - sale),
            secretary=np.where(self._peace, 0.0, 0.8 * shut),
            voicemail=0.8 * self._machine_box,
        )

    def _picks_up(self, day: int, slot: int) -> Numbers:
        picks = self._hours[:, slot] * np.where(self._at_work[:, day % 7], 1.0, 0.15)
        picks = picks * np.exp(-0.35 * self._rings)  # a number that keeps ringing is let ring
        picks = picks * np.where(self._dead.missed(day, 60), 0.5, 1.0) * ~self._peace
        if day in SUMMER:
            picks = picks * np.where(self._kind == SCHOOL, 0.1, 0.8)
        return np.asarray(picks)
