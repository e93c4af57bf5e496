"""What the rules of contact must know of clients: where they are, what they allow, when rung."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from demur.domain.consents import Consent, consents
from demur.domain.contact_rules.approaches import Place
from demur.domain.contact_rules.judging import Client, judged
from demur.domain.contact_rules.policy_hours import PolicyHours, policy_hours
from demur.domain.contact_rules.zones import country_of
from demur.domain.peace import Blocked, Peace, Purpose
from demur.domain.refusal import Channel
from demur.records.among import MANY, among
from demur.records.company import Company
from demur.records.consents import words_by
from demur.records.held import policy_in_force
from demur.records.people import Client as Standing
from demur.records.people import Contact
from demur.records.rung import Rung, rung

if TYPE_CHECKING:
    from demur.records.gate import Wanted

#: As long as any rule looks back or ahead: a month of the client's own calendar.
LOOK_BACK: Final = timedelta(days=32)
OURS: Final = frozenset({Standing.KEY, Standing.REGULAR})


class Judge:
    """Says which rule forbids an approach; a few statements for each ten thousand of them.

    `owners` say whose an address is; `at_once` that the exit reaches the client at that instant.
    """

    def __init__(
        self,
        wanted: Sequence[Wanted],
        owners: Mapping[str, int],
        keys: Sequence[Collection[str]],
        *,
        at_once: bool,
    ) -> None:
        self._owners = owners
        self._at_once = at_once
        self._known = _known({pk for one in wanted if (pk := self._contact(one))})
        self._past = _past(wanted, owners)
        self._words = _words(wanted, keys)
        self._ours = Company.objects.filter(pk=1).first() or Company()
        self._hours = _policy_hours(wanted, self._ours)

    def says(self, one: Wanted, peaces: Collection[Peace]) -> Blocked | None:
        """Say which rule forbids an approach, and until when; None: none does."""
        about = self._known.get(self._contact(one), {})
        client = Client(
            place=place_from(one.address, about, self._ours),
            consented=partial(_consented, peaces, self._words.get(id(one), ())),
            is_firm=bool(about.get("organisation")),
            is_ours=about.get("client") in OURS,
            past=self._others(one),
        )
        return judged(one.approach, client, self._hours, at_once=self._at_once)

    def cleared(self, one: Wanted) -> None:
        """Count a call that goes through, so that another of the same day does not."""
        if one.approach.channel is Channel.PHONE and one.approach.purpose is not Purpose.ASKED:
            for key in (self._contact(one), one.address):
                self._past[key].append((-id(one), one.approach.at))

    def _contact(self, one: Wanted) -> int:
        return one.contact or self._owners.get(one.address, 0)

    def _others(self, one: Wanted) -> tuple[datetime, ...]:
        """The calls to this client, each once, but for the one that is judged."""
        itself, contact = getattr(one.about, "pk", None), self._contact(one)
        calls = dict(self._past.get(one.address, ()))
        calls |= dict(self._past.get(contact, ())) if contact else {}
        return tuple(at for key, at in calls.items() if key != itself)


def _known(contacts: Collection[int]) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    pks = sorted(contacts)
    for start in range(0, len(pks), MANY):
        rows = Contact.objects.filter(among("pk", pks[start : start + MANY]))
        columns = ("pk", "zone", "region", "organisation", "client")
        found |= {row["pk"]: row for row in rows.values(*columns)}
    return found


def place_of(contact: Contact, address: str, ours: Company) -> Place:
    """What is known of where a contact is who is reached at an address; "" where at none."""
    return place_from(address, {"zone": contact.zone, "region": contact.region}, ours)


def place_from(address: str, about: Mapping[str, Any], ours: Company) -> Place:
    """The same by a contact's columns; of whom nothing tells, they are where we are."""
    number = address if address.startswith("+") else ""
    told = Place(about.get("zone", ""), about.get("region", ""), number)
    return told if country_of("", told.region, number) else replace(told, country=ours.country)


def _words(
    wanted: Sequence[Wanted], keys: Sequence[Collection[str]]
) -> dict[int, Sequence[Consent]]:
    """By approach that sells, what its client has said of consent."""
    selling = [
        (one, some)
        for one, some in zip(wanted, keys, strict=True)
        if one.approach.purpose is not Purpose.ASKED
    ]
    said = words_by(frozenset().union(*(some for _, some in selling)))
    return {id(one): [word for key in some for word in said.get(key, ())] for one, some in selling}


def _consented(
    peaces: Collection[Peace],
    words: Sequence[Consent],
    channel: Channel,
    purpose: Purpose,
    at: datetime,
) -> bool:
    """Whether they allowed it: by their last word, or one better offer by the tap that asks it."""
    lasting = (one for one in peaces if one.until is None or at < one.until)
    asked_for = purpose is Purpose.BETTER_OFFER and any(one.but_one_offer for one in lasting)
    return asked_for or consents(words, channel, purpose, at)


def _policy_hours(wanted: Sequence[Wanted], ours: Company) -> PolicyHours | None:
    """The quiet hours of the policy that decides on the first of these days."""
    if not wanted:
        return None
    local = min(one.approach.at for one in wanted).astimezone(ZoneInfo(ours.zone))
    found = policy_in_force(local, ours)
    return policy_hours(found[0]) if found else None


# ---- how often they were rung


def _past(wanted: Sequence[Wanted], owners: Mapping[str, int]) -> Rung:
    """By contact and by number, the calls made and planned around these, each with its own key."""
    calls = [one for one in wanted if one.approach.channel is Channel.PHONE]
    past: Rung = defaultdict(list)
    for start in range(0, len(calls), MANY):
        some = calls[start : start + MANY]
        contacts = {one.contact or owners.get(one.address, 0) for one in some} - {0}
        first = min(one.approach.at for one in some) - LOOK_BACK
        last = max(one.approach.at for one in some) + LOOK_BACK
        past.update(rung(contacts, {one.address for one in some} - {""}, first, last))
    return past
