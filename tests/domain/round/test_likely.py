"""The likely reason of a silence: said only on strong evidence, one at a time, and what it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.refusal import Lang
from demur.domain.regret import Reason
from demur.domain.round.because import Why, saying
from demur.domain.round.likely import STRONG, Heard, Known, Rung, likely_reason

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)  # a Monday
NOBODY, OPEN, THEIRS, NOT_THEIRS = Heard.NOBODY, Heard.OPEN, Heard.THEIRS, Heard.NOT_THEIRS
#: A call at each of a dozen times of the week, and more.
TIMES = [(day, hour) for hour in (9, 12, 15, 18) for day in range(5)]


def at_many_times(many: int, heard: Heard = NOBODY, weeks_ago: int = 2) -> list[Rung]:
    monday = NOW - timedelta(weeks=weeks_ago + many // 20, hours=9)
    times = (TIMES[at % 20] for at in range(many))
    calls = [
        Rung(monday + timedelta(weeks=at // 20, days=day, hours=hour), heard)
        for at, (day, hour) in enumerate(times)
    ]
    return sorted(calls, key=lambda one: one.at)


def ago(days: float, heard: Heard = NOBODY) -> Rung:
    return Rung(NOW - timedelta(days=days), heard)


def why(known: Known) -> Why | None:
    found = likely_reason(known, NOW)
    return found.fact.kind if found else None


def test_without_calls_there_is_no_reason() -> None:
    assert likely_reason(Known(), NOW) is None
    assert likely_reason(Known(asked_at=NOW - timedelta(days=3000)), NOW) is None


def test_a_number_that_nobody_answers_at_a_dozen_times_of_the_week_may_not_be_theirs() -> None:
    assert why(Known(at_many_times(11))) is None
    assert why(Known(at_many_times(12))) is Why.NOT_THEIRS
    same_hour = [ago(7 * week) for week in range(40, 0, -1)]
    assert why(Known(same_hour)) is None
    assert why(Known([ago(90, THEIRS), *at_many_times(20)])) is None
    assert why(Known([ago(90, OPEN), *at_many_times(20)])) is None


def test_a_stranger_on_the_line_says_so_until_somebody_of_theirs_answers() -> None:
    assert why(Known([ago(9, NOT_THEIRS)])) is Why.SOMEBODY_ELSE
    assert why(Known([ago(9, OPEN), ago(8, NOT_THEIRS)])) is Why.SOMEBODY_ELSE
    assert why(Known([ago(9, NOT_THEIRS), ago(8, OPEN)])) is None


BURST = [ago(60, OPEN), ago(50, OPEN), ago(44, OPEN), ago(32), ago(31, OPEN), ago(30, OPEN)]


def test_who_answered_until_calls_came_close_together_may_be_tired_of_them() -> None:
    silent = [ago(29), ago(20), ago(13), ago(6)]
    assert why(Known([*BURST, *silent])) is Why.ANNOYED
    assert why(Known([*BURST, *silent[:3]])) is None
    rarely = [ago(90, OPEN), ago(70, OPEN), ago(50, OPEN), *silent]
    assert why(Known(rarely)) is None


def test_one_who_is_always_called_daily_is_not_said_to_be_tired_of_it() -> None:
    daily = [ago(60 - day, OPEN if day % 4 == 0 else NOBODY) for day in range(49)]
    silent = [ago(11 - day) for day in range(6)]
    assert why(Known([*daily, *silent])) is None


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (Reason.CHOSE_ANOTHER, Why.CHOSE_ANOTHER),
        (Reason.NO_LONGER_NEEDED, Why.NO_LONGER_NEEDED),
        (Reason.TOO_EXPENSIVE, None),
        (Reason.OTHER, None),
        (None, None),
    ],
)
def test_what_they_said_themselves_counts_until_they_show_a_need_again(
    reason: Reason | None, told: Why | None
) -> None:
    said = NOW - timedelta(days=40)
    assert why(Known((), reason, said)) is told
    assert why(Known((), reason, said, asked_at=said - timedelta(days=1))) is told
    assert why(Known((), reason, said, asked_at=said + timedelta(days=1))) is None
    assert why(Known([ago(10, OPEN)], reason, said)) is None
    assert why(Known([ago(10)], reason, said)) is told


def test_a_need_of_which_nobody_has_heard_for_long_may_be_gone() -> None:
    calls = [ago(90), ago(60), ago(30)]
    assert why(Known(calls, asked_at=NOW - timedelta(days=456))) is None
    assert why(Known(calls, asked_at=NOW - timedelta(days=457))) is Why.NEED_GONE
    assert why(Known(calls[:2], asked_at=NOW - timedelta(days=900))) is None
    assert why(Known([*calls, ago(20, OPEN)], asked_at=NOW - timedelta(days=900))) is None


def test_a_reason_is_said_in_three_languages_as_likely_and_with_what_it_stands_on() -> None:
    found = likely_reason(Known(at_many_times(12)), NOW)
    assert found
    told = [saying([found.fact], lang).replace("\N{NO-BREAK SPACE}", " ") for lang in Lang]
    assert told == [
        "talán nem az ő száma: 12 hívás különböző időpontokban, és senki sem vette fel",
        "возможно, это не их номер: 12 звонков в разное время, и никто не ответил",
        "the number may not be theirs: 12 calls at different times, and nobody answered",
    ]


HEARD = st.sampled_from(list(Heard))
CALLS = st.lists(
    st.builds(lambda hours, heard: ago(hours / 24, heard), st.integers(1, 20_000), HEARD),
    max_size=30,
).map(lambda calls: sorted(calls, key=lambda one: one.at))
DAYS = st.none() | st.integers(0, 2000).map(lambda days: NOW - timedelta(days=days))
KNOWN = st.builds(Known, CALLS, st.none() | st.sampled_from(Reason), DAYS, DAYS)


@given(KNOWN)
def test_nothing_is_told_under_strong_evidence_and_never_two_reasons(known: Known) -> None:
    found = likely_reason(known, NOW)
    if found is not None:
        assert found.weight >= STRONG
        assert all(saying([found.fact], lang) for lang in Lang)


@given(KNOWN)
def test_one_more_call_in_vain_never_takes_a_reason_away_for_a_weaker_one(known: Known) -> None:
    before = likely_reason(known, NOW)
    after = likely_reason(
        Known([*known.calls, Rung(NOW, NOBODY)], known.reason, known.said_at, known.asked_at), NOW
    )
    if before is not None:
        assert after is not None
        assert after.weight >= before.weight * (1 - 1e-9)


@given(KNOWN, st.integers(1, 1000))
def test_time_alone_never_takes_a_reason_away_for_a_weaker_one(known: Known, days: int) -> None:
    before = likely_reason(known, NOW)
    after = likely_reason(known, NOW + timedelta(days=days))
    if before is not None:
        assert after is not None
        assert after.weight >= before.weight


@given(KNOWN)
def test_whoever_speaks_with_us_today_has_no_reason_to_be_silent(known: Known) -> None:
    spoke = [*known.calls, Rung(NOW, OPEN)]
    asked = min(known.asked_at, NOW) if known.asked_at else None
    said = known.said_at - timedelta(seconds=1) if known.said_at else None
    assert likely_reason(Known(spoke, known.reason, said, asked), NOW) is None
