"""The rows that would mend a table: those for a gap, and the one that says what two said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import prod
from typing import Final

from demur.domain.policy import vocabulary as voc
from demur.domain.policy.cells import Test, read_cell
from demur.domain.policy.columns import Column
from demur.domain.policy.domains import Domain, Range
from demur.domain.policy.proof import boxes
from demur.domain.policy.proof.ground import Ground
from demur.domain.policy.proof.lines import Box, answer_counts, bits
from demur.domain.policy.proof.sweep import Leaf
from demur.domain.policy.tables import Reading, Row, Table
from demur.domain.refusal import RowRef

_LONGEST: Final = 1_000
_HELD_UP: Final = 200
"""Of so many rows that fit as many questions the nearest is looked for."""
_READABLE: Final = 3
"""A merged cell names at most so many answers, or one stretch of numbers."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Rows that would mend a gap, one a line; the rows whose results they copy; what they leave.

    `left` is how many cases stay without a row, None where that many cannot be said.
    """

    rows: tuple[str, ...]
    copied: tuple[RowRef, ...]
    left: int | None = 0

    @property
    def text(self) -> str:
        """Give the rows ready to be pasted."""
        return "\n".join(self.rows)


def rows_for(ground: Ground, gap: Leaf[str], count: int | None) -> Proposal | None:
    """Write the rows that would take in a gap of so many cases and nothing else.

    Their results are those of the row that comes nearest: a proposal for its owner to weigh. Where
    the first row that fits decides and the gap is ragged, one last row takes in all that is left.
    Of a gap in very many pieces the first few are mended. None where no cell can say it.
    """
    table, several = ground.table, len(gap.boxes) > 1 or not gap.whole
    last = max((row.ref.number for row in table.rows), default=0)
    if several and table.reading is Reading.FIRST:
        cells = (voc.ANY[table.lang][0],) * len(table.questions)
        nearest = _nearest(ground, gap.boxes[0])
        return Proposal((_written(table, last + 1, cells, _results(nearest)),), (nearest.ref,))
    nearest_rows = [_nearest(ground, box) for box in gap.boxes]
    try:
        written = tuple(
            _written(
                table, last + at, boxes.row_of(ground.columns, box, table.lang), _results(nearest)
            )
            for at, (box, nearest) in enumerate(zip(gap.boxes, nearest_rows, strict=True), 1)
        )
    except ValueError:
        return None
    copied = tuple(dict.fromkeys(row.ref for row in nearest_rows))
    return Proposal(written, copied, _left(ground, gap, count))


def _left(ground: Ground, gap: Leaf[str], count: int | None) -> int | None:
    """Say how many cases of a gap are in none of its boxes."""
    if gap.whole or count is None:
        return 0 if gap.whole else None
    counts = [answer_counts(column) for column in ground.columns]
    return count - sum(
        prod(
            sum(each[code] for code in bits(codes)) for each, codes in zip(counts, box, strict=True)
        )
        for box in gap.boxes
    )


def _results(row: Row) -> Sequence[str]:
    return tuple(row.results.values())


def _nearest(ground: Ground, box: Box) -> Row:
    """Give the row that fits a case in the most questions; of those, the nearest.

    Where several are as near, the last: a table is written from the rule to its exceptions.
    """
    table, fitting = ground.table, [ground.rows]
    for column, codes in zip(ground.columns, box, strict=True):
        met = column.rows[(codes & -codes).bit_length() - 1]
        # Rows by how many questions they fit at least.
        fitting = [
            one | other & met for one, other in zip([*fitting, 0], [0, *fitting], strict=True)
        ]
    best = next(filter(None, reversed(fitting)))
    near = sorted(bits(best), reverse=True)[:_HELD_UP]
    return table.rows[min(near, key=lambda row: _distance(ground, box, row))]


def _distance(ground: Ground, box: Box, row: int) -> float:
    """Say how far a row lies from a case: by numbers for numbers, one for another answer."""
    return sum(
        _apart(column, codes, line.side(row)[0])
        for column, codes, line in zip(ground.columns, box, ground.lines, strict=True)
    )


def _apart(column: Column, one: int, other: int) -> float:
    if one & other:
        return 0.0
    if not isinstance(column.question.domain, Range) or not (one and other):
        return 1.0
    below, above = sorted((one, other), key=int.bit_length)
    return ((above & -above).bit_length() - below.bit_length()) / column.count


def _written(table: Table, number: int, cells: Sequence[str], results: Sequence[str]) -> str:
    """Write a row as a line of the document, each cell under its own column."""
    ref = RowRef(table.letter, number)
    asked = [question.name for question in table.questions]
    said = dict(zip((*asked, *table.results), (*cells, *results), strict=True))
    texts = (said[name] for name in table.order)
    escaped = [text.replace("\\", "\\\\").replace("|", "\\|") for text in texts]
    return f"| {ref} | {' | '.join(escaped)} |"


def mergers(ground: Ground) -> Iterator[tuple[Row, Row, str | None]]:
    """Find pairs of rows that one row could say, with that row; None where they are the same.

    They have the same results and differ in one question, and the cell for both is short. Where
    the first row that fits decides they stand together: what lies between could take their cases.
    Where exactly one row fits, rows that overlap are a finding already.
    In tables too long to be read by a person nothing is proposed.
    """
    table = ground.table
    if len(table.rows) > _LONGEST:
        return
    numbered = _numbered(table)
    if table.reading is Reading.COLLECT:
        for one, other in _alike(numbered, None):
            yield table.rows[one], table.rows[other], None
    for at in range(len(table.columns)):
        for one, other in _alike(numbered, at):
            merged = _merged(ground, one, other, at)
            if merged:
                yield table.rows[one], table.rows[other], merged


def _numbered(table: Table) -> list[tuple[object, ...]]:
    """Give every row as numbers, the same for the same cell, with its results at the end."""
    numbers: list[dict[Test, int]] = [{} for _ in table.columns]
    return [
        (
            *(
                known.setdefault(test, len(known))
                for known, test in zip(numbers, row.tests, strict=True)
            ),
            tuple(row.results.values()),
        )
        for row in table.rows
    ]


def _alike(numbered: list[tuple[object, ...]], but: int | None) -> Iterator[tuple[int, int]]:
    """Give neighbours among the rows that are the same in all, or all but one column."""
    groups: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for place, row in enumerate(numbered):
        groups[row if but is None else (*row[:but], *row[but + 1 :])].append(place)
    for group in groups.values():
        for one, other in pairwise(group):
            if but is None or numbered[one] != numbered[other]:
                yield one, other


def _merged(ground: Ground, one: int, other: int, at: int) -> str | None:
    table = ground.table
    if table.reading is Reading.FIRST and other != one + 1:
        return None
    if table.reading is Reading.UNIQUE and ground.meeting(one, 1 << other):
        return None
    first, second = (ground.lines[at].side(row)[0] for row in (one, other))
    if table.reading is Reading.FIRST and not second & ~first:
        return None
    side = first | second
    try:
        cell = boxes.cell(ground.columns[at], side, table.lang)
    except ValueError:
        return None
    if not _readable(cell, table.columns[at].question.domain):
        return None
    row = table.rows[one]
    cells = (*row.cells[:at], cell, *row.cells[at + 1 :])
    return _written(table, row.ref.number, cells, list(row.results.values()))


def _readable(cell: str, domain: Domain) -> bool:
    test = read_cell(cell, domain)
    if not isinstance(test, Test):
        return False
    if isinstance(domain, Range):
        return len(test.spans) <= 1
    named = test.picks.bit_count()
    return named <= _READABLE or named >= len(domain.all_answers) - 1
