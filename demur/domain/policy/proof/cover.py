"""How many cases some rows take in together, without going through the cases one by one.

Rows that share no case are counted apart. A row that few others meet is counted by itself, less
what they take of it (inclusion and exclusion, with empty meetings left out). Only rows that many
others meet are parted by the answers of a column, and what is left of them in each part is counted
in the same way. What there is to count depends on the column and the rows alive only, so that it
is done once.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from math import prod
from operator import and_, mul
from typing import Final

from demur.domain.policy.proof.lines import Box, Grid, Line, in_order
from demur.domain.policy.proof.sweep import Budget

_FEW: Final = 10
"""So many others are worth a sum of up to 2**_FEW terms; fewer or more were slower, measured."""
_SHARING: Final = 2
"""What it costs to see what two boxes share, beside a step for each column, measured."""
_ROWS: Final = 512
"""So many rows cost as much to compare as one step does by itself, measured."""


class _GaveUpError(Exception):
    pass


class Cover:
    """Counts the cases that rows of a grid take in, for any of its rows, from any column on.

    Columns are numbered as `in_order` puts them, which is the order of a sweep of the same grid.
    """

    def __init__(self, lines: Grid, budget: Budget) -> None:
        self._lines = tuple(lines[at] for at in in_order(lines))
        self._budget = budget
        whole = [line.whole[1] for line in reversed(self._lines)]
        everywhere = [line.everywhere for line in reversed(self._lines)]
        self._cases = [*accumulate(whole, mul, initial=1)][::-1]
        self._everywhere = [*accumulate(everywhere, and_, initial=-1)][::-1]
        self._taken: dict[tuple[int, int], int] = {}
        self._met: dict[tuple[int, int], int] = {}
        self._boxes: dict[int, Box] = {}
        self._wider: dict[tuple[int, int], int] = {}
        self._only: dict[tuple[int, Box, int], int] = {}

    def missing(self, at: int, alive: int) -> int | None:
        """Count the cases from a column on that none of the rows alive takes in.

        Where answers are decimals a stretch between boundaries counts as one. None where the
        budget ends.
        """
        try:
            return self._cases[at] - self._taken_in(at, alive)
        except _GaveUpError:
            return None

    def _taken_in(self, at: int, alive: int) -> int:
        if alive & self._everywhere[at]:
            return self._cases[at]
        known = self._taken.get((at, alive))
        if known is None:
            known = self._taken[at, alive] = self._counted(at, alive)
        return known

    def _counted(self, at: int, alive: int) -> int:
        """Count rows that few others meet one after the other, and what is left group by group."""
        self._spend(alive.bit_count())
        count, left, waiting = 0, alive, alive
        while waiting:
            row = waiting & -waiting
            waiting ^= row
            if self._within(at, row) & left ^ row:
                left ^= row
                continue
            others = self._meeting(at, row) & left ^ row
            if others.bit_count() <= _FEW:
                count += self._by_itself(at, self._box(at, row), others)
                left ^= row
                waiting |= others
        return count + sum(self._parted(at, group) for group in self._groups(at, left))

    def _groups(self, at: int, left: int) -> Iterator[int]:
        """Give rows by groups that share no case with one another."""
        while left:
            group = waiting = left & -left
            while waiting:
                row = waiting & -waiting
                met = self._meeting(at, row) & left & ~group
                group |= met
                waiting = waiting ^ row | met
            left ^= group
            yield group

    def _parted(self, at: int, group: int) -> int:
        """Count answer by answer of a column."""
        line = self._lines[at]
        always = group & line.everywhere
        self._spend(1 + line.cost(group ^ always))
        branches = line.branches(group ^ always)
        return sum(count * self._taken_in(at + 1, rows | always) for rows, _, count in branches)

    def _by_itself(self, at: int, box: Box, others: int) -> int:
        """Count the cases of a box that none of the others takes in."""
        known = self._only.get((at, box, others))
        if known is None:
            self._spend(_SHARING + len(box))
            size = self._size if not others else self._less
            known = self._only[at, box, others] = size(at, box, others)
        return known

    def _less(self, at: int, box: Box, others: int) -> int:
        """Take from a box first what one of the others takes of it."""
        row = others & -others
        shared = tuple(map(and_, box, self._box(at, row)))
        if shared == box:
            return 0
        left = self._by_itself(at, box, others ^ row)
        if not all(shared):
            return left
        return left - self._by_itself(at, shared, self._meeting(at, row) & others ^ row)

    def _spend(self, steps: int) -> None:
        if not self._budget.spend(steps):
            raise _GaveUpError

    def _size(self, at: int, box: Box, _none: int) -> int:
        return prod(map(Line.answers, self._lines[at:], box))

    def _box(self, at: int, row: int) -> Box:
        known = self._boxes.get(row)
        if known is None:
            place = row.bit_length() - 1
            known = self._boxes[row] = tuple(line.stretch(place) for line in self._lines)
        return known[at:]

    def _meeting(self, at: int, row: int) -> int:
        """Give the rows that share a case with a row from a column on, itself among them."""
        known = self._met.get((at, row))
        if known is None:
            place, known = row.bit_length() - 1, -1
            for line in self._lines[at:]:
                known &= line.meeting(place)
            self._spend(len(self._lines) * (1 + known.bit_length() // _ROWS))
            self._met[at, row] = known
        return known

    def _within(self, at: int, row: int) -> int:
        """Give the rows that take in all that a row does from a column on, itself among them."""
        known = self._wider.get((at, row))
        if known is None:
            place, known = row.bit_length() - 1, -1
            for line in self._lines[at:]:
                known &= line.where(place)
            self._wider[at, row] = known
        return known
