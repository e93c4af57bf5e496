"""Practices that reorder in their own rhythm, and whose buyers leave for other jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bench.worlds import Calls, life, luck
from demur.domain.silence.log import Clients, Outcome

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bench.worlds.life import Numbers, Who

MANY, SLOTS = 2000, 4
DENTIST, VET, LABORATORY = range(3)
ORDER = np.array([420.0, 300.0, 1100.0])
EVERY = np.array([80.0, 70.0, 110.0])
REGIONS, PEOPLE = 40, 4
HOLIDAYS = (*range(88, 95), 140, 193)


class Heron:
    """The shelf empties in a rhythm; a sale fills it, and months later it is empty again.

    The person who buys leaves one day: somebody else picks up, until a successor does, who has
    hours and a mind of their own, perhaps for us where the last was against. Some numbers die.
    Practices of a region talk: a sale warms the neighbours, a quarrel cools them. Who is
    against us is slow to pick up; between two patients a call is cut short.
    """

    name = "heron"
    about = "Practices that reorder in a rhythm of their own, and whose buyers leave."
    history = life.HISTORY
    old_every = 27

    def __init__(self, seed: int) -> None:
        source = np.random.default_rng([seed, 22])
        self.seed = seed
        self.minutes = life.working_week((24.0, 22.0, 26.0, 20.0), HOLIDAYS)
        self._kind = life.one_of(source, (0.45, 0.35, 0.2), MANY)
        self._order = life.log_normal(source, ORDER[self._kind], 0.65, MANY)
        self._region = source.integers(0, REGIONS, MANY)
        self._staff(source)
        self._shelf(source)
        self.clients = self._books(source)
        self._person = np.zeros(MANY, dtype=np.int64)
        self._rings = np.zeros(MANY)
        self._cross = np.zeros(MANY)
        self._talked = np.full(MANY, life.LONG_AGO)
        self._peace = np.zeros(MANY, dtype=np.bool_)
        self._warmth = np.zeros(REGIONS)

    def _staff(self, source: np.random.Generator) -> None:
        stays = np.maximum(source.exponential(420.0, (MANY, PEOPLE)), 40.0)
        self._leaves = np.cumsum(stays, axis=1).astype(np.int64)
        self._for_us = source.random((MANY, PEOPLE)) < 0.72
        best = source.integers(0, SLOTS, (MANY, PEOPLE))
        away = np.abs(np.arange(SLOTS) - best[:, :, None])
        keen = source.beta(4.0, 3.5, (MANY, PEOPLE))
        self._hours = keen[:, :, None] * np.array([1.15, 0.8, 0.65, 0.55])[away]
        self._days = np.where(source.random((MANY, 7)) < 0.18, 0.15, 1.0)
        self._days[:, 5:] = 0.08
        died = np.where(source.random(MANY) < 0.05, -1, source.integers(0, 3000, MANY))
        self._dead_from = np.where(source.random(MANY) < 0.3, died, 10**6)
        self._box = source.random(MANY) < 0.35

    def _shelf(self, source: np.random.Generator) -> None:
        every = EVERY[self._kind] * source.uniform(0.6, 1.6, MANY)
        self._rhythm = np.rint(every).astype(np.int64)
        lengths = np.maximum(every[:, None] * source.uniform(0.35, 0.65, (MANY, 16)), 8.0)
        gaps = np.maximum(every[:, None] - lengths + 4 * source.standard_normal((MANY, 16)), 4.0)
        self._empty = life.Needs.in_turn(-source.random(MANY) * every, gaps, lengths)
        none = source.random((MANY, 16)) < 0.12
        none[source.random(MANY) < 0.15] = True  # bound to a buying group
        self._empty.ends[none] = self._empty.begins[none]

    def _books(self, source: np.random.Generator) -> Clients:
        chairs = np.maximum(np.rint(2 * (self._order / ORDER[self._kind]) ** 0.5), 1)
        noted = np.where(source.random(MANY) < 0.5, self._rhythm, source.integers(30, 200, MANY))
        friendly = np.rint(3 + 0.4 * self._for_us[:, 1] + source.standard_normal(MANY))
        return Clients(
            segment=self._kind,
            value=self._order * life.log_normal(source, 1.0, 0.4, MANY),
            born=source.integers(-700, 1, MANY).astype(np.float64),
            key=(self._order > np.quantile(self._order, 0.95)) | (source.random(MANY) < 0.02),
            allowed=source.random((MANY, SLOTS)) > np.array([0.0, 0.04, 0.0, 0.04]),
            features=np.column_stack((chairs, noted, friendly, self._region)),
        )

    def call(self, day: int, slot: int, who: Who) -> Calls:
        drawn = luck(self.seed, day, slot, MANY, 5)[:, who]
        ended = life.ending(self._odds(day, slot)[who], drawn[0])
        self._remember(day, who, ended, drawn[4])
        said = life.told(ended, self._order[who], drawn[1:4], lost=0.04, invented=0.04)
        hurried = (ended == Outcome.LATER) & (drawn[4] < 0.2)
        return Calls(said.outcome, np.where(hurried, 2.0, said.minutes), said.money)

    def _remember(self, day: int, who: Who, ended: NDArray[np.int8], drawn: Numbers) -> None:
        self._rings[who] += 1.0
        talk = who[np.isin(ended, (Outcome.LATER, Outcome.NO, Outcome.SALE, Outcome.NEVER))]
        self._talked[talk] = day
        self._cross[talk] += 1.0
        self._peace[who[ended == Outcome.NEVER]] = True
        introduced = who[(ended == Outcome.WRONG_PERSON) & (drawn < 0.55)]
        self._person[introduced] = np.minimum(self._person[introduced] + 1, PEOPLE - 1)
        self._talked[introduced], self._cross[introduced] = life.LONG_AGO, 0.0
        self._empty.close(who[np.isin(ended, (Outcome.NO, Outcome.SALE))], day)
        sold = who[ended == Outcome.SALE]
        self._empty.put_off(sold, day, day + self._rhythm[sold])
        self._cross[sold] = 0.0
        np.add.at(self._warmth, self._region[sold], 0.08)
        np.add.at(self._warmth, self._region[who[ended == Outcome.NEVER]], -0.1)

    def night(self, day: int) -> None:
        """Who was away long enough is replaced, and the successor finds the firm's card."""
        self._rings *= 0.93
        self._cross *= 0.98
        self._warmth *= 0.985
        found = luck(self.seed, day, SLOTS, MANY)[0] < 0.01
        moved = found & self._left(day) & (self._person < PEOPLE - 1)
        self._person[moved] += 1

    def brings(self, day: int, slot: int) -> Numbers:
        return self._odds(day, slot)[:, Outcome.SALE] * self._order

    def takes(self, day: int, slot: int) -> Numbers:
        chances = self._odds(day, slot)
        hurry = 0.2 * ((life.SHORTEST + life.LONGEST)[Outcome.LATER] / 2 - 2.0)
        return np.asarray(life.mean_minutes(chances) - hurry * chances[:, Outcome.LATER])

    def refused(self, day: int) -> NDArray[np.bool_]:
        """Whoever holds the post within 30 days counts, while they hold it and the number lives."""
        until = np.minimum(self._dead_from, day + life.HORIZON)
        would = np.zeros(MANY, dtype=np.bool_)
        for turn in range(PEOPLE):
            comes = self._leaves[:, turn - 1] if turn else np.full(MANY, day)
            since = np.where(self._person == turn, day, np.maximum(comes, day))
            goes = self._leaves[:, turn] if turn < PEOPLE - 1 else until
            wanted = self._empty.between(since, np.minimum(goes, until)) & self._for_us[:, turn]
            would |= wanted & (turn >= self._person)
        return self._peace | ~would

    def _mine(self, of_people: NDArray[np.bool_]) -> NDArray[np.bool_]:
        return np.asarray(of_people[np.arange(MANY), self._person])

    def _left(self, day: int) -> NDArray[np.bool_]:
        last = self._person == PEOPLE - 1
        return np.asarray((self._leaves[np.arange(MANY), self._person] <= day) & ~last)

    def _odds(self, day: int, slot: int) -> Numbers:
        alive = ~self._peace & (day < self._dead_from)
        wants = self._empty.open(day) & self._mine(self._for_us) & alive
        thinking = np.where(day - self._talked < 7, 0.25, 1.0)
        warm = np.clip(1 + self._warmth[self._region], 0.6, 1.6)
        sale = np.where(wants, 0.17 * thinking * warm, 0.0)
        never = np.clip(0.005 + 0.015 * (self._cross - 1), 0.005, 0.1)
        left = self._left(day)
        return life.odds(
            np.where(left, 0.0, self._picks_up(day, slot)) * alive,
            sale=sale,
            no=np.where(wants, 0.04, 0.14) * (1 - sale),
            never=never * (1 - sale),
            wrong=np.where(left & alive, 0.3, 0.0),
            voicemail=self._box & alive,
        )

    def _picks_up(self, day: int, slot: int) -> Numbers:
        hours = self._hours[np.arange(MANY), self._person, slot]
        hours = hours * np.where(self._mine(self._for_us), 1.05, 0.65)
        picks = hours * self._days[:, day % 7] * np.exp(-0.3 * self._rings)
        return np.asarray(np.minimum(picks, 0.97))
