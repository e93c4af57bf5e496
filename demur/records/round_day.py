"""A day before its round is planned: who is silent, who may be called, by whom; promised calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np

from demur.domain.contact_rules.calendars import is_holiday
from demur.domain.days import day_of
from demur.domain.exits import Exit
from demur.domain.peace import Approach, Blocked, Purpose
from demur.domain.refusal import Channel, Lang
from demur.domain.round import because
from demur.domain.round.because import Fact
from demur.domain.round.beside import Cadence
from demur.domain.round.plan import Promised
from demur.domain.round.team import Shift
from demur.domain.trials.split import Arm
from demur.records.among import MANY
from demur.records.calls import Planned
from demur.records.company import Company
from demur.records.gate import Wanted, foresee
from demur.records.offers import Offer
from demur.records.peace import portions
from demur.records.round_ground import Ground, ground, promised_for
from demur.records.round_terms import shifts_on, terms
from demur.records.silence import Gathered, beliefs_now
from demur.records.time_ledger import time_plan
from demur.records.trials import arms, running

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from demur.domain.silence.model import Beliefs


@dataclass(frozen=True, slots=True, eq=False)
class Ahead:
    """A day to be planned. `at` is when it begins, or now where it has; `place` says where in the
    arrays a client is; `blocked`, by their place, whom the gate would hold back; `promised`, by
    client or by call, the calls that are due; `over` whose turn of today is worked already."""

    day: date
    at: datetime
    zone: ZoneInfo
    found: Gathered
    beliefs: Beliefs
    ground: Ground
    blocked: Mapping[int, Blocked]
    promised: tuple[Planned, ...]
    over: frozenset[int]

    @property
    def place(self) -> dict[int, int]:
        """By client, their place in the arrays."""
        return {int(pk): at for at, pk in enumerate(self.found.contacts)}


def ahead(day: date, over: frozenset[int], now: datetime) -> Ahead:
    """All that a day is planned on, of every silent client."""
    zone = ZoneInfo(_ours().zone)
    found, beliefs = beliefs_now(now, day)
    opens = found.slots.instant(day, found.slots.opens, zone)
    at = max(now, opens or now)
    told = ground([int(pk) for pk in found.contacts])
    blocked = _blocked(found, told, at)
    return Ahead(day, at, zone, found, beliefs, told, blocked, promised_for(day, zone), over)


def asked(known: Ahead) -> dict[str, Any]:
    """What `plan_day` is asked with, beside beliefs and clients."""
    said, place = terms(), known.place
    may = np.ones(len(place), np.bool_)
    may[list(known.blocked)] = False
    return {
        "day": day_of(known.at, known.zone),
        "slots": known.found.slots,
        "team": team(known),
        "may": may,
        "promised": [
            Promised(place[one.contact_id], minute(one, known))
            for one in known.promised
            if one.contact_id in place
        ],
        "taken": sorted({*(place[pk] for pk in known.over if pk in place), *called(known)}),
        "key_share": said.key_share,
        "explore": said.explore,
        "seed": known.day.toordinal(),
        "languages": [known.ground.languages.get(pk, "") for pk in place],
        "links": _may_be_written_to(known),
        "attempts": known.found.attempts,
        "minute_costs": _minute_costs(),
        "facts": {place[pk]: _told(one) for pk, one in known.ground.offers.items()},
    }


def by_cadence(known: Ahead, now: datetime) -> Cadence | None:
    """Whom a trial gives to the firm's old cadence, and how often that calls; None: no trial."""
    trial = running(now)
    if trial is None:
        return None
    sides = arms([int(pk) for pk in known.found.contacts], now)
    whom = [sides.get(int(pk)) is Arm.CADENCE for pk in known.found.contacts]
    return Cadence(np.array(whom, np.bool_), trial.cadence_days)


def _minute_costs() -> float:
    """What a minute of a seller costs, where the head of sales has said it in the firm's money."""
    plan = time_plan()
    hour = plan.hour if plan else None
    return hour.amount / 60 if hour and hour.currency == _ours().currency else 0.0


def _ours() -> Company:
    return Company.objects.filter(pk=1).first() or Company()


def _blocked(found: Gathered, told: Ground, at: datetime) -> dict[int, Blocked]:
    """Whom the gate would hold back today, by their place in the arrays, and by what."""
    blocked: dict[int, Blocked] = {}
    for places in portions(range(len(found.contacts)), MANY):
        some = [wanted(int(found.contacts[place]), told, at) for place in places]
        answers = zip(places, foresee(Exit.ROUND, some), strict=True)
        blocked |= {place: no for place, no in answers if no}
    return blocked


def wanted(contact: int, told: Ground, at: datetime, about: object = None) -> Wanted:
    """What the gate is asked of a client, were they called at an instant about what is open."""
    approach = Approach(Channel.PHONE, Purpose.SALE, at, told.needs.get(contact, ""))
    return Wanted(told.numbers.get(contact, ""), approach, contact, about)


def _may_be_written_to(known: Ahead) -> NDArray[np.bool_]:
    """(N,) Who has an open offer, and a mail at which they may be sent the easy-no link."""
    may = np.zeros(len(known.found.contacts), np.bool_)
    contacts = known.found.contacts.tolist()
    reached = [i for i, pk in enumerate(contacts) if pk in known.ground.offers]
    reached = [i for i in reached if contacts[i] in known.ground.mails]
    told, by_mail = known.ground, (Channel.MAIL, Purpose.SALE, known.at)
    for some in portions(reached, MANY):
        wanted = [
            Wanted(told.mails[pk], Approach(*by_mail, told.needs[pk]), pk)
            for pk in (contacts[i] for i in some)
        ]
        may[some] = [no is None for no in foresee(Exit.MAIL, wanted)]
    return may


def team(known: Ahead) -> list[Shift]:
    """Who calls today, with the minutes that are still to come; nobody on a public holiday."""
    ours = _ours()
    if is_holiday(known.day, ours.country, ours.region):
        return []
    slots = known.found.slots
    return [
        _still(
            Shift.spread(
                one.seller,
                one.starts.hour * 60 + one.starts.minute,
                one.ends.hour * 60 + one.ends.minute,
                frozenset(Lang(lang) for lang in one.languages) or frozenset(Lang),
                one.minutes,
                slots,
            ),
            known,
        )
        for one in shifts_on(known.day)
    ]


def _still(shift: Shift, known: Ahead) -> Shift:
    """The same without the minutes that are past."""
    local, slots = known.at.astimezone(known.zone), known.found.slots
    if local.date() != known.day:
        return shift
    past = local.hour * 60 + local.minute
    spans = [slots.span(slot) for slot in range(slots.count)]
    left = [min(max((last - past) / (last - first), 0.0), 1.0) for first, last in spans]
    minutes = tuple(one * share for one, share in zip(shift.minutes, left, strict=True))
    return replace(shift, minutes=minutes)


def minute(one: Planned, known: Ahead) -> int:
    """At which minute of the day a promised call is due; what is late is due at once."""
    at = one.at.astimezone(known.zone)
    return at.hour * 60 + at.minute if at.date() == known.day else known.found.slots.opens


def called(known: Ahead) -> list[int]:
    """Whoever was called today already, by whatever list."""
    log = known.found.attempts
    today = np.floor(log.day) == np.floor(day_of(known.at, known.zone))
    return [int(one) for one in np.unique(log.client[today])]


def _told(offer: Offer) -> tuple[Fact, ...]:
    if offer.price_minor is None:
        return ()
    minor = offer.price_minor * (offer.quantity or 1)
    return (Fact(because.Why.OFFER, {"minor": minor, "currency": offer.currency}),)
