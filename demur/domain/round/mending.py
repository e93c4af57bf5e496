"""Mending a day that is filled: a call is put in, moved, exchanged with another's place, or makes
room for a better one, for as long as the day gains by it.

Compiled, on the arrays of `placing`. Key clients keep what is theirs.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit

from demur.domain.round.placing import HARDLY, keeps, key_minutes, move

SWEEPS: Final = 40


@njit(cache=True, nogil=True)
def mend(gain, length, speaks, theirs, order, room, seller, slot, kept):  # type: ignore[no-untyped-def]
    """Mend until nothing is gained any more; of sellers who would do, the first in order."""
    for _ in range(SWEEPS):
        better = _better_places(gain, length, speaks, theirs, order, room, seller, slot, kept)
        better |= _make_room(gain, length, speaks, theirs, order, room, seller, slot, kept)
        better |= _exchange(gain, length, speaks, theirs, room, seller, slot, kept)
        if not better:
            return


@njit(cache=True, nogil=True)
def _best_elsewhere(i, gain, length, speaks, order, room, k0, s0):  # type: ignore[no-untyped-def]
    """Where else a call has room and brings most: gain, seller, slot; nothing: 0, -1, -1."""
    best, at_k, at_s = 0.0, -1, -1
    for s in range(gain.shape[1]):
        if gain[i, s] <= best:
            continue
        for k in order:
            same = k == k0 and s == s0
            if not same and speaks[i, k] and room[k, s] + HARDLY >= length[i, s]:
                best, at_k, at_s = gain[i, s], k, s
                break
    return best, at_k, at_s


@njit(cache=True, nogil=True)
def _better_places(gain, length, speaks, theirs, order, room, seller, slot, kept):  # type: ignore[no-untyped-def]
    """Put in whoever has room, and move whoever gains by it."""
    better = False
    used = key_minutes(theirs, seller, slot)
    for i in range(seller.size):
        here = gain[i, slot[i]] if seller[i] >= 0 else 0.0
        best, k, s = _best_elsewhere(i, gain, length, speaks, order, room, seller[i], slot[i])
        if k < 0 or best <= here + HARDLY:
            continue
        after = used + theirs[i, s] - (theirs[i, slot[i]] if seller[i] >= 0 else 0.0)
        if keeps(used, after, kept):
            move(i, k, s, length, room, seller, slot)
            used, better = after, True
    return better


@njit(cache=True, nogil=True)
def _make_room(gain, length, speaks, theirs, order, room, seller, slot, kept):  # type: ignore[no-untyped-def]
    """Put in whoever brings more than the one who makes room for them, and finds another place."""
    better = False
    used = key_minutes(theirs, seller, slot)
    placed = np.flatnonzero(seller >= 0)
    for u in np.flatnonzero(seller < 0):
        who = _gives_way(
            u, placed, gain, length, speaks, theirs, order, room, seller, slot, used, kept
        )
        if who >= 0:
            k, s = seller[who], slot[who]
            _, k2, s2 = _best_elsewhere(who, gain, length, speaks, order, room, k, s)
            move(who, k2, s2, length, room, seller, slot)
            move(u, k, s, length, room, seller, slot)
            used, better = key_minutes(theirs, seller, slot), True
    return better


@njit(cache=True, nogil=True)
def _gives_way(u, placed, gain, length, speaks, theirs, order, room, seller, slot, used, kept):  # type: ignore[no-untyped-def]
    """Whose place is best given to a call that has none; -1 where the day would gain nothing."""
    best, who = HARDLY, -1
    for j in placed:
        k, s = seller[j], slot[j]
        if k < 0 or not (speaks[u, k] and gain[u, s] > 0.0):
            continue
        if gain[u, s] - gain[j, s] + gain[j].max() <= best:
            continue
        if room[k, s] + length[j, s] + HARDLY < length[u, s]:
            continue
        other, k2, s2 = _best_elsewhere(j, gain, length, speaks, order, room, k, s)
        after = used + theirs[u, s] - theirs[j, s] + (theirs[j, s2] if k2 >= 0 else 0.0)
        profit = gain[u, s] - gain[j, s] + other
        if profit > best and keeps(used, after, kept):
            best, who = profit, j
    return who


@njit(cache=True, nogil=True)
def _exchange(gain, length, speaks, theirs, room, seller, slot, kept):  # type: ignore[no-untyped-def]
    """Let two calls change places where both together gain by it."""
    better = False
    used = key_minutes(theirs, seller, slot)
    placed = np.flatnonzero(seller >= 0)
    for a in range(placed.size):
        i = placed[a]
        for b in range(a + 1, placed.size):
            j = placed[b]
            ki, si, kj, sj = seller[i], slot[i], seller[j], slot[j]
            if si == sj:
                continue
            profit = gain[i, sj] + gain[j, si] - gain[i, si] - gain[j, sj]
            if not profit > HARDLY or not (speaks[i, kj] and speaks[j, ki]):
                continue
            if not (gain[i, sj] > 0.0 and gain[j, si] > 0.0):
                continue
            if room[ki, si] + length[i, si] + HARDLY < length[j, si]:
                continue
            if room[kj, sj] + length[j, sj] + HARDLY < length[i, sj]:
                continue
            after = used + theirs[i, sj] - theirs[i, si] + theirs[j, si] - theirs[j, sj]
            if keeps(used, after, kept):
                move(i, -1, -1, length, room, seller, slot)
                move(j, ki, si, length, room, seller, slot)
                move(i, kj, sj, length, room, seller, slot)
                used, better = after, True
    return better
