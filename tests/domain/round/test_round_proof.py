"""No planned call breaks a rule: proved on drawn days against a checker written apart."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from demur.domain.contact_rules import hours, packs
from demur.domain.refusal import Channel, Lang
from demur.domain.round.plan import Day, Promised, plan_day
from demur.domain.round.slots import Slots
from demur.domain.round.team import Shift
from demur.domain.silence import model
from demur.domain.silence.log import Attempts, Clients
from tests.domain.contact_rules.checker import PLACES, YEARS, edges
from tests.domain.round.rulebook import Person, Seller, World, broken

FIRMS = ("Europe/Budapest", "Asia/Yekaterinburg", "America/Santiago", "Africa/Casablanca")
#: Holidays here or there, and days beside them.
FEASTS = ((1, 1), (1, 7), (3, 15), (4, 18), (5, 1), (5, 9), (8, 20), (10, 23), (12, 25), (12, 26))
LANGUAGES = ("hu", "ru", "en", "")
FIRST = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm's clients and what is believed of them, kept through all its days."""

    params: model.Params
    beliefs: model.Beliefs
    clients: Clients
    slots: Slots


@cache
def firm(many: int, slots: Slots) -> Firm:
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
        draw.uniform(0, 300, calls),
        draw.integers(0, slots.count, calls),
        draw.choice(8, calls, p=[0.6, 0.1, 0.02, 0.02, 0.01, 0.1, 0.1, 0.05]),
    )
    params = model.prior(clients.segment, slots=slots.count)
    return Firm(params, model.believe(params, clients, log, 300.0), clients, slots)


def a_date(chance: random.Random, zone: str) -> date:
    """Of three days one on which a clock is set somewhere, one at a holiday, and any other."""
    if (kind := chance.randrange(3)) == 0:
        name = chance.choice([zone, *PLACES])
        if found := edges(name, YEARS[0], YEARS[-1]):
            return chance.choice(found).astimezone(ZoneInfo(name)).date()
    if kind == 1:
        return date(chance.choice(YEARS), *chance.choice(FEASTS)) + timedelta(chance.randint(-1, 1))
    return FIRST + timedelta(chance.randrange(3 * 365))


def a_world(chance: random.Random, many: int, slots: Slots, loose: bool) -> World:
    zone = chance.choice(FIRMS)
    on = a_date(chance, zone)
    peaces = [date.min] * 8 + [on, on + timedelta(days=1), on - timedelta(days=1), None]
    people = tuple(
        Person(
            chance.choice(list(PLACES)),
            chance.choice(LANGUAGES),
            chance.choice(peaces),
            chance.random() < 0.05,
        )
        for _ in range(many)
    )
    sellers = {f"s{n}": a_seller(chance, slots, loose) for n in range(20 if loose else 4)}
    minutes = range(slots.opens - 60, slots.closes + 60)
    promised = {chance.randrange(many): chance.choice(minutes) for _ in range(many // 20)}
    return World(on, zone, slots.opens, slots.minutes, people, sellers, promised)


def a_seller(chance: random.Random, slots: Slots, loose: bool) -> Seller:
    """Somebody with any shift, who has a holiday of ten."""
    starts, ends = sorted(chance.sample(range(slots.opens - 90, slots.closes + 90, 15), 2))
    share = 0.0 if chance.random() < 0.1 else (1.0 if loose else chance.random() / 3)
    spans = [slots.span(slot) for slot in range(slots.count)]
    there = [max(min(last, ends) - max(first, starts), 0) for first, last in spans]
    speaks = frozenset(chance.sample(LANGUAGES[:3], chance.randint(1, 3)))
    return Seller(starts, ends, speaks, tuple(share * minutes for minutes in there))


def allowed(world: World, slots: Slots) -> np.ndarray:
    """What the engine is given: quiet hours by its own windows, peace, and consent to nothing."""
    by_place = {place: open_slots(world.on, world.zone, place, slots) for place in PLACES}
    may = np.array([by_place[one.zone] for one in world.people])
    may[[one.peace is None or one.peace > world.on for one in world.people]] = False
    return may


def open_slots(on: date, firm_zone: str, place: str, slots: Slots) -> np.ndarray:
    country, region = PLACES[place]
    rules = packs.on_channel(packs.rules_of(country), Channel.PHONE)
    days = (on + timedelta(days=away) for away in (-2, -1, 0, 1, 2))
    windows = [
        window
        for day in days
        for window in hours.windows(day, ZoneInfo(place), country, region, rules, None)
    ]
    return slots.within(on, ZoneInfo(firm_zone), windows)


def planned(world: World, of: Firm, seed: int, **other: Any) -> Day:
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
    return plan_day(of.params, of.beliefs, of.clients, 300.0, of.slots, team, **told)


def days(count: int, many: int, slots: Slots, *, loose: bool, seed: int) -> Iterator[World]:
    chance = random.Random(seed)
    for _ in range(count):
        yield a_world(chance, many, slots, loose)


def test_no_call_of_many_drawn_days_breaks_a_rule() -> None:
    of, made = firm(120, Slots(8 * 60, 18 * 60, 60)), Counter[str]()
    for seed, world in enumerate(days(25, 120, of.slots, loose=False, seed=41)):
        day = planned(world, of, seed)
        assert list(broken(world, day.turns)) == [], world
        made.update(turn.kind.value for turn in day.turns)
    assert min(made["promise"], made["call"], made["explore"]) > 10


def test_slots_at_night_lose_and_double_no_hour() -> None:
    """Where the clock is set within the firm's own slots, nobody is called at a doubtful hour."""
    of = firm(60, Slots(0, 24 * 60, 45))
    for seed, world in enumerate(days(6, 60, of.slots, loose=False, seed=42)):
        assert list(broken(world, planned(world, of, seed).turns)) == [], world


CONTROLS = {
    "quiet hours": {"may": None},
    "called today": {"taken": ()},
    "a promise not kept": {"promised": ()},
    "language": {"languages": None},
}


@pytest.mark.parametrize("rule", CONTROLS)
def test_the_checker_catches_an_engine_that_is_not_told_a_rule(rule: str) -> None:
    of, found = firm(120, Slots(8 * 60, 18 * 60, 60)), set[str]()
    for seed, world in enumerate(days(4, 120, of.slots, loose=False, seed=43)):
        wrong: dict[str, Any] = dict(CONTROLS[rule])
        if rule == "quiet hours":
            wrong["may"] = np.ones(len(world.people), np.bool_)
        found |= set(broken(world, planned(world, of, seed, **wrong).turns))
    assert rule in found


def test_the_checker_catches_a_client_called_twice_and_minutes_made_up() -> None:
    of = firm(120, Slots(8 * 60, 18 * 60, 60))
    world = a_world(random.Random(44), 120, of.slots, loose=False)
    while not (turns := planned(world, of, 1).turns):
        world = a_world(random.Random(len(turns) + 45), 120, of.slots, loose=False)
    assert any(told.startswith("twice") for told in broken(world, (*turns, turns[0])))
    called = next(turn for turn in turns if turn.kind == "call")
    more = tuple(replace(called, client=place) for place in range(120))
    assert "more than the minutes" in set(broken(world, more))


@pytest.mark.deep
def test_of_ten_million_calls_none_breaks_a_rule() -> None:
    of, made, wrong = firm(2000, Slots(8 * 60, 20 * 60, 120)), 0, Counter[str]()
    for seed, world in enumerate(days(100_000, 2000, of.slots, loose=True, seed=45)):
        day = planned(world, of, seed)
        wrong.update(broken(world, day.turns))
        made += sum(turn.kind != "link" for turn in day.turns)
        if made >= 10_000_000:
            break
    print(f"{made} calls on {seed + 1} days, {wrong.total()} broken rules {dict(wrong)}")  # noqa: T201
    assert made >= 10_000_000
    assert not wrong
