"""What was foretold is held against what happened, with an interval that means it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.foretold import FEWEST, calibration, wilson

pairs = st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=300)


@given(pairs)
def test_every_call_is_in_one_group_and_groups_rise(some: list[tuple[float, bool]]) -> None:
    found = calibration(some)
    if found is None:
        assert len(some) < FEWEST
        return
    assert found.calls == len(some) == sum(one.calls for one in found.groups)
    assert all(one.calls >= FEWEST for one in found.groups)
    means = [one.foretold for one in found.groups]
    assert means == sorted(means) or means == pytest.approx(sorted(means))
    for one in found.groups:
        assert 0 <= one.low <= one.happened <= one.high <= 1
    assert 0 <= found.apart <= 1


def test_wilsons_interval_is_the_published_one() -> None:
    # Newcombe, Statistics in Medicine 17, 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    for came, many, low, high in (
        *((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605)),
        *((0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)),
    ):
        assert wilson(came, many) == pytest.approx((low, high), abs=5e-5)


def test_a_right_judgement_is_borne_out_and_a_wrong_one_is_not() -> None:
    rng = np.random.default_rng(3)
    chances = rng.uniform(0, 0.6, 3_000)
    right = [
        (float(p), bool(came)) for p, came in zip(chances, rng.random(3_000) < chances, strict=True)
    ]
    found = calibration(right)
    assert found
    assert sum(one.is_borne_out for one in found.groups) >= 8
    assert found.apart < 0.04
    wrong = calibration([(min(1.0, p + 0.3), came) for p, came in right])
    assert wrong
    assert wrong.apart > 0.25
    assert not any(one.is_borne_out for one in wrong.groups)


def test_a_chance_that_is_none_is_left_out() -> None:
    assert calibration([(float("nan"), True), (2.0, True)] * 20) is None
