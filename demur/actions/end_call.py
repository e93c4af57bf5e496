"""End a call: whoever dialled it says that it is over."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from demur.records import journal
from demur.records.calls import State, planned_call


def end_call(ref: UUID, by: str, now: datetime) -> bool:
    """Put a call aside as done; False where it was not dialled, or by somebody else."""
    with transaction.atomic():
        call = planned_call(ref)
        if call is None or call.state != State.DIALLED or call.dialled_by != by:
            return False
        call.state = State.DONE
        call.save(update_fields=["state"])
        journal.write(by, "ended a call", f"call {call.ref}", now)
    return True
