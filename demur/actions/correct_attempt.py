"""Correct an attempt: what was put down of a call stays, and what was true is added to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from demur.domain.attempts import Call, Fault, Source, fault_in_ending
from demur.records import journal, peace_journal
from demur.records.attempts import Attempt, first_line, last_line, row_of, told
from demur.records.dispositions import dispositions
from demur.records.inquiries import Came, Outcome, Refusal

#: For so long a no that nobody said is a slip of the hand; later its peace stands, to be lifted.
SLIP: Final = timedelta(minutes=60)


@dataclass(frozen=True, slots=True)
class Corrected:
    """A word that was added to a call; `peace_stands` where a no in it keeps its peace."""

    attempt: Attempt
    peace_stands: bool = False


def correct_attempt(
    ref: UUID, word: Call, by: str, now: datetime, refusal: Refusal | None = None
) -> Corrected | Fault | None:
    """Add what was true of a call; None where there is no such call.

    `refusal` is the no of the corrected call, where it ended with one. Raises ValueError where
    that is missing.
    """
    known = dispositions()
    has_day = word.day is not None
    if fault := fault_in_ending(word.disposition, known, has_day=has_day, now_said=True):
        return fault
    if known[word.disposition].asks_peace and word.is_reachable and refusal is None:
        raise ValueError("a no on the telephone brings peace: record the refusal with it")
    return _add(ref, word, by, now, "corrected", refusal=refusal)


def take_attempt_back(ref: UUID, by: str, now: datetime) -> Corrected | None:
    """Say that there was no such call; None where none is on record."""
    first = first_line(ref)
    if first is None:
        return None
    return _add(ref, told(last_line(first)), by, now, "took back", withdrawn=True)


def _add(
    ref: UUID,
    word: Call,
    by: str,
    now: datetime,
    deed: str,
    *,
    refusal: Refusal | None = None,
    withdrawn: bool = False,
) -> Corrected | None:
    with transaction.atomic():
        first = first_line(ref)
        if first is None:
            return None
        call = replace(word, source=Source.DESK, mark=None)
        attempt = row_of(call, by, now, about=first, refusal=refusal, withdrawn=withdrawn)
        attempt.save(force_insert=True)
        stands = _end_slips(first, attempt, by, now)
        journal.write(by, deed, f"attempt {first.ref}", now, disposition=word.disposition)
    return Corrected(attempt, stands)


def _end_slips(first: Attempt, word: Attempt, by: str, now: datetime) -> bool:
    """End the peace of noes that were not said, while they are fresh; whether any stands."""
    lines = Attempt.objects.filter(pk=first.pk) | Attempt.objects.filter(about=first)
    noes = Refusal.objects.filter(attempts__in=lines).exclude(attempts=word)
    standing = noes.exclude(outcomes__came=Came.TAKEN_BACK).distinct()
    fresh = [one for one in standing if now - one.at <= SLIP]
    for refusal in fresh:
        Outcome.objects.create(refusal=refusal, came=Came.TAKEN_BACK, at=now, by=by)
        lasting = list(refusal.peaces.filter(lift=None))
        peace_journal.end(lasting, by, "the call did not end with a no", now)
    return len(fresh) < len(standing)
