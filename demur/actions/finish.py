"""Done: the desk ends a call, and the inquiry and its refusal are recorded together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from demur.domain.answers import Answer, Blocked, Choice, Settled, answer_of, settle
from demur.domain.decide import Decision, decide
from demur.domain.refusal import Situation
from demur.records import journal
from demur.records.gather import Asked, gather
from demur.records.inquiries import Inquiry
from demur.records.written import RefusalRows, inquiry_row, refusal_rows


@dataclass(frozen=True, slots=True)
class Finished:
    """A call that is on record; `before` says that it was already, and nothing was written."""

    ref: UUID
    decision: Decision
    answer: Answer
    settled: Settled
    before: bool = False


def finish(
    asked: Asked, choice: Choice, ref: UUID, *, by: str, now: datetime, seconds: int | None = None
) -> Finished | Blocked:
    """Record the inquiry and, unless the caller was served, its refusal: once, however often sent.

    Raises NoPolicy where no policy is in force.
    """
    gathered = gather(asked, now)
    decision = decide(gathered.facts, gathered.held.policy, gathered.lang)
    given = answer_of(decision)
    settled = settle(given, choice, gathered.facts.now)
    if isinstance(settled, Blocked):
        return settled
    finished = Finished(ref, decision, given, settled)
    if gathered.known.recorded:
        return _again(finished)
    repeat = gathered.again(decision)
    inquiry = inquiry_row(gathered, decision, given, repeat, ref, by)
    rows = _rows(inquiry, finished, choice, now, seconds)
    try:
        _write(inquiry, rows, finished, by, now)
    except IntegrityError:
        if not Inquiry.objects.filter(ref=ref).exists():
            raise
        return _again(finished)  # the same press arrived twice at once
    return finished


def _again(finished: Finished) -> Finished:
    return Finished(finished.ref, finished.decision, finished.answer, finished.settled, before=True)


def _rows(
    inquiry: Inquiry, finished: Finished, choice: Choice, now: datetime, seconds: int | None
) -> RefusalRows | None:
    """The refusal to write; a caller who was served and not turned away has none."""
    if finished.decision.situation is Situation.SERVED and not choice.only_polite:
        return None
    return refusal_rows(
        inquiry,
        finished.answer,
        finished.settled,
        choice,
        at=now,
        by=inquiry.by,
        source=inquiry.source,
        seconds=seconds,
    )


def _write(
    inquiry: Inquiry, rows: RefusalRows | None, finished: Finished, by: str, now: datetime
) -> None:
    deed = "refused" if rows else "served"
    with transaction.atomic():
        inquiry.save(force_insert=True)
        if rows is not None:
            rows.save()
        journal.write(
            by,
            deed,
            f"inquiry {inquiry.ref}",
            now,
            row=finished.answer.row,
            step=finished.settled.step,
        )
