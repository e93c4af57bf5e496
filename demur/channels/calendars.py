"""A day for the client's own calendar: when we may be in touch again (RFC 5545)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

from demur.domain.people import display_name

TITLE_MOST = 200


def day_entry(uid: str, day: date, title: str, stamp: datetime) -> str:
    """One whole day as an iCalendar text, lines ending in CR LF; send it as text/calendar.

    `uid` is the same for the same promise, so that a repeat does not enter it twice; `stamp` is
    when it was made. It takes nobody's time: the day is shown as free.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Demur//the refusal desk//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", stamp)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", display_name(title, TITLE_MOST))
    event.add("transp", "TRANSPARENT")
    calendar.add_component(event)
    return str(calendar.to_ical(), "utf-8")
