"""Filling a day's minutes: who is called in which slot by whom, worth as much as can be.

Each call is worth another amount in each slot and takes its minutes from one seller's slot. Two
days are begun: one greedy by worth a minute, the least flexible seller first, one by what the
minutes are worth themselves (`prices`). The better one is mended call by call (`mending`) and slot
by slot (`packing`); where it is still far from what no plan exceeds, some slots are emptied and
filled anew.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from demur.domain.round.mending import mend
from demur.domain.round.packing import pack
from demur.domain.round.placing import (
    HARDLY,
    Calls,
    beyond_price,
    key_minutes,
    put_in,
    put_in_by_price,
)
from demur.domain.round.prices import Prices, priced

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: A day this near to what no plan exceeds is not mended any more; one this near is not begun anew.
MENDED: Final = 0.995
ENOUGH: Final = 0.991
SWEEPS: Final = 6
#: So often slots are filled anew, less often the more clients and slots there are.
TIMES: Final = 200
WORK: Final = 6_000_000
#: Of the slots this share is emptied, two at least; of their calls this share goes out.
EMPTIED: Final = 1 / 3
OUT: Final = 0.6
#: So much prices are varied, as the standard deviation of their logarithm.
VARIED: Final = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What may be called: gains, lengths and who may do it.

    `gain` (N, S) what a call brings, -inf where it may not be; `length` (N, S) its minutes;
    `speaks` (N, K) who may call; `key` (N,); `minutes` (K, S) free; `kept` minutes for key clients.
    """

    gain: NDArray[np.float64]
    length: NDArray[np.float64]
    speaks: NDArray[np.bool_]
    key: NDArray[np.bool_]
    minutes: NDArray[np.float64]
    kept: float


@dataclass(frozen=True, slots=True, eq=False)
class Filled:
    """A day as it is filled so far: its calls, and what the compiled parts write into.

    `room` (K, S) is what is left of the minutes; `seller` and `slot` (N,) are -1 where nobody is
    called.
    """

    calls: Calls
    room: NDArray[np.float64]
    seller: NDArray[np.int64]
    slot: NDArray[np.int64]

    @property
    def brings(self) -> float:
        """What the calls bring together."""
        on = np.flatnonzero(self.seller >= 0)
        return float(self.calls.gain[on, self.slot[on]].sum())

    @property
    def of_key(self) -> float:
        """The minutes of key clients."""
        return float(key_minutes(self.calls.theirs, self.seller, self.slot))

    @property
    def told(self) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
        """What the compiled parts write into."""
        return self.room, self.seller, self.slot

    def of(self, who: NDArray[np.int64] | slice) -> Filled:
        """A copy, of some clients only."""
        seller, slot = self.seller[who].copy(), self.slot[who].copy()
        return Filled(self.calls.of(who), self.room.copy(), seller, slot)


def fill(asked: Asked) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(N,) the seller and (N,) the slot of each call that is made; -1 where none is.

    Key clients come first until theirs is kept; what they can't use is everybody's.
    """
    day, kept = greedy(asked)
    reached = day.brings
    if reached <= 0.0:
        return day.seller, day.slot
    prices = priced(day.calls, asked.minutes, kept, reached)
    other = _empty(asked, day.calls)
    _fill_by_price(other, prices, kept)
    if other.of_key + HARDLY >= kept and other.brings > reached:
        day = other
    near = _near(day, prices)
    few = day.of(near)
    _mend(few, prices, kept)
    found = _begun_anew(few, asked.minutes, prices, kept)
    day.seller[near], day.slot[near] = found.seller, found.slot
    return day.seller, day.slot


def greedy(asked: Asked) -> tuple[Filled, float]:
    """The day by worth a minute alone, and how many minutes it keeps for key clients.

    Where they can't use all that is kept, each of them counts as their shortest call: so a plan
    that calls as many of them keeps what is theirs, whatever slots they are called in.
    """
    theirs = np.where(asked.key[:, None], asked.length, 0.0)
    day = _empty(asked, Calls(asked.gain, asked.length, asked.speaks, theirs))
    if not day.seller.size or not day.room.size:
        return day, 0.0
    _fill_greedily(day, asked.kept)
    if day.of_key + HARDLY >= asked.kept:
        return day, asked.kept
    shortest = np.where(asked.gain > 0.0, theirs, np.inf).min(1, keepdims=True)
    theirs = np.where(np.isfinite(shortest), shortest, 0.0) + np.zeros_like(theirs)
    day = replace(day, calls=day.calls._replace(theirs=theirs))
    return day, day.of_key


def _empty(asked: Asked, calls: Calls) -> Filled:
    nobody = np.full(len(asked.gain), -1, np.int64)
    return Filled(calls, asked.minutes.astype(np.float64), nobody, nobody.copy())


def _fill_greedily(day: Filled, kept: float) -> None:
    """Put in by worth a minute whom there is room for; key clients first until they have `kept`."""
    told = day.calls.densest(), *day.calls, day.calls.flexible(), *day.told
    if (missing := kept - day.of_key) > 0.0:
        put_in(*told, missing, True)
    put_in(*told, 0.0, False)


def _fill_by_price(day: Filled, prices: Prices, kept: float) -> None:
    """Put in by what a call brings beyond its minutes' price; where there is room then, anybody."""
    told = *day.calls, *day.told, prices.minute, prices.bonus, kept
    if kept > 0.0:
        put_in_by_price(*told, True)
    if (missing := kept - day.of_key) > 0.0:
        put_in(day.calls.densest(), *day.calls, day.calls.flexible(), *day.told, missing, True)
    put_in_by_price(*told, False)
    _fill_greedily(day, 0.0)


def _near(day: Filled, prices: Prices) -> NDArray[np.int64]:
    """Those who are called, and those who may be called in a better day.

    At these prices some calls bring less than their minutes do; where that is more than the day is
    from the bound, no better day has them (reduced-cost fixing).
    """
    most, _ = beyond_price(*day.calls, prices.minute, prices.bonus)
    return np.flatnonzero((most >= day.brings - prices.bound) | (day.seller >= 0))


def _mend(day: Filled, prices: Prices, kept: float, sweeps: int = SWEEPS) -> None:
    """Mend a day by slots and by calls in turn, until nothing is gained or it is near the bound."""
    flexible = day.calls.flexible()
    for _ in range(sweeps):
        before = day.brings
        if before >= MENDED * prices.bound:
            return
        pack(*day.calls, *day.told, kept, prices.bonus)
        if day.brings >= MENDED * prices.bound:
            return
        mend(*day.calls, flexible, *day.told, kept)
        if day.brings <= before * (1.0 + 1e-6):
            return


def _begun_anew(day: Filled, minutes: NDArray[np.float64], prices: Prices, kept: float) -> Filled:
    """The best of days in which some slots were emptied and filled by prices that vary a little.

    How often is counted, not timed, so that every machine makes the same plan.
    """
    cells = np.argwhere(minutes > 0.0)
    draw = np.random.default_rng(0)
    for _ in range(min(TIMES, WORK // max(len(day.seller) * len(cells), 1))):
        if (reached := day.brings) >= ENOUGH * prices.bound:
            break
        other = day.of(slice(None))
        _take_out(other, draw.permutation(cells)[: max(2, int(len(cells) * EMPTIED))], draw)
        varied = _varied(prices, draw)
        _fill_by_price(other, varied, kept)
        _mend(other, varied, kept, 2)
        if other.of_key + HARDLY >= kept and other.brings > reached * (1.0 + HARDLY):
            day = other
    return day


def _varied(prices: Prices, draw: np.random.Generator) -> Prices:
    minute = prices.minute * draw.lognormal(0.0, VARIED, prices.minute.shape)
    return replace(prices, minute=minute, bonus=prices.bonus * draw.uniform(0.0, 1.5))


def _take_out(day: Filled, cells: NDArray[np.int64], draw: np.random.Generator) -> None:
    """Take most calls out of some slots."""
    for k, s in cells:
        there = np.flatnonzero((day.seller == k) & (day.slot == s))
        out = there[draw.random(len(there)) < OUT]
        day.room[k, s] += day.calls.length[out, s].sum()
        day.seller[out] = day.slot[out] = -1
