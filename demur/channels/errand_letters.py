"""From an errand on record to the mail or the short message that leaves."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.conf import settings

from demur.channels.letter import Letter, Sender
from demur.domain.card import Card
from demur.domain.errands import Kind
from demur.domain.letters import LINK
from demur.domain.refusal import Lang
from demur.records.company import Company
from demur.records.errands import Errand
from demur.records.sealing import unsealed

#: Where a client says no, before the token; and where they read our one answer to it.
NO_PAGE: Final = "/no/"
OFFER_PAGE: Final = "/offer/"


def letter_of(errand: Errand) -> Letter:
    """The mail of an errand, its link whole again."""
    enclosed = errand.enclosed
    day = enclosed.get("day")
    return Letter(
        ref=errand.ref,
        at=errand.at,
        to=errand.address,
        to_name=errand.contact.name if errand.contact else "",
        lang=Lang(errand.lang),
        subject=errand.subject,
        text=errand.body,
        link=link_of(errand),
        cards=[Card(**one) for one in enclosed.get("cards", ())],
        day=date.fromisoformat(day) if day else None,
        day_title=enclosed.get("day_title", ""),
    )


def sms_text(errand: Errand) -> str:
    """The short message of an errand, its link whole again."""
    return errand.body.replace(LINK, link_of(errand))


def link_of(errand: Errand) -> str:
    """The link of an errand; empty where it has none."""
    page = OFFER_PAGE if errand.kind == Kind.ANSWER else NO_PAGE
    return link(unsealed(errand.token, errand.ref), page) if errand.token else ""


def link(token: str, page: str = NO_PAGE) -> str:
    """Where this token says no, or opens our answer: an address that a client can open."""
    return f"{settings.URL}{page}{token}"


def our_sender() -> Sender:
    """Who writes our mails; the company, where the environment gives no name of its own."""
    name, address = settings.MAIL_FROM
    ours = Company.objects.filter(pk=1).values_list("name", flat=True).first()
    return Sender(
        name=name or ours or "",
        address=address,
        reply_to=settings.MAIL_REPLY_TO,
        unsubscribe=settings.MAIL_UNSUBSCRIBE[1],
    )
