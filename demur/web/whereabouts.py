"""What hour it is where a client is: on their page, and where a call waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel.dates import get_timezone_location
from django.utils.translation import get_language

from demur.domain.contact_rules.zones import clocks, country_of, zones_in, zones_of
from demur.records.calls import Planned
from demur.records.contact_rules import place_of
from demur.records.people import Contact
from demur.records.users import User
from demur.web.access import DESK
from demur.web.page import our_company


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What the clocks show where a client may be: one where that is known, none where nothing is.

    `zones` are those of their country, by their places' names, for somebody to choose from.
    """

    shown: Sequence[datetime]
    zones: Sequence[tuple[str, str]]

    @property
    def is_known(self) -> bool:
        """Whether it is one hour there, whichever of the zones they are in."""
        return len(self.shown) == 1

    @property
    def last(self) -> datetime | None:
        """What the latest of the clocks shows."""
        return self.shown[-1] if self.shown else None

    @property
    def place(self) -> str:
        """Where the clock stands that decides, in the reader's language."""
        return place_called(str(self.shown[0].tzinfo)) if self.is_known else ""


def whereabouts(contact: Contact, address: str, at: datetime) -> Whereabouts:
    """What is known of the hour where a contact is reached at a number, "" at none."""
    place = place_of(contact, address, our_company())
    country = country_of(place.country, place.region, place.number_key)
    zones = zones_of(place.zone, place.region, place.number_key, place.country)
    named = [(zone, place_called(zone)) for zone in zones_in(country)]
    return Whereabouts(clocks(zones, at), named)


def wants_place(call: Planned, at: datetime) -> bool:
    """Whether a planned call depends on clocks that differ, and somebody could say which counts."""
    if call.contact is None or not call.address:
        return False
    return not whereabouts(call.contact, call.address, at).is_known


def of_person(contact: Contact, user: User, at: datetime) -> dict[str, Any]:
    """What a person's page shows of where they are."""
    numbers = [one.key for one in contact.numbers.all()]
    return {
        "whereabouts": whereabouts(contact, numbers[0] if numbers else "", at),
        "may_locate": user.may(*DESK),
        "place_typed": {"zone": contact.zone, "region": contact.region},
    }


def place_called(zone: str) -> str:
    """The place that a zone is named after, in the reader's language."""
    return get_timezone_location(zone, locale=get_language() or "en", return_city=True)
