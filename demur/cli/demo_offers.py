"""The demo's one better offers: four clients said no with a reason, and each has our answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import NAMESPACE_URL, uuid5

from demur.cli.demo_past import BY
from demur.demo.comparisons import CURRENCY, Known, comparisons
from demur.domain.offers.weighing import Weights
from demur.domain.refusal import Lang, Money
from demur.domain.regret import By, No, Reason, They

if TYPE_CHECKING:
    from demur.records.goods import Item
    from demur.records.inquiries import Refusal
    from demur.records.offers import Offer
    from demur.records.people import Contact
    from demur.records.rivals import Compared

OFFERS: Final = uuid5(NAMESPACE_URL, "demur:demo:offers")


@dataclass(frozen=True, slots=True)
class Told:
    """Who refused which item and why, what they said matters, and our better price, if any."""

    client: str
    reason: Reason
    weights: Weights | None = None
    better_price: int | None = None


#: By item: the clients who refused it.
TOLD: Final = {
    "inkwell-m-400": Told(
        "szalai-zsuzsanna", Reason.TOO_EXPENSIVE, Weights(4, {"running": 9, "repair": 6})
    ),
    "inkwell-c-500": Told("petrova-elena", Reason.CHOSE_ANOTHER),
    "lynx-l-210-dn": Told(
        "varga-orsolya", Reason.CHOSE_ANOTHER, Weights(7, {"repair": 7, "speed": 3})
    ),
    "inkwell-mf-410": Told(
        "odonnell-patrick",
        Reason.TOO_EXPENSIVE,
        Weights(3, {"running": 5, "repair": 9, "speed": 6}),
        119_900,
    ),
}


def better_offers(now: datetime) -> Iterator[tuple[str, str]]:
    """Give each client's name with the address of our answer to their no; each is made once.

    An address is made anew each time: of those made before only hashes are kept.
    """
    from demur.actions.make_link import make_link
    from demur.records.goods import Item
    from demur.records.people import Contact

    items = {one.code: one for one in Item.objects.filter(code__in=TOLD)}
    names = {
        code: {Lang.HU: one.hu, Lang.RU: one.ru, Lang.EN: one.en} for code, one in items.items()
    }
    for known in comparisons(now.date(), names):
        told, item = TOLD[known.item], items[known.item]
        contact = Contact.objects.get(code=told.client)
        offer, is_new = _offer(contact, item, now)
        if is_new:
            _answer(_no(contact, offer, known, told, now), known, item, told, now)
        made = make_link(contact, lang=Lang(contact.language), by=BY, now=now, offer=offer)
        yield contact.name, f"offer/{made.token}"


def _offer(contact: Contact, item: Item, now: datetime) -> tuple[Offer, bool]:
    from demur.records.offers import Offer

    given = {"contact": contact, "need": item.en, "item": item, "by": BY, "at": now}
    price = {"price_minor": item.price_minor, "currency": item.currency, "quantity": 1}
    return Offer.objects.get_or_create(ref=uuid5(OFFERS, item.code), defaults={**given, **price})


def _no(contact: Contact, offer: Offer, known: Known, told: Told, now: datetime) -> Refusal:
    """The client's no through their link, with the reason and the rival."""
    from demur.actions.decline import decline
    from demur.actions.make_link import make_link

    lang = Lang(contact.language)
    link = make_link(contact, lang=lang, by=BY, now=now, offer=offer).link
    return decline(link, No(They.REASON, By.TAP, told.reason, known.rival), now).refusal


def _answer(regret: Refusal, known: Known, item: Item, told: Told, now: datetime) -> None:
    from demur.actions.better_offer import Terms, write_better_offer

    price = Money(told.better_price, CURRENCY) if told.better_price else None
    terms = Terms(_compared(known, item, now), price, told.weights)
    contact = regret.contact
    lang = Lang(contact.language) if contact else Lang.HU
    write_better_offer(regret, terms, lang=lang, by=BY, now=now)


def _compared(known: Known, item: Item, now: datetime) -> Compared | None:
    from demur.actions.compare import compare

    done = compare(known.comparison, item, known.rival, (), currency=CURRENCY, by=BY, now=now)
    return done.compared
