"""Hear a call: what the telephone system tells of one that we made, whenever it tells it."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.db import transaction

from demur.domain.attempts import Call, Source
from demur.domain.phone_events import Heard, Rung, rung
from demur.records import call_events, journal
from demur.records.attempts import Attempt, owners, row_of, source_mark


def hear_call(teller: str, call_id: str, heard: Heard, now: datetime) -> Attempt | None:
    """Put an event down once; once the call is over, what all its events say is an attempt.

    An event that comes late adds a word to the attempt that is on record. None while the call is
    not over, or was to nobody whose number can be read. Raises LostKey.
    """
    call = call_events.call_key(teller, call_id)
    with transaction.atomic():
        call_events.alone(call)
        call_events.put_down(call, heard)
        told = rung(call_events.heard_of(call))
        if told is None or not told.address:
            return None
        mark = source_mark(Source.CTI, teller, call_id)
        first = Attempt.objects.filter(source_mark=mark).first()
        if first and _said(first) == (told.at, told.disposition, told.seconds):
            return first
        return _put(first, told, None if first else mark, teller, now)


def _said(first: Attempt) -> tuple[datetime, str, int | None]:
    """What the telephone itself said last of a call."""
    last = first.words.filter(source=Source.CTI).order_by("pk").last() or first
    return last.at, last.disposition, last.seconds


def _put(
    first: Attempt | None, told: Rung, mark: str | None, teller: str, now: datetime
) -> Attempt:
    call = Call(
        ref=uuid4(),
        at=told.at,
        disposition=told.disposition,
        source=Source.CTI,
        contact=owners({told.address}, ()).get(told.address),
        address=told.address,
        seconds=told.seconds,
        mark=mark,
    )
    by = told.user or teller
    attempt = row_of(call, by, now, about=first)
    attempt.save(force_insert=True)
    subject = f"attempt {(first or attempt).ref}"
    journal.write(by, "recorded", subject, now, disposition=told.disposition, source=Source.CTI)
    return first or attempt
