"""What was done from one text to the next is told by rows and cells, and each finds its place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demur.domain.policy import markdown
from demur.domain.policy.editing import edits
from demur.domain.policy.editing.merging import merged, preferred
from demur.domain.policy.editing.steps import Change, Did, changes, counterpart
from demur.domain.refusal import Lang
from tests.domain.policy.editions import source
from tests.domain.policy.test_editing import placed, table_line

ENGLISH = source(Lang.EN)
TABLES = markdown.read_page(ENGLISH.decode()).tables
ROWS = [row.line for table in TABLES for row in table.rows]
#: A row of a decision table, a cell of it, and what is written there.
CELLS = st.tuples(
    st.sampled_from(["I2", "T3", "T7", "P1", "S4", "N2"]),
    st.integers(1, 3),
    st.sampled_from(["any", "up to 9", "key or regular", ""]),
)


def wrote(text: bytes, row: str, column: int, words: str) -> bytes:
    written = edits.set_cell(text, placed(text, row), column, words)
    assert isinstance(written, bytes)
    return written


def done(text: bytes | edits.Misplaced) -> bytes:
    assert isinstance(text, bytes)
    return text


def test_a_cell_that_was_written_is_told_by_its_row_and_column() -> None:
    written = wrote(ENGLISH, "T3", 2, "up to 5 days")
    assert changes(ENGLISH, written) == (
        Change(
            Did.WROTE, placed(ENGLISH, "T3"), "T3", 2, "Back in", "up to 3 days", "up to 5 days"
        ),
    )
    named = changes(ENGLISH, wrote(ENGLISH, "Reason", 0, "Why"))
    assert [(one.row, one.old, one.new) for one in named] == [("Reason", "Reason", "Why")]


def test_a_row_that_came_went_or_moved_is_told_once() -> None:
    line = placed(ENGLISH, "T4")
    gone, below = done(edits.delete_row(ENGLISH, line)), done(edits.move_row(ENGLISH, line, 1))
    for old, new, did in ((ENGLISH, gone, Did.DELETED), (gone, ENGLISH, Did.ADDED)):
        assert [(one.did, one.row) for one in changes(old, new)] == [(did, "T4")]
    (moved,) = changes(ENGLISH, below)
    assert (moved.did, moved.row in {"T4", "T5"}) == (Did.MOVED, True)


def test_lines_outside_of_tables_are_told_as_they_were_and_are() -> None:
    text = ENGLISH.replace(b"People forget", b"Folk forget")
    (told,) = changes(ENGLISH, text)
    assert told.did is Did.REWROTE
    assert told.old.replace("People", "Folk") == told.new
    assert ENGLISH.decode().split("\n")[told.line - 1] == told.old


def test_a_row_is_found_where_it_stands_now() -> None:
    line = placed(ENGLISH, "T8")
    moved = done(edits.move_row(ENGLISH, line, -1))
    shorter = done(edits.delete_row(moved, placed(moved, "I1")))
    longer = done(edits.add_row(shorter, table_line(shorter, "I2"), above=0))
    assert counterpart(ENGLISH, longer, line) == placed(longer, "T8")
    assert counterpart(ENGLISH, longer, placed(ENGLISH, "I1")) is None
    assert counterpart(ENGLISH, longer, table_line(ENGLISH, "S1")) == table_line(longer, "S1")


def test_a_row_whose_like_stands_twice_is_found_by_its_line() -> None:
    example = next(line for line in ENGLISH.decode().split("\n") if line.startswith("| T | Reason"))
    twice = ENGLISH.replace(example.encode(), f"{example}\n{example}".encode(), 1)
    shorter = done(edits.delete_row(twice, placed(twice, "I1")))
    lines = [at for at, line in enumerate(twice.decode().split("\n"), 1) if line == example]
    assert [counterpart(twice, shorter, at) for at in lines] == [at - 1 for at in lines]


@settings(max_examples=25)
@given(CELLS, CELLS)
def test_of_two_cells_written_both_stand_and_of_one_cell_mine(
    theirs: tuple[str, int, str], mine: tuple[str, int, str]
) -> None:
    other, own = wrote(ENGLISH, *theirs), wrote(ENGLISH, *mine)
    chosen = preferred(ENGLISH, other, own)
    if theirs[:2] == mine[:2] and own != ENGLISH:
        assert chosen == own
    else:
        assert chosen == wrote(other, *mine) == wrote(own, *theirs) or own == ENGLISH


@pytest.mark.parametrize("mine_deletes", [True, False])
def test_who_deleted_and_who_wrote_may_each_be_preferred(mine_deletes: bool) -> None:
    gone = done(edits.delete_row(ENGLISH, placed(ENGLISH, "T4")))
    written = wrote(ENGLISH, "T4", 2, "4–9 days")
    theirs, mine = (written, gone) if mine_deletes else (gone, written)
    assert merged(ENGLISH, theirs, mine) is None
    assert preferred(ENGLISH, theirs, mine) == mine


def test_what_was_written_over_nothing_known_is_preferred_whole() -> None:
    assert preferred(None, ENGLISH, b"# Mine") == b"# Mine"


@settings(max_examples=40)
@given(st.binary(max_size=80), st.binary(max_size=80), st.integers(-3, 200))
def test_any_bytes_are_compared_and_searched(old: bytes, new: bytes, line: int) -> None:
    assert changes(old, old) == ()
    changes(ENGLISH + old, new)
    counterpart(old, ENGLISH + new, line)
    preferred(ENGLISH, old, new)


@settings(max_examples=30)
@given(st.sampled_from(ROWS))
def test_taking_a_row_out_and_putting_it_back_tells_the_same_row(line: int) -> None:
    gone = done(edits.delete_row(ENGLISH, line))
    out, back = changes(ENGLISH, gone), changes(gone, ENGLISH)
    assert [one.did for one in (*out, *back)] == [Did.DELETED, Did.ADDED]
    assert out[0].old == back[0].new
