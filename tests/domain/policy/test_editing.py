"""Edits of the source: what is meant changes, every other byte stays."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.policy import document, markdown
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.editing import editing_parts
from demur.domain.policy.editing import edits as editing
from demur.domain.policy.editing.edits import Misplaced, Why
from demur.domain.refusal import Lang

EDITIONS = tuple((files("demur") / "policies" / f"example.{lang}.md").read_bytes() for lang in Lang)
ENGLISH = EDITIONS[2]
#: What people paste, and what hostile people paste.
TEXTS = st.text(
    st.one_of(
        st.sampled_from("\\|`*_<>&;#!{}\n\r\t\u00a0\u200d\u0301\ufeff e-~|\\|\\"),
        st.characters(exclude_categories=("Cs", "Cc")),
    ),
    max_size=30,
)
MARKS = st.sampled_from(
    ["**a**", "`a`", "&lt;", "&amp;amp;", "a\\", "\\|", "<!-- a", "| a |", "~~~"]
)


def placed(source: bytes, number: str) -> int:
    """The line on which a row stands."""
    tables = markdown.read_page(source.decode()).tables
    return next(row.line for table in tables for row in table.rows if row.cells[0] == number)


def table_line(source: bytes, number: str) -> int:
    tables = markdown.read_page(source.decode()).tables
    return next(t.line for t in tables for row in t.rows if row.cells[0] == number)


def rows_of(source: bytes, number: str) -> list[tuple[str, ...]]:
    tables = markdown.read_page(source.decode()).tables
    table = next(t for t in tables for row in t.rows if row.cells[0] == number)
    return [row.cells for row in table.rows]


def edited(result: bytes | Misplaced) -> bytes:
    assert isinstance(result, bytes)
    return result


def changed_lines(old: bytes, new: bytes) -> list[tuple[bytes, bytes]]:
    pairs = zip(old.split(b"\n"), new.split(b"\n"), strict=True)
    return [(one, other) for one, other in pairs if one != other]


# ---- cells


@given(TEXTS | MARKS, st.sampled_from([0, 1, 8, 100]), st.sampled_from(["\n", "\r\n", "\r"]))
def test_a_cell_reads_back_as_it_was_written_and_no_other_cell_moves(
    text: str, at: int, end: str
) -> None:
    source = ENGLISH.replace(b"\n", end.encode())
    tables = markdown.read_page(source.decode()).tables
    places = [
        (row.line, c) for table in tables for row in table.rows for c in range(len(row.cells))
    ]
    line, column = places[at % len(places)]
    new = edited(editing.set_cell(source, line, column, text))
    after = markdown.read_page(new.decode()).tables
    wanted = voc.tidy(voc.tidy(text))
    seen = {
        (row.line, c): cell for t in after for row in t.rows for c, cell in enumerate(row.cells)
    }
    old = {
        (row.line, c): cell for t in tables for row in t.rows for c, cell in enumerate(row.cells)
    }
    assert seen == old | {(line, column): wanted}
    one, other = source.split(end.encode()), new.split(end.encode())
    assert [
        at for at, pair in enumerate(zip(one, other, strict=True), 1) if pair[0] != pair[1]
    ] in (
        [line],
        [],
    )


ROWS = st.sampled_from(
    ["a | b", "|a|b|", "| a | b", "a | b |", "|a|", "||", "|  | b |", "  | a\\| | b |  ", "|"]
)


@given(ROWS, st.integers(0, 2), TEXTS | MARKS)
def test_a_row_with_fewer_pipes_than_it_should_have_takes_a_cell_too(
    row: str, column: int, text: str
) -> None:
    source = f"| x | y | z |\n|---|---|---|\n{row}\n\nafter | it\n".encode()
    before = markdown.read_page(source.decode()).tables[0].rows[0].cells
    new = edited(editing.set_cell(source, 3, column, text))
    cells = markdown.read_page(new.decode()).tables[0].rows[0].cells
    wanted = [*before, *[""] * (column + 1 - len(before))]
    wanted[column] = voc.tidy(voc.tidy(text))
    assert list(cells) == wanted
    assert new.endswith(b"\n\nafter | it\n")


@pytest.mark.parametrize("source", EDITIONS)
def test_writing_what_stands_there_changes_no_byte(source: bytes) -> None:
    tables = markdown.read_page(source.decode()).tables
    said = {
        (row.line, at): cell
        for table in tables
        for row in table.rows
        for at, cell in enumerate(row.cells)
    }
    assert editing.set_cells(source, said) == source


def test_the_bytes_around_a_cell_stay_spaces_mark_and_line_ends_included() -> None:
    source = b"\xef\xbb\xbf# A \t\r\n|  No. | X|\r\n|-|-|\r\n|  T1 |   old|\r\ntail \xc2\xa0\r"
    new = edited(editing.set_cell(source, 4, 1, "new | one"))
    assert new == source.replace(b"old", b"new \\| one")


@pytest.mark.parametrize(
    ("line", "column", "text", "why"),
    [
        (1, 0, "x", Why.NO_ROW),
        (10_000, 0, "x", Why.NO_ROW),
        (-1, 0, "x", Why.NO_ROW),
        (7, 9, "x", Why.NO_COLUMN),
        (7, -1, "x", Why.NO_COLUMN),
        (7, 1, "x" * 2001, Why.TOO_LONG),
    ],
)
def test_a_place_that_is_not_there_is_said_and_nothing_is_edited(
    line: int, column: int, text: str, why: Why
) -> None:
    row = placed(ENGLISH, "T1") if line == 7 else line
    assert editing.set_cell(ENGLISH, row, column, text) == Misplaced(why)
    both = {(placed(ENGLISH, "T1"), 1): "x", (row, column): text}
    assert editing.set_cells(ENGLISH, both) == Misplaced(why)


@given(st.binary(max_size=200), st.integers(-2, 9), st.integers(-2, 4), TEXTS)
def test_no_source_and_no_place_breaks_an_edit(
    source: bytes, line: int, column: int, text: str
) -> None:
    for done in (
        editing.set_cell(source, line, column, text),
        editing.add_row(source, line),
        editing.delete_row(source, line),
        editing.move_row(source, line, column),
        editing.with_text(source, text),
    ):
        assert isinstance(done, bytes | Misplaced)
    editing.highest_numbers(source)


def test_a_document_in_an_old_encoding_becomes_utf_8_with_its_first_edit() -> None:
    source = "| Plain | words |\n|---|---|\n| árvíztűrő | b |\n".encode("cp1250")
    new = edited(editing.set_cell(source, 3, 1, "tükörfúrógép"))
    assert new.decode() == "| Plain | words |\n|---|---|\n| árvíztűrő | tükörfúrógép |\n"


# ---- rows


def test_a_new_row_takes_in_every_case_and_has_the_next_number() -> None:
    new = edited(editing.add_row(ENGLISH, table_line(ENGLISH, "T1")))
    added = rows_of(new, "T1")[-1]
    assert added == ("T12", "any", "any", "any", "any", "any", "", "", "")
    line = placed(new, "T12")
    assert b"\n".join(new.split(b"\n")[: line - 1] + new.split(b"\n")[line:]) == ENGLISH


@pytest.mark.parametrize(
    ("source", "anything"), list(zip(EDITIONS, ("bármi", "любой", "any"), strict=True))
)
def test_a_new_row_speaks_the_documents_language(source: bytes, anything: str) -> None:
    new = edited(editing.add_row(source, table_line(source, "P1"), after=placed(source, "P1")))
    assert rows_of(new, "P1")[1] == ("P5", anything, anything, "", "")


def test_a_number_once_quoted_is_never_given_again() -> None:
    line = placed(ENGLISH, "T11")
    without = edited(editing.delete_row(ENGLISH, line))
    above = editing.highest_numbers(ENGLISH)["T"]
    assert above == 11
    new = edited(editing.add_row(without, table_line(without, "T1"), above=above))
    assert rows_of(new, "T1")[-1][0] == "T12"
    given_again = ["T11", *["any"] * 5, "serve", "W1", "nobody"]
    new = edited(
        editing.add_row(without, table_line(without, "T1"), cells=given_again, above=above)
    )
    assert rows_of(new, "T1")[-1][0] == "T12"


def test_a_row_of_a_table_without_numbers_has_none() -> None:
    questions = markdown.read_page(ENGLISH.decode()).tables[1]
    new = edited(
        editing.add_row(ENGLISH, questions.line, cells=["Weather", "outside", "fair, foul"])
    )
    assert document.read(new).policy.questions["Weather"]  # type: ignore[union-attr]


def test_the_first_row_of_an_empty_table_takes_its_letter_from_the_heading() -> None:
    source = b"## Calls (table Q)\n| No. | Day | -> Call |\n|---|---|---|"
    assert edited(editing.add_row(source, 2)) == source + b"\n| Q1 | any |  |"


def test_rows_move_within_their_table_and_no_further() -> None:
    first, second = placed(ENGLISH, "T1"), placed(ENGLISH, "T2")
    down = edited(editing.move_row(ENGLISH, first, 1))
    assert [row[0] for row in rows_of(down, "T1")][:3] == ["T2", "T1", "T3"]
    assert editing.move_row(down, second, -1) == ENGLISH
    assert editing.move_row(ENGLISH, first, -1) == Misplaced(Why.AT_THE_EDGE)
    assert editing.move_row(ENGLISH, placed(ENGLISH, "T11"), 1) == Misplaced(Why.AT_THE_EDGE)


def test_a_deleted_row_leaves_everything_else_as_it_was() -> None:
    new = edited(editing.delete_row(ENGLISH, placed(ENGLISH, "T4")))
    assert new == re.sub(rb"\| T4 \|.*\n", b"", ENGLISH)


# ---- parts by name


def test_the_head_is_written_by_the_notion_of_its_column() -> None:
    hungarian = EDITIONS[0]
    new = edited(editing_parts.set_head(hungarian, "version", "5"))
    new = edited(editing_parts.set_head(new, "in force from", "2027-03-01"))
    new = edited(editing_parts.set_head(new, "owner", "Kiss Béla | igazgató"))
    policy = document.read(new).policy
    assert policy
    assert (policy.version, str(policy.in_force_from)) == (5, "2027-03-01")
    assert policy.owner == "Kiss Béla | igazgató"
    assert len(changed_lines(hungarian, new)) == 1


def test_a_sentence_is_written_in_one_language_and_added_under_the_next_name() -> None:
    new = edited(editing_parts.set_wording(ENGLISH, "w5", Lang.RU, "Спасибо за звонок."))
    assert document.read(new).policy.wordings["W5"][Lang.RU] == "Спасибо за звонок."  # type: ignore[union-attr]
    more = edited(editing_parts.add_wording(new))
    assert "W9" in document.read(more).policy.sentences  # type: ignore[union-attr]
    assert editing_parts.set_wording(ENGLISH, "W99", Lang.RU, "x") == Misplaced(Why.NO_ROW)


def test_words_are_barred_and_allowed_again() -> None:
    new = edited(editing_parts.add_barred(ENGLISH, Lang.EN, "never ever", "not today"))
    barred = document.read(new).policy.barred  # type: ignore[union-attr]
    assert ("never ever", "not today") in [(one.entry, one.instead) for one in barred]
    assert editing_parts.add_barred(new, Lang.EN, "Never ever", "x") == Misplaced(Why.THERE_ALREADY)
    assert editing_parts.remove_barred(new, Lang.EN, "never ever") == ENGLISH
    assert editing_parts.remove_barred(ENGLISH, Lang.EN, "never ever") == Misplaced(Why.NO_ROW)


def test_answers_are_added_before_unknown_and_taken_out_again() -> None:
    new = edited(editing_parts.add_answer(ENGLISH, "field", "farm"))
    domain = document.read(new).policy.questions["Field"].domain  # type: ignore[union-attr]
    assert domain.choices() == "print house, school or office, household, farm, unknown"
    assert editing_parts.add_answer(new, "Field", "FARM") == Misplaced(Why.THERE_ALREADY)
    assert editing_parts.remove_answer(new, "Field", "farm") == ENGLISH
    assert editing_parts.add_answer(ENGLISH, "Colour", "red") == Misplaced(Why.NO_ROW)
    assert editing_parts.set_head(b"# A", "version", "5") == Misplaced(Why.NO_TABLE)


# ---- the whole text


@given(st.sampled_from(EDITIONS), st.sampled_from(["\n", "\r\n", "\r"]))
def test_a_text_area_that_changed_nothing_changes_no_byte(source: bytes, end: str) -> None:
    source = b"\xef\xbb\xbf" + source.replace(b"\n", end.encode())
    typed = "\r\n".join(re.split(r"\r\n|\n|\r", source.decode("utf-8-sig")))
    assert editing.with_text(source, typed) == source


def test_a_line_typed_into_the_text_leaves_mixed_line_ends_alone() -> None:
    source = b"# A\r\none\ntwo\rthree"
    assert editing.with_text(source, "# A\r\none\r\nnew\r\ntwo\r\nthree") == (
        b"# A\r\none\nnew\r\ntwo\rthree"
    )
