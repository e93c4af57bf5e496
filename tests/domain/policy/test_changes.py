"""What two versions decide differently, held against going through the cases one by one."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product

import pytest

from bench.tables import KINDS, written
from demur.domain.policy import document, values
from demur.domain.policy.cells import Unreadable, read_cell
from demur.domain.policy.columns import Column, Question
from demur.domain.policy.domains import Listed
from demur.domain.policy.policy import Policy
from demur.domain.policy.tables import Decision
from demur.domain.policy.versions.changes import Difference, Kind, difference
from demur.domain.refusal import Lang
from tests.domain.policy.editions import example, policy_of, source
from tests.domain.policy.random_policies import (
    RANK,
    Draft,
    a_chain,
    a_draft,
    cases,
    edited,
)

EXAMPLE = source(Lang.EN)


def takes_in(policy: Policy, cells: Mapping[str, str], case: Mapping[str, str]) -> bool:
    """Say whether written cells all take in a case."""
    for name, text in cells.items():
        question = policy.questions[name]
        test = read_cell(text, question.domain)
        assert not isinstance(test, Unreadable), text
        column = Column(question, (test,))
        if not column.rows[column.code(case[name])]:
            return False
    return True


def differs(old: Decision, new: Decision) -> bool:
    one, other = (
        (
            bool(each.rows),
            each.conflict,
            {name: frozenset(said.split("; ")) for name, said in each.results.items()},
        )
        for each in (old, new)
    )
    return one != other


def hold_against_every_case(before: Draft, after: Draft) -> None:
    """Put every case to both versions: those that differ stand in exactly one change, no other."""
    old, new = before.policy(), after.policy()
    found = difference(old, new)
    assert not found.gave_up
    for case in cases(before.asks):
        if any(takes_in(old, cells, case) for cells in before.impossible):
            expected: list[tuple[object, object]] = []
        else:
            one, other = old.decide("T", case), new.decide("T", case)
            assert isinstance(one, Decision)
            assert isinstance(other, Decision)
            expected = [(one.rows, other.rows)] if differs(one, other) else []
        told = [
            (change.before, change.after)
            for change in found.changes
            if takes_in(new, change.when, case)
        ]
        assert told == expected, (case, before.text, after.text)


def hold_against_random_pairs(seeds: range) -> None:
    for seed in seeds:
        rng = random.Random(seed)
        before = a_draft(rng)
        after = edited(before, rng)
        hold_against_every_case(before, after)


def test_exactly_the_cases_decided_differently_stand_in_the_difference() -> None:
    hold_against_random_pairs(range(60))


@pytest.mark.deep
def test_exactly_the_cases_decided_differently_stand_in_the_difference_of_many_pairs() -> None:
    hold_against_random_pairs(range(100, 600))


# ---- the example, with every one-edit change of a condition


def edits_of(policy: Policy, letter: str) -> Iterator[tuple[str, str]]:
    """Give each row's line with one of its conditions changed: any other cell the column allows."""
    for row in policy.tables[letter].rows:
        for at, (text, question) in enumerate(
            zip(row.cells, policy.tables[letter].questions, strict=True)
        ):
            for other in other_cells(text, question):
                cells = [*row.cells[:at], other, *row.cells[at + 1 :]]
                results = list(row.results.values())
                yield (
                    "| " + " | ".join([str(row.ref), *row.cells, *results]) + " |",
                    "| " + " | ".join([str(row.ref), *cells, *results]) + " |",
                )


def other_cells(text: str, question: Question) -> Iterator[str]:
    """Give what a slip may make of a cell: another answer, its opposite, a number one off."""
    domain = question.domain
    answers = domain.all_answers if isinstance(domain, Listed) else ()
    yield from (answer for answer in ("any", *answers) if answer != text)
    if text != "any":
        yield f"not {text}"
    for found in re.finditer(r"\d+", text):
        for step in (-1, 1):
            number = str(int(found[0]) + step).zfill(len(found[0]))
            yield text[: found.start()] + number + text[found.end() :]


def sampled(policy: Policy, letter: str) -> list[dict[str, str]]:
    """Give cases of a table that no boundary of the example or of its edits can slip between."""
    sides: list[tuple[str, ...]] = []
    for column in policy.tables[letter].columns:
        domain = column.question.domain
        if isinstance(domain, Listed):
            sides.append(domain.all_answers)
            continue
        near = {value + step for value in column.boundaries for step in (-2, -1, 0, 1, 2)}
        inside = sorted(value for value in near if domain.lowest <= value <= domain.highest)
        shown = [values.show(domain.kind, value) for value in inside]
        sides.append((*shown, *([domain.unknown] if domain.unknown else [])))
    names = [column.question.name for column in policy.tables[letter].columns]
    every = [dict(zip(names, answers, strict=True)) for answers in product(*sides)]
    cannot = [each.cells for each in policy.impossible if each.table == letter]
    return [case for case in every if not any(takes_in(policy, each, case) for each in cannot)]


@pytest.mark.parametrize("letter", ["I", "T", "Q"])
def test_every_changed_condition_that_alters_a_decision_stands_in_the_difference(
    letter: str,
) -> None:
    old = example()
    cases_of_table = sampled(old, letter)
    before = [old.tables[letter].decide(case) for case in cases_of_table]
    altered = 0
    for line, edited_line in list(edits_of(old, letter)):
        text = EXAMPLE.decode()
        assert line in text
        new = document.read(text.replace(line, edited_line).encode()).policy
        assert new
        if new.tables[letter].broken:
            continue
        found = [change for change in difference(old, new).changes if change.table == letter]
        for case, one in zip(cases_of_table, before, strict=True):
            other = new.tables[letter].decide(case)
            if isinstance(one, Decision) and isinstance(other, Decision) and differs(one, other):
                altered += 1
                assert found, edited_line
                break
        else:
            assert not found, edited_line
    assert altered > 10


# ---- what a person reads


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


# ---- the chain


def weighed(policy: Policy, case: Mapping[str, str]) -> dict[str, str]:
    """Give a case with what table I says of it, where there is one."""
    if "I" not in policy.tables:
        return dict(case)
    first = policy.decide("I", case)
    assert isinstance(first, Decision)
    return {**case, "Rank": first.results["Rank"]} if first.row else dict(case)


def cannot_happen(draft: Draft, policy: Policy, case: Mapping[str, str]) -> bool:
    """Say whether a case is impossible by what the tables ask; what else is asked stays open."""
    asked = {name for sheet in draft.sheets for name in sheet.asks}
    known = {name: case[name] for name in asked if case.get(name) in draft.asking(name).answers}
    return any(
        takes_in(policy, cells, known) for cells in draft.impossible if cells.keys() <= known.keys()
    )


def hold_against_every_chain(before: Draft, after: Draft) -> int:
    """Put every case to both chains; give how many are weighed and then treated otherwise."""
    old, new = before.policy(), after.policy()
    found = difference(old, new)
    count = 0
    for case in cases([each for each in before.asks if each is not RANK]):
        one, other = weighed(old, case), weighed(new, case)
        decided = old.decide("T", case), new.decide("T", case)
        both = cannot_happen(before, old, one) and cannot_happen(after, new, other)
        unlike = unlike_answers(one.get("Rank"), other.get("Rank")) and treated(*decided)
        rows = [each.rows if isinstance(each, Decision) else () for each in decided]
        told = [
            [change.before, change.after]
            for change in found.weighed
            if takes_in(new, change.when, case)
        ]
        assert told == ([rows] if unlike and not both else []), (case, before.text, after.text)
        count += bool(told)
    return count


def unlike_answers(one: str | None, other: str | None) -> bool:
    """Say whether table I answers otherwise; what is no answer of the list is all one."""
    strange = "strange"
    sides = [side if side is None or side in RANK.answers else strange for side in (one, other)]
    return sides[0] != sides[1]


def treated(old: object, new: object) -> bool:
    if isinstance(old, Decision) and isinstance(new, Decision):
        return differs(old, new)
    return type(old) is not type(new)


def hold_against_random_chains(seeds: range) -> None:
    count = 0
    for seed in seeds:
        rng = random.Random(seed)
        before = a_chain(rng, "Step")
        count += hold_against_every_chain(before, edited(before, rng, RANK.answers))
    assert count


def test_exactly_those_weighed_and_so_treated_otherwise_stand_in_the_difference() -> None:
    hold_against_random_chains(range(40))


@pytest.mark.deep
def test_exactly_those_weighed_otherwise_stand_in_the_difference_of_many_chains() -> None:
    hold_against_random_chains(range(100, 400))


def without_the_first(draft: Draft) -> Draft:
    """Give a chain that lacks its first table: nobody says what it said."""
    return replace(draft, sheets=draft.sheets[1:])


def hold_against_broken_chains(seeds: range) -> None:
    """Take the first table out of a chain, or put one in, with the last one edited on the way."""
    count = 0
    for seed in seeds:
        rng = random.Random(seed)
        whole = a_chain(rng, "Step")
        alone = edited(without_the_first(whole), rng)
        pair = (whole, alone) if seed % 2 else (alone, whole)
        count += hold_against_every_chain(*pair)
    assert count


def test_exactly_those_treated_otherwise_as_a_table_came_or_went_stand_in_the_difference() -> None:
    hold_against_broken_chains(range(30))


@pytest.mark.deep
def test_exactly_those_treated_otherwise_as_a_table_came_or_went_in_many_chains() -> None:
    hold_against_broken_chains(range(100, 400))


def ship(*rated: str, also: str = "") -> Policy:
    """Give a policy that treats a ship by its rank, which a table may say."""
    return policy_of(
        "| Question | Possible answers |",
        "|---|---|",
        "| Ship | liner, barge |",
        "| Rank | high, low |",
        *rated,
        "## What we do (table T: exactly one row fits every case)",
        f"| No. | Rank | → Step |{' → Ship |' if also else ''}",
        f"|---|---|---|{'---|' if also else ''}",
        f"| T1 | high | serve |{also}",
        f"| T2 | low | polite no |{also}",
    )


RATED = (
    "## Rank (table K: exactly one row fits every case)",
    "| No. | Ship | → Rank |",
    "|---|---|---|",
    "| K1 | liner | high |",
    "| K2 | barge | low |",
    "",
)


def test_a_table_put_into_the_chain_says_who_is_treated_otherwise_by_it() -> None:
    found = difference(ship(), ship(*RATED))
    assert [each.sentence for each in found.tables] == ["Table K is new."]
    assert not found.changes
    assert [each.sentence for each in found.weighed] == [
        "no row → T1 when Ship is liner, as Rank: no answer → high: "
        "nothing is decided → Step: serve.",
        "no row → T2 when Ship is barge, as Rank: no answer → low: "
        "nothing is decided → Step: polite no.",
    ]


def test_tables_that_answer_each_other_in_a_circle_are_said_not_to_be_compared_whole() -> None:
    found = difference(ship(*RATED), ship(*RATED, also=" liner |"))
    assert found.gave_up == (
        "What leads to table T is not compared as a whole: tables answer each other in a circle.",
    )
