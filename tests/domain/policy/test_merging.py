"""Two people write one draft: what either did alone is there, and nothing is decided for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demur.domain.policy import document, lint, markdown
from demur.domain.policy.editing import editing_parts, edits
from demur.domain.policy.editing.edits import Misplaced
from demur.domain.policy.editing.merging import merged
from demur.domain.policy.findings import Severity
from demur.domain.refusal import Lang
from tests.domain.policy.editions import source

ENGLISH = source(Lang.EN)
CLINIC = """# Refusal policy of Fern Lane Animal Clinic

| Version | In force from | Replaces | Owner | Languages |
|---|---|---|---|---|
| 3 | 2027-02-01 | 2 | Dr Ida Moss | en, ru |

## Questions
| Question | What it means | Possible answers |
|---|---|---|
| Animal | who is ill | dog, cat, bird, other |
| Wait | hours until a vet is free | 0–72 hours, or unknown |
| Urgency | what table U says | now, today, later |

## Urgency (table U: exactly one row fits every case)
| No. | Animal | → Urgency |
|---|---|---|
| U1 | dog | now |
| U2 | cat | today |
| U3 | bird | today |
| U4 | other | later |

## What we do (table T: read from the top, the first row that fits decides)
| No. | Wait | Urgency | → Step | → Say |
|---|---|---|---|---|
| T1 | up to 1 | any | ask to wait | W1 |
| T2 | any | now | refer to partner | W2 |
| T3 | up to 24 | today | ask to wait | W1 |
| T4 | any | any | polite no | W3 |

## Wording
| Say | en | ru |
|---|---|---|
| W1 | We can see you on {date}. | Примем вас {date}. |
| W2 | {partner} is open now; thank you. | Сейчас открыта клиника {partner}; спасибо. |
| W3 | I am sorry; thank you for calling. | К сожалению, нет; спасибо за звонок. |

## Examples
| Table | Case | Must be row |
|---|---|---|
| U | Animal: cat | U2 |
| T | Wait: 1; Animal: dog | T1 |
""".encode()


def tables_of(text: bytes) -> list[list[tuple[str, ...]]]:
    return [
        [table.header, *(row.cells for row in table.rows)]
        for table in markdown.read_page(text.decode()).tables
    ]


def faults(text: bytes) -> set[str]:
    found = lint.check(document.read(text))
    return {one.message for one in found if one.severity is Severity.FAULT}


def lines_changed(text: bytes, *pairs: tuple[str, str]) -> bytes:
    for old, new in pairs:
        assert text.count(old.encode()) == 1, old
        text = text.replace(old.encode(), new.encode())
    return text


# ---- what two people do


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_neighbouring_rows_and_cells_of_one_row_are_joined(end: str) -> None:
    base = CLINIC.replace(b"\n", end.encode())
    theirs = lines_changed(base, ("| U1 | dog | now |", "| U1 | dog | today |"))
    mine = lines_changed(
        base, ("| U1 | dog |", "| U1 | dog or cat |"), ("| U2 | cat |", "| U2 | other |")
    )
    joined = merged(base, theirs, mine)
    assert joined == lines_changed(
        base,
        ("| U1 | dog | now |", "| U1 | dog or cat | today |"),
        ("| U2 | cat |", "| U2 | other |"),
    )


def test_one_cell_written_in_two_ways_is_for_people_to_settle() -> None:
    theirs = lines_changed(CLINIC, ("| U1 | dog | now |", "| U1 | dog | today |"))
    mine = lines_changed(CLINIC, ("| U1 | dog | now |", "| U1 | dog | later |"))
    assert merged(CLINIC, theirs, mine) is None
    assert merged(CLINIC, theirs, theirs) == theirs


def test_a_row_that_one_moved_keeps_what_the_other_wrote_in_it() -> None:
    rows = ("| U1 | dog | now |\n", "| U2 | cat | today |\n")
    theirs = lines_changed(CLINIC, ("".join(rows), rows[1] + rows[0]))
    mine = lines_changed(CLINIC, (rows[0], "| U1 | dog | later |\n"))
    joined = merged(CLINIC, theirs, mine)
    assert joined == lines_changed(theirs, (rows[0], "| U1 | dog | later |\n"))


def test_a_row_that_one_deleted_and_the_other_wrote_on_is_for_people_to_settle() -> None:
    theirs = lines_changed(CLINIC, ("| U3 | bird | today |\n", ""))
    mine = lines_changed(CLINIC, ("| U3 | bird | today |", "| U3 | bird | later |"))
    assert merged(CLINIC, theirs, mine) is None
    apart = lines_changed(CLINIC, ("| U2 | cat | today |", "| U2 | cat or bird | today |"))
    assert merged(CLINIC, theirs, apart) == lines_changed(
        theirs, ("| U2 | cat | today |", "| U2 | cat or bird | today |")
    )


def test_two_new_rows_of_one_number_are_both_kept_and_the_later_gets_the_next() -> None:
    last = "| W3 | I am sorry; thank you for calling. | К сожалению, нет; спасибо за звонок. |\n"
    theirs = lines_changed(CLINIC, (last, f"{last}| W4 | Thanks. | Спасибо. |\n"))
    mine = lines_changed(CLINIC, (last, f"{last}| W4 | Till then. | До встречи. |\n"))
    joined = merged(CLINIC, theirs, mine)
    assert joined is not None
    words = tables_of(joined)[4]
    assert ("W4", "Thanks.", "Спасибо.") in words
    assert ("W5", "Till then.", "До встречи.") in words


def test_a_new_row_whose_number_is_quoted_elsewhere_is_not_renumbered() -> None:
    row, example = "| U4 | other | later |\n", "| U | Animal: cat | U2 |\n"
    theirs = lines_changed(CLINIC, (row, f"{row}| U5 | cat | now |\n"))
    mine = lines_changed(
        CLINIC,
        (row, f"{row}| U5 | bird | now |\n"),
        (example, f"{example}| U | Animal: bird | U5 |\n"),
    )
    assert merged(CLINIC, theirs, mine) is None


def test_where_the_first_row_decides_two_orders_are_for_people_to_settle() -> None:
    row = "| T3 | up to 24 | today | ask to wait | W1 |\n"
    theirs = lines_changed(CLINIC, (row, f"| T5 | up to 9 | later | ask to wait | W1 |\n{row}"))
    mine = lines_changed(CLINIC, (row, f"| T6 | up to 5 | any | polite no | W3 |\n{row}"))
    assert merged(CLINIC, theirs, mine) is None


def test_two_examples_added_at_once_are_both_there() -> None:
    last = "| T | Wait: 1; Animal: dog | T1 |\n"
    theirs = lines_changed(CLINIC, (last, f"{last}| T | Wait: 9; Animal: dog | T2 |\n"))
    mine = lines_changed(CLINIC, (last, f"{last}| T | Wait: 9; Animal: cat | T3 |\n"))
    joined = merged(CLINIC, theirs, mine)
    assert joined is not None
    assert {row[1] for row in tables_of(joined)[5]} >= {
        "Wait: 9; Animal: dog",
        "Wait: 9; Animal: cat",
    }
    assert not faults(joined)


def test_a_question_renamed_by_one_keeps_the_answers_the_other_added() -> None:
    theirs = CLINIC.replace(b"Animal", b"Patient")
    mine = lines_changed(
        CLINIC,
        ("dog, cat, bird, other |", "dog, cat, bird, hen, other |"),
        ("| U4 | other |", "| U4 | other or hen |"),
    )
    joined = merged(CLINIC, theirs, mine)
    assert joined is not None
    assert "| Patient | who is ill | dog, cat, bird, hen, other |" in joined.decode()
    assert not faults(joined)


def test_a_column_that_one_added_is_joined_with_nothing_in_that_table() -> None:
    theirs = CLINIC.replace(
        b"| Animal | \xe2\x86\x92 Urgency |\n|---|---|---|",
        b"| Wait | Animal | \xe2\x86\x92 Urgency |\n|---|---|---|---|",
    )
    for number in "1234":
        theirs = theirs.replace(f"| U{number} |".encode(), f"| U{number} | any |".encode())
    mine = lines_changed(CLINIC, ("| U1 | dog | now |", "| U1 | dog | today |"))
    assert merged(CLINIC, theirs, mine) is None
    words = lines_changed(CLINIC, ("Примем вас {date}.", "Ждём вас {date}."))
    assert merged(CLINIC, theirs, words) == lines_changed(
        theirs, ("Примем вас {date}.", "Ждём вас {date}.")
    )


# ---- the law, over random pairs of edits


@dataclass(frozen=True)
class Edit:
    """One edit by what it is about, so that it can be done to any text: which row, which cell."""

    name: str
    do: Callable[[bytes], bytes | Misplaced]
    is_move: bool = False


def at(text: bytes, row: str) -> int:
    tables = markdown.read_page(text.decode()).tables
    lines = [each.line for table in tables for each in table.rows if each.cells[0] == row]
    return lines[0] if lines else 0


def table_at(text: bytes, letter: str) -> int:
    tables = markdown.read_page(text.decode()).tables
    return next(
        (
            t.line
            for t in tables
            if any(r.cells[0][:1] == letter and r.cells[0][1:].isdigit() for r in t.rows)
        ),
        0,
    )


ROWS = ("U1", "U2", "U3", "U4", "T1", "T2", "T3", "T4", "W1", "W2", "W3")


def cell_written(row: str, column: int, said: str) -> Edit:
    return Edit(
        f"{row} column {column}: {said}",
        lambda text: edits.set_cell(text, at(text, row), column, said),
    )


def row_added(row: str, said: str) -> Edit:
    def add(text: bytes) -> bytes | Misplaced:
        width = {"U": 3, "T": 5, "W": 3}[row[0]]
        cells = ["", *[said] * (width - 1)]
        return edits.add_row(text, table_at(text, row[0]), after=at(text, row), cells=cells)

    return Edit(f"below {row}: {said}", add)


def row_deleted(row: str) -> Edit:
    return Edit(f"without {row}", lambda text: edits.delete_row(text, at(text, row)))


def row_moved(row: str, by: int) -> Edit:
    return Edit(
        f"{row} by {by}", lambda text: edits.move_row(text, at(text, row), by), is_move=True
    )


def worded(name: str, lang: Lang, said: str) -> Edit:
    return Edit(f"{name} {lang}: {said}", partial(_worded, name, lang, said))


def _worded(name: str, lang: Lang, said: str, text: bytes) -> bytes | Misplaced:
    return editing_parts.set_wording(text, name, lang, said)


SAID = st.sampled_from(["any", "dog", "cat or bird", "up to 9", "W2", "now", "a | b", "ёж"])
EDITS = st.one_of(
    st.builds(cell_written, st.sampled_from(ROWS), st.integers(1, 2), SAID),
    st.builds(row_added, st.sampled_from(ROWS), SAID),
    st.builds(row_deleted, st.sampled_from(ROWS)),
    st.builds(row_moved, st.sampled_from(ROWS), st.sampled_from([-1, 1, 2])),
    st.builds(worded, st.sampled_from(ROWS[-3:]), st.sampled_from([Lang.EN, Lang.RU]), SAID),
)


def done(text: bytes | Misplaced, edit: Edit) -> bytes | Misplaced:
    return text if isinstance(text, Misplaced) else edit.do(text)


def assert_moved_as_either_did(base: bytes, theirs: bytes, mine: bytes, joined: bytes) -> None:
    """Of two rows, the one that either person put before the other stands before it."""
    texts = (base, theirs, mine, joined)
    for was, other, own, now in zip(*map(tables_of, texts), strict=True):
        for first, second in combinations(
            [row for row in was if row in other and row in own and row in now], 2
        ):
            swapped = [t.index(first) > t.index(second) for t in (other, own, now)]
            assert swapped[2] is (swapped[0] or swapped[1])


def law_of_two(one: Edit, other: Edit, base: bytes = CLINIC) -> None:
    """What is joined is one edit after the other, in either order; and what may be joined is."""
    theirs, mine = done(base, one), done(base, other)
    if isinstance(theirs, Misplaced) or isinstance(mine, Misplaced):
        return
    in_order = [done(theirs, other), done(mine, one)]
    possible = [tables_of(text) for text in in_order if isinstance(text, bytes)]
    joined = merged(base, theirs, mine)
    if theirs == mine:
        assert joined == theirs
    elif joined is not None:
        if one.is_move or other.is_move:
            assert_moved_as_either_did(base, theirs, mine, joined)
            assert not possible or [*map(sorted, tables_of(joined))] in [
                [*map(sorted, each)] for each in possible
            ]
        else:
            assert tables_of(joined) in possible
        assert not faults(joined) - faults(theirs) - faults(mine)
    elif len(possible) == 2 and in_order[0] == in_order[1] and not (one.is_move or other.is_move):
        assert isinstance(in_order[0], bytes)
        assert faults(in_order[0]) - faults(theirs) - faults(mine), (one.name, other.name)


@settings(max_examples=120)
@given(EDITS, EDITS)
def test_two_edits_are_joined_as_if_one_had_come_after_the_other(one: Edit, other: Edit) -> None:
    law_of_two(one, other)


@pytest.mark.deep
@settings(max_examples=1500, deadline=None)
@given(EDITS, EDITS)
def test_two_edits_are_joined_in_thousands_of_pairs(one: Edit, other: Edit) -> None:
    law_of_two(one, other)


@settings(max_examples=20)
@given(EDITS, EDITS)
def test_two_edits_of_a_whole_policy_keep_every_byte_nobody_touched(one: Edit, other: Edit) -> None:
    theirs, mine = done(ENGLISH, one), done(ENGLISH, other)
    if isinstance(theirs, Misplaced) or isinstance(mine, Misplaced):
        return
    joined = merged(ENGLISH, theirs, mine)
    if joined is None:
        return
    kept = set(ENGLISH.split(b"\n")) & set(theirs.split(b"\n")) & set(mine.split(b"\n"))
    assert kept <= set(joined.split(b"\n"))
