"""A replay says of many inquiries at once what the desk says of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demur.domain.partners import Figures, judged
from demur.domain.policy import document
from demur.domain.policy import facts as asked
from demur.domain.policy.many import Fact
from demur.domain.policy.names import Trust
from demur.domain.policy.policy import Policy
from demur.domain.refusal import Importance, Money, Situation, Step
from demur.domain.replay import replay
from demur.domain.replayed import (
    EXAMPLES,
    Cases,
    Group,
    Left,
    Replayed,
    Tally,
    Treatment,
    Turn,
)


@dataclass(frozen=True)
class Inquiry:
    """One inquiry as it was recorded."""

    situation: Situation = Situation.OUT_OF_STOCK
    back_in: int | None = None
    alternative: bool = False
    partners: str | None = ""
    client: str = "new"
    yearly_value: float | None = None
    field: str = ""
    overruled: Importance | None = None
    worth: int | None = None
    currency: str = "HUF"
    row: str = ""
    by_old: bool = False
    count: int = 1


def policy(lang: str = "en", *changes: tuple[str, str]) -> Policy:
    source = (files("demur") / "policies" / f"example.{lang}.md").read_text("utf-8")
    for old, new in changes:
        assert old in source
        source = source.replace(old, new)
    return read(source)


def read(source: str) -> Policy:
    found = document.read(source.encode()).policy
    assert found is not None
    assert not any(table.broken for table in found.tables.values())
    return found


def cases(inquiries: Sequence[Inquiry]) -> Cases:
    def number(value: float | None) -> float:
        return np.nan if value is None else value

    return Cases(
        id=np.arange(len(inquiries)),
        count=np.array([one.count for one in inquiries], np.int64),
        worth=np.array([one.worth or 0 for one in inquiries], np.int64),
        currency=Fact.of([one.currency if one.worth is not None else "" for one in inquiries]),
        unpriced=np.array([one.count * (one.worth is None) for one in inquiries], np.int64),
        situation=Fact.of([one.situation for one in inquiries]),
        back_in=np.array([number(one.back_in) for one in inquiries], np.float64),
        alternative=np.array([one.alternative for one in inquiries], bool),
        partners=Fact.of([one.partners for one in inquiries]),
        client=Fact.of([one.client for one in inquiries]),
        yearly_value=np.array([number(one.yearly_value) for one in inquiries], np.float64),
        field=Fact.of([one.field for one in inquiries]),
        importance=Fact.of([one.overruled or "" for one in inquiries]),
        overruled=np.array([one.overruled is not None for one in inquiries], bool),
        row=Fact.of([one.row for one in inquiries]),
        by_old=np.array([one.by_old for one in inquiries], bool),
    )


def at_the_desk(rules: Policy, one: Inquiry) -> Treatment:
    """What the desk does for one caller, asked in its own way."""
    weighed = asked.importance(
        rules, client=one.client, yearly_value=one.yearly_value, field=one.field or None
    )
    importance = (weighed and weighed.importance) or Importance.CHANCE
    near = [Figures.read(text) for text in (one.partners or "").split()]
    ruling = asked.step(
        rules,
        reason=one.situation,
        back_in=one.back_in,
        alternative=one.alternative,
        partner=any(judged(figures, rules)[0] is Trust.RECOMMENDED for figures in near),
        importance=one.overruled or importance,
        client=one.client,
        yearly_value=one.yearly_value,
        field=one.field or None,
    )
    if ruling is None:
        return Treatment()
    return Treatment(ruling.row, ruling.step or Step.POLITE_NO, ruling.say or "")


DRAFT = (
    ("| T3 | out of stock | up to 3 days |", "| T3 | out of stock | up to 5 days |"),
    ("| P1 | up to 2 | up to 8 hours |", "| P1 | up to 3 | up to 6 hours |"),
    ("| I2 | any | 20000 € or more |", "| I2 | any | 900 € or more |"),
    ("| T9 | out of stock or no one free |", "| T9 | out of stock |"),
)
QUESTIONS = """# Rules of Holt

| Question | What it means | Possible answers |
|---|---|---|
| Reason | why | none, other business, other speciality, out of stock, no one free, wrong number |
| Back in | days | 0–60 days |
| Alternative | same job | yes, no |
| Partner | a partner | yes, no |
| Client | who | key, regular, new |
| Yearly value | value | 0.0–900.5 €, or unknown |
| Field | trade | print house, unknown |
| Importance | as weighed | key, strategic, tactical, chance |
| Size | as table Z says | large, small |
| Day | of the call | working day, Saturday, Sunday or holiday |

"""
WEIGHING = """## Importance (table I: read from the top, the first row that fits decides)
| No. | Yearly value | → Importance |
|---|---|---|
| I1 | over 300.5 € | strategic |
| I2 | unknown | chance |

"""
CHAINED = """## Size (table Z: exactly one row fits every case)
| No. | Client | Field | → Size |
|---|---|---|---|
| Z1 | key | any | large |
| Z2 | regular or new | print house | large |
| Z3 | regular or new | unknown | small |

## What we do (table T: exactly one row fits every case)
| No. | Reason | Size | Alternative | → Step | → Say |
|---|---|---|---|---|---|
| T1 | not none | large | any | ask to wait | W1 |
| T2 | not none | small | yes | offer alternative | W2 |
| T3 | out of stock | small | no | polite no | W3 |
| T4 | out of stock or no one free | any | no | polite no | W3 |
"""
LACKING = """## What we do (table T: read from the top, the first row that fits decides)
| No. | Back in | Importance | → Step |
|---|---|---|---|
| T1 | up to 3 days | any | ask to wait |
| T2 | any | strategic | refer to partner |
| T3 | any | chance | send a card |
"""
TOGETHER = """## What we do (table T: all rows that fit apply)
| No. | Reason | Partner | → Step |
|---|---|---|---|
| T1 | out of stock | any | polite no |
| T2 | any | yes | refer to partner |
| T3 | no one free | no | ask to wait |
"""
ASKING = """## What we do (table T: read from the top, the first row that fits decides)
| No. | Reason | Day | → Step |
|---|---|---|---|
| T1 | none | any | serve |
| T2 | any | working day | ask to wait |
| T3 | any | any | polite no |
"""
POLICIES = {
    "English": policy(),
    "Hungarian": policy("hu"),
    "Russian": policy("ru"),
    "draft": policy("en", *DRAFT),
    "chained": read(QUESTIONS + WEIGHING + CHAINED),
    "lacking": read(QUESTIONS + WEIGHING + LACKING),
    "together": read(QUESTIONS + TOGETHER),
}

inquiries = st.builds(
    Inquiry,
    situation=st.sampled_from(Situation),
    back_in=st.none() | st.integers(0, 400),
    alternative=st.booleans(),
    partners=st.sampled_from(["", "2/8", "2/7 6/", "0/", "3/6 0/90", "9/1 3/5"]),
    client=st.sampled_from(["key", "regular", "new"]),
    yearly_value=st.none() | st.sampled_from([0.0, 300.5, 300.6, 499.99, 500.0, 2e4, 5e6, -1.0]),
    field=st.sampled_from(["", "print house", "household", "zoo"]),
    overruled=st.none() | st.sampled_from(Importance),
    worth=st.none() | st.integers(0, 10**9),
    currency=st.sampled_from(["HUF", "EUR"]),
    count=st.integers(1, 5),
)


def told_one_by_one(every: Sequence[Inquiry], old: Policy, new: Policy) -> Counter[object]:
    moved: Counter[object] = Counter()
    for one in every:
        before, after = at_the_desk(old, one), at_the_desk(new, one)
        if before != after:
            moved[before, after] += one.count
            moved[before, after, one.currency] += one.worth or 0
    return +moved


def told(replayed: Replayed) -> Counter[object]:
    moved: Counter[object] = Counter()
    for group in replayed.groups:
        moved[group.before, group.after] += group.inquiries
        for sum_ in group.worth:
            moved[group.before, group.after, sum_.currency] += sum_.minor
    return +moved


def worth(parts: Sequence[Group] | Sequence[Tally], currency: str) -> int:
    return sum(one.minor for part in parts for one in part.worth if one.currency == currency)


@settings(max_examples=150)
@given(
    st.lists(inquiries, max_size=40),
    st.sampled_from(sorted(POLICIES)),
    st.sampled_from(sorted(POLICIES)),
)
def test_many_at_once_are_treated_as_each_is_at_the_desk(
    every: list[Inquiry], old: str, new: str
) -> None:
    replayed = replay(cases(every), POLICIES[old], POLICIES[new])
    assert told(replayed) == told_one_by_one(every, POLICIES[old], POLICIES[new])
    assert replayed.inquiries == sum(one.count for one in every)
    assert replayed.same + replayed.moved == replayed.inquiries
    assert sum(tally.inquiries for tally in replayed.tallies) == replayed.otherwise
    otherwise = [group for group in replayed.groups if group.is_otherwise]
    for currency in ("HUF", "EUR"):
        assert worth(replayed.tallies, currency) == worth(otherwise, currency)


@pytest.mark.deep
@settings(max_examples=20_000)
@given(
    st.lists(inquiries, max_size=60),
    st.sampled_from(sorted(POLICIES)),
    st.sampled_from(sorted(POLICIES)),
)
def test_very_many_at_once_are_treated_as_each_is_at_the_desk(
    every: list[Inquiry], old: str, new: str
) -> None:
    replayed = replay(cases(every), POLICIES[old], POLICIES[new])
    assert told(replayed) == told_one_by_one(every, POLICIES[old], POLICIES[new])


@given(st.lists(inquiries, max_size=30), st.sampled_from(sorted(POLICIES)))
def test_the_same_version_changes_nothing(every: list[Inquiry], name: str) -> None:
    replayed = replay(cases(every), POLICIES[name], POLICIES[name])
    assert replayed.groups == ()
    assert replayed.same == replayed.inquiries


def test_no_past_is_replayed_at_once() -> None:
    replayed = replay(cases([]), POLICIES["English"], POLICIES["draft"])
    assert (replayed.inquiries, replayed.same, replayed.groups, replayed.drifts) == (0, 0, (), ())


def test_a_group_says_how_many_what_they_are_worth_and_who() -> None:
    waiting = Inquiry(back_in=4, worth=62_900, count=2)
    euros = Inquiry(back_in=5, worth=100, currency="EUR")
    unpriced = Inquiry(back_in=4)
    replayed = replay(
        cases([waiting, euros, unpriced, Inquiry(back_in=9)]),
        POLICIES["English"],
        POLICIES["draft"],
    )
    (group,) = replayed.groups
    assert (str(group.before.row), str(group.after.row)) == ("T11", "T3")
    assert (group.before.step, group.after.step) == (Step.POLITE_NO, Step.WAIT)
    assert group.is_otherwise
    assert group.inquiries == 4
    assert set(group.worth) == {Money(62_900, "HUF"), Money(100, "EUR")}
    assert group.unpriced == 1
    assert group.examples == (2, 1, 0)
    assert (replayed.same, replayed.otherwise) == (1, 4)


@pytest.mark.parametrize(
    ("old", "new", "turn"),
    [("English", "draft", Turn.KEPT), ("draft", "English", Turn.LET_GO)],
)
def test_who_was_let_go_and_would_be_kept_is_told_apart_with_each_currency(
    old: str, new: str, turn: Turn
) -> None:
    every = [
        Inquiry(back_in=4, worth=62_900),
        Inquiry(back_in=5, worth=1_050, currency="EUR"),
        Inquiry(back_in=5, worth=100),
        Inquiry(back_in=4),
    ]
    (tally,) = replay(cases(every), POLICIES[old], POLICIES[new]).tallies
    assert (tally.turn, tally.inquiries, tally.unpriced) == (turn, 4, 1)
    assert tally.worth == (Money(1_050, "EUR"), Money(63_000, "HUF"))


def test_other_words_turn_nobody_away_and_keep_nobody() -> None:
    other = policy(
        "en", ("| yes | any | refer to partner | W4 |", "| yes | any | polite no | W5 |")
    )
    asked_for = Inquiry(Situation.OTHER_BUSINESS, partners="1/2", worth=5)
    (tally,) = replay(cases([asked_for]), POLICIES["English"], other).tallies
    assert tally == Tally(Turn.NEITHER, 1, (Money(5, "HUF"),), 0)


def test_a_group_keeps_its_key_whichever_inquiries_are_replayed() -> None:
    one, many = ([Inquiry(back_in=4)] * times for times in (1, 9))
    keys = {
        replay(cases(some), POLICIES["English"], POLICIES["draft"]).groups[0].key
        for some in (one, many)
    }
    assert len(keys) == 1


def test_a_group_names_its_newest_inquiries() -> None:
    every = [Inquiry(back_in=4)] * (EXAMPLES + 5)
    (group,) = replay(cases(every), POLICIES["English"], POLICIES["draft"]).groups
    assert group.examples == tuple(range(EXAMPLES + 4, 4, -1))


def test_the_same_row_that_does_something_else_is_a_group() -> None:
    other = policy(
        "en", ("| yes | any | refer to partner | W4 |", "| yes | any | polite no | W5 |")
    )
    asked_for = Inquiry(Situation.OTHER_BUSINESS, partners="1/2")
    (group,) = replay(cases([asked_for]), POLICIES["English"], other).groups
    assert group.before.row == group.after.row
    assert group.is_otherwise


def test_another_row_with_the_same_step_and_words_is_no_other_treatment() -> None:
    renumbered = policy(
        "en", ("| T11 | any", "| T12 | any"), ("household | T11", "household | T12")
    )
    replayed = replay(cases([Inquiry()]), POLICIES["English"], renumbered)
    assert (replayed.moved, replayed.otherwise) == (1, 0)


def test_what_was_recorded_before_is_counted_and_not_guessed() -> None:
    old_one = Inquiry(back_in=4, partners=None, row="T3", by_old=True)
    replayed = replay(cases([old_one] * 3), POLICIES["English"], POLICIES["draft"])
    assert replayed.left[Left.RECORDED_BEFORE] == 3
    assert (replayed.same, replayed.groups, replayed.drifts) == (0, (), ())


def test_a_question_the_draft_newly_asks_is_named_and_who_needs_it_is_left() -> None:
    asking = read(QUESTIONS + ASKING)
    every = [Inquiry(Situation.SERVED), Inquiry(back_in=1), Inquiry(back_in=2)]
    replayed = replay(cases(every), POLICIES["lacking"], asking)
    assert replayed.newly_asked == ("day",)
    assert replayed.left[Left.NEWLY_ASKED] == 2
    assert replayed.moved == 1
    again = replay(cases(every), asking, asking)
    assert (again.newly_asked, again.same) == ((), 3)


def test_a_record_that_its_own_version_does_not_bear_out_is_shown() -> None:
    right = Inquiry(back_in=2, row="T3", by_old=True)
    wrong = Inquiry(back_in=2, row="T7", by_old=True)
    of_another = Inquiry(back_in=2, row="T7")
    replayed = replay(cases([right, wrong, of_another]), POLICIES["English"], POLICIES["English"])
    (drift,) = replayed.drifts
    assert (drift.recorded, drift.decided, drift.inquiries) == ("T7", "T3", 1)
    assert drift.examples == (1,)
    assert (replayed.drifted, replayed.by_others) == (1, 1)


@given(st.integers(0, 100), st.none() | st.integers(0, 80))
def test_a_partners_figures_are_read_as_they_were_written(
    complaints: int, hours: int | None
) -> None:
    figures = Figures(complaints, -1 if hours is None else hours)
    assert Figures.read(str(figures)) == figures
