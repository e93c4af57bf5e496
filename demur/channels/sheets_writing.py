"""CSV that is safe to open: every text stays text in the spreadsheet."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

#: What makes a spreadsheet take a cell for a formula (OWASP, CSV Injection): also after spaces.
FORMULA_SIGNS: Final = frozenset("=+-@\t\r")
GUARD: Final = "'"


def write_rows(
    columns: Sequence[str], rows: Iterable[Sequence[str | int | None]], delimiter: str = ","
) -> Iterator[bytes]:
    """A sheet for any office program, line by line: UTF-8 with its mark, lines ending in CR LF.

    Every cell is quoted, and a text that a spreadsheet might run is written behind an apostrophe,
    which `sheets.read` takes off again. That holds for numbers too: '+36… is plainly readable,
    and bare +36… would lose its plus. Whole numbers are no text and are written as they are.
    Hungarian and Russian Excel open a file in columns when the delimiter is a semicolon.
    """
    line = io.StringIO(newline="")
    writer = csv.writer(line, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    yield b"\xef\xbb\xbf"
    for cells in _with_headings(columns, rows):
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in cells])
        yield line.getvalue().encode("utf-8", "replace")
        line.seek(0)
        line.truncate()


def guarded(text: str) -> str:
    """A cell's text such that a spreadsheet never takes it for a formula."""
    return GUARD + text if _might_run(text) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given; any other cell comes back as it is."""
    return text[1:] if text.startswith(GUARD) and _might_run(text) else text


def _with_headings(
    columns: Sequence[str], rows: Iterable[Sequence[str | int | None]]
) -> Iterator[Sequence[str | int | None]]:
    yield columns
    yield from rows


def _might_run(text: str) -> bool:
    """Whether the first sign after apostrophes, spaces and invisible marks begins a formula.

    Apostrophes are looked through so that guarding can be undone exactly, however often applied.
    Full-width signs count: some spreadsheets read them as the plain ones.
    """
    for char in text.lstrip(GUARD):
        if char in FORMULA_SIGNS:
            return True
        if not char.isspace() and unicodedata.category(char) not in {"Cc", "Cf"}:
            return unicodedata.normalize("NFKC", char)[0] in FORMULA_SIGNS
    return False
