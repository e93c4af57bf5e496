"""Planned calls as they leave the house: a sheet, and a calendar to subscribe to (RFC 5545)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from demur.channels.sheets_writing import write_rows
from demur.domain.exits import Exit
from demur.domain.people import display_name
from demur.records.calls import Planned
from demur.records.gate import Cleared, leaves_by

COLUMNS: Final = ("ref", "when", "number", "name", "organisation", "purpose", "need")
MINUTES: Final = 15
PRODUCT: Final = "-//Demur//planned calls//EN"
#: The purpose of a call, in the reader's language.
Say = Callable[[str], str]


@leaves_by(Exit.CALLS_FILE)
def call_sheet(
    cleared: Sequence[Cleared],
    headings: Sequence[str],
    say: Say,
    zone: ZoneInfo,
    delimiter: str = ",",
) -> Iterator[bytes]:
    """The calls that may be made, as a sheet; `headings` stand for COLUMNS, in their order."""
    return write_rows(headings, (_cells(one, say, zone) for one in cleared), delimiter)


@leaves_by(Exit.CALENDAR)
def call_calendar(cleared: Sequence[Cleared], summary: Say, now: datetime) -> bytes:
    """The calls that may be made, as a calendar; `summary` names a call by whom it is to.

    What is no longer in it disappears from whoever subscribes, when they look next.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("refresh-interval;value=duration", "PT15M")
    for one in cleared:
        calendar.add_component(_event(one, summary, now))
    return bytes(calendar.to_ical())


def _cells(one: Cleared, say: Say, zone: ZoneInfo) -> list[str]:
    call: Planned = one.wanted.about
    return [
        str(call.ref),
        call.at.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
        one.address,
        call.contact.name if call.contact else "",
        call.contact.organisation if call.contact else "",
        say(call.purpose),
        call.need,
    ]


def _event(one: Cleared, summary: Say, now: datetime) -> Event:
    call: Planned = one.wanted.about
    event = Event()
    event.add("uid", f"{call.ref}@demur")
    event.add("dtstamp", now)
    event.add("dtstart", call.at)
    event.add("duration", timedelta(minutes=MINUTES))
    event.add("summary", summary(display_name(call.contact.name) if call.contact else one.address))
    event.add("description", one.address)
    return event
