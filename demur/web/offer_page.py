"""What the page of a better offer holds: what is offered, what the client set, what came of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.translation import gettext as _

from demur.actions.answer_offer import rung_by
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
from demur.records.better_offers import BetterOffer, OfferAnswer, comparison_in
from demur.records.company import Company
from demur.records.held import policy_in_force
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


def page_of(visit: Visit, query: QueryDict) -> dict[str, Any]:
    """All that the page shows, in the language spoken now; `faults` by the field of the sliders."""
    answer, zone = visit.answer, ZoneInfo(visit.company.zone)
    context: dict[str, Any] = {
        "company": visit.company,
        "offer": visit.offer,
        "no_on": visit.offer.regret.at.astimezone(zone).date(),
        "what": _what(visit),
        "price": _price(visit),
        "answer": answer,
        "rung_by": rung_by(answer.at, zone) if answer and answer.call else None,
        "is_over": visit.is_over,
        "langs": list(Lang),
        "faults": {},
    }
    comparison = _comparison(visit)
    if comparison:
        context |= _weighed(comparison, given_by(query, comparison, visit.offer), visit)
    return context


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
