"""A table decides one case or a million alike, and says by which row and why."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.policy import document
from demur.domain.policy.policy import Policy
from demur.domain.policy.tables import NO_ANSWER, NO_ROW, SEVERAL_ROWS, Decision, Unanswerable
from demur.domain.refusal import Lang, RowRef
from tests.domain.policy.editions import example, policy_of

READINGS = {
    "unique": "exactly one row fits every case",
    "first": "read from the top, the first row that fits decides",
    "collect": "all rows that fit apply",
}
COLOURS = ["red", "green", "blue"]
OUT_OF_STOCK = {"Reason": "out of stock", "Alternative": "no", "Partner": "no"}


def decided(policy: Policy, table: str, answers: Mapping[str, object]) -> Decision:
    decision = policy.decide(table, answers)
    assert isinstance(decision, Decision), decision
    return decision


# ---- one decision


def test_a_decision_quotes_its_row_and_the_answers_that_row_asked_about() -> None:
    answers = {**OUT_OF_STOCK, "Back in": 9, "Alternative": True, "Importance": "chance"}
    decision = decided(example(), "T", answers)
    assert decision.row == RowRef("T", 5)
    assert decision.why == "T5, version 4: Reason is out of stock, Alternative is yes."
    assert decision.results["Say"] == "W3"


@pytest.mark.parametrize(
    ("lang", "why"),
    [
        (Lang.HU, "Q1, 4. változat: Nap: munkanap, Óra: 09:30."),
        (Lang.RU, "Q1, версия 4: День: рабочий день, Час: 09:30."),
    ],
)
def test_why_is_said_in_the_language_of_the_document(lang: Lang, why: str) -> None:
    names = [question.name for question in example(lang).tables["Q"].questions]
    day = "munkanap" if lang is Lang.HU else "рабочий день"
    assert decided(example(lang), "Q", dict(zip(names, [day, "09:30"], strict=True))).why == why


def test_the_importance_table_answers_for_the_step_table() -> None:
    caller = {"Client": "new", "Yearly value": None, "Field": "print house"}
    decision = decided(example(), "T", {**OUT_OF_STOCK, "Back in": 10, **caller})
    assert decision.row == RowRef("T", 6)
    assert [earlier.row for earlier in decision.through] == [RowRef("I", 3)]
    assert "Importance is strategic (I3)" in decision.why


def test_an_importance_that_is_given_is_not_asked_for_again() -> None:
    answers = {**OUT_OF_STOCK, "Back in": 10, "Importance": "chance", "Client": "key"}
    assert decided(example(), "T", answers).row == RowRef("T", 11)


def test_two_rows_that_both_fit_are_named_together() -> None:
    policy = _table("unique", [("red or green", "any"), ("any", "up to 3")])
    decision = decided(policy, "B", {"Colour": "red", "Days": 2})
    assert (decision.row, decision.rows) == (None, (RowRef("B", 1), RowRef("B", 2)))
    assert decision.why == "Rows B1, B2 all fit, yet table B says exactly one does."


def test_no_row_that_fits_is_an_answer_too() -> None:
    decision = decided(_table("first", [("red", "any")]), "B", {"Colour": "blue", "Days": 1})
    assert (decision.row, decision.results) == (None, {})
    assert decision.why == "No row of table B fits this case."


def test_all_rows_that_fit_apply() -> None:
    policy = _table("collect", [("red", "any"), ("any", "up to 3"), ("blue", "any")])
    decision = decided(policy, "B", {"Colour": "red", "Days": 2})
    assert decision.rows == (RowRef("B", 1), RowRef("B", 2))
    assert decision.results == {"Result": "r1; r2"}
    assert decision.why == "B1: Colour is red. B2: Days is 2 days."


@pytest.mark.parametrize("wrong", ["sky", "RED!", 7, 2.5, True, [], {}, "", "unknown", 1e400])
def test_an_answer_the_question_does_not_list_is_named_with_those_it_lists(wrong: object) -> None:
    refused = _table("first", [("red", "any")]).decide("B", {"Colour": wrong, "Days": 1})
    assert isinstance(refused, Unanswerable)
    assert refused.question == "Colour"
    assert "red, green, blue" in refused.message


@pytest.mark.parametrize("wrong", [-1, 1001, 2.5, "2.5", True, float("nan"), float("inf"), "3 h"])
def test_a_number_outside_its_range_is_no_answer(wrong: object) -> None:
    refused = _table("first", [("any", "any")]).decide("B", {"Colour": "red", "Days": wrong})
    assert isinstance(refused, Unanswerable)
    assert refused.question == "Days"


@pytest.mark.parametrize("days", [2, 2.0, "2", "2 days", " 2 DAY "])
def test_an_answer_may_be_written_in_several_ways(days: object) -> None:
    policy = _table("first", [("red", "2"), ("any", "any")])
    assert decided(policy, "B", {"colour": "Red", "DAYS": days}).row == RowRef("B", 1)


def test_a_mistyped_question_is_met_with_the_right_one() -> None:
    refused = example().decide("T", {"Raeson": "none"})
    assert isinstance(refused, Unanswerable)
    assert "Did you mean “Reason”?" in refused.message


def test_what_no_question_asks_is_left_aside_once_all_that_is_asked_is_said() -> None:
    told = {"Complaints": 1, "Callback": 2, "Shoe size": 43, "Weather": {"wind": "north"}}
    assert decided(example(), "P", told).row == RowRef("P", 1)
    chained = {"Client": "key", "Yearly value": 7, "Field": "household", "Shoe size": 43}
    assert decided(example(), "S", {**chained, "Attempts": 2}).row == RowRef("S", 1)


@pytest.mark.parametrize("slip", ["Call back time", "Shoe size", "Weather"])
def test_what_no_question_asks_may_be_a_slip_while_an_answer_is_missing(slip: str) -> None:
    refused = example().decide("P", {"Complaints": 1, slip: 2})
    assert isinstance(refused, Unanswerable)
    assert slip in refused.message


def test_the_parts_of_a_thing_answer_the_questions_named_after_them() -> None:
    policy = policy_of(
        "| Question | Possible answers |",
        "|---|---|",
        "| Car.Paint.Colour | red, green |",
        "| Days | 0–9 |",
        "## Table B: exactly one row fits every case",
        "| No. | Car.Paint.Colour | Days | → Result |",
        "|---|---|---|---|",
        "| B1 | red | any | r |",
    )
    car = {"Car": {"paint": {"Colour": "red", "gloss": 3}, "Doors": 5}, "Days": 2}
    assert decided(policy, "B", car).row == RowRef("B", 1)
    deep: dict[str, object] = {}
    for _ in range(5_000):
        deep = {"a": deep}
    assert isinstance(policy.decide("B", {"Car": deep}), Unanswerable)


def test_a_long_chain_of_tables_asks_each_of_them_once() -> None:
    letters = [f"A{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    text = ["| Question | Possible answers |", "|---|---|"]
    text += [f"| {side}{at} | x, y |" for at in range(27) for side in "ab"]
    for at, letter in enumerate(letters):
        text += [
            f"## Table {letter}: read from the top, the first row that fits decides",
            f"| No. | a{at + 1} | b{at + 1} | → a{at} | → b{at} |",
            "|---|---|---|---|---|",
            f"| {letter}1 | x | x | x | x |",
            f"| {letter}2 | any | any | y | y |",
        ]
    policy = policy_of(*text)
    assert decided(policy, "AA", {"a26": "x", "b26": "x"}).row == RowRef("AA", 1)
    assert decided(policy, "AA", {"a26": "x", "b26": "y"}).row == RowRef("AA", 2)


def test_a_table_is_found_by_its_name_as_well() -> None:
    answers = {"Reason": "wrong number"}
    assert decided(example(), "What we do", answers) == decided(example(), "T", answers)
    assert isinstance(example().decide("what we sing", answers), Unanswerable)


def test_an_unsaid_answer_does_not_matter_where_every_answer_leads_to_the_same_row() -> None:
    assert decided(example(), "T", {"Reason": "wrong number"}).row == RowRef("T", 2)


def test_an_unsaid_answer_that_matters_is_asked_for() -> None:
    refused = example().decide("T", {"Reason": "other business"})
    assert isinstance(refused, Unanswerable)
    assert refused.question == "Alternative"


def test_an_unsaid_answer_is_unknown_where_the_policy_lists_unknown() -> None:
    assert decided(example(), "P", {"Complaints": 1}).row == RowRef("P", 2)


def test_a_table_is_found_from_a_cyrillic_keyboard() -> None:
    cyrillic_t = "\u0422"
    assert decided(example(), cyrillic_t, {"Reason": "none"}).row == RowRef("T", 1)


def test_true_is_yes_but_never_the_number_one() -> None:
    answers = {"Reason": "other business", "Partner": True, "Alternative": False}
    assert decided(example(), "T", {**answers, "Importance": "chance"}).row == RowRef("T", 10)
    assert isinstance(example().decide("P", {"Complaints": True, "Callback": 1}), Unanswerable)


# ---- the same as a slow and obvious reading


def _table(reading: str, rows: list[tuple[str, str]]) -> Policy:
    return policy_of(
        "| Question | Possible answers |",
        "|---|---|",
        "| Colour | red, green, blue |",
        "| Days | 0–1000 days, or unknown |",
        f"## Table B: {READINGS[reading]}",
        "| No. | Colour | Days | → Result |",
        "|---|---|---|---|",
        *(f"| B{at} | {' | '.join(cells)} | r{at} |" for at, cells in enumerate(rows, 1)),
    )


colour_cells = st.sampled_from(
    ["any", "red", "blue", "not red", "red or green", "green, blue", "not(red, blue)"]
)
ends = st.tuples(st.integers(0, 20), st.integers(0, 20)).map(sorted)
day_cells = st.one_of(
    st.just(("any", lambda _: True)),
    st.just(("unknown", lambda day: day is None)),
    ends.map(lambda e: (f"{e[0]}–{e[1]}", lambda day: day is not None and e[0] <= day <= e[1])),
    st.integers(0, 19).map(lambda n: (f"over {n} or unknown", lambda day: day is None or day > n)),
    st.integers(1, 20).map(lambda n: (f"under {n}", lambda day: day is not None and day < n)),
    st.integers(0, 20).map(lambda n: (f"not {n}", lambda day: day is not None and day != n)),
)
rows_of_cells = st.lists(st.tuples(colour_cells, day_cells), min_size=1, max_size=80)


def _colour_fits(cell: str, colour: str) -> bool:
    if cell == "any":
        return True
    named = {each for each in COLOURS if each in cell}
    return (colour in named) is not cell.startswith("not")


def _expected(reading: str, rows: list[Any], colour: str, day: int | None) -> int:
    """Read the table as a person would, row by row."""
    fits = [
        at for at, (hue, (_, test)) in enumerate(rows) if _colour_fits(hue, colour) and test(day)
    ]
    if not fits:
        return NO_ROW
    return SEVERAL_ROWS if reading == "unique" and len(fits) > 1 else fits[0]


@given(rows_of_cells, st.sampled_from(["unique", "first", "collect"]), st.randoms())
def test_one_case_and_many_are_decided_as_a_person_reads_the_table(
    rows: list[Any], reading: str, rng: random.Random
) -> None:
    table = _table(reading, [(hue, cell) for hue, (cell, _) in rows]).tables["B"]
    cases = [(rng.choice(COLOURS), rng.choice([None, *range(22)])) for _ in range(30)]
    expected = [_expected(reading, rows, colour, day) for colour, day in cases]
    one_by_one = [table.row_of({"Colour": colour, "Days": day}) for colour, day in cases]
    at_once = table.decide_many({"Colour": [c for c, _ in cases], "Days": [d for _, d in cases]})
    assert one_by_one == expected
    assert at_once.tolist() == expected


@given(st.lists(st.sampled_from([0, 3, 4, 999, 1001, -1, 2.5, True, "3", "x", None]), min_size=1))
def test_many_cases_meet_bad_answers_as_one_does(days: list[object]) -> None:
    table = _table("first", [("red", "up to 3"), ("any", "any")]).tables["B"]
    one_by_one = [table.row_of({"Colour": "red", "Days": day}) for day in days]
    many = table.decide_many({"Colour": ["red"] * len(days), "Days": days})
    assert many.tolist() == one_by_one


def test_numbers_in_an_array_are_decided_like_numbers_in_a_list() -> None:
    table = _table("first", [("any", "up to 3"), ("any", "4–999")]).tables["B"]
    days = np.array([0, 3, 4, 999, 1000, 1001, -1])
    expected = [0, 0, 1, 1, NO_ROW, NO_ANSWER, NO_ANSWER]
    colours = ["red"] * len(days)
    for given_days in (days, days.astype(float), days.tolist()):
        assert table.decide_many({"Colour": colours, "Days": given_days}).tolist() == expected
    halves = np.array([2.5, np.nan, np.inf])
    answered = table.decide_many({"Colour": ["red"] * 3, "Days": halves})
    assert answered.tolist() == [NO_ANSWER] * 3


@given(rows_of_cells)
def test_a_rows_side_and_a_codes_rows_tell_the_same(rows: list[Any]) -> None:
    table = _table("first", [(hue, cell) for hue, (cell, _) in rows]).tables["B"]
    for column in table.columns:
        for at, test in enumerate(column.tests):
            side = column.covers(test)
            assert [side >> code & 1 for code in range(column.count)] == [
                fits >> at & 1 for fits in column.rows
            ]


def test_a_table_of_a_thousand_rows_is_decided_at_once() -> None:
    policy = _table("first", [("any", str(day)) for day in range(1000)])
    table = policy.tables["B"]
    days = np.arange(1001)
    expected = [*range(1000), NO_ROW]
    assert table.decide_many({"Colour": ["red"] * 1001, "Days": days}).tolist() == expected
    assert [table.row_of({"Colour": "red", "Days": day}) for day in range(1001)] == expected


def test_a_document_without_faults_gives_the_same_decision_twice() -> None:
    source = b"| Question | Possible answers |\n|-|-|\n| A | yes, no |\n\n## Table B\n"
    source += b"| No. | A | -> R |\n|-|-|-|\n| B1 | yes | r |\n| B2 | no | s |\n"
    first, second = (document.read(source).policy for _ in range(2))
    assert first is not None
    assert second is not None
    assert first.decide("B", {"A": True}) == second.decide("B", {"A": "yes"})
