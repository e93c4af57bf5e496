"""A policy lists what the desk will answer, or it is told which callers no row would speak of."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.policy import desk, document, facts, lint, names
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.findings import Code, Finding, Severity, clean
from demur.domain.policy.names import QuestionKey, ResultKey
from demur.domain.policy.policy import Policy
from demur.domain.refusal import Importance, Lang, RowRef, Situation
from tests.domain.policy.editions import policy_of, source

REASONS = ["none", *(one for one in Situation if one is not Situation.SERVED)]
WORDS = [word for said in names.ANSWERS[QuestionKey.REASON].values() for word in said]
STRANGE = ["another trade", "closed for the day", "слишком дорого"]


def edited(lang: Lang, *changes: tuple[str, str]) -> list[Finding]:
    """Give what is said of the desk in an edition with some words changed throughout."""
    text = source(lang).decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    found = lint.check(document.read(text.encode()))
    return [each for each in found if each.code is Code.NOT_FOR_THE_DESK]


def asking(question: str, answers: str, cell: str = "any", result: str = "→ Step") -> Policy:
    return policy_of(
        "| Question | Possible answers |",
        "|---|---|",
        f"| {question} | {answers} |",
        "## (table T: read from the top, the first row that fits decides)",
        f"| No. | {question} | {result} |",
        "|---|---|---|",
        f"| T1 | {cell} | serve |",
        "| T2 | any | serve |",
    )


def severities(policy: Policy) -> list[Severity]:
    return [each.severity for each in desk.for_the_desk(policy)]


# ---- answers the desk gives


@pytest.mark.parametrize(
    ("lang", "listed", "own"),
    [
        (Lang.EN, "other business", "another trade"),
        (Lang.HU, "nincs szabad ember", "mindenki szabin"),
        (Lang.RU, "другая отрасль", "чужая тема"),
    ],
)
def test_a_reason_in_words_of_ones_own_stops_the_adoption(
    lang: Lang, listed: str, own: str
) -> None:
    note, fault = sorted(edited(lang, (listed, own)), key=lambda each: each.severity, reverse=True)
    assert (note.severity, fault.severity) == (Severity.NOTE, Severity.FAULT)
    assert listed in fault.message
    assert own in fault.message
    assert own in note.message
    assert fault.example
    assert list(fault.example.values()) == [listed]


@pytest.mark.parametrize("lang", list(Lang))
def test_each_edition_lists_all_the_desk_answers(lang: Lang) -> None:
    assert edited(lang) == []


@pytest.mark.parametrize(
    ("lang", "named"), [(Lang.EN, "desk"), (Lang.HU, "pult"), (Lang.RU, "пульт")]
)
def test_the_desk_is_called_what_its_page_is_called(lang: Lang, named: str) -> None:
    changes = {
        Lang.EN: "key, regular",
        Lang.HU: "kulcs, rendszeres",
        Lang.RU: "ключевой, постоянный",
    }
    found = edited(lang, (changes[lang], changes[lang].partition(" ")[2]))
    assert all(named in each.message.lower() for each in found)
    assert found


@given(st.lists(st.sampled_from([*WORDS, *STRANGE]), min_size=2, max_size=9, unique_by=voc.fold))
def test_a_fault_is_said_just_where_some_reason_gets_no_row(answers: list[str]) -> None:
    policy = asking("Reason", ", ".join(answers))
    unheard = [reason for reason in REASONS if not _row(policy, {QuestionKey.REASON: reason})]
    faults = [each for each in desk.for_the_desk(policy) if each.severity is Severity.FAULT]
    assert len(faults) == len(unheard)


def _row(policy: Policy, said: dict[QuestionKey, object]) -> RowRef | None:
    ruling = facts.ruling(policy, ResultKey.STEP, said)
    return ruling.row if ruling else None


@pytest.mark.parametrize(
    ("question", "answers", "key", "fact"),
    [
        ("Back in", "1–250 days, or unknown", QuestionKey.BACK_IN, 0),
        ("Back in", "soon, later", QuestionKey.BACK_IN, 3),
        ("Back in", "2026-12-01–2026-12-31", QuestionKey.BACK_IN, 3),
        ("Yearly value", "100–5000 €, or unknown", QuestionKey.YEARLY_VALUE, 0),
        ("Client", "gold, silver", QuestionKey.CLIENT, "new"),
        ("Client", "1–5", QuestionKey.CLIENT, "new"),
        ("Partner", "near, far", QuestionKey.PARTNER, True),
        ("Importance", "high, low", QuestionKey.IMPORTANCE, Importance.CHANCE),
    ],
)
def test_what_the_desk_answers_and_nobody_listed_is_a_fault_with_no_row_for_it(
    question: str, answers: str, key: QuestionKey, fact: object
) -> None:
    policy = asking(question, answers, cell=answers.partition(",")[0])
    assert Severity.FAULT in severities(policy)
    assert _row(policy, {key: fact}) is None


@pytest.mark.parametrize(
    ("question", "answers", "said"),
    [
        ("Back in", "0–52 weeks, or unknown", [Severity.FAULT]),
        ("Mikorra lesz", "0–12 hónap, vagy ismeretlen", [Severity.FAULT]),
        ("Будет через", "0–30 рабочих дней, или неизвестно", []),
        ("Back in", "0–30, or unknown", []),
        ("Back in", "0–30 sleeps, or unknown", []),
    ],
)
def test_days_that_the_desk_counts_are_not_taken_for_weeks(
    question: str, answers: str, said: list[Severity]
) -> None:
    assert severities(asking(question, answers)) == said


@pytest.mark.parametrize(
    ("question", "answers", "key", "fact"),
    [
        ("Back in", "0–5 days, or unknown", QuestionKey.BACK_IN, 400),
        ("Alternative", "yes, no, perhaps", QuestionKey.ALTERNATIVE, True),
        ("Partner", "igen, nem, nem tudjuk", QuestionKey.PARTNER, False),
        ("Field", "bakery, unknown", QuestionKey.FIELD, "print house"),
        ("Field", "bakery, unknown", QuestionKey.FIELD, "lighthouse"),
        ("Client", "kiemelt, visszatérő, új", QuestionKey.CLIENT, "regular"),
    ],
)
def test_what_the_desk_answers_is_heard_in_the_documents_words(
    question: str, answers: str, key: QuestionKey, fact: object
) -> None:
    policy = asking(question, answers)
    assert set(severities(policy)) <= {Severity.NOTE}
    assert _row(policy, {key: fact}) == RowRef("T", 1)


def test_an_answer_the_desk_never_gives_is_a_note() -> None:
    found = edited(
        Lang.EN, ("out of stock, no one free, wrong", "out of stock, no one free, sulky, wrong")
    )
    assert [each.severity for each in found] == [Severity.NOTE]
    assert "sulky" in found[0].message
    assert clean(tuple(found))


# ---- what the desk may not know


@pytest.mark.parametrize(
    ("question", "answers", "cell", "said"),
    [
        ("Back in", "0–60 days", "up to 3", [Severity.WARNING]),
        ("Back in", "0–60 days", "any", []),
        ("Back in", "0–60 days, or unknown", "up to 3", []),
        ("Field", "bakery, pub", "pub", [Severity.WARNING]),
        ("Mood", "good, bad", "good", [Severity.NOTE]),
        ("Mood", "good, bad", "any", []),
        ("Mood", "good, bad, unknown", "good", []),
        ("Hour", "00:00–23:59", "09:00–17:00", [Severity.NOTE]),
    ],
)
def test_what_the_desk_may_not_know_is_asked_to_be_allowed_where_it_matters(
    question: str, answers: str, cell: str, said: list[Severity]
) -> None:
    assert severities(asking(question, answers, cell)) == said


def test_tables_for_the_clients_we_call_are_warned_about() -> None:
    policy = asking("Day", "Monday, any other day", "Monday", "→ May we call")
    assert set(severities(policy)) == {Severity.WARNING}


def test_a_table_the_desk_does_not_ask_may_ask_what_it_likes() -> None:
    assert severities(asking("Reason", "too dear, too late", "too dear", "→ Letter")) == []


# ---- chains


def chained(question: str, answers: str, high: str, low: str) -> Policy:
    """Give a policy whose table I weighs callers in words of its own."""
    return policy_of(
        "| Question | Possible answers |",
        "|---|---|",
        f"| {question} | {answers} |",
        "| Importance | high, low |",
        "## (table I: exactly one row fits every case)",
        f"| No. | {question} | → Importance |",
        "|---|---|---|",
        f"| I1 | {high} | high |",
        f"| I2 | {low} | low |",
        "## (table T: exactly one row fits every case)",
        "| No. | Importance | → Step |",
        "|---|---|---|",
        "| T1 | high | serve |",
        "| T2 | low | polite no |",
    )


def test_a_table_that_weighs_in_words_of_its_own_is_asked_by_the_desk() -> None:
    policy = chained("Client", "key, regular, new", "key", "regular or new")
    assert severities(policy) == []
    for client, importance in product(["key", "regular", "new"], [*Importance, None]):
        said = {QuestionKey.CLIENT: client, QuestionKey.IMPORTANCE: importance}
        assert _row(policy, said) == RowRef("T", 1 if client == "key" else 2)


def test_a_question_behind_another_table_is_looked_at_too() -> None:
    (found,) = desk.for_the_desk(chained("Rich", "yes, no", "yes", "no"))
    assert (found.severity, found.table) == (Severity.NOTE, "I")
    assert "Rich" in found.message
