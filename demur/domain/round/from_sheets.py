"""A day planned from a firm's clients and calls alone: no records, one team, one sum of minutes.

Who may be called is what the sheets and the contact rules we ship say: the hours and holidays at
the client's own clock, how often a rule lets them be called, the peace after a no. Consent, and
peace that was promised elsewhere, stand in the records and not in a sheet.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import numpy as np

from demur.domain.contact_rules import attempts as limits
from demur.domain.contact_rules import hours, packs, zones
from demur.domain.contact_rules.terms import After, Rest
from demur.domain.refusal import Channel, Lang
from demur.domain.round import given, worthwhile
from demur.domain.round.given import Client, Tried
from demur.domain.round.past import in_vain
from demur.domain.round.plan import Day, plan_day
from demur.domain.round.slots import Slots
from demur.domain.round.team import Shift
from demur.domain.silence import model
from demur.domain.silence.judges import Alone
from demur.domain.silence.log import Attempts, Clients, Outcome

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Days are counted from here; what is counted in single precision stays exact to minutes.
FIRST: Final = date(2000, 1, 1)
#: A rule may count calls by the month.
LOOKED_BACK: Final = timedelta(days=31)
SLOTS: Final = Slots()
#: Below so many calls there is nothing to fit.
ENOUGH: Final = 30


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be planned: the day, the minutes, the firm's clock, what a minute costs, and in
    which languages the team calls."""

    on: date
    minutes: float
    zone: ZoneInfo
    minute_costs: float = 0.0
    seed: int = 0
    speaks: frozenset[Lang] = frozenset(Lang)


@dataclass(frozen=True, slots=True, eq=False)
class Planned:
    """A day with what the plan was not told: who is at peace until when, who was called today.

    A peace without an end is None. `fitted`: the firm's own calls bore out the figures used; else
    they are those of other firms. `assumed` is the value of those whose value nobody told;
    `in_vain` (N,) counts the calls since each last answered.
    """

    day: Day
    peace: Mapping[int, date | None]
    called: frozenset[int]
    fitted: bool
    assumed: float | None
    in_vain: NDArray[np.int64]


def plan(found: Sequence[Client], log: Sequence[Tried], wanted: Wanted) -> Planned:
    """Plan a day from sheets; the same sheets give the same plan."""
    values, assumed = given.filled(one.value for one in found)
    begin = SLOTS.instant(wanted.on, SLOTS.opens, wanted.zone)
    at_peace = _at_peace(found, log, wanted)
    today = frozenset(one.client for one in log if _on(one.at, wanted.zone) == wanted.on)
    may = _allowed(found, wanted) & _within_limits(found, log, wanted, begin)[:, None]
    may[list(at_peace)] = False
    clients = _clients(found, log, values, may, wanted)
    attempts, number = _attempts(log, wanted.zone), _number(wanted.on)
    params = _params(clients, attempts, wanted.seed)
    beliefs = model.believe(params, clients, attempts, number)
    judge = Alone(params, beliefs, clients)
    said = worthwhile.chances(judge, clients, number)
    team = _team(said, may & _spoken(found, wanted.speaks)[:, None], wanted)
    day = plan_day(
        *(params, beliefs, clients, number, SLOTS, team, may),
        taken=today,
        seed=wanted.seed,
        attempts=attempts,
        languages=[one.language for one in found],
        minute_costs=wanted.minute_costs,
        judge=judge,
    )
    vain = in_vain(attempts, len(found), number)
    return Planned(day, at_peace, today, params.fitted, assumed, vain)


# ---- who may be called


def _allowed(found: Sequence[Client], wanted: Wanted) -> NDArray[np.bool_]:
    """(N, S) the slots that lie within the hours of the client's own place."""
    by_zone = {
        zone: _open(wanted.zone.key if zone == "" else zone, wanted)
        for zone in {one.zone for one in found}
    }
    return np.array([by_zone[one.zone] for one in found], np.bool_).reshape(-1, SLOTS.count)


def _open(name: str | None, wanted: Wanted) -> NDArray[np.bool_]:
    if name is None:
        return np.zeros(SLOTS.count, np.bool_)
    zone, country = ZoneInfo(name), country_of(name)
    rules = packs.on_channel(packs.rules_of(country), Channel.PHONE)
    days = (wanted.on + timedelta(days=away) for away in (-1, 0, 1))
    windows = [span for day in days for span in hours.windows(day, zone, country, "", rules, None)]
    return SLOTS.within(wanted.on, wanted.zone, windows)


@cache
def country_of(zone: str) -> str:
    """The one country (ISO 3166) that keeps a zone's time; "" where that is none or several."""
    countries = [one for one in zones.countries() if zone in zones.zones_in(one)]
    return countries[0] if len(countries) == 1 else ""


def _within_limits(
    found: Sequence[Client], log: Sequence[Tried], wanted: Wanted, at: datetime | None
) -> NDArray[np.bool_]:
    """(N,) whether one more call would not be one too many for the rules of the client's place."""
    free = np.ones(len(found), np.bool_)
    if at is None:
        return np.zeros_like(free)
    past: dict[int, list[datetime]] = {}
    for one in log:
        if one.at >= at - LOOKED_BACK:
            past.setdefault(one.client, []).append(one.at)
    for client, calls in past.items():
        name = found[client].zone or wanted.zone.key
        rules = packs.on_channel(packs.rules_of(country_of(name)), Channel.PHONE)
        free[client] = limits.too_many(calls, at, ZoneInfo(name), rules) is None
    return free


def _at_peace(
    found: Sequence[Client], log: Iterable[Tried], wanted: Wanted
) -> dict[int, date | None]:
    """By client, until when their no leaves them in peace on the day; None: for good."""
    until: dict[int, date | None] = {}
    for one in log:
        if one.outcome not in {Outcome.NO, Outcome.NEVER}:
            continue
        days = _rest(found[one.client].zone or wanted.zone.key)
        good = one.outcome is Outcome.NEVER or days is None
        ends = None if good else _on(one.at, wanted.zone) + timedelta(days=days or 0)
        before = until.get(one.client, date.min)
        until[one.client] = max(before, ends) if before and ends else None
    return {client: ends for client, ends in until.items() if ends is None or ends > wanted.on}


@cache
def _rest(zone: str) -> int | None:
    """Days of the least peace after a no; None is for good."""
    rule = packs.rest(packs.rules_of(country_of(zone)), After.NO)
    return rule.terms.days if rule and isinstance(rule.terms, Rest) else None


# ---- what the arithmetic is given


def _clients(
    found: Sequence[Client],
    log: Sequence[Tried],
    values: Sequence[float],
    may: NDArray[np.bool_],
    wanted: Wanted,
) -> Clients:
    """Who is waited for from the first call on, where nobody told since when."""
    first: dict[int, date] = {}
    for one in log:
        first.setdefault(one.client, _on(one.at, wanted.zone))
    since = [
        one.born_on or min(first.get(place, wanted.on), wanted.on)
        for place, one in enumerate(found)
    ]
    return Clients(
        given.segments(found),
        np.array(values, np.float64),
        np.array([_number(day) for day in since], np.float64),
        np.array([one.key for one in found], np.bool_),
        np.asarray(may, np.bool_),
    )


def _attempts(log: Sequence[Tried], zone: ZoneInfo) -> Attempts:
    """The calls that teach something, in days and slots of the firm's clock."""
    telling = [one for one in log if one.outcome is not None]
    local = [one.at.astimezone(zone) for one in telling]
    return Attempts(
        np.array([one.client for one in telling], np.int64),
        np.array([_number(at.date()) + (at.hour * 60 + at.minute) / 1440 for at in local]),
        np.array([SLOTS.at(at.hour * 60 + at.minute) for at in local], np.int64),
        np.array([one.outcome for one in telling], np.int8),
    )


def _params(clients: Clients, attempts: Attempts, seed: int) -> model.Params:
    """The firm's own figures where there is a log to learn from, else those of other firms."""
    if len(attempts) < ENOUGH or len(np.unique(attempts.outcome)) < 2:
        return model.prior(clients.segment, SLOTS.count)
    return model.fit(clients, attempts, SLOTS.count, seed)


def _spoken(found: Sequence[Client], speaks: frozenset[Lang]) -> NDArray[np.bool_]:
    """(N,) whether the team speaks a client's language; one whom nobody told is anybody's."""
    return np.array([one.language in {"", *speaks} for one in found], np.bool_)


def _team(said: worthwhile.Chances, may: NDArray[np.bool_], wanted: Wanted) -> list[Shift]:
    """A team of one mind, as many as the minutes take, who call when it is best."""
    many = max(math.ceil(wanted.minutes / (SLOTS.closes - SLOTS.opens)), 1)
    most = np.array([last - first for first, last in map(SLOTS.span, range(SLOTS.count))], float)
    each = worthwhile.spread(said, may, wanted.minutes, most * many) / many
    one = Shift("", SLOTS.opens, SLOTS.closes, wanted.speaks, tuple(map(float, each)))
    return [one] * many


def _number(day: date) -> float:
    return float((day - FIRST).days)


def _on(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()
