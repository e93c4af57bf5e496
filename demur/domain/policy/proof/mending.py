"""The rows that would mend a table: those for a gap, and the one that says what two said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from demur.domain.policy import vocabulary as voc
from demur.domain.policy.cells import Test, read_cell
from demur.domain.policy.columns import Column
from demur.domain.policy.domains import Domain, Range
from demur.domain.policy.proof import boxes
from demur.domain.policy.proof.ground import Ground
from demur.domain.policy.proof.lines import Box, bits
from demur.domain.policy.proof.sweep import Leaf
from demur.domain.policy.tables import Reading, Row, Table
from demur.domain.refusal import RowRef

_LONGEST: Final = 1_000
_HELD_UP: Final = 200
"""Of so many rows that fit as many questions the nearest is looked for."""
_READABLE: Final = 3
"""A merged cell names at most so many answers, or one stretch of numbers."""


def rows_for(ground: Ground, gap: Leaf[str]) -> str | None:
    """Write the rows that would take in a gap and nothing else, one a line, ready to be pasted.

    Their results are those of the row that comes nearest: a proposal for its owner to weigh. Where
    the first row that fits decides and the gap is ragged, one last row takes in all that is left.
    """
    table, several = ground.table, len(gap.boxes) > 1 or not gap.whole
    last = max((row.ref.number for row in table.rows), default=0)
    if several and table.reading is Reading.FIRST:
        cells = (voc.ANY[table.lang][0],) * len(table.questions)
        return _written(table, last + 1, cells, _nearest(ground, gap.boxes[0]))
    try:
        return "\n".join(
            _written(
                table,
                last + at,
                boxes.row_of(ground.columns, box, table.lang),
                _nearest(ground, box),
            )
            for at, box in enumerate(gap.boxes, 1)
        )
    except ValueError:
        return None


def _nearest(ground: Ground, box: Box) -> Sequence[str]:
    """Give the results of the row that fits a case in the most questions; of those, the nearest.

    Where several are as near, the last: a table is written from the rule to its exceptions.
    """
    table, fitting = ground.table, [ground.rows]
    if not table.rows:
        return [""] * len(table.results)
    for column, codes in zip(ground.columns, box, strict=True):
        met = column.rows[(codes & -codes).bit_length() - 1]
        # Rows by how many questions they fit at least.
        fitting = [
            one | other & met for one, other in zip([*fitting, 0], [0, *fitting], strict=True)
        ]
    best = next(filter(None, reversed(fitting)))
    near = sorted(bits(best), reverse=True)[:_HELD_UP]
    nearest = min(near, key=lambda row: _distance(ground, box, row))
    return [table.rows[nearest].results[name] for name in table.results]


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
