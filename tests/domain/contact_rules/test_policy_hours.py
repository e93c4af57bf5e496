"""The policy's own quiet hours: found in any language, and silent only where there are none."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.contact_rules.hours import allowed, next_open
from demur.domain.contact_rules.packs import in_force, on_channel
from demur.domain.contact_rules.policy_hours import PolicyHours, policy_hours
from demur.domain.contact_rules.shut import Because
from demur.domain.contact_rules.terms import WHOLE_DAY, DayKind
from demur.domain.refusal import Channel, Lang
from tests.domain.policy.editions import example, policy_of

BUDAPEST = (ZoneInfo("Europe/Budapest"),)
NINE, SIX = 9 * 60, 18 * 60
DAY = "| Day | there | working day, Saturday, Sunday or holiday |"
HOUR = "| Hour | there | 00:00–23:59 |"


def small(heading: str, *rows: str, questions: tuple[str, ...] = (DAY, HOUR)) -> PolicyHours:
    """The hours of a small policy: its questions, its quiet-hours table's heading and rows."""
    columns = rows[0].count("|") - 1
    policy = policy_of(
        "# Policy of Acme",
        "| Version | In force from | Replaces | Owner | Languages |",
        "|---|---|---|---|---|",
        "| 7 | 2026-03-01 | 6 | Anna | en |",
        "## 1. Questions and answers",
        "| Question | What it means | Possible answers |",
        "|---|---|---|",
        *questions,
        f"## 2. Calls ({heading})",
        rows[0],
        "|" + "---|" * columns,
        *rows[1:],
    )
    hours = policy_hours(policy)
    assert hours is not None
    return hours


@pytest.mark.parametrize("lang", Lang)
def test_the_table_is_found_and_understood_in_every_language(lang: Lang) -> None:
    hours = policy_hours(example(lang))
    assert hours is not None
    assert hours.open(DayKind.WORKING) == ((NINE, SIX),)
    assert hours.open(DayKind.SATURDAY) == hours.open(DayKind.SUNDAY) == ()
    assert [said.row for said in hours.working] == ["Q2", "Q1", "Q2"]
    assert (hours.version, hours.since) == (4, date(2026, 12, 1))


def test_a_policy_is_asked_once() -> None:
    assert policy_hours(example()) is policy_hours(example())


def test_a_policy_without_such_a_table_sets_no_hours() -> None:
    policy = policy_of(
        "# Policy of Acme",
        "## 1. Questions and answers",
        "| Question | What it means | Possible answers |",
        "|---|---|---|",
        HOUR,
        "## 2. Tea (table T: exactly one row fits every case)",
        "| No. | Hour | → Tea |",
        "|---|---|---|",
        "| T1 | any | green |",
    )
    assert policy_hours(policy) is None


def test_the_table_may_have_any_letter_and_ask_only_the_hour() -> None:
    hours = small(
        "table K: exactly one row fits every case",
        "| No. | Hour | → May we call |",
        "| K1 | 10:00–11:29 | yes |",
        "| K2 | 00:00–09:59, 11:30–23:59 | no |",
        questions=(HOUR,),
    )
    assert {hours.open(kind) for kind in DayKind} == {((600, 690),)}


def test_minutes_that_no_row_takes_are_no_minutes_to_call() -> None:
    hours = small(
        "table Q: exactly one row fits every case",
        "| No. | Day | Hour | → May we call |",
        "| Q1 | working day | 09:00–17:59 | yes |",
    )
    assert hours.open(DayKind.WORKING) == ((NINE, SIX),)
    assert hours.at(DayKind.SUNDAY, NINE).row == "Q"
    assert not hours.at(DayKind.SUNDAY, NINE).decided


def test_minutes_on_which_two_rows_disagree_are_no_minutes_to_call() -> None:
    hours = small(
        "table Q: exactly one row fits every case",
        "| No. | Day | Hour | → May we call |",
        "| Q1 | any | 09:00–17:59 | yes |",
        "| Q2 | any | 12:00–23:59 | no |",
    )
    assert hours.open(DayKind.WORKING) == ((NINE, 12 * 60),)


def test_where_all_rows_apply_every_one_must_say_yes() -> None:
    hours = small(
        "table Q: all rows that fit apply",
        "| No. | Day | Hour | → May we call |",
        "| Q1 | any | 09:00–17:59 | yes |",
        "| Q2 | any | 08:00–11:59 | yes |",
        "| Q3 | any | 10:00–10:29 | no |",
    )
    assert hours.open(DayKind.SATURDAY) == ((480, 540), (540, 600), (630, SIX))
    assert hours.at(DayKind.SATURDAY, 600).row == "Q3"


def test_a_table_that_asks_what_nobody_knows_yet_decides_no_hour() -> None:
    hours = small(
        "table Q: read from the top, the first row that fits decides",
        "| No. | Client | Hour | → May we call |",
        "| Q1 | key | 09:00–17:59 | yes |",
        "| Q2 | any | any | no |",
        questions=(HOUR, "| Client | how they stand | key, new |"),
    )
    assert hours.open(DayKind.WORKING) == ()
    shut = allowed(datetime(2026, 11, 23, 10, tzinfo=UTC), BUDAPEST, "HU", "", (), hours)
    assert shut is not None
    assert (shut.because, shut.code, shut.until) == (Because.UNDECIDED, "Q", None)
    # At night it makes no difference who the client is.
    assert hours.at(DayKind.WORKING, 0).row == "Q2"


def test_days_in_words_of_the_companys_own_open_nothing() -> None:
    hours = small(
        "table Q: exactly one row fits every case",
        "| No. | Day | → May we call |",
        "| Q1 | weekday | yes |",
        "| Q2 | weekend | no |",
        questions=("| Day | there | weekday, weekend |",),
    )
    assert not any(hours.open(kind) for kind in DayKind)


def test_hours_outside_what_the_question_lists_are_no_hours_to_call() -> None:
    hours = small(
        "table Q: exactly one row fits every case",
        "| No. | Hour | → May we call |",
        "| Q1 | any | yes |",
        questions=("| Hour | there | 08:00–20:00 |",),
    )
    assert hours.open(DayKind.SUNDAY) == ((480, 1201),)


@given(st.sampled_from(list(Lang)))
def test_the_runs_of_a_day_are_the_whole_day(lang: Lang) -> None:
    hours = policy_hours(example(lang))
    assert hours is not None
    for kind in DayKind:
        ends = [end for said in hours.of(kind) for end in said.span]
        assert (ends[0], ends[-1]) == (0, WHOLE_DAY)
        assert ends[1:-1:2] == ends[2::2]


def test_a_call_must_be_allowed_by_policy_and_rules_both() -> None:
    rules = on_channel(in_force("HU", date(2026, 11, 23)), Channel.PHONE)
    wide = small(
        "table Q: exactly one row fits every case",
        "| No. | Hour | → May we call |",
        "| Q1 | any | yes |",
        questions=(HOUR,),
    )
    early = datetime(2026, 11, 23, 5, tzinfo=UTC)
    assert next_open(early, BUDAPEST, "HU", "", rules, wide) == early.replace(hour=7)
    narrow = policy_hours(example())
    assert next_open(early, BUDAPEST, "HU", "", rules, narrow) == early.replace(hour=8)


@pytest.mark.parametrize(
    ("at", "code", "until"),
    [
        ("2026-11-22T11:00", "Q2", "2026-11-23T08:00"),  # Sunday noon: until Monday nine
        ("2026-11-20T17:30", "Q2", "2026-11-23T08:00"),  # Friday evening
        ("2026-11-23T17:00", "Q2", "2026-11-24T08:00"),
        ("2026-11-23T07:59", "Q2", "2026-11-23T08:00"),
    ],
)
def test_the_row_that_shuts_is_quoted(at: str, code: str, until: str) -> None:
    rules = on_channel(in_force("HU", date(2026, 11, 23)), Channel.PHONE)
    instant = datetime.fromisoformat(at).replace(tzinfo=UTC)
    shut = allowed(instant, BUDAPEST, "HU", "", rules, policy_hours(example()))
    assert shut is not None
    assert (shut.code, shut.version) == (code, 4)
    assert shut.until == datetime.fromisoformat(until).replace(tzinfo=UTC)
