"""A model is believed of a firm's clients only as far as the firm's own later calls bear it out."""

import numpy as np
import pytest

from demur.domain.silence import ranker, trust
from demur.domain.silence.log import Outcome

MANY = 4000


def calls(b: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Calls to clients believed open in different degree, who answer by P(open)^b of a third."""
    draw = np.random.default_rng(seed)
    opened = draw.uniform(0.05, 1.0, MANY)
    answered = draw.random(MANY) < opened**b / 3.0
    return np.log(opened), np.full(MANY, np.log(1.0 / 3.0)), answered


@pytest.mark.parametrize("b", [0.0, 0.4, 1.0])
def test_the_slope_by_which_the_open_answer_more_is_found_again(b: float) -> None:
    assert trust.of(*calls(b)) == pytest.approx(b, abs=0.12)


def test_beliefs_that_foretell_the_contrary_are_not_trusted_at_all() -> None:
    assert trust.of(*calls(-0.5)) == 0.0


def test_without_calls_trust_is_the_usual() -> None:
    none = np.empty(0)
    assert trust.of(none, none, np.empty(0, bool)) == trust.USUAL


def test_what_is_not_trusted_is_drawn_to_what_is_so_of_anybody() -> None:
    believed = np.array([0.0, 0.3, 1.0])
    assert np.array_equal(trust.held(1.0, believed, 0.8), believed)
    assert np.allclose(trust.held(0.0, believed, 0.8), 0.8)
    assert trust.held(0.5, believed, 0.8)[0] == pytest.approx(0.4)


def ended(**counts: int) -> np.ndarray:
    """So many calls that ended so."""
    return np.repeat([Outcome[name.upper()] for name in counts], list(counts.values()))


def anybody(outcome: np.ndarray) -> float:
    return float(trust.anybody(np.zeros(len(outcome), int), outcome, 1)[0])


def test_of_those_who_decide_as_many_refuse_as_of_all() -> None:
    assert anybody(ended(no=700, never=100, sale=200, later=500, missed=3000)) == pytest.approx(
        0.8, abs=0.02
    )
    assert anybody(ended(no=60, sale=240, later=100)) == pytest.approx(0.2, abs=0.03)


def test_without_answers_that_decide_it_is_as_with_any_firm() -> None:
    assert anybody(ended(missed=100, later=50, voicemail=9)) == trust.ANYBODY
    assert anybody(np.zeros(0, int)) == trust.ANYBODY
    assert anybody(ended(sale=1)) == pytest.approx(trust.ANYBODY, abs=0.05)


def test_where_later_is_said_for_no_the_noes_tell_less() -> None:
    told = [anybody(ended(no=300, sale=100, later=laters)) for laters in (100, 2000, 20_000)]
    assert told[0] == pytest.approx(0.75, abs=0.02)
    assert told[0] > told[1] > told[2] > trust.ANYBODY


def test_kinds_of_clients_are_told_apart_as_far_as_their_answers_go() -> None:
    outcome = ended(no=900, sale=100, later=10)
    kind = np.concatenate([np.zeros(900, int), np.ones(100, int), np.zeros(10, int)])
    often, never_asked = trust.anybody(kind, outcome, 3)[[1, 2]]
    assert often < 0.5 < never_asked
    assert never_asked == pytest.approx(0.9, abs=0.02)


@pytest.mark.parametrize(("trusted", "slope"), [(0.1, 0.0), (0.5, 0.5), (0.9, 1.0)])
def test_an_estimate_between_noise_and_right_is_taken_for_the_nearer(
    trusted: float, slope: float
) -> None:
    assert trust.slope(trusted) == pytest.approx(slope)


@pytest.mark.parametrize("b", [0.0, 1.0])
def test_at_any_slope_as_many_answers_are_foretold_as_there_were(b: float) -> None:
    opened, ready, answered = calls(b)
    foretold = np.exp(trust.level(b, opened, ready, answered) + b * opened + ready)
    assert foretold.sum() == pytest.approx(answered.sum(), rel=0.02)


def test_the_less_the_model_is_trusted_the_longer_a_client_is_left_between_calls() -> None:
    assert [trust.freshness(one) for one in (1.0, 0.5, 0.0)] == pytest.approx([1.0, 20**0.5, 20.0])


def sold(fresh: float, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Answered calls after gaps of a day to two months, and whether they sold."""
    draw = np.random.default_rng(seed)
    gap = np.exp(draw.uniform(0.0, np.log(60.0), MANY))
    rows = np.zeros((MANY, len(ranker.NAMES)))
    rows[:, ranker.SINCE_CALL] = np.log1p(gap)
    rows[:, ranker.OPEN_WHO_ANSWERS] = 8.0
    return rows, draw.random(MANY) < 0.3 * -np.expm1(-gap / fresh)


@pytest.mark.parametrize("fresh", [2.0, 5.0, 10.0])
def test_how_soon_is_too_soon_is_learned_where_the_calls_say_it(fresh: float) -> None:
    from demur.domain.silence import fitting

    cure = fitting.prior(1, 1)
    rows, sales = sold(fresh)
    found, more = ranker.freshness(cure, np.zeros(MANY, int), rows, sales, usual=3.0)
    assert fresh / 1.6 < found < fresh * 1.6
    assert more * cure.sells[0] == pytest.approx(0.3, rel=0.15)
