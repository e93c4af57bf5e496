"""Packing a seller's slot anew: of its own calls and those that have no place, the best that fit.

In a slot of few minutes it matters which calls go together, and a greedy day leaves gaps. Each slot
is a knapsack, solved exactly where that is open: around the call at which the greedy choice breaks
(the core; D. Pisinger, "Core problems in knapsack algorithms", 1999).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit

from demur.domain.round.placing import HARDLY, keeps, key_minutes, move

#: So many calls to either side of the break are open.
CORE: Final = 20
#: A slot's open minutes are counted in so many parts; each call is rounded up to whole ones.
PARTS: Final = 4096
#: Room for less than this holds no call.
SHORTEST: Final = 0.1


@njit(cache=True, nogil=True)
def pack(gain, length, speaks, theirs, room, seller, slot, kept, bonus):  # type: ignore[no-untyped-def]
    """Pack every slot anew where the day gains by it; key clients keep what is theirs.

    `bonus` is what a minute of a key client counts for more as the calls are chosen.
    """
    used = key_minutes(theirs, seller, slot)
    for k in range(room.shape[0]):
        for s in range(gain.shape[1]):
            who = np.flatnonzero(
                ((seller == k) & (slot == s)) | ((seller < 0) & speaks[:, k] & (gain[:, s] > 0.0))
            )
            mine = seller[who] >= 0
            free = room[k, s] + length[who, s][mine].sum()
            if free < SHORTEST or who.size == 0:
                continue
            of_key = theirs[who, s]
            chosen = _chosen(gain[who, s] + bonus * of_key, length[who, s], free)
            after = used + of_key[chosen].sum() - of_key[mine].sum()
            more = gain[who, s][chosen].sum() - gain[who, s][mine].sum()
            if more > HARDLY * (1.0 + abs(gain[who, s][mine].sum())) and keeps(used, after, kept):
                _exchange(who, mine, chosen, k, s, length, room, seller, slot)
                used = after


@njit(cache=True, nogil=True)
def _exchange(who, mine, chosen, k, s, length, room, seller, slot):  # type: ignore[no-untyped-def]
    """Take out who was there, and put in who is chosen."""
    for place in np.flatnonzero(mine):
        move(who[place], -1, -1, length, room, seller, slot)
    for place in np.flatnonzero(chosen):
        move(who[place], k, s, length, room, seller, slot)


@njit(cache=True, nogil=True)
def _chosen(counts, sizes, free):  # type: ignore[no-untyped-def]
    """(n,) which calls fit into the free minutes and count for most together."""
    order = np.argsort(-counts / sizes, kind="mergesort")
    ends = np.cumsum(sizes[order])
    breaks = np.searchsorted(ends, free + HARDLY, side="right")
    sure = order[: max(breaks - CORE, 0)]
    open_ones = order[max(breaks - CORE, 0) : breaks + CORE]
    chosen = np.zeros(counts.size, np.bool_)
    chosen[sure] = True
    left = free - sizes[sure].sum()
    if left >= SHORTEST:
        chosen[open_ones[_knapsack(counts[open_ones], sizes[open_ones], left)]] = True
    return chosen


@njit(cache=True, nogil=True)
def _knapsack(counts, sizes, free):  # type: ignore[no-untyped-def]
    """Which of some calls fit into the free minutes and count for most, by dynamic programming."""
    parts = np.ceil(sizes * (PARTS / free) - HARDLY).astype(np.int64)
    best = np.zeros(PARTS + 1)
    taken = np.zeros((counts.size, PARTS + 1), np.bool_)
    for item in range(counts.size):
        for room in range(PARTS, parts[item] - 1, -1):
            found = best[room - parts[item]] + counts[item]
            if found > best[room]:
                best[room], taken[item, room] = found, True
    chosen, room = np.zeros(counts.size, np.bool_), PARTS
    for item in range(counts.size - 1, -1, -1):
        if taken[item, room]:
            chosen[item] = True
            room -= parts[item]
    return np.flatnonzero(chosen)
