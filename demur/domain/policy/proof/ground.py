"""A table's rows together with the cases that cannot happen: the ground all proofs stand on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import and_
from types import MappingProxyType
from typing import Final

from demur.domain.policy import cells
from demur.domain.policy.appendices import Impossible
from demur.domain.policy.cells import Test, Unreadable
from demur.domain.policy.columns import Column
from demur.domain.policy.policy import Policy
from demur.domain.policy.proof import boxes, impossible
from demur.domain.policy.proof.cover import Cover
from demur.domain.policy.proof.lines import Box, Grid, Line, grid, stacked
from demur.domain.policy.proof.sweep import MAX_BOXES, Budget, Leaf, Swept, Verdict, sweep
from demur.domain.policy.tables import Table

GAP: Final = "gap"
MET: Final = "met"
_COMPARED: Final = 4_096
"""So many rows are compared with one, in one column, in the time of one step, measured."""
_SPARED: Final = 8
"""One part in so many of the steps is kept to find a case where they cannot be counted."""
_SEARCHED: Final = 250_000
"""So many steps are taken at most to find all gaps, once they are counted: the first are shown."""


@dataclass(frozen=True)
class Gaps:
    """Cases no row fits, and how many: None where decimals have no number, or the budget ended."""

    found: Leaf[str]
    count: int | None


@dataclass(frozen=True)
class Ground:
    """A table compiled: its rows in the low bits, above them the cases that cannot happen.

    `sure` is False where the cases that cannot happen are not all known, so that nothing can be
    said of gaps and overlaps.
    """

    table: Table
    columns: tuple[Column, ...]
    lines: Grid
    barred: int
    sure: bool
    budget: Budget

    @property
    def rows(self) -> int:
        """Give all rows of the table, a bit a row."""
        return (1 << len(self.table.rows)) - 1

    def meeting(self, row: int, among: int) -> int:
        """Leave of some rows those that share a case with a row, even one that cannot happen."""
        self.budget.spend(len(self.lines) * (1 + among.bit_length() // _COMPARED))
        for line in self.lines:
            if not among:
                break
            among &= line.meeting(row)
        return among

    def gaps(self) -> Gaps | None:
        """Find the cases that can happen and that no row fits; None where there are none.

        They are counted first. Then it is known where there are any, and a few boxes of them are
        soon found. Where the count takes too long, one is looked for without it.
        """
        alive, cover = self.rows | self.barred, Cover(self.lines, self.budget)
        with self._keeping(self.budget.left // _SPARED):
            count = cover.missing(0, alive)
        if count == 0:
            return None
        if count is None:
            found = self.uncovered(alive, None, enough=1)
            self.budget.left = 0
        else:
            with self._keeping(self.budget.left - _SEARCHED):
                found = self.uncovered(alive, cover, enough=MAX_BOXES + 1)
            found = found or self.uncovered(alive, cover, enough=1)
        finite = all(line.counted for line in self.lines)
        return Gaps(found, count if finite else None) if found else None

    @contextmanager
    def _keeping(self, steps: int) -> Iterator[None]:
        """Set steps aside, and have them back when what lies between has taken the others."""
        kept = max(steps, 0)
        self.budget.left -= kept
        yield
        self.budget.left = max(self.budget.left, 0) + kept

    def uncovered(self, alive: int, cover: Cover | None, enough: int) -> Leaf[str] | None:
        """Find so many boxes of cases that no row alive fits; a count to go by makes it quicker.

        None where there are none, or none were found before the steps were used up.
        """

        def settle(alive: int, certain: int) -> str | Verdict:
            if certain:
                return Verdict.DROPPED
            return Verdict.OPEN if alive else GAP

        swept = sweep(
            self.lines,
            settle,
            self.budget,
            alive=alive,
            enough=enough,
            hopeless=None if cover is None else (lambda at, alive: cover.missing(at, alive) == 0),
        )
        return swept.leaves.get(GAP)

    def left_of(self, row: int, earlier: int, needed: int = 0) -> Swept[str]:
        """Find one case of a row that can happen, fits all rows `needed` and no row `earlier`.

        `earlier` and `needed` need not meet the row; no outcome means that there is none.
        """
        case, others = self.case_of(row), earlier | self.barred
        among, mine = self.meeting(row, others), needed | 1 << row
        if case is None:
            return Swept(MappingProxyType({}), gave_up=False)
        if not (among or needed):
            alone = Leaf(MET, (tuple(1 << code for code in case),), whole=False)
            return Swept(MappingProxyType({MET: alone}), gave_up=False)

        def settle(alive: int, certain: int) -> str | Verdict:
            if mine & ~alive or certain & others:
                return Verdict.DROPPED
            return MET if alive == certain else Verdict.OPEN

        return sweep(
            self.lines, settle, self.budget, alive=mine | among, inside=row, enough=1, boxes=1
        )

    def case_of(self, *rows: int) -> tuple[int, ...] | None:
        """Give the first case that all of some rows take in, a code a column."""
        shared = reduce(_shared, map(self._box, rows))
        return tuple(map(Line.first, self.lines, shared)) if all(shared) else None

    def _box(self, row: int) -> Box:
        known = self._boxes.get(row)
        if known is None:
            known = self._boxes[row] = tuple(line.stretch(row) for line in self.lines)
        return known

    @cached_property
    def _boxes(self) -> dict[int, Box]:
        return {}

    def caller(self, codes: Sequence[int]) -> Mapping[str, str]:
        """Write a case as a concrete caller: every question with an answer."""
        named = zip(self.table.questions, enumerate(codes), strict=True)
        return MappingProxyType({question.name: self._answer(*code) for question, code in named})

    def _answer(self, at: int, code: int) -> str:
        known = self._answers.get((at, code))
        if known is None:
            known = self._answers[at, code] = boxes.answer(self.columns[at], code)
        return known

    @cached_property
    def _answers(self) -> dict[tuple[int, int], str]:
        return {}


def _shared(one: Box, other: Box) -> Box:
    return tuple(map(and_, one, other))


def ground_of(policy: Policy, table: Table, budget: Budget) -> Ground:
    """Compile a table with the policy's cases that cannot happen, those of all tables included."""
    named = [case for case in policy.impossible if case.cells and _concerns(case, table, policy)]
    barred = [tests for tests in (_tests(case, policy) for case in named) if tests is not None]
    own = {column.question.name: column.tests for column in table.columns}
    blocks = [(len(table.rows), own), *((1, _one_row(tests)) for tests in barred)]
    others = [
        question
        for name, question in policy.questions.items()
        if name not in own and any(name in tests for tests in barred)
    ]
    columns, place = stacked(table.questions, blocks), len(table.rows)
    every, lines = ((1 << len(barred)) - 1) << place, grid(columns)
    sets = impossible.together(grid(stacked(others, blocks)), every, budget)
    if barred:
        lines = tuple(impossible.joined(line, sets or (), place) for line in lines)
    sure = len(barred) == len(named) and sets is not None
    return Ground(table, columns, lines, ((1 << len(sets or ())) - 1) << place, sure, budget)


def _concerns(case: Impossible, table: Table, policy: Policy) -> bool:
    return not case.table or policy.table(case.table) is table


def _tests(case: Impossible, policy: Policy) -> Mapping[str, Test] | None:
    tests: dict[str, Test] = {}
    for name, text in case.cells.items():
        test = cells.read_cell(text, policy.questions[name].domain)
        if isinstance(test, Unreadable):
            return None
        tests[name] = test
    return tests


def _one_row(tests: Mapping[str, Test]) -> Mapping[str, tuple[Test, ...]]:
    return {name: (test,) for name, test in tests.items()}
