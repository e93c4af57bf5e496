"""What was done from one text of a draft to the next, and where a place of the one is in the other.

Both go by what rows and cells are, as joining does, not by the lines on which they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from demur.domain.policy.editing.edits import Sheet
from demur.domain.policy.editing.merging import line_edits
from demur.domain.policy.editing.merging_tables import Laid, Row, known_as, laid_out, strays
from demur.domain.policy.sections import Kind

_QUOTED: Final = frozenset({Kind.DECISION, Kind.WORDING, Kind.QUESTIONS, Kind.BARRED})


class Did(StrEnum):
    """What was done."""

    WROTE = "wrote"
    ADDED = "added"
    DELETED = "deleted"
    MOVED = "moved"
    REWROTE = "rewrote"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was done: to a cell, to a row, or to lines outside of tables.

    `line` is where it stands in the new text, or stood in the old one; `row` and `name` are what
    people call its row and its column, empty where they have no name.
    """

    did: Did
    line: int
    row: str = ""
    column: int = 0
    name: str = ""
    old: str = ""
    new: str = ""


@lru_cache(maxsize=64)
def changes(old: bytes, new: bytes) -> tuple[Change, ...]:
    """Give what was done from an old text to a new one, in the order of the new."""
    if old == new:
        return ()
    sheets = Sheet.of(old), Sheet.of(new)
    tables = [_plain(laid_out(sheet)) for sheet in sheets]
    both = [(tables[0][name], tables[1][name]) for name in tables[0] if name in tables[1]]
    same = [(was, now) for was, now in both if len(was.head[0].cells) == len(now.head[0].cells)]
    found = [change for was, now in same for change in _in_table(was, now)]
    found += _outside(*sheets, [was for was, _ in same], [now for _, now in same])
    return tuple(sorted(found, key=lambda change: (change.line, change.column)))


def counterpart(old: bytes, new: bytes, line: int) -> int | None:
    """Give the line of a new text on which a row, or the head of a table, of an old one stands.

    None where it is no longer there.
    """
    if old == new:
        return line
    sheets = Sheet.of(old), Sheet.of(new)
    tables = [_plain(laid_out(sheet)) for sheet in sheets]
    for name, was in tables[0].items():
        if name in tables[1] and was.start < line <= was.end:
            now = known_as(was, tables[1][name])
            key = {at: key for key, at in was.lines_by_key.items()}.get(line)
            return now.lines_by_key.get(key) if key is not None else now.start + 1
    texts = [[each.text for each in sheet.lines] for sheet in sheets]
    return _shifted(texts[0], texts[1], line)


def _plain(tables: Mapping[str, Laid]) -> dict[str, Laid]:
    """Leave out the tables of which two rows are called the same."""
    return {name: laid for name, laid in tables.items() if len(laid.by_key) == len(laid.rows)}


def _shifted(old: Sequence[str], new: Sequence[str], line: int) -> int | None:
    edits = line_edits(old, new)
    if edits is None or any(edit.start < line <= edit.end for edit in edits):
        return None
    before = [edit for edit in edits if edit.end < line]
    return line + sum(len(edit.lines) - edit.end + edit.start for edit in before)


# ---- in a table


def _in_table(was: Laid, now: Laid) -> Iterator[Change]:
    now = known_as(was, now)
    names, lines, old = now.head[0].cells, now.lines_by_key, was.by_key
    moved = strays([key for key in was.keys if key in lines], now.keys)[0]
    yield from _cells(now.start + 1, "", was.head[0], now.head[0], names)
    for key, row in now.by_key.items():
        if key not in old:
            yield Change(Did.ADDED, lines[key], _called(now, row), new=_said(row))
            continue
        if key in moved:
            yield Change(Did.MOVED, lines[key], _called(now, row))
        yield from _cells(lines[key], _called(was, old[key]), old[key], row, names)
    for key, line in was.lines_by_key.items():
        if key not in lines:
            yield Change(Did.DELETED, line, _called(was, old[key]), old=_said(old[key]))


def _cells(line: int, called: str, was: Row, now: Row, names: Sequence[str]) -> Iterator[Change]:
    for at, name in enumerate(names):
        old, new = ((*row.cells, *[""] * len(names))[at] for row in (was, now))
        if old != new:
            yield Change(Did.WROTE, line, called, at, name, old, new)


def _called(laid: Laid, row: Row) -> str:
    """Give what people call a row: its number, its name, or what it says."""
    return row.cells[0] if laid.kind in _QUOTED and row.cells else _said(row)


def _said(row: Row) -> str:
    return " · ".join(filter(None, row.cells))


# ---- around the tables


def _outside(old: Sheet, new: Sheet, was: Sequence[Laid], now: Sequence[Laid]) -> Iterator[Change]:
    taken, put = _lines_outside(old, was), _lines_outside(new, now)
    texts = [[text for _, text in lines] for lines in (taken, put)]
    edits = line_edits(texts[0], texts[1])
    if edits is None:
        yield Change(Did.REWROTE, 1, old="\n".join(texts[0]), new="\n".join(texts[1]))
    shift = 0
    for edit in edits or ():
        at = min(edit.start + shift, len(put) - 1)
        before = "\n".join(texts[0][edit.start : edit.end])
        yield Change(Did.REWROTE, put[at][0], old=before, new="\n".join(edit.lines))
        shift += len(edit.lines) - edit.end + edit.start


def _lines_outside(sheet: Sheet, tables: Sequence[Laid]) -> list[tuple[int, str]]:
    inside = {at for laid in tables for at in range(laid.start, laid.end)}
    lines = [(at + 1, line.text) for at, line in enumerate(sheet.lines) if at not in inside]
    return lines or [(1, "")]
