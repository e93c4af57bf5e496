"""Worlds keep the contract of bench.worlds, whoever wrote them."""

from __future__ import annotations

from copy import deepcopy

import numpy as np
import pytest

from bench.round import worlds
from bench.worlds import LOST, World, luck
from demur.domain.silence.log import Outcome

WORLDS = worlds()
LONG = 420
SIX_DAYS = ("moods", "mobiles")  # teams that call on Saturdays too
ONE_SLOT = ("sloppy", "wholesale")  # and firms whose log knows the day alone


@pytest.fixture(scope="module", params=WORLDS.values(), ids=WORLDS)
def kind(request: pytest.FixtureRequest) -> type:
    """A world's class."""
    return request.param


def some(world: World, day: int, slot: int, draw: np.random.Generator) -> np.ndarray:
    """A third of those who may be called at all."""
    may = world.clients.allowed[:, slot] & (world.clients.born <= day)
    return np.flatnonzero(may & (draw.random(len(may)) < 0.33))


def test_a_world_is_of_the_size_the_bench_is_for(kind: type) -> None:
    world = kind(0)
    days, slots = world.minutes.shape
    assert days >= LONG
    assert world.clients.slots == slots
    assert slots == 1 if world.name in ONE_SLOT else 3 <= slots <= 6
    assert 1000 <= len(world.clients) <= 2500
    assert world.history == 180
    assert len(world.about) < 120
    off = world.minutes[:LONG].sum(axis=1) == 0
    assert 0.14 < off.mean() < 0.18 if world.name in SIX_DAYS else 0.27 < off.mean() < 0.36


def test_the_same_seed_is_the_same_life_and_a_copy_lives_its_own(kind: type) -> None:
    lives = [kind(5), kind(5)]
    lives.append(deepcopy(lives[0]))
    draw = np.random.default_rng(0)
    last = lives[0].clients.slots - 1
    who = some(lives[0], 0, last, draw)
    first, again, copied = (world.call(0, last, who) for world in lives)
    for other in (again, copied):
        assert (first.outcome == other.outcome).all()
        assert (first.minutes == other.minutes).all()
        assert (first.money == other.money).all()
    lives[0].night(0)
    assert (lives[1].brings(1, 0) == lives[2].brings(1, 0)).all()


def test_another_seed_is_another_life(kind: type) -> None:
    assert (kind(1).clients.value != kind(2).clients.value).any()


def test_what_a_call_brings_and_takes_is_its_average(kind: type) -> None:
    """The gaps to what was expected are a martingale: their sum stays within its own spread."""
    world, draw = kind(4), np.random.default_rng(4)
    money, minutes = [], []
    for day in range(60):
        slot = day % world.minutes.shape[1]
        who = some(world, day, slot, draw)
        brings, takes = world.brings(day, slot)[who], world.takes(day, slot)[who]
        calls = world.call(day, slot, who)
        money.append(calls.money - brings)
        minutes.append(calls.minutes - takes)
        world.night(day)
    for gaps in (np.concatenate(money), np.concatenate(minutes)):
        assert abs(gaps.sum()) < 4.5 * np.sqrt((gaps**2).sum())


def test_who_has_refused_buys_nothing_in_thirty_days(kind: type) -> None:
    world, draw = kind(6), np.random.default_rng(6)
    for day in range(40):
        world.night(day)
    refused = world.refused(40) & (world.clients.born <= 40)
    assert 0.1 < refused.mean() < 0.95
    for day in range(40, 70):
        for slot in range(world.minutes.shape[1]):
            assert (world.brings(day, slot)[refused] <= 1e-9).all()
        called = some(world, day, 0, draw)
        assert (world.call(day, 0, called).money[refused[called]] == 0).all()
        world.night(day)


def test_outcomes_are_those_of_the_log_and_only_a_sale_brings_money(kind: type) -> None:
    world, draw = kind(7), np.random.default_rng(7)
    for day in range(10):
        calls = world.call(day, 0, some(world, day, 0, draw))
        assert np.isin(calls.outcome, [LOST, *Outcome]).all()
        assert np.isin(calls.outcome[calls.money > 0], [Outcome.SALE, LOST]).all()
        assert (calls.minutes > 0).all()
        world.night(day)


def test_ones_luck_does_not_hang_on_who_else_is_called(kind: type) -> None:
    alone, crowd = kind(8), kind(8)
    draw = np.random.default_rng(8)
    who = some(alone, 0, 0, draw)
    few = who[::7]
    expected = crowd.call(0, 0, who).outcome[::7]
    assert (alone.call(0, 0, few).outcome == expected).mean() > 0.95


def test_the_luck_of_a_day_is_no_echo_of_another() -> None:
    days = np.array([luck(1, day, 0, 500)[0] for day in range(20)])
    assert len(np.unique(days)) == days.size
    assert (luck(1, 3, 0, 500) == luck(1, 3, 0, 500)).all()
