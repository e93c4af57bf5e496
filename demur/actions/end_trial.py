"""End a trial before its day: only a person does, and only with a reason."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from demur.records import journal
from demur.records.trials import Trial


class NoReason(ValueError):
    """A trial is not ended early without saying why."""


def end_trial(trial: Trial, reason: str, by: str, now: datetime) -> bool:
    """End a trial that is on; whether it was. Raises NoReason where `reason` says nothing."""
    why = reason.strip()
    if not why:
        raise NoReason
    with transaction.atomic():
        open_ = Trial.objects.filter(pk=trial.pk, ended_at=None, until__gt=now)
        if not open_.update(ended_at=now, ended_by=by, why=why):
            return False
        journal.write(by, "ended a trial early", f"trial {trial.ref}", now, reason=why)
    return True
