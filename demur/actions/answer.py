"""Answer an inquiry and record it; whether it ends in a refusal is said later, or never."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from demur.domain.answers import Answer, answer_of
from demur.domain.decide import Decision, decide
from demur.records import journal
from demur.records.gather import Asked, gather
from demur.records.written import inquiry_row


def answer(asked: Asked, ref: UUID, by: str, now: datetime) -> tuple[Decision, Answer]:
    """Decide an inquiry, record it with the answer given, and return both.

    For voices that speak to the caller themselves: bots, other systems, the command line. Raises
    NoPolicy where no policy is in force, IntegrityError where `ref` is recorded already.
    """
    gathered = gather(asked, now)
    decision = decide(gathered.facts, gathered.held.policy, gathered.lang)
    given = answer_of(decision)
    repeat = gathered.again(decision)
    row = inquiry_row(gathered, decision, given, repeat, ref, by)
    with transaction.atomic():
        row.save(force_insert=True)
        journal.write(by, "answered", f"inquiry {row.ref}", now, row=given.row, step=given.step)
    return decision, given
