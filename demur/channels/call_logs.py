"""Carries a call log in: batch by batch, each with the peace of the noes that were spoken in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from demur.actions import bring_in_calls as deed
from demur.actions.bring_in_calls import Plan
from demur.channels.attempts_in import spoken_no
from demur.domain.brought import clocks
from demur.domain.brought.calls import Make, Told, instant, read
from demur.domain.brought.clocks import ClockDoubt
from demur.domain.brought.rows import Line, Unread
from demur.records.call_logs import hours_known
from demur.records.company import Company
from demur.records.dispositions import dispositions
from demur.records.journal import FileImport

BATCH: Final = 1000
#: Another log may bring one of the calls just as a batch does; then the batch looks again.
TRIES: Final = 3
Rows = Iterable[Line | Unread]


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of a log, decided and, unless this is a rehearsal, on record."""

    plan: Plan
    #: Of its new calls whom they were to, and on which day of the company's.
    called: tuple[tuple[str, date], ...]


def doubt(rows: Rows, make: Make) -> ClockDoubt | None:
    """Whether a log's clock looks wrong, before anything of it is put down."""
    zone = our_zone()
    found = (instant(row, make) for row in rows if not isinstance(row, Unread))
    hours = Counter(at.astimezone(zone).hour for at in found if at)
    return clocks.doubt(hours, hours_known(zone))


def our_zone() -> ZoneInfo:
    """Where the company's clock stands."""
    return ZoneInfo((Company.objects.filter(pk=1).first() or Company()).zone)


def rehearse(rows: Rows, make: Make, by: str, now: datetime) -> Iterator[Batch]:
    """What bringing in the log would add; nothing is written."""
    zone, seen = our_zone(), set[str]()
    for given in _batches(read(row, make, now) for row in rows):
        yield _batch(deed.weigh(given, by, seen), zone)


def bring_in(file: FileImport, rows: Rows, make: Make, by: str, now: datetime) -> Iterator[Batch]:
    """Bring in the rows after the file's line, a transaction and a journal line a batch.

    `rows` are the whole file's, from its first. Raises LostKey and LostJournal, and then nothing
    of the batch is recorded.
    """
    zone, after = our_zone(), file.line
    for given in _batches(read(row, make, now) for row in rows if row.line > after):
        yield _batch(_commit(file, given, by, now), zone)
    deed.finish(file, now)


def _batches(told: Iterator[Told]) -> Iterator[list[Told]]:
    while batch := list(islice(told, BATCH)):
        yield batch


def _batch(plan: Plan, zone: ZoneInfo) -> Batch:
    called = ((call.address or call.client, call.at) for call, _ in plan.new)
    return Batch(plan, tuple((whom, at.astimezone(zone).date()) for whom, at in called))


def _commit(file: FileImport, given: list[Told], by: str, now: datetime) -> Plan:
    for _ in range(TRIES - 1):
        try:
            return _write(file, given, by, now)
        except IntegrityError:
            continue
    return _write(file, given, by, now)


@transaction.atomic
def _write(file: FileImport, given: list[Told], by: str, now: datetime) -> Plan:
    """Whoever holds the file's row brings in what nobody has brought in yet."""
    reached, left = deed.reach(file, given)
    if not left:
        return Plan()
    plan = deed.weigh(left, by, set())
    known = dispositions()
    noes = {
        call.mark or "": no.pk
        for call, who in plan.new
        if known[call.disposition].asks_peace and (no := spoken_no(call, known, who, now))
    }
    deed.write(reached, plan, noes, left[-1].line, by, now)
    return plan
