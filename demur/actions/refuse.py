"""Refuse a caller whose inquiry is recorded already."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from demur.domain.answers import Blocked, Choice, Settled, read_answer, settle
from demur.records import journal
from demur.records.inquiries import Inquiry
from demur.records.written import refusal_rows


def refuse(
    inquiry: Inquiry,
    choice: Choice,
    *,
    by: str,
    now: datetime,
    source: str = "",
    seconds: int | None = None,
) -> Settled | Blocked:
    """Record how the call ended: what was said, offered, taken and promised.

    Raises IntegrityError where the inquiry has its refusal already: a refusal is written once.
    """
    given = read_answer(inquiry.answer)
    settled = settle(given, choice, now)
    if isinstance(settled, Blocked):
        return settled
    rows = refusal_rows(
        inquiry,
        given,
        settled,
        choice,
        at=now,
        by=by,
        source=source or inquiry.source,
        seconds=seconds,
    )
    with transaction.atomic():
        rows.save()
        journal.write(
            by, "refused", f"inquiry {inquiry.ref}", now, row=given.row, step=settled.step
        )
    return settled
