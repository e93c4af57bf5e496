"""Two people changed one text: joined where their changes can both stand.

Tables are joined by what their rows and cells are, the lines around them by lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import AnyStr, Final, Generic

from demur.domain.policy import document, markdown
from demur.domain.policy.editing.edits import Line, Sheet
from demur.domain.policy.editing.merging_tables import Laid, joined_table, laid_out
from demur.domain.policy.findings import Severity
from demur.domain.policy.lint import check

#: Comparing lines that are all alike takes the square of their number.
LINES_MOST: Final = 2_000

_TABLE: Final = "\0"
"""Begins what stands for a table among lines; no line of a text that was read holds it."""


@dataclass(frozen=True, slots=True)
class LineEdit(Generic[AnyStr]):
    """Lines `start` to `end` of the base, the end left out, put otherwise."""

    start: int
    end: int
    lines: tuple[AnyStr, ...]

    def touches(self, other: LineEdit[AnyStr]) -> bool:
        """Say whether two edits overlap, or stand side by side."""
        return self.start <= other.end and other.start <= self.end


def merged(base: bytes, theirs: bytes, mine: bytes) -> bytes | None:
    """Both changes of a text, or None where they exclude or spoil one another.

    The same change made twice is one. What reads worse than both texts, in that it has a fault
    neither has, is not joined.
    """
    if theirs in (base, mine):
        return mine
    if mine == base:
        return theirs
    is_plain = all(_is_plain(text) for text in (base, theirs, mine))
    joined = (_by_tables if is_plain else _by_lines)(base, theirs, mine)
    if joined is None or _faults(joined) - _faults(theirs) - _faults(mine):
        return None
    return joined


def preferred(base: bytes | None, theirs: bytes, mine: bytes) -> bytes:
    """Both changes of a text, and mine wherever they exclude one another.

    For somebody who has seen both and chose. Where the changes can't be told apart, or nobody knows
    what mine was written over, it is mine as a whole.
    """
    if base is None or not all(_is_plain(text) for text in (base, theirs, mine)):
        return mine
    joined = _by_tables(base, theirs, mine, mine_wins=True)
    return mine if joined is None else joined


def _is_plain(text: bytes) -> bool:
    """Say whether a text can be taken apart and put together without losing a byte."""
    return len(text) <= markdown.MAX_BYTES and markdown.decode(text).encoding is None


def _faults(source: bytes) -> frozenset[str]:
    """The faults of a text in words, whatever line they stand on."""
    findings = check(document.read(source))
    return frozenset(one.message for one in findings if one.severity is Severity.FAULT)


# ---- by lines


def _by_lines(base: bytes, theirs: bytes, mine: bytes) -> bytes | None:
    taken = [text.splitlines(keepends=True) for text in (base, theirs, mine)]
    joined = _joined(taken[0], taken[1], taken[2])
    return None if joined is None else b"".join(joined)


def _joined(
    base: Sequence[AnyStr],
    theirs: Sequence[AnyStr],
    mine: Sequence[AnyStr],
    *,
    mine_wins: bool = False,
) -> list[AnyStr] | None:
    """A three-way merge by lines: changes of neighbouring lines touch, and are not joined."""
    one: list[LineEdit[AnyStr]] | None = line_edits(base, theirs)
    other: list[LineEdit[AnyStr]] | None = line_edits(base, mine)
    if one is None or other is None:
        return None
    if mine_wins:
        one = [edit for edit in one if not any(edit.touches(own) for own in other)]
    every = sorted(set(one) | set(other), key=lambda edit: (edit.start, edit.end))
    if any(edit.touches(following) for edit, following in pairwise(every)):
        return None
    return list(_applied(base, every))


def line_edits(base: Sequence[AnyStr], changed: Sequence[AnyStr]) -> list[LineEdit[AnyStr]] | None:
    """Give what was changed, line by line; None where the change is too large to be compared."""
    start = next((at for at, (a, b) in enumerate(zip(base, changed, strict=False)) if a != b), None)
    start = min(len(base), len(changed)) if start is None else start
    tail = 0
    while tail < min(len(base), len(changed)) - start and base[-1 - tail] == changed[-1 - tail]:
        tail += 1
    old, new = base[start : len(base) - tail], changed[start : len(changed) - tail]
    if max(len(old), len(new)) > LINES_MOST:
        return None
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [
        LineEdit(start + low, start + high, tuple(new[first:last]))
        for kind, low, high, first, last in codes
        if kind != "equal"
    ]


def _applied(base: Sequence[AnyStr], edits: Sequence[LineEdit[AnyStr]]) -> Iterator[AnyStr]:
    at = 0
    for edit in edits:
        yield from base[at : edit.start]
        yield from edit.lines
        at = edit.end
    yield from base[at:]


# ---- by tables


def _by_tables(base: bytes, theirs: bytes, mine: bytes, *, mine_wins: bool = False) -> bytes | None:
    """Join the lines between tables by lines, and each table by what its rows and cells are."""
    sheets = [Sheet.of(text) for text in (base, theirs, mine)]
    laid = [laid_out(sheet) for sheet in sheets]
    names = [name for name in laid[0] if name in laid[1] and name in laid[2]]
    tables = [
        joined_table(laid[0][name], laid[1][name], laid[2][name], mine_wins=mine_wins)
        for name in names
    ]
    taken = [
        _with_tables_as_lines(sheet, [each[name] for name in names])
        for sheet, each in zip(sheets, laid, strict=True)
    ]
    lines = _joined(taken[0], taken[1], taken[2], mine_wins=mine_wins)
    if lines is None or None in tables:
        return None
    marks = [line for line in lines if line.startswith(_TABLE)]
    if sorted(marks) != sorted(_TABLE + str(at) for at in range(len(names))):
        return None
    whole: list[Line] = []
    for line in lines:
        is_table = line.startswith(_TABLE)
        whole += (tables[int(line[1:])] or ()) if is_table else [Line.of(line)]
    return _ended(sheets[1], whole)


def _with_tables_as_lines(sheet: Sheet, tables: Sequence[Laid]) -> list[str]:
    """Give the lines of a text, each of the tables as one."""
    marks = {table.start: (_TABLE + str(at), table.end) for at, table in enumerate(tables)}
    lines: list[str] = []
    at = 0
    while at < len(sheet.lines):
        mark, after = marks.get(at, ("", 0))
        lines.append(mark or sheet.lines[at].text + sheet.lines[at].end)
        at = after or at + 1
    return lines


def _ended(like: Sheet, lines: Sequence[Line]) -> bytes:
    """Give lines as a text of their own: each but the last ends as lines do there."""
    usual = next((line.end for line in like.lines if line.end), "\n")
    ended = [Line(line.text, line.end or usual) for line in lines[:-1]]
    like.lines[:] = [*ended, *(Line(line.text, "") for line in lines[-1:])]
    return like.source()
