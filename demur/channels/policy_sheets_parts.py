"""The sheets of a workbook put together to a document: what stands where, and under which name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from demur.domain.policy import markdown
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.findings import Code
from demur.domain.policy.margin import Margin
from demur.domain.policy.messages import sentences
from demur.domain.policy.writing.grids import Grid, Part, heading_above, retitled

MAKER: Final = "Demur"  # who made a workbook, as its properties say
_NUMBER: Final = re.compile(r"^[^\W\d_]{0,3}[\s.\-]?(\d{1,6})[.)]?$")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as read: the text of its cells, row by row."""

    name: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Laid:
    """A sheet's heading and table; `at` are the sheet's rows that the table's lines come from."""

    sheet: str
    heading: str
    grid: Grid
    at: tuple[int, ...]


@dataclass(slots=True)
class _Taken:
    """The tables not yet put anywhere, by the names of their sheets; and the names looked for."""

    by_name: dict[str, Laid]
    hidden: frozenset[str]
    margin: Margin
    wanted: frozenset[str] = frozenset()


def put_together(
    sheets: Sequence[Sheet], hidden: Iterable[str], margin: Margin
) -> tuple[tuple[Part, ...], tuple[Laid, ...]]:
    """Follow the sheet of text where there is one; what it does not name stands at the end.

    Gives the document's parts, and its tables in the order in which they stand there.
    """
    text = next(filter(is_text, sheets), None)
    laid = {each.name: _laid(each, margin) for each in sheets if each is not text}
    tables = {name: each for name, each in laid.items() if each is not None}
    taken = _Taken(tables, frozenset(map(voc.fold, hidden)), margin)
    every = dict(tables)
    parts = _followed(text, taken) if text is not None else ()
    for each in taken.by_name.values():
        parts = (*parts, f"\n## {each.heading or each.sheet}\n", each.grid)
    by_grid = {id(each.grid): each for each in every.values()}
    return parts, tuple(by_grid[id(part)] for part in parts if isinstance(part, Grid))


def places(source: bytes, tables: Sequence[Laid]) -> Mapping[int, tuple[str, int]]:
    """Give for each line of a document's tables the sheet and the row it came from."""
    read = markdown.read_page(source.decode("utf-8", "replace")).tables
    if len(read) != len(tables):
        return {}
    found: dict[int, tuple[str, int]] = {}
    for raw, laid in zip(read, tables, strict=True):
        lines = (raw.line, *(row.line for row in raw.rows))
        found |= {line: (laid.sheet, row) for line, row in zip(lines, laid.at, strict=False)}
    return found


def is_text(sheet: Sheet) -> bool:
    """Say whether this is the sheet of a workbook of ours that holds all but the tables."""
    wanted = zip(_said("sheet line"), _said("sheet of table"), strict=True)
    return bool(sheet.rows) and tuple(sheet.rows[0][:2]) in set(wanted)


def _said(key: str) -> Iterator[str]:
    yield from sentences()[key].values()


# ---- the text, and the tables in it


def _followed(text: Sheet, taken: _Taken) -> tuple[Part, ...]:
    parts: tuple[Part, ...] = ()
    lines: list[str] = []
    taken.wanted = frozenset(voc.fold(row[1]) for row in text.rows[1:] if len(row) > 1)
    for number, row in enumerate(text.rows[1:], 2):
        line, named = (*row, "", "")[:2]
        before = (*parts, *(["\n".join(lines) + "\n"] if lines else []))
        found = _named(named, heading_above(before, len(before)), number, taken) if named else None
        if found is None:
            lines.append(line)
            continue
        parts, lines = (*before, found.grid), []
        if found.heading and found.heading != heading_above(parts, len(parts) - 1):
            parts = retitled(parts, len(parts) - 1, found.heading)
    return (*parts, *(["\n".join(lines) + "\n"] if lines else []))


def _named(name: str, heading: str, row: int, taken: _Taken) -> Laid | None:
    """Find the sheet the text names, under a new name too; say so where it is gone."""
    for each in taken.by_name:
        if voc.fold(each) == voc.fold(name):
            return taken.by_name.pop(each)
    strangers = [each for each in taken.by_name if voc.fold(each) not in taken.wanted]
    alike = [each for each in strangers if heading and taken.by_name[each].heading == heading]
    if len(alike) == 1:
        return taken.by_name.pop(alike[0])
    if voc.fold(name) not in taken.hidden:
        taken.margin.warn(Code.NOT_CARRIED, row, "xlsx sheet gone", sheet=name)
    return None


# ---- one sheet


def _laid(sheet: Sheet, margin: Margin) -> Laid | None:
    """Find the heading (a line with one cell) and the table below it; empty rows are no rows."""
    heading = ""
    rows = [(at, row) for at, row in enumerate(sheet.rows, 1) if any(row)]
    while len(rows) > 1 and alone(rows[0][1]) and not alone(rows[1][1]):
        heading, rows = next(filter(None, rows[0][1])), rows[1:]
    if not rows:
        return None
    header = rows[0][1]
    body = tuple((*row, *[""] * (len(header) - len(row))) for _, row in rows[1:])
    laid = Laid(sheet.name, heading, Grid(header, body), tuple(at for at, _ in rows))
    return _numbered(laid, margin)


def alone(row: Sequence[str]) -> bool:
    """Say whether a row has just one cell filled in."""
    return sum(map(bool, row)) == 1


def _numbered(laid: Laid, margin: Margin) -> Laid:
    """Number the rows that somebody added without a number, and say which each got."""
    header, rows = laid.grid.header, laid.grid.rows
    if voc.HEADER_KEYS.get(voc.fold(header[0])) != "number":
        return laid
    found = [_NUMBER.match(row[0]) for row in rows]
    last = max((int(each[1]) for each in found if each), default=0)
    letter = next((each.string[: each.start(1)] for each in found if each), "")
    numbered = []
    for at, row in zip(laid.at[1:], rows, strict=True):
        if not row[0] and all(row[1 : len(header)]) and last:
            last += 1
            row = (f"{letter}{last}", *row[1:])
            margin.note(
                Code.ROW_NUMBER, at, "xlsx numbered", sheet=laid.sheet, place=at, row=row[0]
            )
        numbered.append(row)
    return replace(laid, grid=Grid(header, tuple(numbered)))
