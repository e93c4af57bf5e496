"""One column of a table, compiled: every possible answer to the rows that take it in.

A column's answers are cut at every boundary its cells name into elementary cells. A listed
answer is one cell; a range is cut into points and the open stretches between them, and *unknown*
is the last cell. A cell's place is its code; a row covers a set of codes, and a code fits a set
of rows, kept as an int with a bit a row.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from demur.domain.policy.cells import Test
from demur.domain.policy.domains import Domain, Listed, OutsideError, Range
from demur.domain.policy.values import Kind, Value

Codes = NDArray[np.int32]
OUTSIDE: Final = -1
"""The code of what is no answer at all."""
_REMEMBERED: Final = 65_536
_LOOKED_UP: Final = 100_000


@dataclass(frozen=True)
class Question:
    """A question of the policy with the closed list of its answers."""

    name: str
    meaning: str
    domain: Domain
    line: int


class RowsByAnswer(dict[object, int]):
    """Answers as callers give them to the rows that take them in; learns as it is asked."""

    def __init__(self, column: Column) -> None:
        super().__init__()
        self._column = column

    def __missing__(self, answer: object) -> int:
        """Work out an answer met for the first time; raise OutsideError or KeyError (not said)."""
        column = self._column
        if answer is None and column.question.domain.unknown is None:
            raise KeyError(column.question.name)
        code = column.code(answer)
        if len(self) < _REMEMBERED:
            self[answer] = column.rows[code]
        return column.rows[code]


@dataclass(frozen=True)
class Column:
    """A question as one table asks it: `tests` are its cells from the first row to the last."""

    question: Question
    tests: tuple[Test, ...]

    @cached_property
    def boundaries(self) -> tuple[Value, ...]:
        """Give the values at which a range is cut, ends included; none for a list."""
        domain = self.question.domain
        if isinstance(domain, Listed):
            return ()
        ends: set[Value] = {domain.lowest, domain.highest}
        ends.update(edge[0] for test in self.tests for span in test.spans for edge in span)
        return tuple(sorted(ends))

    @cached_property
    def count(self) -> int:
        """Say how many elementary cells there are, *unknown* included."""
        domain = self.question.domain
        if isinstance(domain, Listed):
            return len(domain.all_answers)
        return 2 * len(self.boundaries) + 1 + (domain.unknown is not None)

    @cached_property
    def real(self) -> tuple[bool, ...]:
        """Say of each code whether some answer lies there: none does between 3 and 4 days."""
        domain = self.question.domain
        if isinstance(domain, Listed):
            return (True,) * self.count
        inner = [
            not domain.whole or after - before > 1
            for before, after in zip(self.boundaries, self.boundaries[1:], strict=False)
        ]
        stretches = [False, *inner, False]
        points = [flag for stretch in stretches[:-1] for flag in (stretch, True)]
        return (*points, stretches[-1], *([True] if domain.unknown is not None else []))

    def covers(self, test: Test) -> int:
        """Give the codes a cell takes in, a bit a code: the row's side in this column."""
        if isinstance(self.question.domain, Listed):
            return test.picks
        taken = sum((1 << end) - (1 << start) for start, end in self._stretches(test))
        return taken & self.real_bits | (test.unknown << (self.count - 1))

    def _stretches(self, test: Test) -> list[tuple[int, int]]:
        """Give a cell's spans as stretches of codes, the end left out."""
        places = self._places
        return [
            (2 * places[low] + 1 + low_side, 2 * places[high] + 1 + high_side)
            for (low, low_side), (high, high_side) in test.spans
        ]

    @cached_property
    def _places(self) -> Mapping[Value, int]:
        return {value: place for place, value in enumerate(self.boundaries)}

    @cached_property
    def real_bits(self) -> int:
        """Give the codes where some answer lies, a bit a code."""
        return sum(1 << code for code, is_real in enumerate(self.real) if is_real)

    @cached_property
    def rows(self) -> tuple[int, ...]:
        """Give for each code the rows that take it in, a bit a row."""
        if isinstance(self.question.domain, Listed):
            return tuple(self._rows_picking(code) for code in range(self.count))
        starts, ends, unknown = [0] * (self.count + 1), [0] * (self.count + 1), 0
        for row, test in enumerate(self.tests):
            unknown |= test.unknown << row
            for start, end in self._stretches(test):
                starts[start] |= 1 << row
                ends[end] |= 1 << row
        return self._swept(starts, ends, unknown)

    def _rows_picking(self, code: int) -> int:
        return sum(1 << row for row, test in enumerate(self.tests) if test.picks >> code & 1)

    def _swept(self, starts: list[int], ends: list[int], unknown: int) -> tuple[int, ...]:
        """Go along the line once: rows enter where their spans start and leave where they end."""
        rows, inside = [], 0
        for code, is_real in enumerate(self.real):
            inside = inside & ~ends[code] | starts[code]
            rows.append(inside if is_real else 0)
        if self.question.domain.unknown is not None:
            rows[-1] = unknown
        return tuple(rows)

    @cached_property
    def rows_by_answer(self) -> RowsByAnswer:
        """Give the rows that take in an answer, by the answer as callers give it."""
        return RowsByAnswer(self)

    @cached_property
    def unsaid(self) -> tuple[int, int]:
        """Give the rows that may fit, and those that fit for certain, while nothing is said."""
        may, must = 0, -1
        for code, is_real in enumerate(self.real):
            if is_real:
                may |= self.rows[code]
                must &= self.rows[code]
        return may, must & may

    def code(self, answer: object) -> int:
        """Give the elementary cell of an answer; raise OutsideError when it is no answer."""
        domain = self.question.domain
        if isinstance(domain, Listed):
            return domain.read(domain.unknown if answer is None else answer)
        value = domain.read(answer)
        if value is None:
            return self.count - 1
        return bisect_left(self.boundaries, value) + bisect_right(self.boundaries, value)

    def codes(self, answers: Sequence[object] | NDArray[Any]) -> Codes:
        """Give the elementary cells of many answers, shape (N,); OUTSIDE where there is none."""
        domain = self.question.domain
        if isinstance(answers, np.ndarray) and answers.dtype.kind in "iuf":
            if isinstance(domain, Range):
                return self._codes_of_numbers(answers, domain)
            answers = answers.tolist()
        if isinstance(answers, np.ndarray):
            answers = answers.tolist()
        known = _CodeByAnswer(self)
        if bool in set(map(type, answers)):
            return np.fromiter(map(known.__missing__, answers), np.int32, len(answers))
        return np.fromiter(map(known.__getitem__, answers), np.int32, len(answers))

    def _codes_of_numbers(self, answers: NDArray[Any], domain: Range) -> Codes:
        if domain.kind is not Kind.NUMBER:
            return np.full(len(answers), OUTSIDE, np.int32)
        inside = (answers >= float(domain.lowest)) & (answers <= float(domain.highest))
        if domain.whole and answers.dtype.kind == "f":
            inside &= answers == np.floor(answers)
        places = np.where(inside, answers, float(domain.lowest))
        return np.where(inside, self._codes_inside(places, domain), np.int32(OUTSIDE))

    def _codes_inside(self, answers: NDArray[Any], domain: Range) -> Codes:
        """Place numbers between the boundaries; a short whole range is looked up instead."""
        if not domain.whole or domain.highest - domain.lowest > _LOOKED_UP:
            return self._searched(answers)
        every = np.arange(int(domain.lowest), int(domain.highest) + 1)
        codes: Codes = self._searched(every)[answers.astype(np.int64) - int(domain.lowest)]
        return codes

    def _searched(self, answers: NDArray[Any]) -> Codes:
        ends = np.array([float(value) for value in self.boundaries])
        codes = np.searchsorted(ends, answers, "left") + np.searchsorted(ends, answers, "right")
        return codes.astype(np.int32)


class _CodeByAnswer(dict[object, int]):
    """The same, for many answers at once: to codes, OUTSIDE where there is no such answer."""

    def __init__(self, column: Column) -> None:
        super().__init__()
        self._column = column

    def __missing__(self, answer: object) -> int:
        try:
            code = self._column.code(answer)
        except OutsideError:
            code = OUTSIDE
        if len(self) < _REMEMBERED and not isinstance(answer, bool):
            self[answer] = code
        return code
