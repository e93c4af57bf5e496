"""The decision tables of a document: heading, columns, rows, each with its own findings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from demur.domain.policy import cells, cells_meant, reading_ways, suggest
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.cells import Test, Trouble, Unreadable
from demur.domain.policy.columns import Column, Question
from demur.domain.policy.findings import Code
from demur.domain.policy.margin import Margin
from demur.domain.policy.markdown import RawRow, RawTable
from demur.domain.policy.sections import Section
from demur.domain.policy.tables import Reading, Row, Table
from demur.domain.refusal import RowRef

_LETTER: Final = re.compile(
    rf"(?:^|\W)(?i:{voc.TABLE_WORD})\s+[\"“„«]?(?P<after>[^\W\d_]{{1,3}})(?![^\W_])"
    rf"|(?:^|\W)(?P<before>[^\W\d_]{{1,3}})[.\-]?\s+(?i:{voc.TABLE_WORD})(?!\w)"
)
_NUMBER: Final = re.compile(r"^(?P<letter>[^\W\d_]{0,3})[\s.\-]?(?P<number>\d{1,6})[.)]?$")
_TROUBLES: Final[Mapping[Trouble, tuple[Code, str]]] = MappingProxyType(
    {
        Trouble.EMPTY: (Code.UNREADABLE_CELL, "cell empty"),
        Trouble.UNREADABLE: (Code.UNREADABLE_CELL, "cell unreadable"),
        Trouble.NOT_A_VALUE: (Code.UNREADABLE_CELL, "cell not a value"),
        Trouble.UNKNOWN_ANSWER: (Code.UNKNOWN_ANSWER, "cell unknown answer"),
        Trouble.UNIT: (Code.UNIT, "cell unit"),
    }
)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a table's questions and results stand; `number` is the place of the row numbers."""

    number: int | None
    questions: tuple[tuple[int, Question], ...]
    results: tuple[tuple[int, str], ...]
    complete: bool


@dataclass(slots=True)
class _Draft:
    """A table while its rows are read."""

    letter: str
    layout: Layout
    margin: Margin
    broken: bool = False


def read_table(
    section: Section, asked: Mapping[str, Question], version: int, margin: Margin
) -> Table | None:
    """Read a decision table; `asked` are the document's questions by folded name.

    A table with findings that leave a row or a column unread comes back `broken`: it can be shown
    and checked, but it does not decide. None: not even its letter or its results are known, or it
    is too wide to be read.
    """
    raw = section.raw
    if raw.limit and not raw.rows:
        return None
    letter = _letter(raw, margin)
    if letter is None:
        return None
    if raw.limit:
        margin.exceeded(raw.line, raw.limit, table=letter)
    layout = _layout(section, letter, asked, margin)
    if not layout.results:
        margin.fault(Code.NO_RESULTS, raw.line, "no results", table=letter)
        return None
    draft = _Draft(letter, layout, margin, broken=not layout.complete or raw.limit is not None)
    rows = _rows(raw, draft)
    if not rows and all(any(row.cells[1:]) for row in raw.rows):
        margin.fault(Code.EMPTY_TABLE, raw.line, "empty table", table=letter)
    return _compiled(raw, draft, rows, version)


def _compiled(raw: RawTable, draft: _Draft, rows: tuple[Row, ...], version: int) -> Table:
    columns = tuple(
        Column(question, tuple(row.tests[at] for row in rows))
        for at, (_, question) in enumerate(draft.layout.questions)
    )
    asked = [(at, question.name) for at, question in draft.layout.questions]
    return Table(
        letter=draft.letter,
        title=raw.heading.text if raw.heading else "",
        reading=_reading(raw, draft),
        columns=columns,
        results=tuple(name for _, name in draft.layout.results),
        rows=rows,
        line=raw.line,
        version=version,
        lang=draft.margin.lang,
        order=tuple(name for _, name in sorted((*asked, *draft.layout.results))),
        broken=draft.broken or not rows,
    )


# ---- heading


def _heading(raw: RawTable) -> str:
    """Give the heading that is a table's own; a second table under it has none."""
    return raw.heading.text if raw.heading and not raw.second else ""


def _letter(raw: RawTable, margin: Margin) -> str | None:
    """Give the table's letter: its heading's, else the one most of its row numbers begin with."""
    named = named_letter(raw)
    begun = Counter(
        voc.letter(found["letter"])
        for row in raw.rows
        if row.cells and (found := _NUMBER.match(row.cells[0])) and found["letter"]
    )
    if named is None and not begun:
        margin.fault(Code.TABLE_LETTER, raw.line, "no letter")
        return None
    return named or begun.most_common(1)[0][0]


def named_letter(raw: RawTable) -> str | None:
    """Give the letter that a table's own heading names."""
    for found in _LETTER.finditer(_heading(raw)):
        letter = found["after"] or found["before"]
        if letter.isupper():
            return voc.letter(letter)
    return None


def _reading(raw: RawTable, draft: _Draft) -> Reading:
    """Hear how a table is read; exactly one row fits unless the heading says otherwise."""
    heading = _heading(raw)
    line = raw.heading.line if raw.heading else raw.line
    for text in (heading, raw.lead):
        heard = reading_ways.hear(text)
        if heard and heard.has_slip:
            mend = heard.mended if text == heading else None
            said, _ = suggest.difference(heard.said, heard.meant)
            slip = {"table": draft.letter, "said": said, "meant": heard.meant, "mend": mend}
            draft.margin.note(Code.READING_WAY, line, "reading way slip", **slip)
        if heard:
            return heard.way
        if reading_ways.ways_named(text) or re.search(voc.READING_HINT, _bracketed(text)):
            draft.margin.fault(Code.READING_WAY, line, "reading way", table=draft.letter)
            draft.broken = True
            return Reading.UNIQUE
    return Reading.UNIQUE


def _bracketed(text: str) -> str:
    found = re.search(r"\(([^)]*)", voc.fold(text))
    return found[1] if found else ""


# ---- columns


def _layout(section: Section, letter: str, asked: Mapping[str, Question], margin: Margin) -> Layout:
    questions: list[tuple[int, Question]] = []
    results: list[tuple[int, str]] = []
    complete = True
    number = 0 if _numbers_rows(section) else None
    if number is None:
        margin.fault(Code.ROW_NUMBER, section.raw.line, "no row numbers", table=letter)
        complete = False
    for at, column in enumerate(section.columns[number is not None :], int(number is not None)):
        question = asked.get(voc.fold(column.name))
        seen = {voc.fold(q.name) for _, q in questions} | {voc.fold(name) for _, name in results}
        if voc.fold(column.name) in seen:
            margin.fault(
                Code.DUPLICATE, section.raw.line, "column twice", table=letter, column=column.name
            )
            complete = False
        elif column.is_result:
            results.append((at, question.name if question else column.name))
        elif question:
            questions.append((at, question))
        else:
            _unknown_column(section, letter, column.name, asked, margin)
            complete = False
    return Layout(number, tuple(questions), tuple(results), complete)


def _numbers_rows(section: Section) -> bool:
    if section.columns[0].key == "number":
        return True
    first = [row.cells[0] for row in section.raw.rows if row.cells]
    return bool(first) and 2 * sum(bool(_NUMBER.match(cell)) for cell in first) > len(first)


def _unknown_column(
    section: Section, letter: str, name: str, asked: Mapping[str, Question], margin: Margin
) -> None:
    names = [question.name for question in asked.values()]
    near = suggest.closest(name, names)
    margin.fault(
        Code.UNKNOWN_COLUMN,
        section.raw.line,
        "unknown column",
        table=letter,
        column=name,
        near=near,
        mend=near or f"→ {name}",
    )


# ---- rows


def _rows(raw: RawTable, draft: _Draft) -> tuple[Row, ...]:
    rows: dict[RowRef, Row] = {}
    for place, line in enumerate(raw.rows, 1):
        ref = _ref(raw, line, place, draft)
        if ref is None:
            draft.broken = True
            continue
        if ref in rows:
            named = {"row": ref, "under": raw.header[0]}
            draft.margin.fault(Code.ROW_NUMBER, line.line, "row twice", table=draft.letter, **named)
            draft.broken = True
            continue
        row = _row(raw, line, ref, draft)
        draft.broken = draft.broken or row is None
        if row:
            rows[ref] = row
    return tuple(rows.values())


def _ref(raw: RawTable, line: RawRow, place: int, draft: _Draft) -> RowRef | None:
    if draft.layout.number is None:
        return RowRef(draft.letter, place)
    found = _NUMBER.match(line.cells[0])
    if found and voc.letter(found["letter"]) in {"", draft.letter}:
        return RowRef(draft.letter, int(found["number"]))
    draft.margin.fault(
        Code.ROW_NUMBER,
        line.line,
        "row number",
        table=draft.letter,
        number=line.cells[0],
        under=raw.header[0],
        mend=f"{draft.letter}{place}",
    )
    return None


def _row(raw: RawTable, line: RawRow, ref: RowRef, draft: _Draft) -> Row | None:
    if len(line.cells) != len(raw.header):
        draft.margin.fault(
            Code.ROW_LENGTH,
            line.line,
            "row length",
            table=draft.letter,
            row=ref,
            cells=len(line.cells),
            columns=len(raw.header),
        )
        return None
    results = {name: line.cells[at] for at, name in draft.layout.results}
    asked_all = all(line.cells[at] for at, _ in draft.layout.questions)
    unfinished = not any(results.values()) or not (asked_all or all(results.values()))
    if not all(results.values()):
        _unfinished(line, ref, draft)
    asked = [(at, one) for at, one in draft.layout.questions if line.cells[at] or not unfinished]
    tests = [_test(line, at, question, ref, draft) for at, question in asked]
    read = tuple(test for test in tests if test is not None)
    if unfinished or len(read) < len(tests):
        return None
    written = tuple(line.cells[at] for at, _ in draft.layout.questions)
    return Row(ref, line.line, written, read, MappingProxyType(results))


def _unfinished(line: RawRow, ref: RowRef, draft: _Draft) -> None:
    """Say what a row still lacks; one that results in nothing yet is not weighed."""
    layout, under = draft.layout, next(n for at, n in draft.layout.results if not line.cells[at])
    columns = [*((at, one.name) for at, one in layout.questions), *layout.results]
    empty = [name for at, name in sorted(columns) if not line.cells[at]]
    key = "row unfinished" if len(empty) > 1 else "result empty"
    fields = {"row": ref, "columns": ", ".join(empty), "column": under}
    _fault(draft, Code.RESULT_NOT_LISTED, line, key, **fields)


def _test(line: RawRow, at: int, question: Question, ref: RowRef, draft: _Draft) -> Test | None:
    text, domain = line.cells[at], question.domain
    test = cells.read_cell(text, domain)
    if isinstance(test, Unreadable):
        _unreadable(test, line, at, question, ref, draft)
        return None
    fields: dict[str, object] = {"row": ref, "column": question.name, "cell": text}
    if test.never_matches:
        _fault(draft, Code.NEVER_MATCHES, line, "never matches", **fields, answers=domain.choices())
    elif test.beyond:
        draft.margin.note(
            Code.OUT_OF_RANGE,
            line.line,
            "out of range",
            table=draft.letter,
            **fields,
            answers=domain.choices(),
        )
    return test


def _unreadable(
    test: Unreadable, line: RawRow, at: int, question: Question, ref: RowRef, draft: _Draft
) -> None:
    code, key = _TROUBLES[test.trouble]
    text, margin, domain = line.cells[at], draft.margin, question.domain
    unit = getattr(domain, "unit", None)
    if test.trouble is Trouble.UNIT and unit is None:
        key = "cell unit none"
    meant = None
    if text and margin.may_mend(text):
        mended = cells_meant.unit_meant if test.trouble is Trouble.UNIT else cells_meant.cell_meant
        meant = mended(text, domain)
    sure = meant is not None and cells_meant.takes_answers(meant, domain)
    wrong, right = suggest.difference(text, meant) if meant else (text, None)
    row = (*line.cells[:at], meant or voc.ANY[margin.lang][0], *line.cells[at + 1 :])
    margin.fault(
        code,
        line.line,
        key,
        table=draft.letter,
        row=ref,
        column=question.name,
        cell=wrong,
        piece=test.piece,
        unit=unit,
        near=right,
        mend=f"| {' | '.join(row)} |" if sure or not text else None,
    )


def _fault(draft: _Draft, code: Code, line: RawRow, key: str, **fields: object) -> None:
    draft.margin.fault(code, line.line, key, table=draft.letter, **fields)
