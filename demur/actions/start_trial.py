"""Start a trial: silent clients are split by chance between the round and the old cadence."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import uuid4

from django.db import transaction

from demur.domain.trials.split import split
from demur.records import journal
from demur.records.company import Company
from demur.records.trials import Trial, keep, ready, running

#: Under so many clients the sides can't be told apart by anything they do.
FEWEST_CLIENTS: Final = 20
SHORTEST_DAYS: Final = 7
LONGEST_DAYS: Final = 365
LONGEST_CADENCE: Final = 180


class Why(StrEnum):
    """Why no trial is started."""

    RUNNING = "one is running"
    FEW_CLIENTS = "too few clients"
    NO_PAST = "too few sales in the past"


def start_trial(days: int, cadence_days: int, by: str, now: datetime) -> Trial | Why:
    """Split the silent clients of this moment for so many days, and say what it can show.

    What was said stays with the trial; nobody changes it afterwards. One trial runs at a time.
    Raises ValueError for days or a cadence that no trial has.
    """
    if not SHORTEST_DAYS <= days <= LONGEST_DAYS or not 1 <= cadence_days <= LONGEST_CADENCE:
        raise ValueError(f"a trial of {days} days against every {cadence_days} days")
    with transaction.atomic():
        ours = Company.objects.select_for_update().get(pk=1)
        if running(now):
            return Why.RUNNING
        group = ready(now, ours.currency)
        if len(group.clients) < FEWEST_CLIENTS:
            return Why.FEW_CLIENTS
        said = group.power(days)
        if said is None:
            return Why.NO_PAST
        trial = Trial(
            ref=uuid4(),
            started_at=now,
            until=now + timedelta(days=days),
            cadence_days=cadence_days,
            seed=secrets.token_hex(16),
            clients=said.clients,
            sales=said.sales,
            error=said.error,
            smallest=said.smallest,
            currency=ours.currency,
            by=by,
        )
        keep(trial, split(group.clients, trial.seed))
        stated = {"days": days, "cadence": cadence_days, "smallest": round(said.smallest, 3)}
        journal.write(
            by, "started a trial", f"trial {trial.ref}", now, clients=said.clients, **stated
        )
    return trial
