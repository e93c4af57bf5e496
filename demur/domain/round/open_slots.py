"""In which slots of a day a client may be called: the rules' hours at every place they may be."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import numpy as np

from demur.domain.contact_rules import hours
from demur.domain.contact_rules.approaches import Place
from demur.domain.contact_rules.packs import on_channel, rules_of
from demur.domain.contact_rules.policy_hours import PolicyHours
from demur.domain.contact_rules.zones import country_of, zones_of
from demur.domain.refusal import Channel
from demur.domain.round.slots import Slots

if TYPE_CHECKING:
    from numpy.typing import NDArray

_DAY: Final = timedelta(days=1)


def open_slots(
    place: Place, day: date, slots: Slots, ours: ZoneInfo, policy_hours: PolicyHours | None
) -> NDArray[np.bool_]:
    """(S,) Which slots of our day lie wholly in the hours in which a client may be rung.

    Where several zones are possible, the clocks of all must allow it; where none is, none is open.
    """
    zones = zones_of(place.zone, place.region, place.number_key, place.country)
    country = country_of(place.country, place.region, place.number_key)
    rules = on_channel(rules_of(country), Channel.PHONE)
    found = np.full(slots.count, bool(zones))
    for zone in zones:
        # No wall is more than a day from ours.
        near = (
            hours.windows(day + away * _DAY, zone, country, place.region, rules, policy_hours)
            for away in (-1, 0, 1)
        )
        found &= slots.within(day, ours, chain.from_iterable(near))
    return found
