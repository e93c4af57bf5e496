"""How often a client may be called: counted in the days, weeks and months of their own calendar."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from demur.domain.contact_rules import wall
from demur.domain.contact_rules.shut import Because, Shut
from demur.domain.contact_rules.terms import Attempts, Basis, Rule


def too_many(
    past: Sequence[datetime], at: datetime, zone: ZoneInfo, rules: Sequence[Rule]
) -> Shut | None:
    """Say why one more call at an instant would be one too many; None: it would not.

    `past` are the calls made and those planned, in any order; they count by the day, the week
    (from Monday) and the month in which the client's own calendar has them. Of several limits
    that are reached, the one is named that lasts longest. Raises ValueError for an instant
    without a time zone.
    """
    reached = list(_reached(_days(past, zone), at, zone, rules))
    return max(reached, key=_weight) if reached else None


def _days(past: Sequence[datetime], zone: ZoneInfo) -> list[date]:
    return [_day(each, zone) for each in past]


def _day(instant: datetime, zone: ZoneInfo) -> date:
    if instant.utcoffset() is None:
        raise ValueError("an instant has a time zone")
    try:
        return instant.astimezone(zone).date()
    except OverflowError:  # the first and the last day of the calendar, in some zones
        return instant.date()


def _reached(
    days: Sequence[date], at: datetime, zone: ZoneInfo, rules: Sequence[Rule]
) -> Iterator[Shut]:
    today = _day(at, zone)
    for rule in rules:
        if not isinstance(rule.terms, Attempts) or not rule.binds_on(today):
            continue
        limits = (rule.terms.a_day, rule.terms.a_week, rule.terms.a_month)
        for (because, unit), limit in zip(_UNITS.items(), limits, strict=True):
            count = sum(unit.first(day) == unit.first(today) for day in days)
            if limit is not None and count >= limit:
                until = wall.begins(unit.after(today), zone)
                yield Shut(because, at, rule.code, until, zone, rule, rule.since)


def _weight(shut: Shut) -> tuple[float, bool]:
    lasts = shut.until.timestamp() if shut.until else math.inf
    return lasts, shut.rule is not None and shut.rule.basis is Basis.LAW


@dataclass(frozen=True, slots=True)
class _Unit:
    """A unit of the calendar: the first day of the one a day is in, and how long one can be."""

    first: Callable[[date], date]
    days: int

    def after(self, day: date) -> date:
        """Give the first day of the next one; the last day of the calendar has none after it."""
        later = self.first(day).toordinal() + self.days
        return self.first(date.fromordinal(min(later, date.max.toordinal())))


#: What is limited, and by which unit; a rule names its limits in this order.
_UNITS: Final[Mapping[Because, _Unit]] = MappingProxyType(
    {
        Because.A_DAY: _Unit(lambda day: day, 1),
        Because.A_WEEK: _Unit(lambda day: date.fromordinal(day.toordinal() - day.weekday()), 7),
        Because.A_MONTH: _Unit(lambda day: day.replace(day=1), 31),
    }
)
