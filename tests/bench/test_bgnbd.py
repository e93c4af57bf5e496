"""The closed forms of BG/NBD, against the integrals they stand for and a published case."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import roots_genlaguerre, roots_jacobi

from bench.rounds.bgnbd import Params, expected, fit, log_likelihood, p_alive

# Estimates for the CDNOW sample, table 2 of Fader, Hardie and Lee (2005), in weeks.
CDNOW = Params(0.243, 4.414, 0.793, 2.426)


def one(value: float) -> np.ndarray:
    return np.array([value])


@pytest.mark.parametrize(("x", "t", "age"), [(0, 0.0, 10.0), (1, 3.0, 10.0), (4, 9.0, 12.0)])
def test_the_likelihood_is_the_integral_over_rates_and_leavings(
    x: int, t: float, age: float
) -> None:
    params = Params(0.8, 5.0, 1.3, 2.4)

    rates, by_rate = roots_genlaguerre(80, params.r - 1)
    rates, by_rate = rates[:, None] / params.alpha, by_rate[:, None] / by_rate.sum()
    nodes, by_p = roots_jacobi(30, params.b - 1, params.a - 1)
    p, by_p = (1 + nodes) / 2, by_p / by_p.sum()
    stayed = (1 - p) ** x * rates**x * np.exp(-rates * age)
    left = p * (1 - p) ** (x - 1) * rates**x * np.exp(-rates * t) if x else 0.0
    integral = ((stayed + left) * by_rate * by_p).sum()
    closed = np.exp(log_likelihood(params, one(x), one(t), one(age)))[0]
    assert closed == pytest.approx(integral, rel=1e-6)


def test_a_client_of_the_published_case_buys_as_published() -> None:
    """Section 5: x = 2, last in week 30.43 of 38.86, expects 1.226 in the next 39 weeks."""
    answers = expected(CDNOW, one(2.0), one(30.43), one(38.86), 39.0)
    assert answers[0] == pytest.approx(1.226, abs=0.002)


def test_what_is_expected_is_what_simulated_clients_do() -> None:
    params, draw = Params(1.5, 20.0, 1.4, 4.0), np.random.default_rng(0)
    n, seen, ahead = 60_000, 60.0, 30.0
    rate, p = draw.gamma(params.r, 1 / params.alpha, n), draw.beta(params.a, params.b, n)
    x, t, later, now, here = np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n), np.ones(n, bool)
    for _ in range(200):
        now = now + draw.exponential(1 / rate)
        early, late = here & (now <= seen), here & (now > seen) & (now <= seen + ahead)
        x, later, t = x + early, later + late, np.where(early, now, t)
        here &= ~((early | late) & (draw.random(n) < p))
    believed = expected(params, x, t, np.full(n, seen), ahead)
    assert believed.mean() == pytest.approx(later.mean(), rel=0.03)
    often = x >= 3
    assert believed[often].mean() == pytest.approx(later[often].mean(), rel=0.05)


def test_the_longer_the_silence_the_likelier_they_are_gone() -> None:
    alive = p_alive(CDNOW, np.full(4, 3.0), np.array([5.0, 20.0, 30.0, 39.0]), np.full(4, 40.0))
    assert (np.diff(alive) > 0).all()
    assert p_alive(CDNOW, one(0.0), one(0.0), one(40.0))[0] == 1.0


def test_the_fit_finds_the_parameters_it_was_simulated_with() -> None:
    true, draw = Params(1.0, 20.0, 1.2, 3.0), np.random.default_rng(1)
    n, seen = 4_000, 150.0
    rate, p = draw.gamma(true.r, 1 / true.alpha, n), draw.beta(true.a, true.b, n)
    x, t, now, here = np.zeros(n), np.zeros(n), np.zeros(n), np.ones(n, bool)
    for _ in range(200):
        now = now + draw.exponential(1 / rate)
        early = here & (now <= seen)
        x, t = x + early, np.where(early, now, t)
        here = early & (draw.random(n) >= p)
    found = fit(x, t, np.full(n, seen))
    assert found.r / found.alpha == pytest.approx(true.r / true.alpha, rel=0.1)
    assert found.a / (found.a + found.b) == pytest.approx(true.a / (true.a + true.b), rel=0.1)
