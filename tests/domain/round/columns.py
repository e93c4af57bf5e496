"""The rulebook by columns: all turns of a day at once, so that it can judge millions of calls.

Like `rulebook` it asks the rule packs' raw JSON, the `holidays` package and zoneinfo by the minute
(`contact_rules.checker`), and reads nothing that the engine computed but the turns themselves.
What either says of a day, the other must say too.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from demur.domain.round.plan import Turn
from tests.domain.contact_rules.checker import MINUTE, PLACES, fit
from tests.domain.round.rulebook import World

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]

DAY = 24 * 60
PLACE = {name: row for row, name in enumerate(PLACES)}
LANGUAGE = {"": 0, "hu": 1, "ru": 2, "en": 3}
KIND = {"promise": 0, "call": 1, "explore": 2, "link": 3}


@dataclass(frozen=True, slots=True)
class People:
    """(N,) where each client is, what they speak, and whether any contact is barred, and why."""

    place: Ints
    language: Ints
    at_peace: Bools
    called: Bools


@dataclass(frozen=True, slots=True)
class Sellers:
    """(K,) from and to which minute each works, (K, 4) what they speak, (K, S) their minutes."""

    starts: Ints
    ends: Ints
    speaks: Bools
    minutes: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Turns:
    """(T,) whose each turn is, by whom (-1: any), in which slot, at which minute, of what kind."""

    client: Ints
    seller: Ints
    slot: Ints
    minute: Ints
    kind: Ints
    p_answer: NDArray[np.float64]

    @property
    def is_call(self) -> Bools:
        return self.kind != KIND["link"]

    def where(self, which: Bools) -> Turns:
        """Some of the turns."""
        cut = (self.client, self.seller, self.slot, self.minute, self.kind, self.p_answer)
        return Turns(*(column[which] for column in cut))


def broken(world: World, turns: tuple[Turn, ...]) -> Counter[str]:
    """Every rule that the turns of a day break, in the words of `rulebook`, and how often."""
    told, people, sellers = _turns(world, turns), _people(world), _sellers(world)
    rings = may_ring(world.on, world.zone)
    found = Counter[str]()
    twice = np.flatnonzero(np.bincount(told.client, minlength=len(world.people)) > 1)
    found.update(f"twice {client}" for client in twice)
    found.update(_of_all(world, told, people, rings))
    found.update(_of_calls(world, told.where(told.is_call), people, sellers))
    found.update(_of_promises(world, told, people, sellers, rings))
    found["more than the minutes"] += _over(told.where(told.is_call), sellers)
    return +found


def _turns(world: World, turns: tuple[Turn, ...]) -> Turns:
    index = {name: k for k, name in enumerate(world.sellers)}
    rows = [
        (one.client, index[one.seller] if one.seller else -1, one.slot, one.minute, KIND[one.kind])
        for one in turns
    ]
    columns = np.array(rows, np.int64).reshape(len(turns), 5).T
    return Turns(*columns, np.array([one.p_answer for one in turns]))


def _people(world: World) -> People:
    return People(
        np.array([PLACE[one.zone] for one in world.people]),
        np.array([LANGUAGE[one.language] for one in world.people]),
        np.array([one.peace is None or one.peace > world.on for one in world.people]),
        np.array([one.called for one in world.people]),
    )


def _sellers(world: World) -> Sellers:
    team = world.sellers.values()
    return Sellers(
        np.array([one.starts for one in team]),
        np.array([one.ends for one in team]),
        np.array([[word in one.languages | {""} for word in LANGUAGE] for one in team]),
        np.array([one.minutes for one in team]),
    )


# ---- whose phone may ring


@lru_cache(maxsize=500)
def may_ring(on: date, firm: str) -> Bools:
    """(P, 1440) whether it may ring at a place whenever the firm's clock shows a minute."""
    around = [on + timedelta(days=away) for away in (-1, 0, 1)]
    shown = np.concatenate([_clock(firm, each) for each in around]) - on.toordinal() * DAY
    within = (shown >= 0) & (shown < DAY)
    shows = np.bincount(shown[within], minlength=DAY)
    found = np.empty((len(PLACES), DAY), np.bool_)
    for row, place in enumerate(PLACES):
        fits = np.concatenate([_fits(place, each) for each in around])[within]
        found[row] = (shows > 0) & (np.bincount(shown[within], fits, DAY) == shows)
    return found


@cache
def _clock(name: str, on: date) -> Ints:
    """(1440,) which minute of all days a clock shows in each minute of a day of UTC."""
    zone = ZoneInfo(name)
    shown = (at.astimezone(zone) for at in _minutes(on))
    return np.array([at.toordinal() * DAY + at.hour * 60 + at.minute for at in shown])


@cache
def _fits(place: str, on: date) -> Bools:
    """(1440,) whether a call may be made to a place in each minute of a day of UTC."""
    zone, (country, region) = ZoneInfo(place), PLACES[place]
    return np.array([fit(at, zone, country, region) for at in _minutes(on)])


def _minutes(on: date) -> list[datetime]:
    begin = datetime(on.year, on.month, on.day, tzinfo=UTC)
    return [begin + minute * MINUTE for minute in range(DAY)]


# ---- the rules


def _of_all(world: World, told: Turns, people: People, rings: Bools) -> dict[str, int]:
    """Of all turns, links too: peace, one a day, the slot's own minutes, quiet hours."""
    first = world.opens + told.slot * world.minutes
    on_clock = (told.minute >= 0) & (told.minute < DAY)
    ringing = rings[people.place[told.client], np.clip(told.minute, 0, DAY - 1)] & on_clock
    return {
        "peace": int(people.at_peace[told.client].sum()),
        "called today": int(people.called[told.client].sum()),
        "outside its slot": _outside(told.minute, first, first + world.minutes),
        "quiet hours": int((~ringing).sum()),
    }


def _outside(at: Ints, first: Ints, end: Ints) -> int:
    return int(((at < first) | (at >= end)).sum())


def _of_calls(world: World, told: Turns, people: People, sellers: Sellers) -> dict[str, int]:
    """Of calls: the seller speaks with the client, and is there in the slot."""
    first = world.opens + told.slot * world.minutes
    away = (first + world.minutes <= sellers.starts[told.seller]) | (
        first >= sellers.ends[told.seller]
    )
    spoken = sellers.speaks[told.seller, people.language[told.client]]
    return {"language": int((~spoken).sum()), "outside the shift": int(away.sum())}


def _of_promises(
    world: World, told: Turns, people: People, sellers: Sellers, rings: Bools
) -> dict[str, int]:
    """A promise that could be kept is kept, and not before its time."""
    client = np.array(list(world.promised), np.int64)
    due = np.array(list(world.promised.values()), np.int64)
    kept_at = np.full(len(world.people), -1)
    is_promise = told.kind == KIND["promise"]
    kept_at[told.client[is_promise]] = told.minute[is_promise]
    made = kept_at >= 0
    made[client] = False
    able = _able(world, client, people, sellers, rings)
    slot = (due - world.opens) // world.minutes
    slots = np.arange(able.shape[1])
    later = (able & (slots >= slot[:, None])).any(1)
    at_once = (able & (slots == slot[:, None])).any(1)
    at = kept_at[client]
    return {
        "a promise nobody made": int(made.any()),
        "before its promised time": int(((at >= 0) & (at < due)).sum()),
        "a promise not kept": int(((at < 0) & later).sum()),
        "a promise kept late": int(((at > due) & at_once).sum()),
    }


def _able(world: World, client: Ints, people: People, sellers: Sellers, rings: Bools) -> Bools:
    """(n, S) whether a client may be called all through a slot, and somebody is there for them."""
    slots = sellers.minutes.shape[1]
    span = np.arange(world.opens, world.opens + slots * world.minutes)
    whole = rings[:, span].reshape(len(PLACES), slots, world.minutes).all(2)
    there = (sellers.speaks[:, :, None] & (sellers.minutes > 0)[:, None, :]).any(0)
    barred = people.at_peace[client] | people.called[client]
    return whole[people.place[client]] & there[people.language[client]] & ~barred[:, None]


def _over(calls: Turns, sellers: Sellers) -> int:
    """How many slots of sellers hold more than their minutes, but for what was promised."""
    shape, cell = sellers.minutes.shape, calls.seller * sellers.minutes.shape[1] + calls.slot
    spent = np.bincount(cell, 0.7 + 4.3 * calls.p_answer, sellers.minutes.size).reshape(shape)
    bound = np.bincount(cell, calls.kind == KIND["promise"], sellers.minutes.size) > 0
    return int(((spent > sellers.minutes + 1e-6) & ~bound.reshape(shape)).sum())
