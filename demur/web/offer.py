"""The one better offer, as the client meets it: compare, weigh, take it or leave it (B5).

The token is the authority: no sign-in, no cookie, no session. Looking changes nothing; the sliders
are a plain form that asks for the same page again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from demur.actions.answer_offer import answer_better_offer, rung_by
from demur.domain.offers.comparison import (
    PRICE,
    Comparison,
    counts_running,
    spoken_in,
    units_of,
)
from demur.domain.offers.fairness import examine
from demur.domain.offers.figures import spoken_amount
from demur.domain.offers.weighing import WEIGHT_MOST, Weights
from demur.domain.refusal import Lang
from demur.records.better_offers import (
    BetterOffer,
    OfferAnswer,
    Said,
    comparison_in,
    offer_behind,
)
from demur.records.company import Company
from demur.records.held import policy_in_force
from demur.web import errors
from demur.web.offer_shown import shown, use_name

#: Where a slider stands before the client has said anything.
HALFWAY: Final = 5
USE_MOST: Final = 9_999_999
USE: Final = "use"


@dataclass(frozen=True, slots=True)
class Visit:
    """One look at an offer: which, at whose company, when on its clock, in which language."""

    offer: BetterOffer
    company: Company
    at: datetime
    lang: Lang

    @property
    def answer(self) -> OfferAnswer | None:
        """What the client has answered, if anything."""
        return getattr(self.offer, "answer", None)

    @property
    def is_over(self) -> bool:
        """Whether the day until which the offer held has passed."""
        return self.offer.until is not None and self.offer.until < self.at.date()


@dataclass(frozen=True, slots=True)
class Slider:
    """One slider: its field, what it weighs, where it stands."""

    field: str
    name: str
    weight: int


@dataclass(frozen=True, slots=True)
class Given:
    """What the client set on the page: their weights and their use; `faults` by field."""

    weights: Weights
    a_month: int
    faults: dict[str, str]


@csrf_exempt
def offer(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a better offer, and the client's answer to it."""
    found = offer_behind(token)
    if found is None:
        return errors.page(request, 404)
    company = Company.objects.filter(pk=1).first() or Company(name="")
    at = timezone.now().astimezone(ZoneInfo(company.zone))
    visit = Visit(found, company, at, _lang(request, found))
    with translation.override(visit.lang):
        request.LANGUAGE_CODE = visit.lang
        response = (_answered if request.method == "POST" else _page)(request, visit)
    response["Content-Language"] = visit.lang
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _lang(request: HttpRequest, found: BetterOffer) -> Lang:
    chosen = request.GET.get("lang", "")
    return Lang(chosen) if chosen in set(Lang) else Lang(found.lang)


def _answered(request: HttpRequest, visit: Visit) -> HttpResponse:
    said = request.POST.get("said", "")
    if fault := _against(said, visit):
        return _page(request, visit, fault)
    call = bool(request.POST.get("call"))
    answer_better_offer(visit.offer, Said(said), call=call, now=visit.at)
    return redirect(request.get_full_path())


def _against(said: str, visit: Visit) -> str:
    """Why an answer can't be taken, or nothing."""
    if said not in set(Said):
        return _("Please choose one of the two answers.")
    if said == Said.TAKE and visit.is_over and visit.answer is None:
        return _("This offer has ended. If you are still interested, please write to us.")
    return ""


def _page(request: HttpRequest, visit: Visit, fault: str = "") -> HttpResponse:
    answer, zone = visit.answer, ZoneInfo(visit.company.zone)
    context: dict[str, Any] = {
        "company": visit.company,
        "offer": visit.offer,
        "no_on": visit.offer.regret.at.astimezone(zone).date(),
        "what": _what(visit),
        "price": _price(visit),
        "fault": fault,
        "answer": answer,
        "rung_by": rung_by(answer.at, zone) if answer and answer.call else None,
        "is_over": visit.is_over,
        "langs": list(Lang),
    }
    faults: dict[str, str] = {}
    comparison = _comparison(visit)
    if comparison:
        given = given_by(request.GET, comparison, visit.offer)
        faults = given.faults
        context |= _weighed(comparison, given, visit)
    return render(request, "offer/offer.html", context, status=400 if fault or faults else 200)


def _comparison(visit: Visit) -> Comparison | None:
    """The comparison as it may be shown today, or None."""
    compared = comparison_in(visit.offer)
    if compared is None:
        return None
    policy = policy_in_force(visit.at, visit.company)
    return examine(compared, visit.at.date(), policy[0].barred if policy else ()).shown


def _weighed(comparison: Comparison, given: Given, visit: Visit) -> dict[str, Any]:
    compared, lang = visit.offer.compared, visit.lang
    sellers = (visit.company.name, compared.theirs.rival.name if compared else "")
    weights, use = given.weights, replace(comparison.use, a_month=given.a_month)
    names = [_("Price"), *(spoken_in(one.name, lang) for one in comparison.matters)]
    stand = [weights.price, *(weights.of(one.key) for one in comparison.matters)]
    return {
        "shown": shown(replace(comparison, use=use), weights, sellers, lang),
        "sliders": [Slider(*one) for one in zip(_fields(comparison), names, stand, strict=True)],
        "weight_most": WEIGHT_MOST,
        "faults": given.faults,
        "asks_use": counts_running(comparison),
        "use_name": use_name(comparison, lang),
        "a_month": given.a_month,
        "use_most": USE_MOST,
    }


# ---- what the client set


def given_by(query: QueryDict, comparison: Comparison, found: BetterOffer) -> Given:
    """The sliders and the use as they were sent; before that, as the client told us."""
    kept, faults, stand = found.weights, dict[str, str](), dict[str, int]()
    keys, fields = [PRICE, *(one.key for one in comparison.matters)], _fields(comparison)
    for key, field in zip(keys, fields, strict=True):
        usual = kept.get(key, 0) if kept else HALFWAY
        stand[key] = _whole(query, field, usual, WEIGHT_MOST, faults)
    a_month = _whole(query, USE, comparison.use.a_month, USE_MOST, faults)
    said = bool(kept) or any(field in query for field in fields)
    return Given(Weights(stand.pop(PRICE), stand, said=said), a_month, faults)


def _fields(comparison: Comparison) -> list[str]:
    return [PRICE, *(f"m{place}" for place in range(1, len(comparison.matters) + 1))]


def _whole(query: QueryDict, field: str, usual: int, most: int, faults: dict[str, str]) -> int:
    typed = query.get(field, "").strip()
    if not typed:
        return usual
    if typed.isascii() and typed.isdigit() and len(typed) < 10 and int(typed) <= most:
        return int(typed)
    faults[field] = _("Please give a whole number from 0 to %(most)s.") % {"most": most}
    return usual


# ---- what is offered


def _what(visit: Visit) -> str:
    """What the client refused, in their language where it is one of our goods."""
    compared, offered = visit.offer.compared, visit.offer.regret.offer
    item = compared.item if compared else offered.item if offered else None
    if item:
        return spoken_in({Lang.HU: item.hu, Lang.RU: item.ru, Lang.EN: item.en}, visit.lang)
    return offered.need if offered else ""


def _price(visit: Visit) -> str:
    """Our better price; nothing where the offer makes none."""
    price = visit.offer.price
    return spoken_amount(units_of(price), price.currency, visit.lang) if price else ""
