"""A workbook brought in as a policy document: ours, or one that somebody wrote by hand.

Only what a cell shows for certain is taken: a formula is not calculated, a hidden sheet not read.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries

from demur.channels.dmn_in import BroughtIn
from demur.channels.policy_sheets_cells import cell_text
from demur.channels.policy_sheets_parts import (
    MAKER,
    Sheet,
    alone,
    is_text,
    places,
    put_together,
)
from demur.domain.policy import document, markdown
from demur.domain.policy.findings import Code
from demur.domain.policy.margin import Margin
from demur.domain.policy.writing.grids import written
from demur.domain.refusal import Lang

MAX_BYTES: Final = 20_000_000
MAX_UNPACKED: Final = 24_000_000
MAX_ENTRIES: Final = 2_000
MAX_LINES: Final = 20_000
_DOCTYPE: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+\d+:[A-Z]+\d+)"')
_BROKEN_ZIP: Final = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError),
    *(ValueError, NotImplementedError, RuntimeError),
)
_MAX_MERGED: Final = 500
_ROW: Final = re.compile(rb"<(?:\w+:)?row\s([^>]*)>")
_COLUMN: Final = re.compile(rb"<(?:\w+:)?col\s([^>]*)>")
_R: Final = re.compile(rb'\br="(\d{1,7})"')
_HIDDEN: Final = re.compile(rb'\bhidden="(?:1|true)"')


def bring_in(source: bytes, lang: Lang = Lang.EN) -> BroughtIn:
    """Read a workbook into a document; whatever the bytes, nothing raises.

    Lines of findings are rows of the sheet they name. Limits: 20 MB packed, 24 MB unpacked,
    20,000 rows and 64 columns a sheet.
    """
    margin = Margin(lang)
    if not _may_be_opened(source, margin):
        return BroughtIn(None, {}, margin.findings())
    try:
        sheets, hidden = _sheets(source, margin)
    # A broken workbook breaks openpyxl in more ways than it names.
    except Exception as wrong:
        margin.fault(Code.UNREADABLE_FILE, 1, "xlsx broken", error=f"{type(wrong).__name__}")
        return BroughtIn(None, {}, margin.findings())
    parts, laid = put_together(sheets, hidden, margin)
    brought = written(parts)
    policy = document.read(brought).policy
    if policy is None:
        margin.fault(Code.NO_TABLES, 1, "xlsx no tables")
        return BroughtIn(None, {}, margin.findings())
    tables = {table.letter: table.title for table in policy.tables.values()}
    return BroughtIn(brought, tables, margin.findings(), places=places(brought, laid))


# ---- opening


def _may_be_opened(source: bytes, margin: Margin) -> bool:
    """Look into the zip before anything unpacks it."""
    if len(source) > MAX_BYTES:
        margin.fault(Code.GAVE_UP, 1, "gave up", limit=f"{MAX_BYTES // 1_000_000} MB")
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(source)) as archive:
            return _is_a_workbook(archive, margin)
    except _BROKEN_ZIP:
        margin.fault(Code.UNREADABLE_FILE, 1, "xlsx not xlsx")
        return False


def _is_a_workbook(archive: zipfile.ZipFile, margin: Margin) -> bool:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES or sum(each.file_size for each in entries) > MAX_UNPACKED:
        limit = f"{MAX_UNPACKED // 1_000_000} MB unpacked"
        margin.fault(Code.GAVE_UP, 1, "gave up", limit=limit)
        return False
    if not any(each.filename.casefold() == "[content_types].xml" for each in entries):
        margin.fault(Code.UNREADABLE_FILE, 1, "xlsx not xlsx")
        return False
    for entry in entries:
        with archive.open(entry) as opened:
            if _DOCTYPE.search(opened.read(4_000).replace(b"\0", b"")):
                margin.fault(Code.REFUSED, 1, "dmn entities")
                return False
    return True


def _sheets(source: bytes, margin: Margin) -> tuple[list[Sheet], list[str]]:
    """Give the sheets that are shown, and the names of those that are not."""
    book = load_workbook(io.BytesIO(source), read_only=True, data_only=False, keep_links=False)
    found, hidden = [], []
    with zipfile.ZipFile(io.BytesIO(source)) as archive:
        for sheet in book.worksheets[: markdown.MAX_TABLES]:
            if sheet.sheet_state != "visible":
                margin.warn(Code.NOT_CARRIED, 1, "xlsx hidden", sheet=sheet.title)
                hidden.append(sheet.title)
                continue
            raw = archive.read(sheet._worksheet_path)
            _tell_of_hidden(raw, sheet.title, margin)
            found.append(_sheet(sheet, _merged(raw), margin))
    if book.properties.creator == MAKER and not hidden and not any(map(is_text, found)):
        margin.warn(Code.NOT_CARRIED, 1, "xlsx text gone")
    return found, hidden


def _tell_of_hidden(raw: bytes, name: str, margin: Margin) -> None:
    """Say that what is hidden within a sheet is read all the same: a filter must lose no row."""
    rows = [int(row) for tag in _ROW.findall(raw) if _HIDDEN.search(tag) for row in _R.findall(tag)]
    if rows or any(_HIDDEN.search(tag) for tag in _COLUMN.findall(raw)):
        margin.note(Code.NOT_CARRIED, min(rows, default=1), "xlsx hidden within", sheet=name)


def _merged(raw: bytes) -> list[tuple[int, int, int, int]]:
    """Give the merged ranges: first column, first row, last column, last row."""
    found = _MERGED.findall(raw)
    bounds = (range_boundaries(each.decode()) for each in found[:_MAX_MERGED])
    return [(a, b, c, d) for a, b, c, d in bounds if None not in (a, b, c, d)]


def _sheet(sheet: Any, merged: Sequence[tuple[int, int, int, int]], margin: Margin) -> Sheet:
    limit = MAX_LINES
    rows = [
        [cell_text(cell, sheet.title, margin) for cell in row]
        for row in sheet.iter_rows(max_row=limit + 1, max_col=markdown.MAX_COLUMNS + 1)
    ]
    if len(rows) > limit or any(any(row[markdown.MAX_COLUMNS :]) for row in rows):
        over = f"{limit} rows" if len(rows) > limit else f"{markdown.MAX_COLUMNS} columns"
        margin.fault(Code.GAVE_UP, 1, "gave up", limit=over)
        del rows[limit:]
    for first_column, first, last_column, last in merged:
        _spread(rows, (first_column, first, last_column, last), sheet.title, margin)
    return Sheet(sheet.title, tuple(_trimmed(row) for row in rows))


def _spread(
    rows: list[list[str]], bounds: tuple[int, int, int, int], name: str, margin: Margin
) -> None:
    """Read merged cells as if each said what the first one says, below a heading at least."""
    left, top, right, bottom = bounds
    text = rows[top - 1][left - 1] if top <= len(rows) and left <= len(rows[top - 1]) else ""
    if not text or (top == bottom and alone(rows[top - 1])):
        return
    place = f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"
    margin.note(Code.MERGED_CELLS, top, "xlsx merged", sheet=name, place=place)
    for row in rows[top - 1 : bottom]:
        row.extend([""] * (min(right, markdown.MAX_COLUMNS) - len(row)))
        row[left - 1 : right] = [text] * len(row[left - 1 : right])


def _trimmed(row: Sequence[str]) -> tuple[str, ...]:
    last = max((at for at, text in enumerate(row) if text), default=-1)
    return tuple(row[: last + 1])
