"""The one better offer: write it to a client who said no, and have it sent."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import transaction

from demur.domain.errands import PASSING, Kind
from demur.domain.exits import Exit
from demur.domain.offers.comparison import PRICE, units_of
from demur.domain.offers.figures import spoken_amount
from demur.domain.offers.weighing import Weights
from demur.domain.peace import Approach, Blocked, Purpose, verdict
from demur.domain.people import search_text
from demur.domain.refusal import Channel, Lang, Money
from demur.domain.spoken import spoken
from demur.records import journal, peace_journal
from demur.records.better_offers import BetterOffer
from demur.records.company import company
from demur.records.errands import Message, send_soon
from demur.records.gate import Wanted, ask, foresee
from demur.records.inquiries import Refusal
from demur.records.keyed import need_mark
from demur.records.letters import For, To, message
from demur.records.offers import token_hash
from demur.records.peace import Peace, PeaceKey, standing
from demur.records.regrets import AGAIN, lost_letter
from demur.records.rivals import Compared
from demur.records.sealing import unsealed

TOKEN_BYTES: Final = 16
#: By which exit a letter leaves.
EXITS: Final = {Channel.MAIL: Exit.MAIL, Channel.SMS: Exit.SMS}


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
    with transaction.atomic():
        return _put(_leaving_room(regret, now), drafted(regret, terms, lang, by, now))


def send_better_offer(
    regret: Refusal, terms: Terms, to: To, *, by: str, now: datetime
) -> Written | Blocked:
    """Answer a client's no, once, and have the letter with the link to it sent to them.

    The gate is asked here, and again as it leaves; Blocked says why nothing was written. What the
    gate only holds for some hours is written now, and leaves when they are over. Raises as
    `write_better_offer` does.
    """
    with transaction.atomic():
        room = _leaving_room(regret, now)
        passage = ask(EXITS[to.channel], [_wanted(regret, to, now)])
        if passage.held and not passes(passage.held[0].blocked):
            return passage.held[0].blocked
        offer = drafted(regret, terms, to.lang, by, now)
        written = _put(room, offer)
        send_soon(_letter(written, to, by, now), now)
    return written


def send_again(offer: BetterOffer, to: To, *, by: str, now: datetime) -> Blocked | None:
    """Have the letter of a better offer that never arrived sent once more.

    It is the same offer behind the same link, to any address of theirs. The gate is asked as for
    the first letter; Blocked says why nothing was written. Raises NotToBeMade where the letter
    arrived, was answered or was sent again before, and where the offer is over.
    """
    with transaction.atomic():
        token = _token_of(offer, now)
        passage = ask(EXITS[to.channel], [_wanted(offer.regret, to, now, offer.ref)])
        if passage.held and not passes(passage.held[0].blocked):
            return passage.held[0].blocked
        if not send_soon(_letter(Written(offer, token), to, by, now, AGAIN), now):
            raise NotToBeMade(f"better offer {offer.ref}")
        journal.write(by, "sent a better offer again", f"better offer {offer.ref}", now)
    return None


def held_from(
    regret: Refusal, to: To, now: datetime, offer: BetterOffer | None = None
) -> Blocked | None:
    """What would hold our one answer back from an address just now; nothing is changed.

    `offer` is that answer where it is written already.
    """
    wanted = _wanted(regret, to, now, offer.ref if offer else None)
    return foresee(EXITS[to.channel], [wanted])[0]


def passes(blocked: Blocked) -> bool:
    """Whether what holds a letter back is over some hours later."""
    return blocked.why in PASSING and blocked.until is not None


def drafted(regret: Refusal, terms: Terms, lang: Lang, by: str, now: datetime) -> BetterOffer:
    """The offer as it would be put on record; its page has no token yet."""
    rival_price = _told(regret, terms)
    return BetterOffer(
        ref=uuid4(),
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


def leaves_room(regret: Refusal, now: datetime) -> Sequence[Peace]:
    """The peaces of a no that leave room for one answer; none where any other peace forbids it."""
    own = [one for one in _lasting(regret, now) if one.leaves_room]
    if not own or BetterOffer.objects.filter(regret=regret).exists():
        return ()
    keys = PeaceKey.objects.filter(peace__refusal=regret).values_list("key", flat=True)
    peaces = {peace for some in standing(set(keys)).values() for peace in some}
    letter = Approach(Channel.MAIL, Purpose.BETTER_OFFER, now, need_mark(_need(regret)))
    return () if verdict(letter, peaces) else own


def _lasting(regret: Refusal, now: datetime) -> Sequence[Peace]:
    """What a no keeps at peace; where that is over the client is nobody's to answer any more."""
    peaces = regret.peaces.filter(lift=None).select_related("answered")
    return [one for one in peaces if one.until is None or now < one.until]


def _leaving_room(regret: Refusal, now: datetime) -> Sequence[Peace]:
    room = leaves_room(regret, now)
    if not room:
        raise NotToBeMade(f"refusal {regret.pk}")
    return room


def _put(room: Sequence[Peace], offer: BetterOffer) -> Written:
    """Put an offer on record under a new token, and take the room that was left for it."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    offer.token_hash = token_hash(token)
    offer.save(force_insert=True)
    journal.write(offer.by, "made a better offer", f"better offer {offer.ref}", offer.at)
    peace_journal.answer(room, offer.ref, offer.at)
    return Written(offer, token)


def _need(regret: Refusal) -> str:
    return regret.offer.need_key if regret.offer else ""


def _token_of(offer: BetterOffer, now: datetime) -> str:
    """The token of an offer whose letter was lost, as the letter has it."""
    lost, today = lost_letter(offer), now.astimezone(ZoneInfo(company().zone)).date()
    if lost is None or (offer.until and offer.until < today):
        raise NotToBeMade(f"better offer {offer.ref}")
    try:
        token = unsealed(lost.token, lost.ref)
    except ValueError as error:
        raise NotToBeMade("the link was sealed under another secret") from error
    if token_hash(token) != offer.token_hash:
        raise NotToBeMade("the link was sealed under another secret")
    return token


def _wanted(regret: Refusal, to: To, now: datetime, offer: UUID | None = None) -> Wanted:
    letter = Approach(to.channel, Purpose.BETTER_OFFER, now, _need(regret), offer=offer)
    return Wanted(to.address, letter, to.contact.pk if to.contact else None)


def _letter(written: Written, to: To, by: str, now: datetime, again: str = "") -> Message:
    offer = written.offer
    refused, price = offer.regret.offer, offer.price
    blanks = {
        "need": refused.need if refused else "",
        "price": spoken_amount(units_of(price), price.currency, to.lang) if price else "",
        "date": spoken(offer.until, to.lang) if offer.until else "",
    }
    return message(
        Kind.ANSWER,
        to,
        For(Purpose.BETTER_OFFER, _need(offer.regret), about=offer.ref),
        company(),
        key=f"answer/{offer.ref}{again}",
        by=by,
        now=now,
        blanks=blanks,
        token=written.token,
    )


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
