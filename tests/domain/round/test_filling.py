"""A day's minutes are filled nearly as well as can be, and no rule of the day is broken by it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.day import SHAPES, drawn, share
from demur.domain.round.filling import Asked, fill, greedy
from demur.domain.round.mending import mend
from demur.domain.round.placing import alike


@pytest.mark.parametrize("seed", [31, 32])
def test_a_plan_is_near_the_bound_that_linear_programming_sets(seed: int) -> None:
    shares = [share(drawn(np.random.default_rng([seed, number]))) for number in range(8)]
    # The bound cuts calls into pieces, so where a slot holds few of them no plan reaches it.
    assert min(shares) >= 0.97
    assert np.mean(shares) >= 0.993
    assert max(shares) <= 1.0 + 1e-6


#: Its bound takes longer than its plan.
LARGEST = "ten thousand clients, thirty sellers"


@pytest.mark.parametrize(
    "shape", [pytest.param(one, marks=[pytest.mark.deep] * (one == LARGEST)) for one in SHAPES]
)
def test_whatever_the_shape_of_the_day(shape: str) -> None:
    asked = SHAPES[shape](np.random.default_rng(33))
    assert 0.97 <= share(asked) <= 1.0 + 1e-6


@st.composite
def days(draw: st.DrawFn) -> Asked:
    """Any day of up to 60 clients: gains of any size, some of them none, any languages and key."""
    chance = np.random.default_rng(draw(st.integers(0, 2**32)))
    many, slots, sellers = (
        draw(st.integers(0, 60)),
        draw(st.integers(1, 6)),
        draw(st.integers(0, 4)),
    )
    scale = draw(st.sampled_from([1e-6, 1.0, 1e9]))
    gain = scale * chance.choice([-np.inf, 0.0, 1.0, 5.0], (many, slots)) * chance.random(1)
    gain = np.where(np.isnan(gain), -np.inf, gain * np.exp(chance.normal(0, 1, (many, slots))))
    minutes = chance.choice([0.0, 0.3, 5.0, 20.0], (sellers, slots)) * chance.random((sellers, 1))
    return Asked(
        gain,
        0.7 + 4.3 * chance.random((many, slots)),
        chance.random((many, sellers)) < draw(st.floats(0, 1)),
        chance.random(many) < draw(st.floats(0, 1)),
        minutes,
        draw(st.floats(0, 1)) * float(minutes.sum()),
    )


@given(days())
@settings(max_examples=50, deadline=None)
def test_nobody_is_called_against_a_rule(asked: Asked) -> None:
    seller, slot = fill(asked)
    on = np.flatnonzero(seller >= 0)
    assert ((seller >= 0) == (slot >= 0)).all()
    assert (asked.gain[on, slot[on]] > 0.0).all()
    assert asked.speaks[on, seller[on]].all()
    spent = np.zeros(asked.minutes.shape)
    np.add.at(spent, (seller[on], slot[on]), asked.length[on, slot[on]])
    assert (spent <= asked.minutes + 1e-6).all()


def test_two_calls_do_not_change_places_where_one_would_bring_nothing_then() -> None:
    # Together they would gain by it; the second alone is better not called at all.
    gain = np.array([[1.0, 5.0], [0.0, 2.0]])
    length, speaks, key = np.ones((2, 2)), np.ones((2, 1), bool), np.zeros(2, bool)
    room, seller, slot = np.zeros((1, 2)), np.array([0, 0]), np.array([0, 1])
    mend(gain, length, speaks, np.zeros((2, 2)), np.array([0]), room, seller, slot, 0.0)
    on = np.flatnonzero(seller >= 0)
    assert (gain[on, slot[on]] > 0.0).all()
    filled = fill(Asked(gain, length, speaks, key, np.ones((1, 2)), 0.0))
    assert filled[1].tolist() == [1, -1]


def of_key(asked: Asked, seller: np.ndarray, slot: np.ndarray) -> tuple[float, int]:
    """The minutes of key clients, and how many of them are called."""
    on = np.flatnonzero((seller >= 0) & asked.key)
    return float(asked.length[on, slot[on]].sum()), len(on)


@given(days())
@settings(max_examples=50, deadline=None)
def test_key_clients_have_what_is_kept_for_them_or_are_called_as_far_as_they_can_be(
    asked: Asked,
) -> None:
    by_greed, _ = greedy(asked)
    had, _ = of_key(asked, by_greed.seller, by_greed.slot)
    minutes, _ = of_key(asked, *fill(asked))
    shortest = np.where(asked.gain > 0.0, asked.length, np.inf).min(1, initial=np.inf)
    able = shortest[(by_greed.seller >= 0) & asked.key]
    assert minutes + 1e-6 >= (asked.kept if had >= asked.kept else able.sum())


@given(days())
@settings(max_examples=50, deadline=None)
def test_a_plan_is_never_worse_than_the_greedy_one_and_always_the_same(asked: Asked) -> None:
    seller, slot = fill(asked)
    on = np.flatnonzero(seller >= 0)
    brings = asked.gain[on, slot[on]].sum()
    assert brings >= greedy(asked)[0].brings * (1.0 - 1e-9)
    again = fill(replace(asked))
    assert (again[0] == seller).all()
    assert (again[1] == slot).all()


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (1, 1), (40, 3), (9, 8), (30, 2003)], ids=str)
def test_rows_that_are_alike_are_those_that_numpy_finds(shape: tuple[int, int]) -> None:
    draw = np.random.default_rng(5)
    rows = (draw.random(shape) < 0.5)[draw.integers(0, max(shape[0], 1), 2 * shape[0])]
    for each in (rows, np.asfortranarray(rows)):
        kinds, which = alike(each)
        expected, places = np.unique(rows, axis=0, return_inverse=True)
        assert np.array_equal(kinds, expected)
        assert np.array_equal(which, places.ravel())
