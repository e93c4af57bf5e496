"""A firm's calls put down in a line or two, for the tests that count them."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from demur.domain.attempts import Call, Source
from demur.domain.refusal import Lang
from demur.records.attempts import Attempt, row_of
from demur.records.inquiries import Inquiry
from demur.records.offers import Offer
from demur.records.people import Contact, Number
from tests.shop import NOW


def client(name: str, kind: str = "regular", yearly: int | None = None) -> Contact:
    """A client with a number, and a yearly value in forints if we know it."""
    one = Contact.objects.create(
        name=name,
        client=kind,
        created_at=NOW - timedelta(days=900),
        yearly_value_minor=yearly,
        currency="HUF" if yearly else "",
    )
    number = f"+3630{one.pk:07}"
    Number.objects.create(contact=one, key=number, raw=number)
    return one


def call(
    whom: Contact | None,
    at: datetime,
    ended: str = "missed",
    seconds: int | None = None,
    by: str = "Kata",
    address: str = "",
) -> Attempt:
    """A call of ours, as the log has it."""
    told = Call(
        uuid4(), at, ended, Source.DESK, whom.pk if whom else None, address, seconds=seconds
    )
    row = row_of(told, by, at)
    row.save()
    return row


def offer(whom: Contact, at: datetime, minor: int | None = 400_000) -> Offer:
    """An offer of ours to them."""
    return Offer.objects.create(
        ref=uuid4(),
        at=at,
        contact=whom,
        need="4 nyomtató",
        price_minor=minor,
        currency="HUF" if minor else "",
        by="Anna",
    )


def rings(whom: Contact, at: datetime, minor: int | None = 90_000, importance: str = "") -> Inquiry:
    """They ring us themselves and are served."""
    return Inquiry.objects.create(
        ref=uuid4(),
        at=at,
        need="toner",
        lang=Lang.HU,
        contact=whom,
        by="Kata",
        situation="served",
        nearness="exact",
        confidence=1.0,
        step="serve",
        importance=importance,
        worth_minor=minor,
        currency="HUF" if minor else "",
    )
