"""Take a no back: the client changed their mind, by themselves, within 30 days."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from demur.domain.answers import Blocked, Why
from demur.domain.regret import DAYS_TO_TAKE_BACK
from demur.records import journal, peace_journal
from demur.records.inquiries import Came, Outcome, Refusal
from demur.records.offers import Link

CLIENT = "client"


def take_no_back(link: Link, now: datetime) -> Refusal | Blocked | None:
    """Lift the peace of the no given through a link; None where none stands.

    Blocked (PAST) after 30 days: by then we may have forgotten whom to ask, so they tell us.
    """
    with transaction.atomic():
        link = Link.objects.select_for_update().get(pk=link.pk)
        refusal = link.no
        if refusal is None:
            return None
        if now - refusal.at > timedelta(days=DAYS_TO_TAKE_BACK):
            return Blocked(Why.PAST)
        Outcome.objects.create(refusal=refusal, came=Came.TAKEN_BACK, at=now, by=CLIENT)
        lasting = list(refusal.peaces.filter(lift=None))
        peace_journal.end(lasting, CLIENT, "the client took their no back", now)
        journal.write(CLIENT, "took a no back", f"link {link.pk}", now)
    return refusal
