"""Clients of whom a few are worth all the others, and sellers who never write a no down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bench.worlds import Calls, life, luck
from bench.worlds.others import habits
from demur.domain.silence.log import Clients, Outcome

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bench.worlds.life import Numbers, Who

MANY, SLOTS = 1000, 1
REFUSED_LONG_AGO = np.array([0.2, 0.3, 0.45])
CONTENT = 200  # days for which whoever has bought needs nothing
LOST = 0.15  # of the lines, not those of an order
SLIPS = (
    (Outcome.NO, Outcome.MISSED, 1.0),
    (Outcome.NO, Outcome.LATER, 0.65),
    (Outcome.NEVER, Outcome.MISSED, 1.0),
    (Outcome.NEVER, Outcome.LATER, 0.65),
)


class Sloppy:
    """Everything has a heavy tail: what clients bring, how often they pick up, how long they want.

    A client who said *no*, or *never again*, stands in the log as one who wants a call later, or
    did not answer; so they are called again soon, and each call makes it worse. Of every seven
    lines one is not there.
    """

    name = "sloppy"
    about = "Few clients worth all the others, and sellers who lose lines and write no no down."
    history = life.HISTORY
    old_every = 20

    def __init__(self, seed: int) -> None:
        source = np.random.default_rng([seed, 35])
        self.seed = seed
        week = life.working_week((70.0,), habits.holidays(source))
        self.minutes = habits.ill_days(source, week)
        self._kind = life.one_of(source, (0.5, 0.3, 0.2), MANY)
        self._price = 40.0 * (1 + source.pareto(1.5, MANY))
        self.clients = Clients(
            segment=self._kind,
            value=self._price,
            born=-np.floor(source.exponential(500.0, MANY)),
            key=source.random(MANY) < 0.07,
            allowed=np.ones((MANY, SLOTS), dtype=np.bool_),
        )
        self._picks = np.clip(source.beta(0.45, 1.4, MANY), 0.003, 0.95)
        self._away = habits.spells(source, np.full(MANY, 9.0), np.full(MANY, 70.0), 0.11)
        self._box = np.where(source.random(MANY) < 0.45, 0.85, 0.05)
        good = life.log_normal(source, 35.0, 0.9, MANY) + 3
        bad = life.log_normal(source, 90.0, 1.0, MANY) + 10
        self._moods = habits.spells(source, good, bad, good / (good + bad))
        self._ready = source.beta(1.5, 2.5, MANY)
        self._content = np.zeros(MANY)
        refused = REFUSED_LONG_AGO[self._kind]
        self._patience = habits.Patience.of(source, refused, polite=(0.3, 0.6, 0.1), blocks=0.1)

    def call(self, day: int, slot: int, who: Who) -> Calls:
        drawn = luck(self.seed, day, slot, MANY, 6)[:, who]
        ended = life.ending(self._odds(day)[who], drawn[0])
        self._patience.called(day, who, ended, drawn[5])
        self._content[who[ended == Outcome.SALE]] = day + CONTENT
        return habits.put_down(ended, self._price[who], drawn[1:5], SLIPS, lost=LOST)

    def night(self, day: int) -> None:  # noqa: ARG002 - every night is alike
        self._patience.night()

    def brings(self, day: int, slot: int) -> Numbers:
        del slot  # there is one
        return self._odds(day)[:, Outcome.SALE] * self._price

    def takes(self, day: int, slot: int) -> Numbers:
        del slot
        return life.mean_minutes(self._odds(day))

    def refused(self, day: int) -> NDArray[np.bool_]:
        until = np.minimum(self._patience.gone, day + life.HORIZON)
        return ~self._moods.between(np.maximum(self._content, day), until)

    def _odds(self, day: int) -> Numbers:
        wants = self._moods.open(day) & (self._content <= day)
        sale, no, never = self._patience.says(day, np.where(wants, self._ready, 0.0))
        picks = self._patience.picks(day, self._picks, self._away)
        return life.odds(picks, sale=sale, no=no, never=never, voicemail=self._box)
