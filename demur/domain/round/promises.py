"""Promised calls: made first, at their promised time, before any other client is thought of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from demur.domain.round.slots import Slots

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Promised:
    """A call that a client was promised today: at which minute of the firm's day, by whom.

    No `seller` is anybody who speaks their language.
    """

    client: int
    minute: int
    seller: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A promised call with its place; `minute` is later than promised where it may not be then."""

    client: int
    seller: int
    slot: int
    minute: int


def keep(
    promised: Sequence[Promised],
    taken: Collection[int],
    slots: Slots,
    names: Sequence[str],
    able: NDArray[np.bool_],
    speaks: NDArray[np.bool_],
    length: NDArray[np.float64],
    minutes: NDArray[np.float64],
) -> tuple[tuple[Kept, ...], tuple[int, ...], NDArray[np.float64]]:
    """The promised calls in their places, the clients whose promise can't be kept, minutes left.

    A promise is kept though the minutes for the round are used up, by anybody there who speaks the
    language; where the client may not be called then, at the first slot after in which they may;
    never before.
    `able` (N, S), `speaks` (N, K), `length` (N, S), `minutes` (K, S).
    """
    left, there = minutes.copy(), minutes > 0.0
    kept: dict[int, Kept] = {}
    unkept: dict[int, None] = {}
    for one in sorted(promised, key=lambda each: (each.minute, each.client)):
        if one.client in kept:
            continue
        place = None
        if one.client not in taken:
            place = _place(one, slots, names, able, speaks[one.client], length, left, there)
        if place is None:
            unkept[one.client] = None
            continue
        kept[one.client] = place
        unkept.pop(one.client, None)
        spent = length[one.client, place.slot]
        left[place.seller, place.slot] = max(left[place.seller, place.slot] - spent, 0.0)
    return tuple(kept.values()), tuple(unkept), left


def _place(
    one: Promised,
    slots: Slots,
    names: Sequence[str],
    able: NDArray[np.bool_],
    speaks: NDArray[np.bool_],
    length: NDArray[np.float64],
    left: NDArray[np.float64],
    there: NDArray[np.bool_],
) -> Kept | None:
    first_slot = slots.at(one.minute) if one.minute < slots.closes else slots.count
    for slot in range(first_slot, slots.count):
        who = np.flatnonzero(speaks & there[:, slot])
        if not able[one.client, slot] or not len(who):
            continue
        order = [
            (
                names[int(k)] != one.seller,
                left[k, slot] < length[one.client, slot],
                -left[k, slot],
                k,
            )
            for k in who
        ]
        first, last = slots.span(slot)
        return Kept(one.client, int(min(order)[-1]), slot, min(max(one.minute, first), last - 1))
    return None
