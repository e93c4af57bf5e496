"""What our one answer to a no can be made of: comparisons, addresses, and what was typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from demur.actions.better_offer import Terms, held_from, passes
from demur.domain.offers.fairness import examine, unsaid
from demur.domain.people import display_name, search_text
from demur.domain.policy.appendices import Barred
from demur.domain.prices import price_in
from demur.domain.refusal import Channel, Lang, Money
from demur.records.better_offers import BetterOffer
from demur.records.company import Company
from demur.records.held import policy_in_force
from demur.records.inquiries import Refusal
from demur.records.letters import To
from demur.records.people import Contact
from demur.records.rivals import Compared, compared_with, comparison_of
from demur.web.decline_sent import NO_DAY, NO_PRICE
from demur.web.given import day_of
from demur.web.held_back import held_back

#: Nobody reads a longer list of addresses; the first ones are those that were given first.
ADDRESSES_MOST: Final = 8
TYPED_MOST: Final = 200
NOT_SET_UP: Final[Mapping[Channel, Promise]] = {
    Channel.MAIL: gettext_lazy("mail can't be sent from here yet: ask your administrator"),
    Channel.SMS: gettext_lazy("SMS can't be sent from here yet: ask your administrator"),
}


@dataclass(frozen=True, slots=True)
class Regret:
    """A client's no, with what is known around it on the company's clock."""

    refusal: Refusal
    ours: Company
    at: datetime
    rival: str = ""

    @property
    def person(self) -> Contact | None:
        """Who said it, under the name where their addresses are."""
        contact = self.refusal.contact
        return contact and (contact.merged_into or contact)

    @property
    def lang(self) -> Lang:
        """The language in which the client reads, as far as we know it."""
        person, link = self.person, self.refusal.link
        return Lang((person and person.language) or (link and link.lang) or self.ours.language)

    @property
    def offered(self) -> Money | None:
        """What we asked for one piece, where the no was about one."""
        offer = self.refusal.offer
        if offer is None or offer.price_minor is None or (offer.quantity or 1) > 1:
            return None
        return Money(offer.price_minor, offer.currency)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A comparison on record: why it can't be shown, or what of it is not.

    `unsaid` are its texts that are not in the client's language.
    """

    row: Compared
    can_be_shown: bool
    objections: Sequence[str]
    unsaid: Sequence[str]

    @property
    def says(self) -> str:
        """Whose thing it is about."""
        theirs = self.row.theirs
        return f"{display_name(theirs.rival.name)}: {display_name(theirs.name)}"


@dataclass(frozen=True, slots=True)
class Way:
    """An address the answer may go to; `held` says why it can't, `later` why not at once."""

    to: To
    value: str
    shown: str
    held: str = ""
    later: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, as it was typed, and what is wrong with it by field."""

    compared: str = ""
    price: str = ""
    until: str = ""
    lang: str = ""
    to: str = ""
    faults: dict[str, str] = field(default_factory=dict)


def candidates(regret: Regret, lang: Lang) -> list[Candidate]:
    """The comparisons that may serve: of the rival they named, or, of none, of any."""
    offer = regret.refusal.offer
    rows = compared_with(offer.item) if offer and offer.item else []
    found = policy_in_force(regret.at, regret.ours)
    barred = found[0].barred if found else ()
    return [_candidate(one, regret, lang, barred) for one in rows if _is_of(one, regret.rival)]


def _is_of(row: Compared, rival: str) -> bool:
    known = {search_text(row.theirs.rival.name), search_text(row.theirs.name)}
    return not rival or search_text(rival) in known


def _candidate(row: Compared, regret: Regret, lang: Lang, barred: Sequence[Barred]) -> Candidate:
    comparison, reader = comparison_of(row), Lang(get_language() or Lang.EN)
    examined = examine(comparison, regret.at.date(), barred)
    told = [one.told(reader) for one in examined.objections]
    return Candidate(row, examined.shown is not None, told, unsaid(comparison, lang))


def ways(regret: Regret, lang: Lang, offer: BetterOffer | None = None) -> list[Way]:
    """The client's mails and numbers, and what the gate says of each just now.

    `offer` is our answer where it is written already.
    """
    there = _addresses(regret.person, lang)
    return [_way(regret, to, shown, value, offer) for to, shown, value in there]


def _addresses(person: Contact | None, lang: Lang) -> Iterator[tuple[To, str, str]]:
    if person is None:
        return
    for mail in person.mails.order_by("pk")[:ADDRESSES_MOST]:
        yield To(Channel.MAIL, mail.key, lang, person), mail.raw, f"mail-{mail.pk}"
    for number in person.numbers.order_by("pk")[:ADDRESSES_MOST]:
        yield To(Channel.SMS, number.key, lang, person), number.raw, f"sms-{number.pk}"


def _way(regret: Regret, to: To, shown: str, value: str, offer: BetterOffer | None) -> Way:
    is_set_up = settings.MAIL_SERVER if to.channel is Channel.MAIL else settings.SMS_GATEWAY
    if not is_set_up:
        return Way(to, value, shown, held=str(NOT_SET_UP[to.channel]))
    blocked = held_from(regret.refusal, to, regret.at, offer)
    if blocked is None:
        return Way(to, value, shown)
    told = held_back(blocked, ZoneInfo(regret.ours.zone))
    return Way(to, value, shown, later=told) if passes(blocked) else Way(to, value, shown, told)


# ---- what was typed


def typed(query: QueryDict, regret: Regret) -> Typed:
    """What was typed; where nothing was yet, the client's language."""
    compared, price, until, to, lang = (
        query.get(name, "").strip()[:TYPED_MOST]
        for name in ("compared", "price", "until", "to", "lang")
    )
    return Typed(compared, price, until, lang if lang in set(Lang) else regret.lang, to)


def terms_of(form: Typed, regret: Regret, known: Sequence[Candidate]) -> Terms:
    """What is offered, as far as it can be; what can't goes into the form's faults."""
    compared = _compared(form, known)
    price, until = _price(form, regret, compared), _until(form, regret.at.date())
    if until and price is None and "price" not in form.faults:
        form.faults["until"] = _("A day goes with a price. Please give one, or leave the day out.")
    if not form.faults and compared is None and price is None:
        form.faults["price"] = _("Please choose a comparison, or give a better price, or both.")
    return Terms(compared, price, None, until)


def chosen_way(form: Typed, there: Sequence[Way]) -> Way | None:
    """The address that was chosen, if the answer may go there."""
    found = next((one for one in there if one.value == form.to), None)
    if found is None:
        form.faults["to"] = _("Please choose where it goes.")
    elif found.held:
        form.faults["to"] = _("It can't go there: %(why)s") % {"why": found.held}
    return None if found is None or found.held else found


def _compared(form: Typed, known: Sequence[Candidate]) -> Compared | None:
    if not form.compared:
        return None
    found = next((one for one in known if str(one.row.pk) == form.compared), None)
    if found is None or not found.can_be_shown:
        form.faults["compared"] = _("That comparison can't be shown. Please choose another.")
        return None
    return found.row


def _price(form: Typed, regret: Regret, compared: Compared | None) -> Money | None:
    """A price in the comparison's currency that is better than the one they refused."""
    if not form.price:
        return None
    offered = regret.offered
    usual = offered.currency if offered else regret.ours.currency
    price = price_in(form.price, compared.currency if compared else usual)
    if price is None or price.minor <= 0:
        told = str(NO_PRICE)
    elif compared and price.currency != compared.currency:
        told = _("The comparison is in %(currency)s. Please give the price in it too.")
        told %= {"currency": compared.currency}
    elif offered and offered.currency == price.currency and price.minor >= offered.minor:
        told = _("That is no better than the price they refused. Please give a lower one.")
    else:
        return price
    form.faults["price"] = told
    return None


def _until(form: Typed, today: date) -> date | None:
    if not form.until:
        return None
    day = day_of(form.until)
    if day is None:
        form.faults["until"] = str(NO_DAY)
    elif day < today:
        form.faults["until"] = _("That day is past. Please name a later one.")
    return day if "until" not in form.faults else None
