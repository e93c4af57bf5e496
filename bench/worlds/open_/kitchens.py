"""Households who asked for a kitchen, and let it ring rather than say that they bought one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bench.worlds import Calls, life, luck
from demur.domain.silence.log import Clients, Outcome

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bench.worlds.life import Numbers, Who

MANY, SLOTS = 2200, 4
KITCHEN, BATH, WARDROBE = range(3)
PRICE = np.array([5200.0, 3100.0, 1400.0])
SPRING, AUGUST = range(150, 240), range(300, 332)
PLAIN, AWKWARD, CHATTY, SHY = range(4)
# Who picks up, by slot from morning to evening: people at work, the retired, young parents.
HOME = np.array([[0.14, 0.16, 0.30, 0.60], [0.55, 0.50, 0.45, 0.40], [0.40, 0.45, 0.15, 0.25]])


class Kitchens:
    """They compare, then decide; then most of the others are never told.

    The awkward let it ring once they have bought elsewhere, the plain say no, the chatty talk for
    ever and never buy. The readiness to sign grows while they compare. A number that rings a lot
    in the district gets a label on people's telephones, and recovers slowly; many calls, and
    somebody says: never again. A second room often follows the first.
    """

    name = "kitchens"
    about = "Households too awkward to say no, others who love a chat, and a number labelled spam."
    history = life.HISTORY
    old_every = 30

    def __init__(self, seed: int) -> None:
        source = np.random.default_rng([seed, 3])
        self.seed = seed
        self.minutes = life.working_week((17.0, 17.0, 18.0, 27.0), range(112, 119))
        self._room = life.one_of(source, (0.4, 0.35, 0.25), MANY)
        self._price = life.log_normal(source, PRICE[self._room], 0.55, MANY)
        self._home = life.one_of(source, (0.55, 0.28, 0.17), MANY)
        self._mind = life.one_of(source, (0.42, 0.38, 0.10, 0.10), MANY)
        self._mild = source.beta(6.0, 1.8, MANY)
        self._heeds_labels = source.random(MANY) < 0.6
        self._has_box = source.random(MANY) < 0.3
        self._tells_spouse = source.random(MANY) * np.where(self._home == 1, 0.1, 0.25)
        self.clients = self._books(source)
        self._comparing = self._plan(source)
        self._label = 0.0
        self._rings = np.zeros(MANY)
        self._talked = np.full(MANY, life.LONG_AGO)
        self._cross = np.zeros(MANY)
        self._peace = np.zeros(MANY, dtype=np.bool_)

    def _plan(self, source: np.random.Generator) -> life.Needs:
        lengths = life.log_normal(source, 80.0, 0.5, MANY * 5).reshape(MANY, 5)
        gaps = life.log_normal(source, 70.0, 0.6, MANY * 5).reshape(MANY, 5)
        rooms = life.Needs.in_turn(self.clients.born, gaps, lengths)
        over = source.random((MANY, 5)) < 0.08  # moved, parted, or done: nothing follows
        nothing = np.logical_or.accumulate(over, axis=1) | (self._mind == CHATTY)[:, None]
        rooms.ends[nothing] = rooms.begins[nothing]
        return rooms

    def _books(self, source: np.random.Generator) -> Clients:
        children = np.where(source.random(MANY) < 0.7, self._home == 2, source.random(MANY) < 0.3)
        age = np.array([43.0, 69.0, 34.0])[self._home] + 8 * source.standard_normal(MANY)
        warmth = 3 + (self._mind == CHATTY) + 0.8 * source.standard_normal(MANY)
        channel = source.integers(0, 5, MANY)
        return Clients(
            segment=self._room,
            value=self._price * life.log_normal(source, 1.0, 0.5, MANY),
            born=-np.floor(500 * source.random(MANY) ** 1.5),
            key=self._price > np.quantile(self._price, 0.94),
            allowed=np.ones((MANY, SLOTS), dtype=np.bool_),
            features=np.column_stack((children, age.round(), warmth.round(), channel)),
        )

    def call(self, day: int, slot: int, who: Who) -> Calls:
        drawn = luck(self.seed, day, slot, MANY, 4)[:, who]
        ended = life.ending(self._odds(day, slot)[who], drawn[0])
        self._remember(day, who, ended)
        longer = np.where(self._mind == CHATTY, 2.2, 1.0)[who]
        return life.told(ended, self._price[who], drawn[1:], softened=0.15, talkative=longer)

    def _remember(self, day: int, who: Who, ended: NDArray[np.int8]) -> None:
        self._label += len(who) / MANY
        self._rings[who] += 1.0
        talk = who[np.isin(ended, (Outcome.LATER, Outcome.NO, Outcome.SALE, Outcome.NEVER))]
        self._talked[talk] = day
        self._cross[talk] += 1.0
        self._peace[who[ended == Outcome.NEVER]] = True
        self._comparing.close(who[np.isin(ended, (Outcome.NO, Outcome.SALE))], day)

    def night(self, day: int) -> None:  # noqa: ARG002 - every night is alike
        self._label *= 0.975
        self._rings *= 0.94
        self._cross *= np.where(self._mind == CHATTY, 0.9, 0.985)

    def brings(self, day: int, slot: int) -> Numbers:
        return self._odds(day, slot)[:, Outcome.SALE] * self._price

    def takes(self, day: int, slot: int) -> Numbers:
        longer = np.where(self._mind == CHATTY, 2.2, 1.0)
        return life.mean_minutes(self._odds(day, slot), longer)

    def refused(self, day: int) -> NDArray[np.bool_]:
        return self._peace | ~self._comparing.ahead(day)

    def _odds(self, day: int, slot: int) -> Numbers:
        comparing = self._comparing.open(day)
        season = 1.3 if day in SPRING else 1.0
        thinking = np.where(day - self._talked < 8, 0.2, 1.0)
        ready = (0.05 + 0.20 * self._comparing.spent(day)) * season * thinking
        sale = np.where(comparing, ready, 0.0)
        says_no = np.array([0.5, 0.12, 0.0, 0.2])[self._mind]
        never = np.clip(0.005 + 0.02 * (self._cross - 1), 0.005, 0.12)
        return life.odds(
            self._picks_up(day, slot),
            sale=sale,
            no=np.where(comparing, 0.03, says_no) * (1 - sale),
            never=never * (1 - sale),
            wrong=np.where(self._peace, 0.0, 0.15 * self._tells_spouse),
            voicemail=self._has_box,
        )

    def _picks_up(self, day: int, slot: int) -> Numbers:
        bought = ~self._comparing.open(day)
        minds = np.where(bought, np.array([0.9, 0.3, 1.3, 0.5])[self._mind], 1.0)
        minds = minds * np.where(self._mind == SHY, 0.6, 1.0)
        label = self._label / (1.5 + self._label) * np.where(self._heeds_labels, 0.75, 0.15)
        picks = HOME[self._home, slot] * self._mild * minds * (1 - label) * ~self._peace * 1.15
        if day in AUGUST:
            picks = picks * 0.6
        picks = picks * (0.5 if day % 7 >= 5 else 1.0)
        return np.asarray(np.minimum(picks * np.exp(-0.3 * self._rings), 0.97))
