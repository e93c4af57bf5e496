"""What makes each of the others' worlds what it is: who has refused, and what the log shows."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bench.rounds.play import past
from bench.rounds.team import ANSWERED
from bench.worlds import LOST, life
from bench.worlds.others import WORLDS, habits
from bench.worlds.others.sloppy import LOST as LOSES
from bench.worlds.others.sloppy import Sloppy
from bench.worlds.others.wholesale import Wholesale
from demur.domain.silence import model
from demur.domain.silence.log import Outcome

if TYPE_CHECKING:
    from bench.worlds import World
    from demur.domain.silence.log import Attempts

# After the old round: the share refused, and of the calls answered the shares of sales, laters and
# noes, as the log has them.
SHARES = {
    "anniversaries": (0.87, 0.055, 0.59, 0.31),
    "mobiles": (0.88, 0.062, 0.57, 0.33),
    "moods": (0.78, 0.105, 0.57, 0.29),
    "offices": (0.79, 0.030, 0.72, 0.23),
    "sloppy": (0.75, 0.105, 0.89, 0.0),
    "wholesale": (0.16, 0.335, 0.47, 0.19),
}
OFF = np.array([0.06, 0.025, 0.06, 0.06])  # by how much a seed may be off


@cache
def lived(kind: type) -> tuple[World, Attempts]:
    """A world after its history in the firm's old way, and the log of it."""
    world = kind(2)
    return world, past(world, 2).seen.log.attempts()


def worked(kind: type) -> tuple[World, np.ndarray]:
    """The same, and how many calls ended so by the log."""
    world, log = lived(kind)
    return world, np.bincount(log.outcome.astype(int), minlength=len(Outcome))


@pytest.mark.parametrize("kind", WORLDS, ids=lambda kind: kind.name)
def test_as_many_have_refused_and_the_log_shows_as_much_as_makes_the_world(kind: type) -> None:
    world, ended = worked(kind)
    known = world.clients.born <= world.history
    of_answered = ended[[Outcome.SALE, Outcome.LATER, Outcome.NO]] / ended[ANSWERED].sum()
    seen = np.array([world.refused(world.history)[known].mean(), *of_answered])
    assert (np.abs(seen - SHARES[world.name]) < OFF).all(), seen
    assert 65 <= ended[Outcome.SALE] <= 900


@pytest.mark.parametrize("name", ["moods", "anniversaries", "mobiles"])
def test_where_noes_are_said_aloud_as_many_are_told_to_have_refused_as_have(name: str) -> None:
    world, log = lived(next(kind for kind in WORLDS if kind.name == name))
    params = model.fit(world.clients, log, slots=world.clients.slots)
    beliefs = model.believe(params, world.clients, log, world.history)
    known = world.clients.born <= world.history
    have = world.refused(world.history)[known]
    told, low, high = beliefs.p_refused[known], *beliefs.interval[known].T
    assert told.mean() == pytest.approx(have.mean(), abs=0.1)
    assert low.mean() < have.mean() < high.mean()
    assert np.mean((told - have) ** 2) < have.mean() * (1.0 - have.mean()) + 0.015


def test_sloppy_sellers_write_no_no_down_and_lose_every_seventh_line() -> None:
    world, ended = worked(Sloppy)
    assert not ended[[Outcome.NO, Outcome.NEVER]].any()
    written = world.call(world.history, 0, np.arange(len(world.clients))).outcome
    assert (written == LOST).mean() == pytest.approx(LOSES, abs=0.04)


def test_a_wholesale_customer_orders_again_and_more_the_emptier_the_store() -> None:
    world, worth = Wholesale(3), []
    for day in range(12):
        worth.append(world.brings(day, 0))
        world.night(day)
    sold = np.zeros(len(world.clients))
    for day in range(12, 180):
        sold += world.call(day, 0, np.arange(len(sold))).outcome == Outcome.SALE
        world.night(day)
    assert (sold >= 2).mean() > 0.5
    # On the same day of the week, of those who were low and whom no rival filled up meanwhile.
    first, last = worth[4], worth[11]
    lower = (first > 0) & (last >= first)
    assert lower.sum() > 100
    assert last[lower].sum() > 1.5 * first[lower].sum()


def test_spells_last_as_long_as_said_and_outlast_the_bench() -> None:
    many = 4000
    on, off = np.full(many, 6.0), np.full(many, 30.0)
    spells = habits.spells(np.random.default_rng(1), on, off, 1 / 6)
    shares = [spells.open(day).mean() for day in range(0, life.DAYS + life.HORIZON, 10)]
    assert np.allclose(shares, 1 / 6, atol=0.03)


def test_needs_by_chance_come_one_at_a_time_and_as_often_as_said() -> None:
    chances = np.zeros((400, 500))
    chances[100:] = 0.01
    needs = habits.by_chance(np.random.default_rng(1), -50, chances, 30.0)
    assert not needs.between(-50, 50).any()
    real = needs.begins < needs.ends
    assert (np.diff(np.where(real, needs.begins, 9999), axis=1) >= 0).all()
    assert (needs.ends[:, :-1] <= np.where(real, needs.begins, 9999)[:, 1:]).all()
    # A need and what comes before it take some 35 and 100 days.
    assert 1.8 < real.sum(axis=1).mean() < 2.8


def test_whoever_is_called_too_often_goes_and_whoever_is_left_alone_forgets() -> None:
    who = np.arange(100)
    patience = habits.Patience(np.zeros(100), np.full(100, np.inf), np.ones(100), blocks=0.5)
    missed, luckless = np.full(50, Outcome.MISSED, np.int8), np.zeros(50)
    for day in range(4):
        patience.called(day, who[:50], missed, luckless)
    assert not patience.lost(4).any()
    patience.called(4, who[:50], missed, np.full(50, 0.9))
    assert not patience.lost(4).any()
    patience.called(4, who[:50], missed, luckless)
    assert (patience.lost(4) == (who < 50)).all()
    for _ in range(25):
        patience.night()
    assert patience.annoyed[0] == pytest.approx(6 / np.e)
    patience.called(30, who[99:], np.array([Outcome.NEVER], np.int8), np.ones(1))
    assert patience.lost(30)[99]
    assert not patience.lost(29)[99]
