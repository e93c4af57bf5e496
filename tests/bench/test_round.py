"""The bench of the round: the team keeps the rules, the figures say what they say."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

import numpy as np
import pytest
from numpy.typing import NDArray

from bench.round import ROOMS, one, worlds
from bench.rounds import figures
from bench.rounds.cadences import Planner
from bench.rounds.features import Histories, replay
from bench.rounds.play import past, play, unrecorded
from bench.rounds.team import RESTS, Team
from bench.worlds import LOST, Calls
from bench.worlds.numbers.itself import Itself
from bench.worlds.numbers.lost import LostLines
from demur.domain.silence.log import Outcome

DAYS = 30


class Watched(Itself):
    """A world that notes who was called, when, and what came of it."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.made: list[tuple[int, int, NDArray[np.int64], Calls]] = []

    def call(self, day: int, slot: int, who: NDArray[np.int64]) -> Calls:
        calls = super().call(day, slot, who)
        self.made.append((day, slot, who, calls))
        return calls


class Rude(Planner):
    """Would call everybody in every slot, many of them twice, and some who do not exist."""

    def order(
        self, day: int, slot: int, minutes: float, may: NDArray[np.bool_]
    ) -> NDArray[np.int64]:
        del day, slot, minutes, may
        everyone = np.arange(len(self.value))
        return np.concatenate(([-1, len(everyone)], everyone, everyone[::-1]))


@pytest.fixture(scope="module")
def rude() -> Watched:
    """The calls of a planner that keeps no rule."""
    world = Watched(3)
    team = Team(world)
    player = Rude()
    player.start(team.seen)
    for day in range(DAYS):
        for slot in range(world.slots):
            order = player.order(day, slot, 0.0, team.may(day, slot))
            team.work(world, day, slot, order)
        world.night(day)
    return world


def test_nobody_is_called_twice_a_day(rude: Watched) -> None:
    for day in range(DAYS):
        called = np.concatenate([np.empty(0), *(who for on, _, who, _ in rude.made if on == day)])
        assert len(np.unique(called)) == len(called)


def test_nobody_is_called_before_they_are_born_or_where_they_may_not(rude: Watched) -> None:
    assert rude.made
    for day, slot, who, _ in rude.made:
        assert rude.clients.allowed[who, slot].all()
        assert (rude.clients.born[who] <= day).all()


def test_everyone_rests_as_long_as_their_last_word_asks(rude: Watched) -> None:
    free = np.zeros(len(rude.clients))
    for day, _, who, calls in rude.made:
        assert (free[who] <= day).all()
        free[who] = day + RESTS[calls.outcome]
    ended = np.concatenate([calls.outcome for _, _, _, calls in rude.made])
    assert (ended == Outcome.NEVER).any()
    assert (ended == Outcome.NO).any()


def test_a_slot_ends_with_its_minutes_but_for_the_call_begun(rude: Watched) -> None:
    spent = sum(calls.minutes.sum() for _, _, _, calls in rude.made)
    available = rude.minutes[:DAYS].sum()
    assert available * 0.99 < spent < available + 60


def test_no_call_is_made_on_a_day_off(rude: Watched) -> None:
    assert all(rude.minutes[day, slot] > 0 for day, slot, _, _ in rude.made)


def test_a_debt_greater_than_a_slot_is_paid_off_by_the_next_ones() -> None:
    world = Itself(0)
    team = Team(world)
    team._owed = float(world.minutes[0, :2].sum()) + 1.0
    nobody = np.empty(0, np.int64)
    for slot in range(3):
        team.work(world, 0, slot, nobody)
    assert team.minutes(0, 3) == world.minutes[0, 3]


def test_lost_lines_are_in_no_log_but_count_as_the_days_call() -> None:
    world = LostLines(0)
    team = Team(world)
    everyone = np.arange(len(world.clients))
    calls = team.work(world, 0, 0, everyone)
    who, outcome, _, _ = calls.joined()
    assert (outcome == LOST).any()
    assert len(team.seen.log) == (outcome != LOST).sum()
    assert not team.may(0, 1)[who].any()


def test_planners_work_copies_and_leave_the_firm_as_it_was() -> None:
    world = Itself(1)
    team = past(world, 1)
    before, lines = deepcopy(world.open), len(team.seen.log)
    first = play(world, team, Rude(), 10)
    again = play(world, team, Rude(), 10)
    assert first.money == again.money
    assert (world.open == before).all()
    assert len(team.seen.log) == lines


def test_the_old_round_leaves_nobody_without_a_chance() -> None:
    world = Itself(0)
    log = past(world, 0).seen.log.attempts()
    middle = np.median(world.clients.value)
    cheap = world.clients.value[log.client] < middle
    assert 0.02 < cheap.mean() < 0.5


def test_nobody_beats_the_oracle_on_average() -> None:
    players = ["logistic", "every 7 by value", "sequence", "bg/nbd", "random", "oracle"]
    rows = one(Itself, 0, players, 40)
    best = rows.pop("oracle")
    assert all(row["expected_a_minute"] < best["expected_a_minute"] for row in rows.values())
    assert all(row["of_oracle"] < 1 for row in rows.values())
    assert rows["random"]["to_fixed"] < 1


def test_a_firm_without_a_log_has_lived_as_long_and_knows_nothing_of_it() -> None:
    world, other = Itself(1), Itself(1)
    first = world.open.copy()
    team = unrecorded(world)
    assert len(team.seen.log) == 0
    assert team.may(world.history, 1).sum() > world.clients.allowed[:, 1].sum() / 2
    assert (world.open != first).any()
    past(other, 1)
    assert (world.open != other.open).any()  # nobody was called, so nobody has said no
    rows = one(Itself, 1, ["demur", "every 7 by value"], 5, cold=True)
    assert all(row["calls"] > 0 for row in rows.values())


def test_what_is_known_before_a_call_does_not_hold_how_it_ended() -> None:
    world = Itself(0)
    log = past(world, 0).seen.log.attempts()
    flipped = deepcopy(log)
    flipped.outcome[-50:] = Outcome.SALE
    last = log.day * 10 + log.slot == log.day[-1] * 10 + log.slot[-1]
    rows = replay(Histories(world.clients), log)
    other = replay(Histories(world.clients), flipped)
    assert last.sum() > 1
    first_changed = len(log) - 50
    same_day = log.day == log.day[first_changed]
    assert (rows[: first_changed + 1] == other[: first_changed + 1]).all()
    assert (rows[same_day] == other[same_day]).all()


def test_every_feature_has_a_name() -> None:
    world = Itself(0)
    histories = Histories(world.clients)
    assert histories.rows(3, 1, np.arange(5)).shape == (5, len(histories.names))


@pytest.mark.parametrize(
    ("score", "believed", "true", "is_"),
    [
        (figures.auc, [0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1], 0.75),
        (figures.auc, [0.5, 0.5], [0, 1], 0.5),
        (figures.calibration_error, [0.25, 0.25, 0.25, 0.25], [0, 0, 0, 1], 0.0),
        (figures.calibration_error, [1.0, 1.0, 0.0, 0.0], [0, 1, 0, 0], 0.25),
    ],
)
def test_figures_of_belief_are_those_worked_out_by_hand(
    score: Callable[[NDArray[np.float64], NDArray[np.float64]], float],
    believed: list[float],
    true: list[float],
    is_: float,
) -> None:
    assert score(np.array(believed), np.array(true, float)) == pytest.approx(is_)


def test_worlds_are_found_by_name() -> None:
    assert len(worlds()) >= 7
    assert list(worlds(["itself"])) == ["itself"]
    assert ROOMS[0] == "bench.worlds.numbers"
