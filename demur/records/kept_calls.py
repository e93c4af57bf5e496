"""The log of calls laid down as columns, a part of the clients a row: no morning reads all of it.

What a firm's clients are believed is worked out from their calls, always anew; that takes a second
a million clients. To read their calls a line at a time takes many, so the lines are kept a second
time, packed. What a line says never changes, so that neither a correction nor a merge, a number
that moves or a new fit makes them void; only who is erased, or whose calls were kept long enough,
takes them along. Lines that name no contact are not among them: whose they are may change any day.

    lines, loose = whole_log(endings)

reads what is laid down, and from the log itself all the rest: lines that came since, and parts of
which something is missing. The log counts for itself how many lines of each part there are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np
from django.db import models
from django.db.models import BigIntegerField, Count, ExpressionWrapper, F, Max, Min, Q, Sum

from demur.domain.calls_at_once import Lines
from demur.records.attempts import Attempt
from demur.records.log_columns import Loose, joined, kept, read
from demur.records.packed import Unreadable, packed, unpacked
from demur.records.people import Contact, Number

#: So many contacts, by their keys, are a part: some hundred kilobytes.
CONTACTS: Final = 10_000
#: A transaction may note a line and end after others that noted theirs later; by then it has.
SETTLED: Final = timedelta(hours=1)
#: Fewer lines than this are read as quickly from the log itself.
WORTH_LAYING: Final = 5000


class KeptCalls(models.Model):
    """The lines of the log up to line `upto` that name contacts `part`·CONTACTS and after.

    `lines` are how many, `total` the sum of their keys; nought everywhere where nothing is laid
    down. `columns` as `packed` has them.
    """

    part = models.BigIntegerField(unique=True)
    upto = models.BigIntegerField(default=0)
    lines = models.PositiveIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    columns = models.BinaryField(default=bytes)

    def __str__(self) -> str:
        return f"calls to contacts {self.part * CONTACTS} and after, up to line {self.upto}"

    @property
    def extent(self) -> Extent:
        """How many lines are laid down here."""
        return Extent(self.lines, self.total)

    def value(self, endings: dict[str, int]) -> Lines | None:
        """What is laid down; None where another version of Demur did it, which we can't read."""
        try:
            found = unpacked(bytes(self.columns))
            codes = [endings.setdefault(one, len(endings)) for one in found.pop("endings")]
            found["ending"] = np.array(codes, np.int16)[found["ending"]]
            return Lines(**found)
        except (Unreadable, AttributeError, KeyError, TypeError, IndexError):
            return None


@dataclass(frozen=True, slots=True)
class Extent:
    """How many lines there are, and the sum of their keys: none was added and another lost."""

    lines: int = 0
    total: int = 0


# ---- reading


def whole_log(endings: dict[str, int]) -> tuple[Lines, list[Loose]]:
    """Every line of the log that may be a call to somebody we know, laid down or not.

    `endings`: how they ended, by number; new ones are added. Loose lines stand first.
    """
    laid = KeptCalls.objects.exclude(upto=0)
    floor = laid.aggregate(least=Min("upto"))["least"] or 0
    there = extents(floor)
    found, sound = [], {}
    for row in laid.iterator(chunk_size=16):  # of thousands of parts not all in bytes at once
        lines = row.value(endings)
        if lines is not None and _extent(lines, floor) == there.get(row.part, Extent()):
            found.append(lines)
            sound[row.part] = row.upto
    lacking = sorted(there.keys() - sound.keys())
    found += [read(_of(part).filter(pk__lte=floor), endings)[0] for part in lacking]
    since, _ = read(Attempt.objects.filter(contact__isnull=False, pk__gt=floor), endings)
    loose, named = read(_loose(), endings)
    return joined([loose, *found, _not_in(since, sound)]), named


def extents(upto: int) -> dict[int, Extent]:
    """By part, how many lines up to one the log has."""
    if not upto:
        return {}
    part = ExpressionWrapper(F("contact_id") / CONTACTS, output_field=BigIntegerField())
    rows = Attempt.objects.filter(contact__isnull=False, pk__lte=upto).order_by()
    counted = rows.annotate(part=part).values("part").annotate(Count("pk"), Sum("pk"))
    return {one["part"]: Extent(one["pk__count"], one["pk__sum"]) for one in counted}


def _extent(lines: Lines, upto: int) -> Extent:
    mine = lines.line[lines.line <= upto]
    return Extent(len(mine), int(mine.sum()))


def _of(part: int) -> models.QuerySet[Attempt]:
    first = part * CONTACTS
    return Attempt.objects.filter(contact__gte=first, contact__lt=first + CONTACTS)


def _loose() -> models.QuerySet[Attempt]:
    """Lines that name no contact, and are about somebody we know or a call with words about it."""
    codes = Contact.objects.exclude(code=None).values("code")
    known = Q(address__in=Number.objects.values("key")) | Q(address="", client__in=codes)
    words = Attempt.objects.exclude(about=None).values("about")
    return Attempt.objects.filter(
        known | Q(about__isnull=False) | Q(pk__in=words), contact__isnull=True
    )


def _not_in(lines: Lines, sound: Mapping[int, int]) -> Lines:
    """Those of the lines that are not laid down, by part up to which line it is."""
    parts, place = np.unique(lines.whom // CONTACTS, return_inverse=True)
    upto = np.array([sound.get(one, 0) for one in parts.tolist()], np.int64)
    return kept(lines, lines.line > upto[place])


# ---- laying down


def is_due(now: datetime) -> bool:
    """Whether many lines are not laid down yet, or a part was let go of."""
    rows = KeptCalls.objects.aggregate(most=Max("upto"), least=Min("upto"))
    if rows["least"] == 0:
        return True
    laid, upto = rows["most"] or 0, settled(now)
    if upto - laid < WORTH_LAYING:
        return False
    since = Attempt.objects.filter(pk__gt=laid, pk__lte=upto).order_by()  # keys have gaps
    return since[:WORTH_LAYING].count() == WORTH_LAYING


def settled(now: datetime) -> int:
    """The last line before which no other can come any more."""
    noted = Attempt.objects.filter(noted_at__lt=now - SETTLED).order_by("-pk")
    return noted.values_list("pk", flat=True).first() or 0


def to_lay(upto: int) -> Iterator[tuple[int, Extent]]:
    """The parts of which not all lines up to one are laid down, and how many there are."""
    laid = {row.part: row for row in KeptCalls.objects.defer("columns")}
    for part, there in sorted(extents(upto).items()):
        if part not in laid or (laid[part].upto, laid[part].extent) != (upto, there):
            yield part, there


def lay(part: int, upto: int, there: Extent) -> None:
    """Lay a part's lines down, in the caller's transaction; those that are, stay.

    The row is locked first: whoever erases somebody waits, and then finds what was laid down.
    """
    rows = KeptCalls.objects.select_for_update().defer("columns")
    row = rows.filter(part=part).first()
    if row is None or row.upto > upto:
        return
    if not row.upto or row.extent != there:
        lines, endings = _laid_until(row, upto, there)
        row.columns = packed(_columns(lines, tuple(endings)))
        row.lines, row.total = len(lines), int(lines.line.sum())
    row.upto = upto
    row.save()


def begin(parts: Collection[int]) -> None:
    """Make a row for each part that has none: what can be locked."""
    known = set(KeptCalls.objects.filter(part__in=parts).values_list("part", flat=True))
    rows = [KeptCalls(part=part) for part in parts if part not in known]
    KeptCalls.objects.bulk_create(rows, ignore_conflicts=True)


def let_go(lines: models.QuerySet[Attempt]) -> None:
    """Keep nothing here of the parts that these lines are of, in the caller's transaction; asked
    before the lines themselves forget whom they name."""
    named = lines.exclude(contact=None).order_by().values_list("contact", flat=True).distinct()
    parts = {pk // CONTACTS for pk in named.iterator() if pk}
    nothing: dict[str, Any] = {"upto": 0, "lines": 0, "total": 0, "columns": b""}
    KeptCalls.objects.filter(part__in=parts).update(**nothing)


def _laid_until(row: KeptCalls, upto: int, there: Extent) -> tuple[Lines, dict[str, int]]:
    """A part's lines up to one: what is laid down and what came since, else all from the log."""
    endings: dict[str, int] = {}
    before = row.value(endings) if row.upto else None
    if before is not None:
        since, _ = read(_of(row.part).filter(pk__gt=row.upto, pk__lte=upto), endings)
        lines = joined([before, since])
        if _extent(lines, upto) == there:
            return lines, endings
    endings = {}
    return read(_of(row.part).filter(pk__lte=upto), endings)[0], endings


def _columns(lines: Lines, endings: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(lines, name) for name in Lines.__slots__} | {"endings": endings}
