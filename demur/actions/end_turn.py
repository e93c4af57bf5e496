"""End a turn: how its call ended decides what follows, until when the client rests above all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from demur.domain.dispositions import Disposition, Flag
from demur.domain.peace import Approach, Purpose
from demur.domain.refusal import Channel
from demur.records import calls, journal
from demur.records.attempts import Attempt
from demur.records.gate import Wanted
from demur.records.offers import Link
from demur.records.rests import OwnDay, let_rest, own_day
from demur.records.rounds import Rest, Resting, State, Turn
from demur.records.turns import locked_turn, our_zone


@dataclass(frozen=True, slots=True)
class Ended:
    """A turn that is over, and until when its client rests; no rest where nobody knows who it was.

    `before` says that it was over already, by the same word, and nothing was added.
    """

    turn: Turn
    rest: Rest | None
    before: bool = False


def end_turn(
    turn: Turn, attempt: Attempt, ending: Disposition, by: str, now: datetime
) -> Turn | None:
    """End a turn by the call that was made, which is on record; None where it is in other hands.

    Who was given its number may say so though the lease, or the day, ended while they spoke.
    Who wants to be called on a day is planned for it.
    """
    with transaction.atomic():
        mine = locked_turn(turn.ref)
        if mine is None or not mine.may_be_ended(by):
            return None
        mine.attempt = attempt
        _over(mine, now)
        if attempt.day and Flag.LATER in ending.flags:
            _promise(attempt, attempt.day, by, now)
        journal.write(by, "ended a turn", f"turn {mine.ref}", now, disposition=ending.code)
    return mine


def end_turn_by_link(ref: UUID, link: Link | None, by: str, now: datetime) -> Turn | None:
    """End a turn for which a link was sent instead of a call; None where it is in other hands."""
    with transaction.atomic():
        turn = locked_turn(ref)
        if turn is None or turn.state != State.TAKEN or turn.taken_by != by:
            return None
        turn.link = link
        _over(turn, now)
        journal.write(by, "sent a link for a turn", f"turn {turn.ref}", now)
    return turn


def rest_after(turn: Turn, ending: Disposition | None, now: datetime) -> Rest | None:
    """Let the client of a turn that is over rest: who refused or bought is left alone, who named a
    day rests until then, all others until their own day. No `ending`: a link was sent.

    To be asked outside the transaction that ends the turn: their own day takes some time to work
    out, and nobody else could write meanwhile. Not done, the next round does it.
    """
    if turn.contact is None:
        return None
    why, own = _rest(turn, ending, now)
    today = now.astimezone(our_zone()).date()
    return let_rest(turn.contact, why, own.day, today, own.because)


def _over(turn: Turn, now: datetime) -> None:
    turn.state, turn.ended_at, turn.lease_until, turn.why = State.DONE, now, None, ""
    turn.save(update_fields=["state", "ended_at", "lease_until", "why", "attempt", "link"])
    if turn.planned is not None and turn.attempt is not None:
        turn.planned.state = calls.State.DONE
        turn.planned.save(update_fields=["state"])


def _promise(attempt: Attempt, day: date, by: str, now: datetime) -> None:
    """Plan the call that they asked for: on their day, at the hour at which they were reached."""
    zone = our_zone()
    at = datetime.combine(day, now.astimezone(zone).time(), zone)
    asked = Approach(Channel.PHONE, Purpose.ASKED, at, asked_at=now)
    calls.write_down([Wanted(attempt.address, asked, attempt.contact_id)], by, now)


def _rest(turn: Turn, ending: Disposition | None, now: datetime) -> tuple[Resting, OwnDay]:
    attempt, flags = turn.attempt, ending.flags if ending else frozenset()
    if attempt and ending and ending.asks_peace:
        return Resting.REFUSED, OwnDay(_peace_ends(attempt, our_zone()))
    if {Flag.SALE, Flag.ENDS_NEED} & flags:
        return Resting.SALE, OwnDay(None)
    if attempt and attempt.day and Flag.LATER in flags:
        return Resting.PROMISE, OwnDay(attempt.day)
    own = own_day(turn.contact_id or 0, now, turn.round)
    if ending is None:
        return Resting.LINK, own
    return (Resting.OWN_DAY if own.day else Resting.STOP), own


def _peace_ends(attempt: Attempt, zone: ZoneInfo) -> date | None:
    """The last day of the peace that a no in the call brought; None: it has no end."""
    peaces = attempt.refusal.peaces.filter(lift=None) if attempt.refusal else []
    ends = [one.until for one in peaces]
    known = [one for one in ends if one is not None]
    return max(known).astimezone(zone).date() if known and len(known) == len(ends) else None
