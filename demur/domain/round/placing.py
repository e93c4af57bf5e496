"""Putting calls into a day's minutes, one after another; and what is asked of a day half filled.

Compiled: `gain`, `length` and `speaks` are those of `filling.Asked`; `theirs` (N, S) is what a call
counts for as key clients' minutes, 0 for all others. `room` (K, S) is what is left of the minutes,
`seller` and `slot` (N,) where each call is, -1 where nowhere; all three are written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Of minutes and money, what is less than this is nothing.
HARDLY: Final = 1e-9


class Calls(NamedTuple):
    """What there is to put in, as the compiled parts are told it."""

    gain: NDArray[np.float64]
    length: NDArray[np.float64]
    speaks: NDArray[np.bool_]
    theirs: NDArray[np.float64]

    def of(self, who: NDArray[np.int64] | slice) -> Calls:
        """The same of some clients only."""
        return Calls(self.gain[who], self.length[who], self.speaks[who], self.theirs[who])

    def densest(self) -> NDArray[np.int64]:
        """The pairs of client and slot (as one number) by what a minute of the call brings."""
        density = np.where(np.isfinite(self.gain), self.gain / self.length, -np.inf).ravel()
        pairs = np.argsort(-density, kind="stable")
        return pairs[density[pairs] > 0.0]

    def flexible(self) -> NDArray[np.int64]:
        """Sellers, the least flexible first: those who can speak with the fewest."""
        return np.argsort(self.speaks.sum(0), kind="stable")


def alike(rows: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """The kinds of rows that there are, in their order, and (n,) of which kind each row is.

    Of bits, as numpy asks every column by itself, and there may be as many as clients.
    """
    if not rows.size:
        return rows[:1], np.zeros(len(rows), np.int64)
    rows = np.ascontiguousarray(rows)
    packed = np.packbits(rows, axis=1)
    _, first, which = np.unique(
        packed.view(f"V{packed.shape[1]}").ravel(), return_index=True, return_inverse=True
    )
    return rows[first], which.ravel()


@njit(cache=True, nogil=True)
def place(i, s, length, speaks, order, room):  # type: ignore[no-untyped-def]
    """The first seller in order who has room for a call in a slot; -1 where nobody has."""
    for k in order:
        if speaks[i, k] and room[k, s] + HARDLY >= length[i, s]:
            return k
    return -1


@njit(cache=True, nogil=True)
def put_in(pairs, gain, length, speaks, theirs, order, room, seller, slot, kept, only_key):  # type: ignore[no-untyped-def]
    """Greedy: pairs of client and slot by worth a minute; of key clients until theirs is kept."""
    slots = gain.shape[1]
    used = 0.0
    for pair in pairs:
        i, s = pair // slots, pair % slots
        if seller[i] >= 0 or (only_key and not theirs[i, s] > 0.0):
            continue
        if only_key and used + HARDLY >= kept:
            return
        k = place(i, s, length, speaks, order, room)
        if k >= 0:
            seller[i], slot[i] = k, s
            room[k, s] -= length[i, s]
            used += theirs[i, s]


@njit(cache=True, nogil=True)
def move(i, k, s, length, room, seller, slot):  # type: ignore[no-untyped-def]
    """Take a call from where it is, and put it in another place; -1 is no place."""
    if seller[i] >= 0:
        room[seller[i], slot[i]] += length[i, slot[i]]
    seller[i], slot[i] = k, s
    if k >= 0:
        room[k, s] -= length[i, s]


@njit(cache=True, nogil=True)
def key_minutes(theirs, seller, slot):  # type: ignore[no-untyped-def]
    """The minutes that key clients have."""
    total = 0.0
    for i in range(seller.size):
        if seller[i] >= 0:
            total += theirs[i, slot[i]]
    return total


@njit(cache=True, nogil=True)
def keeps(before, after, kept):  # type: ignore[no-untyped-def]
    """Whether key clients keep what is theirs, or no less of it than they had."""
    return after + HARDLY >= min(kept, before)


@njit(cache=True, nogil=True)
def beyond_price(gain, length, speaks, theirs, price, bonus):  # type: ignore[no-untyped-def]
    """(N,) what each client's best call brings beyond the minutes it takes, and (N,) that a minute.

    `price` (K, S) of a minute; `bonus` is what a minute of a key client counts for more. -inf where
    nobody may call.
    """
    many, slots = gain.shape
    most, dense = np.full(many, -np.inf), np.full(many, -np.inf)
    for i in range(many):
        for s in range(slots):
            if not gain[i, s] > 0.0:
                continue
            counts = gain[i, s] + bonus * theirs[i, s]
            for k in range(price.shape[0]):
                if speaks[i, k]:
                    beyond = counts - length[i, s] * price[k, s]
                    most[i] = max(most[i], beyond)
                    dense[i] = max(dense[i], beyond / length[i, s])
    return most, dense


@njit(cache=True, nogil=True)
def put_in_by_price(gain, length, speaks, theirs, room, seller, slot, price, bonus, kept, only_key):  # type: ignore[no-untyped-def]
    """Each call where it brings most beyond the minutes it takes, those first that do so densest.

    Of key clients until theirs is kept. Whose minutes cost more than they bring is left out.
    """
    _, dense = beyond_price(gain, length, speaks, theirs, price, bonus)
    used = key_minutes(theirs, seller, slot)
    for i in np.argsort(-dense, kind="mergesort"):
        if not dense[i] > 0.0 or (only_key and used + HARDLY >= kept):
            return
        if seller[i] >= 0 or (only_key and not theirs[i].any()):
            continue
        k, s = _dearest(i, gain, length, speaks, theirs, room, price, bonus)
        if k >= 0:
            move(i, k, s, length, room, seller, slot)
            used += theirs[i, s]


@njit(cache=True, nogil=True)
def _dearest(i, gain, length, speaks, theirs, room, price, bonus):  # type: ignore[no-untyped-def]
    """Where a call has room and brings most beyond its minutes, of equals the fullest; or -1."""
    best, at_k, at_s, left = 0.0, -1, -1, np.inf
    for s in range(gain.shape[1]):
        if not gain[i, s] > 0.0:
            continue
        for k in range(room.shape[0]):
            if not speaks[i, k] or room[k, s] + HARDLY < length[i, s]:
                continue
            beyond = gain[i, s] + bonus * theirs[i, s] - length[i, s] * price[k, s]
            is_equal = at_k >= 0 and abs(beyond - best) <= HARDLY and room[k, s] < left
            if beyond > best + HARDLY or is_equal:
                best, at_k, at_s, left = beyond, k, s, room[k, s]
    return at_k, at_s
