"""Bring in a call log: what a batch of its rows would add, or the batch on record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import uuid4

from django.db import transaction

from demur.domain.attempts import Call, Source
from demur.domain.brought.calls import Told
from demur.records import call_logs, call_sheets, journal
from demur.records.attempts import owners, source_mark
from demur.records.call_sheets import CallSheet
from demur.records.journal import FileImport

KIND: Final = "calls"


@dataclass(frozen=True, slots=True)
class Plan:
    """What rows come to: new calls with whoever made them, and all that adds nothing.

    `incoming` are calls that we did not make, `unchanged` those on record already.
    """

    new: tuple[tuple[Call, str], ...] = ()
    unchanged: int = 0
    incoming: int = 0
    rejected: tuple[Told, ...] = ()

    def counts(self) -> dict[str, int]:
        """How many rows came to what; an incoming call changes nothing."""
        return {
            "added": len(self.new),
            "changed": 0,
            "unchanged": self.unchanged + self.incoming,
            "rejected": len(self.rejected),
        }


def begin(sha256: str, now: datetime, *, anew: bool) -> FileImport:
    """Begin a log, go on with it where it was cut, or find it finished.

    `anew`, or where lines of it were rejected, it begins from its top: what they meant may have
    been said since. That is never wrong: a call that is on record is not put down again.
    """
    with transaction.atomic():
        file, new = FileImport.objects.select_for_update().get_or_create(
            kind=KIND, sha256=sha256, defaults={"started_at": now}
        )
        if not new and (anew or (file.finished_at and file.rejected)):
            file.started_at, file.finished_at, file.line = now, None, 0
            file.added = file.changed = file.unchanged = file.rejected = 0
            file.save()
    return file


def weigh(told: Sequence[Told], by: str, seen: set[str]) -> Plan:
    """What rows would add; `seen` gains the marks of calls, so that a later row adds none again."""
    ours = [one for one in told if one.is_ours and not one.flaws]
    marks = {one.line: source_mark(Source.IMPORT, "", one.mark) or "" for one in ours}
    seen |= call_logs.marks_known(set(marks.values()) - seen)
    known = owners({one.address for one in ours} - {""}, {one.client for one in ours} - {""})
    new: list[tuple[Call, str]] = []
    for one in ours:
        mark = marks[one.line]
        if mark not in seen:
            seen.add(mark)
            new.append((_call(one, known, mark), one.by or by))
    rejected = tuple(one for one in told if one.flaws)
    incoming = sum(not one.is_ours for one in told)
    return Plan(tuple(new), len(ours) - len(new), incoming, rejected)


def _call(one: Told, known: Mapping[str, int], mark: str) -> Call:
    assert one.at is not None  # noqa: S101 (a row without an instant has a flaw)
    return Call(
        ref=uuid4(),
        at=one.at,
        disposition=one.ending,
        source=Source.IMPORT,
        contact=known.get(one.address) or known.get(one.client),
        address=one.address,
        client=one.client,
        seconds=one.seconds,
        mark=mark,
    )


def reach(file: FileImport, lines: Iterable[Told]) -> tuple[FileImport, list[Told]]:
    """Hold a log until the transaction ends; its rows that nobody has brought in yet."""
    reached = FileImport.objects.select_for_update().get(pk=file.pk)
    return reached, [one for one in lines if one.line > reached.line]


def write(
    reached: FileImport, plan: Plan, refusals: Mapping[str, int], line: int, by: str, now: datetime
) -> None:
    """Put a batch on record with how far the log has come, in the transaction that holds it."""
    call_logs.write(plan.new, refusals, now)
    counts = plan.counts()
    for name, count in counts.items():
        setattr(reached, name, getattr(reached, name) + count)
    reached.line = line
    reached.save(update_fields=["line", *counts])
    subject = f"calls file {reached.sha256[:16]}"
    journal.write(by, "brought in", subject, now, sha256=reached.sha256, line=line, **counts)


def finish(file: FileImport, now: datetime) -> None:
    """Say that a log is in to its last row."""
    FileImport.objects.filter(pk=file.pk, finished_at=None).update(finished_at=now)


def remember(sheet: CallSheet, by: str, now: datetime) -> None:
    """Keep what somebody said of logs of this make, for the next one."""
    with transaction.atomic():
        call_sheets.keep(sheet, by, now)
        journal.write(by, "explained", f"call log {sheet.header[:16]}", now, words=sheet.words)
