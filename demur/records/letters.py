"""Puts a message together from what is on record: the company's name, number, trades and words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from demur.domain.card import Card, what_we_do
from demur.domain.errands import Kind
from demur.domain.letters import compose, day_title
from demur.domain.peace import Purpose
from demur.domain.people import display_name
from demur.domain.refusal import Channel, Lang
from demur.domain.spoken import spoken, spoken_number
from demur.records.company import Company
from demur.records.errands import Message
from demur.records.held import policy_in_force
from demur.records.people import Contact


@dataclass(frozen=True, slots=True)
class To:
    """Whom a message is for: the channel, the key of a number or mail, the language."""

    channel: Channel
    address: str
    lang: Lang
    contact: Contact | None = None


@dataclass(frozen=True, slots=True)
class For:
    """What a message is for: which need, what they asked for and when, which inquiry or offer."""

    purpose: Purpose
    need: str = ""
    asked_at: datetime | None = None
    about: UUID | None = None


def message(
    kind: Kind,
    to: To,
    what_for: For,
    ours: Company,
    *,
    key: str,
    by: str,
    now: datetime,
    blanks: Mapping[str, str] | None = None,
    token: str = "",
    cards: Iterable[Card] = (),
    day: date | None = None,
) -> Message:
    """A message ready to be sent soon: its words by the policy in force, else ours.

    `key` names the deed, so that it is sent once; `token` is the easy-no link's; `day` is told and,
    in a mail, goes along for their calendar. What the company is called, its number and its trades
    are filled in; other blanks are the caller's (see `domain/letters.py`).
    """
    found = policy_in_force(now.astimezone(ZoneInfo(ours.zone)), ours)
    given = _ours(ours, to) | ({"date": spoken(day, to.lang)} if day else {}) | dict(blanks or {})
    policy = found[0] if found else None
    words = compose(kind, to.lang, given, linked=bool(token), policy=policy)
    by_mail = to.channel is Channel.MAIL
    return Message(
        key=key,
        kind=kind,
        channel=to.channel,
        address=to.address,
        purpose=what_for.purpose,
        lang=to.lang,
        subject=words.subject if by_mail else "",
        text="\n\n".join(filter(None, words.paragraphs)) if by_mail else words.sms,
        by=by,
        contact=to.contact.pk if to.contact else None,
        need=what_for.need,
        asked_at=what_for.asked_at,
        about=what_for.about,
        token=token,
        enclosed=_enclosed(ours, to.lang, cards, day) if by_mail else {},
    )


def our_card(ours: Company, lang: Lang) -> Card:
    """The company as a telephone keeps it."""
    number = ours.numbers[0] if ours.numbers else ""
    mail = settings.MAIL_REPLY_TO[1] or settings.MAIL_FROM[1]
    return Card(ours.name, number, mail, what_we_do=what_we_do(ours.trades, lang))


def _ours(ours: Company, to: To) -> dict[str, str]:
    return {
        "company": ours.name,
        "caller": display_name(to.contact.name) if to.contact else "",
        "our_number": spoken_number(ours.numbers[0]) if ours.numbers else "",
        "what_we_do": what_we_do(ours.trades, to.lang),
    }


def _enclosed(ours: Company, lang: Lang, cards: Iterable[Card], day: date | None) -> dict[str, Any]:
    enclosed: dict[str, Any] = {"cards": [asdict(one) for one in cards]}
    if day:
        enclosed |= {"day": day.isoformat(), "day_title": day_title(ours.name, lang)}
    return enclosed
