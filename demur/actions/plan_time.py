"""Plan time: the head of sales says whom the sellers' time is for, and what an hour costs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from demur.domain.refusal import Money
from demur.domain.time_ledger import Part
from demur.records import journal
from demur.records.time_ledger import TimePlan

WHOLE = 100


def plan_time(percent: Mapping[Part, int], hour: Money | None, by: str, now: datetime) -> TimePlan:
    """Keep a new plan; the one before stays on record.

    `percent` are whole percents of the time, a number a part. Raises ValueError where they are
    not a hundred together.
    """
    shares = {part.value: percent[part] for part in Part}
    if sum(shares.values()) != WHOLE or min(shares.values()) < 0:
        raise ValueError("the shares of the time are a hundred percent together")
    with transaction.atomic():
        plan = TimePlan.objects.create(
            hour_minor=hour.minor if hour else None,
            currency=hour.currency if hour else "",
            set_at=now,
            set_by=by,
            **shares,
        )
        journal.write(by, "planned the time", f"time plan {plan.pk}", now, **shares)
    return plan
