"""Worlds for the proof of the round: firms, and days of theirs with people, sellers and promises.

A world is drawn from its number alone, so that any day of millions can be looked at by itself.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np

from demur.domain.contact_rules.approaches import Place
from demur.domain.refusal import Lang
from demur.domain.round import open_slots
from demur.domain.round.plan import Day, Promised, plan_day
from demur.domain.round.slots import Slots
from demur.domain.round.team import Shift
from demur.domain.silence import model
from demur.domain.silence.log import Attempts, Clients
from tests.domain.contact_rules.checker import PLACES, YEARS, edges
from tests.domain.round.rulebook import Person, Seller, World

if TYPE_CHECKING:
    from numpy.typing import NDArray

FIRMS = ("Europe/Budapest", "Asia/Yekaterinburg", "America/Santiago", "Africa/Casablanca")
#: Holidays here or there, and days beside them.
FEASTS = ((1, 1), (1, 7), (3, 15), (4, 18), (5, 1), (5, 9), (8, 20), (10, 23), (12, 25), (12, 26))
LANGUAGES = ("hu", "ru", "en", "")
FIRST = date(2024, 1, 1)
TODAY = 300.0


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm's clients and what is believed of them, kept through all its days."""

    params: model.Params
    beliefs: model.Beliefs
    clients: Clients
    slots: Slots


@cache
def firm(many: int, slots: Slots) -> Firm:
    """A firm with so many clients and a past of calls to them."""
    draw = np.random.default_rng(many)
    clients = Clients(
        draw.integers(0, 3, many),
        np.exp(draw.normal(6, 1, many)),
        np.zeros(many),
        draw.random(many) < 0.1,
        np.ones((many, slots.count), np.bool_),
    )
    calls = 4 * many
    log = Attempts(
        draw.integers(0, many, calls),
        draw.uniform(0, TODAY, calls),
        draw.integers(0, slots.count, calls),
        draw.choice(8, calls, p=[0.6, 0.1, 0.02, 0.02, 0.01, 0.1, 0.1, 0.05]),
    )
    params = model.prior(clients.segment, slots=slots.count)
    return Firm(params, model.believe(params, clients, log, TODAY), clients, slots)


def days(count: int, many: int, slots: Slots, *, loose: bool, seed: int) -> Iterator[World]:
    """So many worlds, one after another; loose ones have sellers for most of their clients."""
    chance = random.Random(seed)
    for _ in range(count):
        yield a_world(chance, many, slots, loose)


def a_world(
    chance: random.Random, many: int, slots: Slots, loose: bool, on: date | None = None
) -> World:
    """A day of a firm somewhere, drawn; `on` a date where it is not to be any."""
    zone = chance.choice(FIRMS)
    on = on or a_date(chance, zone)
    peaces = [date.min] * 8 + [on, on + timedelta(days=1), on - timedelta(days=1), None]
    people = map(
        Person,
        chance.choices(list(PLACES), k=many),
        chance.choices(LANGUAGES, k=many),
        chance.choices(peaces, k=many),
        chance.choices((True, False), (1, 19), k=many),
    )
    sellers = {f"s{n}": a_seller(chance, slots, loose) for n in range(many // 100 if loose else 4)}
    minutes = range(slots.opens - 60, slots.closes + 60)
    promised = {chance.randrange(many): chance.choice(minutes) for _ in range(many // 20)}
    return World(on, zone, slots.opens, slots.minutes, tuple(people), sellers, promised)


def a_date(chance: random.Random, zone: str) -> date:
    """Of three days one at which a clock is set somewhere, one at a holiday, and any other."""
    if (kind := chance.randrange(3)) == 0:
        name = chance.choice([zone, *PLACES])
        if found := edges(name, YEARS[0], YEARS[-1]):
            set_on = chance.choice(found).astimezone(ZoneInfo(name)).date()
            return set_on + timedelta(chance.randint(0, 1))
    if kind == 1:
        return date(chance.choice(YEARS), *chance.choice(FEASTS)) + timedelta(chance.randint(-1, 1))
    return FIRST + timedelta(chance.randrange(3 * 365))


def a_seller(chance: random.Random, slots: Slots, loose: bool) -> Seller:
    """Somebody with any shift, who has a holiday of ten."""
    starts, ends = sorted(chance.sample(range(slots.opens - 90, slots.closes + 90, 15), 2))
    share = 0.0 if chance.random() < 0.1 else (1.0 if loose else chance.random() / 3)
    spans = [slots.span(slot) for slot in range(slots.count)]
    there = [max(min(last, ends) - max(first, starts), 0) for first, last in spans]
    speaks = frozenset(chance.sample(LANGUAGES[:3], chance.randint(1, 3)))
    return Seller(starts, ends, speaks, tuple(share * minutes for minutes in there))


# ---- what the engine is told, and what it plans


def planned(world: World, of: Firm, seed: int, **other: Any) -> Day:
    """The engine's plan of a day, `other` being what it is told in place of the truth."""
    team = [
        Shift(name, one.starts, one.ends, frozenset(map(Lang, one.languages)), one.minutes)
        for name, one in world.sellers.items()
    ]
    told = {
        "may": allowed(world, of.slots),
        "promised": [Promised(client, minute) for client, minute in world.promised.items()],
        "taken": {place for place, one in enumerate(world.people) if one.called},
        "languages": [one.language for one in world.people],
        "links": np.arange(len(world.people)) % 3 == 0,
        "seed": seed,
    } | other
    return plan_day(of.params, of.beliefs, of.clients, TODAY, of.slots, team, **told)


def allowed(world: World, slots: Slots, on: date | None = None) -> NDArray[np.bool_]:
    """(N, S) what the engine is given: quiet hours by its own windows, and peace.

    `on` is another day whose hours are taken for this one's.
    """
    by_place = {place: _open(place, on or world.on, slots, world.zone) for place in PLACES}
    may = np.array([by_place[one.zone] for one in world.people])
    may[[one.peace is None or one.peace > world.on for one in world.people]] = False
    return may


@lru_cache(maxsize=100_000)
def _open(place: str, on: date, slots: Slots, firm_zone: str) -> NDArray[np.bool_]:
    country, region = PLACES[place]
    where = Place(zone=place, region=region, country=country)
    return open_slots.open_slots(where, on, slots, ZoneInfo(firm_zone), None)
