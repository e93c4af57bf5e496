"""Takes in what came of a turn of the round: the call on record, its peace, and the turn's end."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from demur.actions.correct_attempt import take_attempt_back
from demur.actions.end_turn import Ended, end_turn_by_link, rest_after
from demur.actions.end_turn import end_turn as end_it
from demur.actions.send_link import send_link
from demur.actions.take_turn import Elsewhere, take_turn
from demur.actions.undo_turn import may_undo
from demur.actions.undo_turn import undo_turn as undo_it
from demur.channels.attempts_in import take_in
from demur.domain.attempts import Call, Fault, Source
from demur.domain.peace import Blocked
from demur.domain.refusal import Channel, Lang
from demur.records.company import company
from demur.records.dispositions import dispositions
from demur.records.offers import Link
from demur.records.rounds import Rest, State, Turn, number_of
from demur.records.turns import locked_turn, turn_of, written_to


def end_turn(
    ref: UUID,
    disposition: str,
    by: str,
    now: datetime,
    *,
    seconds: int | None = None,
    day: date | None = None,
) -> Ended | Fault | Elsewhere | None:
    """Say how the call of a turn ended, with all that hangs on it; None: there is no such turn.

    A no brings its peace in the same transaction. `day` is when they want to be called again,
    `seconds` how long they spoke. Said twice it is said once. Raises LostJournal or LostKey, and
    then nothing is recorded.
    """
    with transaction.atomic():
        came = _ended(ref, disposition, by, now, seconds, day)
    if not isinstance(came, Turn):
        return came
    return Ended(came, rest_after(came, dispositions().get(disposition), now))


def _ended(
    ref: UUID, disposition: str, by: str, now: datetime, seconds: int | None, day: date | None
) -> Turn | Ended | Fault | Elsewhere | None:
    """The turn that this ended, or why it did not; in the caller's transaction."""
    turn = locked_turn(ref)
    if turn is None:
        return None
    if turn.state == State.DONE and _said_before(turn, disposition, by):
        return Ended(turn, Rest.objects.filter(contact=turn.contact_id).first(), before=True)
    if not turn.may_be_ended(by):
        return Elsewhere(turn)
    recorded = take_in(_call(turn, disposition, now, seconds, day), by, now)
    if isinstance(recorded, Fault):
        return recorded
    return end_it(turn, recorded.attempt, dispositions()[disposition], by, now) or Elsewhere(turn)


def undo_turn(ref: UUID, by: str, now: datetime) -> Turn | None:
    """Take back how a turn ended, within ten minutes, by whoever said it; None where that is over.

    The turn is in their hands again; the call is withdrawn by a line of its own, and with it the
    peace of a no that nobody said.
    """
    with transaction.atomic():
        turn = locked_turn(ref)
        if turn is None or not may_undo(turn, by, now):
            return None
        attempt = turn.attempt
        undone = undo_it(ref, by, now)
        if undone and attempt:
            take_attempt_back(attempt.ref, by, now)
        return undone


def send_turn_link(ref: UUID, by: str, now: datetime) -> Ended | Blocked | Elsewhere | None:
    """Send the client of a turn the easy-no link instead of calling them, and end the turn by it.

    Whoever sends it has the turn in hand, or takes it by this. Blocked: the gate forbids it. None
    where nothing can be sent: no such turn, no address of theirs, no server of ours.
    """
    turn = turn_of(ref)
    contact = turn.contact if turn else None
    ways = written_to(contact, mail=bool(settings.MAIL_SERVER), sms=bool(settings.SMS_GATEWAY))
    if contact is None or not ways:
        return None
    with transaction.atomic():
        taken = take_turn(by, now, ref)
        if not isinstance(taken, Turn):
            return taken if isinstance(taken, Blocked | Elsewhere) else None
        lang = Lang(contact.language or company().language)
        sent = send_link(contact, ways[0], lang=lang, by=by, now=now, offer=taken.offer)
        if not isinstance(sent, Channel):
            return sent
        link = Link.objects.filter(contact=contact, made_at=now, by=by).order_by("-pk").first()
        ended = end_turn_by_link(ref, link, by, now)
    return Ended(ended, rest_after(ended, None, now)) if ended else Elsewhere(taken)


def _said_before(turn: Turn, disposition: str, by: str) -> bool:
    said = turn.attempt.disposition if turn.attempt else ""
    return turn.taken_by == by and said == disposition


def _call(
    turn: Turn, disposition: str, now: datetime, seconds: int | None, day: date | None
) -> Call:
    """The call as whoever made it tells it; it began when the number was given, if it was."""
    planned = turn.planned
    return Call(
        ref=uuid4(),
        at=turn.dialled_at or now,
        disposition=disposition,
        source=Source.DESK,
        contact=turn.contact_id,
        address=(planned.address if planned else "") or number_of(turn.contact),
        seconds=seconds,
        day=day,
    )
