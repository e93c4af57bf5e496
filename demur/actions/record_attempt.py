"""Record an attempt: a call of ours that was made, or tried, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from demur.domain.attempts import Call, Fault, fault_in
from demur.records import journal
from demur.records.attempts import Attempt, row_of
from demur.records.company import Company
from demur.records.dispositions import dispositions
from demur.records.inquiries import Refusal


@dataclass(frozen=True, slots=True)
class Recorded:
    """A call that is on record; `before` says that it was there already and nothing was added."""

    attempt: Attempt
    before: bool = False


def recorded_before(call: Call) -> Recorded | None:
    """The call as it is on record already, by its own place or by its source's mark of it."""
    found = Attempt.objects.filter(ref=call.ref).first()
    if found is None and call.mark:
        found = Attempt.objects.filter(source_mark=call.mark).first()
    return Recorded(found, before=True) if found else None


def fault_of(call: Call, now: datetime) -> Fault | None:
    """Why a call can't be put down as it is told; None: it can."""
    ours = Company.objects.filter(pk=1).first() or Company()
    return fault_in(call, dispositions(), now.astimezone(ZoneInfo(ours.zone)).date(), now)


def record_attempt(
    call: Call, by: str, now: datetime, refusal: Refusal | None = None
) -> Recorded | Fault:
    """Put a call down once, however often it is told; a Fault where it can't have been so.

    `refusal` is the no that was spoken in it: a call that ended with one is not put down without
    the peace that it brings. Raises ValueError where it is missing.
    """
    if fault := fault_of(call, now):
        return fault
    if dispositions()[call.disposition].asks_peace and call.is_reachable and refusal is None:
        raise ValueError("a no on the telephone brings peace: record the refusal with it")
    with transaction.atomic():
        if before := recorded_before(call):
            return before
        attempt = row_of(call, by, now, refusal=refusal)
        attempt.save(force_insert=True)
        subject, ended = f"attempt {call.ref}", call.disposition
        journal.write(by, "recorded", subject, now, disposition=ended, source=call.source)
    return Recorded(attempt)
