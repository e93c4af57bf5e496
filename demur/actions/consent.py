"""Consent: a client allows us something, or no longer does; the one is as easy as the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from demur.domain.consents import How
from demur.domain.peace import Purpose
from demur.domain.refusal import Channel
from demur.records import journal
from demur.records.consents import Consent, record
from demur.records.peace import keys_of
from demur.records.people import Contact


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a consent is about, and what can be shown for it."""

    channel: Channel
    purpose: Purpose
    how: How
    words: str = ""


def consent(contact: Contact, spoken: Spoken, *, given: bool, by: str, now: datetime) -> Consent:
    """Put on record that a client gives or withdraws consent, under all their numbers.

    What they said before stays: the last word counts (GDPR art. 7).
    """
    with transaction.atomic():
        said = Consent(
            contact=contact,
            channel=spoken.channel,
            purpose=spoken.purpose,
            given=given,
            at=now,
            how=spoken.how,
            words=spoken.words,
            by=by,
        )
        record([said], keys_of([contact.pk])[contact.pk])
        deed = "recorded consent" if given else "recorded that consent is withdrawn"
        facts = {"channel": spoken.channel, "purpose": spoken.purpose, "how": spoken.how}
        journal.write(by, deed, f"person {contact.pk}", now, **facts)
    return said
