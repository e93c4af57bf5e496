"""What is on record of a log's calls, and a batch of them written in one statement."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.db.models.functions import ExtractHour

from demur.domain.attempts import Call
from demur.records import ledgers
from demur.records.attempts import Attempt
from demur.records.peace import portions


def marks_known(marks: Collection[str]) -> set[str]:
    """Which of these calls are on record, by their marks."""
    known: set[str] = set()
    for some in portions(sorted(marks)):
        found = Attempt.objects.filter(source_mark__in=some)
        known |= {str(mark) for mark in found.values_list("source_mark", flat=True)}
    return known


def hours_known(zone: ZoneInfo) -> dict[int, int]:
    """How many calls are on record, by the hour of the company's day."""
    hours = Attempt.objects.filter(about=None).annotate(hour=ExtractHour("at", tzinfo=zone))
    return dict(hours.order_by().values_list("hour").annotate(Count("pk")))


def write(calls: Sequence[tuple[Call, str]], refusals: Mapping[str, int], now: datetime) -> None:
    """Write calls with whoever made them, in the caller's transaction.

    `refusals` are the noes spoken in them, by mark. Raises IntegrityError where another file has
    brought one of the calls meanwhile.
    """
    same = {"noted_at": now, "withdrawn": False}
    ledgers.insert(Attempt, [_columns(call, by, refusals) for call, by in calls], same)


def _columns(call: Call, by: str, refusals: Mapping[str, int]) -> dict[str, Any]:
    return {
        "ref": call.ref,
        "contact_id": call.contact,
        "address": call.address,
        "client": call.client,
        "at": call.at,
        "seconds": call.seconds,
        "disposition": call.disposition,
        "by": by,
        "source": call.source.value,
        "source_mark": call.mark,
        "refusal_id": refusals.get(call.mark or ""),
    }
