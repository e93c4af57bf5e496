"""Everything the rules say of one approach: whose clock, which hours, how often; and when instead.

What peace was promised is not asked here, nor which consent there is: `domain/peace.py` and the
gate know. Consent's rule is `packs.consent`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from demur.domain.contact_rules.attempts import too_many
from demur.domain.contact_rules.hours import LOOK_AHEAD, allowed
from demur.domain.contact_rules.packs import on_channel, rules_of
from demur.domain.contact_rules.policy_hours import PolicyHours
from demur.domain.contact_rules.shut import Shut
from demur.domain.contact_rules.terms import Hours, Rule
from demur.domain.contact_rules.zones import country_of, zones_of
from demur.domain.peace import DONE_BY_OTHERS, Approach, Purpose
from demur.domain.refusal import Channel

_NEVER: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of where a client is; "" is not known.

    An IANA `zone`, a `region` (ISO 3166-2), a number's E.164 key, a `country` (ISO 3166).
    """

    zone: str = ""
    region: str = ""
    number_key: str = ""
    country: str = ""


def why_not(
    approach: Approach,
    place: Place,
    past: Sequence[datetime],
    policy_hours: PolicyHours | None,
) -> Shut | None:
    """Say why the rules of contact forbid an approach at its instant; None: they do not.

    `past` are the calls made to the client and those planned. The policy's hours are about calls.
    What the client asked for counts as no attempt, and in writing it may come at once; a call back
    keeps to the hours too. Of several that forbid it, the one is named that lasts longest.
    """
    barring = [*_by_hours(approach, place, policy_hours), *_by_attempts(approach, place, past)]
    return max(barring, key=lambda shut: shut.until or _NEVER) if barring else None


def when(
    approach: Approach,
    place: Place,
    past: Sequence[datetime],
    policy_hours: PolicyHours | None,
) -> datetime | None:
    """Give the first instant, from its own on, at which an approach may be made, UTC.

    None where there is none within 60 days, and where nobody knows the client's zone.
    """
    begun = at = approach.at.astimezone(UTC)
    while at - begun <= LOOK_AHEAD:
        shut = why_not(replace(approach, at=at), place, past, policy_hours)
        if shut is None:
            return at
        if shut.until is None or shut.until <= at:
            return None
        at = shut.until
    return None


def _by_hours(approach: Approach, place: Place, policy_hours: PolicyHours | None) -> Iterator[Shut]:
    channel, rules = _binding(approach, place)
    by_policy = policy_hours if channel is Channel.PHONE else None
    at_once = approach.purpose is Purpose.ASKED and channel is not Channel.PHONE
    if at_once or not (by_policy or any(isinstance(rule.terms, Hours) for rule in rules)):
        return
    zones = zones_of(place.zone, place.region, place.number_key, place.country)
    country = country_of(place.country, place.region, place.number_key)
    shut = allowed(approach.at, zones, country, place.region, rules, by_policy)
    if shut is not None:
        yield shut


def _by_attempts(approach: Approach, place: Place, past: Sequence[datetime]) -> Iterator[Shut]:
    if approach.purpose is Purpose.ASKED:
        return
    _, rules = _binding(approach, place)
    for zone in zones_of(place.zone, place.region, place.number_key, place.country):
        shut = too_many(past, approach.at, zone, rules)
        if shut is not None:
            yield shut


def _binding(approach: Approach, place: Place) -> tuple[Channel, tuple[Rule, ...]]:
    """The channel on which the client is reached, and the rules of their country, of any date."""
    channel = DONE_BY_OTHERS.get(approach.channel, approach.channel)
    country = country_of(place.country, place.region, place.number_key)
    return channel, on_channel(rules_of(country), channel)
