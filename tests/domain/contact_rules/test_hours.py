"""Quiet hours at the client's place: laws for any hours and zone, and cases one can look up."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from demur.domain.contact_rules.calendars import day_kind
from demur.domain.contact_rules.hours import LOOK_AHEAD, allowed, next_open, windows
from demur.domain.contact_rules.packs import in_force, on_channel
from demur.domain.contact_rules.shut import Because
from demur.domain.contact_rules.terms import WHOLE_DAY, Basis, DayKind, Holidays, Rule, Span
from demur.domain.contact_rules.zones import available
from demur.domain.refusal import Channel
from tests.domain.contact_rules.rules import hours, made

BUDAPEST = ZoneInfo("Europe/Budapest")
ALL_DAY = made("EU-1", hours((0, WHOLE_DAY), saturday=((0, WHOLE_DAY),), sunday=((0, WHOLE_DAY),)))
ZONES = st.sampled_from(sorted(available() - {"localtime"})).map(ZoneInfo)
DAYS = st.dates(date(1970, 1, 1), date(2037, 12, 31))


@st.composite
def some_spans(draw: st.DrawFn) -> tuple[Span, ...]:
    ends = sorted(draw(st.sets(st.integers(0, WHOLE_DAY), max_size=6)))
    return tuple(zip(ends[::2], ends[1::2], strict=False))


@st.composite
def some_rules(draw: st.DrawFn) -> tuple[Rule, ...]:
    each = st.tuples(some_spans(), some_spans(), some_spans())
    drawn = draw(st.lists(each, max_size=3))
    return tuple(made("EU-1", hours(*a, saturday=b, sunday=c)) for a, b, c in drawn)


def fit(at: datetime, zone: ZoneInfo, rules: tuple[Rule, ...]) -> bool:
    """The law itself: every rule has the wall's minute among those of the wall's kind of day."""
    there = at.astimezone(zone)
    kind = ("working day", "saturday", "sunday")[max(0, there.weekday() - 4)]
    minute = there.hour * 60 + there.minute
    spans = [rule.terms.by_day[DayKind(kind)] for rule in rules]  # type: ignore[union-attr]
    return all(any(first <= minute < last for first, last in each) for each in spans)


@given(DAYS, ZONES, some_rules(), st.integers(-20 * 3600, 44 * 3600))
@example(date(2011, 12, 30), ZoneInfo("Pacific/Apia"), (ALL_DAY,), 40_000)
@example(date(2026, 4, 5), ZoneInfo("Australia/Lord_Howe"), (ALL_DAY,), -38_000)
def test_an_instant_is_in_a_days_windows_exactly_if_the_wall_shows_that_day_and_fits(
    day: date, zone: ZoneInfo, rules: tuple[Rule, ...], seconds: int
) -> None:
    at = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=seconds)
    inside = any(begin <= at < end for begin, end in windows(day, zone, "ZZ", "", rules, None))
    assert inside == (at.astimezone(zone).date() == day and fit(at, zone, rules))


@given(DAYS, ZONES, some_rules())
def test_windows_are_in_order_apart_and_in_utc(
    day: date, zone: ZoneInfo, rules: tuple[Rule, ...]
) -> None:
    found = windows(day, zone, "ZZ", "", rules, None)
    ends = [end for window in found for end in window]
    assert ends == sorted(set(ends))
    assert all(end.tzinfo is UTC for end in ends)


@given(st.dates(date(1971, 1, 1), date(2036, 12, 31)), ZONES)
def test_a_month_of_whole_days_is_every_instant_once(day: date, zone: ZoneInfo) -> None:
    month = [day + timedelta(days=count) for count in range(31)]
    found = sorted(w for each in month for w in windows(each, zone, "ZZ", "", (), None))
    assert all(before[1] == after[0] for before, after in pairwise(found))


@given(DAYS, ZONES, some_rules(), st.integers(0, 86_399), st.floats(0, 1, exclude_max=True))
def test_the_next_opening_is_the_first_instant_that_fits(
    day: date, zone: ZoneInfo, rules: tuple[Rule, ...], second: int, part: float
) -> None:
    at = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=second)
    moment = next_open(at, (zone,), "ZZ", "", rules, None)
    assert (moment == at) == (allowed(at, (zone,), "ZZ", "", rules, None) is None)
    if moment is not None:
        assert fit(moment, zone, rules)
        assert at <= moment <= at + LOOK_AHEAD
    until = moment or at + LOOK_AHEAD
    if until > at:
        assert not fit(at + part * (until - at) * 0.999_999, zone, rules)


@given(DAYS, st.lists(ZONES, min_size=1, max_size=3), some_rules(), st.integers(0, 86_399))
def test_whoever_is_shut_out_is_told_the_rule_and_when_it_ends(
    day: date, zones: list[ZoneInfo], rules: tuple[Rule, ...], second: int
) -> None:
    at = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=second)
    shut = allowed(at, tuple(zones), "ZZ", "", rules, None)
    assume(shut is not None)
    assert shut is not None
    if shut.because is Because.NO_ZONE:
        assert len(set(zones)) > 1
        assert shut.until is None
    else:
        assert shut.rule in rules
        assert shut.zone in zones
    assert shut.until == next_open(at, tuple(zones), "ZZ", "", rules, None)


@given(DAYS, ZONES, some_rules())
def test_the_instant_at_which_a_window_ends_is_shut_and_the_one_before_is_not(
    day: date, zone: ZoneInfo, rules: tuple[Rule, ...]
) -> None:
    for begin, end in windows(day, zone, "ZZ", "", rules, None):
        last = end - timedelta(microseconds=1)
        assert allowed(begin, (zone,), "ZZ", "", rules, None) is None
        assert allowed(last, (zone,), "ZZ", "", rules, None) is None
        shut = allowed(end, (zone,), "ZZ", "", rules, None)
        # At midnight the next day's hours may begin at once.
        assert (shut is not None) == (not fit(end, zone, rules))
        assert shut is None or shut.rule in rules


def test_an_hour_that_the_clock_shows_twice_is_allowed_both_times() -> None:
    half_past_two = made("EU-1", hours(sunday=((150, 151),)))
    found = windows(date(2026, 10, 25), BUDAPEST, "ZZ", "", (half_past_two,), None)
    assert [begin.hour for begin, _ in found] == [0, 1]


def test_an_hour_that_the_clock_skips_opens_nothing() -> None:
    half_past_two = made("EU-1", hours(sunday=((150, 151),)))
    assert windows(date(2026, 3, 29), BUDAPEST, "ZZ", "", (half_past_two,), None) == ()


def test_a_day_that_a_place_skipped_has_no_hours() -> None:
    apia = ZoneInfo("Pacific/Apia")
    assert windows(date(2011, 12, 30), apia, "ZZ", "", (), None) == ()
    late = datetime(2011, 12, 30, 9, 59, tzinfo=UTC)
    assert late.astimezone(apia).date() == date(2011, 12, 29)


def test_with_no_zone_known_nobody_is_called() -> None:
    at = datetime(2026, 11, 23, 10, tzinfo=UTC)
    shut = allowed(at, (), "HU", "", (), None)
    assert shut is not None
    assert (shut.because, shut.until) == (Because.NO_ZONE, None)
    assert next_open(at, (), "HU", "", (), None) is None


def test_hours_that_never_open_end_the_search_after_sixty_days() -> None:
    never = made("EU-1", hours())
    at = datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert next_open(at, (BUDAPEST,), "HU", "", (never,), None) is None
    shut = allowed(at, (BUDAPEST,), "HU", "", (never,), None)
    assert shut is not None
    assert (shut.code, shut.until) == ("EU-1", None)


def test_a_client_who_may_be_at_either_end_of_russia_is_called_once_we_know_where() -> None:
    ends = (ZoneInfo("Asia/Kamchatka"), ZoneInfo("Europe/Kaliningrad"))
    at, nine_to_five = datetime(2026, 11, 23, tzinfo=UTC), (made("RU-1", hours((540, 1020))),)
    assert next_open(at, ends, "ZZ", "", nine_to_five, None) is None
    shut = allowed(at, ends, "ZZ", "", nine_to_five, None)
    assert shut is not None
    assert (shut.because, shut.until) == (Because.NO_ZONE, None)
    assert allowed(at, ends[:1], "ZZ", "", nine_to_five, None) is None


def test_of_two_rules_that_shut_the_one_is_named_that_does_so_for_longer() -> None:
    early, late = made("HU-1", hours((480, 1200)), Basis.LAW), made("EU-1", hours((600, 900)))
    night = datetime(2026, 11, 23, 3, tzinfo=UTC)
    for rules in ((early, late), (late, early)):
        shut = allowed(night, (BUDAPEST,), "HU", "", rules, None)
        assert shut is not None
        assert (shut.code, shut.until) == ("EU-1", datetime(2026, 11, 23, 9, tzinfo=UTC))


def test_of_two_that_shut_alike_the_law_is_named() -> None:
    floor, law = made("EU-1", hours((600, 900))), made("HU-1", hours((600, 900)), Basis.LAW)
    for rules in ((floor, law), (law, floor)):
        shut = allowed(datetime(2026, 11, 23, 3, tzinfo=UTC), (BUDAPEST,), "HU", "", rules, None)
        assert shut is not None
        assert shut.code == "HU-1"


def test_a_rule_sets_hours_from_its_first_day_to_its_last() -> None:
    rule = made("EU-1", hours((600, 900)), since=date(2026, 11, 24), until=date(2026, 11, 25))
    begins = [
        windows(date(2026, 11, day), BUDAPEST, "HU", "", (rule,), None)[0][0].hour
        for day in (23, 24, 25, 26)
    ]
    assert begins == [23, 9, 9, 23]


def test_the_holiday_is_the_clients_and_the_rule_that_makes_it_one_is_named() -> None:
    at = datetime(2026, 10, 23, 10, tzinfo=UTC)  # a Friday, Hungary's national day
    hungarian = on_channel(in_force("HU", at.date()), Channel.PHONE)
    shut = allowed(at, (BUDAPEST,), "HU", "", hungarian, None)
    assert shut is not None
    assert shut.because is Because.HOLIDAY
    assert shut.beside is not None
    assert (shut.beside.code, type(shut.beside.terms)) == ("HU-6", Holidays)
    german = on_channel(in_force("DE", at.date()), Channel.PHONE)
    assert allowed(at, (ZoneInfo("Europe/Berlin"),), "DE", "", german, None) is None


@pytest.mark.parametrize(
    ("day", "country", "region", "kind"),
    [
        ("2026-01-10", "HU", "HU-GS", DayKind.WORKING),  # worked for Friday 2 January
        ("2026-01-02", "HU", "", DayKind.SUNDAY),
        ("2026-01-17", "HU", "", DayKind.SATURDAY),
        ("2025-11-01", "RU", "RU-MOW", DayKind.WORKING),  # worked for Monday 3 November
        ("2025-11-03", "RU", "", DayKind.SUNDAY),
        ("2026-06-04", "DE", "DE-BY", DayKind.SUNDAY),  # Corpus Christi, kept in Bavaria
        ("2026-06-04", "DE", "DE-BE", DayKind.WORKING),
        ("2026-06-04", "DE", "by", DayKind.SUNDAY),
        ("2026-11-20", "IL", "", DayKind.SUNDAY),  # Friday is a day off there
        ("2026-11-22", "IL", "", DayKind.SUNDAY),  # Sunday is not, and is left in peace
        ("2026-11-23", "ZZ", "??", DayKind.WORKING),
        ("9999-12-31", "HU", "", DayKind.WORKING),
        ("0001-01-01", "RU", "", DayKind.WORKING),
    ],
)
def test_a_day_is_what_it_is_at_the_clients_place(
    day: str, country: str, region: str, kind: DayKind
) -> None:
    assert day_kind(date.fromisoformat(day), country, region) is kind


@given(st.datetimes(timezones=ZONES), st.lists(ZONES, max_size=2), st.text(max_size=5))
@example(datetime.min.replace(tzinfo=ZoneInfo("Asia/Tokyo")), [BUDAPEST], "HU")
@example(datetime.max.replace(tzinfo=ZoneInfo("America/New_York")), [BUDAPEST], "HU")
def test_any_instant_and_any_country_get_an_answer(
    at: datetime, zones: list[ZoneInfo], country: str
) -> None:
    rules = on_channel(in_force(country, date(2026, 11, 22)), Channel.PHONE)
    shut = allowed(at, tuple(zones), country, country, rules, None)
    opens = next_open(at, tuple(zones), country, country, rules, None)
    # A wall clock that strikes an hour twice is never equal to another's: compare as UTC.
    assert (shut is None) == (opens is not None and opens == at.astimezone(UTC))


def test_an_instant_without_a_zone_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="an instant has a time zone"):
        allowed(datetime(2026, 11, 23, 10), (BUDAPEST,), "HU", "", (), None)  # noqa: DTZ001
