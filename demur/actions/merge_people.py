"""Merge: two contacts were found to be the same person."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from demur.records import journal, peace_journal
from demur.records.attempts import Attempt
from demur.records.consents import Consent
from demur.records.inquiries import Refusal
from demur.records.people import Contact
from demur.records.turns import make_one

#: Facts that are written once stay with the contact they were written of, who points to the other.
WRITTEN_ONCE: Final = frozenset({Refusal, Attempt, Consent})


def merge_people(
    kept: int, gone: int, *, versions: tuple[int, int], by: str, now: datetime
) -> bool:
    """Give everything of one contact to the other; False where either has changed meanwhile.

    `versions` are those of `kept` and `gone` that the person saw who says they are the same. What
    either was promised holds for all numbers and addresses of both. The row of `gone` stays, as
    what it was known by, and points to the other; so do the facts that are written once.
    """
    with transaction.atomic():
        rows = Contact.objects.select_for_update().filter(pk__in=(kept, gone), merged_into=None)
        both = rows.in_bulk()
        seen = dict(zip((kept, gone), versions, strict=True))
        if kept == gone or {pk: one.version for pk, one in both.items()} != seen:
            return False
        make_one(both[gone], both[kept])
        _give_all(both[gone], both[kept])
        peace_journal.cover_all_lines([kept])
        journal.write(by, "merged people", f"person {kept}", now, same=gone)
    return True


def _give_all(gone: Contact, kept: Contact) -> None:
    for relation in Contact._meta.related_objects:
        if relation.related_model not in WRITTEN_ONCE:
            rows = relation.related_model._default_manager.filter(**{relation.field.name: gone})
            rows.update(**{relation.field.name: kept})
    gone.merged_into, gone.version = kept, gone.version + 1
    gone.save(update_fields=["merged_into", "version"])
    kept.search, kept.version = f"{kept.search} {gone.search}", kept.version + 1
    kept.save(update_fields=["search", "version"])
