"""Answer the one better offer: the client takes it, or says no once more."""

from __future__ import annotations

from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction

from demur.domain.peace import Approach, Purpose
from demur.domain.refusal import Channel
from demur.domain.spoken import after_working_days
from demur.records import journal
from demur.records.better_offers import BetterOffer, OfferAnswer, Said
from demur.records.calls import write_down
from demur.records.company import company
from demur.records.gate import Wanted
from demur.records.inquiries import Came, Outcome, Promised

#: Who takes an offer is rung by the end of the next working day.
RUNG_BY: Final = time(17, 0)
CLIENT: Final = "client"
CALL: Final = "call about the better offer"


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
