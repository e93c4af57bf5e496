"""What a day's round is planned on beside the arrays: numbers, languages, offers, promises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from demur.records.among import MANY, among
from demur.records.calls import Planned, still_planned
from demur.records.inquiries import Came, Refusal
from demur.records.offers import Offer
from demur.records.peace import portions
from demur.records.people import Contact, Mail, Number
from demur.records.rounds import Round, State, Turn
from demur.records.turns import let_go


@dataclass(frozen=True, slots=True)
class Ground:
    """Of each client, by contact: the number they gave first, a mail, their language, what is open.

    An offer is open that nobody has answered; of several the last one. `needs` say what it is
    about.
    """

    numbers: Mapping[int, str]
    mails: Mapping[int, str]
    languages: Mapping[int, str]
    offers: Mapping[int, Offer]
    needs: Mapping[int, str]


def ground(contacts: Sequence[int]) -> Ground:
    """What the records say of these contacts, in bulk."""
    numbers: dict[int, str] = {}
    mails: dict[int, str] = {}
    languages: dict[int, str] = {}
    offers: dict[int, Offer] = {}
    for some in portions(contacts, MANY):
        numbers |= dict(_first(Number, some))
        mails |= dict(_first(Mail, some))
        languages |= dict(Contact.objects.filter(among("pk", some)).values_list("pk", "language"))
        offers |= {one.contact_id: one for one in _open(some) if one.contact_id}
    needs = {pk: one.need_key for pk, one in offers.items()}
    return Ground(numbers, mails, languages, offers, needs)


def _first(table: type[Number] | type[Mail], some: Sequence[int]) -> list[tuple[int, str]]:
    rows = table._default_manager.filter(among("contact", some)).order_by("-pk")
    return list(rows.values_list("contact", "key"))


def _open(some: Sequence[int]) -> list[Offer]:
    refused = Refusal.objects.exclude(offer=None).exclude(outcomes__came=Came.TAKEN_BACK)
    rows = Offer.objects.filter(among("contact", some)).exclude(pk__in=refused.values("offer"))
    return list(rows.select_related("item").order_by("at", "pk"))


def promised_for(day: date, zone: ZoneInfo) -> tuple[Planned, ...]:
    """The calls that are planned for a day, or are late, each client's first one."""
    until = datetime.combine(day + timedelta(days=1), time(), zone)
    found: dict[object, Planned] = {}
    for one in still_planned(until):
        found.setdefault(one.contact_id or one.ref, one)
    return tuple(found.values())


def begin(day: date, by: str, now: datetime, lease: timedelta) -> Round | None:
    """The round of a day, which nobody else makes meanwhile; None while somebody does.

    In the caller's transaction.
    """
    Round.objects.get_or_create(day=day)
    found = Round.objects.select_for_update().get(day=day)
    if found.is_being_made(now):
        return None
    found.made_at, found.making_until, found.by = None, now + lease, by
    found.save(update_fields=["made_at", "making_until", "by"])
    return found


def give_up(round: Round, lease: datetime | None) -> None:  # noqa: A002
    """Nobody makes it any more by this lease: it could not be made whole, and whoever comes next
    makes it. Where that one was over and somebody else makes it already, theirs stays."""
    Round.objects.filter(pk=round.pk, making_until=lease).update(making_until=None)


def worked(round: Round) -> frozenset[int]:  # noqa: A002
    """The clients whose turn in a round is in somebody's hands, or over."""
    rows = round.turns.exclude(state=State.OPEN).exclude(contact=None)
    return frozenset(pk for pk in rows.values_list("contact", flat=True) if pk)


def clear(round: Round) -> None:  # noqa: A002
    """Take the turns out of a round that nobody works yet; what is left of days before, ends."""
    round.turns.filter(state=State.OPEN).delete()
    let_go(Turn.objects.filter(round__day__lt=round.day))
