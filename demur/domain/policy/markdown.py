"""Bytes of Markdown to headings and tables with their line numbers; nothing it meets can crash it.

Only what a policy needs is read: ATX headings and pipe tables (GitHub's dialect). Fenced code and
comments are skipped, and paragraphs are kept only to hear how the table below them is read.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from demur.domain.policy import vocabulary as voc

MAX_BYTES: Final = 8_000_000
MAX_COLUMNS: Final = 64
MAX_ROWS: Final = 5_000
MAX_CELL: Final = 2_000
MAX_TABLES: Final = 200
MAX_LINES: Final = 100_000
NUL, BINARY = "nul", "binary"
"""The encodings of what is UTF-8 but for characters that no text has, and of what is no text."""
_HIGH_BYTE: Final = re.compile(rb"[\x00\x01\x04]")
"""With these the letters of UTF-16 begin, or end, in the three languages."""
_CONTROLS: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MOST_CONTROLS: Final = 30
"""Of the first thousand bytes; a picture has some hundred and twenty."""

_FENCE: Final = re.compile(r"^ {0,3}(```+|~~~+)")
_HEADING: Final = re.compile(r"^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
_DELIMITER: Final = re.compile(r"^[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)*[ \t]*:?-*:?[ \t]*\|?[ \t]*$")
_HIDDEN: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069]")
_UNESCAPED_PIPE: Final = re.compile(r"(?<!\\)\|")
_ESCAPED: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
_BREAK: Final = re.compile(r"(?<!\\)<br\s*/?>", re.IGNORECASE)
# Emphasis, code and links, of which a reader sees the words; a bare star or line is no mark.
_MARKS: Final = tuple(
    (re.compile(pattern), kept)
    for pattern, kept in (
        (r"(?<!\\)(`{1,2})([^`]+)\1", r"\2"),
        (r"(?<![\\\w*])(\*{1,3})(?=[^\s*])([^*]*[^\s*\\])\1(?![\w*])", r"\2"),
        (r"(?<![\\\w])(_{1,2})(?=[^\s_])(.*?[^\s_\\])\1(?!\w)", r"\2"),
        (r"(?<!\\)\[([^\[\]]+)\]\([^()\s]*\)", r"\1"),
    )
)
_MOST_MARKS: Final = 60  # a cell with more is no cell of words


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading and its depth: one `#` is the title."""

    line: int
    depth: int
    text: str


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit that was reached: so many `most`, `of` what, and how many were `found`."""

    of: str
    most: int
    found: int = 0


@dataclass(frozen=True, slots=True)
class RawRow:
    """One line of a table, its cells as people see them."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table as it stands: under which heading, with which columns.

    `lead` is the text between the heading and the table, `second` says that another table stands
    between them, `limit` names the limit that cut it short.
    """

    line: int
    heading: Heading | None
    lead: str
    second: bool
    header: tuple[str, ...]
    rows: tuple[RawRow, ...]
    limit: Limit | None = None


@dataclass(frozen=True, slots=True)
class HalfTable:
    """Lines with pipes that are no table, as the line of dashes is missing."""

    line: int


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a document; `encoding` is set when it is not plain UTF-8, `line` says where."""

    text: str
    encoding: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class HiddenMark:
    """A mark that nobody sees: its line, its name in Unicode, and the line without such marks."""

    line: int
    mark: str
    mend: str


@dataclass(frozen=True, slots=True)
class Page:
    """What a document's text holds for the reader; `limit` says where it stops, and why."""

    title: Heading | None
    tables: tuple[RawTable, ...]
    halves: tuple[HalfTable, ...]
    limit: tuple[int, Limit] | None = None


def decode(source: bytes) -> Decoded:
    """Give a document's text, whatever it was saved as, and name an encoding that is not UTF-8."""
    for mark, name in ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16")):
        if source.startswith(mark):
            return Decoded(source.decode("utf-16", "replace"), name, 1)
    if source.startswith(b"\xef\xbb\xbf"):
        source = source[3:]
    even, odd = (len(_HIGH_BYTE.findall(source[first:1000:2])) for first in (0, 1))
    if max(even, odd) > len(source[:1000]) * 2 // 5 and min(even, odd) < max(even, odd) // 4:
        name = "utf-16-le" if odd > even else "utf-16-be"
        return Decoded(source.decode(name, "replace"), "UTF-16", 1)
    if len(_CONTROLS.findall(source, 0, 1000)) > _MOST_CONTROLS:
        return Decoded(source.decode("latin-1").replace("\0", ""), BINARY, 1)
    try:
        text = source.decode("utf-8")
    except UnicodeDecodeError as wrong:
        line = source.count(b"\n", 0, wrong.start) + 1
        return _damaged(source, line) or _one_byte(source, line)
    if "\0" in text:
        return Decoded(text.replace("\0", ""), NUL, text.count("\n", 0, text.index("\0")) + 1)
    return Decoded(text)


def hidden_mark(text: str) -> HiddenMark | None:
    """Find the first mark that hides or turns what is printed."""
    found = _HIDDEN.search(text)
    if found is None:
        return None
    before = re.split(r"\r\n|\n|\r", text[: found.start()])
    after = re.split(r"\r\n|\n|\r", text[found.start() :], maxsplit=1)[0]
    mend = without_hidden_marks(before[-1] + after)[:MAX_CELL]
    return HiddenMark(len(before), f"U+{ord(found[0]):04X}", mend)


def without_hidden_marks(text: str) -> str:
    """Take out all marks that hide or turn what is printed."""
    return _HIDDEN.sub("", text)


def _damaged(source: bytes, line: int) -> Decoded | None:
    """Read UTF-8 in which some bytes are broken; None where it cannot have been UTF-8."""
    text = source.decode("utf-8", "replace").replace("\0", "")
    broken = text.count("\ufffd")
    letters = sum(not char.isascii() for char in text) - broken
    return Decoded(text, "damaged UTF-8", line) if broken < letters else None


def _one_byte(source: bytes, line: int) -> Decoded:
    """Guess between the two old Windows pages by what its high bytes would spell."""
    cyrillic = source.decode("cp1251", "replace")
    letters = sum("а" <= char <= "я" for char in cyrillic.casefold())
    latin = sum(char.isascii() and char.isalpha() for char in cyrillic)
    name = "cp1251" if letters > latin / 4 else "cp1250"
    text = source.decode(name, "replace").replace("\0", "")
    return Decoded(text, name.replace("cp", "windows-"), line)


def lines_of(text: str) -> list[str]:
    """Give a text's lines; what is beyond the limit stays in the last."""
    return re.split(r"\r\n|\n|\r", text, maxsplit=MAX_LINES)


def read_page(text: str) -> Page:
    """Find the headings and tables of a text."""
    lines = lines_of(text)
    limit = (MAX_LINES, Limit("lines", MAX_LINES)) if len(lines) > MAX_LINES else None
    title: Heading | None = None
    heading: Heading | None = None
    lead: list[str] = []
    tables: list[RawTable] = []
    halves: list[HalfTable] = []
    second = False
    for block in _blocks(lines[:MAX_LINES]):
        if isinstance(block, Heading):
            title = title or (block if block.depth == 1 else None)
            heading, lead, second = block, [], False
        elif isinstance(block, str):
            lead.append(block)
        elif not _is_table(block):
            halves += [HalfTable(block[0][0])] if len(block) > 1 else []
        elif len(tables) < MAX_TABLES:
            tables.append(_table(block, heading, " ".join(lead), second))
            lead, second = [], True
        else:
            limit = (tables[-1].line, Limit("tables", MAX_TABLES))
            break
    return Page(title, tuple(tables), tuple(halves), limit)


Block = list[tuple[int, str]]


def _blocks(lines: list[str]) -> Iterator[Heading | str | Block]:
    """Group lines into headings, runs of lines with pipes, and other text."""
    run: Block = []
    for number, line in _visible(lines):
        if "|" in line:
            run.append((number, line))
            continue
        if run:
            yield run
            run = []
        found = _HEADING.match(line[:MAX_CELL]) if line.lstrip().startswith("#") else None
        if found:
            yield Heading(number, len(found[1]), plain(found[2] or ""))
        elif line.strip():
            yield line[:MAX_CELL]
    if run:
        yield run


def _visible(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Leave out fenced code and comments; an empty line ends a run of table lines."""
    fence, comment = "", False
    for number, line in enumerate(lines, 1):
        mark = _FENCE.match(line)
        if fence:
            fence = "" if mark and mark[1].startswith(fence) else fence
        elif comment:
            comment = "-->" not in line
        elif mark:
            fence = mark[1]
        elif line.lstrip().startswith("<!--"):
            comment = "-->" not in line
        else:
            yield number, line


def _is_table(block: Block) -> bool:
    return len(block) > 1 and "-" in block[1][1] and bool(_DELIMITER.match(block[1][1][:MAX_CELL]))


def _table(block: Block, heading: Heading | None, lead: str, second: bool) -> RawTable:
    header = _cells(block[0][1])
    body = [RawRow(number, _cells(line)) for number, line in block[2 : 2 + MAX_ROWS]]
    limit = None
    if len(header) > MAX_COLUMNS:
        limit, body = Limit("columns", MAX_COLUMNS, len(header)), []
    elif len(block) - 2 > MAX_ROWS:
        limit = Limit("rows", MAX_ROWS, len(block) - 2)
    elif any(len(cell) >= MAX_CELL for row in body for cell in row.cells):
        limit = Limit("characters", MAX_CELL)
    return RawTable(block[0][0], heading, lead, second, header[:MAX_COLUMNS], tuple(body), limit)


def _cells(line: str) -> tuple[str, ...]:
    inner = line.strip()
    inner = inner.removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return tuple(plain(cell) for cell in _UNESCAPED_PIPE.split(inner))


def plain(text: str) -> str:
    """Give a cell's text as a reader of the printed page sees it, without Markdown's marks."""
    text = _BREAK.sub(" ", text.strip()[: MAX_CELL + 1])
    if sum(map(text.count, "*_`[")) <= _MOST_MARKS:
        for mark, kept in _MARKS:
            text = mark.sub(kept, text)
    return voc.tidy(html.unescape(_ESCAPED.sub(r"\1", text)))[:MAX_CELL]
