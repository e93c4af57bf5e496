"""Retain: say for how long a kind of record is kept, and let go of what was kept for so long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from demur.domain.retention import Kind
from demur.records import journal
from demur.records.periods import Period
from demur.records.retention import Due, some_due

#: As many in one transaction as hold nobody up.
BATCH: Final = 500


def set_period(kind: Kind, days: int | None, by: str, now: datetime) -> Period:
    """Keep a kind of record for so many days from now on; None keeps it for good."""
    with transaction.atomic():
        journal.write(by, "set a period", f"retention of {kind}", now, days=days)
        return Period.objects.create(kind=kind, days=days, since=now, by=by)


def let_go(found: Sequence[Due], by: str, now: datetime) -> Iterator[int]:
    """Let go of what is due, a batch a transaction, each with its line in the journal.

    Yields how many went so far. Cut short, what is left goes the next time.
    """
    done = 0
    for one in found:
        while went := _batch(one, by, now):
            done += went
            yield done


@transaction.atomic
def _batch(one: Due, by: str, now: datetime) -> int:
    found = some_due(one, BATCH)
    if found is None:
        return 0
    part, pks = found
    part.go(pks, by)
    journal.write(by, "let go of", f"retention of {one.kind}", now, rows=len(pks), days=one.days)
    return len(pks)
