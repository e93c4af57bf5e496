"""Mending a day that is filled: a call is put in, moved, exchanged with another's place, or makes
room for a better one, for as long as the day gains by it.

Compiled, on the arrays of `placing`. Key clients keep what is theirs.

A large team calls thousands a day, and whoever is not called might have the place of each of them.
Most of these pairs are dismissed without looking for another place: a slot's `widest` room (S,), of
any seller's, says where there is none at all.
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
def _widen(widest, room, s):  # type: ignore[no-untyped-def]
    """Say anew how much room a slot has at most, with any seller."""
    if s >= 0:
        widest[s] = -np.inf
        for k in range(room.shape[0]):
            widest[s] = max(widest[s], room[k, s])


@njit(cache=True, nogil=True)
def _widest(room):  # type: ignore[no-untyped-def]
    """(S,) How much room each slot has at most, with any seller."""
    widest = np.empty(room.shape[1])
    for s in range(room.shape[1]):
        _widen(widest, room, s)
    return widest


@njit(cache=True, nogil=True)
def _best_elsewhere(i, gain, length, speaks, order, room, widest, k0, s0):  # type: ignore[no-untyped-def]
    """Where else a call has room and brings most: gain, seller, slot; nothing: 0, -1, -1."""
    best, at_k, at_s = 0.0, -1, -1
    for s in range(gain.shape[1]):
        if gain[i, s] <= best or widest[s] + HARDLY < length[i, s]:
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
    better, widest = False, _widest(room)
    used = key_minutes(theirs, seller, slot)
    for i in range(seller.size):
        left = slot[i]
        here = gain[i, left] if seller[i] >= 0 else 0.0
        best, k, s = _best_elsewhere(i, gain, length, speaks, order, room, widest, seller[i], left)
        if k < 0 or best <= here + HARDLY:
            continue
        after = used + theirs[i, s] - (theirs[i, slot[i]] if seller[i] >= 0 else 0.0)
        if keeps(used, after, kept):
            move(i, k, s, length, room, seller, slot)
            _widen(widest, room, left)
            _widen(widest, room, s)
            used, better = after, True
    return better


@njit(cache=True, nogil=True)
def _elsewhere_at_most(placed, gain, length, widest, found):  # type: ignore[no-untyped-def]
    """(P,) What each call that is placed would bring at most in any place that has room for it."""
    for n in range(placed.size):
        i, found[n] = placed[n], 0.0
        for s in range(gain.shape[1]):
            if gain[i, s] > found[n] and not widest[s] + HARDLY < length[i, s]:
                found[n] = gain[i, s]


@njit(cache=True, nogil=True)
def _make_room(gain, length, speaks, theirs, order, room, seller, slot, kept):  # type: ignore[no-untyped-def]
    """Put in whoever brings more than the one who makes room for them, and finds another place."""
    better = False
    used = key_minutes(theirs, seller, slot)
    placed, widest = np.flatnonzero(seller >= 0), _widest(room)
    most = np.empty(placed.size)
    _elsewhere_at_most(placed, gain, length, widest, most)
    for u in np.flatnonzero(seller < 0):
        who = _gives_way(
            u,
            placed,
            most,
            gain,
            length,
            speaks,
            theirs,
            order,
            room,
            widest,
            seller,
            slot,
            used,
            kept,
        )
        if who >= 0:
            k, s = seller[who], slot[who]
            _, k2, s2 = _best_elsewhere(who, gain, length, speaks, order, room, widest, k, s)
            move(who, k2, s2, length, room, seller, slot)
            move(u, k, s, length, room, seller, slot)
            _widen(widest, room, s)
            _widen(widest, room, s2)
            _elsewhere_at_most(placed, gain, length, widest, most)
            used, better = key_minutes(theirs, seller, slot), True
    return better


@njit(cache=True, nogil=True)
def _gives_way(  # type: ignore[no-untyped-def]
    u, placed, most, gain, length, speaks, theirs, order, room, widest, seller, slot, used, kept
):
    """Whose place is best given to a call that has none; -1 where the day would gain nothing."""
    best, who = HARDLY, -1
    for n in range(placed.size):
        j = placed[n]
        k, s = seller[j], slot[j]
        if k < 0 or not (speaks[u, k] and gain[u, s] > 0.0):
            continue
        if gain[u, s] - gain[j, s] + most[n] <= best:
            continue
        if room[k, s] + length[j, s] + HARDLY < length[u, s]:
            continue
        other, k2, s2 = _best_elsewhere(j, gain, length, speaks, order, room, widest, k, s)
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
