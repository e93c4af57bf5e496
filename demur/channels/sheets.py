"""Sheets from any office program, streamed: a million rows pass through one at a time.

The top of a sheet is looked at first, for its encoding, its delimiter and what its columns mean;
then its rows come in order, and a row that can't be read says so in its place.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, TypeAlias

from demur.channels.sheets_columns import column_names, meaning
from demur.channels.sheets_encoding import recognise
from demur.channels.sheets_faults import Flaw, SheetFault
from demur.channels.sheets_writing import unguarded, write_rows

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["Flaw", "Row", "Sheet", "SheetFault", "Source", "read", "write_rows"]

Source: TypeAlias = bytes | Path | BinaryIO
DELIMITERS: Final = ",;\t"
#: Characters in a line; a longer one has lost its line end.
LINE_LIMIT: Final = 1 << 20
#: Characters enough to see the headings, or how a plain list is kept.
SAMPLE: Final = 1 << 16
_SEPARATOR_LINE = re.compile(r"sep=([,;\t])(?:\r\n|\n|\r)", re.IGNORECASE)
#: The csv module tells its faults apart in words only.
_FLAWS: Final = {
    "unexpected end": Flaw.UNCLOSED_QUOTE,
    "field larger": Flaw.TOO_LONG,
    "expected after": Flaw.STRAY_QUOTE,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line it begins on (from 1), its cells by our column names, the bytes read."""

    line: int
    values: Mapping[str, str]
    position: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet about to be read: what its columns mean, and its rows, once, in order.

    `unknown` are the headings we have no name for; their cells are kept under the heading itself.
    A row that can't be read comes as a SheetFault in its place; one that `stops` is the last.
    """

    columns: tuple[str, ...]
    unknown: tuple[str, ...]
    encoding: str
    delimiter: str
    rows: Iterator[Row | SheetFault]


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a sheet's top is laid out; `lines` are those before its first row."""

    headings: tuple[str, ...]
    delimiter: str
    lines: int
    plain: bool = False

    @property
    def known(self) -> int:
        return sum(meaning(heading) is not None for heading in self.headings)


def read(source: Source, plain: Sequence[str] = ()) -> Sheet | SheetFault:
    """A sheet's columns and rows from bytes, a path or a seekable stream, or why it is refused.

    Recognises the encoding (see `recognise`), the delimiter (comma, semicolon, tab, or a "sep="
    line) and the columns by their headings in Hungarian, Russian or English. `plain` are the
    column names of a list that comes without headings. Blank rows are passed over; missing cells
    are empty. Raises OSError when the source can't be opened.
    """
    with _opened(source) as stream:
        encoding = recognise(stream)
        if isinstance(encoding, SheetFault):
            return encoding
        stream.seek(0)
        top = _text(_Counted(stream), encoding).read(SAMPLE)
    layout = _layout(top, plain)
    if isinstance(layout, SheetFault):
        return layout
    columns, unknown = column_names(layout.headings)
    rows = _rows(source, encoding, layout, columns)
    return Sheet(columns, () if layout.plain else unknown, encoding, layout.delimiter, rows)


def _layout(top: str, plain: Sequence[str]) -> _Layout | SheetFault:
    """Headings and delimiter: the delimiter under which most headings are known, then are many."""
    separator = _SEPARATOR_LINE.match(top)
    skipped, delimiters = (1, separator.group(1)) if separator else (0, DELIMITERS)
    body = top[separator.end() :] if separator else top
    if not body.strip(f"\r\n {DELIMITERS}"):
        return SheetFault(Flaw.EMPTY, 1)
    if len(top) == SAMPLE and len(body.splitlines()) == 1:
        return SheetFault(Flaw.TOO_LONG, 1, {"limit": SAMPLE})
    tried = [_headings(body, delimiter, skipped) for delimiter in delimiters]
    layouts = [layout for layout in tried if isinstance(layout, _Layout)]
    best = max(layouts, key=lambda layout: (layout.known, len(layout.headings)), default=None)
    if plain and (best is None or not best.known):
        return _plain_layout(body, delimiters, plain, skipped)
    return best or next(fault for fault in tried if isinstance(fault, SheetFault))


def _headings(body: str, delimiter: str, skipped: int) -> _Layout | SheetFault:
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    try:
        headings = next((cells for cells in reader if any(map(str.strip, cells))), [])
    except csv.Error as error:
        return _fault(error, skipped + 1)
    return _Layout(tuple(headings), delimiter, reader.line_num + skipped)


def _plain_layout(body: str, delimiters: str, plain: Sequence[str], skipped: int) -> _Layout:
    """A list without headings: the delimiter that most lines meet first, and columns enough."""
    lines = body.splitlines()
    firsts = [re.search(f"[{delimiters}]", line) for line in lines]
    met = [first.group() for first in firsts if first]
    delimiter = max(delimiters, key=met.count)
    width = max((len(cells) for cells in csv.reader(lines, delimiter=delimiter)), default=0)
    unnamed = ("",) * (width - len(plain))
    return _Layout((*plain, *unnamed), delimiter, skipped, plain=True)


def _rows(
    source: Source, encoding: str, layout: _Layout, columns: tuple[str, ...]
) -> Iterator[Row | SheetFault]:
    with _opened(source) as stream:
        stream.seek(0)
        counted = _Counted(stream)
        lines = _Lines(_text(counted, encoding), layout.lines)
        reader = csv.reader(lines, delimiter=layout.delimiter, strict=True)
        while True:
            line = lines.number + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                fault = _fault(error, line)
                yield fault
                if fault.stops:
                    return
                continue
            if any(map(str.strip, cells)):
                cut = not lines.whole and not layout.plain
                yield _row(line, cells, columns, counted.position, cut)


def _row(
    line: int, cells: Sequence[str], columns: Sequence[str], position: int, cut: bool
) -> Row | SheetFault:
    """A row under its columns; `cut` says that its last line has no end, so a short row is one."""
    missing = len(columns) - len(cells)
    if missing < 0 and any(map(str.strip, cells[len(columns) :])):
        counts = {"cells": len(cells), "columns": len(columns)}
        return SheetFault(Flaw.TOO_MANY_CELLS, line, counts)
    if missing > 0 and cut:
        return SheetFault(Flaw.CUT, line)
    full = (*map(unguarded, cells), *("",) * missing)
    return Row(line, dict(zip(columns, full, strict=False)), position)


def _fault(error: csv.Error, line: int) -> SheetFault:
    flaw = next((flaw for words, flaw in _FLAWS.items() if words in str(error)), Flaw.STRAY_QUOTE)
    params = {"limit": csv.field_size_limit()} if flaw is Flaw.TOO_LONG else {}
    return SheetFault(flaw, line, params)


class _Lines:
    """A text's lines one by one, none of them endless; `number` is the last one's, from 1."""

    def __init__(self, text: io.TextIOWrapper, skip: int) -> None:
        self.text = text
        self.number = 0
        self.whole = True
        for _ in range(skip):
            next(self, "")

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.text.readline(LINE_LIMIT)
        if not line:
            raise StopIteration
        self.number += 1
        self.whole = line.endswith(("\n", "\r"))
        if len(line) == LINE_LIMIT and not self.whole:
            raise csv.Error("field larger than a line may be")
        return line


class _Counted(io.RawIOBase):
    """A stream that knows how far it was read, and stays open when what reads it is closed."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.position = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        piece = self.stream.read(len(view))
        view[: len(piece)] = piece
        self.position += len(piece)
        return len(piece)


def _text(counted: _Counted, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BufferedReader(counted, SAMPLE), encoding, newline="")


def _opened(source: Source) -> AbstractContextManager[BinaryIO]:
    if isinstance(source, bytes):
        return io.BytesIO(source)
    return source.open("rb") if isinstance(source, Path) else nullcontext(source)
