"""Edits of the Markdown source that change only what is meant: every other byte stays as it was.

A place is a line of the source (counting from 1) and a column (from 0), as the reader of the
document gives them. A place that is not there comes back as Misplaced: nothing raises, nothing
is guessed. A document that was not saved as UTF-8 becomes UTF-8 with its first edit.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

from demur.domain.policy import markdown
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.margin import Margin
from demur.domain.policy.markdown import Page, RawRow, RawTable
from demur.domain.policy.sections import Kind, Section, language_of, sort_out
from demur.domain.refusal import Lang


class Why(StrEnum):
    """Why an edit could not be made."""

    NO_TABLE = "no table"
    NO_ROW = "no row"
    NO_COLUMN = "no column"
    AT_THE_EDGE = "at the edge"
    TOO_LONG = "too long"
    THERE_ALREADY = "there already"


@dataclass(frozen=True, slots=True)
class Misplaced:
    """An edit that has no place in the document as it stands, and why."""

    why: Why


Edited = bytes | Misplaced
Place = tuple[int, int]
"""A line of the source, counting from 1, and a column, counting from 0."""

_BOM: Final = b"\xef\xbb\xbf"
_LINE_END: Final = re.compile(r"(\r\n|\n|\r)")
_HEADING: Final = re.compile(r"(?P<before> {0,3}#{1,6}[ \t]+).*?(?P<after>(?:[ \t]+#+)?[ \t]*)$")
_UNESCAPED_PIPE: Final = re.compile(r"(?<!\\)\|")
_MARK: Final = re.compile(r"[*_`<\[]")
_BACKSLASH: Final = re.compile(r"\\(?=[!-/:-@\[-`{-~]|$)")
_LETTER: Final = re.compile(
    rf"(?i:{voc.TABLE_WORD})\s+([^\W\d_])(?!\w)|(?<!\w)([^\W\d_])\s+(?i:{voc.TABLE_WORD})(?!\w)"
)
_NUMBER: Final = re.compile(r"^(?P<letter>[^\W\d_]{0,3})[\s.\-]?(?P<number>\d{1,6})[.)]?$")


# ---- cells


def set_cell(source: bytes, line: int, column: int, text: str) -> Edited:
    """Write a text into one cell; what Markdown would take for its own marks is escaped."""
    return set_cells(source, {(line, column): text})


def set_cells(source: bytes, texts: Mapping[Place, str]) -> Edited:
    """Write texts into cells of any tables; a cell that says this already keeps its bytes.

    All or none: the first place that is not there, or text over 2,000 characters, refuses all.
    """
    sheet = Sheet.of(source)
    for (line, column), text in texts.items():
        if line not in sheet.rows:
            return Misplaced(Why.NO_ROW)
        table, row = sheet.rows[line]
        if not 0 <= column < max(len(table.header), len(row.cells)):
            return Misplaced(Why.NO_COLUMN)
        escaped = escape(text)
        if len(escaped) > markdown.MAX_CELL:
            return Misplaced(Why.TOO_LONG)
        if column >= len(row.cells) or row.cells[column] != markdown.plain(escaped):
            sheet.lines[line - 1].text = _with_cell(sheet.lines[line - 1].text, column, escaped)
    return sheet.source()


def escape(text: str) -> str:
    """Write a text so that a reader of the table sees exactly it: pipes, line ends, marks."""
    # Twice: taking invisible marks out may leave letters that compose.
    tidied = voc.tidy(voc.tidy(text))
    escaped = tidied if html.unescape(tidied) == tidied else tidied.replace("&", "&amp;")
    escaped = _BACKSLASH.sub(r"\\\\", escaped).replace("|", r"\|")
    if markdown.plain(escaped) == tidied or len(escaped) > markdown.MAX_CELL:
        return escaped
    return _MARK.sub(r"\\\g<0>", escaped)


def _with_cell(line: str, column: int, escaped: str) -> str:
    bare = line.strip()
    if not (bare.startswith("|") and bare.endswith("|") and not bare.endswith("\\|") and bare[1:]):
        cells = [line[start:end].strip() for start, end in _spans(line)]
        line = _row_of(cells)
    missing = column + 1 - len(_spans(line))
    line = line.rstrip() + "  |" * missing if missing > 0 else line
    start, end = _spans(line)[column]
    old = line[start:end]
    lead = old[: len(old) - len(old.lstrip())] if old.strip() else " "
    tail = old[len(old.rstrip()) :] if old.strip() else " "
    # A pipe right after a backslash would be read as an escaped one.
    tail = " " if not tail and escaped.endswith("\\") else tail
    return line[:start] + (lead + escaped + tail if escaped else " ") + line[end:]


def with_cell_of(line: str, other: str, column: int) -> str:
    """Give a row's line with one cell as another row's line writes it."""
    start, end = _spans(other)[column]
    return _with_cell(line, column, other[start:end].strip())


def _spans(line: str) -> list[tuple[int, int]]:
    """Give where each cell of a row begins and ends, as the reader cuts them."""
    start, end = len(line) - len(line.lstrip()), len(line.rstrip())
    start += line[start:end].startswith("|")
    inner = line[start:end]
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    cuts = [found.start() for found in _UNESCAPED_PIPE.finditer(inner)]
    begins = [0, *(cut + 1 for cut in cuts)]
    return [
        (start + one, start + other) for one, other in zip(begins, [*cuts, len(inner)], strict=True)
    ]


def _row_of(escaped: Iterable[str]) -> str:
    return "| " + " | ".join(escaped) + " |"


# ---- lines outside tables


def set_heading(source: bytes, line: int, text: str) -> Edited:
    """Write a heading anew, its depth and what it is set off by as they were."""
    sheet = Sheet.of(source)
    found = _HEADING.match(sheet.lines[line - 1].text) if 0 < line <= len(sheet.lines) else None
    if found is None:
        return Misplaced(Why.NO_ROW)
    sheet.lines[line - 1].text = found["before"] + escape(text) + found["after"]
    return sheet.source()


def without_hidden_marks(source: bytes) -> bytes:
    """Take the marks that nobody sees out of the whole document."""
    sheet = Sheet.of(source)
    for line in sheet.lines:
        line.text = markdown.without_hidden_marks(line.text)
    return sheet.source()


# ---- rows


def add_row(
    source: bytes,
    table_line: int,
    *,
    after: int | None = None,
    cells: Sequence[str] | None = None,
    above: int = 0,
) -> Edited:
    """Add a row to the table whose head stands at a line: after a row, or as the last one.

    Without `cells` it takes in every case and says nothing yet. Its number is the next free one,
    greater than `above`, as a number is quoted for ever; a number given in `cells` stays if free.
    """
    sheet = Sheet.of(source)
    table = sheet.table(table_line)
    if table is None:
        return Misplaced(Why.NO_TABLE)
    if after is not None and after not in {row.line for row in table.rows}:
        return Misplaced(Why.NO_ROW)
    section = sheet.section(table)
    texts = list(cells) if cells is not None else _unsaid(section, sheet.lang())
    written = [escape(text) for text in _numbered(section, texts, above)]
    if any(len(text) > markdown.MAX_CELL for text in written):
        return Misplaced(Why.TOO_LONG)
    at = after or (table.rows[-1].line if table.rows else sheet.dashes(table))
    sheet.insert(at, _row_of(written))
    return sheet.source()


def _unsaid(section: Section, lang: Lang) -> list[str]:
    """Give the cells of a row that takes in every case and results in nothing yet."""
    anything = voc.ANY[lang][0] if section.kind is Kind.DECISION else ""
    return [
        anything if at and not column.is_result else "" for at, column in enumerate(section.columns)
    ]


def _numbered(section: Section, texts: list[str], above: int) -> list[str]:
    """Give a new row's texts, its number made sure of."""
    texts = texts + [""] * (len(section.columns) - len(texts))
    letter, taken = _numbers(section)
    given = _NUMBER.match(texts[0])
    is_free = given and int(given["number"]) > above and int(given["number"]) not in taken
    if letter and not is_free:
        texts[0] = f"{letter}{max(above, *taken, 0) + 1}"
    return texts


def _numbers(section: Section) -> tuple[str, frozenset[int]]:
    """Give the letter before a table's row numbers, and the numbers; "" where rows have none."""
    found = [_NUMBER.match(row.cells[0]) for row in section.raw.rows if row.cells]
    numbered = [each for each in found if each and each["letter"]]
    if 2 * len(numbered) > len(found):
        letter = Counter(each["letter"] for each in numbered).most_common(1)[0][0]
        return letter, frozenset(int(each["number"]) for each in numbered)
    if found:
        return "", frozenset()
    return _first_letter(section), frozenset()


def _first_letter(section: Section) -> str:
    """Give the letter for the first row of an empty table: its heading's, or W for a sentence."""
    heading = section.raw.heading.text if section.raw.heading else ""
    named = _LETTER.search(heading) if section.kind is Kind.DECISION else None
    return (named[1] or named[2]) if named else "W" if section.kind is Kind.WORDING else ""


def delete_row(source: bytes, line: int) -> Edited:
    """Take a row out; its number stays its own."""
    sheet = Sheet.of(source)
    if line not in sheet.rows:
        return Misplaced(Why.NO_ROW)
    del sheet.lines[line - 1]
    return sheet.source()


def move_row(source: bytes, line: int, by: int) -> Edited:
    """Move a row up (negative) or down within its table, its number with it."""
    sheet = Sheet.of(source)
    if line not in sheet.rows:
        return Misplaced(Why.NO_ROW)
    table, _ = sheet.rows[line]
    places = [each.line - 1 for each in table.rows]
    start, target = places.index(line - 1), places.index(line - 1) + by
    if not 0 <= target < len(places):
        return Misplaced(Why.AT_THE_EDGE)
    texts = [sheet.lines[at].text for at in places]
    texts.insert(target, texts.pop(start))
    for at, text in zip(places, texts, strict=True):
        sheet.lines[at].text = text
    return sheet.source()


def highest_numbers(source: bytes) -> dict[str, int]:
    """Give for each letter the highest row number a document ever quotes in its tables."""
    highest: dict[str, int] = {}
    for section in Sheet.of(source).sections():
        letter, numbers = _numbers(section)
        letter = voc.letter(letter)
        highest[letter] = max(highest.get(letter, 0), *numbers, 0)
    return highest


# ---- the whole text


def with_text(source: bytes, typed: str) -> bytes:
    """Give a document typed anew as text; lines that stayed keep their bytes, line ends too."""
    sheet = Sheet.of(source)
    old = [line.text for line in sheet.lines]
    new = re.split(r"\r\n|\n|\r", typed.removeprefix("\ufeff"))
    usual = next((line.end for line in sheet.lines if line.end), "\n")
    ends = [usual] * len(new)
    for start, other, size in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        for at in range(size):
            ends[other + at] = sheet.lines[start + at].end or usual
    ends[-1] = ""
    sheet.lines[:] = [Line(text, end) for text, end in zip(new, ends, strict=True)]
    return sheet.source()


# ---- the source, line by line


@dataclass(slots=True)
class Line:
    """A line and how it ends."""

    text: str
    end: str

    @classmethod
    def of(cls, whole: str) -> Line:
        """Cut a line from its end."""
        text = whole.rstrip("\r\n")
        return cls(text, whole[len(text) :])


@dataclass(slots=True)
class Sheet:
    """A source opened for editing: its lines, and what the reader saw in them."""

    lines: list[Line]
    page: Page
    has_mark: bool
    rows: Mapping[int, tuple[RawTable, RawRow]]

    @classmethod
    def of(cls, source: bytes) -> Sheet:
        """Open a source; one too large to be read has no tables to edit."""
        text = markdown.decode(source).text if len(source) <= markdown.MAX_BYTES else ""
        parts = [*_LINE_END.split(text), ""]
        lines = [Line(parts[at], parts[at + 1]) for at in range(0, len(parts) - 1, 2)]
        page = markdown.read_page(text)
        rows = {row.line: (table, row) for table in page.tables for row in table.rows}
        return cls(lines, page, source.startswith(_BOM), rows)

    def source(self) -> bytes:
        """Give the bytes as they stand now."""
        text = "".join(line.text + line.end for line in self.lines)
        return (_BOM if self.has_mark else b"") + text.encode("utf-8", "replace")

    def table(self, line: int) -> RawTable | None:
        """Find the table whose head stands at a line."""
        return next((table for table in self.page.tables if table.line == line), None)

    def dashes(self, table: RawTable) -> int:
        """Give the line of dashes under a table's head."""
        at = table.line
        while "|" not in self.lines[at].text or self.lines[at].text.lstrip().startswith("<!--"):
            at += 1
        return at + 1

    def insert(self, after: int, text: str) -> None:
        """Put a new line after another, ending as lines here end."""
        before = self.lines[after - 1]
        usual = next((line.end for line in self.lines if line.end), "\n")
        self.lines.insert(after, Line(text, before.end))
        before.end = before.end or usual

    def lang(self) -> Lang:
        """Tell the language the document is written in."""
        return language_of(self.page.tables, self.page.title.text if self.page.title else "")

    def section(self, table: RawTable) -> Section:
        """Tell what a table is for."""
        return sort_out(table, Margin(self.lang()))

    def sections(self) -> list[Section]:
        """Tell of every table what it is for, in the order of the document."""
        return [self.section(table) for table in self.page.tables]
