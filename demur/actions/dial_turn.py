"""Dial a turn: the gate is asked again at that very instant, and only then is the number given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from demur.domain.exits import Exit
from demur.domain.peace import Blocked
from demur.records import calls, journal
from demur.records.calls import LASTING
from demur.records.gate import Cleared, ask, leaves_by
from demur.records.rounds import Turn
from demur.records.turns import locked_turn


@dataclass(frozen=True, slots=True)
class InHand:
    """A turn whose client may be called now, at this number (E.164)."""

    turn: Turn
    number: str


def dial_turn(ref: UUID, by: str, now: datetime) -> InHand | Blocked | None:
    """Give the number of a turn that is in somebody's hands, or say why not; None: not in theirs.

    A turn that peace forbids is dropped; one that the gate can't see, or that the hour forbids,
    stays in hand.
    """
    with transaction.atomic():
        turn = locked_turn(ref)
        if turn is None or not turn.is_held(now) or turn.taken_by != by:
            return None
        passage = ask(Exit.TURN_DIAL, [turn.wanted(now)])
        if passage.held:
            return _held(turn, passage.held[0].blocked, by, now)
        return call_by_turn(passage.cleared[0], turn, by, now)


@leaves_by(Exit.TURN_DIAL)
def call_by_turn(cleared: Cleared, turn: Turn, by: str, now: datetime) -> InHand | None:
    """Give the number that the gate let through for a turn, and put down who dials it."""
    if cleared.wanted.about != turn.about:
        return None
    turn.dialled_at = now
    turn.save(update_fields=["dialled_at"])
    if turn.planned is not None:
        call = turn.planned
        call.state, call.dialled_at, call.dialled_by = calls.State.DIALLED, now, by
        call.save(update_fields=["state", "dialled_at", "dialled_by"])
    journal.write(by, "dialled", f"turn {turn.ref}", now)
    return InHand(turn, cleared.address)


def _held(turn: Turn, blocked: Blocked, by: str, now: datetime) -> Blocked:
    if blocked.why in LASTING:
        turn.drop(blocked.why)
        turn.save(update_fields=["state", "why", "lease_until", "taken_by"])
        journal.write(by, "dropped a turn", f"turn {turn.ref}", now, why=blocked.why)
    return blocked
