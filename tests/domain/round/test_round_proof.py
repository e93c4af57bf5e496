"""No planned call breaks a rule: proved on drawn days against a checker written apart."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from demur.domain.round.slots import Slots
from demur.domain.round.turns import Turn
from tests.domain.round import columns, proof
from tests.domain.round.rulebook import World, broken
from tests.domain.round.worlds import a_world, allowed, days, firm, planned


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


QUARTERS = Slots(9 * 60, 19 * 60, 15)
CONTROLS: dict[str, dict[str, Any]] = {
    "quiet hours": {},
    "called today": {"taken": ()},
    "a promise not kept": {"promised": ()},
    "language": {"languages": None},
}


def untold(rule: str, world: World) -> dict[str, Any]:
    """What an engine is told that is not told a rule."""
    wrong = CONTROLS[rule]
    return wrong or {"may": np.ones(len(world.people), np.bool_)}


@pytest.mark.parametrize("rule", CONTROLS)
def test_the_checker_catches_an_engine_that_is_not_told_a_rule(rule: str) -> None:
    of, found = firm(120, Slots(8 * 60, 18 * 60, 60)), set[str]()
    for seed, world in enumerate(days(4, 120, of.slots, loose=False, seed=43)):
        found |= set(broken(world, planned(world, of, seed, **untold(rule, world)).turns))
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


# ---- millions of calls, judged by columns


def both(world: World, turns: tuple[Turn, ...]) -> Counter[str]:
    """What rows and columns say of a day, which is the same."""
    by_rows = Counter(broken(world, turns))
    assert columns.broken(world, turns) == by_rows, world
    return by_rows


def test_rows_and_columns_say_the_same_of_every_day() -> None:
    found = Counter[str]()
    for seed, slots in enumerate(sorted(set(proof.SHAPES) | {QUARTERS}, key=str) * 2):
        of = firm(150, slots)
        world = a_world(random.Random(seed), 150, slots, loose=False)
        assert both(world, planned(world, of, seed, minute_costs=2.0).turns) == {}
        told = {name: value for rule in CONTROLS for name, value in untold(rule, world).items()}
        found += both(world, planned(world, of, seed, **told).turns)
        found += both(world, tuple(spoilt(planned(world, of, seed).turns, seed)))
    assert {"twice" if rule.startswith("twice") else rule for rule in found} == {
        *("peace", "called today", "quiet hours", "language", "outside its slot"),
        *("a promise nobody made", "a promise not kept", "a promise kept late"),
        *("before its promised time", "outside the shift", "more than the minutes", "twice"),
    }


def spoilt(turns: tuple[Turn, ...], seed: int) -> Iterator[Turn]:
    """A day's turns, of which some are put elsewhere, and others are added that nobody planned."""
    chance, calls = random.Random(seed), [turn for turn in turns if turn.kind != "link"]
    for turn in turns:
        is_promise = turn.kind == "promise"
        yield replace(turn, minute=turn.minute + chance.randint(-1, 1)) if is_promise else turn
        if turn.kind != "link" and chance.random() < 0.5:
            name = chance.choice(("slot", "minute", "seller", "kind", "client"))
            yield replace(turn, **{name: getattr(chance.choice(calls), name), "p_answer": 1.0})


@pytest.mark.parametrize("rule", CONTROLS)
def test_the_columns_catch_an_engine_that_is_not_told_a_rule(rule: str) -> None:
    proved = proof.Proved()
    for number in range(3):
        world, of = proof.a_day(number)
        proved.take_in(number, world, planned(world, of, number, **untold(rule, world)).turns)
    assert proved.wrong[rule] > 0


def last_weeks_hours(on: date) -> Counter[str]:
    """What the columns find where a firm calls by the hours of the same day a week before."""
    slots = proof.SHAPES[-1]
    of, chance = firm(proof.CLIENTS, slots), random.Random(48)
    drawn = a_world(chance, proof.CLIENTS, slots, True, on)
    world = replace(drawn, zone="America/Santiago")  # whose clock is set on other days
    assert columns.broken(world, planned(world, of, 1).turns) == {}
    may = allowed(world, slots, on - timedelta(days=7))
    return columns.broken(world, planned(world, of, 1, may=may).turns)


@pytest.mark.parametrize("on", [date(2026, 3, 30), date(2025, 10, 27)], ids=str)
def test_the_columns_catch_an_engine_that_misses_that_a_clock_was_set(on: date) -> None:
    assert last_weeks_hours(on)["quiet hours"] > 0


def test_the_columns_catch_an_engine_that_misses_a_holiday() -> None:
    on = date(2026, 8, 20)  # Hungary's, and no clock was set in the week before
    assert proof.is_feast("Europe/Budapest", on)
    assert last_weeks_hours(on)["quiet hours"] > 0


def test_of_ten_thousand_calls_none_breaks_a_rule() -> None:
    *_, proved = proof.proved(10_000)
    assert proved.wrong == {}, proved
    assert min(proved.links, proved.set_calls + proved.after_calls, proved.resting) > 0, proved


@pytest.mark.deep
def test_of_ten_million_calls_none_breaks_a_rule() -> None:
    *_, proved = proof.proved(10_000_000)
    print(proved)  # noqa: T201
    assert proved.calls >= 10_000_000
    assert proved.wrong == {}, proved
