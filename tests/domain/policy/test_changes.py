"""What a person reads of two versions: sentences, in the words of the document."""

from __future__ import annotations

import random

import pytest

from bench.tables import KINDS, written
from demur.domain.policy import document
from demur.domain.policy.policy import Policy
from demur.domain.policy.versions.changes import Difference, Kind, difference
from demur.domain.refusal import Lang
from tests.domain.policy.case_by_case import takes_in
from tests.domain.policy.editions import example, policy_of, source


def changed(*edits: tuple[str, str], lang: Lang = Lang.EN) -> Difference:
    text = source(lang).decode()
    for before, after in edits:
        assert before in text
        text = text.replace(before, after, 1)
    new = document.read(text.encode()).policy
    assert new
    return difference(example(lang), new)


def test_a_document_against_itself_differs_in_nothing() -> None:
    for lang in Lang:
        assert difference(example(lang), example(lang)).is_none


def test_a_change_is_one_sentence_of_rows_case_and_results() -> None:
    found = changed(("| T3 | out of stock | up to 3 days", "| T3 | out of stock | up to 5 days"))
    change = found.changes[0]
    assert change.when == {
        "Reason": "out of stock",
        "Back in": "4–5 days",
        "Alternative": "yes",
    }
    assert list(map(str, (*change.before, *change.after))) == ["T5", "T3"]
    assert change.results_before["Step"] == "offer alternative"
    assert change.results_after["Step"] == "ask to wait"
    assert change.sentence == (
        "T5 → T3 when Reason is out of stock, Back in is 4–5 days, Alternative is yes: "
        "Step: offer alternative → ask to wait; Say: W3 → W2."
    )


@pytest.mark.parametrize(
    ("lang", "edit", "sentence"),
    [
        (
            Lang.HU,
            ("| Q1 | munkanap | 09:00–17:59 |", "| Q1 | munkanap | 09:00–16:59 |"),
            "Q1 → Q2, ha Nap: munkanap, Óra: 17:00–17:59: Hívhatunk: igen → nem.",
        ),
        (
            Lang.RU,
            ("| Q1 | рабочий день | 09:00–17:59 |", "| Q1 | рабочий день | 09:00–16:59 |"),
            "Q1 → Q2, если День: рабочий день, Час: 17:00–17:59: Можно ли звонить: да → нет.",
        ),
    ],
)
def test_a_change_is_told_in_the_language_of_the_document(
    lang: Lang, edit: tuple[str, str], sentence: str
) -> None:
    assert [change.sentence for change in changed(edit, lang=lang).changes] == [sentence]


def test_a_row_with_another_number_and_the_same_results_has_moved_and_changed_nothing() -> None:
    found = changed(("| Q2 | any |", "| Q3 | any |"))
    assert not found.changes
    assert [str(move.after[0]) for move in found.moved] == ["Q3"]
    assert found.is_none


def test_where_no_row_or_several_rows_fit_nothing_is_decided() -> None:
    (gap,) = changed(("| P4 | 6 or more |", "| P4 | 7 or more |")).changes
    assert (gap.after, gap.results_after) == ((), {})
    both = changed(("| P3 | 3–5 |", "| P3 | 2–5 |")).changes
    assert [[str(row) for row in each.after] for each in both] == [["P2", "P3"], ["P1", "P3"]]
    assert not any(each.results_after for each in both)


KEPT = ("key", "regular", "new", "former", "silent", "strange", "far")


def with_last_row(last: str, loads: str = "0–9 kg") -> Policy:
    """Give a policy whose last row decides what the rows above it leave over."""
    rows = (f"| T{at} | {at * 9} | {kept} | any | ask to wait |" for at, kept in enumerate(KEPT, 1))
    return policy_of(
        "| Question | Possible answers |",
        "|---|---|",
        "| Wait | 0–90 days, or unknown |",
        f"| Client | {', '.join(KEPT)} |",
        f"| Load | {loads} |",
        "## What we do (table T: read from the top, the first row that fits decides)",
        "| No. | Wait | Client | Load | → Step |",
        "|---|---|---|---|---|",
        *rows,
        f"| T20 | any | any | any | {last} |",
    )


def test_of_many_cases_of_two_rows_a_handful_is_read_and_the_rest_counted_exactly() -> None:
    new = with_last_row("polite no")
    (pair,) = difference(with_last_row("serve"), new).pairs
    assert len(pair.changes) == len(pair.cases) > len(pair.shown) == 5
    every = [
        {"Wait": wait, "Client": client, "Load": load}
        for wait in [*range(91), None]
        for client in KEPT
        for load in range(10)
    ]
    read = sum(any(takes_in(new, one.when, case) for one in pair.changes[:5]) for case in every)
    more = len(every) - len(KEPT) * 10 - read
    assert pair.more == f"T20 in {more} more cases: Step: serve → polite no."
    assert len(pair.sentences) == 6


def test_of_decimals_the_rest_is_not_counted_by_cases() -> None:
    old, new = (with_last_row(last, "0.0–9.5 kg") for last in ("serve", "polite no"))
    (pair,) = difference(old, new).pairs
    more = len(pair.changes) - len(pair.shown)
    assert pair.more.startswith(f"T20 in further cases, told in {more} more sentences")


def test_a_question_that_only_rules_out_what_cannot_happen_is_not_read_but_is_exact() -> None:
    pair, *_ = changed(
        ("| I1 | key | any | any | key |", "| I1 | key | any | any | tactical |")
    ).pairs
    assert [case.when for case in pair.shown] == ["Client is key"]
    assert [change.when for change in pair.changes] == [{"Client": "key", "Field": "not household"}]


def test_a_case_whose_answer_is_new_is_told_as_new() -> None:
    found = changed(
        (
            "out of stock, no one free, wrong number |",
            "out of stock, no one free, wrong number, recall |",
        )
    )
    assert {change.kind for change in found.changes} == {Kind.ONLY_NEW}
    assert {change.when["Reason"] for change in found.changes} == {"recall"}
    (question,) = found.questions
    assert question.question == "Reason"


def test_a_new_answer_that_no_row_decides_is_told_as_an_answer_only() -> None:
    for where in ("out of stock, no one free, wrong number |", "later, never call again |"):
        found = changed((where, where.replace(" |", ", sue us |")))
        assert all(change.after for change in found.changes)
        assert [question.after[-6:] for question in found.questions] == ["sue us"]


def test_a_case_whose_answer_is_gone_is_told_as_gone() -> None:
    found = changed(("to the partner, last 12 months | 0–100 |", "to the partner | 0–50 |"))
    assert {change.kind for change in found.changes} == {Kind.ONLY_OLD}
    assert {change.when["Complaints"] for change in found.changes} == {"51 or more"}


def test_who_is_weighed_otherwise_and_so_treated_otherwise_is_told_apart() -> None:
    found = changed(
        ("| I4 | regular | any | any | tactical |", "| I4 | regular | any | any | strategic |")
    )
    assert {change.table for change in found.changes} == {"I"}
    assert {change.table for change in found.weighed} == {"T"}
    assert "as Importance: tactical → strategic" in found.weighed[0].sentence


def test_words_tables_and_results_that_changed_are_told_too() -> None:
    found = changed(
        ("Gladly, {caller}.", "With pleasure, {caller}."),
        ("calm down → I understand; ", ""),
        (
            "## 10. Quiet hours (table Q: read from the top, the first row that fits decides)",
            "## 10. Quiet hours (table H: read from the top, the first row that fits decides)",
        ),
        ("| → Status | → What we do |", "| → Status | → Our deed |"),
    )
    assert [(each.name, each.lang) for each in found.wordings] == [("W1", Lang.EN)]
    assert [(each.entry, each.after) for each in found.barred] == [("calm down", None)]
    assert [each.table for each in found.tables] == ["P", "P", "H", "Q"]


def test_the_same_rules_in_another_language_decide_the_same() -> None:
    for lang in (Lang.HU, Lang.RU):
        found = difference(example(Lang.EN), example(lang))
        assert not found.changes
        assert not found.questions
        assert not found.wordings
        assert found.gave_up


def test_a_result_written_otherwise_that_means_the_same_is_told_and_changes_no_case() -> None:
    found = changed(("| ask to wait | W2 | the clerk |", "| wait | W2 | the clerk |"))
    assert not found.changes
    assert not found.tables
    found = changed(
        ("| polite no | W5 |", "| Polite  no | W5 |"), ("| serve | W1", "| kiszolgálás | W1")
    )
    assert [each.sentence for each in found.tables] == [
        "Table T, Step: “serve” is now written “kiszolgálás”, which means the same."
    ]
    assert not found.changes


def free_text(lang: Lang, *words: str) -> Policy:
    """Give a policy in words that the desk does not know; the last is what is done."""
    heads = {
        Lang.EN: ("| Question | Possible answers |", "No.", "exactly one row fits every case"),
        Lang.HU: (
            "| Kérdés | Lehetséges válaszok |",
            "Sorszám",
            "minden esetre pontosan egy sor illik",
        ),
    }
    head, number, reading = heads[lang]
    question, yes, no, result, deed = words
    return policy_of(
        head,
        "|---|---|",
        f"| {question} | {yes}, {no} |",
        f"## Z (table Z: {reading})",
        f"| {number} | {question} | → {result} |",
        "|---|---|---|",
        f"| Z1 | {yes} | {deed} |",
        f"| Z2 | {no} | {deed}, {no} |",
    )


def test_free_text_of_one_language_is_compared_and_of_two_is_said_not_to_be() -> None:
    one = free_text(Lang.EN, "Client", "key", "new", "Deed", "bring them tea")
    other = free_text(Lang.EN, "Client", "key", "new", "Deed", "bring them coffee")
    assert len(difference(one, other).changes) == 2
    translated = free_text(Lang.HU, "Ügyfél", "kulcs", "új", "Teendő", "teát viszünk")
    found = difference(one, translated)
    assert (found.changes, found.tables, found.questions) == ((), (), ())
    assert found.gave_up == (
        "Z táblázat: Teendő két nyelven áll, ezt nem hasonlítjuk össze. Kérjük, vesse össze "
        "szemmel.",
        "A táblázatok körüli szöveg két nyelven áll, nem hasonlítjuk össze. Kérjük, olvassa el "
        "mindkettőt.",
    )


def test_a_question_unknown_to_the_desk_is_not_compared_in_a_translation() -> None:
    one = free_text(Lang.EN, "Mood", "calm", "cross", "Deed", "bring them tea")
    other = free_text(Lang.HU, "Hangulat", "nyugodt", "mérges", "Teendő", "teát viszünk")
    found = difference(one, other)
    assert (found.changes, found.tables, found.questions) == ((), (), ())
    assert any("Hangulat" in sentence for sentence in found.gave_up)


def test_a_question_answered_in_another_way_is_said_not_to_be_comparable() -> None:
    found = changed(
        (
            "| Back in | working days until we can serve | 0–250 days, or unknown |",
            "| Back in | when | soon, later, unknown |",
        )
    )
    assert any("T" in sentence for sentence in found.gave_up)
    assert not found.is_none


def test_beyond_the_limit_the_difference_says_which_table_it_did_not_finish(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("demur.domain.policy.versions.both.MAX_STEPS", 600)
    found = changed(("| T3 | out of stock | up to 3 days", "| T3 | any | up to 5 days"))
    assert found.gave_up == (
        "Table T is not compared to the end: the limit of 600 steps was reached.",
    )
    assert not found.is_none


@pytest.mark.parametrize("kind", ["whole, with slips", "long lists"])
def test_twenty_edits_of_a_thousand_rows_are_told_to_the_end(kind: str) -> None:
    made, draw = KINDS[kind], random.Random(kind)
    rows = made.rows(1_000, 8, draw)
    asked, edited = made.questions(8), [list(row) for row in rows]
    for _ in range(20):
        column = draw.randrange(8)
        draw.choice(edited)[column] = asked[column].drawn(draw, 0)
    old, new = (document.read(written(made, each)).policy for each in (rows, edited))
    assert old is not None
    assert new is not None
    assert difference(old, new).gave_up == ()
