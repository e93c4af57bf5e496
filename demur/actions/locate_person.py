"""Locate: somebody says where a client is, so that it is known what hour it is there."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from demur.records import journal
from demur.records.people import Contact


def locate_person(pk: int, *, zone: str, region: str, version: int, by: str, now: datetime) -> bool:
    """Put a client's zone (IANA) and region (ISO 3166-2) on record, "" where it is not known.

    `version` is that of the contact whom the person saw; False where they have changed meanwhile.
    """
    with transaction.atomic():
        rows = Contact.objects.select_for_update().filter(pk=pk, merged_into=None, version=version)
        contact = rows.first()
        if contact is None:
            return False
        contact.zone, contact.region, contact.version = zone, region, version + 1
        contact.save(update_fields=["zone", "region", "version"])
        journal.write(by, "located a person", f"person {pk}", now, zone=zone, region=region)
    return True
