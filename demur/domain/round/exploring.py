"""A few calls by chance, so that the round goes on learning of those it would not call.

In a few slots some minutes are set aside. Whoever may be called there stands in a circle, a place
in it is drawn, and from there on clients are called for as long as the minutes suffice. So every
client's chance is the share of places from which the run reaches them: it is known exactly, and
what came of the calls can be weighed by it (inverse propensity).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from demur.domain.silence.rounds import ANSWERED

if TYPE_CHECKING:
    from numpy.typing import NDArray


def set_aside(minutes: NDArray[np.float64], share: float, day: float) -> NDArray[np.float64]:
    """(K, S) minutes kept from the plan for calls by chance, of each seller's `minutes` (K, S).

    A run is as long as one answered call at least; a seller whose share is less has one every so
    many days, so that over the days the share is kept. The slots take turns from day to day.
    """
    kept = np.zeros_like(minutes)
    for seller, free in enumerate(minutes):
        due = share * free.sum() / ANSWERED
        # The day's end is reckoned as the next day's beginning is, so that no run is lost between.
        begins, ends = (np.floor(at * due + seller / len(minutes)) for at in (day, day + 1.0))
        runs = int(ends - begins)
        wide = np.flatnonzero(free >= min(ANSWERED, free.max(initial=0.0)))
        if not runs or not free.any():
            continue
        for turn in range(runs):
            slot = wide[(int(day) + seller + turn) % len(wide)]
            kept[seller, slot] = min(kept[seller, slot] + ANSWERED, free[slot])
    return kept


def drawn(
    able: NDArray[np.bool_],
    length: NDArray[np.float64],
    minutes: NDArray[np.float64],
    day: float,
    seed: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """(N,) the seller and (N,) the slot of those who are drawn, -1 elsewhere; (N,) their chance.

    `able` (N, K, S) who may be called by whom in which slot; `length` (N, S) minutes of a call;
    `minutes` (K, S) set aside. Each client stands in one circle; all but the draw hangs on the day.
    """
    many = len(able)
    seller, slot, chance = np.full(many, -1), np.full(many, -1), np.zeros(many)
    cells = np.argwhere(minutes > 0.0)
    circle = _circles(able, cells, day)
    draw = np.random.default_rng([seed, 2])
    for place, (k, s) in enumerate(cells):
        who = np.flatnonzero(circle == place)
        who = who[np.random.default_rng([int(day), place]).permutation(len(who))]
        start = int(draw.integers(len(who))) if len(who) else 0
        ends = _ends(length[who, s], minutes[k, s])
        run = np.arange(start, ends[start]) % len(who) if len(who) else who
        seller[who[run]], slot[who[run]] = k, s
        chance[who] = _reached(ends, len(who))
    return seller, slot, chance


def _circles(able: NDArray[np.bool_], cells: NDArray[np.int64], day: float) -> NDArray[np.int64]:
    """(N,) in which of the cells' circles each client stands, one by one; -1: in none."""
    found = np.full(len(able), -1)
    if not len(cells):
        return found
    fits = able[:, cells[:, 0], cells[:, 1]]
    how_many = fits.sum(1)
    turn = np.arange(len(able)) + int(day)
    nth = np.where(how_many > 0, turn % np.maximum(how_many, 1), -1)
    picked = (np.cumsum(fits, axis=1) - 1 == nth[:, None]) & fits
    return np.where(how_many > 0, picked.argmax(1), found)


def _ends(length: NDArray[np.float64], minutes: float) -> NDArray[np.int64]:
    """(n,) for each place of a circle, before which place of its unrolling the run ends."""
    twice = np.concatenate([[0.0], np.cumsum(np.tile(length, 2))])
    places = np.arange(len(length))
    ends = np.searchsorted(twice, twice[places] + minutes + 1e-9, side="right") - 1
    return np.asarray(np.minimum(ends, places + len(length)), dtype=np.int64)


def _reached(ends: NDArray[np.int64], many: int) -> NDArray[np.float64]:
    """(n,) the share of places from which a run reaches each client."""
    steps = np.zeros(2 * many + 1)
    np.add.at(steps, np.arange(many), 1.0)
    np.add.at(steps, ends, -1.0)
    covered = np.cumsum(steps)[: 2 * many]
    return (covered[:many] + covered[many:]) / max(many, 1)
