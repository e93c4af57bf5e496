"""Split: some numbers and addresses of a contact are another person's."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from demur.domain.people import search_text
from demur.records import attempts, journal, peace_journal
from demur.records.attempts import Attempt
from demur.records.calls import Planned
from demur.records.inquiries import Inquiry
from demur.records.people import Contact, Mail, Number


def split_person(
    contact: int, lines: Collection[str], name: str, *, version: int, by: str, now: datetime
) -> Contact | None:
    """Make another contact of some numbers and addresses; both keep what either was promised.

    `lines` are keys of numbers and mails. None where the contact has changed since `version`.
    Raises ValueError where none of the lines is theirs: a person without any would be nobody.
    """
    with transaction.atomic():
        rows = Contact.objects.select_for_update().filter(pk=contact, merged_into=None)
        first = rows.filter(version=version).first()
        if first is None:
            return None
        peace_journal.cover_all_lines([first.pk])
        second = _second(first, name, now)
        if not _take(first, second, lines):
            raise ValueError("none of these numbers and addresses is theirs")
        called = Attempt.objects.filter(about=None, contact=first, address__in=lines)
        attempts.give(list(called), second, by, now)
        first.version += 1
        first.save(update_fields=["version"])
        peace_journal.cover_all_lines([second.pk])
        journal.write(by, "split a person", f"person {first.pk}", now, other=second.pk)
    return second


def _second(first: Contact, name: str, now: datetime) -> Contact:
    return Contact.objects.create(
        name=name,
        organisation=first.organisation,
        field=first.field,
        region=first.region,
        zone=first.zone,
        language=first.language,
        search=search_text(name, first.organisation),
        created_at=now,
    )


def _take(first: Contact, second: Contact, lines: Collection[str]) -> int:
    """Numbers and addresses, and what came in or is planned by them."""
    taken = 0
    for table in (Number, Mail):
        taken += table._default_manager.filter(contact=first, key__in=lines).update(contact=second)
    Inquiry.objects.filter(contact=first, number_key__in=lines).update(contact=second)
    Planned.objects.filter(contact=first, address__in=lines).update(contact=second)
    return taken
