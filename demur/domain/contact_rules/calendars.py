"""What kind of day it is where the client is: a working day, a Saturday, a Sunday or holiday."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

import holidays

from demur.domain.contact_rules.terms import DayKind

_SATURDAY: Final = 5
_SUNDAY: Final = 6


@dataclass(frozen=True, slots=True)
class _Year:
    """A year at a place: its holidays, the days off that were moved to work, the usual days off."""

    free: frozenset[date]
    worked: frozenset[date]
    weekend: frozenset[int]


_UNKNOWN: Final = _Year(frozenset(), frozenset(), frozenset({_SATURDAY, _SUNDAY}))


@lru_cache(maxsize=8192)
def day_kind(day: date, country: str, region: str) -> DayKind:
    """Say what a day is for a client of a country (ISO 3166) and a region (ISO 3166-2, or "").

    A holiday comes first, then a day off that is worked this year (a Hungarian Saturday moved to
    bridge a holiday), then the weekday. A weekly day off other than Saturday is as a Sunday, and a
    Sunday is one even where people work on it: whoever is in doubt is left in peace. Holidays are
    those that the `holidays` package knows: a region's own only where the region is told.
    """
    year = _year(country.strip().upper(), region.strip().upper(), day.year)
    if day in year.free:
        return DayKind.SUNDAY
    if day in year.worked:
        return DayKind.WORKING
    weekday = day.weekday()
    if weekday == _SATURDAY:
        return DayKind.SATURDAY
    return DayKind.SUNDAY if weekday == _SUNDAY or weekday in year.weekend else DayKind.WORKING


def is_holiday(day: date, country: str, region: str) -> bool:
    """Say whether a day is a public holiday there, whatever its weekday."""
    return day in _year(country.strip().upper(), region.strip().upper(), day.year).free


@lru_cache(maxsize=1024)
def _year(country: str, region: str, year: int) -> _Year:
    known = holidays.list_supported_countries()
    if country not in known:
        return _UNKNOWN
    part = region.removeprefix(f"{country}-")
    kept = holidays.country_holidays(
        country, subdiv=part if part in known[country] else None, years=year
    )
    return _Year(frozenset(kept), frozenset(kept.weekend_workdays), frozenset(kept.weekend))
