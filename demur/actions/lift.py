"""Lift a peace: only a person with the right, and only with a reason."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from demur.records import journal, peace_journal
from demur.records.peace import Peace


class NoReason(ValueError):
    """A peace is not lifted without saying why."""


def lift(peace: Peace, reason: str, by: str, now: datetime) -> None:
    """End a peace before its time; lifting twice is one lifting.

    Who may is said by `web.access`. Raises NoReason where `reason` says nothing.
    """
    why = reason.strip()
    if not why:
        raise NoReason
    with transaction.atomic():
        if not Peace.objects.filter(pk=peace.pk, lift=None).exists():
            return
        peace_journal.end([peace], by, why, now)
        journal.write(by, "lifted peace", f"peace {peace.ref}", now, reason=why)
