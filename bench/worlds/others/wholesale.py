"""Kitchens and shops that order again and again, each by a rhythm of its own."""

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
GAP = np.array([25.0, 35.0, 45.0, 65.0])  # days of stock: restaurants, cafés, canteens, shops
ORDER = np.array([320.0, 180.0, 900.0, 260.0])
# What is used up on each day of the week, Monday first, beside an average day.
WEEK = np.array(
    [
        [0.1, 0.9, 1.0, 1.1, 1.5, 1.7, 0.7],
        [1.0, 1.0, 1.0, 1.0, 1.2, 1.2, 0.6],
        [1.3, 1.4, 1.4, 1.4, 1.3, 0.1, 0.1],
        [1.0, 1.0, 1.0, 1.1, 1.3, 1.3, 0.3],
    ]
)
TIDE = np.array([0.0, 0.5, 3.0, 2.0])  # when in the year each kind has its high season
ENOUGH = 0.6  # of a full store: whoever has so much left orders nothing
LAST = life.DAYS + life.HORIZON
BACK = 1 / 300  # of those who went to a rival, how many think better of it in a night
SLIPS = ((Outcome.SECRETARY, Outcome.LATER, 0.2), (Outcome.VOICEMAIL, Outcome.MISSED, 0.2))


class Wholesale:
    """Stores empty by the day, the faster the busier the house; the emptier, the sooner a sale.

    Whose store is empty buys of a rival that night, or rings us up, which no log tells. A call
    that comes too early annoys, and the annoyed go; some come back. Hardly anybody has refused.
    """

    name = "wholesale"
    about = "Customers who order again by a rhythm of their own, and buy of a rival if we are late."
    history = life.HISTORY
    old_every = 16

    def __init__(self, seed: int) -> None:
        source = np.random.default_rng([seed, 33])
        self.seed = seed
        self.minutes = life.working_week((105.0,), habits.holidays(source))
        self._kind = life.one_of(source, (0.35, 0.25, 0.15, 0.25), MANY)
        self._gap = np.clip(life.log_normal(source, GAP[self._kind], 0.5, MANY), 10, 200)
        self._uses = self._plan(source)
        self.clients = self._books(source)
        self._stock = source.random(MANY)
        self._lost = source.random(MANY) < 0.16
        self._back = source.random((LAST, MANY)) < BACK
        self._there = source.beta(5.0, 3.0, MANY)
        self._annoyed = np.zeros(MANY)
        self._peace = np.zeros(MANY, dtype=np.bool_)

    def _plan(self, source: np.random.Generator) -> Numbers:
        days = np.arange(LAST)[:, None]
        year = 2 * np.pi * (days / 365 + source.random()) + TIDE[self._kind]
        busy = (1 + 0.25 * np.sin(year)) * WEEK[self._kind][:, days[:, 0] % 7].T
        uses = source.gamma(2.0, 0.5, (LAST, MANY)) * busy / self._gap
        begins = source.integers(0, LAST, MANY)
        shut = (begins <= days) & (days < begins + source.integers(7, 22, MANY))
        return np.where(shut & (source.random(MANY) < 0.5), 0.0, uses)  # closed for holidays

    def _books(self, source: np.random.Generator) -> Clients:
        size = np.sqrt(self._gap / 35)
        order = ORDER[self._kind] * size * life.log_normal(source, 1.0, 0.5, MANY)
        self._order = order
        born = -np.floor(source.gamma(1.5, 160.0, MANY))
        born = np.where(source.random(MANY) < 0.1, 30.0 * source.integers(1, 8, MANY), born)
        a_day = np.log(order / self._gap) + 0.5 * source.standard_normal(MANY)
        return Clients(
            segment=self._kind,
            value=order,
            born=born,
            key=order >= np.quantile(order, 0.94),
            allowed=np.ones((MANY, SLOTS), dtype=np.bool_),
            features=np.column_stack((a_day, source.gamma(2.0, 3.0, MANY))),  # and the way there
        )

    def call(self, day: int, slot: int, who: Who) -> Calls:
        drawn = luck(self.seed, day, slot, MANY, 6)[:, who]
        ended = life.ending(self._odds(day, slot)[who], drawn[0])
        worth = self._worth()[who]
        self._remember(who, ended, drawn[5])
        return habits.put_down(ended, worth, drawn[1:5], SLIPS)

    def _remember(self, who: Who, ended: NDArray[np.int8], drawn: Numbers) -> None:
        early = np.isin(ended, (Outcome.LATER, Outcome.NO)) & (self._stock[who] > ENOUGH)
        self._annoyed[who[early]] += 1.0
        self._lost[who[early & (self._annoyed[who] > 3.0) & (drawn < 0.1)]] = True
        self._peace[who[ended == Outcome.NEVER]] = True
        sold = who[ended == Outcome.SALE]
        self._stock[sold] = 1.0
        self._annoyed[sold] = np.maximum(self._annoyed[sold] - 0.5, 0.0)

    def night(self, day: int) -> None:
        self._stock = self._stock - self._uses[day]
        self._annoyed *= 0.5 ** (1 / 30)
        chance, much, leaves = luck(self.seed, day, SLOTS, MANY, 3)  # of a slot there is not
        out = self._stock <= 0
        rival, us = out & (chance < 0.22), out & (chance >= 0.22) & (chance < 0.34)
        self._stock = np.maximum(self._stock, -0.05)
        self._stock[rival] = 0.5 + 0.5 * much[rival]
        self._stock[us] = 1.0
        self._lost |= rival & (leaves > 0.97)
        self._lost &= ~self._back[day]

    def brings(self, day: int, slot: int) -> Numbers:
        return self._odds(day, slot)[:, Outcome.SALE] * self._worth()

    def takes(self, day: int, slot: int) -> Numbers:
        return life.mean_minutes(self._odds(day, slot))

    def refused(self, day: int) -> NDArray[np.bool_]:
        last = day + life.HORIZON - 1  # whose night is already after the thirtieth day
        full = self._stock - self._uses[day:last].sum(axis=0) >= ENOUGH
        away = self._lost & ~self._back[day:last].any(axis=0)
        return np.asarray(self._peace | away | full)

    def _worth(self) -> Numbers:
        return self._order * np.clip(1 - self._stock, 0.2, 1.1)

    def _odds(self, day: int, slot: int) -> Numbers:
        del slot  # there is one
        low = self._stock < ENOUGH
        orders = np.interp(self._stock, (0.1, 0.3, 0.45, ENOUGH), (0.8, 0.6, 0.3, 0.05))
        gone = self._lost | self._peace
        sale = np.where(low & ~gone, orders, 0.0)
        no = np.where(gone, 0.45, np.where(low, 0.15, 0.4) * (1 - sale))
        monday = np.where((self._kind == 0) & (day % 7 == 0), 0.25, 1.0)
        there = self._there * monday * np.exp(-0.12 * self._annoyed) * ~self._peace
        there = np.where(self._uses[day] == 0, 0.03 * ~self._peace, there)
        helper = np.where(self._peace, 0.0, 0.1 * (1 - there))
        return life.odds(
            there / (1 - helper),
            sale=sale,
            no=no,
            never=np.where(gone, 0.04, np.where(low, 0.0, 0.001)),
            secretary=helper,
            voicemail=0.25 / 0.9,
        )
