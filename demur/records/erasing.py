"""Erasing a person: the one deed for which facts let their words about that person go."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, Final

from django.apps import apps
from django.db import OperationalError, connection, models
from django.db.models import Q, QuerySet

from demur.records import kept_calls
from demur.records.attempts import Attempt
from demur.records.inquiries import Inquiry, Refusal
from demur.records.journal import Receipt
from demur.records.mentions import Mentions
from demur.records.offers import Link, Offer
from demur.records.peace import Peace, address_key, keys_of, portions
from demur.records.people import Contact, Mail, Number
from demur.records.personal import THEIRS, Table

#: What the audit journal calls rows that are made for a client, by their tables.
MADE: Final = {
    "call": "records.Planned",
    "errand": "records.Errand",
    "attempt": "records.Attempt",
}
#: The same, where only their contact says whose they are.
OWNED: Final = {"turn": "records.Turn"}


class Erasing(models.Model):
    """Stands only inside the transaction that erases somebody, and is gone before it commits.

    The database lets facts be changed while it sees one; no other transaction ever does.
    """

    by = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.by


class Erasure(models.Model):
    """That somebody was erased: by whom, why, of how many rows; of them only keyed hashes."""

    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    reason = models.CharField(max_length=300)
    keys = models.JSONField(default=list)
    counts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"erasure {self.pk}"


@dataclass(frozen=True, slots=True)
class Person:
    """Whose rows are meant, in every table, and the keyed hashes under which they are known."""

    contacts: frozenset[int]
    codes: frozenset[str]
    numbers: frozenset[str]
    addresses: frozenset[str]
    keys: frozenset[str]
    inquiries: frozenset[int]
    offers: frozenset[int]
    links: frozenset[int]
    refusals: frozenset[int]
    peaces: frozenset[int]
    receipts: frozenset[int]
    subjects: frozenset[str]
    mentions: Mentions


def person_of(contact: Contact | None, address: str = "") -> Person:
    """Everything that is a contact's, or of whoever calls or writes from an address."""
    contacts = {contact.pk} if contact else set()
    return _person(contacts, {address} if address else set(), None)


def person_of_inquiries(inquiries: Collection[int]) -> Person:
    """Whoever made some inquiries, as far as these say of them; no other row is theirs."""
    refs = _refs(Inquiry.objects.filter(pk__in=inquiries))
    refusals = _pks(Refusal.objects.filter(inquiry__in=refs))
    return replace(
        _person(set(), set(), None),
        inquiries=frozenset(refs),
        refusals=refusals,
        receipts=_receipts([*refs.values()]),
        subjects=_subjects(inquiries=refs.values()),
    )


def rows_of(person: Person) -> Iterator[tuple[str, Table, QuerySet[Any]]]:
    """By table, in the order in which they may go, the rows that are a person's."""
    for label, table in THEIRS.items():
        meant = Q(pk__in=())
        for lookup, name in table.by.items():
            meant |= Q(**{lookup: getattr(person, name)})
        rows = apps.get_model(label)._default_manager.filter(meant)
        yield label, table, rows.distinct() if len(table.by) > 1 else rows


def counts(person: Person) -> dict[str, int]:
    """By table, how many rows are a person's; tables without any are left out."""
    found = {label: rows.count() for label, _, rows in rows_of(person)}
    return {label: count for label, count in found.items() if count}


@contextmanager
def erasing(by: str) -> Iterator[None]:
    """Let facts be changed until the block ends, inside the caller's transaction."""
    mark = Erasing.objects.create(by=by)
    yield
    mark.delete()


def erase_rows(person: Person, by: str) -> dict[str, int]:
    """Empty or remove what is a person's, and take their name out of what is others'.

    Inside the caller's transaction; gives the number of rows by table.
    """
    found = counts(person)
    with erasing(by):
        for label, table, rows in list(rows_of(person)):
            if label in found:
                if rows.model is Attempt:
                    kept_calls.let_go(rows)
                _empty(table, rows)
        for label, table in THEIRS.items():
            person.mentions.take_out(label, table)
    return found


def erase_again(keys: Mapping[str, datetime]) -> None:
    """Erase anew whoever came back with an old database; `keys` say until when they were erased.

    What came after that instant is of somebody who came back by themselves, and stays.
    """
    until = max(keys.values())
    came = Contact.objects.filter(created_at__lte=until).values_list("pk", "created_at")
    made = dict(came.iterator(chunk_size=2000))
    found = keys_of(made)
    contacts = {
        pk for pk, own in found.items() if any(made[pk] <= keys[k] for k in own & set(keys))
    }
    called = Inquiry.objects.filter(at__lte=until).exclude(number_key="").order_by()
    numbers = called.values_list("number_key", flat=True).distinct()
    addresses = {one for one in numbers.iterator(chunk_size=2000) if address_key(one) in keys}
    if contacts or addresses:
        erase_rows(_person(contacts, addresses, until), "journal of peace")


def sweep() -> bool:
    """Leave nothing of what was erased in the database's own files; False where it must wait.

    SQLite: VACUUM writes the file anew without what was deleted, and the log is emptied. On
    PostgreSQL it is autovacuum's work (docs/privacy.md).
    """
    if connection.vendor != "sqlite":
        return True
    try:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return not cursor.fetchone()[0]
    except OperationalError:
        return False


def _person(contacts: set[int], addresses: set[str], until: datetime | None) -> Person:
    contacts = _and_merged(contacts)
    numbers, mails = (_lines(table, contacts) for table in (Number, Mail))
    numbers |= {one for one in addresses if "@" not in one}
    mails |= addresses - numbers
    keys = {address_key(one) for one in numbers | mails}.union(*keys_of(contacts).values())
    asked = Q(contact__in=contacts) | Q(number_key__in=numbers)
    inquiries = _refs(Inquiry.objects.filter(asked & (Q(at__lte=until) if until else Q())))
    offers = _refs(Offer.objects.filter(Q(contact__in=contacts) | Q(inquiry__in=inquiries)))
    links = _pks(Link.objects.filter(Q(contact__in=contacts) | Q(offer__in=offers)))
    said = Q(inquiry__in=inquiries) | Q(contact__in=contacts) | Q(link__in=links)
    refusals = _pks(Refusal.objects.filter(said))
    peaces = _refs(Peace.objects.filter(Q(keys__key__in=keys) | Q(refusal__in=refusals)))
    refs = [*inquiries.values(), *offers.values()]
    return Person(
        contacts=frozenset(contacts),
        codes=_codes(contacts),
        numbers=frozenset(numbers),
        addresses=frozenset(numbers | mails),
        keys=frozenset(keys),
        inquiries=frozenset(inquiries),
        offers=frozenset(offers),
        links=links,
        refusals=refusals,
        peaces=frozenset(peaces),
        receipts=_receipts(refs),
        subjects=_subjects(
            **{kind: _made_for(label, contacts, numbers | mails) for kind, label in MADE.items()},
            **{kind: _owned_by(label, contacts) for kind, label in OWNED.items()},
            person=contacts,
            inquiry=inquiries.values(),
            offer=offers.values(),
            link=links,
            peace=peaces.values(),
        ),
        mentions=Mentions.of(Contact.objects.filter(pk__in=contacts), numbers | mails),
    )


def _made_for(label: str, contacts: Collection[int], addresses: Collection[str]) -> list[str]:
    meant = Q(contact__in=contacts) | Q(address__in=addresses)
    rows = apps.get_model(label)._default_manager.filter(meant)
    return [str(ref) for ref in rows.values_list("ref", flat=True)]


def _owned_by(label: str, contacts: Collection[int]) -> list[str]:
    rows = apps.get_model(label)._default_manager.filter(contact__in=contacts)
    return [str(ref) for ref in rows.values_list("ref", flat=True)]


def _and_merged(contacts: Collection[int]) -> set[int]:
    """Contacts with all that were found to be the same person."""
    found = set(contacts)
    merged = Contact.objects.filter(pk__in=found, merged_into__isnull=False)
    found |= {int(pk) for pk in merged.values_list("merged_into", flat=True) if pk}
    return found | _pks(Contact.objects.filter(merged_into__in=found))


def _codes(contacts: Collection[int]) -> frozenset[str]:
    """What files and other programs call them."""
    coded = Contact.objects.filter(pk__in=contacts).exclude(code=None)
    return frozenset(str(code) for code in coded.values_list("code", flat=True))


def _lines(table: type[models.Model], contacts: Collection[int]) -> set[str]:
    rows = table._default_manager.filter(contact__in=contacts)
    return set(rows.values_list("key", flat=True))


def _refs(rows: QuerySet[Any]) -> dict[int, str]:
    return {pk: str(ref) for pk, ref in rows.values_list("pk", "ref")}


def _pks(rows: QuerySet[Any]) -> frozenset[int]:
    return frozenset(rows.values_list("pk", flat=True))


def _receipts(refs: Sequence[str]) -> frozenset[int]:
    """The answers kept for other systems that were about these inquiries and offers."""
    found: set[int] = set()
    for some in portions(refs, 100):
        named = reduce(or_, (Q(body__contains=ref) for ref in some))
        found |= set(Receipt.objects.filter(named).values_list("pk", flat=True))
    return frozenset(found)


def _subjects(**named: Collection[object]) -> frozenset[str]:
    """What the audit journal calls them, by the kind of thing: "inquiry 7f3a…", "person 12"."""
    return frozenset(f"{kind} {ref}" for kind, refs in named.items() for ref in refs)


def _empty(table: Table, rows: QuerySet[Any]) -> None:
    """Empty what is theirs on these rows, or remove them."""
    if table.row_goes:
        rows.delete()
        return
    pks = list(rows.values_list("pk", flat=True))
    rows = rows.model._default_manager.filter(pk__in=pks)
    put = {name: table.instead.get(name, _nothing(rows.model, name)) for name in table.theirs}
    if not put:
        return
    fixed = {name: value for name, value in put.items() if not callable(value)}
    reshaped = {name: value for name, value in put.items() if callable(value)}
    if reshaped:
        for row in rows.only("pk", *reshaped):
            for name, reshape in reshaped.items():
                setattr(row, name, reshape(getattr(row, name)))
            row.save(update_fields=list(reshaped))
    if fixed:
        rows.update(**fixed)


def _nothing(model: type[models.Model], name: str) -> Any:
    column: models.Field[Any, Any] = model._meta.get_field(name)  # type: ignore[assignment]
    return None if column.null else column.get_default()
