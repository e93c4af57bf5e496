"""What the page of the easy no shows: the button, or, once a no stands, its receipt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from demur.actions.decline import considered, is_all_for_good, keeping
from demur.domain.peace import Scope
from demur.domain.refusal import DECIMALS, Channel, Lang
from demur.domain.regret import ANSWERABLE, DAYS_TO_TAKE_BACK, By, No, Reason, They
from demur.records.company import Company
from demur.records.inquiries import Came, Explanation, Outcome, Refusal
from demur.records.offers import Link, Offer
from demur.records.peace import Peace
from demur.web import public
from demur.web.decline_sent import DAYS_AHEAD
from demur.web.peace_said import stops
from demur.web.said import NOES
from demur.web.templatetags.spoken import until_day

STAMP: Final = Signer(salt="demur.web.decline.made")
#: Beside "too expensive", where the policy leaves room for it.
ONE_OFFER: Final = _("we may answer once, in writing, with one better offer or a fair comparison")
REASONS: Final = (Reason.TOO_EXPENSIVE, Reason.CHOSE_ANOTHER, Reason.NO_LONGER_NEEDED)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a link stands at an instant: the no through it, its peace, what was said of it."""

    link: Link
    now: datetime
    company: Company
    refusal: Refusal | None = None
    peaces: tuple[Peace, ...] = ()
    said: Explanation | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The company's zone, in which days begin and end."""
        return ZoneInfo(self.company.zone)

    @property
    def today(self) -> date:
        """The day at the company."""
        return self.now.astimezone(self.zone).date()

    @property
    def back_until(self) -> datetime | None:
        """Until when the client may take the no back by themselves; None where that is past."""
        until = self.refusal and self.refusal.at + timedelta(days=DAYS_TO_TAKE_BACK)
        return until if until and self.now <= until else None

    @property
    def asks_on(self) -> date | None:
        """The day on which we may ask again, where the client named one that is to come."""
        named = self.said.day if self.said and self.said.reason == Reason.NOT_NOW else None
        is_kept = any(is_all_for_good(one) for one in self.peaces)
        return named if named and named > self.today and not is_kept else None

    @property
    def ref(self) -> UUID:
        """The number under which the promise is found again."""
        return self.peaces[-1].ref


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed with the last press and could not be kept, to be shown where it was typed."""

    fields: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


def standing(link: Link, now: datetime) -> Standing:
    """Look up how a link stands: a no whose peace has run out or was lifted stands no more."""
    company = Company.objects.filter(pk=1).first() or Company()
    refusal = link.no
    peaces = keeping(refusal, now) if refusal else ()
    if refusal is None or not peaces:
        return Standing(link, now, company)
    said = refusal.explanations.order_by("-pk").first()
    return Standing(link, now, company, refusal, peaces, said)


def page(state: Standing, address: str, code: str = "", typed: Typed | None = None) -> HttpResponse:
    """The page: one big button, or the receipt of the no that stands.

    `address` is where the page is found again; with a `code` it is nowhere.
    """
    kept = typed or Typed()
    context = _common(state, code, kept) | {"address": "" if code else address}
    if state.refusal is None:
        return public.render("no/no.html", context | _promised(state), kept.status)
    return public.render("no/receipt.html", context | _receipt(state, kept), kept.status)


def promises(state: Standing) -> list[str]:
    """What is promised, a sentence a peace: what stops, and until when."""
    everything = [one for one in state.peaces if is_all_for_good(one)]
    return [
        f"{stops(Scope(one.scope), [Channel(word) for word in one.channels])} {_until(one, state)}"
        for one in everything or state.peaces
    ]


def _until(peace: Peace, state: Standing) -> str:
    return until_day(peace.until, state.company) if peace.until else gettext("for good")


def made_at(stamp: str) -> datetime | None:
    """When the page was made from which a button was pressed; None where it does not say."""
    try:
        return datetime.fromisoformat(STAMP.unsign(stamp))
    except (BadSignature, ValueError):
        return None


def _common(state: Standing, code: str, typed: Typed) -> dict[str, Any]:
    return {
        "company": state.company,
        "offer": state.link.offer,
        "what": what(state.link.offer) if state.link.offer else "",
        "code": code,
        "made": STAMP.sign(state.now.isoformat()),
        "typed": {**_typed_before(state.said), **typed.fields},
        "faults": typed.faults,
        "earliest": state.today + timedelta(days=1),
        "latest": state.today + timedelta(days=DAYS_AHEAD),
    }


def _promised(state: Standing) -> dict[str, Any]:
    """What a plain no would bring, so that the page promises that and nothing else."""
    granted, reasoned = (
        considered(state.link, No(they, By.TAP), state.now) for they in (They.PLAIN_NO, They.REASON)
    )
    back = Outcome.objects.filter(refusal__link=state.link, came=Came.TAKEN_BACK)
    return {
        "stops": stops(granted.scope, granted.channels),
        "until": granted.until,
        "reasons": list(_reasons(ONE_OFFER if reasoned.but_one_offer else "")),
        "taken_back": back.order_by("-pk").first(),
    }


def _receipt(state: Standing, typed: Typed) -> dict[str, Any]:
    everything = [one for one in state.peaces if is_all_for_good(one)]
    is_later = bool(state.said and state.said.reason == Reason.NOT_NOW)
    asks_for_day = "day" in typed.faults or (is_later and not state.asks_on and not everything)
    return {
        "peaces": [
            (one, stops(Scope(one.scope), [Channel(word) for word in one.channels]))
            for one in everything or state.peaces
        ],
        "is_everything": bool(everything),
        "one_offer": not everything and any(one.but_one_offer for one in state.peaces),
        "refusal": state.refusal,
        "said": state.said,
        "reason": NOES.get(state.said.reason) if state.said else "",
        "asks_for_rival": _asks_for_rival(state.said) or {"rival", "price"} & typed.faults.keys(),
        "asks_for_day": asks_for_day,
        "with_later": not asks_for_day,
        "rival_price": state.said.rival_price if state.said else None,
        "asks_on": state.asks_on,
        "back_until": state.back_until,
        "ref": state.ref,
        "mails": settings.MAIL_SERVER is not None,
        "reasons": list(_reasons("")),
    }


def _asks_for_rival(said: Explanation | None) -> bool:
    """Whoever said that it was the price or somebody else may say who, and for how much."""
    return said is not None and (said.reason in ANSWERABLE or bool(said.rival))


def _reasons(hint: Promise | str) -> Iterator[tuple[Reason, str | Promise, str | Promise]]:
    for reason in REASONS:
        yield reason, NOES[reason], hint if reason is Reason.TOO_EXPENSIVE else ""


def _typed_before(said: Explanation | None) -> dict[str, str]:
    """What was kept before stands in its field again, so that the last word is the whole word."""
    if said is None:
        return {}
    price = said.rival_price
    spelt = f"{price.amount:.{DECIMALS.get(price.currency, 2)}f} {price.currency}" if price else ""
    day = said.day.isoformat() if said.day else ""
    return {"rival": said.rival, "price": spelt, "day": day}


def what(offer: Offer) -> str:
    """What an offer is about: the goods in the language spoken now, or the words it was made in."""
    if offer.item is None:
        return offer.need
    spoken = Lang(get_language() or Lang.EN)
    name = getattr(offer.item, spoken) or offer.item.en or offer.item.hu or offer.item.ru
    return f"{offer.quantity} × {name}" if offer.quantity else str(name)
