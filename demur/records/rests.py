"""How long one client rests: worked out at once when a call to them has ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from demur.domain.days import date_of, day_of
from demur.domain.dispositions import outcome
from demur.domain.round import why_not, worthwhile
from demur.domain.round.because import Fact
from demur.domain.round.past import in_vain
from demur.domain.round.slots import Slots
from demur.domain.round.why_not import Call
from demur.domain.round.worthwhile import Chances
from demur.domain.silence import model, rounds
from demur.domain.silence.judges import Alone
from demur.domain.silence.log import Attempts, Clients
from demur.records.attempts import calls_to
from demur.records.company import Company
from demur.records.dispositions import dispositions
from demur.records.fits import Fit, last_fit
from demur.records.offers import Offer
from demur.records.people import Client, Contact
from demur.records.rounds import Rest, Resting, Round
from demur.records.silent_clients import KINDS, segments, told

#: As far as a calendar goes; whoever would be called later than that is not called.
FAR: Final = 3650


@dataclass(frozen=True, slots=True)
class OwnDay:
    """The day on which a client is best called next, None: we stop; and the figures that say so."""

    day: date | None
    because: tuple[Fact, ...] = ()


def let_rest(
    contact: Contact | None,
    why: Resting,
    until: date | None,
    on: date,
    because: Iterable[Fact] = (),
) -> Rest | None:
    """Put down until when a client rests, in place of what was said before; None: of nobody."""
    if contact is None:
        return None
    told: dict[str, object] = {"why": why, "until": until, "since": on}
    told["because"] = [fact.as_json() for fact in because]
    return Rest.objects.update_or_create(contact=contact, defaults=told)[0]


def own_day(contact: int, now: datetime, round: Round) -> OwnDay:  # noqa: A002
    """The day on which a client is best called next, after today, or that we stop; and why.

    By what the last fit says and all calls to them, at what a minute of today's round is worth.
    """
    ours = Company.objects.filter(pk=1).first() or Company()
    zone, fit = ZoneInfo(ours.zone), last_fit()
    slots = fit.day_slots if fit else Slots()
    today = day_of(now, zone)
    log = _calls(contact, slots, zone)
    known = told(np.array([contact]), ours)
    clients = Clients(
        segment=segments(known.kind, known.field, tuple(fit.fields) if fit else ()),
        value=np.where(known.value >= 0.0, known.value, round.usual_value),
        born=np.array([min([today, *_offered(contact, zone), *log.day])]),
        key=known.kind == KINDS.index(Client.KEY),
        allowed=np.ones((1, slots.count), np.bool_),
    )
    return _judged(fit, clients, log, today, round)


def warm_up() -> None:
    """Load what `own_day` reckons with, by a client made up: compiling it takes seconds, which the
    first seller of the day would otherwise wait when their first call has ended."""
    fit = last_fit()
    slots = fit.day_slots if fit else Slots()
    none = np.zeros(1)
    allowed = np.ones((1, slots.count), np.bool_)
    clients = Clients(none.astype(np.int64), none + 1.0, none, none > 0.0, allowed)
    log = Attempts(none.astype(np.int64), none, none.astype(np.int64), none.astype(np.int8))
    _judged(fit, clients, log, 1.0, Round(minute_price=1.0))


def _judged(
    fit: Fit | None,
    clients: Clients,
    log: Attempts,
    today: float,
    round: Round,  # noqa: A002
) -> OwnDay:
    """The own day of the one client that there is."""
    params = (fit.value() if fit else None) or model.prior(clients.segment, clients.slots)
    beliefs = model.believe(params, clients, log, today)
    (day,) = rounds.rest_until(params, beliefs, clients, today, round.minute_price)
    said = worthwhile.chances(Alone(params, beliefs, clients), clients, today)
    call = _call(said, log, today, round.currency)
    if not np.isfinite(day) or day - today > FAR:
        return OwnDay(None, why_not.stops(call, round.minute_price))
    best = max(date_of(float(day)), date_of(today) + timedelta(days=1))
    return OwnDay(best, why_not.rests(call, round.price, best))


def _call(said: Chances, log: Attempts, today: float, currency: str) -> Call:
    """The best call that could be made now."""
    best = int((said.brings[0] / said.length[0]).argmax())
    brings, length = float(said.brings[0, best]), float(said.length[0, best])
    return Call(brings, length, int(in_vain(log, 1, today)[0]) + 1, currency or None)


def _offered(contact: int, zone: ZoneInfo) -> list[float]:
    rows = Offer.objects.filter(contact=contact).values_list("at", flat=True)
    return [day_of(at, zone) for at in rows]


def _calls(contact: int, slots: Slots, zone: ZoneInfo) -> Attempts:
    known = dispositions()
    calls = [one for one in calls_to([contact])[contact] if one.disposition in known]
    told = [(one, outcome(known[one.disposition], one.seconds)) for one in calls]
    said = [(one.at, meant) for one, meant in told if meant is not None]
    return Attempts(
        np.zeros(len(said), np.int64),
        np.array([day_of(at, zone) for at, _ in said], np.float64),
        np.array([slots.slot_of(at, zone) for at, _ in said], np.int64),
        np.array([meant for _, meant in said], np.int8),
    )
