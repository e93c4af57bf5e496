"""Every world of people keeps what `World` promises, and lives at rates true to life."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bench.worlds import LOST, Calls, World, life, open_, others, sealed
from demur.domain.silence.log import Outcome

if TYPE_CHECKING:
    from numpy.typing import NDArray

WORLDS = (*open_.WORLDS, *sealed.WORLDS, *others.WORLDS)
OTHERS = {kind.name for kind in others.WORLDS}
ANSWERED = (Outcome.LATER, Outcome.NO, Outcome.SALE, Outcome.NEVER, Outcome.WRONG_PERSON)
TUESDAY = life.HISTORY + 3

# What is so on purpose in worlds that another hand thought of: teams that call on Saturdays, firms
# whose log knows the day alone, sellers who never write a no down, how many pick up and buy, and
# how many have refused: far more than in ours, or hardly anybody.
SIX_DAYS = ("moods", "mobiles")
ONE_SLOT = ("sloppy", "wholesale")
NO_NOES = ("sloppy",)
PICKS_UP = {"wholesale": (0.45, 0.65), "sloppy": (0.10, 0.20)}
SALES = {"wholesale": (0.10, 0.25)}
REFUSED = {
    "moods": (0.60, 0.90),
    "sloppy": (0.60, 0.85),
    "anniversaries": (0.65, 0.92),
    "offices": (0.65, 0.90),
    "mobiles": (0.60, 0.95),
    "wholesale": (0.08, 0.25),
}

TELLING = [kind for kind in WORLDS if kind.name not in NO_NOES]
each_world = pytest.mark.parametrize("kind", WORLDS, ids=lambda kind: kind.name)


def a_slot(world: World) -> int:
    """The second slot of the day, or the only one."""
    return min(1, world.clients.slots - 1)


def due(world: World, day: int, slot: int, last: NDArray[np.float64]) -> NDArray[np.int64]:
    """Whom the firm's old cadence calls in this slot, the dearest first, while minutes last."""
    whim = np.random.default_rng([day, slot]).uniform(0.5, 2.0, len(world.clients))
    ready = (day - last >= world.old_every) & world.clients.allowed[:, slot]
    ready &= world.clients.born <= day
    who = np.argsort(-world.clients.value * whim)
    who = who[ready[who]]
    spent = np.cumsum(world.takes(day, slot)[who])
    return who[: np.searchsorted(spent, world.minutes[day, slot])]


def worked(world: World, days: range) -> tuple[list[Calls], list[NDArray[np.int64]]]:
    """Let the world live these days under the old cadence; what came of it, and who was called."""
    last = np.random.default_rng(1).uniform(-world.old_every, 0, len(world.clients))
    came, called = [], []
    for day in days:
        for slot in np.flatnonzero(world.minutes[day]):
            who = due(world, day, slot, last)
            came.append(world.call(day, slot, who))
            called.append(who)
            last[who] = day
        world.night(day)
    return came, called


@cache
def _past(kind: type) -> tuple[World, list[Calls], list[NDArray[np.int64]], list[float]]:
    world, came, called, refused = kind(seed=5), [], [], []
    for month in range(0, life.HISTORY, 30):
        more, whom = worked(world, range(month, month + 30))
        came += more
        called += whom
        refused.append(float(world.refused(month + 30).mean()))
    return world, came, called, refused


def lived(kind: type) -> World:
    """The world after its history, to do with as one likes."""
    return deepcopy(_past(kind)[0])


@each_world
def test_a_world_shows_its_clients_and_minutes_as_the_contract_says(kind: type) -> None:
    world = kind(seed=5)
    many, slots = world.clients.allowed.shape
    assert world.name
    assert world.about.endswith(".")
    assert 1000 <= many <= 2500
    assert slots == 1 if world.name in ONE_SLOT else 3 <= slots <= 6
    assert world.minutes.shape == (world.history + 240, slots)
    rest = 6 if world.name in SIX_DAYS else 5
    assert not world.minutes[np.arange(len(world.minutes)) % 7 >= rest].any()
    assert set(world.clients.segment) == set(range(world.clients.segment.max() + 1))
    assert 2 <= world.clients.segment.max() + 1 <= 5
    assert 0.05 <= world.clients.key.mean() <= 0.10
    assert world.clients.allowed.mean() > 0.9
    assert world.clients.allowed.any(axis=1).all()
    assert world.clients.features is None or np.isfinite(world.clients.features).all()
    assert (world.clients.value > 0).all()
    # Ours are all there from the beginning; there, some come while we call.
    assert (world.clients.born <= (world.history + 240) * (world.name in OTHERS)).all()
    assert (world.clients.born <= 0).mean() > 0.65


def test_no_two_worlds_share_a_name() -> None:
    assert len({kind.name for kind in WORLDS}) == len(WORLDS) == 12


@each_world
def test_calls_end_in_a_known_way_last_as_long_as_calls_do_and_earn_only_by_a_sale(
    kind: type,
) -> None:
    _, came, _, _ = _past(kind)
    outcome = np.concatenate([calls.outcome for calls in came])
    minutes = np.concatenate([calls.minutes for calls in came])
    money = np.concatenate([calls.money for calls in came])
    assert np.isin(outcome, (LOST, *Outcome)).all()
    assert minutes.min() >= 0.4
    assert minutes.max() <= 12.0
    assert (money[outcome == Outcome.SALE] > 0).all()
    assert not money[outcome != Outcome.SALE].any()


@each_world
def test_rates_are_true_to_life(kind: type) -> None:
    world, came, _, refused = _past(kind)
    outcome = np.concatenate([calls.outcome for calls in came])
    open_days = (world.minutes[: world.history].sum(axis=1) > 0).sum()
    least, most = PICKS_UP.get(world.name, (0.15, 0.45))
    assert least <= np.isin(outcome, ANSWERED).mean() <= most
    least, most = SALES.get(world.name, (0.005, 0.04))
    assert least <= (outcome == Outcome.SALE).mean() <= most
    assert 0.02 <= len(outcome) / open_days / len(world.clients) <= 0.06
    few, many = REFUSED.get(world.name, (0.30, 0.65))
    assert min(refused) >= few
    assert max(refused) <= many


@each_world
def test_the_same_seed_is_the_same_life_and_another_seed_another(kind: type) -> None:
    first, same, other = (worked(kind(seed=seed), range(3))[0] for seed in (8, 8, 9))
    assert all(np.array_equal(a.outcome, b.outcome) for a, b in zip(first, same, strict=True))
    assert all(np.array_equal(a.money, b.money) for a, b in zip(first, same, strict=True))
    assert any(not np.array_equal(a.outcome, b.outcome) for a, b in zip(first, other, strict=True))


@each_world
def test_a_copy_lives_without_touching_the_original(kind: type) -> None:
    world, untouched = lived(kind), lived(kind)
    worked(deepcopy(world), range(TUESDAY, TUESDAY + 5))
    assert np.array_equal(world.brings(TUESDAY, 0), untouched.brings(TUESDAY, 0))
    assert np.array_equal(world.refused(TUESDAY), untouched.refused(TUESDAY))


@each_world
def test_what_a_call_comes_to_hangs_not_on_who_else_is_called_nor_on_their_order(
    kind: type,
) -> None:
    few = np.arange(0, 400, 7)
    crowd = np.random.default_rng(2).permutation(1000)
    slot = a_slot(lived(kind))
    alone = lived(kind).call(TUESDAY, slot, few)
    among = lived(kind).call(TUESDAY, slot, crowd)
    place = np.argsort(crowd)[few]
    assert np.array_equal(alone.outcome, among.outcome[place])
    assert np.array_equal(alone.money, among.money[place])
    assert np.array_equal(alone.minutes, among.minutes[place])


@each_world
def test_calls_bring_and_take_on_average_what_the_world_says(kind: type) -> None:
    world = lived(kind)
    slot = a_slot(world)
    who = np.argsort(-world.brings(TUESDAY, slot))[:600:2]
    money, minutes = [], []
    for chance in range(80):
        world_by_chance = deepcopy(world)
        world_by_chance.seed = 1000 + chance  # type: ignore[attr-defined]
        calls = world_by_chance.call(TUESDAY, slot, who)
        money.append(calls.money.sum())
        minutes.append(calls.minutes.sum())
    for seen, said in ((money, world.brings), (minutes, world.takes)):
        noise = np.std(seen) / np.sqrt(len(seen))
        assert noise > 0
        assert abs(np.mean(seen) - said(TUESDAY, slot)[who].sum()) < 4 * noise


@each_world
def test_whoever_has_refused_brings_nothing_for_thirty_days_and_most_others_do(kind: type) -> None:
    world = lived(kind)
    refused, best = world.refused(TUESDAY), np.zeros(len(world.clients))
    for day in range(TUESDAY, TUESDAY + 30):
        for slot in range(world.minutes.shape[1]):
            best = np.maximum(best, world.brings(day, slot))
        world.night(day)
    assert not best[refused].any()
    # The rest would, once an earlier call had changed something.
    assert (best[~refused] > 0).mean() > 0.8


@pytest.mark.parametrize("kind", TELLING, ids=lambda kind: kind.name)
def test_whoever_says_never_has_refused_and_brings_nothing(kind: type) -> None:
    world, everybody = lived(kind), np.arange(len(kind(seed=5).clients))
    never = np.zeros(len(everybody), dtype=np.bool_)
    for slot in range(world.minutes.shape[1]):
        never |= world.call(TUESDAY, slot, everybody).outcome == Outcome.NEVER
    assert never.any()
    assert world.refused(TUESDAY)[never].all()
    assert not world.brings(TUESDAY + 1, a_slot(world))[never].any()


@each_world
def test_a_sale_fills_the_need_it_came_from(kind: type) -> None:
    world = lived(kind)
    slot = a_slot(world)
    dear = np.argsort(-world.brings(TUESDAY, slot))[:400]
    sold = dear[world.call(TUESDAY, slot, dear).outcome == Outcome.SALE]
    assert len(sold) > 0
    assert not world.brings(TUESDAY, min(2, world.clients.slots - 1))[sold].any()


@each_world
def test_whoever_knows_needs_and_refusals_earns_a_multiple_of_the_old_cadence(kind: type) -> None:
    blind, seeing = lived(kind), lived(kind)
    days = range(life.HISTORY, life.HISTORY + 30)
    came, _ = worked(blind, days)
    earned = 0.0
    for day in days:
        for slot in np.flatnonzero(seeing.minutes[day]):
            brings, takes = seeing.brings(day, slot), seeing.takes(day, slot)
            who = np.argsort(-np.where(seeing.clients.allowed[:, slot], brings / takes, 0.0))
            many = np.searchsorted(np.cumsum(takes[who]), seeing.minutes[day, slot])
            earned += seeing.call(day, slot, who[:many]).money.sum()
        seeing.night(day)
    assert earned > 1.5 * sum(calls.money.sum() for calls in came)
