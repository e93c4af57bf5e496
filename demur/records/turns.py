"""Whose turn it is: what is asked of a day's turns, and how one gets into somebody's hands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Case, F, Q, QuerySet, Value, When

from demur.domain.round.turns import Kind
from demur.records import calls
from demur.records.attempts import calls_to
from demur.records.calls import Planned
from demur.records.company import Company
from demur.records.people import Contact
from demur.records.rounds import Dropped, Rest, State, Turn, number_of

#: A turn whose time is this near may be taken already.
NEAR: Final = timedelta(minutes=30)
#: As many sellers may ask in the same instant.
AT_ONCE: Final = 200
#: Of two turns of one day, which stays where two clients are found to be one.
GOES_FIRST: Final = (State.TAKEN, State.DONE, State.OPEN, State.DROPPED)


def our_zone() -> ZoneInfo:
    """The clock by which the firm's day begins."""
    ours = Company.objects.filter(pk=1).first() or Company()
    return ZoneInfo(ours.zone)


def our_day(now: datetime) -> date:
    """What day it is for the firm."""
    return now.astimezone(our_zone()).date()


def turns() -> QuerySet[Turn]:
    """Turns with all that the gate and a page ask of them."""
    asked = Turn.objects.select_related("round", "contact", "planned", "offer__item", "attempt")
    return asked.prefetch_related("contact__numbers")


def turn_of(ref: UUID) -> Turn | None:
    """One turn as it stands."""
    return turns().filter(ref=ref).first()


def locked_turn(ref: UUID) -> Turn | None:
    """One turn, which nobody else can take or end until the caller's transaction ends."""
    return turns().filter(ref=ref).select_for_update(of=("self",)).first()


def is_free(now: datetime) -> Q:
    """Of turns, those in nobody's hands: open, or with a lease that ended before any number was
    given."""
    return Q(state=State.OPEN) | _lapsed(now) & Q(dialled_at__isnull=True)


def _lapsed(now: datetime) -> Q:
    return Q(state=State.TAKEN, lease_until__lte=now)


def _held(now: datetime) -> Q:
    """The same as `Turn.is_held`, asked of the table."""
    return Q(state=State.TAKEN) & (Q(lease_until__gt=now) | Q(dialled_at__isnull=False))


def in_hand(by: str, now: datetime) -> Turn | None:
    """The turn that somebody has in hand, if any: the one they took last.

    A turn whose number they were given stays theirs, though its lease be over.
    """
    held = turns().filter(_held(now), taken_by=by)
    return held.order_by("-taken_at", "-pk").first()


def next_turn(day: date, by: str, languages: Iterable[str] | None, now: datetime) -> Turn | None:
    """The best free turn of a day for somebody, locked: a promise, then what is worth most.

    `languages` are those they speak, None where that is not known. What they gave back is left
    out, and so is what is for later. Two who ask at once get two turns. What others let lie after
    its number was given is among them: it is for whoever asks to put it aside.
    """
    rows = turns().filter(Q(state=State.OPEN) | _lapsed(now), round__day=day, at__lte=now + NEAR)
    rows = rows.filter(seller__in=("", by)).exclude(given_back_by=by)
    if languages is not None:
        rows = rows.filter(Q(language="") | Q(language__in=list(languages)))
    first = Case(When(kind=Kind.PROMISE, then=Value(0)), default=Value(1))
    ranked = rows.order_by(first, F("worth_minor").desc(nulls_last=True), "at", "pk")
    # Thousands are ranked by their own columns alone; the best of them are read whole.
    best = list(ranked.select_related(None).values_list("pk", flat=True)[:AT_ONCE])
    whole = ranked.filter(pk__in=best)
    return whole.select_for_update(skip_locked=True, of=("self",)).first()


def comes_next(day: date, by: str, now: datetime) -> datetime | None:
    """When somebody's next turn begins that is for later in the day; None where none does."""
    later = Turn.objects.filter(is_free(now), round__day=day, at__gt=now + NEAR)
    return later.filter(seller__in=("", by)).order_by("at").values_list("at", flat=True).first()


def in_other_hands(turn: Turn, now: datetime) -> bool:
    """Whether the client of a turn is in somebody's hands by another one."""
    if turn.contact_id is None:
        return False
    held = Turn.objects.filter(contact=turn.contact_id, state=State.TAKEN, lease_until__gt=now)
    return held.exclude(pk=turn.pk).exists()


def was_called(turn: Turn, day: date, zone: ZoneInfo) -> bool:
    """Whether the client of a turn was called on a day already, by whatever list."""
    if turn.contact_id is None:
        return False
    begins = datetime.combine(day, time(), zone)
    return any(one.at >= begins for one in calls_to([turn.contact_id])[turn.contact_id])


def is_elsewhere(turn: Turn, by: str) -> bool:
    """Whether the promised call of a turn was made, held or dialled by somebody else meanwhile."""
    call = turn.planned
    if call is None or call.state == calls.State.PLANNED:
        return False
    return not (call.state == calls.State.DIALLED and call.dialled_by == by)


def is_in_a_turn(call: Planned, by: str, now: datetime) -> bool:
    """Whether somebody else has a planned call in hand, as a turn of the round."""
    held = Turn.objects.filter(_held(now), planned=call)
    return held.exclude(taken_by=by).exists()


def hold(turn: Turn, by: str, now: datetime, lease: timedelta) -> bool:
    """Put a free turn, or one that they let lie, into somebody's hands; False where another was
    quicker.

    The change is conditional, so it holds on any engine; and the database itself keeps a client in
    one pair of hands (`turn_in_one_hand`).
    """
    _let_leases_end(turn, now)
    told = {"state": State.TAKEN, "taken_by": by, "taken_at": now, "lease_until": now + lease}
    told |= {"why": "", "dialled_at": turn.dialled_at if turn.taken_by == by else None}
    try:
        with transaction.atomic():
            unsaid = Q(state=State.DROPPED, why=Dropped.UNSAID, taken_by=by)
            free = Turn.objects.filter(is_free(now) | unsaid, pk=turn.pk)
            if not free.update(**told, given_back_by=""):
                return False
    except IntegrityError:
        return False
    for name, value in told.items():
        setattr(turn, name, value)
    return True


def hold_on(turn: Turn, by: str, until: datetime) -> bool:
    """Lengthen the lease of whoever has a turn in hand; False where they no longer have."""
    theirs = Turn.objects.filter(pk=turn.pk, state=State.TAKEN, taken_by=by)
    turn.lease_until = until
    return bool(theirs.update(lease_until=until))


def _let_leases_end(turn: Turn, now: datetime) -> None:
    """End a client's turns of other days whose lease has ended, so that this one may be taken."""
    if turn.contact_id is not None:
        theirs = Turn.objects.filter(contact=turn.contact_id, state=State.TAKEN)
        over = theirs.filter(lease_until__lte=now).exclude(pk=turn.pk)
        if over.exists():
            let_go(over)


def let_go(left: QuerySet[Turn]) -> None:
    """End turns that nobody ended. Whoever was given a number may still say how that call ended."""
    given = left.filter(state=State.TAKEN, dialled_at__isnull=False)
    given.update(state=State.DROPPED, why=Dropped.UNSAID, lease_until=None)
    rest = left.filter(state__in=(State.OPEN, State.TAKEN))
    rest.update(state=State.DROPPED, why=Dropped.ENDED, taken_by="", lease_until=None)


def make_one(gone: Contact, kept: Contact) -> None:
    """Before two clients become one: of each day's turns and of their rests one stays theirs.

    What is in somebody's hands stays so; of two such, what was taken first.
    """
    if Rest.objects.filter(contact=kept).exists():
        Rest.objects.filter(contact=gone).delete()
    days: set[int] = set()
    is_held = False
    for turn in sorted(Turn.objects.filter(contact__in=(gone, kept)), key=_goes_first):
        if turn.round_id in days or (turn.state == State.TAKEN and is_held):
            turn.contact = None
            if turn.state in {State.OPEN, State.TAKEN}:
                turn.drop(Dropped.SAME)
            turn.save()
        days.add(turn.round_id)
        is_held |= turn.state == State.TAKEN


def _goes_first(turn: Turn) -> tuple[int, str, int]:
    taken = turn.taken_at.isoformat() if turn.taken_at else ""
    return GOES_FIRST.index(State(turn.state)), taken, turn.pk


def written_to(contact: Contact | None, *, mail: bool, sms: bool) -> list[str]:
    """The addresses at which a contact may be sent something, by the ways there are: mail first."""
    if contact is None:
        return []
    mails = contact.mails.order_by("pk").values_list("key", flat=True) if mail else ()
    return [*mails, *([number_of(contact)] if sms and number_of(contact) else [])]


def day_of_seller(seller: str, now: datetime) -> list[Turn]:
    """A seller's turns of today that are still to be worked, and those that anybody may take."""
    rows = turns().filter(round__day=our_day(now), seller__in=("", seller))
    rows = rows.filter(Q(state=State.OPEN) | Q(state=State.TAKEN, taken_by=seller))
    return list(rows.order_by("at", "pk"))
