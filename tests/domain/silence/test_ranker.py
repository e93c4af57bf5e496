"""What a firm's calls add to the model: as much as they tell, and no more than lasts."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from demur.domain.silence import ranker

CALLS, NOISE = 3000, 40
PARTS = [2, NOISE]


def calls(strength: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Two columns that tell who buys, by this strength, and forty that tell nothing; what is said
    without them, the day, and who bought."""
    draw = np.random.default_rng(seed)
    x = draw.standard_normal((CALLS, 2 + NOISE))
    offset, day = np.full(CALLS, -2.5), np.sort(draw.uniform(0.0, 180.0, CALLS))
    bought = draw.random(CALLS) < expit(offset + strength * (x[:, 0] - x[:, 1]))
    return x, offset, day, bought


def test_columns_that_tell_are_let_go_and_those_that_tell_nothing_are_held() -> None:
    x, offset, _, bought = calls(1.0)
    found = ranker.by_evidence(x, bought, offset, PARTS)
    assert found.weights[:2] == pytest.approx([1.0, -1.0], abs=0.12)
    alike = ranker.ridge_logistic(x, bought, offset, 10.0)
    assert found.weights[2:].std() < 0.5 * alike.weights[2:].std()


def test_a_group_without_columns_is_no_harm() -> None:
    x, offset, _, bought = calls(1.0)
    found = ranker.by_evidence(x, bought, offset, [0, *PARTS, 0])
    assert found.weights == pytest.approx(
        ranker.by_evidence(x, bought, offset, PARTS).weights, abs=1e-9
    )


def test_what_later_calls_bear_out_is_believed() -> None:
    x, offset, day, bought = calls(1.0)
    found = ranker.lasting(x, offset, day, bought, PARTS)
    assert found is not None
    assert found.weights[:2] == pytest.approx([1.0, -1.0], abs=0.12)


def test_what_later_calls_contradict_is_not_believed() -> None:
    x, offset, day, bought = calls(1.0)
    late = np.flatnonzero(day > np.quantile(day, 0.7))
    x[late] = -x[late]
    found = ranker.lasting(x, offset, day, bought, PARTS)
    assert found is None


def test_what_tells_nothing_moves_nobody() -> None:
    x, offset, day, bought = calls(0.0)
    found = ranker.lasting(x, offset, day, bought, PARTS)
    assert found is None or np.abs(found.correction(x) - found.base).std() < 0.15


@pytest.mark.parametrize("sold", [0, ranker.ENOUGH - 1])
def test_of_a_few_sales_nothing_is_learned(sold: int) -> None:
    x, offset, day, _ = calls(1.0)
    assert ranker.lasting(x, offset, day, np.arange(CALLS) < sold, PARTS) is None


def test_every_column_of_the_design_has_its_group() -> None:
    for segments, features, slots in [(1, 0, 1), (4, 3, 2)]:
        assert sum(ranker.groups(segments, features, slots)) == sum(
            ranker.widths(segments, features, slots)
        )
