"""How many cases rows take in together, by what they share: all their meetings at once, in arrays.

A case that several rows take in is counted for each of them, taken off for each two, added for
each three, and so on (inclusion and exclusion). Most of these meetings are empty; and where an
earlier row takes in a whole meeting, that and all that meets there cancel out. With the widest
rows first few meetings are left: of 100 rows over ten long lists some 30,000 of 2**100.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, reduce
from operator import and_, mul, or_
from typing import Final

import numpy as np
from numpy.typing import NDArray

from demur.domain.policy.proof.lines import Grid, bits
from demur.domain.policy.proof.sides import EXACT, Flags, Numbers, Places, Sides, sides

_MOST: Final = 4_000_000
"""So many numbers are gone through at most, 32 MB; where these are too few, rows are parted."""
_NUMBERS: Final = 64
_COMPARED: Final = 256
"""So many numbers, and so many rows held against one, take the time of one step, measured."""
_BEGUN: Final = 150
_COMPILED: Final = 2
"""What it costs in steps to begin, and to compile a row in one column, measured."""

Joining = tuple[Places, Places]
"""Meetings in order, each with the rows that may join it: earlier ones that meet all of its own."""


class Meetings:
    """Counts the cases that many rows of a grid take in, from any of its columns on.

    `spend` is told of the steps before they are taken, and may raise.
    """

    def __init__(self, lines: Grid, spend: Callable[[int], None]) -> None:
        self._lines, self._spend = lines, spend
        self._left = 0
        self._met: dict[int, NDArray[np.uint8]] = {}

    def taken(self, at: int, alive: int) -> int | None:
        """Count the cases that rows take in; None where they meet in too many ways."""
        self._spend(_BEGUN + alive.bit_count() * (self._rows // _COMPARED))
        places = np.array([*bits(alive & (1 << self._rows) - 1)], np.intp)
        places = places[np.argsort(-self._shares(at)[places], kind="stable")]
        rows, met = [column.at(places) for column in self._columns[at:]], self._meeting(at, places)
        self._left, width = _MOST, sum(column.width for column in rows)
        later, earlier = np.nonzero(np.tril(met, -1))
        meetings, joining, taken, sign = rows, (later, earlier), 0, 1
        while self._afford(width * len(joining[0])):
            held, shared, joined = _joined(meetings, rows, joining)
            taken += sign * self._cases(at, [column.at(held) for column in meetings])
            if not len(joined[0]):
                return taken
            if not self._afford(_ways(joined)):
                break
            meetings, joining, sign = shared, _next(joined, met), -sign
        return None

    def _afford(self, numbers: int) -> bool:
        """Say whether numbers to be gone through are not too many, and spend the steps."""
        self._left -= numbers
        if self._left >= 0:
            self._spend(numbers // _NUMBERS)
        return self._left >= 0

    @cached_property
    def _rows(self) -> int:
        """Say how many rows take in any answer of any column."""
        faces = (face.rows for line in self._lines for face in line.faces)
        return reduce(or_, faces, 0).bit_length()

    @cached_property
    def _columns(self) -> tuple[Sides, ...]:
        self._spend(_COMPILED * self._rows * len(self._lines))
        return tuple(sides(line, self._rows) for line in self._lines)

    def _shares(self, at: int) -> Numbers:
        """Give of the cases from a column on the share that each row takes in."""
        columns = zip(self._columns[at:], self._lines[at:], strict=True)
        return reduce(
            mul, ((side.answers() / line.whole[1]).astype(float) for side, line in columns)
        )

    def _meeting(self, at: int, places: Places) -> Flags:
        """Say of each two rows whether they share a case from a column on."""
        octets = self._met_from(at)[places]
        return np.unpackbits(octets, axis=1, bitorder="little")[:, places].astype(np.bool_)

    def _met_from(self, at: int) -> NDArray[np.uint8]:
        """Give for each row those it meets from a column on, a bit a row."""
        known = self._met.get(at)
        if known is None:
            size, line = -(-self._rows // 8), self._lines[at]
            masks = (line.meeting(row) & (1 << self._rows) - 1 for row in range(self._rows))
            octets = b"".join(mask.to_bytes(size, "little") for mask in masks)
            known = np.frombuffer(octets, np.uint8).reshape(self._rows, size)
            if at + 1 < len(self._lines):
                known = known & self._met_from(at + 1)
            self._met[at] = known
        return known

    def _cases(self, at: int, meetings: Sequence[Sides]) -> int:
        """Count the cases of meetings, each by itself, and add them up."""
        factors: list[Numbers] = []
        whole = EXACT
        for column, line in zip(meetings, self._lines[at:], strict=True):
            if whole * line.whole[1] < EXACT:
                factors[-1] = factors[-1] * column.answers()
            else:
                factors.append(column.answers())
                whole = 1
            whole *= line.whole[1]
        products: Iterable[int] = factors[0].tolist()
        for factor in factors[1:]:
            products = map(mul, products, factor.tolist())
        return sum(products)


def _joined(
    meetings: Sequence[Sides], rows: Sequence[Sides], joining: Joining
) -> tuple[Flags, list[Sides], Joining]:
    """Let rows join meetings: which meetings no row takes in whole, what they share, and of whom.

    Meetings taken in whole are no more, nor are those that are empty.
    """
    of, row = joining
    pairs = [(one.at(of), two.at(row)) for one, two in zip(meetings, rows, strict=True)]
    held = np.ones(len(meetings[0]), np.bool_)
    held[of[reduce(and_, (one.inside(two) for one, two in pairs))]] = False
    shared = [one.shared(two) for one, two in pairs]
    kept = reduce(and_, (column.some() for column in shared)) & held[of]
    return held, [column.at(kept) for column in shared], (of[kept], row[kept])


def _ways(joined: Joining) -> int:
    """Say in how many ways two rows joined the same meeting."""
    several = np.bincount(joined[0])
    return int((several * (several - 1) // 2).sum())


def _next(joined: Joining, met: Flags) -> Joining:
    """Give who may join the meetings that came about: who joined the same, earlier, and meets."""
    of, row = joined
    first = np.searchsorted(of, of)
    earlier = np.arange(len(of)) - first
    meeting = np.repeat(np.arange(len(of)), earlier)
    begun = np.cumsum(earlier) - earlier
    other = row[np.arange(len(meeting)) - np.repeat(begun - first, earlier)]
    meets = met[row[meeting], other]
    return meeting[meets], other[meets]
