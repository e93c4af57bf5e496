"""Take it back: the last refusal was a slip of the hand."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from demur.domain.answers import Blocked, Why
from demur.records import journal
from demur.records.inquiries import Came, Inquiry, Outcome

MINUTES = 60


def take_back(inquiry: Inquiry, by: str, now: datetime) -> Outcome | Blocked:
    """Withdraw a refusal within the hour: the fact stays, and that it was taken back is added.

    Taking back twice is one taking back. Raises Refusal.DoesNotExist where there is none.
    """
    refusal = inquiry.refusal
    if now - refusal.at > timedelta(minutes=MINUTES):
        return Blocked(Why.PAST)
    with transaction.atomic():
        outcome, new = Outcome.objects.get_or_create(
            refusal=refusal, came=Came.TAKEN_BACK, defaults={"at": now, "by": by}
        )
        if new:
            journal.write(by, "took back", f"inquiry {inquiry.ref}", now)
    return outcome
