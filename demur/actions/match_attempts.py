"""Match attempts: whom we called and did not know turns out to be somebody we know."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from demur.records import journal, peace_journal
from demur.records.attempts import give, lines_about
from demur.records.people import Contact, Number


def match_attempts(address: str, client: str, contact: Contact, by: str, now: datetime) -> int:
    """Say whose the calls to a stranger were; how many there were.

    A number becomes theirs, so that its next call is theirs too, and what either was promised
    holds for both. Calls to a file's own id are theirs by a word about each.
    """
    with transaction.atomic():
        lines = lines_about(address, client)
        if address:
            Number.objects.get_or_create(key=address, defaults={"contact": contact, "raw": address})
            peace_journal.cover_all_lines([contact.pk])
        else:
            give(lines, contact, by, now)
        journal.write(by, "matched calls", f"person {contact.pk}", now, calls=len(lines))
    return len(lines)
