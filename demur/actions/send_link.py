"""Send a client an easy-no link, by mail or SMS: what we offer, and the one tap that ends it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from typing import Final

from django.conf import settings
from django.db import transaction

from demur.domain.errands import Kind
from demur.domain.exits import Exit
from demur.domain.offers.figures import spoken_amount, spoken_count
from demur.domain.peace import Approach, Blocked, Purpose
from demur.domain.refusal import DECIMALS, Channel, Lang
from demur.domain.spoken import spoken
from demur.records import journal
from demur.records.company import company
from demur.records.errands import send_soon
from demur.records.gate import Wanted, ask
from demur.records.letters import For, To, message
from demur.records.offers import Offer, new_link
from demur.records.people import Contact

LEAVES: Final = {Channel.MAIL: Exit.MAIL, Channel.SMS: Exit.SMS}


def send_link(
    contact: Contact, address: str, *, lang: Lang, by: str, now: datetime, offer: Offer | None
) -> Channel | Blocked | None:
    """Send a link about an offer, or about all we may want of a client; None where nothing sends.

    `address` is one of theirs: a number's or a mail's key. It sells, so the gate is asked now,
    and again as the message leaves. The answer is the channel it goes by, or what forbids it.
    """
    channel = Channel.MAIL if "@" in address else Channel.SMS
    if not (settings.MAIL_SERVER if channel is Channel.MAIL else settings.SMS_GATEWAY):
        return None
    need = offer.need_key if offer else ""
    with transaction.atomic():
        approach = Approach(channel, Purpose.SALE, now, need)
        passage = ask(LEAVES[channel], [Wanted(address, approach, contact.pk)])
        if passage.held:
            return passage.held[0].blocked
        made = new_link(contact, lang, by, now, offer, address)
        to, what_for = To(channel, address, lang, contact), For(Purpose.SALE, need)
        letter = message(
            Kind.OFFER if offer else Kind.REST,
            to,
            what_for,
            company(),
            key=f"link/{made.link.pk}",
            by=by,
            now=now,
            blanks=_told(offer, lang) if offer else {},
            token=made.token,
        )
        send_soon(letter, now)
        journal.write(by, "sent a link", f"link {made.link.pk}", now, channel=channel)
    return channel


def _told(offer: Offer, lang: Lang) -> Mapping[str, str]:
    """What the message says of an offer; what is not known leaves its clause out."""
    told = {"item": offer.need, "need": offer.need}
    if offer.quantity:
        told["quantity"] = spoken_count(offer.quantity, lang)
    if offer.price_minor is not None:
        price = Fraction(offer.price_minor, 10 ** DECIMALS.get(offer.currency, 2))
        told["price"] = spoken_amount(price, offer.currency, lang)
    if offer.until:
        told["date"] = spoken(offer.until, lang)
    return told
