"""The document as people read it, and findings at the places they are about."""

from __future__ import annotations

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.policy import document, lint, markdown
from demur.domain.policy.editing.cell_choices import choices
from demur.domain.policy.editing.edits import Misplaced
from demur.domain.policy.editing.finding_places import Placed, mended, place
from demur.domain.policy.editing.reading_view import (
    Block,
    Bullets,
    Grid,
    Heading,
    Paragraph,
    Role,
    Verbatim,
    read_as_people,
)
from demur.domain.policy.findings import Code, Finding, Severity
from demur.domain.refusal import Lang

EDITIONS = {
    lang: (files("demur") / "policies" / f"example.{lang}.md").read_bytes() for lang in Lang
}
ENGLISH = EDITIONS[Lang.EN]


def grids(source: bytes) -> dict[str, Grid]:
    """The document's decision tables by letter."""
    found = [block for block in read_as_people(source) if isinstance(block, Grid)]
    return {grid.letter: grid for grid in found if grid.letter}


def placed(source: bytes) -> tuple[Placed, ...]:
    return place(lint.check(document.read(source)), read_as_people(source))


def told(source: bytes, code: str) -> Placed:
    return next(one for one in placed(source) if one.finding.code == code)


def prose(blocks: tuple[Block, ...]) -> list[str]:
    return [
        "".join(span.text for span in block.spans)
        for block in blocks
        if isinstance(block, Paragraph)
    ]


# ---- reading


@pytest.mark.parametrize("source", EDITIONS.values(), ids=EDITIONS)
def test_every_cell_of_every_table_is_shown_at_its_place(source: bytes) -> None:
    shown = [block for block in read_as_people(source) if isinstance(block, Grid)]
    tables = markdown.read_page(source.decode()).tables
    assert [grid.line for grid in shown] == [table.line for table in tables]
    for grid, table in zip(shown, tables, strict=True):
        assert [(row.line, tuple(cell.text for cell in row.cells)) for row in grid.rows] == [
            (row.line, row.cells) for row in table.rows
        ]


@pytest.mark.parametrize("source", EDITIONS.values(), ids=EDITIONS)
def test_nothing_of_the_document_is_left_out(source: bytes) -> None:
    blocks = read_as_people(source)
    shown = sum(1 + grid.last_line - grid.line for grid in blocks if isinstance(grid, Grid))
    shown += sum(isinstance(block, Heading | Paragraph) for block in blocks)
    assert shown == len([line for line in source.decode().split("\n") if line.strip()])


@pytest.mark.parametrize(
    ("lang", "how"),
    [
        (Lang.EN, "Table T: read from the top, the first row that fits decides"),
        (Lang.HU, "T táblázat: felülről olvassuk, az első illő sor dönt"),
        (Lang.RU, "Таблица T: читаем сверху, решает первая подходящая строка"),
    ],
)
def test_a_heading_says_apart_how_its_table_is_read(lang: Lang, how: str) -> None:
    headings = [block for block in read_as_people(EDITIONS[lang]) if isinstance(block, Heading)]
    found = next(heading for heading in headings if " T" in heading.how or "T " in heading.how)
    assert found.how == how
    assert "(" not in found.text


def test_rows_have_the_names_they_are_quoted_by_and_columns_their_roles() -> None:
    grid = grids(ENGLISH)["T"]
    assert [row.name for row in grid.rows][:3] == ["T1", "T2", "T3"]
    assert [head.role for head in grid.heads].count(Role.RESULT) == 3
    assert grid.rows[0].cells[2].is_any
    cyrillic = ENGLISH.replace(b"| T1 |", "| Т-1 |".encode())
    assert grids(cyrillic)["T"].rows[0].name == "T1"


def test_prose_keeps_its_emphasis_its_lists_and_its_marks() -> None:
    source = (
        b"A **b** _c_ d_e_f \\*g\\* ____ <b>h</b> &lt;i&gt;\nsecond line\n\n"
        b"- one\n  more\n- two\n\n2. x"
    )
    first, bullets, numbered = read_as_people(source)
    assert isinstance(first, Paragraph)
    assert [(span.text, span.weight) for span in first.spans] == [
        ("A ", ""),
        ("b", "strong"),
        (" ", ""),
        ("c", "em"),
        (" d_e_f *g* ____ <b>h</b> <i> second line", ""),
    ]
    assert isinstance(bullets, Bullets)
    assert [item[0].text for item in bullets.items] == ["one more", "two"]
    assert isinstance(numbered, Bullets)
    assert numbered.is_numbered


def test_fenced_text_stands_as_typed_and_comments_are_for_nobody() -> None:
    source = b"```\n| a | b |\n|---|---|\n# no heading\n```\n<!-- not\nthis --> \nyes\n| half\n"
    blocks = read_as_people(source)
    assert [type(block) for block in blocks] == [Verbatim, Paragraph, Verbatim]
    assert isinstance(blocks[0], Verbatim)
    assert blocks[0].text == "| a | b |\n|---|---|\n# no heading"
    assert prose(blocks) == ["yes"]


@given(st.binary(max_size=400) | st.text(alphabet="|-# \n`<!>*_a1:→", max_size=200).map(str.encode))
def test_any_bytes_can_be_read(source: bytes) -> None:
    blocks = read_as_people(source)
    place(lint.check(document.read(source)), blocks)
    for block in blocks:
        if isinstance(block, Grid):
            assert all(len(row.cells) == len(block.heads) for row in block.rows)


# ---- findings at their places


@pytest.mark.parametrize(
    ("right", "wrong", "code", "cells"),
    [
        ("| T3 | out of stock |", "| T3 | out of stok |", Code.UNKNOWN_ANSWER, ["out of stok"]),
        ("| T3 | out of stock | up to 3 days", "| T3 | out of stock | up to 3 weeks", Code.UNIT,
         ["up to 3 weeks"]),
        ("| refer to partner | W4", "| refr to partner | W4", Code.RESULT_NOT_LISTED,
         ["refr to partner"]),
        ("| refer to partner | W4", "| refer to partner | W44", Code.MISSING_WORDING, ["W44"]),
        ("| polite no | W5 |", "|  | W5 |", Code.RESULT_NOT_LISTED, [""]),
        ("I am sorry that we cannot help with this now. Thank you for thinking of us.", "",
         Code.MISSING_LANGUAGE, [""]),
    ],
)  # fmt: skip
def test_a_finding_speaks_at_its_cell(right: str, wrong: str, code: Code, cells: list[str]) -> None:
    source = ENGLISH.replace(right.encode(), wrong.encode(), 1)
    found = told(source, code)
    assert [cell.text for cell in found.cells] == cells
    assert [cell.line for cell in found.cells] == [found.finding.line]


@pytest.mark.parametrize("lang", Lang)
def test_a_barred_word_is_shown_in_its_own_language(lang: Lang) -> None:
    source = EDITIONS[lang]
    word = {Lang.HU: "Ez probléma. ", Lang.RU: "Это проблема. ", Lang.EN: "A problem. "}
    grid = next(b for b in read_as_people(source) if isinstance(b, Grid) and b.kind == "wording")
    text = next(cell.text for cell in grid.rows[4].cells if cell.lang is lang)
    found = told(source.replace(text.encode(), (word[lang] + text).encode()), Code.BARRED_WORD)
    assert [cell.lang for cell in found.cells] == [lang]


def test_a_finding_about_several_rows_marks_them_all() -> None:
    finding = Finding(Code.DUPLICATE, Severity.FAULT, 1, "x", table="T", rows=("T3", "T7"))
    (found,) = place([finding], read_as_people(ENGLISH))
    grid = grids(ENGLISH)["T"]
    assert found.grid_line == grid.line
    assert found.lines == (grid.rows[2].line, grid.rows[6].line)
    assert found.cells == ()


# ---- mends


def test_a_mended_cell_changes_no_other_cell() -> None:
    wrong = ENGLISH.replace(b"| T3 | out of stock |", b"| T3 | out of stok |", 1)
    found = told(wrong, Code.UNKNOWN_ANSWER)
    assert found.can_mend
    assert mended(wrong, found) == ENGLISH
    wrong = ENGLISH.replace(b"| refer to partner | W4", b"| refr to partner | W4", 1)
    assert mended(wrong, told(wrong, Code.RESULT_NOT_LISTED)) == ENGLISH


def test_rows_that_mend_a_gap_are_added_with_free_numbers() -> None:
    mend = "| P9 | 3–5 | any | on watch | wait |\n| P1 | 7 | any | on watch | wait |"
    finding = Finding(Code.GAVE_UP, Severity.FAULT, 1, "gap", table="P", mend=mend)
    (found,) = place([finding], read_as_people(ENGLISH))
    new = mended(ENGLISH, found, above=4)
    assert isinstance(new, bytes)
    assert [row.name for row in grids(new)["P"].rows] == ["P1", "P2", "P3", "P4", "P9", "P10"]


def test_a_row_that_stands_for_two_takes_their_place() -> None:
    both = "out of stock or no one free"
    mend = f"| T3 | {both} | up to 3 days | any | any | any | ask to wait | W2 | the clerk |"
    finding = Finding(
        Code.DUPLICATE, Severity.NOTE, 1, "x", table="T", rows=("T3", "T4"), mend=mend
    )
    (found,) = place([finding], read_as_people(ENGLISH))
    new = mended(ENGLISH, found)
    assert isinstance(new, bytes)
    rows = grids(new)["T"].rows
    assert [row.name for row in rows][:4] == ["T1", "T2", "T3", "T5"]
    assert rows[2].cells[1].text == both


def test_words_for_people_are_no_mend_to_press() -> None:
    finding = Finding(Code.UNKNOWN_COLUMN, Severity.FAULT, 56, "x", table="T", mend="→ Step")
    (found,) = place([finding], read_as_people(ENGLISH))
    assert not found.can_mend
    assert isinstance(mended(ENGLISH, found), Misplaced)


# ---- choices


@pytest.mark.parametrize("lang", Lang)
def test_every_proposed_answer_can_be_read(lang: Lang) -> None:
    source = EDITIONS[lang]
    policy = document.read(source).policy
    assert policy
    for letter, grid in grids(source).items():
        table = policy.tables[letter]
        for at, proposed in enumerate(choices(policy, grid)):
            assert bool(proposed) is (grid.heads[at].role is not Role.NUMBER)
            for text in proposed:
                cells = [cell.text for cell in grid.rows[0].cells]
                cells[at] = text
                line = f"| {' | '.join(cells)} |"
                lines = source.decode().split("\n")
                lines[table.rows[0].line - 1] = line
                found = document.read("\n".join(lines).encode()).findings
                assert not [one for one in found if one.code in {"unreadable-cell", "unit"}], text
