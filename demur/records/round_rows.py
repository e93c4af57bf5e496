"""A planned day as rows: a turn for each call, and for everybody else until when they rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import uuid4

import numpy as np

from demur.domain.peace import Why
from demur.domain.refusal import DECIMALS
from demur.domain.round import turns as domain
from demur.domain.round.past import in_vain
from demur.domain.round.plan import Day
from demur.domain.round.turns import Kind
from demur.domain.round.why_not import rests_on, why_not
from demur.records.among import among
from demur.records.calls import Planned
from demur.records.gate import Wanted
from demur.records.people import Contact
from demur.records.round_day import Ahead, wanted
from demur.records.rounds import Rest, Resting, Round, Turn

#: As far as a calendar goes; whoever would be called later than that is not called.
FAR: Final = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class Row:
    """A turn that is not written down yet, and what the gate is asked of it."""

    turn: Turn
    wanted: Wanted


def turn_rows(known: Ahead, planned: Day, made: Round) -> list[Row]:
    """The turns of a planned day, the earliest first; promised calls to others are among them."""
    promised = {one.contact_id or one.ref: one for one in known.promised}
    rows = [_row(one, known, made, promised) for one in planned.turns]
    there = {row.turn.contact_id for row in rows} | known.over
    more = [one for key, one in promised.items() if key not in there]
    rows += [_promised(one, known, made) for one in more]
    return sorted(rows, key=lambda row: (row.turn.at, row.turn.ref))


def _row(one: domain.Turn, known: Ahead, made: Round, promised: dict[Any, Planned]) -> Row:
    contact = int(known.found.contacts[one.client])
    call = promised.get(contact) if one.kind is Kind.PROMISE else None
    at = known.found.slots.instant(known.day, one.minute, known.zone) or known.at
    offer = known.ground.offers.get(contact)
    turn = Turn(
        ref=uuid4(),
        round=made,
        contact_id=contact,
        planned=call,
        offer=offer,
        at=at,
        seller=one.seller,
        kind=one.kind,
        key=bool(known.found.clients.key[one.client]),
        language=known.ground.languages.get(contact, ""),
        worth_minor=_minor(one.worth, known) if one.kind in WEIGHED else None,
        currency=known.found.currency,
        p_refused=one.p_refused,
        low=one.low,
        high=one.high,
        p_answer=one.p_answer,
        propensity=one.propensity,
        because=[fact.as_json() for fact in one.because],
    )
    return Row(turn, call.wanted(at) if call else wanted(contact, known.ground, at, turn.ref))


def _promised(one: Planned, known: Ahead, made: Round) -> Row:
    """A promised call to somebody who is not silent, or for whom nobody has a minute left."""
    turn = Turn(
        ref=uuid4(),
        round=made,
        contact_id=one.contact_id,
        planned=one,
        at=max(one.at, known.at),
        kind=Kind.PROMISE,
        language=known.ground.languages.get(one.contact_id or 0, ""),
        currency=known.found.currency,
    )
    return Row(turn, one.wanted(turn.at))


#: The turns whose worth a minute says something of them: a promise is kept whatever it brings.
WEIGHED: Final = frozenset({Kind.CALL, Kind.EXPLORE})


def _minor(worth: float, known: Ahead) -> int | None:
    minor = worth * 10 ** DECIMALS.get(known.found.currency, 2)
    return round(minor) if np.isfinite(minor) else None


def rest_rows(known: Ahead, planned: Day, in_round: frozenset[int]) -> Iterator[Rest]:
    """Until when everybody rests who has no turn, and why; of whom we stop, without a day."""
    tried = in_vain(known.found.attempts, len(known.found.contacts), planned.day)
    for pk, place in known.place.items():
        if pk not in in_round:
            yield _rest(pk, place, known, planned, int(tried[place]))


def _rest(contact: int, place: int, known: Ahead, planned: Day, tried: int) -> Rest:
    blocked = known.blocked.get(place)
    at_peace = blocked is not None and blocked.why is Why.PEACE
    until = blocked.until.astimezone(known.zone).date() if blocked and blocked.until else None
    facts = why_not(
        planned,
        place,
        known.day,
        at_peace=at_peace,
        peace_until=until,
        in_vain=tried,
        currency=known.found.currency or None,
    )
    rest = Rest(contact_id=contact, since=known.day, because=[fact.as_json() for fact in facts])
    if blocked is not None:
        rest.why, rest.until = Resting.PEACE if at_peace else Resting.RULE, until
    else:
        rest.until = _own_day(place, known.day, planned)
        rest.why = Resting.OWN_DAY if rest.until else Resting.STOP
    return rest


def _own_day(place: int, day: date, planned: Day) -> date | None:
    """Never today, when there is no turn for them; None: no call is worth its minutes."""
    if not np.isfinite(planned.rests[place]):
        return None
    own = rests_on(planned, place, day)
    return max(own, day + timedelta(days=1)) if own - day < FAR else None


def keep_rests(rows: Sequence[Rest]) -> None:
    """Write rests down in place of those before, of clients who are still there."""
    whose = Contact.objects.filter(among("pk", (one.contact_id for one in rows)))
    there = set(whose.values_list("pk", flat=True))
    Rest.objects.bulk_create(
        [one for one in rows if one.contact_id in there],
        update_conflicts=True,
        unique_fields=["contact"],
        update_fields=["until", "why", "since", "because"],
    )
