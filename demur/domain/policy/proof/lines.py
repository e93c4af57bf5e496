"""The columns of some rows, compiled for going through all their answers at once.

A column's answers lie in a line; neighbours that the same rows take in are one face. A line knows
which rows take in all or some of what another row does, and how its answers part the rows that
are still of interest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import accumulate, pairwise
from math import prod
from typing import Final

import numpy as np

from demur.domain.policy.cells import Test, everything
from demur.domain.policy.columns import Column, Question
from demur.domain.policy.domains import Listed

_MANY_BITS: Final = 512
_MANY_SET: Final = 32
"""Fewer bits than that are sooner found one by one, however long the number, measured."""

Box = tuple[int, ...]
"""For each column the codes of a product of answers, a bit a code."""


@dataclass(frozen=True, slots=True)
class Face:
    """Neighbouring answers that the same rows take in: `codes` a bit a code, `count` answers.

    Where the answers are not finite (decimals) a stretch between boundaries counts as one.
    """

    rows: int
    codes: int
    count: int


class _Tree:
    """Masks in a row, any stretch of which is joined in a few steps (a segment tree)."""

    def __init__(self, join: Callable[[int, int], int], nothing: int, masks: list[int]) -> None:
        self._join, self._nothing, self._size = join, nothing, len(masks)
        self._nodes = [*([nothing] * len(masks)), *masks]
        for at in range(len(masks) - 1, 0, -1):
            self._nodes[at] = join(self._nodes[2 * at], self._nodes[2 * at + 1])

    def over(self, start: int, end: int) -> int:
        """Join the masks from one place up to another, which is left out."""
        found, low, high = self._nothing, start + self._size, end + self._size
        while low < high:
            if low & 1:
                found, low = self._join(found, self._nodes[low]), low + 1
            if high & 1:
                high -= 1
                found = self._join(found, self._nodes[high])
            low, high = low >> 1, high >> 1
        return found


Runs = tuple[tuple[int, int], ...]
Branch = tuple[int, int, int]
"""The rows that stay alive, with which codes, and how many answers those are."""


@dataclass(frozen=True)
class Line:
    """A column's faces, in the order of its answers."""

    faces: tuple[Face, ...]
    counted: bool
    """Whether the counts of the faces hold: not where answers are decimals."""

    @cached_property
    def everywhere(self) -> int:
        """Give the rows that take in every answer."""
        return self._all.over(0, len(self.faces))

    @cached_property
    def whole(self) -> tuple[int, int]:
        """Give all codes, a bit a code, and how many answers they are."""
        return self._codes[-1], self.counts[-1]

    def where(self, row: int) -> int:
        """Give the rows that take in every answer that a row takes in."""
        runs = self.runs(row)
        known = self._where.get(runs)
        if known is None:
            stretches = (self._all.over(start, end) for start, end in runs)
            known = self._where[runs] = reduce(int.__and__, stretches, -1)
        return known

    def meeting(self, row: int) -> int:
        """Give the rows that take in some answer that a row takes in."""
        runs = self.runs(row)
        known = self._meeting.get(runs)
        if known is None:
            stretches = (self._some.over(start, end) for start, end in runs)
            known = self._meeting[runs] = reduce(int.__or__, stretches, 0)
        return known

    def side(self, row: int) -> tuple[int, int]:
        """Give the codes that a row takes in, a bit a code, and how many answers they are."""
        codes = count = 0
        for start, end in self.runs(row):
            codes |= self._codes[end] ^ self._codes[start]
            count += self.counts[end] - self.counts[start]
        return codes, count

    def stretch(self, row: int) -> int:
        """Give the faces that a row takes in, a bit a face."""
        known = self._stretches.get(row)
        if known is None:
            stretch = sum((1 << end) - (1 << start) for start, end in self.runs(row))
            known = self._stretches[row] = self._kept.setdefault(stretch, stretch)
        return known

    def first(self, faces: int) -> int:
        """Give the code of the first answer in some faces, given a bit a face."""
        return self._firsts[(faces & -faces).bit_length() - 1]

    @cached_property
    def _firsts(self) -> tuple[int, ...]:
        return tuple((face.codes & -face.codes).bit_length() - 1 for face in self.faces)

    def answers(self, faces: int) -> int:
        """Say how many answers some faces are, given a bit a face."""
        return sum((faces & counted).bit_count() << at for at, counted in self.planes)

    def runs(self, row: int) -> Runs:
        """Give the stretches of faces that a row takes in, each with its end left out."""
        known = self._runs_of.get(row)
        if known is None:
            begins = (0,) if self.faces and self.faces[0].rows >> row & 1 else ()
            turns = (*begins, *bits(self._turns.get(row, 0)), len(self.faces))
            known = self._runs_of[row] = tuple(zip(turns[::2], turns[1::2], strict=False))
        return known

    @cached_property
    def _runs_of(self) -> dict[int, Runs]:
        return {}

    @cached_property
    def _where(self) -> dict[Runs, int]:
        return {}

    @cached_property
    def _meeting(self) -> dict[Runs, int]:
        return {}

    @cached_property
    def _stretches(self) -> dict[int, int]:
        return {}

    @cached_property
    def _kept(self) -> dict[int, int]:
        return {}

    @cached_property
    def planes(self) -> tuple[tuple[int, int], ...]:
        """Give for each binary digit the faces whose count has it, where there are any."""
        counts = [face.count for face in self.faces]
        planes = (
            (at, sum(1 << face for face, count in enumerate(counts) if count >> at & 1))
            for at in range(max(counts, default=0).bit_length())
        )
        return tuple((at, faces) for at, faces in planes if faces)

    @cached_property
    def _all(self) -> _Tree:
        return _Tree(int.__and__, -1, [face.rows for face in self.faces])

    @cached_property
    def _some(self) -> _Tree:
        return _Tree(int.__or__, 0, [face.rows for face in self.faces])

    @cached_property
    def _turns(self) -> dict[int, int]:
        """Give for each row the places where it begins or ends to take in, a bit a face."""
        turns: dict[int, int] = {}
        for at, (before, after) in enumerate(pairwise(self.faces), 1):
            for row in bits(before.rows ^ after.rows):
                turns[row] = turns.get(row, 0) | 1 << at
        return turns

    @cached_property
    def _branches(self) -> dict[int, tuple[Branch, ...]]:
        return {}

    def branches(self, alive: int) -> tuple[Branch, ...]:
        """Give the answers by which of the rows alive take them in, without looking at the rest."""
        known = self._branches.get(alive)
        if known is None:
            turns = 0
            for row in bits(alive):
                turns |= self._turns.get(row, 0)
            known = self._branches[alive] = self._merged(alive, turns)
        return known

    def cost(self, alive: int) -> int:
        """Say how many rows and stretches `branches` would have to go through."""
        if alive in self._branches:
            return 0
        rows = alive.bit_count()
        long = 1 + len(self.faces) // _MANY_BITS
        return long * (rows + min(2 * rows, len(self.faces)))

    def _merged(self, alive: int, turns: int) -> tuple[Branch, ...]:
        """Take the faces between one turn and the next as one, and those with the same rows."""
        merged: dict[int, tuple[int, int]] = {}
        start = 0
        for end in (*bits(turns), len(self.faces)):
            rows = alive & self.faces[start].rows
            codes, count = merged.get(rows, (0, 0))
            stretch = self._codes[end] ^ self._codes[start]
            merged[rows] = codes | stretch, count + self.counts[end] - self.counts[start]
            start = end
        return tuple((rows, codes, count) for rows, (codes, count) in merged.items())

    @cached_property
    def _codes(self) -> tuple[int, ...]:
        return tuple(accumulate((face.codes for face in self.faces), int.__or__, initial=0))

    @cached_property
    def counts(self) -> tuple[int, ...]:
        """Give how many answers lie before each face, and at the end before none."""
        return tuple(accumulate((face.count for face in self.faces), initial=0))


Grid = tuple[Line, ...]


def bits(mask: int) -> Iterable[int]:
    """Give the places of the bits that are set, the lowest first."""
    many = mask.bit_length() > _MANY_BITS and mask.bit_count() > _MANY_SET
    return _bits_of_many(mask) if many else _bits_of_few(mask)


def _bits_of_few(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def _bits_of_many(mask: int) -> list[int]:
    """Do the same where each of many steps would copy a long number."""
    octets = mask.to_bytes(mask.bit_length() // 8 + 1, "little")
    places: list[int] = np.flatnonzero(
        np.unpackbits(np.frombuffer(octets, np.uint8), bitorder="little")
    ).tolist()
    return places


def stacked(
    questions: Iterable[Question], blocks: Sequence[tuple[int, Mapping[str, Sequence[Test]]]]
) -> tuple[Column, ...]:
    """Put the rows of several tables one above the other, the first block in the lowest bits.

    A block is its number of rows and its cells by question; a question it does not ask is `any`.
    """
    return tuple(
        Column(
            question,
            tuple(
                test
                for size, tests in blocks
                for test in tests.get(question.name) or (everything(question.domain),) * size
            ),
        )
        for question in questions
    )


def line(column: Column) -> Line:
    """Give a column's answers, neighbours that the same rows take in put together."""
    found: list[Face] = []
    for code, (rows, count) in enumerate(zip(column.rows, answer_counts(column), strict=True)):
        if found and count and found[-1].rows == rows:
            last = found.pop()
            found.append(Face(rows, last.codes | 1 << code, last.count + count))
        elif count:
            found.append(Face(rows, 1 << code, count))
    return Line(tuple(found), finite(column))


def answer_counts(column: Column) -> tuple[int, ...]:
    """Give how many answers lie in each code; a stretch of decimals counts as one."""
    domain = column.question.domain
    if isinstance(domain, Listed):
        return (1,) * column.count
    ends = column.boundaries
    between = [int(high - low) - 1 if domain.whole else 1 for low, high in pairwise(ends)]
    points = [count for inner in (*between, 0) for count in (1, inner)]
    return (0, *points, *([1] if domain.unknown is not None else []))


def finite(column: Column) -> bool:
    """Say whether a column's answers can be counted: all but decimals can."""
    domain = column.question.domain
    return isinstance(domain, Listed) or domain.whole


def grid(columns: Iterable[Column]) -> Grid:
    """Give the faces of all columns."""
    return tuple(map(line, columns))


def in_order(lines: Grid) -> list[int]:
    """Give the places of the columns in the order they are gone through: fewest faces first."""
    return sorted(range(len(lines)), key=lambda at: len(lines[at].faces))


def within(lines: Grid, box: Box) -> Grid:
    """Leave of a grid what lies in a box; nothing is counted there any more."""
    return tuple(
        Line(tuple(Face(f.rows, f.codes & c, 1) for f in each.faces if f.codes & c), counted=False)
        for each, c in zip(lines, box, strict=True)
    )


def cases_in(columns: Sequence[Column]) -> int | None:
    """Give how many combinations of answers there are at all, None where they are not finite."""
    if not all(map(finite, columns)):
        return None
    return prod(sum(answer_counts(column)) for column in columns)
