"""Whether the rules that hold for everybody let an approach through: consent, hours, attempts.

Peace comes before them, and elsewhere. `approaches` says all of hours and attempts; here it meets
what a client has allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from demur.domain.contact_rules import packs
from demur.domain.contact_rules.approaches import Place, why_not
from demur.domain.contact_rules.policy_hours import PolicyHours
from demur.domain.contact_rules.terms import Ask, Consent
from demur.domain.contact_rules.zones import country_of
from demur.domain.peace import DONE_BY_OTHERS, Approach, Blocked, Purpose, Why
from demur.domain.refusal import Channel

#: Whether a client allowed a channel for a purpose, at an instant.
Consented = Callable[[Channel, Purpose, datetime], bool]


@dataclass(frozen=True, slots=True)
class Client:
    """What the rules must know of a client.

    `is_firm`: a company's own number or address, of which the rules about persons do not speak.
    `is_ours`: they have bought from us. `past` are the calls made to them, and those planned, but
    for the one that is judged.
    """

    place: Place
    consented: Consented
    is_firm: bool = False
    is_ours: bool = False
    past: Sequence[datetime] = ()


def judged(
    approach: Approach, client: Client, policy_hours: PolicyHours | None, *, at_once: bool
) -> Blocked | None:
    """Say which rule forbids an approach at its instant, and until when; None: none does.

    Consent is asked for whatever sells. A call back is planned for the hour that the client chose,
    whatever the hour, and weighed when it is dialled (`at_once`).
    """
    asked = approach.purpose is Purpose.ASKED
    if lacking := None if asked else _without_consent(approach, client):
        return lacking
    if asked and not at_once:
        return None
    shut = why_not(approach, client.place, client.past, policy_hours)
    return shut.blocked if shut else None


def _without_consent(approach: Approach, client: Client) -> Blocked | None:
    if client.is_firm:
        return None
    channel = DONE_BY_OTHERS.get(approach.channel, approach.channel)
    place = client.place
    country = country_of(place.country, place.region, place.number_key)
    rule = packs.consent(packs.in_force(country, approach.at.date()), channel, approach.purpose)
    if rule is None or not isinstance(rule.terms, Consent) or _is_met(rule.terms, approach, client):
        return None
    return Blocked(Why.CONSENT, rule=rule.code)


def _is_met(terms: Consent, approach: Approach, client: Client) -> bool:
    if terms.ask is Ask.OPT_OUT or (terms.ask is Ask.OPT_IN_BUT_CLIENTS and client.is_ours):
        return True
    if terms.ask is Ask.NEVER:
        return False
    return client.consented(approach.channel, approach.purpose, approach.at)
