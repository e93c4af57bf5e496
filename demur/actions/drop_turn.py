"""Give a turn back: whoever has it in hand does not work it, and somebody else may."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from demur.records import calls, journal
from demur.records.rounds import State, Turn
from demur.records.turns import locked_turn


def drop_turn(ref: UUID, by: str, now: datetime) -> Turn | None:
    """Open a turn again that somebody has in hand; None where it is not in theirs.

    They say by it that they did not call. They are not given it again as the next one, though they
    may choose it.
    """
    with transaction.atomic():
        turn = locked_turn(ref)
        if turn is None or turn.state != State.TAKEN or turn.taken_by != by:
            return None
        turn.state, turn.taken_by, turn.lease_until = State.OPEN, "", None
        turn.given_back_by, turn.dialled_at = by, None
        turn.save(update_fields=["state", "taken_by", "lease_until", "given_back_by", "dialled_at"])
        _not_dialled(turn, by)
        journal.write(by, "gave a turn back", f"turn {turn.ref}", now)
    return turn


def _not_dialled(turn: Turn, by: str) -> None:
    """The promised call of the turn is still to be made."""
    call = turn.planned
    if call is not None and call.state == calls.State.DIALLED and call.dialled_by == by:
        call.state, call.dialled_at, call.dialled_by = calls.State.PLANNED, None, ""
        call.save(update_fields=["state", "dialled_at", "dialled_by"])
