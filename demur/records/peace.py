"""Who was promised peace, as what, with which proof; and what of it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.db import models

from demur.domain import peace as domain
from demur.domain.exits import Exit
from demur.domain.peace import Scope
from demur.domain.refusal import Channel
from demur.domain.regret import By
from demur.records.among import MANY, among
from demur.records.inquiries import Refusal
from demur.records.keyed import keyed
from demur.records.people import Contact, Mail, Number
from demur.records.words import choices, one_of

T = TypeVar("T")
#: SQLite takes at most 32,766 parameters in a statement, older ones 999.
AT_ONCE = 500


class Peace(models.Model):
    """A promise of peace as it was given: a fact, never changed; what ends it early is a Lift.

    `proof` says what can be shown: the link that was tapped, the words that were written, the
    telephone call. `granted_by` is the client, or whoever entered it for them. `need` is the
    keyed hash of a need, for a peace about one.
    """

    ref = models.UUIDField(unique=True)
    refusal = models.ForeignKey(Refusal, null=True, on_delete=models.PROTECT, related_name="peaces")
    scope = models.CharField(max_length=12, choices=choices(Scope))
    channels = models.JSONField(default=list)
    need = models.CharField(max_length=64, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    but_one_offer = models.BooleanField(default=False)
    source = models.CharField(max_length=12, choices=choices(By))
    proof = models.JSONField(default=dict)
    granted_by = models.CharField(max_length=120)
    row = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [one_of("scope", Scope), one_of("source", By)]

    def __str__(self) -> str:
        return f"{self.scope} since {self.since:%Y-%m-%d}"

    @property
    def leaves_room(self) -> bool:
        """Whether its one better offer has not been written yet."""
        return self.but_one_offer and getattr(self, "answered", None) is None

    def value(self) -> domain.Peace:
        """The promise as the gate weighs it."""
        written = getattr(self, "answered", None)
        offer = written.offer if written else None
        return domain.Peace(
            ref=self.ref,
            scope=Scope(self.scope),
            since=self.since,
            until=self.until,
            channels=frozenset(map(Channel, self.channels)),
            need=self.need,
            but_one_offer=self.but_one_offer and (written is None or offer is not None),
            offer=offer,
        )


class PeaceKey(models.Model):
    """Whom a peace is for: the keyed hash of a number, an address, or the person themselves."""

    peace = models.ForeignKey(Peace, on_delete=models.PROTECT, related_name="keys")
    key = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "peace"], name="peace_key_once")]

    def __str__(self) -> str:
        return self.key[:12]


class Lift(models.Model):
    """The end of a peace before its time: by the client, or by a person with the right."""

    peace = models.OneToOneField(Peace, on_delete=models.PROTECT, related_name="lift")
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    reason = models.CharField(max_length=300)

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="lift_says_why")]

    def __str__(self) -> str:
        return self.reason


class Answered(models.Model):
    """The one better offer that a peace left room for is made; `offer` until it has left us.

    Without an `offer` nothing more leaves under this peace: its offer was sent, or it was made
    before the records were brought back.
    """

    peace = models.OneToOneField(Peace, on_delete=models.PROTECT, related_name="answered")
    offer = models.UUIDField(null=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"answered on {self.at:%Y-%m-%d}"


class Spared(models.Model):
    """A call or message that a peace held back: what it saved both sides, once an exit and day."""

    peace = models.ForeignKey(Peace, on_delete=models.PROTECT, related_name="spared")
    exit = models.CharField(max_length=20, choices=choices(Exit))
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            one_of("exit", Exit),
            models.UniqueConstraint(fields=["peace", "exit", "on"], name="spared_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.exit} on {self.on}"


def spare(held: Iterable[tuple[UUID, datetime]], exit: Exit) -> None:  # noqa: A002
    """Count approaches that peaces held back from an exit, each by its peace and its instant."""
    days = {(ref, at.date()): at for ref, at in held}
    known = Peace.objects.filter(ref__in={ref for ref, _ in days})
    pks = dict(known.values_list("ref", "pk"))
    rows = [Spared(peace_id=pks[ref], exit=exit, on=day, at=at) for (ref, day), at in days.items()]
    Spared.objects.bulk_create(rows, ignore_conflicts=True)


def keys_of(contacts: Collection[int]) -> dict[int, set[str]]:
    """By contact, the keys under which their peace is kept: themselves, numbers, addresses.

    A contact is themselves by their place in the records and the instant they came there: after a
    restore the same place may be somebody else's. Whoever was found to be the same person as
    another shares all keys with them.
    """
    persons = _persons(contacts)
    shared = _keys_by_person(set(persons.values()))
    return defaultdict(set, {asked: shared[person] for asked, person in persons.items()})


def _persons(contacts: Collection[int]) -> dict[int, int]:
    """By contact, who they were found to be: mostly themselves."""
    found: dict[int, int] = {}
    for some in portions(sorted(contacts), MANY):
        rows = Contact.objects.filter(among("pk", some)).values_list("pk", "merged_into")
        found |= {pk: person or pk for pk, person in rows}
    return found


def _keys_by_person(persons: Collection[int]) -> dict[int, set[str]]:
    keys: dict[int, set[str]] = defaultdict(set)
    for some in portions(sorted(persons), MANY):
        them = among("pk", some) | among("merged_into", some)
        rows = Contact.objects.filter(them).values_list("pk", "merged_into", "created_at")
        person_of = {pk: person or pk for pk, person, _ in rows}
        for pk, _, came in rows:
            keys[person_of[pk]].add(keyed("person", f"{pk} {came.isoformat()}"))
        for table, kind in ((Number, "number"), (Mail, "mail")):
            lines = table._default_manager.filter(among("contact", person_of))
            for pk, line in lines.values_list("contact", "key"):
                keys[person_of[pk]].add(keyed(kind, line))
    return keys


def owners_of(addresses: Collection[str]) -> dict[str, int]:
    """Whose these numbers and mail addresses are, as far as we know."""
    owners: dict[str, int] = {}
    for some in portions(sorted(addresses), MANY):
        for table in (Number, Mail):
            lines = table._default_manager.filter(among("key", some))
            owners |= dict(lines.values_list("key", "contact"))
    return owners


def address_key(address: str) -> str:
    """The keyed hash of a number or a mail address by itself."""
    return keyed("mail" if "@" in address else "number", address)


def standing(keys: Collection[str]) -> Mapping[str, Sequence[domain.Peace]]:
    """By key, every peace that nobody has lifted."""
    return {key: [one.value() for one in rows] for key, rows in rows_by_key(keys).items()}


def rows_by_key(keys: Collection[str]) -> dict[str, list[Peace]]:
    """By key, the rows of every peace that nobody has lifted."""
    found: dict[str, list[Peace]] = defaultdict(list)
    for some in portions(sorted(keys), MANY):
        rows = PeaceKey.objects.filter(among("key", some), peace__lift=None)
        for row in rows.select_related("peace__answered"):
            found[row.key].append(row.peace)
    return found


def of_contact(contact: Contact) -> models.QuerySet[Peace]:
    """Every peace of a contact, lifted or not, the newest first."""
    keys = keys_of([contact.pk])[contact.pk]
    peaces = Peace.objects.filter(keys__key__in=keys).distinct()
    return peaces.select_related("lift", "refusal").order_by("-since", "-pk")


def keys_after(peaces: Iterable[Peace], keys: Iterable[str]) -> None:
    """Hold peaces for these keys too, in the caller's transaction; those they have stay."""
    known = list(keys)
    rows = [PeaceKey(peace=one, key=key) for one in peaces for key in known]
    PeaceKey.objects.bulk_create(rows, ignore_conflicts=True)


def portions(items: Iterable[T], most: int = AT_ONCE) -> Iterator[list[T]]:
    """As many at once as one statement takes."""
    rest = iter(items)
    while some := list(islice(rest, most)):
        yield some
