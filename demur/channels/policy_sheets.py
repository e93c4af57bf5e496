"""A policy document as a workbook, one sheet a table; the sheet of text says what stands where.

Every cell is text, also what begins like a formula. The same document gives the same bytes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from demur.channels.policy_sheets_parts import MAKER
from demur.channels.steady import same_bytes
from demur.domain.policy import document, markdown
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.margin import Margin
from demur.domain.policy.messages import say
from demur.domain.policy.sections import Kind, sort_out
from demur.domain.policy.writing.grids import Grid, Part, heading_above, parts_of
from demur.domain.refusal import Lang

LONGEST_LINE: Final = 30_000
_NOT_IN_A_NAME: Final = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
_NOT_IN_A_CELL: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")
_LONGEST_NAME: Final = 31
_WIDEST, _NARROWEST = 48, 7
_THIN: Final = Side(style="thin", color="FFB8B8B8")
_GRID: Final = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEAD: Final = PatternFill("solid", fgColor="FFE9EEF2")
_WRAPPED: Final = Alignment(wrap_text=True, vertical="top")
_KIND_NAMES: Final = {
    Kind.METADATA: "sheet head",
    Kind.QUESTIONS: "sheet questions",
    Kind.BARRED: "sheet barred",
    Kind.EXAMPLES: "sheet examples",
    Kind.IMPOSSIBLE: "sheet impossible",
    Kind.INVARIANTS: "sheet invariants",
    Kind.CHANGES: "sheet changes",
    Kind.WORDING: "sheet wording",
    Kind.DECISION: "sheet table",
    Kind.OTHER: "sheet other",
}


def workbook(source: bytes) -> bytes:
    """Write a policy document as an xlsx workbook that comes back as the same document."""
    read = document.read(source)
    text = markdown.decode(source).text
    parts = parts_of(text)
    book = Workbook()
    contents = book.active
    assert contents is not None  # noqa: S101
    contents.title = say(read.lang, "sheet text")
    names = _names(text, read, contents.title)
    _write_text(contents, parts, names, read.lang)
    grids = [(at, part) for at, part in enumerate(parts) if isinstance(part, Grid)]
    for (at, grid), name in zip(grids, names, strict=True):
        _write_grid(book.create_sheet(name), heading_above(parts, at), grid)
    _tell_of(book, read.policy.title if read.policy else "")
    made = io.BytesIO()
    book.save(made)
    return same_bytes(made.getvalue())


def _names(text: str, read: document.Document, *taken: str) -> list[str]:
    """Name the sheets by what their tables are for; no name twice, whatever its case."""
    letters = {t.line: t.letter for t in read.policy.tables.values()} if read.policy else {}
    given = [voc.fold(name) for name in taken]
    names = []
    for raw in markdown.read_page(text).tables:
        kind = sort_out(raw, Margin(read.lang)).kind
        wanted = say(read.lang, _KIND_NAMES[kind], table=letters.get(raw.line, ""))
        name = next(each for each in _tries(wanted) if voc.fold(each) not in given)
        given.append(voc.fold(name))
        names.append(name)
    return names


def _tries(wanted: str) -> Iterator[str]:
    plain = _NOT_IN_A_NAME.sub(" ", wanted).strip()[:_LONGEST_NAME]
    yield plain
    yield from (f"{plain[: _LONGEST_NAME - 4]} {number}" for number in range(2, 1_000))


def _write_text(sheet: Any, parts: Sequence[Part], names: Sequence[str], lang: Lang) -> None:
    """Write the text line by line; in a table's place stands the name of its sheet."""
    _header(sheet, 1, (say(lang, "sheet line"), say(lang, "sheet of table")))
    waiting = iter(names)
    row = 1
    for part in parts:
        lines = [""] if isinstance(part, Grid) else _lines(part)
        for line in lines:
            row += 1
            _put(sheet.cell(row, 1), line)
            if isinstance(part, Grid):
                _put(sheet.cell(row, 2), next(waiting))
    sheet.column_dimensions["A"].width = 100
    sheet.column_dimensions["B"].width = 24
    _printed(sheet, 1)


def _lines(text: str) -> Iterator[str]:
    """Give a text's lines, those longer than a cell can hold broken at a space."""
    for line in text.removesuffix("\n").split("\n"):
        rest = line
        while len(rest) > LONGEST_LINE:
            cut = rest.rfind(" ", 1, LONGEST_LINE)
            cut = cut if cut > 0 else LONGEST_LINE
            yield rest[:cut]
            rest = rest[cut:].lstrip(" ")
        yield rest


def _write_grid(sheet: Any, heading: str, grid: Grid) -> None:
    """Write a table under its heading, its column names frozen and repeated on paper."""
    if heading:
        _put(sheet.cell(1, 1), heading)
        sheet.cell(1, 1).font = Font(bold=True, size=13)
        sheet.cell(1, 1).alignment = Alignment(wrap_text=False)
    top = 2 if heading else 1
    _header(sheet, top, grid.header)
    for at, cells in enumerate(grid.rows, top + 1):
        for column, text in enumerate(cells, 1):
            _put(sheet.cell(at, column), text)
            sheet.cell(at, column).border = _GRID
    for column in range(1, len(grid.header) + 1):
        longest = max(len(row[column - 1]) if column <= len(row) else 0 for row in _all(grid))
        width = min(max(longest + 2, _NARROWEST), _WIDEST)
        sheet.column_dimensions[get_column_letter(column)].width = width
    _printed(sheet, top)


def _all(grid: Grid) -> tuple[tuple[str, ...], ...]:
    return (grid.header, *grid.rows)


def _header(sheet: Any, row: int, names: Sequence[str]) -> None:
    for column, name in enumerate(names, 1):
        cell = sheet.cell(row, column)
        _put(cell, name)
        cell.font, cell.fill, cell.border = Font(bold=True), _HEAD, _GRID
    sheet.freeze_panes = sheet.cell(row + 1, 1)


def _put(cell: Any, text: str) -> None:
    """Put a text into a cell as text: `=1+1` is what somebody wrote, never a sum."""
    cell.value = _NOT_IN_A_CELL.sub(" ", text)
    cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = text[:1] in set("=+-@")
    cell.alignment = _WRAPPED


def _printed(sheet: Any, header_row: int) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"1:{header_row}"
    sheet.oddFooter.center.text = "&P / &N"
    sheet.oddFooter.left.text = "&A"


def _tell_of(book: Any, title: str) -> None:
    book.properties.creator = MAKER
    book.properties.title = _NOT_IN_A_CELL.sub(" ", title)[:200]
