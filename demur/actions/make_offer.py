"""Make an offer: what we offered whom, at what price, so that it can be refused by itself."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from demur.domain.refusal import Money
from demur.records import journal
from demur.records.goods import Item
from demur.records.offers import Offer
from demur.records.people import Contact


def make_offer(
    contact: Contact,
    need: str,
    ref: UUID,
    *,
    by: str,
    now: datetime,
    item: Item | None = None,
    quantity: int | None = None,
    price: Money | None = None,
    until: date | None = None,
) -> Offer:
    """Put an offer on record; under the same `ref` it is one offer, however often it is made."""
    with transaction.atomic():
        offer, is_new = Offer.objects.get_or_create(
            ref=ref,
            defaults={
                "at": now,
                "contact": contact,
                "need": need,
                "item": item,
                "quantity": quantity,
                "price_minor": price.minor if price else None,
                "currency": price.currency if price else "",
                "until": until,
                "by": by,
            },
        )
        if is_new:
            journal.write(by, "made an offer", f"offer {ref}", now)
    return offer
