"""Give a person a copy of everything we hold of them (GDPR art. 15 and 20)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db import models, transaction

from demur.records import journal
from demur.records.erasing import person_of, rows_of
from demur.records.people import Contact

#: Who of us did it is another person's data; a fingerprint says nothing to anybody.
LEFT_OUT: Final = frozenset(
    {"by", "who", "granted_by", "holder", "token_hash", "code_hash", "request_hash", "keys"}
)
Row = dict[str, Any]


def export_person(
    contact: Contact | None, by: str, now: datetime, *, address: str = ""
) -> dict[str, list[Row]]:
    """By table, every row we hold of a contact, or of whoever calls from an address.

    Values are JSON's own; instants are ISO 8601 in UTC, money is in minor units. The keyed hashes
    of their peace are left out, and so are the names of our own people (art. 15(4)).
    """
    with transaction.atomic():
        person = person_of(contact, address)
        tables = {
            label.partition(".")[2]: [_row(one) for one in rows.order_by("pk")]
            for label, _, rows in rows_of(person)
        }
        subject = f"person {contact.pk}" if contact else "caller"
        journal.write(by, "gave a copy of", subject, now, rows=sum(map(len, tables.values())))
    return {label: rows for label, rows in tables.items() if rows}


def _row(one: models.Model) -> Row:
    columns = [column for column in one._meta.concrete_fields if column.name not in LEFT_OUT]
    return {column.name: _value(getattr(one, column.attname)) for column in columns}


def _value(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID | Decimal) else value
