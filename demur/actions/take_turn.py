"""Take a turn: one client of today's round is put into one seller's hands, and into nobody else's.

The gate is asked at that instant, and once more when the number is given.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from demur.domain.exits import Exit
from demur.domain.peace import Blocked, Why
from demur.domain.round.turns import Kind
from demur.records import journal, turns
from demur.records.gate import Cleared, ask, leaves_by
from demur.records.round_terms import languages_of, terms
from demur.records.rounds import Dropped, State, Turn

#: So many turns that may not be worked are put aside before whoever asks is told so.
TRIES: Final = 50


@dataclass(frozen=True, slots=True)
class Nothing:
    """There is no turn to take now; `next_at` is when the next one begins, if there is one, `shut`
    until when the hour forbids whoever was put aside just now."""

    next_at: datetime | None = None
    shut: Blocked | None = None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A turn that somebody else has in hand, or that is over."""

    turn: Turn


def take_turn(
    by: str, now: datetime, ref: UUID | None = None
) -> Turn | Nothing | Elsewhere | Blocked:
    """Put the best turn of today, or the one of that `ref`, into somebody's hands for a lease.

    Whoever has one in hand already is given that one again. A turn that peace or a rule forbids is
    put aside with the reason and the next is tried; where the gate can't see, nobody is given any.
    A lease that ends opens the turn to others, unless its number was given: the client may have
    been called, so nobody else gets them today, and who was given it may still say what came of it.
    """
    if ref is not None:
        return _one(ref, by, now)
    held = turns.in_hand(by, now)
    if held and turns.hold_on(held, by, now + terms().lease):
        return held
    shut = None
    for _ in range(TRIES):
        came = _next(by, now)
        if isinstance(came, Nothing):
            return replace(came, shut=shut)
        if not isinstance(came, Blocked) or came.why is Why.BLIND:
            return came
        shut = came if came.why is Why.HOURS else shut
    return came


def renew_turn(ref: UUID, by: str, now: datetime) -> Turn | None:
    """Hold a turn for another lease, while its page is open; None where it is no longer theirs."""
    turn = turns.turn_of(ref)
    return turn if turn and turns.hold_on(turn, by, now + terms().lease) else None


@leaves_by(Exit.TURN)
def put_in_hand(cleared: Cleared, turn: Turn, by: str, now: datetime) -> Turn | None:
    """Give a turn that the gate let through to a seller; None where another was quicker."""
    if cleared.wanted.about != turn.about or not turns.hold(turn, by, now, terms().lease):
        return None
    journal.write(by, "took a turn", f"turn {turn.ref}", now)
    return turn


def _one(ref: UUID, by: str, now: datetime) -> Turn | Nothing | Elsewhere | Blocked:
    with transaction.atomic():
        turn = turns.locked_turn(ref)
        if turn is None:
            return Nothing()
        if turn.is_held(now) and turn.taken_by == by:
            turns.hold_on(turn, by, now + terms().lease)
            return turn
        is_over = turn.state in {State.DONE, State.DROPPED} and not turn.is_unsaid(by)
        if turn.is_held(now) or is_over:
            return Elsewhere(turn)
        return _tried(turn, by, now) or Elsewhere(turn)


def _next(by: str, now: datetime) -> Turn | Nothing | Blocked:
    today = turns.our_day(now)
    with transaction.atomic():
        turn = turns.next_turn(today, by, languages_of(by, today), now)
        if turn is None:
            return Nothing(turns.comes_next(today, by, now))
        return _tried(turn, by, now) or Blocked(Why.ATTEMPTS)


def _tried(turn: Turn, by: str, now: datetime) -> Turn | Blocked | None:
    """The turn in hand, or why it may not be worked, which is put down; None: another was quicker.

    The turn is locked: what is found out of it here stays so until the transaction ends.
    """
    if why := _taken_otherwise(turn, by, now):
        return _drop(turn, why, by, now)
    passage = ask(Exit.TURN, [turn.wanted(now)])
    if passage.held:
        return _held(turn, passage.held[0].blocked, by, now)
    return put_in_hand(passage.cleared[0], turn, by, now)


def _taken_otherwise(turn: Turn, by: str, now: datetime) -> Dropped | None:
    """What has been done with the client, by whomever, so that this turn is over."""
    if turn.is_held(now):
        return Dropped.UNSAID
    if turns.in_other_hands(turn, now):
        return Dropped.SAME
    zone = turns.our_zone()
    promised = turn.kind == Kind.PROMISE
    if promised:
        return Dropped.CALLED if turns.is_elsewhere(turn, by) else None
    called = turns.was_called(turn, now.astimezone(zone).date(), zone)
    return Dropped.CALLED if called else None


def _held(turn: Turn, blocked: Blocked, by: str, now: datetime) -> Blocked:
    """What the hour forbids waits for its hour, if that is today; what else forbids it, ends it."""
    zone = turns.our_zone()
    until = blocked.until if blocked.why is Why.HOURS else None
    if until and until.astimezone(zone).date() == now.astimezone(zone).date():
        turn.at = until
        turn.save(update_fields=["at"])
    elif blocked.why is not Why.BLIND:
        _drop(turn, blocked.why, by, now)
    return blocked


def _drop(turn: Turn, why: Why | Dropped, by: str, now: datetime) -> Blocked:
    turn.drop(why)
    turn.save(update_fields=["state", "why", "lease_until", "taken_by"])
    journal.write(by, "dropped a turn", f"turn {turn.ref}", now, why=why)
    return Blocked(why if isinstance(why, Why) else Why.ATTEMPTS)
