"""Calls by chance: the chance that is told is the one that they have."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from demur.domain.round.exploring import drawn, set_aside


def test_the_chance_that_is_told_is_how_often_somebody_is_drawn() -> None:
    draw = np.random.default_rng(5)
    able = draw.random((60, 2, 4)) < 0.3
    length = 0.7 + 4.3 * draw.random((60, 4))
    minutes = np.array([[0.0, 9.0, 5.0, 0.0], [0.0, 0.0, 12.0, 1.0]])
    often, told, many = np.zeros(60), [], 4000
    for seed in range(many):
        seller, _, chance = drawn(able, length, minutes, 17.0, seed)
        often += (seller >= 0) / many
        told.append(chance)
    assert all(np.array_equal(chance, told[0]) for chance in told)
    assert ((told[0] > 0) & (told[0] < 1)).sum() > 20
    assert (np.abs(often - told[0]) <= 5 * np.sqrt(told[0] * (1 - told[0]) / many) + 1e-9).all()


@given(st.integers(0, 2**32), st.integers(0, 40), st.integers(1, 4), st.integers(1, 6))
def test_what_is_drawn_fits_the_minutes_and_whoever_may(
    seed: int, many: int, sellers: int, slots: int
) -> None:
    draw = np.random.default_rng(seed)
    able = draw.random((many, sellers, slots)) < 0.5
    length = 0.7 + 4.3 * draw.random((many, slots))
    minutes = np.where(draw.random((sellers, slots)) < 0.5, 10 * draw.random((sellers, slots)), 0)
    seller, slot, chance = drawn(able, length, minutes, 3.0, seed)
    on = np.flatnonzero(seller >= 0)
    assert able[on, seller[on], slot[on]].all()
    assert ((chance >= 0) & (chance <= 1)).all()
    assert (chance[on] > 0).all()
    spent = np.zeros((sellers, slots))
    np.add.at(spent, (seller[on], slot[on]), length[on, slot[on]])
    assert (spent <= minutes + 1e-6).all()


@example(0.4, 1, 15.0)  # 9.6 runs a day: their sums are whole numbers, or nearly so
@given(st.floats(0.0, 0.5), st.integers(1, 5), st.floats(1.0, 60.0))
def test_over_the_days_the_share_is_set_aside(share: float, sellers: int, free: float) -> None:
    minutes = np.full((sellers, 8), free)
    aside = [set_aside(minutes, share, float(day)) for day in range(100)]
    assert all((one <= minutes).all() for one in aside)
    mean = sum(one.sum() for one in aside) / len(aside)
    assert mean <= share * minutes.sum() + sellers * 5 / 100 + 1e-6
    if free >= 10:
        assert mean >= share * minutes.sum() - sellers * 5 / 100 - 1e-6


def test_nothing_is_drawn_where_nothing_is_set_aside() -> None:
    able = np.ones((5, 1, 2), np.bool_)
    seller, _, chance = drawn(able, np.ones((5, 2)), np.zeros((1, 2)), 1.0, 1)
    assert (seller == -1).all()
    assert not chance.any()
