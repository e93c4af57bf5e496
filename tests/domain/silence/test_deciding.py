"""Of whom noes and sales are moves P(refused) of whoever is like them, and not that of all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit, logit

from demur.domain.silence import deciding, model, ranker
from demur.domain.silence.log import Attempts, Clients, Outcome

MANY, SLOTS = 300, 2


def firm(telling: float, seed: int = 1, laters: float = 0.05) -> tuple[Clients, Attempts]:
    """Clients of whom anybody may answer, whatever the cure model thinks; of those who decide one
    in three buys, the dearer the sooner by so much `telling`, and the first segment more often."""
    rng = np.random.default_rng(seed)
    worth = rng.standard_normal(MANY)
    clients = Clients(
        rng.integers(2, size=MANY),
        np.exp(worth),
        np.zeros(MANY),
        np.zeros(MANY, bool),
        np.ones((MANY, SLOTS), bool),
    )
    called = 14 * MANY
    whom = rng.integers(MANY, size=called)
    buys = rng.random(called) < expit(-0.7 + telling * worth[whom])
    decided = np.where(buys, Outcome.SALE, Outcome.NO)
    answers, later = rng.random(called) < 0.3, rng.random(called) < laters
    outcome = np.where(answers, np.where(later, Outcome.LATER, decided), Outcome.MISSED)
    day = np.sort(rng.uniform(0.0, 120.0, called))
    return clients, Attempts(whom, day, rng.integers(SLOTS, size=called), outcome)


def judged(clients: Clients, log: Attempts) -> model.Beliefs:
    params = model.fit(clients, log, slots=SLOTS)
    assert params.trust < 0.7
    return model.believe(replace(params, trust=0.0), clients, log, 121.0)


def test_whoever_is_like_those_who_buy_is_thought_to_have_refused_less() -> None:
    clients, log = firm(telling=1.5)
    p = judged(clients, log).p_refused
    dear, cheap = np.log(clients.value) > 1.0, np.log(clients.value) < -1.0
    assert p[dear].mean() < 0.5
    assert p[cheap].mean() > 0.8
    assert p.mean() == pytest.approx(np.mean(log.outcome[log.outcome > 1] == Outcome.NO), abs=0.05)


def test_where_nobody_is_told_apart_all_are_believed_much_alike() -> None:
    clients, log = firm(telling=0.0)
    assert np.std(judged(clients, log).p_refused) < 0.06


def test_the_less_noes_are_said_aloud_the_less_they_tell() -> None:
    clients, log = firm(telling=1.5)
    softly = firm(telling=1.5, laters=0.85)[1]
    aloud, hardly = judged(clients, log), judged(clients, softly)
    assert np.std(hardly.p_refused) < 0.5 * np.std(aloud.p_refused)


def test_where_the_model_is_believed_it_counts_for_nothing() -> None:
    clients, log = firm(telling=1.5)
    params = model.fit(clients, log, slots=SLOTS)
    assert params.ranker.buys is not None
    whole = model.believe(replace(params, trust=1.0), clients, log, 121.0)
    without = replace(params, trust=1.0, ranker=replace(params.ranker, buys=None))
    assert whole.p_refused == pytest.approx(model.believe(without, clients, log, 121.0).p_refused)


def test_it_moves_no_money() -> None:
    clients, log = firm(telling=1.5)
    beliefs = judged(clients, log)
    without = replace(beliefs.params, ranker=replace(beliefs.params.ranker, buys=None))
    for slot in range(SLOTS):
        mine = model.chances(beliefs.params, clients, beliefs.history, 121.0, slot)
        others = model.chances(without, clients, beliefs.history, 121.0, slot)
        assert np.array_equal(mine, others)


def learned(outcome: np.ndarray, x: np.ndarray, anybody: np.ndarray) -> ranker.Logistic | None:
    columns, parts = ranker.widths(1, 0, SLOTS), ranker.groups(1, 0, SLOTS)
    return deciding.learn(x, np.arange(len(x)) * 0.1, outcome, anybody, columns, parts)


def calls(many: int, seed: int = 2) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Outcomes, the design, P(refused) of anybody: the first column and the hour tell who buys."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((many, sum(ranker.widths(1, 0, SLOTS))))
    sold = rng.random(many) < expit(-1.0 + x[:, 0] + x[:, -1])
    return np.where(sold, Outcome.SALE, Outcome.NO), x, np.full(many, 0.6)


def test_the_share_of_all_stays_what_it_was() -> None:
    outcome, x, anybody = calls(800)
    found = learned(outcome, x, anybody)
    assert found
    p = expit(logit(anybody) - found.correction(x))
    assert p.mean() == pytest.approx(0.6, abs=1e-6)
    assert np.std(p) > 0.1


def test_the_hour_of_a_call_says_nothing_of_the_days_that_follow() -> None:
    outcome, x, anybody = calls(800)
    found = learned(outcome, x, anybody)
    assert found
    by, _ = found.line()
    kept = sum(ranker.widths(1, 0, SLOTS)[:3])
    assert not by[kept:].any()
    assert not by[deciding.HERE].any()
    assert by[0] > 0.2


@pytest.mark.parametrize("many", [0, 20])
def test_few_decisions_teach_nothing(many: int) -> None:
    assert learned(*calls(many)) is None
