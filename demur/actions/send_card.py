"""Send our card to a caller we refused, so that they come back (article A8): only if they agree."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.db import transaction

from demur.domain.card import Card
from demur.domain.errands import Kind
from demur.domain.needs.dialling import read as read_number
from demur.domain.peace import Purpose
from demur.domain.people import mail_key
from demur.domain.refusal import Channel, Lang, Step
from demur.domain.spoken import spoken_number
from demur.records import journal
from demur.records.company import Company, company
from demur.records.errands import Message, send_soon
from demur.records.inquiries import Inquiry, Offered
from demur.records.letters import For, To, message, our_card
from demur.records.partners import Partner
from demur.records.peace import address_key


class NotSent(StrEnum):
    """Why no card is sent."""

    NOT_AGREED = "not agreed"
    NO_ADDRESS = "no address"
    NOT_SET_UP = "not set up"


def send_card(
    inquiry: Inquiry, to: str, *, agreed: bool, by: str, now: datetime
) -> Channel | NotSent:
    """Send our card, and that of the partner they were sent to, by SMS or by mail.

    `to` is a number or a mail address as it was typed. That they agreed, when and to whom they
    said so goes into the journal. The same card to the same address is sent once.
    """
    ours = company()
    channel, address = _address(to, ours.country)
    if not agreed:
        return NotSent.NOT_AGREED
    if not address:
        return NotSent.NO_ADDRESS
    if not (settings.MAIL_SERVER if channel is Channel.MAIL else settings.SMS_GATEWAY):
        return NotSent.NOT_SET_UP
    to_whom = To(channel, address, Lang(inquiry.lang), inquiry.contact)
    card = _message(inquiry, ours, to_whom, by, now)
    with transaction.atomic():
        if send_soon(card, now):
            facts = {"channel": channel, "for": Kind.CARD}
            journal.write(by, "was told yes", f"inquiry {inquiry.ref}", now, **facts)
    return channel


def _address(to: str, country: str) -> tuple[Channel, str]:
    if "@" in to:
        return Channel.MAIL, mail_key(to) or ""
    return Channel.SMS, read_number(to, country).key or ""


def _message(inquiry: Inquiry, ours: Company, to: To, by: str, now: datetime) -> Message:
    partner = _partner(inquiry)
    cards = [our_card(ours, to.lang)]
    blanks = {}
    if partner:
        cards.append(Card(partner.name, partner.phone_key or partner.phone, partner.mail))
        blanks = {"partner": partner.name, "partner_phone": spoken_number(partner.phone)}
    mark = address_key(to.address)[:16]
    what_for = For(Purpose.ASKED, asked_at=now, about=inquiry.ref)
    key = f"card/{inquiry.ref}/{mark}"
    return message(
        Kind.CARD, to, what_for, ours, key=key, by=by, now=now, blanks=blanks, cards=cards
    )


def _partner(inquiry: Inquiry) -> Partner | None:
    """The partner they were sent to, or the first who was named to them."""
    offers = Offered.objects.filter(refusal__inquiry=inquiry, step=Step.PARTNER)
    named = offers.exclude(partner=None).select_related("partner").order_by("-chosen", "position")
    first = named.first()
    return first.partner if first else None
