"""Hand a caller over to a partner, when they have said yes to it (article A10)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from demur.domain.exits import Exit
from demur.domain.peace import Approach, Blocked, Purpose
from demur.domain.refusal import Channel
from demur.records import journal
from demur.records.gate import Wanted, ask
from demur.records.inquiries import Inquiry
from demur.records.partners import Partner
from demur.records.referrals import Referral, hand


def hand_over(
    inquiry: Inquiry, partner: Partner, *, agreed_at: datetime, by: str, now: datetime
) -> Referral | Blocked:
    """Give a caller's need and number to a partner, or say why that may not be.

    `agreed_at` is when the caller said yes to this hand-over: a no given after it stands. Handing
    over twice is handing over once.
    """
    asked = Approach(Channel.PARTNER, Purpose.ASKED, now, asked_at=agreed_at)
    wanted = Wanted(inquiry.number_key, asked, inquiry.contact_id, about=inquiry)
    with transaction.atomic():
        passage = ask(Exit.PARTNER, [wanted])
        if passage.held:
            return passage.held[0].blocked
        referral = hand(passage.cleared[0], partner, by, now)
        journal.write(by, "handed over", f"inquiry {inquiry.ref}", now, partner=partner.code)
    return referral
