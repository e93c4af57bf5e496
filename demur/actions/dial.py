"""Dial: the gate is asked again at that very instant, and only then is the number given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from demur.domain.exits import Exit
from demur.domain.peace import Blocked, Why
from demur.records import journal
from demur.records.calls import LASTING, Planned, State, planned_call
from demur.records.gate import Cleared, ask, leaves_by
from demur.records.turns import is_in_a_turn


@dataclass(frozen=True, slots=True)
class Dialled:
    """A call that may be made now, at this number (E.164)."""

    call: Planned
    number: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A call that somebody else has taken, or that is over."""

    call: Planned


def dial(ref: UUID, by: str, now: datetime) -> Dialled | Blocked | Elsewhere | None:
    """Take a planned call and give its number, or say why not; None where there is no such call.

    Whoever took it may ask again, and the gate is asked again. A call that peace forbids is held
    for good; one that the gate can't see, or that the hour forbids, stays planned.
    """
    with transaction.atomic():
        call = planned_call(ref)
        if call is None:
            return None
        if call.state == State.HELD:
            return _as_held(call)
        if call.state == State.DONE or (call.state == State.DIALLED and call.dialled_by != by):
            return Elsewhere(call)
        if is_in_a_turn(call, by, now):
            return Elsewhere(call)
        passage = ask(Exit.DIAL, [call.wanted(now)])
        if passage.held:
            return _held(call, passage.held[0].blocked, by, now)
        return put_through(passage.cleared[0], by, now)


@leaves_by(Exit.DIAL)
def put_through(cleared: Cleared, by: str, now: datetime) -> Dialled:
    """Give the number to whoever dials, and put down who that is."""
    call: Planned = cleared.wanted.about
    call.state, call.dialled_at, call.dialled_by = State.DIALLED, now, by
    call.save(update_fields=["state", "dialled_at", "dialled_by"])
    journal.write(by, "dialled", f"call {call.ref}", now)
    return Dialled(call, cleared.address)


def _held(call: Planned, blocked: Blocked, by: str, now: datetime) -> Blocked:
    if blocked.why in LASTING:
        call.hold(blocked)
        call.save(update_fields=["state", "address", "why", "until"])
        journal.write(by, "held a call", f"call {call.ref}", now, why=blocked.why)
    return blocked


def _as_held(call: Planned) -> Blocked:
    return Blocked(Why(call.why), call.until)
