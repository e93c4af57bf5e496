"""Days as numbers are the firm's own days, there and back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.days import date_of, day_of, days_of, instant_of, on_the_wall

BUDAPEST = ZoneInfo("Europe/Budapest")
ZONES = [BUDAPEST, ZoneInfo("Asia/Kathmandu"), ZoneInfo("Australia/Lord_Howe"), ZoneInfo("UTC")]
INSTANTS = st.integers(86_400, 4_000_000_000).map(lambda at: datetime.fromtimestamp(at, UTC))


def test_a_day_begins_at_the_firms_midnight_and_its_remainder_is_the_weekday() -> None:
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # half past midnight on Monday in Győr
    day = day_of(late, BUDAPEST)
    assert date_of(day) == date(2026, 11, 23)
    assert int(day) % 7 == 0
    assert day - int(day) == pytest.approx(0.5 / 24)


@given(INSTANTS, st.sampled_from(ZONES))
def test_an_instant_comes_back_but_for_the_hour_that_the_clock_shows_twice(
    at: datetime, zone: ZoneInfo
) -> None:
    back = instant_of(day_of(at, zone), zone)
    first = at.astimezone(zone).replace(fold=0).astimezone(UTC)
    assert abs(back - first) <= timedelta(seconds=1)


@given(st.lists(INSTANTS, max_size=8), st.sampled_from(ZONES))
def test_many_instants_are_told_as_each_by_itself(some: list[datetime], zone: ZoneInfo) -> None:
    seconds = np.array([one.timestamp() for one in some])
    told = days_of(on_the_wall(seconds, zone))
    assert told == pytest.approx([day_of(one, zone) for one in some], abs=1e-6)


def test_an_instant_without_a_zone_is_no_day() -> None:
    with pytest.raises(ValueError, match="time zone"):
        day_of(datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None), BUDAPEST)
