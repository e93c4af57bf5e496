"""Quiet hours: when a client may be called, by the clock and the calendar at their own place.

What the policy allows and what every binding rule allows must meet, in every zone where the
client may be. All of it is asked by kind of day and wall clock; `wall` turns that into instants.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import chain
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from demur.domain.contact_rules import wall
from demur.domain.contact_rules.calendars import day_kind, is_holiday
from demur.domain.contact_rules.policy_hours import PolicyHours
from demur.domain.contact_rules.shut import Because, Shut
from demur.domain.contact_rules.terms import (
    WHOLE_DAY,
    Basis,
    Holidays,
    Hours,
    Rule,
    Span,
)
from demur.domain.contact_rules.wall import Window

Moment = TypeVar("Moment", int, datetime)

LOOK_AHEAD: Final = timedelta(days=60)
_DAY: Final = timedelta(days=1)
#: Near the ends of the calendar a day has no neighbours to look at.
_FIRST, _LAST = datetime(2, 1, 1, tzinfo=UTC), datetime(9998, 1, 1, tzinfo=UTC)
#: Of those who shut for equally long, who is quoted: the law before the policy, a floor last.
_QUOTED: Final = {Basis.LAW: 3, None: 2, Basis.CODE: 1, Basis.FLOOR: 0}


@dataclass(frozen=True, slots=True)
class _Terms:
    """Whose calendar, and who has a say."""

    country: str
    region: str
    rules: tuple[Rule, ...]
    policy_hours: PolicyHours | None


def windows(
    day: date,
    zone: ZoneInfo,
    country: str,
    region: str,
    rules: tuple[Rule, ...],
    policy_hours: PolicyHours | None,
) -> tuple[Window, ...]:
    """Give the instants of a client's day in which they may be called, in order, half-open, UTC.

    `rules` are those of their country, on the channel in question; of these the ones that set
    hours and bind on that day count. `policy_hours` None: the policy sets no hours.
    """
    return _windows(day, zone, _Terms(country, region, rules, policy_hours))


def allowed(
    instant: datetime,
    zones: tuple[ZoneInfo, ...],
    country: str,
    region: str,
    rules: tuple[Rule, ...],
    policy_hours: PolicyHours | None,
) -> Shut | None:
    """Say why a client may not be called at an instant, by the clock of every zone; None: they may.

    Of several who shut, the one is named who does so for longest. No zone is no call; nor are
    zones so far apart that their hours never meet, and then it is the zone that has to be known.
    Raises ValueError for an instant without a time zone.
    """
    at, terms = _utc(instant), _Terms(country, region, rules, policy_hours)
    if not zones or not _FIRST < at < _LAST:
        return Shut(Because.NO_ZONE, at)
    until = _next_open(at, zones, terms)
    if until == at:
        return None
    if until is None and any(_next_open(at, (zone,), terms) for zone in zones):
        return Shut(Because.NO_ZONE, at)
    shutting = (shut for zone in zones for shut in _shutting(at, zone, terms))
    return replace(max(shutting, key=_weight), until=until)


def next_open(
    instant: datetime,
    zones: tuple[ZoneInfo, ...],
    country: str,
    region: str,
    rules: tuple[Rule, ...],
    policy_hours: PolicyHours | None,
) -> datetime | None:
    """Give the first instant from this one on at which a client may be called, UTC.

    None where there is none within 60 days, and where no zone is known. Raises ValueError for an
    instant without a time zone.
    """
    at = _utc(instant)
    if not zones or not _FIRST < at < _LAST:
        return None
    return _next_open(at, zones, _Terms(country, region, rules, policy_hours))


def _utc(instant: datetime) -> datetime:
    if instant.utcoffset() is None:
        raise ValueError("an instant has a time zone")
    # The ends of the calendar are nobody's day, and cannot be told in every zone.
    return instant.astimezone(UTC) if 1 < instant.year < 9999 else instant.replace(tzinfo=UTC)


def _next_open(at: datetime, zones: tuple[ZoneInfo, ...], terms: _Terms) -> datetime | None:
    for count in range(LOOK_AHEAD.days + 1):
        for begin, end in _shared(at.date() + count * _DAY, zones, terms):
            if end > at:
                return max(begin, at) if begin - at <= LOOK_AHEAD else None
    return None


@lru_cache(maxsize=32768)
def _shared(day: date, zones: tuple[ZoneInfo, ...], terms: _Terms) -> tuple[Window, ...]:
    """The instants of a day of UTC at which the clocks of all zones allow a call."""
    begin = datetime.combine(day, time(), UTC)
    shared: Sequence[Window] = ((begin, begin + _DAY),)
    for zone in zones:
        # No wall is more than a day from UTC, so nobody's other days meet this one.
        near = (_windows(day + away * _DAY, zone, terms) for away in (-1, 0, 1))
        shared = _meet(shared, sorted(chain.from_iterable(near)))
    return tuple(shared)


@lru_cache(maxsize=32768)
def _windows(day: date, zone: ZoneInfo, terms: _Terms) -> tuple[Window, ...]:
    kind = day_kind(day, terms.country, terms.region)
    spans: Sequence[Span] = ((0, WHOLE_DAY),)
    for _, hours in _setting_hours(terms.rules, day):
        spans = _meet(spans, hours.by_day[kind])
    if terms.policy_hours is not None:
        spans = _meet(spans, terms.policy_hours.open(kind))
    return wall.instants(day, zone, spans)


def _meet(
    one: Sequence[tuple[Moment, Moment]], other: Sequence[tuple[Moment, Moment]]
) -> list[tuple[Moment, Moment]]:
    """What two ordered rows of half-open intervals have in common."""
    both = ((max(a, c), min(b, d)) for a, b in one for c, d in other)
    return [(begin, end) for begin, end in both if begin < end]


def _setting_hours(rules: tuple[Rule, ...], day: date) -> Iterator[tuple[Rule, Hours]]:
    for rule in rules:
        if isinstance(rule.terms, Hours) and rule.binds_on(day):
            yield rule, rule.terms


def _shutting(at: datetime, zone: ZoneInfo, terms: _Terms) -> Iterator[Shut]:
    """Everyone who bars an instant by one zone's clock, each with the end of their own bar."""
    there = at.astimezone(zone)
    day, minute = there.date(), there.hour * 60 + there.minute
    kind = day_kind(day, terms.country, terms.region)
    beside = _calendar_rule(day, terms)
    quiet = Because.HOLIDAY if beside else Because.QUIET
    for rule, hours in _setting_hours(terms.rules, day):
        if not any(first <= minute < last for first, last in hours.by_day[kind]):
            until = _next_open(at, (zone,), replace(terms, rules=(rule,), policy_hours=None))
            yield Shut(quiet, at, rule.code, until, zone, rule, rule.since, beside)
    if (policy := terms.policy_hours) and not (said := policy.at(kind, minute)).may:
        until = _next_open(at, (zone,), replace(terms, rules=()))
        because = quiet if said.decided else Because.UNDECIDED
        since, version = policy.since, policy.version
        yield Shut(because, at, said.row, until, zone, None, since, beside, version)


def _calendar_rule(day: date, terms: _Terms) -> Rule | None:
    """The rule by which a weekday is a holiday there; None on any other day."""
    if day.weekday() == 6 or not is_holiday(day, terms.country, terms.region):
        return None
    binding = (rule for rule in terms.rules if rule.binds_on(day))
    return next((rule for rule in binding if isinstance(rule.terms, Holidays)), None)


def _weight(shut: Shut) -> tuple[datetime, int]:
    return shut.until or _LAST, _QUOTED[shut.rule.basis if shut.rule else None]
