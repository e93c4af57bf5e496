"""Undo a turn: for ten minutes what was said of its call may be taken back by whoever said it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from demur.domain.peace import Purpose
from demur.records import calls, journal
from demur.records.calls import Planned
from demur.records.round_terms import terms
from demur.records.rounds import Rest, State, Turn
from demur.records.turns import locked_turn

#: For so long a slip of the hand is undone in one press.
UNDONE_WITHIN: Final = timedelta(minutes=10)


def may_undo(turn: Turn, by: str, now: datetime) -> bool:
    """Whether somebody may still take back how a turn ended: a call of theirs, just now."""
    ended = turn.ended_at
    is_theirs = turn.state == State.DONE and turn.taken_by == by and turn.attempt_id is not None
    return is_theirs and ended is not None and now - ended <= UNDONE_WITHIN


def undo_turn(ref: UUID, by: str, now: datetime) -> Turn | None:
    """Put a turn that is over back into the hands that ended it; None where that is not to be.

    The call itself is taken back beside it (`correct_attempt.take_attempt_back`), and so is the
    peace of a no in it. What was planned for the day they named is not planned any more.
    """
    try:
        with transaction.atomic():
            turn = locked_turn(ref)
            if turn is None or not may_undo(turn, by, now):
                return None
            _open_again(turn, now)
            journal.write(by, "took a turn back", f"turn {turn.ref}", now)
    except IntegrityError:
        return None  # somebody else has their client in hand by now
    return turn


def _open_again(turn: Turn, now: datetime) -> None:
    promised = Planned.objects.filter(purpose=Purpose.ASKED, state=calls.State.PLANNED)
    if turn.contact_id is not None and turn.ended_at is not None:
        promised.filter(contact=turn.contact_id, planned_at=turn.ended_at).delete()
        Rest.objects.filter(contact=turn.contact_id).delete()
    turn.state, turn.attempt, turn.ended_at = State.TAKEN, None, None
    turn.lease_until = now + terms().lease
    turn.save(update_fields=["state", "attempt", "ended_at", "lease_until"])
    if turn.planned is not None:
        turn.planned.state = calls.State.DIALLED
        turn.planned.save(update_fields=["state"])
