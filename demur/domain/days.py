"""Days as numbers: instants as the arithmetic of silence counts them, and back.

A day is a float: whole days of the firm's own calendar since a Monday, and how much of the day its
wall clock shows. So the whole part is a date there, and its remainder by seven a weekday.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: A Monday; near enough for a day to be told to the minute in 32 bits.
FIRST: Final = date(2018, 1, 1)
DAY_SECONDS: Final = 86_400
_SINCE_1970: Final = (FIRST - date(1970, 1, 1)).days
#: No zone was ever set but at a quarter of an hour of UTC since there are time zones.
_QUARTER: Final = 900


def day_of(instant: datetime, zone: ZoneInfo) -> float:
    """The day of an instant, as a number. Raises ValueError for one without a time zone."""
    if instant.utcoffset() is None:
        raise ValueError("an instant has a time zone")
    there = instant.astimezone(zone).replace(tzinfo=None)
    return (there - datetime.combine(FIRST, datetime.min.time())) / timedelta(days=1)


def date_of(day: float) -> date:
    """The date of a day."""
    return FIRST + timedelta(days=int(np.floor(day)))


def instant_of(day: float, zone: ZoneInfo) -> datetime:
    """The instant at which the firm's clock first shows a day, UTC, to the second.

    Where that clock is set forward over it, as far after the gap as it lies in it.
    """
    seconds = timedelta(seconds=round(day * DAY_SECONDS))
    return (datetime.combine(FIRST, datetime.min.time(), zone) + seconds).astimezone(UTC)


def on_the_wall(seconds: NDArray[np.float64], zone: ZoneInfo) -> NDArray[np.float64]:
    """(M,) What a zone's clock shows at instants, both in seconds since 1970, UTC and there."""
    quarters, place = np.unique(np.floor(seconds / _QUARTER), return_inverse=True)
    ahead = [_ahead(float(quarter) * _QUARTER, zone) for quarter in quarters]
    return np.asarray(seconds + np.array(ahead, np.float64)[place])


def days_of(wall: NDArray[np.float64]) -> NDArray[np.float64]:
    """(M,) The days of what a clock shows, in seconds since 1970 there."""
    return wall / DAY_SECONDS - _SINCE_1970


def _ahead(seconds: float, zone: ZoneInfo) -> float:
    ahead = datetime.fromtimestamp(seconds, UTC).astimezone(zone).utcoffset()
    return (ahead or timedelta()).total_seconds()
