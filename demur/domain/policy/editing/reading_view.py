"""The document as people read it: prose, lists and tables, every cell with its place.

Nothing of the document is markup here: the view holds texts, and whoever shows them escapes them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from demur.domain.policy import cells, markdown
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.editing.edits import Sheet
from demur.domain.policy.sections import Kind, Section
from demur.domain.refusal import Lang

_FENCE: Final = re.compile(r"^ {0,3}(```+|~~~+)")
_HEADING: Final = re.compile(r"^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
_BULLET: Final = re.compile(r"^ {0,3}(?:[-*+]|(\d{1,9})[.)])[ \t]+(.*)$")
_SPAN: Final = re.compile(
    r"(?<![\w\\*])\*\*(?=[^\s*])(?P<strong>.+?)(?<=[^\s*])\*\*(?![\w*])"
    r"|(?<![\w\\*])\*(?=[^\s*])(?P<em>.+?)(?<=[^\s*])\*(?![\w*])"
    r"|(?<![\w\\_])_(?=[^\s_])(?P<em_>.+?)(?<=[^\s_])_(?![\w_])"
)
_ESCAPED: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
_READ_HOW: Final = re.compile(rf"\s*\((?P<how>[^()]*(?i:{voc.TABLE_WORD})[^()]*)\)\s*$")
_NAME: Final = re.compile(r"^[^\W\d_]{1,3}[\s.\-]?\d{1,6}$")


class Role(StrEnum):
    """What a column of a table is for."""

    NUMBER = "number"
    QUESTION = "question"
    RESULT = "result"
    LANGUAGE = "language"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of prose: plain, "strong" or "em"."""

    text: str
    weight: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `how` says of a table below it how it is read, in the document's own words."""

    shape: ClassVar = "heading"
    line: int
    depth: int
    text: str
    how: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of prose."""

    shape: ClassVar = "paragraph"
    line: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list, numbered or not."""

    shape: ClassVar = "bullets"
    line: int
    is_numbered: bool
    items: tuple[tuple[Span, ...], ...]


@dataclass(frozen=True, slots=True)
class Verbatim:
    """A text that stands as it was typed: fenced, or lines with pipes that are no table."""

    shape: ClassVar = "verbatim"
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as people see it, under which column's name, and where it is edited."""

    line: int
    column: int
    name: str
    text: str
    role: Role
    lang: Lang | None

    @property
    def is_any(self) -> bool:
        """Say whether the cell asks nothing, so that it need not be read."""
        return self.role is Role.QUESTION and voc.fold(self.text) in cells.ANY_WORDS


@dataclass(frozen=True, slots=True)
class Row:
    """A row; `name` is what it is quoted by, T4 or W5, empty where rows have no names."""

    line: int
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """A column's name, and what the column is for."""

    name: str
    role: Role
    lang: Lang | None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; `letter` is empty where it decides nothing."""

    shape: ClassVar = "grid"
    line: int
    last_line: int
    kind: Kind
    letter: str
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]


Block = Heading | Paragraph | Bullets | Verbatim | Grid


def read_as_people(source: bytes) -> tuple[Block, ...]:
    """Give the document's blocks in their order; any bytes give some."""
    sheet = Sheet.of(source)
    grids = {section.raw.line: _grid(section) for section in sheet.sections()}
    lines = [(at, line.text) for at, line in enumerate(sheet.lines, 1)]
    return tuple(_blocks(lines, grids))


def spans(text: str) -> tuple[Span, ...]:
    """Cut prose at its emphasis; every other mark is a letter like any other."""
    found: list[Span] = []
    at = 0
    for match in _SPAN.finditer(text):
        found.append(Span(_unescaped(text[at : match.start()])))
        inner = match["strong"] or match["em"] or match["em_"]
        found.append(Span(_unescaped(inner), "strong" if match["strong"] else "em"))
        at = match.end()
    found.append(Span(_unescaped(text[at:])))
    return tuple(span for span in found if span.text)


def _unescaped(text: str) -> str:
    return html.unescape(_ESCAPED.sub(r"\1", text))


# ---- blocks


def _blocks(lines: list[tuple[int, str]], grids: dict[int, Grid]) -> Iterator[Block]:
    prose: list[tuple[int, str]] = []
    at = 0
    while at < len(lines):
        number, line = lines[at]
        block, after = _special(lines, at, grids)
        if after > at or not line.strip():
            yield from _prose(prose)
            prose = []
        if block:
            yield block
        elif after == at and line.strip():
            prose.append((number, line.strip()))
        at = max(after, at + 1)
    yield from _prose(prose)


def _special(
    lines: list[tuple[int, str]], at: int, grids: dict[int, Grid]
) -> tuple[Block | None, int]:
    """Give the block that begins here and where it ends; nothing and `at` itself for prose."""
    number, line = lines[at]
    if number in grids:
        return grids[number], grids[number].last_line
    if line.lstrip().startswith("<!--"):
        end = next((n for n in range(at, len(lines)) if "-->" in lines[n][1]), len(lines) - 1)
        return None, end + 1
    if fence := _FENCE.match(line):
        return _fenced(lines, at, fence[1])
    if (found := _HEADING.match(line)) and line.lstrip().startswith("#") and "|" not in line:
        return _heading(number, len(found[1]), markdown.plain(found[2] or "")), at + 1
    if "|" in line:
        return Verbatim(number, line), at + 1
    return None, at


def _fenced(lines: list[tuple[int, str]], at: int, fence: str) -> tuple[Block, int]:
    end = at + 1
    while end < len(lines):
        mark = _FENCE.match(lines[end][1])
        if mark and mark[1].startswith(fence):
            break
        end += 1
    return Verbatim(lines[at][0], "\n".join(line for _, line in lines[at + 1 : end])), end + 1


def _heading(line: int, depth: int, text: str) -> Heading:
    found = _READ_HOW.search(text)
    if not found or not found.start():
        return Heading(line, depth, text, "")
    how = found["how"]
    return Heading(line, depth, text[: found.start()], how[:1].upper() + how[1:])


def _prose(lines: list[tuple[int, str]]) -> Iterator[Block]:
    """Give a run of lines without an empty one as a paragraph, or as a list."""
    if not lines:
        return
    items: list[str] = []
    numbered = False
    for _, line in lines:
        bullet = _BULLET.match(line)
        if bullet:
            numbered = numbered or bool(bullet[1])
            items.append(bullet[2])
        elif items:
            items[-1] += " " + line
        else:
            break
    if items:
        yield Bullets(lines[0][0], numbered, tuple(map(spans, items)))
    else:
        yield Paragraph(lines[0][0], spans(" ".join(line for _, line in lines)))


# ---- tables


def _grid(section: Section) -> Grid:
    heads = tuple(_heads(section))
    raw = section.raw
    rows = tuple(
        Row(
            row.line,
            _name(section, row.cells),
            tuple(
                Cell(row.line, at, head.name, text, head.role, head.lang)
                for at, (text, head) in enumerate(
                    zip(_filled(row.cells, heads), heads, strict=True)
                )
            ),
        )
        for row in raw.rows
    )
    last = raw.rows[-1].line if raw.rows else raw.line + 1
    return Grid(raw.line, last, section.kind, _letter(section, rows), heads, rows)


def _heads(section: Section) -> Iterator[Head]:
    for at, column in enumerate(section.columns):
        if section.kind is Kind.DECISION:
            first = Role.NUMBER if not at else Role.QUESTION
            yield Head(column.name, Role.RESULT if column.is_result else first, None)
        elif section.kind is Kind.WORDING:
            yield Head(column.name, Role.LANGUAGE if at else Role.NUMBER, column.lang)
        else:
            yield Head(section.raw.header[at], Role.TEXT, None)


def _filled(texts: tuple[str, ...], heads: tuple[Head, ...]) -> list[str]:
    return [*texts[: len(heads)], *[""] * (len(heads) - len(texts))]


def _name(section: Section, texts: tuple[str, ...]) -> str:
    named = section.kind in {Kind.DECISION, Kind.WORDING} and texts and _NAME.match(texts[0])
    return re.sub(r"[\s.\-]", "", voc.letter(texts[0])) if named else ""


def _letter(section: Section, rows: tuple[Row, ...]) -> str:
    if section.kind is not Kind.DECISION:
        return ""
    return next((re.sub(r"\d", "", row.name) for row in rows if row.name), "")
