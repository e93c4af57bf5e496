"""All clients' histories as the log was read, and beside it those of whoever was called since.

A call changes one client's history. Ten million of them are not copied for that: what has changed
lies beside what was read, and a portion of the clients at a time is put together from both. What
was believed before a call stays what it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import history
from .history import History

PORTION = 1 << 16  # clients whose histories lie near the processor together
FEW = 8  # one client in so many may lie beside; when more do, all are copied


def portions(many: int) -> Iterator[slice]:
    """Places of so many clients, some at a time."""
    for start in range(0, many, PORTION):
        yield slice(start, min(start + PORTION, many))


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """`read`: of all clients (N,), by the log; `since`: of those (T,) called since, whose places
    `whom` are in order."""

    read: History
    whom: NDArray[np.int64]
    since: History

    @staticmethod
    def of(read: History) -> Past:
        """Nobody was called since."""
        nobody = np.empty(0, np.int64)
        return Past(read, nobody, history.taken(read, nobody))

    def __len__(self) -> int:
        return len(self.read.seen)

    def part(self, some: slice) -> History:
        """Those of one portion: the memory of what was read, if none of them was called since."""
        part = history.taken(self.read, some)
        if not len(self.whom):
            return part
        first, last = np.searchsorted(self.whom, (some.start, some.stop))
        if first == last:
            return part
        mine, places = slice(first, last), self.whom[first:last] - some.start
        return _over(part, places, history.taken(self.since, mine))

    def at(self, whom: NDArray[np.int64]) -> History:
        """Those of the clients at these places, copied."""
        found = history.taken(self.read, whom)
        if not len(self.whom):
            return found
        place = np.minimum(np.searchsorted(self.whom, whom), len(self.whom) - 1)
        later = np.flatnonzero(self.whom[place] == whom)
        for part, since in _pairs(found, self.since):
            part[later] = since[place[later]]
        return found

    def then(self, whom: NDArray[np.int64], since: History) -> Past:
        """The same, where the clients at these places, in order, have these histories now."""
        if not len(self.whom):
            everybody, all_since = whom, since
        else:
            everybody = np.union1d(self.whom, whom)
            all_since = self.at(everybody)
            for part, new in _pairs(all_since, since):
                part[np.searchsorted(everybody, whom)] = new
        if len(everybody) * FEW > len(self):
            return Past.of(_over(self.read, everybody, all_since))
        return Past(self.read, everybody, all_since)


def _over(read: History, places: NDArray[np.int64], since: History) -> History:
    """A copy, with other histories at some places."""
    found = History(*(part.copy() for part in read))  # type: ignore[arg-type]
    for part, new in _pairs(found, since):
        part[places] = new
    return found


def _pairs(one: History, other: History) -> Iterator[tuple[NDArray[Any], NDArray[Any]]]:
    return zip(one, other, strict=True)
