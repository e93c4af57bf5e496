"""Put a long log in order: by client first, which is a count and not a comparison."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from .compiled import loop, step

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .log import Attempts

#: With more calls to one client than this, comparing each with each would take too long.
FEW = 500
#: So many calls are read at a time, whatever kinds of numbers their columns are.
BLOCK = 1 << 20


def by_portion(
    attempts: Attempts, clients: int, slots: int, outcomes: int, until: float, portion: int
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """(M',) The places of the calls that make sense, by portions of so many clients as these have
    one after another; (P + 1,) where each portion's begin.

    It makes sense to call a client, in a slot, with an outcome that exist, on a day up to `until`.
    """
    known = clients, slots, outcomes, float(until), portion
    counts = np.zeros(max(-(-clients // portion), 1) + 1, np.int64)
    for start, block in _blocks(attempts):
        _deal(block, known, start, counts[1:], np.empty(0, np.uint32))
    first = np.cumsum(counts)
    places, free = np.empty(first[-1], np.uint32), first.copy()
    for start, block in _blocks(attempts):
        _deal(block, known, start, free, places)
    return places, first


def _blocks(attempts: Attempts) -> Iterator[tuple[int, tuple[NDArray[Any], ...]]]:
    """Some of the calls at a time, and the place where they begin."""
    columns = (
        (attempts.client, np.int64),
        (attempts.slot, np.int64),
        (attempts.outcome, np.int8),
        (attempts.day, np.float64),
    )
    for start in range(0, len(attempts), BLOCK):
        some = slice(start, start + BLOCK)
        yield start, tuple(np.require(of[some], kind, ["C", "W"]) for of, kind in columns)


@loop()
def _deal(block, known, start, free, places):  # type: ignore[no-untyped-def]
    """Lay the place of each call that makes sense where its portion's begin, if there is room at
    all; `free` (P,) says where the next one goes."""
    client, slot, outcome, day = block
    clients, slots, outcomes, until, portion = known
    for at in range(client.size):
        whom, when = client[at], day[at]
        if not (0 <= whom < clients and 0 <= slot[at] < slots and 0 <= outcome[at] < outcomes):
            continue
        if not (-np.inf < when <= until and when < np.inf):
            continue
        mine = whom // portion
        if places.size:
            places[free[mine]] = start + at
        free[mine] += 1


def by_client(
    many: int,
    client: NDArray[np.int64],
    day: NDArray[np.float64],
    slot: NDArray[np.int64],
    outcome: NDArray[np.int8],
) -> NDArray[np.int64]:
    """(M,) The places of a log by client (of so `many`), then day, slot and outcome."""
    counts = np.bincount(client, minlength=many)
    if counts.max(initial=0) > FEW:
        return np.asarray(np.lexsort((outcome, slot, day, client)), np.int64)
    first = np.concatenate([[0], np.cumsum(counts)])
    places = np.empty(len(client), np.int64)
    _lay(first[:-1].copy(), client, places)
    _order(first, day, slot, outcome, places)
    return places


@loop()
def _lay(free, client, places):  # type: ignore[no-untyped-def]
    """Lay each place where its client's begin; `free` (N,) says where the next one goes."""
    for at in range(client.size):
        places[free[client[at]]] = at
        free[client[at]] += 1


@loop()
def _order(first, day, slot, outcome, places):  # type: ignore[no-untyped-def]
    """Sort each client's few places, in place; equal calls stay as they came."""
    for i in range(first.size - 1):
        for here in range(first[i] + 1, first[i + 1]):
            at, j = places[here], here
            while j > first[i] and _is_before(at, places[j - 1], day, slot, outcome):
                places[j] = places[j - 1]
                j -= 1
            places[j] = at


@step()
def _is_before(one, other, day, slot, outcome):  # type: ignore[no-untyped-def]
    if day[one] != day[other]:
        return day[one] < day[other]
    if slot[one] != slot[other]:
        return slot[one] < slot[other]
    return outcome[one] < outcome[other]
