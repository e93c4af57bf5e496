"""Send a client the receipt of their no, which they asked for on its page."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Final

from django.conf import settings
from django.db import transaction

from demur.domain.errands import Kind
from demur.domain.peace import Purpose
from demur.domain.people import mail_key
from demur.domain.refusal import Channel, Lang
from demur.records import journal
from demur.records.company import company
from demur.records.errands import Errand, send_soon
from demur.records.letters import For, To, message
from demur.records.peace import Peace, address_key

#: Whoever has a link could otherwise have us write to strangers.
MOST: Final = 3


class NotSent(StrEnum):
    """Why no receipt is sent."""

    NO_ADDRESS = "no address"
    NOT_SET_UP = "not set up"
    OFTEN_ENOUGH = "often enough"


def send_receipt(
    peace: Peace, to: str, *, promise: str, lang: Lang, token: str, day: date | None, now: datetime
) -> NotSent | None:
    """Send the receipt of a peace to a mail address, as it was typed; three of them at most.

    `promise` says in the client's language what stops and until when; `token` is the link's under
    which the no can be taken back; a `day` that they named goes along for their calendar.
    """
    address = mail_key(to)
    if address is None:
        return NotSent.NO_ADDRESS
    if not settings.MAIL_SERVER:
        return NotSent.NOT_SET_UP
    with transaction.atomic():
        if Errand.objects.filter(kind=Kind.RECEIPT, about=peace.ref).count() >= MOST:
            return NotSent.OFTEN_ENOUGH
        mark = address_key(address)[:16]
        letter = message(
            Kind.RECEIPT,
            To(Channel.MAIL, address, lang),
            For(Purpose.ASKED, asked_at=now, about=peace.ref),
            company(),
            key=f"receipt/{peace.ref}/{mark}",
            by="client",
            now=now,
            blanks={"promise": promise},
            token=token,
            day=day,
        )
        if send_soon(letter, now):
            journal.write("client", "asked for a receipt", f"peace {peace.ref}", now)
    return None
