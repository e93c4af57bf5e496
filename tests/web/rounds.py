"""A day's round for the tests of its page: five clients, each with a turn of another sort."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

from django.http import HttpResponse

from demur.actions.consent import Spoken, consent
from demur.actions.make_offer import make_offer
from demur.actions.record_attempt import record_attempt
from demur.domain.attempts import Call, Source
from demur.domain.consents import How
from demur.domain.peace import Purpose
from demur.domain.people import search_text
from demur.domain.refusal import Channel, Money
from demur.records.people import Contact, Mail, Number
from demur.records.rounds import Kind, Rest, Resting, Round, Turn

#: Name, organisation, language, zone, number; then what of their turn is not as usual.
CLIENTS: tuple[tuple[tuple[str, str, str, str, str], dict[str, Any]], ...] = (
    (("Takács Éva", "Duna Nyomda Zrt.", "hu", "", "+36301110001"), {"key": True}),
    (("Иванов Сергей", "Иванов и сыновья", "ru", "Asia/Omsk", "+79161110002"), {"seller": "Bea"}),
    (("Claire Whitfield", "Arrabona Gear", "en", "", "+36301110003"), {"kind": Kind.EXPLORE}),
    (("Lantos Béla", "Lantos Bt.", "hu", "", "+36301110004"), {"kind": Kind.LINK}),
)


def a_round(now: datetime, many: int = len(CLIENTS)) -> list[Turn]:
    """Today's round, made; its turns in the order of the clients."""
    made = Round.objects.create(
        day=now.date(),
        made_at=now,
        minutes=125,
        key_minutes=40,
        silent=412,
        worth_making=38,
        resting=212,
        stopped=162,
        currency="EUR",
    )
    return [_turn(made, at, now) for at in range(many)]


def _turn(made: Round, at: int, now: datetime) -> Turn:
    (name, organisation, language, zone, number), more = CLIENTS[at]
    one = a_client(name, organisation, number, now, language=language, zone=zone)
    called(one, now, (12, 8, 5)[: 1 + at])
    is_link = more.get("kind") == Kind.LINK
    usual = {"kind": Kind.CALL, "worth_minor": None if is_link else 4_100 // (at + 1)}
    return Turn.objects.create(
        ref=uuid4(),
        round=made,
        contact=one,
        at=now + timedelta(minutes=10 * at),
        language=language,
        currency="EUR",
        p_refused=0.34 + 0.15 * at,
        low=0.22 + 0.15 * at,
        high=0.46 + 0.15 * at,
        p_answer=0.3,
        because=[{"kind": "answers", "fills": {"when": "morning"}}],
        **(usual | more),
    )


def a_client(
    name: str,
    organisation: str,
    number: str,
    now: datetime,
    *,
    language: str = "hu",
    zone: str = "",
) -> Contact:
    """Somebody with a number, an open offer, and a mail address to which we may write."""
    one = Contact.objects.create(
        name=name,
        organisation=organisation,
        language=language,
        zone=zone,
        region="" if zone else "HU-GS",
        search=search_text(name, organisation),
        created_at=now - timedelta(days=90),
    )
    Number.objects.create(contact=one, key=number, raw=number)
    Mail.objects.create(
        contact=one, key=f"c{one.pk}@client.example", raw=f"c{one.pk}@client.example"
    )
    said = Spoken(Channel.MAIL, Purpose.SALE, How.CALL, "Igen, küldjék!")
    consent(one, said, given=True, by="Anna", now=now)
    price, then = Money(1_400_000, "HUF"), now - timedelta(days=14)
    make_offer(one, "M-400", uuid4(), by="Anna", now=then, quantity=4, price=price)
    return one


def called(one: Contact, now: datetime, days_ago: Iterable[int]) -> None:
    """Calls to a client that nobody answered."""
    for days in days_ago:
        at = now - timedelta(days=days)
        call = Call(uuid4(), at, "missed", Source.DESK, contact=one.pk)
        record_attempt(call, "Kata", at)


def resting(now: datetime) -> None:
    """One client who rests until a day, and one whom we no longer call."""
    day = now.date()
    rests = a_client("Nyugvó Nóra", "Csend Kft.", "+36301110008", now)
    Rest.objects.create(
        contact=rests, until=day + timedelta(days=40), why=Resting.OWN_DAY, since=day
    )
    stopped = a_client("Elveszett Elek", "", "+36301110009", now)
    Rest.objects.create(contact=stopped, until=None, why=Resting.STOP, since=day)


def text(response: HttpResponse) -> str:
    """What a page says, its tags left in, its names without their isolation."""
    return unescape(response.content.decode()).replace("<bdi>", "").replace("</bdi>", "")
