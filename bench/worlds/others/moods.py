"""Households whose moods come and go, and some of whom refused for ever without a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bench.worlds import Calls, life, luck
from bench.worlds.others import habits
from demur.domain.silence.log import Clients, Outcome

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bench.worlds.life import Numbers, Who

MANY, SLOTS = 1100, 3
FAMILY, RETIRED, LANDLORD, TENANT = range(4)
CONTRACT = np.array([150.0, 110.0, 320.0, 80.0])
PICKS = np.array([0.9, 1.3, 1.0, 0.7])
HOURS = np.array([[0.6, 0.7, 1.5], [1.3, 1.1, 0.8], [1.0, 1.1, 1.0], [0.5, 0.9, 1.3]])
WEEK = np.array([1.0, 1.0, 1.0, 0.95, 0.9, 1.15, 0.0])
BAD_MOOD = np.array([90.0, 120.0, 70.0, 120.0])  # days until the next good one
REFUSED_LONG_AGO = np.array([0.22, 0.28, 0.15, 0.35])
CONTENT = 200  # days for which whoever has bought needs nothing


class Moods:
    """Each is open to a contract for some weeks, then for some months not, and nothing tells which.

    Whoever is not in the mood says *no* and *later* at much the same rates as whoever is, so a no
    says little. Of those who are lost for ever most let it ring, but one in four picks up, out of
    courtesy. Many calls annoy; the annoyed pick up less, and in the end block the number.
    """

    name = "moods"
    about = "Households whose moods come and go, and some of whom are lost for ever, but polite."
    history = life.HISTORY
    old_every = 18

    def __init__(self, seed: int) -> None:
        source = np.random.default_rng([seed, 34])
        self.seed = seed
        week = habits.six_days((28.0, 28.0, 28.0), habits.holidays(source))
        self.minutes = habits.ill_days(source, week)
        self._kind = life.one_of(source, (0.4, 0.25, 0.2, 0.15), MANY)
        self._price = life.log_normal(source, CONTRACT[self._kind], 0.45, MANY)
        self.clients = self._books(source)
        self._days_of(source)
        good = life.log_normal(source, 40.0, 0.5, MANY) + 3
        bad = life.log_normal(source, BAD_MOOD[self._kind], 0.6, MANY) + 10
        self._moods = habits.spells(source, good, bad, good / (good + bad))
        self._ready = source.beta(4.0, 5.0, MANY)
        self._content = np.zeros(MANY)
        refused = REFUSED_LONG_AGO[self._kind]
        self._patience = habits.Patience.of(source, refused, polite=(0.25, 0.6, 0.1), blocks=0.1)

    def _books(self, source: np.random.Generator) -> Clients:
        born = -source.integers(0, 1500, MANY)
        comes = source.random(MANY) < 0.08
        born = np.where(comes, source.integers(0, life.DAYS, MANY), born)
        allowed = source.random((MANY, SLOTS)) > 0.06
        allowed[:, 1] |= ~allowed.any(axis=1)
        return Clients(
            segment=self._kind,
            value=self._price,
            born=born.astype(np.float64),
            key=source.random(MANY) < 0.07,
            allowed=allowed,
        )

    def _days_of(self, source: np.random.Generator) -> None:
        base = source.beta(1.6, 3.4, MANY) * PICKS[self._kind]
        hours = HOURS[self._kind] * np.exp(0.25 * source.standard_normal((MANY, SLOTS)))
        self._picks = np.clip(base[:, None] * hours, 0.01, 0.9)
        self._away = habits.spells(source, np.full(MANY, 9.0), np.full(MANY, 70.0), 0.11)
        self._box = np.where(source.random(MANY) < 0.55, 0.85, 0.05)

    def call(self, day: int, slot: int, who: Who) -> Calls:
        drawn = luck(self.seed, day, slot, MANY, 5)[:, who]
        ended = life.ending(self._odds(day, slot)[who], drawn[0])
        self._patience.called(day, who, ended, drawn[4])
        self._content[who[ended == Outcome.SALE]] = day + CONTENT
        return life.told(ended, self._price[who], drawn[1:4], lost=0.0, invented=0.0)

    def night(self, day: int) -> None:  # noqa: ARG002 - every night is alike
        self._patience.night()

    def brings(self, day: int, slot: int) -> Numbers:
        return self._odds(day, slot)[:, Outcome.SALE] * self._price

    def takes(self, day: int, slot: int) -> Numbers:
        return life.mean_minutes(self._odds(day, slot))

    def refused(self, day: int) -> NDArray[np.bool_]:
        until = np.minimum(self._patience.gone, day + life.HORIZON)
        return ~self._moods.between(np.maximum(self._content, day), until)

    def _odds(self, day: int, slot: int) -> Numbers:
        wants = self._moods.open(day) & (self._content <= day)
        sale, no, never = self._patience.says(day, np.where(wants, self._ready, 0.0))
        picks = self._patience.picks(day, self._picks[:, slot] * WEEK[day % 7], self._away)
        return life.odds(
            np.minimum(picks, 0.97), sale=sale, no=no, never=never, voicemail=self._box
        )
