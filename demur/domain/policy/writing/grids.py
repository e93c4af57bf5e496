"""Parts of a document to its Markdown text, and a text to its parts: nothing is lost on the way.

What stands between the tables is kept letter by letter; a table is its cells, as people see them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from demur.domain.policy import markdown
from demur.domain.policy.editing.edits import escape

_LINE_END = re.compile(r"\r\n|\n|\r")
_HEADING = re.compile(r"^( {0,3}#{1,6}[ \t]+)(.*)$")


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's cells as people see them; `line` is where it stands, 0 if it is yet to stand."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    line: int = 0


Part = str | Grid


def parts_of(text: str) -> tuple[Part, ...]:
    """Cut a document into its tables and the text between them, line ends made plain."""
    lines = _LINE_END.split(text)
    parts: list[Part] = []
    at = 0
    for table in markdown.read_page(text).tables:
        if between := lines[at : table.line - 1]:
            parts.append("\n".join(between) + "\n")
        parts.append(Grid(table.header, tuple(row.cells for row in table.rows), table.line))
        at = table.rows[-1].line if table.rows else table.line + 1
    rest = "\n".join(lines[at:])
    return (*parts, rest) if rest.strip() else tuple(parts)


def written(parts: Iterable[Part]) -> bytes:
    """Write parts as Markdown; a table is set off by empty lines where it needs them."""
    text = ""
    for part in parts:
        if isinstance(part, Grid) and text.rstrip(" ").endswith("|\n"):
            text += "\n"
        text += part if isinstance(part, str) else _table(part)
        text += "" if text.endswith("\n") or not text else "\n"
    return text.encode("utf-8", "replace")


def _table(grid: Grid) -> str:
    lines = [_row(grid.header), "|" + "---|" * len(grid.header), *map(_row, grid.rows)]
    return "\n".join(lines) + "\n"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(escape(cell) for cell in cells) + " |"


def heading_above(parts: Sequence[Part], at: int) -> str:
    """Give the heading under which a part stands, empty where there is none."""
    found = _last_heading(parts, at)
    return markdown.plain(found[2]) if found else ""


def retitled(parts: Sequence[Part], at: int, heading: str) -> tuple[Part, ...]:
    """Give the parts with the heading above one of them worded anew; without one it is added."""
    found = _last_heading(parts, at)
    if found is None:
        return (*parts[:at], f"\n## {heading}\n", *parts[at:])
    place, line, _ = found
    text = parts[place]
    assert isinstance(text, str)  # noqa: S101
    lines = text.split("\n")
    lines[line] = (_HEADING.match(lines[line]) or [""] * 2)[1] + heading
    return (*parts[:place], "\n".join(lines), *parts[place + 1 :])


def _last_heading(parts: Sequence[Part], at: int) -> tuple[int, int, str] | None:
    """Find the last heading before a part, no farther up than the table before it."""
    text = parts[at - 1] if at else None
    if not isinstance(text, str):
        return None
    lines = text.split("\n")
    for line in range(len(lines) - 1, -1, -1):
        if found := _HEADING.match(lines[line]):
            return at - 1, line, found[2]
    return None
