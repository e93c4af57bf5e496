"""The one better offer: write it to a client who said no, and take their answer."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.db import transaction

from demur.domain.offers.comparison import PRICE
from demur.domain.offers.weighing import Weights
from demur.domain.peace import Approach, Purpose, verdict
from demur.domain.people import search_text
from demur.domain.refusal import Channel, Lang, Money
from demur.domain.spoken import after_working_days
from demur.records import journal
from demur.records.better_offers import BetterOffer, OfferAnswer, Said
from demur.records.calls import write_down
from demur.records.company import company
from demur.records.gate import Wanted
from demur.records.inquiries import Came, Outcome, Promised, Refusal
from demur.records.offers import token_hash
from demur.records.peace import PeaceKey, standing
from demur.records.rivals import Compared

#: Who takes an offer is rung by the end of the next working day.
RUNG_BY: Final = time(17, 0)
CLIENT: Final = "client"
TOKEN_BYTES: Final = 16
CALL: Final = "call about the better offer"


@dataclass(frozen=True, slots=True)
class Written:
    """A better offer, and the token of its page, which is known only now."""

    offer: BetterOffer
    token: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What is offered: a comparison, a better price, or both; and what the client told us."""

    compared: Compared | None = None
    price: Money | None = None
    weights: Weights | None = None
    until: date | None = None


class NotToBeMade(Exception):
    """This no may have no better offer: it was promised peace without, or has had its one."""


def write_better_offer(
    regret: Refusal, terms: Terms, *, lang: Lang, by: str, now: datetime
) -> Written:
    """Answer a client's no, once and in writing, where the peace it brought leaves room for that.

    The rival's price is the one the client told us, where they did. Sending it is for the gate to
    allow. Raises NotToBeMade, and IntegrityError where neither a comparison nor a price is offered.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction.atomic():
        if not _leaves_room(regret, now):
            raise NotToBeMade(f"refusal {regret.pk}")
        rival_price = _told(regret, terms)
        offer = BetterOffer.objects.create(
            ref=uuid4(),
            token_hash=token_hash(token),
            regret=regret,
            compared=terms.compared,
            lang=lang,
            price_minor=terms.price.minor if terms.price else None,
            rival_price_minor=rival_price.minor if rival_price else None,
            currency=_currency(terms),
            weights=_kept(terms.weights),
            until=terms.until,
            at=now,
            by=by,
        )
        journal.write(by, "made a better offer", f"better offer {offer.ref}", now)
    return Written(offer, token)


def answer_better_offer(
    offer: BetterOffer, said: Said, *, call: bool, now: datetime
) -> OfferAnswer:
    """Take the client's answer; the first one stands, and each later one is answered with it.

    Who takes it is rung only if they ask: that is promised, until the end of the next working day.
    """
    with transaction.atomic():
        answer, is_first = OfferAnswer.objects.get_or_create(
            offer=offer, defaults={"said": said, "call": call and said is Said.TAKE, "at": now}
        )
        if is_first:
            facts = _came_of_it(answer, now)
            deed = "took the better offer" if said is Said.TAKE else "declined the better offer"
            journal.write(CLIENT, deed, f"better offer {offer.ref}", now, **facts)
    return answer


def rung_by(answered_at: datetime, zone: ZoneInfo) -> datetime:
    """Until when whoever asked for it is rung."""
    day = after_working_days(answered_at.astimezone(zone).date(), 1)
    return datetime.combine(day, RUNG_BY, zone)


def _came_of_it(answer: OfferAnswer, now: datetime) -> dict[str, str]:
    """What a taken offer brings: the client is back, and is rung where they asked for it."""
    if answer.said != Said.TAKE:
        return {}
    regret = answer.offer.regret
    Outcome.objects.get_or_create(
        refusal=regret, came=Came.CAME_BACK, defaults={"at": now, "by": CLIENT}
    )
    if not answer.call:
        return {}
    until = rung_by(now, ZoneInfo(company().zone))
    promise = Promised.objects.create(refusal=regret, what=CALL, until=until, channel=Channel.PHONE)
    write_down([_call(promise, now)], CLIENT, now)
    return {"call_until": until.isoformat()}


def _call(promise: Promised, now: datetime) -> Wanted:
    """The call they asked for; without a number of theirs it is held, and somebody sees it."""
    contact = promise.refusal.contact
    number = contact.numbers.order_by("pk").first() if contact else None
    asked = Approach(Channel.PHONE, Purpose.ASKED, promise.until, asked_at=now)
    key = number.key if number else ""
    return Wanted(key, asked, contact.pk if contact else None, about=promise.pk)


def _leaves_room(regret: Refusal, now: datetime) -> bool:
    """Whether this no promised peace but for one offer, not made yet, that no peace forbids."""
    promised = regret.peaces.filter(lift=None, but_one_offer=True).exists()
    if not promised or BetterOffer.objects.filter(regret=regret).exists():
        return False
    keys = PeaceKey.objects.filter(peace__refusal=regret).values_list("key", flat=True)
    peaces = {peace for lasting in standing(set(keys)).values() for peace in lasting}
    need = regret.offer.need_key if regret.offer else ""
    letter = Approach(Channel.MAIL, Purpose.BETTER_OFFER, now, need)
    return verdict(letter, peaces) is None


def _told(regret: Refusal, terms: Terms) -> Money | None:
    """What the client last said that this rival asks, where it can only mean one of this thing.

    Of a price for another rival, for several pieces or in another currency we would claim
    something that nobody said.
    """
    compared, offer = terms.compared, regret.offer
    told = regret.explanations.exclude(rival_price_minor=None).order_by("-pk").first()
    if compared is None or told is None or (offer and (offer.quantity or 1) > 1):
        return None
    theirs = {search_text(compared.theirs.rival.name), search_text(compared.theirs.name)}
    if search_text(told.rival) not in theirs or told.currency != _currency(terms):
        return None
    return Money(told.rival_price_minor or 0, told.currency)


def _currency(terms: Terms) -> str:
    if terms.price:
        return terms.price.currency
    return terms.compared.currency if terms.compared else ""


def _kept(weights: Weights | None) -> Mapping[str, int]:
    return {PRICE: weights.price, **weights.matters} if weights else {}
