"""How many cases some rows take in together, without going through the cases one by one.

A row that few others meet is counted by itself, less what they take of it; rows that many others
meet are counted by all their meetings at once. Only where these are too many are rows parted by the
answers of a column, and what is left of them in each part is counted in the same way. What there is
to count depends on the column and the rows alive only, so that it is done once.
"""

from __future__ import annotations

from itertools import accumulate
from math import prod
from operator import and_, mul
from typing import Final

from demur.domain.policy.proof.lines import Box, Grid, Line, bits, in_order
from demur.domain.policy.proof.meetings import Meetings
from demur.domain.policy.proof.sweep import Budget

_MANY: Final = 64
_SELDOM: Final = 2
"""More rows, or rows that meet so many others, are sooner counted in arrays, measured."""
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
        self._meetings = Meetings(self._lines, self._spend)
        self._taken: dict[tuple[int, int], int] = {}
        self._met: dict[tuple[int, int], int] = {}
        self._boxes: dict[int, Box] = {}
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
        """Count rows that seldom meet one by one, others at once; where that is too much, part."""
        rows = alive.bit_count()
        self._spend(rows)
        if rows <= _MANY:
            pairs = self._pairs(at, alive)
            if sum(before.bit_count() for _, before in pairs) <= _SELDOM * rows:
                boxes = ((self._box(at, row), before) for row, before in pairs)
                return sum(self._by_itself(at, box, before) for box, before in boxes)
        taken = self._meetings.taken(at, alive)
        return self._parted(at, alive) if taken is None else taken

    def _pairs(self, at: int, alive: int) -> list[tuple[int, int]]:
        """Give each row with those before it that it meets."""
        rows = (1 << place for place in bits(alive))
        return [(row, self._meeting(at, row) & alive & (row - 1)) for row in rows]

    def _parted(self, at: int, alive: int) -> int:
        """Count answer by answer of a column."""
        line = self._lines[at]
        always = alive & line.everywhere
        self._spend(1 + line.cost(alive ^ always))
        branches = line.branches(alive ^ always)
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
