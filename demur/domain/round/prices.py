"""What a minute of each seller's slot is worth on a day, before anybody is put into it.

Lagrangian prices: each client chooses the place that brings most beyond its minutes' price, and a
price rises where more minutes are chosen than there are. The step is Polyak's (B. T. Polyak,
"Minimization of unsmooth functionals", 1969); what the clients' choices come to at any prices is a
bound that no plan of the day exceeds (M. L. Fisher, "The Lagrangian relaxation method", 1981).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numba import njit

from demur.domain.round.placing import alike

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from demur.domain.round.placing import Calls

ROUNDS: Final = 400
#: After so many rounds without a lower bound, the step is halved.
PATIENCE: Final = 10
FIRST_STEP: Final = 1.5
LAST_STEP: Final = 0.01
#: A bound as near as this to what is reached, or to the one before, is not worth more rounds.
NEAR: Final = 5e-4
LOWER: Final = 1e-5


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """`minute` (K, S) money a minute; `bonus` what a minute of a key client counts for more, so
    that they come to what is kept for them; `bound` money that no plan of the day exceeds."""

    minute: NDArray[np.float64]
    bonus: float
    bound: float


def priced(calls: Calls, minutes: NDArray[np.float64], kept: float, reached: float) -> Prices:
    """The prices of a day's `minutes` (K, S), `kept` of them for key clients; `reached` is money
    that some plan brings.

    Sellers who speak with the same clients share one price, as their minutes are one pool.
    """
    gain, length, speaks, theirs = calls
    kinds, whose = alike(speaks.T)
    pools = np.zeros((len(kinds), minutes.shape[1]))
    np.add.at(pools, whose, minutes)
    minute, bonus, bound = _lowest(gain, length, kinds, pools, theirs, kept, reached)
    return Prices(minute[whose], float(bonus), float(bound))


@njit(cache=True, nogil=True)
def _lowest(gain, length, speaks, minutes, theirs, kept, reached):  # type: ignore[no-untyped-def]
    """The prices at which the bound is lowest; `speaks` (G, N) and `minutes` (G, S) of pools."""
    price, bonus, bound = np.zeros(minutes.shape), 0.0, np.inf
    best, best_bonus = price.copy(), 0.0
    step, idle = FIRST_STEP, 0
    for _ in range(ROUNDS):
        found, used, of_key = _chosen(gain, length, speaks, minutes, theirs, price, bonus)
        found -= bonus * kept
        idle = 0 if found < bound * (1.0 - LOWER) else idle + 1
        if found < bound:
            bound, best_bonus = found, bonus
            best[:] = price
        if idle >= PATIENCE:
            step, idle, bonus = step / 2.0, 0, best_bonus
            price[:] = best
        if step < LAST_STEP or bound <= reached * (1.0 + NEAR):
            break
        steep = _steepness(minutes, used, price, kept, of_key, bonus)
        if not steep > 0.0:
            break
        length_of_step = step * max(found - reached, 0.0) / steep
        _move_prices(price, minutes, used, length_of_step)
        if kept > 0.0:
            bonus = max(bonus + length_of_step * (kept - of_key) / kept, 0.0)
    return best, best_bonus, bound


@njit(cache=True, nogil=True)
def _chosen(gain, length, speaks, minutes, theirs, price, bonus):  # type: ignore[no-untyped-def]
    """What the clients' choices come to, the minutes (G, S) chosen, and those of key clients."""
    found, of_key, used = (price * minutes).sum(), 0.0, np.zeros(minutes.shape)
    for i in range(gain.shape[0]):
        best, at_g, at_s = 0.0, -1, -1
        for s in range(gain.shape[1]):
            counts = gain[i, s] + bonus * theirs[i, s]
            if not counts > best:
                continue
            for g in range(minutes.shape[0]):
                beyond = counts - length[i, s] * price[g, s]
                if beyond > best and speaks[g, i] and minutes[g, s] > 0.0:
                    best, at_g, at_s = beyond, g, s
        if at_g >= 0:
            found += best
            used[at_g, at_s] += length[i, at_s]
            of_key += theirs[i, at_s]
    return found, used, of_key


@njit(cache=True, nogil=True)
def _steepness(minutes, used, price, kept, of_key, bonus):  # type: ignore[no-untyped-def]
    """The squared length of the subgradient, each pool by its own minutes."""
    total = 0.0
    for g in range(minutes.shape[0]):
        for s in range(minutes.shape[1]):
            over = used[g, s] - minutes[g, s]
            if minutes[g, s] > 0.0 and (over > 0.0 or price[g, s] > 0.0):
                total += over * over / minutes[g, s]
    if kept > 0.0 and (of_key < kept or bonus > 0.0):
        total += (kept - of_key) ** 2 / kept
    return total


@njit(cache=True, nogil=True)
def _move_prices(price, minutes, used, by):  # type: ignore[no-untyped-def]
    for g in range(minutes.shape[0]):
        for s in range(minutes.shape[1]):
            if minutes[g, s] > 0.0:
                over = (used[g, s] - minutes[g, s]) / minutes[g, s]
                price[g, s] = max(price[g, s] + by * over, 0.0)
