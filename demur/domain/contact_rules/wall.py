"""A wall clock's day in instants: nothing lost where it is set forward, nothing doubled wrongly.

A zone is a chain of stretches of constant offset from UTC. Within a stretch a wall time is an
instant, one for one; so a day's spans are laid over each stretch and cut to it. A wall time that
the clock skips falls into no stretch; one that it shows twice falls into two.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from demur.domain.contact_rules.terms import WHOLE_DAY, Span

#: An instant from the first, included, to the last, not included; both aware UTC.
Window = tuple[datetime, datetime]
#: A stretch of constant offset: from, to, and what the wall is ahead of UTC.
_Stretch = tuple[datetime, datetime, timedelta]

#: Every offset there ever was is under a day.
_MARGIN: Final = timedelta(days=1)
#: No zone was ever set twice within it: the shortest time between was days.
_STEP: Final = timedelta(hours=3)
_SECOND: Final = timedelta(seconds=1)
#: Beyond, there is no room left for the margins of a day.
_FIRST, _LAST = date(1, 1, 4), date(9999, 12, 27)


def instants(day: date, zone: ZoneInfo, spans: Iterable[Span]) -> tuple[Window, ...]:
    """Give the instants at which a zone's wall clock shows a day and a minute within the spans.

    In order, each as long as can be; days at the very ends of the calendar have none.
    """
    if not _FIRST <= day <= _LAST:
        return ()
    midnight = datetime.combine(day, time(), UTC)
    cut = [
        (max(begin, midnight + timedelta(minutes=first) - ahead),
         min(end, midnight + timedelta(minutes=last) - ahead))
        for begin, end, ahead in _stretches(day, zone)
        for first, last in spans
    ]  # fmt: skip
    return _joined(sorted(window for window in cut if window[0] < window[1]))


def begins(day: date, zone: ZoneInfo) -> datetime | None:
    """Give the first instant of a day at a place, or of the next day that there is.

    None at the end of the calendar.
    """
    while day <= _LAST:
        if whole := instants(day, zone, ((0, WHOLE_DAY),)):
            return whole[0][0]
        day += timedelta(days=1)
    return None


@lru_cache(maxsize=32768)
def _stretches(day: date, zone: ZoneInfo) -> tuple[_Stretch, ...]:
    """The stretches that a day may touch; one, on all but two days a year."""
    begin = datetime.combine(day, time(), UTC) - _MARGIN
    end = begin + 3 * _MARGIN
    found: list[_Stretch] = []
    at, ahead = begin, _ahead(begin, zone)
    since = begin
    while at < end:
        later = at + _STEP
        if _ahead(later, zone) != ahead:
            turn = _turn(at, later, zone)
            found.append((since, turn, ahead))
            since, ahead = turn, _ahead(turn, zone)
        at = later
    return (*found, (since, end, ahead))


def _turn(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The second at which the clock is set, between two instants of different offset."""
    old = _ahead(before, zone)
    while after - before > _SECOND:
        middle = before + (after - before) // (2 * _SECOND) * _SECOND
        before, after = (middle, after) if _ahead(middle, zone) == old else (before, middle)
    return after


def _ahead(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _joined(windows: list[Window]) -> tuple[Window, ...]:
    joined: list[Window] = []
    for begin, end in windows:
        if joined and begin <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((begin, end))
    return tuple(joined)
