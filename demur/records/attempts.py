"""The log of calls we made or tried: lines that only grow, and whose calls they were."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q

from demur.domain.attempts import Call, Noted, Source, standing, weight
from demur.records.among import MANY, among
from demur.records.inquiries import Refusal
from demur.records.keyed import keyed
from demur.records.peace import portions
from demur.records.people import Contact, Number
from demur.records.words import choices, one_of


class Attempt(models.Model):
    """A line of the log: one call as somebody put it down, or a later word about it.

    A word about a call says the whole of it anew, and is `about` its first line. `address` is an
    E.164 key; `client` what a file or a program called somebody whom we could not place.
    `source_mark` is the keyed hash of the source's own id, so that a call comes in once though
    whoever was called has been erased since. `refusal` is the no that was spoken in the call.
    """

    ref = models.UUIDField(unique=True)
    about = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="words")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.PROTECT)
    address = models.CharField(max_length=20, blank=True)
    client = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    seconds = models.PositiveIntegerField(null=True)
    disposition = models.CharField(max_length=40)
    day = models.DateField(null=True)
    by = models.CharField(max_length=120)
    source = models.CharField(max_length=8, choices=choices(Source))
    source_mark = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 (desk: none)
    noted_at = models.DateTimeField()
    withdrawn = models.BooleanField(default=False)
    refusal = models.ForeignKey(
        Refusal, null=True, on_delete=models.PROTECT, related_name="attempts"
    )

    class Meta:
        indexes = [
            models.Index(fields=["contact", "at"], name="attempt_contact"),
            models.Index(fields=["address", "at"], name="attempt_address"),
            models.Index(fields=["client"], name="attempt_client", condition=~Q(client="")),
            models.Index(fields=["at"], name="attempt_at"),
        ]
        constraints = [
            one_of("source", Source),
            models.CheckConstraint(
                condition=Q(withdrawn=False) | Q(about__isnull=False), name="attempt_withdraws_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.disposition} {self.at:%Y-%m-%d %H:%M}"


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody who was called and whom we do not know: by a number, or by a file's own id."""

    address: str
    client: str
    calls: int
    first: datetime
    last: datetime


def source_mark(source: Source, said_by: str, number: str) -> str | None:
    """Under what a source's own id of a call is known again; None where it has none.

    `said_by` tells apart programs that count alike. Raises LostKey.
    """
    return keyed("attempt", f"{source}\n{said_by}\n{number}") if number else None


def row_of(call: Call, by: str, now: datetime, **more: Any) -> Attempt:
    """A call as a line of the log, not saved yet."""
    return Attempt(
        ref=call.ref,
        contact_id=call.contact,
        address=call.address,
        client=call.client,
        at=call.at,
        seconds=call.seconds,
        disposition=call.disposition,
        day=call.day,
        by=by,
        source=call.source,
        source_mark=call.mark,
        noted_at=now,
        **more,
    )


def told(line: Attempt) -> Call:
    """What a line says of its call, for another word about it: as if it was told anew."""
    return Call(
        ref=uuid4(),
        at=line.at,
        disposition=line.disposition,
        source=Source(line.source),
        contact=line.contact_id,
        address=line.address,
        client=line.client,
        seconds=line.seconds,
        day=line.day,
    )


def first_line(ref: UUID) -> Attempt | None:
    """The first line about a call, by that line's place or a later word's."""
    found = Attempt.objects.filter(ref=ref).select_related("about").first()
    return (found.about or found) if found else None


def last_line(first: Attempt) -> Attempt:
    """What was said last of a call."""
    lines = {line.ref: line for line in (first, *first.words.all())}
    last = max((noted(line, "") for line in lines.values()), key=weight)
    return lines[last.ref]


def give(lines: list[Attempt], contact: Contact, by: str, now: datetime) -> None:
    """Say of calls, by their first lines, that they were somebody's; the rest of them stands."""
    words = []
    models.prefetch_related_objects(lines, "words")
    for first in lines:
        last = last_line(first)
        word = replace(told(last), contact=contact.pk)
        words.append(row_of(word, by, now, about=first, withdrawn=last.withdrawn))
    Attempt.objects.bulk_create(words, batch_size=500)


def owners(addresses: Collection[str], codes: Collection[str]) -> dict[str, int]:
    """By number (E.164) and by code, whose they are; whoever was merged is the other one."""
    found: dict[str, int] = {}
    for some in portions(sorted(codes)):
        rows = Contact.objects.filter(code__in=some)
        for code, pk, merged in rows.values_list("code", "pk", "merged_into"):
            found[str(code)] = merged or pk
    for some in portions(sorted(addresses)):
        numbers = Number.objects.filter(key__in=some)
        found |= dict(numbers.values_list("key", "contact"))
    return found


def calls_to(contacts: Collection[int]) -> dict[int, tuple[Noted, ...]]:
    """By contact, the calls that were made to them as the log has it now, the earliest first.

    Theirs are also those of their numbers, and of people who were found to be them.
    """
    found: dict[int, tuple[Noted, ...]] = {}
    for some in portions(sorted(contacts), 200):
        found |= _calls_to(some)
    return found


def _calls_to(contacts: Sequence[int]) -> dict[int, tuple[Noted, ...]]:
    same = dict.fromkeys(contacts, 0) | {pk: pk for pk in contacts}
    codes: dict[str, int] = {}
    known = Contact.objects.filter(Q(pk__in=contacts) | Q(merged_into__in=contacts))
    for pk, merged, code in known.values_list("pk", "merged_into", "code"):
        same[pk] = merged if merged in same else pk
        codes |= {code: same[pk]} if code else {}
    numbers = dict(Number.objects.filter(contact__in=same).values_list("key", "contact"))
    theirs = Q(contact__in=same) | Q(contact=None, address__in=numbers)
    theirs |= Q(contact=None, address="", client__in=codes)
    by_whom: dict[str, list[Noted]] = defaultdict(list)
    for line in standing(_lines(theirs, same, numbers, codes)):
        by_whom[line.whom].append(line)
    return {pk: tuple(by_whom.get(str(pk), ())) for pk in contacts}


def _lines(
    theirs: Q, same: Mapping[int, int], numbers: Mapping[str, int], codes: Mapping[str, int]
) -> Iterator[Noted]:
    """Every line about the calls that a condition names, whomever it is about by its own word."""

    def whom(row: Attempt) -> str:
        contact = row.contact_id or numbers.get(row.address) or codes.get(row.client) or 0
        return str(same.get(contact, contact))

    return lines_of(theirs, whom)


def lines_of(theirs: Q, whom: Callable[[Attempt], str]) -> Iterator[Noted]:
    """Every line about the calls of which a condition names any; `whom` says whose a line is."""
    found = Attempt.objects.filter(theirs).values_list("pk", "about")
    calls = {about or pk for pk, about in found}
    for some in portions(sorted(calls), MANY):
        rows = Attempt.objects.filter(among("pk", some) | among("about", some))
        for row in rows.select_related("about"):
            yield noted(row, whom(row))


def noted(row: Attempt, whom: str) -> Noted:
    """A line as the log is worked out from it."""
    return Noted(
        ref=row.ref,
        whom=whom,
        at=row.at,
        disposition=row.disposition,
        source=Source(row.source),
        noted_at=row.noted_at,
        seconds=row.seconds,
        about=row.about.ref if row.about else None,
        withdrawn=row.withdrawn,
    )


def called(since: datetime, until: datetime) -> list[int]:
    """The contacts who were called in a span of time, as far as the log knows them."""
    rows = Attempt.objects.filter(at__gte=since, at__lt=until)
    pks = set(rows.exclude(contact=None).order_by().values_list("contact", flat=True).distinct())
    lines = rows.filter(contact=None).order_by().values_list("address", "client").distinct()
    pairs = list(lines)
    found = owners({one for one, _ in pairs} - {""}, {one for _, one in pairs} - {""})
    merged = Contact.objects.filter(pk__in=pks, merged_into__isnull=False)
    other = dict(merged.values_list("pk", "merged_into"))
    return sorted({other.get(pk) or pk for pk in pks if pk} | set(found.values()))


def strangers(most: int = 200) -> list[Stranger]:
    """Whom we called and do not know, those called most often first."""
    counted = (
        _loose()
        .order_by()
        .values("address", "client")
        .annotate(calls=models.Count("pk"), first=models.Min("at"), last=models.Max("at"))
    )
    return [Stranger(**row) for row in counted.order_by("-calls", "address", "client")[:most]]


def lines_about(address: str, client: str) -> list[Attempt]:
    """The first lines of the calls to somebody whom we do not know."""
    return list(_loose().filter(address=address, client=client).order_by("pk"))


def _loose() -> models.QuerySet[Attempt]:
    """The first lines of calls that were nobody's whom we know, and that nobody took back."""
    rows = Attempt.objects.filter(contact=None, about=None).exclude(address="", client="")
    rows = rows.exclude(address__in=Number.objects.values("key"))
    codes = Contact.objects.exclude(code=None).values("code")
    rows = rows.exclude(address="", client__in=codes)
    placed = Attempt.objects.exclude(about=None).filter(
        Q(contact__isnull=False) | Q(withdrawn=True)
    )
    return rows.exclude(pk__in=placed.values("about"))
