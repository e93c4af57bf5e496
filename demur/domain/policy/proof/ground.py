"""A table's rows together with the cases that cannot happen: the ground all proofs stand on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Final

from demur.domain.policy import cells
from demur.domain.policy.appendices import Impossible
from demur.domain.policy.cells import Test, Unreadable
from demur.domain.policy.columns import Column
from demur.domain.policy.policy import Policy
from demur.domain.policy.proof.boxes import caller
from demur.domain.policy.proof.lines import Box, Grid, grid, stacked
from demur.domain.policy.proof.sweep import Budget, Leaf, Swept, Verdict, sweep
from demur.domain.policy.tables import Table

GAP: Final = "gap"
MET: Final = "met"
_COMPARED: Final = 512
"""So many rows are compared with one, in one column, in the time of one step, measured."""


@dataclass(frozen=True)
class Ground:
    """A table compiled: its rows in the low bits, above them the cases that cannot happen.

    `beyond` are the questions that only those cases name. A case of the table cannot happen when
    whatever is answered there, it is one of those. `sure` is False where a case that cannot
    happen could not be read, so that nothing can be said of gaps and overlaps.
    """

    table: Table
    columns: tuple[Column, ...]
    beyond: Grid
    barred: int
    sure: bool
    budget: Budget
    _barred_already: dict[int, bool] = field(default_factory=dict)

    @cached_property
    def lines(self) -> Grid:
        """Give the table's columns, ready to be swept."""
        return grid(self.columns)

    @property
    def rows(self) -> int:
        """Give all rows of the table, a bit a row."""
        return (1 << len(self.table.rows)) - 1

    def meeting(self, row: int, among: int) -> int:
        """Leave of some rows those that share a case with a row, even one that cannot happen."""
        self.budget.spend(len(self.lines) * among.bit_length() // _COMPARED)
        for line in self.lines:
            if not among:
                break
            among &= line.meeting(row)
        return among

    def cannot_happen(self, certain: int) -> bool:
        """Say whether cases that all these rows fit cannot happen."""
        certain &= self.barred
        if not certain or not self.beyond:
            return bool(certain)
        known = self._barred_already.get(certain)
        if known is None:
            left = sweep(self.beyond, _uncovered, self.budget, alive=certain, only_one=True)
            known = self._barred_already[certain] = not left.leaves
        return known

    def gaps(self) -> Swept[str]:
        """Find the cases that can happen and that no row fits."""

        def settle(alive: int, certain: int) -> str | Verdict:
            if certain and (certain & self.rows or self.cannot_happen(certain)):
                return Verdict.DROPPED
            return GAP if alive == certain else Verdict.OPEN

        return sweep(self.lines, settle, self.budget, alive=self.rows | self.barred)

    def left_of(self, row: int, earlier: int, needed: int = 0) -> Swept[str]:
        """Find one case of a row that can happen, fits all rows `needed` and no row `earlier`.

        `earlier` and `needed` need not meet the row; no outcome means that there is none.
        """
        if not all(self.box_of(row)):
            return Swept(MappingProxyType({}), gave_up=False)
        mine = needed | 1 << row
        among = self.meeting(row, earlier | self.barred)

        def settle(alive: int, certain: int) -> str | Verdict:
            if mine & ~alive or certain & earlier or self.cannot_happen(certain):
                return Verdict.DROPPED
            return MET if alive == certain else Verdict.OPEN

        return sweep(
            self.lines, settle, self.budget, alive=mine | among, inside=row, only_one=True, boxes=1
        )

    def box_of(self, *rows: int) -> Box:
        """Give what some rows take in together, a side a column."""
        sides = [[line.side(row)[0] for row in rows] for line in self.lines]
        return tuple(_shared(side) for side in sides)

    def caller(self, found: Leaf[str]) -> dict[str, str]:
        """Write the example of what was found as a caller."""
        return caller(self.columns, found.example)


def _shared(sides: Iterable[int]) -> int:
    shared = -1
    for side in sides:
        shared &= side
    return shared


def _uncovered(alive: int, certain: int) -> str | Verdict:
    if certain:
        return Verdict.DROPPED
    return Verdict.OPEN if alive else GAP


def ground_of(policy: Policy, table: Table, budget: Budget) -> Ground:
    """Compile a table with the policy's cases that cannot happen, those of all tables included."""
    named = [case for case in policy.impossible if case.cells and _concerns(case, table, policy)]
    read = [_tests(case, policy) for case in named]
    barred = [tests for tests in read if tests is not None]
    own = {column.question.name: column.tests for column in table.columns}
    blocks = [(len(table.rows), own), *((1, _one_row(tests)) for tests in barred)]
    others = [
        question
        for name, question in policy.questions.items()
        if name not in own and any(name in tests for tests in barred)
    ]
    budget.spend(len(table.rows) * len(table.columns))
    bits_of_barred = ((1 << len(barred)) - 1) << len(table.rows)
    return Ground(
        table,
        stacked(table.questions, blocks),
        grid(stacked(others, blocks)),
        bits_of_barred,
        len(barred) == len(named),
        budget,
    )


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
