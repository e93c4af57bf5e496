"""Take a no back: the client changed their mind, by themselves, within 30 days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from demur.domain.answers import Blocked, Why
from demur.domain.regret import CHANGES_A_DAY, DAYS_TO_TAKE_BACK
from demur.records import journal, peace_journal
from demur.records.inquiries import Came, Outcome, Refusal, changes
from demur.records.offers import Link

CLIENT = "client"
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Enough:
    """So much was said through a link today that nothing more is taken but a no."""


def take_no_back(link: Link, now: datetime) -> Refusal | Blocked | Enough | None:
    """Lift the peace of the no given through a link; None where none stands.

    Blocked (PAST) after 30 days: by then we may have forgotten whom to ask, so they tell us. Enough
    where twenty changes came through this link today: the no stands until tomorrow.
    """
    with transaction.atomic():
        link = Link.objects.select_for_update().get(pk=link.pk)
        refusal = link.no
        if refusal is None:
            return None
        if now - refusal.at > timedelta(days=DAYS_TO_TAKE_BACK):
            return Blocked(Why.PAST)
        if changes(link.pk, now - DAY) >= CHANGES_A_DAY:
            return Enough()
        Outcome.objects.create(refusal=refusal, came=Came.TAKEN_BACK, at=now, by=CLIENT)
        lasting = list(refusal.peaces.filter(lift=None))
        peace_journal.end(lasting, CLIENT, "the client took their no back", now)
        journal.write(CLIENT, "took a no back", f"link {link.pk}", now)
    return refusal
