"""A day's round as the tests of it need one: some clients, and a turn for each."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from demur.records.people import Contact, Number
from demur.records.rounds import Round, Turn
from tests.shop import NOW, TODAY


def client(at: int, **more: Any) -> Contact:
    """A client of ours, a firm in Győr that may be called at this hour of a Monday."""
    told = {"organisation": "Kft.", "client": "key", "region": "HU-GS", "created_at": NOW}
    one = Contact.objects.create(name=f"Client {at}", **(told | more))
    key = f"+3630555{at:04}"
    Number.objects.create(contact=one, key=key, raw=key)
    return one


def turn(contact: Contact | None, **more: Any) -> Turn:
    """A turn in today's round, open to anybody."""
    today, _ = Round.objects.get_or_create(day=TODAY, defaults={"made_at": NOW})
    told = {"at": NOW, "kind": "call", "worth_minor": 100, "currency": "HUF"} | more
    return Turn.objects.create(ref=uuid4(), round=today, contact=contact, **told)


def turns(many: int) -> list[Turn]:
    """That many clients, each with a turn, the first worth most."""
    return [turn(client(at), worth_minor=1000 - at) for at in range(many)]


#: When a lease that was given at NOW is over.
OVER = NOW + timedelta(minutes=16)
