"""A policy document as a page shows and edits it: tables as grids, findings at their cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import ClassVar, Final

from demur.domain.policy import document, lint
from demur.domain.policy.document import Document
from demur.domain.policy.editing import cell_choices
from demur.domain.policy.editing.finding_places import Placed, mending_texts, place
from demur.domain.policy.editing.reading_view import (
    Block,
    Cell,
    Grid,
    Head,
    Role,
    Row,
    read_as_people,
)
from demur.domain.policy.findings import Severity
from demur.domain.policy.proof import invariants
from demur.domain.policy.sections import Kind
from demur.web.policy_kept import Differing

#: A form holds no more cells, as a request may have no more fields; a larger table has several.
CELLS_MOST: Final = 150
#: Rows of one table that are shown as inputs at once; the others are a page further.
ROWS_MOST: Final = 200
#: Longer texts get more than one line to be written in.
LINE: Final = 32
#: Results longer than this are sentences: written in lines, not picked from a list.
SENTENCE: Final = 60
#: Rows that people know by what their first cell says, though they have no number.
NAMED: Final = frozenset({Kind.QUESTIONS, Kind.BARRED})

Kept = Mapping[int, Sequence[Differing]]
"""By the line of a row, the texts that were kept aside and are about its cells."""


@dataclass(frozen=True)
class Seen:
    """A text as read and checked once, each when a page first asks for it.

    A replay asks for no findings, and need not wait until the dictionaries of three languages are
    loaded.
    """

    source: bytes

    @cached_property
    def document(self) -> Document:
        """What it says."""
        return document.read(self.source)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Its parts as people read them."""
        return read_as_people(self.source)

    @cached_property
    def findings(self) -> tuple[Placed, ...]:
        """What is said against it, at its places."""
        return place(lint.check(self.document), self.blocks)

    @property
    def proved(self) -> tuple[str, ...]:
        """What the document says must never happen, and cannot."""
        policy = self.document.policy
        return invariants.proved(policy, [one.finding for one in self.findings]) if policy else ()

    @property
    def faults(self) -> int:
        """How many findings keep it from being adopted."""
        return sum(one.finding.severity is Severity.FAULT for one in self.findings)


@lru_cache(maxsize=32)
def seen(source: bytes) -> Seen:
    """Keep what was read of a text: the same bytes are read and checked once."""
    return Seen(source)


@dataclass(frozen=True, slots=True)
class Field:
    """A cell to be typed into.

    `choices` is the id of the list that proposes answers, `finding` of what is said against it,
    in the words of `said`.
    """

    cell: Cell
    label: str
    choices: str
    finding: str
    said: str

    @property
    def id(self) -> str:
        """Its name in the form, and where a finding leads."""
        return f"cell-{self.cell.line}-{self.cell.column}"

    @property
    def lines(self) -> int:
        """How many lines of a text area it fills, where the browser does not know by itself."""
        return max(1, -(-len(self.cell.text) // LINE))


@dataclass(frozen=True, slots=True)
class Line:
    """A row to be edited; `number` is shown and stays, unless nobody can read it.

    `label` names it to who cannot see it: by its number or name, else by its place. `said` is a
    finding about the row as a whole, `kept` are texts that were written into it at the same time.
    """

    row: Row
    number: str
    label: str
    fields: tuple[Field, ...]
    is_told: bool
    said: str
    kept: Sequence[Differing]


@dataclass(frozen=True, slots=True)
class EditGrid:
    """A table to be edited, in forms of so many rows as one request carries."""

    shape: ClassVar = "edit"
    grid: Grid
    heads: tuple[Head, ...]
    choices: tuple[tuple[str, tuple[str, ...]], ...]
    forms: tuple[tuple[Line, ...], ...]
    findings: tuple[Placed, ...]
    further: int


def edited_blocks(
    read: Seen, start: int = 0, only: int = 0, kept: Kept | None = None
) -> tuple[Block | EditGrid, ...]:
    """Give the blocks with every table as a grid; of the table at line `only`, from row `start`.

    `kept` are the texts that were kept aside, by the line of the row they are about.
    """
    return tuple(
        _edit_grid(read, block, start if block.line == only else 0, kept or {})
        if isinstance(block, Grid)
        else block
        for block in read.blocks
        if not only or block.line == only
    )


def nearest_row(read: Seen, line: int) -> int:
    """The line of the row that stands at a line, or stood there: else the one before it, or 0."""
    grids = [block for block in read.blocks if isinstance(block, Grid)]
    lines = {row.line for grid in grids for row in grid.rows}
    return next((at for at in (line, line - 1) if at in lines), 0)


def _edit_grid(read: Seen, grid: Grid, start: int, kept: Kept) -> EditGrid:
    findings = tuple(one for one in read.findings if one.grid_line == grid.line)
    choices = [
        () if head.role is Role.RESULT and any(len(text) > SENTENCE for text in found) else found
        for head, found in zip(
            grid.heads, cell_choices.choices(read.document.policy, grid), strict=True
        )
    ]
    rows = grid.rows[start : start + ROWS_MOST]
    lines = [
        _line(grid, row, at, choices, findings, kept.get(row.line, ()))
        for at, row in enumerate(rows, start + 1)
    ]
    a_form = max(1, CELLS_MOST // max(1, len(grid.heads)))
    return EditGrid(
        grid,
        grid.heads,
        tuple((_list_id(grid, at), found) for at, found in enumerate(choices) if found),
        tuple(tuple(lines[at : at + a_form]) for at in range(0, max(1, len(lines)), a_form)),
        findings,
        start + ROWS_MOST if len(grid.rows) > start + ROWS_MOST else 0,
    )


def _line(
    grid: Grid,
    row: Row,
    place_in_table: int,
    choices: Sequence[Sequence[str]],
    findings: Sequence[Placed],
    kept: Sequence[Differing],
) -> Line:
    name = row.name or (grid.kind in NAMED and row.cells[0].text) or str(place_in_table)
    wrong = {
        (cell.line, cell.column): one for one in findings for cell in one.cells if not one.is_note
    }
    fields = tuple(
        Field(
            cell,
            f"{name}, {cell.name}",
            _list_id(grid, cell.column) if choices[cell.column] else "",
            f"finding-{told.key}" if told else "",
            told.finding.message if told else "",
        )
        for cell, head in zip(row.cells, grid.heads, strict=True)
        for told in [wrong.get((cell.line, cell.column))]
        if not (row.name and head.role is Role.NUMBER)
    )
    return Line(
        row,
        row.name,
        name,
        fields,
        any(row.line in one.lines for one in findings if not one.is_note),
        next((one.finding.message for one in findings if _is_of_row(one, row)), ""),
        kept,
    )


def _is_of_row(placed: Placed, row: Row) -> bool:
    return row.line in placed.lines and not placed.cells and not placed.is_note


def _list_id(grid: Grid, column: int) -> str:
    return f"choices-{grid.line}-{column}"


@dataclass(frozen=True, slots=True)
class Told:
    """A finding on the page: where it leads, the fields and rows it marks by their ids, its mend.

    `mend` is what would be written, without a pipe in it; empty where no press mends it.
    """

    placed: Placed
    about: str
    where: str
    marks: str
    mend: str

    @property
    def id(self) -> str:
        """What the fields it is about are described by."""
        return f"finding-{self.placed.key}"


def told(read: Seen) -> tuple[Told, ...]:
    """Give the findings as the page lists them: faults first, then in the document's order."""
    found = sorted(read.findings, key=lambda one: one.finding.severity is not Severity.FAULT)
    return tuple(
        Told(
            one,
            " × ".join(one.finding.rows) if len(one.finding.rows) > 1 else "",
            _where(one),
            " ".join(_marks(one)),
            " · ".join(mending_texts(one)),
        )
        for one in found
    )


def _where(one: Placed) -> str:
    if one.cells:
        return f"cell-{one.cells[0].line}-{one.cells[0].column}"
    if one.lines:
        return f"row-{one.lines[0]}"
    return f"line-{one.grid_line or one.finding.line}"


def _marks(one: Placed) -> Iterator[str]:
    """Name what a fault or a warning is about; a note marks nothing, as nothing is wrong."""
    if one.is_note:
        return
    yield from (f"cell-{cell.line}-{cell.column}" for cell in one.cells)
    if not one.cells:
        yield from (f"row-{line}" for line in one.lines)
