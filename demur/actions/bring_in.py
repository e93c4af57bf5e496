"""Bring in a file: what it would change, or the change itself, batch by batch.

A batch is one transaction that also moves the file's line, so an import that is cut anywhere goes
on where it stopped, and two that run at once bring each row in once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from demur.domain.brought.cells import Ground
from demur.domain.brought.plan import BLANK, Plan, weigh
from demur.domain.brought.rows import Given, Kind, Line, Shape, Unread, readings
from demur.domain.needs.world import shipped
from demur.domain.refusal import Lang
from demur.records import journal, ledgers
from demur.records.company import Company, changed
from demur.records.journal import FileImport

BATCH: Final = 1000
#: Somebody at the desk may note a number just as a batch brings it; then the batch looks again.
TRIES: Final = 3
#: Stock, days and prices are asked of the tables at every answer; the rest is held in memory.
ASKED_ALWAYS: Final = frozenset({"stock", "back_on", "price_minor", "currency", "team"})
#: Of the kinds that processes hold in memory: what they call it, and the fields they hold.
HELD: Final = {
    Kind.GOODS: ("goods", frozenset(BLANK[Kind.GOODS]) - ASKED_ALWAYS),
    Kind.PARTNERS: ("partners", frozenset(BLANK[Kind.PARTNERS])),
}


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of a file up to a line, decided and, unless this is a rehearsal, on record."""

    line: int
    plan: Plan


def begin(shape: Shape, sha256: str, now: datetime) -> FileImport:
    """Begin a file, go on with it where it was cut, or find it finished (`finished_at`).

    A finished file has nothing new to say, unless another file of its kind has spoken since, or
    it counts days from a day that has passed: then it begins anew.
    """
    with transaction.atomic():
        file, new = FileImport.objects.select_for_update().get_or_create(
            kind=shape.kind.value, sha256=sha256, defaults={"started_at": now}
        )
        if not new and file.finished_at and _speaks_anew(file, shape, now):
            file.started_at, file.finished_at, file.line = now, None, 0
            file.added = file.changed = file.unchanged = file.rejected = 0
            file.save()
    return file


def bring_in(
    file: FileImport, shape: Shape, rows: Iterable[Line | Unread], by: str, now: datetime
) -> Iterator[Batch]:
    """Bring in the rows after the file's line, a transaction and a journal line a batch.

    `rows` are the whole file's, from its first. Each batch is on record when it is answered; the
    file is finished when the last one was taken.
    """
    ground = _ground(file.started_at)
    held = file.line > 0 and bool(file.added or file.changed)
    for given in _batches(readings(rows, shape, ground, file.line)):
        plan = _commit(file, given, ground, by, now)
        held = held or _is_held(shape.kind, plan)
        yield Batch(given[-1].line, plan)
    _finish(file, held, now)


def rehearse(shape: Shape, rows: Iterable[Line | Unread], now: datetime) -> Iterator[Batch]:
    """What bringing in the file would change now, batch by batch; nothing is written."""
    ground = _ground(now)
    claims: dict[str, str] = {}
    for given in _batches(readings(rows, shape, ground)):
        known = ledgers.known(shape.kind, given)
        yield Batch(given[-1].line, weigh(shape.kind, given, known, ground, claims))


def _speaks_anew(file: FileImport, shape: Shape, now: datetime) -> bool:
    others = FileImport.objects.filter(kind=file.kind, started_at__gt=file.started_at)
    ran_down = "back_on_days" in shape.said and _day(file.started_at) < _day(now)
    return ran_down or others.exclude(pk=file.pk).exists()


def _ground(now: datetime) -> Ground:
    ours = _ours()
    trades = frozenset(trade.id for trade in shipped())
    return Ground(ours.country, Lang(ours.language), ours.currency, _day(now), trades)


def _ours() -> Company:
    """The company; before it is set up, one as the records would have it by default."""
    return Company.objects.filter(pk=1).first() or Company()


def _day(instant: datetime) -> date:
    """The company's own day at an instant."""
    return instant.astimezone(ZoneInfo(_ours().zone)).date()


def _batches(given: Iterator[Given]) -> Iterator[list[Given]]:
    while batch := list(islice(given, BATCH)):
        yield batch


def _commit(file: FileImport, given: list[Given], ground: Ground, by: str, now: datetime) -> Plan:
    """One batch on record, or nothing of it."""
    for _ in range(TRIES - 1):
        try:
            return _write(file, given, ground, by, now)
        except IntegrityError:
            continue
    return _write(file, given, ground, by, now)


@transaction.atomic
def _write(file: FileImport, given: list[Given], ground: Ground, by: str, now: datetime) -> Plan:
    """Whoever holds the file's row brings in what nobody has brought in yet."""
    reached = FileImport.objects.select_for_update().get(pk=file.pk)
    left = [row for row in given if row.line > reached.line]
    if not left:
        return Plan()
    kind = Kind(file.kind)
    plan = weigh(kind, left, ledgers.known(kind, left, lock=True), ground, {})
    ledgers.write(kind, plan, now)
    counts = plan.counts()
    for name, count in counts.items():
        setattr(reached, name, getattr(reached, name) + count)
    reached.line = left[-1].line
    reached.save(update_fields=["line", *counts])
    subject = f"{kind} file {file.sha256[:16]}"
    journal.write(by, "brought in", subject, now, sha256=file.sha256, line=reached.line, **counts)
    return plan


def _is_held(kind: Kind, plan: Plan) -> bool:
    return kind in HELD and plan.touches(HELD[kind][1])


@transaction.atomic
def _finish(file: FileImport, held: bool, now: datetime) -> None:
    """Processes read the goods anew once a file, not once a batch: an index costs seconds."""
    FileImport.objects.filter(pk=file.pk, finished_at=None).update(finished_at=now)
    kind = Kind(file.kind)
    if held and kind in HELD:
        changed(HELD[kind][0])
