"""What is said of rows that disagree, cases no row fits, rows that never apply, or are one."""

from __future__ import annotations

import re

import pytest

from demur.domain.policy import document, lint
from demur.domain.policy.findings import Code, Finding, Severity
from demur.domain.refusal import Lang
from tests.domain.policy.editions import example, source
from tests.domain.policy.oracle import WAYS
from tests.domain.policy.small_tables import only, policy, said

# ---- rows that are not finished

UNFINISHED = {"result": "new | up to 3 | ", "all": " |  | ", "result, a cell": "any |  | "}


@pytest.mark.parametrize("row", UNFINISHED.values(), ids=UNFINISHED)
@pytest.mark.parametrize("way", list(WAYS))
def test_of_a_row_without_a_result_only_what_is_missing_is_said(way: str, row: str) -> None:
    whole = policy(way, "key | any | yes", "regular or new | any | no")
    added = whole.replace("## What cannot", f"| B3 | {row} |\n## What cannot")
    before, after = (lint.check(document.read(text.encode())) for text in (whole, added))
    (told,) = [each for each in after if (each.code, each.rows) not in _named(before)]
    assert (told.code, told.rows) == (Code.RESULT_NOT_LISTED, ("B3",))
    assert told.severity is Severity.FAULT


def _named(found: tuple[Finding, ...]) -> set[tuple[Code, tuple[str, ...]]]:
    return {(each.code, each.rows) for each in found}


@pytest.mark.parametrize("lang", list(Lang))
def test_a_new_row_breaks_no_example_and_no_promise_while_it_is_empty(lang: Lang) -> None:
    text = source(lang).decode()
    anything = {Lang.EN: "any", Lang.HU: "bármi", Lang.RU: "любой"}[lang]
    (last,) = re.findall(r"^\| N5 .*\n", text, re.MULTILINE)
    edited = text.replace(last, f"{last}| N6 | {anything} | {anything} | | |\n")
    (told,) = lint.check(document.read(edited.encode()))
    assert told.rows == ("N6",)
    assert all(name in told.message for name in example(lang).tables["N"].results)


def test_rows_that_are_finished_are_still_held_against_each_other() -> None:
    found = said(policy("unique", "key | any | yes", "key | any | no", "any | any | "))
    assert [(each.code, each.rows) for each in found] == [(Code.CONTRADICTION, ("B1", "B2"))]


# ---- exactly one row fits


def test_rows_that_disagree_are_shown_with_a_caller_both_would_take() -> None:
    found = only(
        policy(
            "unique",
            "key | any | yes",
            "not new | up to 3 | no",
            "regular or new | over 3 or unknown | later",
            "new | up to 3 | yes",
        )
    )
    assert (found.code, found.severity, found.rows) == (
        Code.CONTRADICTION,
        Severity.FAULT,
        ("B1", "B2"),
    )
    assert found.example == {"Client": "key", "Wait": "0 days"}
    assert (
        found.message
        == "Rows B1 and B2 both fit the case shown, yet Outcome is “yes” or “no”. Narrow one."
    )


def test_rows_that_agree_on_a_case_overlap_all_the_same() -> None:
    found = only(policy("unique", "any | up to 5 | yes", "any | 5 or more or unknown | yes"))
    assert (found.code, found.severity) == (Code.OVERLAP, Severity.FAULT)
    assert found.example == {"Client": "key", "Wait": "5 days"}


def test_a_gap_is_counted_shown_and_mended() -> None:
    found = only(
        policy(
            "unique",
            "key | any | yes",
            "regular or new | up to 30 | no",
            "regular or new | 33–60 | no",
        )
    )
    assert (found.code, found.missing) == (Code.GAP, 2 * 3)
    assert found.example == {"Client": "regular", "Wait": "31 days"}
    assert found.mend == "| B4 | regular or new | 31–32 days or unknown | no |"
    assert found.message.startswith(
        "Table B: no row fits 6 cases, for example Client: regular or new"
    )


def test_a_gap_between_decimals_is_shown_and_not_counted() -> None:
    found = only(policy("unique", "under 2.5 | yes", "over 2.75 | no", asks="Weight"))
    assert (found.code, found.missing) == (Code.GAP, None)
    assert found.example == {"Weight": "2.5 kg"}
    assert found.mend == "| B3 | 2.5–2.75 kg | no |"


def test_what_cannot_happen_is_neither_a_gap_nor_an_overlap() -> None:
    rows = ("key | any | yes", "regular | any | no", "new | up to 9 | no", "new | 9 | yes")
    barred = ("Client: new; Wait: over 9 or unknown", "Client: new; Wait: 9")
    assert said(policy("unique", *rows[:3], barred=barred[:1])) == []
    found = said(policy("unique", *rows, barred=barred))
    assert [(each.code, each.rows) for each in found] == [(Code.NEVER_MATCHES, ("B4",))]


def test_a_case_is_impossible_only_if_it_is_so_whatever_else_is_answered() -> None:
    rows = ("key | yes", "regular | no")
    half = "Client: new; Wait: up to 30"
    assert only(policy("unique", *rows, asks="Client", barred=(half,))).missing == 1
    both = (half, "Client: new; Wait: over 30 or unknown")
    assert said(policy("unique", *rows, asks="Client", barred=both)) == []


def test_an_unreadable_impossible_case_makes_no_false_gap() -> None:
    text = policy("unique", "key or regular | yes", asks="Client", barred=("Client: nwe",))
    assert said(text) == []


def test_rows_of_a_table_read_in_part_are_compared_but_no_gap_is_claimed() -> None:
    found = only(policy("unique", "key | any | yes", "kye | any | no", "key | 3 | no"))
    assert (found.code, found.rows) == (Code.CONTRADICTION, ("B1", "B3"))


def test_a_table_with_a_strange_column_is_not_judged() -> None:
    text = policy("unique", "key | any | yes", "key | 3 | no", asks="Client | Waits for")
    assert said(text) == []


# ---- the first row that fits


def test_a_row_one_row_above_takes_is_unreachable_and_told_by_which() -> None:
    found = only(policy("first", "key | any | yes", "key | 3 | no", "any | any | no"))
    assert (found.code, found.rows) == (Code.UNREACHABLE, ("B2",))
    assert (
        found.message
        == "Row B2 can never apply: row B1 already takes every such case. Move B2 up, or narrow B1."
    )


def test_a_row_several_rows_take_together_is_told_by_the_fewest() -> None:
    rows = ("any | up to 9 | a", "key | any | b", "new | any | c", "regular | 10 or more | d")
    found = only(policy("first", *rows, "regular | 5–20 | e", "any | any | f"))
    assert found.rows == ("B5",)
    assert "rows B1, B4 together" in found.message


def test_the_row_for_a_ragged_gap_of_a_table_read_from_the_top_takes_all_that_is_left() -> None:
    found = only(policy("first", "key | 1–3 | a", "new | 7–9 | b"))
    assert found.code is Code.GAP
    assert found.mend == "| B3 | any | any | a |"


@pytest.mark.parametrize("cell", ["61 or more", "not 0–60", "over 3 and under 4", "(3..4)"])
@pytest.mark.parametrize("barred", [(), ("Client: key",)])
@pytest.mark.parametrize("way", list(WAYS))
def test_a_row_that_no_answer_fits_is_told_just_once(
    way: str, barred: tuple[str, ...], cell: str
) -> None:
    cases = policy(way, f"not new | {cell} | yes", "any | any | no", barred=barred)
    found = lint.check(document.read(cases.encode()))
    assert [each.code for each in found if each.rows == ("B1",)] == [Code.NEVER_MATCHES]


def test_a_row_of_impossible_cases_is_unreachable_too() -> None:
    text = policy("first", "key | 3 | a", "any | any | b", barred=("Client: key; Wait: up to 9",))
    found = only(text)
    assert (found.code, found.rows) == (Code.UNREACHABLE, ("B1",))
    assert (
        found.message
        == "Row B1 can never apply: none of its cases can happen. Delete it, or mend its cells."
    )


def test_where_all_rows_apply_overlaps_and_gaps_are_no_faults() -> None:
    assert said(policy("collect", "key | any | a", "any | 3 | b")) == []


# ---- rows that could be one


@pytest.mark.parametrize(
    ("way", "rows", "merged"),
    [
        (
            "unique",
            (
                "key | any | a",
                "regular or new | up to 9 | b",
                "regular or new | over 9 or unknown | b",
            ),
            "| B2 | regular or new | any | b |",
        ),
        (
            "first",
            ("key | 1–3 | a", "key | 4–9 | a", "any | any | b"),
            "| B1 | key | 1–9 days | a |",
        ),
        ("collect", ("key | any | a", "key | any | a"), None),
    ],
)
def test_rows_that_one_row_could_say_are_noted(
    way: str, rows: tuple[str, ...], merged: str | None
) -> None:
    found = only(policy(way, *rows))
    assert (found.code, found.severity, found.mend) == (Code.MERGEABLE, Severity.NOTE, merged)


def test_rows_are_not_merged_over_one_between_them() -> None:
    assert (
        said(policy("first", "key | 1–3 | a", "any | 4 | b", "key | 4–9 | a", "any | any | b"))
        == []
    )
