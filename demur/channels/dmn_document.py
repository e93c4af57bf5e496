"""The document a brought model becomes: a new one, or the one it was written from, brought up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from demur.channels.dmn_asking import ARROW
from demur.channels.dmn_own import Own
from demur.channels.dmn_rules import Brought
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.columns import Question
from demur.domain.policy.writing.grids import Grid, Part, heading_above, retitled
from demur.domain.policy.writing.writing_cells import answers_text
from demur.domain.policy.writing.writing_policy import heading, questions_grid, section
from demur.domain.refusal import Lang

_BRACKETED: Final = re.compile(r"\s*\([^()]*\)\s*$")


def new_parts(name: str, tables: Sequence[Brought], lang: Lang) -> Iterator[Part]:
    """Give a document of its own for a model that Demur did not write."""
    yield f"# {one_line(name) or 'DMN'}\n"
    yield section(lang, "section questions")
    yield questions_grid(lang, _asked(tables).values())
    for table in tables:
        yield from _added(table, lang)


def one_line(text: str) -> str:
    """Give a name as a heading can hold it."""
    return voc.tidy(text.replace("|", "/")).lstrip("#- ")


def _asked(tables: Sequence[Brought]) -> dict[str, Question]:
    return {question.name: question for table in tables for question in table.questions}


def _added(table: Brought, lang: Lang) -> Iterator[Part]:
    yield f"\n## {heading(lang, one_line(table.name), table.letter, table.reading)}\n"
    yield table.grid(lang)


def parts_with(own: Own, tables: Sequence[Brought]) -> tuple[Part, ...]:
    """Give our own document with its tables as the model has them now, new ones at the end."""
    by_letter = {table.letter: table for table in tables}
    parts: tuple[Part, ...] = ()
    for part, letter in zip(own.parts, own.letters, strict=True):
        table = by_letter.pop(letter, None)
        if table is not None:
            grid = _laid_out(table.grid(own.lang), part)
            parts = _retold((*parts, grid), table, own)
        elif not letter:
            parts = (*parts, _asking(part, own, _asked(tables)))
    return (*parts, *(part for each in by_letter.values() for part in _added(each, own.lang)))


def _laid_out(grid: Grid, before: Part) -> Grid:
    """Give a table in the columns it had, its rows numbered in the spelling they had."""
    if not isinstance(before, Grid):
        return grid
    names, kept = ([_column(name) for name in each.header[1:]] for each in (grid, before))
    if sorted(names) != sorted(kept):
        return grid
    order = [names.index(name) + 1 for name in kept]
    spelt = {_number(row[0]): row[0] for row in before.rows if row}
    return Grid(
        before.header,
        tuple(
            (spelt.get(_number(row[0]), row[0]), *(row[at] for at in order)) for row in grid.rows
        ),
    )


def _column(name: str) -> str:
    return voc.fold(ARROW.sub("", name))


def _number(cell: str) -> str:
    return "".join(char for char in cell if char.isdecimal()).lstrip("0")


def _retold(parts: tuple[Part, ...], table: Brought, own: Own) -> tuple[Part, ...]:
    """Word a heading anew where the model now reads the table otherwise."""
    before = own.policy.tables.get(table.letter)
    if before is None or before.reading is table.reading:
        return parts
    name = _BRACKETED.sub("", heading_above(parts, len(parts) - 1)) or one_line(table.name)
    worded = heading(own.lang, name, table.letter, table.reading)
    return retitled(parts, len(parts) - 1, worded)


def _asking(part: Part, own: Own, asked: Mapping[str, Question]) -> Part:
    """Give the table of questions with the answers as the model has them now."""
    if not isinstance(part, Grid):
        return part
    keys = [voc.HEADER_KEYS.get(voc.fold(name)) for name in part.header]
    if not {"question", "answers"} <= set(keys):
        return part
    named, answers = keys.index("question"), keys.index("answers")
    changed = {
        voc.fold(name): answers_text(question.domain, own.lang)
        for name, question in asked.items()
        if question is not own.policy.questions.get(name)
    }
    rows: list[tuple[str, ...]] = []
    for row in part.rows:
        text = changed.pop(voc.fold(row[named]), None) if len(row) > answers else None
        rows.append(row if text is None else (*row[:answers], text, *row[answers + 1 :]))
    for name, question in asked.items():
        if voc.fold(name) in changed:
            cells = {named: name, answers: changed[voc.fold(name)]}
            meaning = question.meaning
            rows.append(tuple(cells.get(at, meaning) for at in range(len(keys))))
    return Grid(part.header, tuple(rows))
