"""A person's peace as their page tells it: what is promised, by whose word, and its proof."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Q

from demur.actions.decline import is_all_for_good
from demur.domain.peace import Scope
from demur.domain.refusal import Channel, Lang
from demur.domain.regret import By, Reason, They
from demur.records.keyed import LostKey
from demur.records.offers import Offer
from demur.records.peace import Peace, of_contact
from demur.records.people import Contact
from demur.records.users import Role, User
from demur.web.page import our_company
from demur.web.peace_said import stops
from demur.web.sendable import ways

#: The newest offers that a link may be about.
OFFERS_SHOWN: Final = 20
#: Who may make a link: whoever talks with clients.
LINKERS: Final = (Role.SELLER, Role.HEAD, Role.ADMINISTRATOR)

#: How a client tells one of us, and what they may have said.
TOLD_BY: Final = (By.PHONE, By.MAIL, By.LETTER)
TOLD_WHY: Final = (They.PLAIN_NO, *Reason, They.NEVER)


@dataclass(frozen=True, slots=True)
class Promised:
    """One promise of peace that holds, and how many calls and messages it has spared."""

    peace: Peace
    stops: str
    spared: int

    @property
    def ref(self) -> UUID:
        """Its number, which the client has on their receipt too."""
        return self.peace.ref

    @property
    def by_robot(self) -> bool:
        """Whether a machine may have pressed it."""
        return bool(self.peace.proof.get("by_robot"))

    @property
    def words(self) -> str:
        """What the client wrote or said, where it is kept."""
        return str(self.peace.proof.get("words", ""))


def of_person(contact: Contact, user: User, now: datetime) -> dict[str, Any]:
    """What a person's page shows of their peace, and the offers a link may be about.

    Where the key of peace is lost it says so: then nobody may be contacted anyway.
    """
    try:
        promised: Sequence[Promised] | None = in_force(contact, now)
    except LostKey:
        promised = None
    known = Offer.objects.filter(contact=contact).select_related("item").order_by("-at")
    offers = list(known[:OFFERS_SHOWN])
    needs = {"", *(one.need_key for one in offers)}
    may_link = user.may(*LINKERS)
    there = [] if not may_link else ways(contact, addresses(contact), sorted(needs), now)
    return {
        "promised": promised,
        "has_all": any(is_all_for_good(one.peace) for one in promised or ()),
        "offers": offers,
        "ways": there,
        "may_send": any(not one.rests for one in there),
        "told_by": TOLD_BY,
        "told_why": TOLD_WHY,
        "link_langs": list(Lang),
        "link_lang": contact.language or our_company().language,
        "may_link": may_link,
        "may_lift": user.may(Role.HEAD),
    }


def addresses(contact: Contact) -> list[str]:
    """The numbers and mail addresses at which a message may reach a contact, mails first."""
    mails = contact.mails.order_by("pk").values_list("key", flat=True)
    return [*mails, *contact.numbers.order_by("pk").values_list("key", flat=True)]


def in_force(contact: Contact, now: datetime) -> Sequence[Promised]:
    """The promises to a contact that hold now, the newest first; raises LostKey."""
    refs = of_contact(contact).values("pk")
    lasting = Peace.objects.filter(Q(until=None) | Q(until__gt=now), lift=None, pk__in=refs)
    return [
        Promised(one, stops(Scope(one.scope), [Channel(word) for word in one.channels]), spared)
        for one in lasting.annotate(times=Count("spared")).order_by("-since", "-pk")
        for spared in [one.times]
    ]
