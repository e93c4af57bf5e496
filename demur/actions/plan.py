"""Plan calls: each portion asks the gate in the transaction that writes it down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from demur.records import journal
from demur.records.calls import Planned, write_down
from demur.records.gate import Held, Wanted

#: Whoever says no while a long plan is built waits for one portion, not for the plan.
BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Planning:
    """What came of planning: the calls that are planned, and what the gate held back."""

    planned: tuple[Planned, ...] = ()
    held: tuple[Held, ...] = ()


def plan(wanted: Sequence[Wanted], by: str, now: datetime) -> Planning:
    """Plan calls, five hundred a transaction; what may not be made is held, and said why.

    `about` of a wanted call is the promise (its key) that it keeps, or None. A promise is planned
    once; a promised call that peace forbids is put down as held, so that somebody sees it.
    """
    planned: list[Planned] = []
    held: list[Held] = []
    for start in range(0, len(wanted), BATCH):
        with transaction.atomic():
            rows, back = write_down(wanted[start : start + BATCH], by, now)
            journal.write(by, "planned calls", "calls", now, planned=len(rows), held=len(back))
        planned += rows
        held += back
    return Planning(tuple(planned), tuple(held))
