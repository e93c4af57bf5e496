"""A seller's day as a calendar to subscribe to (RFC 5545): names and hours, and never a number.

What a calendar has fetched can't be taken back, so whoever may yet come to peace is in it by name
alone; the number is given on the page, where the gate is asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from icalendar import Calendar, Event

from demur.domain.exits import Exit
from demur.domain.people import display_name
from demur.records.gate import Cleared, leaves_by
from demur.records.rounds import Turn

MINUTES: Final = 5
PRODUCT: Final = "-//Demur//the round//EN"


@leaves_by(Exit.ROUND_CALENDAR)
def round_calendar(
    cleared: Sequence[Cleared],
    turns: Mapping[Any, Turn],
    summary: Callable[[str], str],
    page: str,
    now: datetime,
) -> bytes:
    """The turns that the gate let through, as a calendar; `turns` by what they are about.

    `summary` names a call by whom it is to; `page` is where the round is worked.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("refresh-interval;value=duration", "PT15M")
    for one in cleared:
        calendar.add_component(_event(turns[one.wanted.about], summary, page, now))
    return bytes(calendar.to_ical())


def _event(turn: Turn, summary: Callable[[str], str], page: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{turn.ref}@demur")
    event.add("dtstamp", now)
    event.add("dtstart", turn.at)
    event.add("duration", timedelta(minutes=MINUTES))
    event.add("summary", summary(display_name(turn.contact.name) if turn.contact else ""))
    event.add("url", page)
    return event
