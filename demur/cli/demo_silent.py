"""The demo's silent clients: the offers that nobody answered, and the log of our calls."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from uuid import NAMESPACE_URL, uuid5

from demur.cli.demo_offers import TOLD
from demur.cli.demo_past import HERE
from demur.demo import silent
from demur.domain.refusal import Money
from demur.domain.time_ledger import Part

if TYPE_CHECKING:
    from demur.records.goods import Item
    from demur.records.people import Contact

SILENT: Final = uuid5(NAMESPACE_URL, "demur:demo:silent")
#: Who works on the round, and for how many minutes a day.
SELLERS: Final = {"Kata": 35, "Anna": 20}
#: What Anna wants the time shared like, in percent, and what an hour of it costs.
TIME: Final = {
    Part.KEY: 30,
    Part.STRATEGIC: 20,
    Part.TACTICAL: 30,
    Part.CHANCE: 15,
    Part.DIFFICULT: 5,
}
HOUR: Final = Money(9_000, "HUF")
#: Whoever called says within that time how it ended.
SAID_AFTER: Final = timedelta(minutes=5)
#: After this, little of a day's minutes is left.
LATE: Final = time(15)
#: Who has refused already is left in peace, and not silent.
NOT_SILENT: Final = frozenset(one.client for one in TOLD.values())


def fall_silent(now: datetime) -> None:
    """Put down what the silent clients were offered, and our calls to them; each once.

    A demo that is started again some days later finds them by their first call, and leaves them.
    """
    from django.db import transaction

    from demur.records.attempts import Attempt
    from demur.records.goods import Item
    from demur.records.people import Contact

    whom = tuple(silent.silent(NOT_SILENT))
    contacts = {one.code: one for one in Contact.objects.filter(merged_into=None)}
    items = {one.code: one for one in Item.objects.all()}
    refs = {uuid5(SILENT, f"{one.client} 0"): one for one in whom if one.client in contacts}
    known = set(Attempt.objects.filter(ref__in=refs).values_list("ref", flat=True))
    with transaction.atomic():
        for ref, one in refs.items():
            if ref not in known:
                _fell_silent(one, contacts[one.client], items, now)


def plan_today(now: datetime) -> None:
    """Give Kata and Anna minutes for the round, say what they cost, and make today's, once.

    Every day has a shift, so that the demo shows the rules at work on a Sunday too. Late in the day
    it is the round that the morning has made: what is seen then is what a firm's page shows.
    """
    from demur.actions.make_round import make_round
    from demur.actions.plan_time import plan_time
    from demur.actions.set_round import ShiftTold, set_shift
    from demur.records.round_terms import Shift, terms
    from demur.records.rounds import Round
    from demur.records.time_ledger import time_plan

    for seller, minutes in SELLERS.items():
        if not Shift.objects.filter(seller=seller).exists():
            shift = ShiftTold(range(1, 8), time(9), time(17), (), minutes)
            set_shift(seller, shift, "Anna", now)
    if time_plan() is None:
        plan_time(TIME, HOUR, "Anna", now)
    local = now.astimezone(HERE)
    today, early = local.date(), datetime.combine(local, terms().made_at, HERE)
    if not Round.objects.filter(day=today).exclude(made_at=None).exists():
        make_round(today, early if local.time() > LATE else now, "Anna")


def _fell_silent(
    one: silent.Silent, contact: Contact, items: dict[str, Item], now: datetime
) -> None:
    if one.offered:
        _offer(one.offered, contact, items[one.offered.item], now)
    for place, tried in enumerate(one.calls):
        _call(tried, contact, place, now)


def _offer(offered: silent.Offered, contact: Contact, item: Item, now: datetime) -> None:
    from demur.actions.make_offer import make_offer

    name = {"hu": item.hu, "ru": item.ru, "en": item.en}[contact.language or "hu"]
    make_offer(
        contact,
        name,
        uuid5(SILENT, f"{contact.code} offer"),
        by="Anna",
        now=now - timedelta(days=offered.days_ago),
        item=item,
        quantity=offered.quantity,
        price=Money(offered.quantity * (item.price_minor or 0), item.currency),
    )


def _call(tried: silent.Tried, contact: Contact, place: int, now: datetime) -> None:
    from demur.actions.record_attempt import record_attempt
    from demur.domain.attempts import Call, Source

    at = tried.when(now.astimezone(HERE).date(), HERE)
    call = Call(
        uuid5(SILENT, f"{contact.code} {place}"),
        at,
        tried.ended,
        Source.DESK,
        contact=contact.pk,
        seconds=tried.seconds,
    )
    record_attempt(call, tried.by, at + SAID_AFTER)
