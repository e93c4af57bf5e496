"""How often a client may be called, by the days, weeks and months of their own calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from demur.domain.contact_rules.attempts import too_many
from demur.domain.contact_rules.packs import in_force, on_channel
from demur.domain.contact_rules.shut import Because
from demur.domain.contact_rules.terms import Attempts, Basis
from demur.domain.contact_rules.zones import available
from demur.domain.refusal import Channel
from tests.domain.contact_rules.rules import made

BUDAPEST = ZoneInfo("Europe/Budapest")
ZONES = st.sampled_from(sorted(available() - {"localtime"})).map(ZoneInfo)
INSTANTS = st.datetimes(datetime(1970, 1, 2), datetime(2037, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
LIMITS = st.none() | st.integers(1, 4)


def local(text: str, zone: ZoneInfo = BUDAPEST) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def rule(
    a_day: int | None = None, a_week: int | None = None, a_month: int | None = None
) -> Attempts:
    return Attempts(a_day, a_week, a_month)


def test_the_floor_is_one_call_a_day_three_a_week_six_a_month() -> None:
    rules = on_channel(in_force("HU", date(2026, 11, 23)), Channel.PHONE)
    at = local("2026-11-26T10:00")  # a Thursday
    earlier = [local(f"2026-11-{day:02}T10:00") for day in (23, 24, 25)]
    assert too_many(earlier[:2], at, BUDAPEST, rules) is None
    week = too_many(earlier, at, BUDAPEST, rules)
    assert week is not None
    assert (week.because, week.code) == (Because.A_WEEK, "EU-5")
    assert week.until == local("2026-11-30T00:00")
    before = [local(f"2026-11-{day:02}T10:00") for day in (2, 4, 6, 10, 12, 16)]
    month = too_many(before, at, BUDAPEST, rules)
    assert month is not None
    assert (month.because, month.until) == (Because.A_MONTH, local("2026-12-01T00:00"))


def test_a_day_is_the_clients_not_utcs() -> None:
    kamchatka, once = ZoneInfo("Asia/Kamchatka"), [made("RU-1", rule(a_day=1))]
    called = local("2026-11-23T23:50", kamchatka)
    assert called.date() == date(2026, 11, 23)
    soon = called + timedelta(minutes=15)  # the same day in UTC, the next where they live
    assert too_many([called], soon, kamchatka, once) is None
    assert too_many([called], soon, ZoneInfo("UTC"), once) is not None


def test_calls_planned_for_later_the_same_day_count_too() -> None:
    once = [made("EU-5", rule(a_day=1))]
    assert too_many([local("2026-11-23T16:00")], local("2026-11-23T09:00"), BUDAPEST, once)


def test_the_next_day_begins_when_it_does_where_midnight_is_skipped() -> None:
    cairo, once = ZoneInfo("Africa/Cairo"), [made("EU-5", rule(a_day=1))]
    called = local("2026-04-23T12:00", cairo)
    shut = too_many([called], called, cairo, once)
    assert shut is not None
    assert shut.until is not None
    assert f"{shut.until.astimezone(cairo):%d %H:%M}" == "24 01:00"


def test_of_several_limits_the_one_is_named_that_lasts_longest() -> None:
    rules = [made("EU-5", rule(1, 1, 1)), made("HU-5", rule(1, None, 1), Basis.LAW)]
    called = local("2026-11-23T10:00")
    shut = too_many([called], called, BUDAPEST, rules)
    assert shut is not None
    assert (shut.because, shut.code) == (Because.A_MONTH, "HU-5")


def test_a_rule_not_yet_in_force_counts_nothing() -> None:
    later = [made("HU-5", rule(1), since=date(2026, 11, 24))]
    called = local("2026-11-23T10:00")
    assert too_many([called], called, BUDAPEST, later) is None


def test_who_was_never_called_may_be_called() -> None:
    rules = in_force("HU", date(2026, 11, 23))
    assert too_many([], local("2026-11-23T10:00"), BUDAPEST, rules) is None


@given(st.lists(INSTANTS, max_size=9), INSTANTS, ZONES, LIMITS, LIMITS, LIMITS)
def test_a_limit_shuts_exactly_when_its_unit_is_full_and_until_the_next(
    past: list[datetime],
    at: datetime,
    zone: ZoneInfo,
    a_day: int | None,
    a_week: int | None,
    a_month: int | None,
) -> None:
    past = [*past, *(at + timedelta(hours=7 * n) for n in range(-len(past), len(past)))]
    units = {"%Y-%m-%d": a_day, "%G-W%V": a_week, "%Y-%m": a_month}
    full = [
        unit
        for unit, limit in units.items()
        if limit and sum(_in(each, zone, unit) == _in(at, zone, unit) for each in past) >= limit
    ]
    shut = too_many(past, at, zone, [made("EU-5", rule(a_day, a_week, a_month))])
    assert (shut is not None) == bool(full)
    if shut is not None:
        assert shut.until is not None
        assert all(_in(shut.until, zone, unit) != _in(at, zone, unit) for unit in full)
        just_before = shut.until - timedelta(microseconds=1)
        # Some unit that is full lasts to the very end.
        assert any(_in(just_before, zone, unit) == _in(at, zone, unit) for unit in full)


def _in(instant: datetime, zone: ZoneInfo, unit: str) -> str:
    return instant.astimezone(zone).strftime(unit)


@given(st.lists(st.datetimes(timezones=ZONES), max_size=3), st.datetimes(timezones=ZONES), ZONES)
@example([], datetime.max.replace(tzinfo=UTC), BUDAPEST)
@example([datetime.min.replace(tzinfo=UTC)], datetime.min.replace(tzinfo=UTC), BUDAPEST)
def test_any_instants_at_all_get_an_answer(
    past: list[datetime], at: datetime, zone: ZoneInfo
) -> None:
    assert too_many([*past, at], at, zone, [made("EU-5", rule(1, 1, 1))]) is not None


def test_an_instant_without_a_zone_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="an instant has a time zone"):
        too_many([], datetime(2026, 11, 23), BUDAPEST, [])  # noqa: DTZ001
