"""Clients with their links, and browsers with nothing in them but what a browser sends."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from demur.actions.make_link import NewLink, make_link
from demur.domain.exits import Exit
from demur.domain.peace import Approach, Purpose
from demur.domain.refusal import Channel, Lang
from demur.records.gate import Wanted, ask
from demur.records.offers import Offer
from demur.records.people import Contact, Number

BROWSER = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Accept-Language": "en",
    "Origin": "null",
}
NUMBER = "+36301111111"


def contact(name: str = "Vera", number: str = NUMBER, now: datetime | None = None) -> Contact:
    """A client with one number."""
    made = Contact.objects.create(name=name, created_at=now or timezone.now())
    Number.objects.create(contact=made, key=number, raw=number)
    return made


def new_link(
    of: Contact | None = None,
    *,
    need: str = "4 printers",
    lang: Lang = Lang.EN,
    now: datetime | None = None,
) -> NewLink:
    """A link of a client, about an offer where there is a need."""
    at, of = now or timezone.now(), of or contact()
    offer = (
        Offer.objects.create(ref=uuid4(), at=at, contact=of, need=need, by="Anna") if need else None
    )
    return make_link(of, lang=lang, by="Anna", now=at, offer=offer)


def browser() -> Client:
    """Somebody's browser, without cookies."""
    return Client(headers=BROWSER, raise_request_exception=False)


def press(client: Client, address: str, say: str, **fields: str) -> object:
    """Open a page, and press a button of it."""
    return client.post(address, {"say": say, **fields})


def text(response: HttpResponse) -> str:
    """What is to be read on a page, on one line."""
    body = re.sub(r"<(style|title)[^>]*>.*?</\1>|<[^>]+>", " ", response.content.decode())
    return " ".join(unescape(body).split())


def may_ring(at: datetime) -> bool:
    """Whether the gate lets a call that sells be planned to the client."""
    return not ask(Exit.PLAN, [Wanted(NUMBER, Approach(Channel.PHONE, Purpose.SALE, at))]).held
