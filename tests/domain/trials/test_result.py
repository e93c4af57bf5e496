"""The result is right as often as it says: in worlds where the truth is known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demur.domain.trials.result import Result, Seen, result
from demur.domain.trials.split import Arm


def trial(rng: np.random.Generator, pairs: int, ratio: float, sales: float = 0.4) -> list[Seen]:
    """A trial in which the round sells `ratio` times as often at the same five calls a client."""
    seen = []
    for pair in range(pairs):
        value = rng.lognormal(0.0, 1.0)
        for arm in Arm:
            sold = rng.poisson(sales * (ratio if arm is Arm.ROUND else 1.0))
            money = value * float(rng.lognormal(0.0, 0.5, sold).sum())
            seen.append(Seen(pair, arm, money, 0.7 * rng.poisson(5) + 5.0 * sold))
    return seen


def truth(ratio: float, sales: float = 0.4) -> float:
    """How many times as much a minute the round brings in such worlds."""
    return ratio * (3.5 + 5 * sales) / (3.5 + 5 * sales * ratio)


def many(times: int, pairs: int, ratio: float) -> list[Result]:
    rng = np.random.default_rng(20261122)
    return [result(trial(rng, pairs, ratio), seed) for seed in range(times)]


def held(results: list[Result], ratio: float) -> float:
    right = truth(ratio)
    return float(
        np.mean([one.ratio.low <= right <= one.ratio.high for one in results if one.ratio])
    )


def test_two_sides_treated_alike_are_seldom_told_apart() -> None:
    told = [one.is_told_apart for one in many(100, 80, 1.0)]
    # Five in a hundred, as often as chance has it: over twelve it hardly ever has.
    assert sum(told) <= 12


def test_the_interval_holds_the_truth_about_nineteen_times_in_twenty() -> None:
    assert held(many(100, 80, 1.4), 1.4) >= 0.88


@pytest.mark.deep
@pytest.mark.parametrize(("pairs", "ratio"), [(60, 1.0), (120, 1.0), (120, 1.6), (300, 1.25)])
def test_intervals_and_false_alarms_are_as_many_as_promised(pairs: int, ratio: float) -> None:
    results = many(600, pairs, ratio)
    assert 0.92 <= held(results, ratio) <= 0.985
    if ratio == 1.0:
        assert np.mean([one.is_told_apart for one in results]) <= 0.075


def test_a_round_that_sells_three_times_as_often_is_told_apart() -> None:
    one = result(trial(np.random.default_rng(4), 300, 3.0))
    assert one.is_told_apart
    assert one.ratio
    assert one.ratio.low > 1
    assert one.difference
    assert one.difference.low > 0


def test_the_same_trial_tells_the_same() -> None:
    seen = trial(np.random.default_rng(7), 50, 1.3)
    assert result(seen, 3) == result(seen, 3)


def test_the_sides_exchanged_tell_the_opposite() -> None:
    seen = trial(np.random.default_rng(8), 60, 1.5)
    other = {Arm.ROUND: Arm.CADENCE, Arm.CADENCE: Arm.ROUND}
    back = result([Seen(one.pair, other[one.arm], one.money, one.minutes) for one in seen])
    there = result(seen)
    assert there.ratio
    assert back.ratio
    assert back.ratio.figure == pytest.approx(1 / there.ratio.figure)
    assert back.ratio.low == pytest.approx(1 / there.ratio.high)
    assert back.chance == pytest.approx(there.chance, abs=0.05)


money = st.floats(0, 1e9) | st.just(0.0)


@settings(max_examples=25)
@given(
    st.lists(st.builds(Seen, st.integers(0, 30), st.sampled_from(Arm), money, money), max_size=60)
)
def test_whatever_was_seen_a_result_is_told_or_said_not_to_be(seen: list[Seen]) -> None:
    one = result(seen)
    for between in (one.difference, one.ratio):
        if between:
            assert all(map(math.isfinite, (between.low, between.figure, between.high)))
            assert between.low <= between.figure <= between.high
    assert one.chance is None or 0 < one.chance <= 1
    assert one.by_round.clients + one.by_cadence.clients == len(seen)


def test_of_a_handful_nothing_is_told() -> None:
    one = result(trial(np.random.default_rng(1), 5, 2.0))
    assert (one.ratio, one.difference, one.chance, one.is_told_apart) == (None, None, None, False)
