"""Why clients say no to us: what they told us, drawn, and each of their noes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from demur.domain.refusal import Money
from demur.domain.regret import Reason
from demur.records import regrets as records
from demur.records.better_offers import BetterOffer
from demur.records.errands import Errand
from demur.records.inquiries import Refusal
from demur.records.regrets import Learned
from demur.records.users import User
from demur.web.access import SIGNER
from demur.web.given import Given

#: How far back the noes are counted, in days: as the address says it, and as the page does.
SPANS: Final = {"30": _("30 days"), "90": _("90 days"), "365": _("a year")}
USUAL: Final = "90"


@dataclass(frozen=True, slots=True)
class Bar:
    """A reason with how often it was given; `share` of the longest bar, in percent."""

    reason: Reason | None
    count: int
    share: int


@dataclass(frozen=True, slots=True)
class Row:
    """A no as a line of the list shows it, with our one answer and the letter that brings it."""

    refusal: Refusal
    reason: Reason | None
    rival: str
    rival_price: Money | None
    gap: float | None
    words: str
    by_robot: bool
    is_taken_back: bool
    offer: BetterOffer | None
    letter: Errand | None
    may_go_again: bool
    may_be_answered: bool


def regrets(request: HttpRequest) -> HttpResponse:
    """What clients refuse us for: counted over a span of days, and one by one."""
    given = Given(request.GET)
    span = given.listed("days", SPANS) or USUAL
    now = timezone.now()
    learned = records.learned(now - timedelta(days=int(span)), now)
    after = given.row("after")
    noes, more = records.regrets(after)
    letters, may_answer = records.letters(noes), cast(User, request.user).may(*SIGNER)
    context = {
        "learned": learned,
        "bars": _bars(learned),
        "rows": [_row(one, letters.get(one.pk), now, may_answer=may_answer) for one in noes],
        "page": {"more": more},
        "is_first": after is None,
        "spans": SPANS,
        "span": span,
        "span_said": SPANS[span],
        "faults": given.faults,
    }
    return render(request, "regrets/list.html", context, status=given.status)


def _bars(learned: Learned) -> Sequence[Bar]:
    longest = max((count for _reason, count in learned.reasons), default=1)
    return [Bar(reason, count, round(100 * count / longest)) for reason, count in learned.reasons]


def _may_go_again(refusal: Refusal, letter: Errand) -> bool:
    return records.is_lost(letter) and not hasattr(refusal.better_offer, "answer")


def _row(refusal: Refusal, letter: Errand | None, now: datetime, *, may_answer: bool) -> Row:
    word = records.last_word(refusal)
    return Row(
        refusal=refusal,
        reason=records.reason_of(refusal),
        rival=word.rival if word else "",
        rival_price=records.rival_price(refusal),
        gap=records.price_gap(refusal),
        words=word.words if word else "",
        by_robot=records.was_a_robots(refusal),
        is_taken_back=records.was_taken_back(refusal),
        offer=getattr(refusal, "better_offer", None),
        letter=letter,
        may_go_again=may_answer and letter is not None and _may_go_again(refusal, letter),
        may_be_answered=may_answer and records.may_be_answered(refusal, now),
    )
