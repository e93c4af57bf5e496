"""Where in the document a finding speaks: its table, its rows, its very cells, and its mend."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from demur.domain.policy import markdown
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.editing import edits as editing
from demur.domain.policy.editing.edits import Edited, Misplaced, Why
from demur.domain.policy.editing.reading_view import Block, Cell, Grid, Role, Row
from demur.domain.policy.findings import Code, Finding, Severity

#: These mend by the whole text of a cell; the mend of others is a row, or words for people.
_BY_CELL: Final = frozenset(
    {
        *(Code.RESULT_NOT_LISTED, Code.MISSING_WORDING, Code.UNIT),
        *(Code.BARRED_WORD, Code.EXAMPLE_FAILS, Code.PLACEHOLDER, Code.PEACE_NOT_READ),
    }
)
#: These mend outside of cells: a heading, or marks wherever they stand.
_ELSEWHERE: Final[Mapping[Code, Callable[[bytes, int, str], Edited]]] = MappingProxyType(
    {
        Code.READING_WAY: editing.set_heading,
        Code.ENCODING: lambda source, _line, _mend: editing.without_hidden_marks(source),
    }
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A finding with the lines and cells it is about; `grid_line` is None outside tables.

    `key` stays the same as long as the finding does, so that a page can ask for its mend.
    """

    finding: Finding
    key: str
    grid_line: int | None
    lines: tuple[int, ...]
    cells: tuple[Cell, ...]
    can_mend: bool

    @property
    def is_note(self) -> bool:
        """Say whether it only informs."""
        return self.finding.severity is Severity.NOTE


def place(findings: Sequence[Finding], blocks: Sequence[Block]) -> tuple[Placed, ...]:
    """Join findings to their places, in the order they came."""
    grids = [block for block in blocks if isinstance(block, Grid)]
    return tuple(_placed(finding, grids) for finding in findings)


def mended(source: bytes, placed: Placed, above: int = 0) -> Edited:
    """Give the source with a finding's mend applied: rows that are missing, a row, a cell, a line.

    A row whose number stands in the finding takes that row's place; others are added, with numbers
    greater than `above`.
    """
    finding, rows = placed.finding, _mending_rows(placed.finding)
    if not placed.can_mend or not finding.mend:
        return Misplaced(Why.NO_ROW)
    if finding.code in _ELSEWHERE:
        return _ELSEWHERE[finding.code](source, finding.line, finding.mend)
    if rows:
        return _with_rows(source, placed, rows, above)
    cell = placed.cells[0]
    return editing.set_cell(source, cell.line, cell.column, finding.mend)


def mending_texts(placed: Placed) -> tuple[str, ...]:
    """Give what a mend would write: the cells of its rows, the cell or the line it is about."""
    if not placed.can_mend:
        return ()
    rows = _mending_rows(placed.finding)
    if not rows:
        return (placed.finding.mend or "",)
    if len(rows) == 1 and len(placed.cells) == 1:
        return rows[0][placed.cells[0].column : placed.cells[0].column + 1]
    return tuple(text for row in rows for text in row if text)


def _with_rows(source: bytes, placed: Placed, rows: list[tuple[str, ...]], above: int) -> Edited:
    quoted = {voc.letter(row) for row in placed.finding.rows}
    if voc.letter(rows[0][0]) in quoted:
        return _in_their_place(source, placed, rows[0])
    edited: Edited = source
    for row in rows:
        if isinstance(edited, Misplaced) or placed.grid_line is None:
            break
        edited = editing.add_row(edited, placed.grid_line, cells=row, above=above)
    return edited


def _in_their_place(source: bytes, placed: Placed, row: tuple[str, ...]) -> Edited:
    """Write a row over the first the finding is about, and take out the others it stands for."""
    first, *others = placed.lines
    edited = editing.set_cells(source, {(first, at): text for at, text in enumerate(row)})
    for line in sorted(others, reverse=True):
        edited = edited if isinstance(edited, Misplaced) else editing.delete_row(edited, line)
    return edited


def _placed(finding: Finding, grids: list[Grid]) -> Placed:
    grid = next((each for each in grids if each.line <= finding.line <= each.last_line), None)
    if grid is None and finding.table:
        grid = next((each for each in grids if each.letter == finding.table), None)
    rows = tuple(_rows(finding, grid)) if grid else ()
    cells = tuple(_cells(finding, rows))
    seed = f"{finding.code}|{finding.line}|{finding.message}"
    key = hashlib.sha256(seed.encode("utf-8", "replace")).hexdigest()[:16]
    lines = tuple(row.line for row in rows)
    can_mend = bool(finding.mend) and _can_mend(finding, grid, cells)
    return Placed(finding, key, grid.line if grid else None, lines, cells, can_mend)


def _can_mend(finding: Finding, grid: Grid | None, cells: Sequence[Cell]) -> bool:
    if finding.code in _ELSEWHERE or (grid and _mending_rows(finding)):
        return True
    return len(cells) == 1 and finding.code in _BY_CELL


def _rows(finding: Finding, grid: Grid) -> Iterator[Row]:
    for row in grid.rows:
        if row.line == finding.line or (row.name and row.name in finding.rows):
            yield row


def _cells(finding: Finding, rows: Sequence[Row]) -> Iterator[Cell]:
    """Give the cell a finding names; the number of a row that can be quoted is nobody's to mend."""
    if len(rows) != 1 or finding.column is None:
        return
    column = voc.fold(finding.column)
    for cell in rows[0].cells:
        if voc.fold(cell.name) == column and not (cell.role is Role.NUMBER and rows[0].name):
            yield cell


# ---- mends


def _mending_rows(finding: Finding) -> list[tuple[str, ...]]:
    """Read a mend that is written as rows of the table: `| T9 | any | … |`, one a line."""
    lines = [line.strip() for line in (finding.mend or "").splitlines() if line.strip()]
    if (
        finding.code in _ELSEWHERE
        or not lines
        or not all(line.startswith("|") and line.endswith("|") for line in lines)
    ):
        return []
    head = f"|{'x|' * lines[0].count('|')}\n|{'-|' * lines[0].count('|')}\n"
    tables = markdown.read_page(head + "\n".join(lines)).tables
    return [row.cells for row in tables[0].rows] if tables else []
