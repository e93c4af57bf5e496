"""What is told client by client is what whole arrays say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from demur.domain.silence import model, past, told
from demur.domain.silence.log import Attempts, Clients


@pytest.mark.parametrize("seed", range(3))
def test_one_client_after_the_other_is_told_what_all_at_once_were(seed: int) -> None:
    rng, many = np.random.default_rng(seed), 400
    born = rng.uniform(0.0, 50.0, many)
    clients = Clients(
        rng.integers(3, size=many), np.ones(many), born, born > 40, np.ones((many, 2), bool)
    )
    calls = Attempts(
        rng.integers(many, size=1600),
        rng.uniform(50.0, 90.0, 1600),
        rng.integers(2, size=1600),
        rng.choice([0, 1, 2, 3, 5], 1600),
    )
    params = model.prior(3, 2)
    beliefs = model.believe(params, clients, calls, 95.0)
    opens, refuses = model.masses(params, clients, beliefs.history.read, 95.0)
    stays = np.exp(-told.AHEAD * params.cure.returns[clients.segment])[:, None] * refuses
    opens, refuses = opens + refuses - stays, stays
    assert beliefs.p_refused == pytest.approx(np.clip(refuses.sum(1), 0.0, 1.0), abs=1e-6)
    share = refuses / (opens + refuses)
    order = np.argsort(share, axis=1, kind="stable")
    below = np.cumsum(np.take_along_axis(opens + refuses, order, 1), axis=1)
    for place, end in enumerate(told.SURE):
        at = np.argmax(below / below[:, -1:] >= end, axis=1)
        said = np.take_along_axis(np.take_along_axis(share, order, 1), at[:, None], 1)[:, 0]
        assert np.mean(np.abs(beliefs.interval[:, place] - said) > 1e-6) < 0.005


def test_chances_are_the_same_in_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    rng, many = np.random.default_rng(7), 300
    born = np.zeros(many)
    clients = Clients(
        rng.integers(2, size=many), rng.random(many), born, born > 0, np.ones((many, 2), bool)
    )
    whom, slot = rng.integers(many, size=2400), rng.integers(2, size=2400)
    outcome = rng.choice([0, 1, 3], 2400, p=[0.7, 0.2, 0.1])
    calls = Attempts(whom, rng.uniform(0.0, 90.0, 2400), slot, outcome)
    params = model.fit(clients, calls, slots=2)
    beliefs = model.believe(params, clients, calls, 95.0)
    whole = model.chances(params, clients, beliefs.history, 95.0, 1)
    monkeypatch.setattr(past, "PORTION", 7)
    parts = model.chances(params, clients, beliefs.history, 95.0, 1)
    assert np.allclose(whole, parts, atol=1e-9, rtol=0.0)


def firm(many: int = 300, seed: int = 3) -> tuple[Clients, Attempts]:
    """Clients whose answers have nothing to do with what a cure model could believe, and of whose
    answers that decide nine of ten are noes."""
    rng = np.random.default_rng(seed)
    clients = Clients(
        np.zeros(many, int),
        np.ones(many),
        np.zeros(many),
        np.zeros(many, bool),
        np.ones((many, 1), bool),
    )
    called = 14 * many
    outcome = rng.choice([0, 1, 2, 3], called, p=[0.7, 0.1, 0.18, 0.02])
    day = np.sort(rng.uniform(0.0, 120.0, called))
    return clients, Attempts(rng.integers(many, size=called), day, np.zeros(called, int), outcome)


def test_what_the_model_does_not_know_is_told_by_who_decides() -> None:
    clients, log = firm()
    params = replace(model.fit(clients, log, slots=1), trust=0.0)
    told_ = model.believe(params, clients, log, 121.0)
    assert told_.p_refused.mean() == pytest.approx(0.9, abs=0.03)


def test_who_said_never_is_believed_until_they_say_something_else() -> None:
    clients, log = firm()
    said = np.array([[5, 121, 0, 4], [6, 121, 0, 4], [6, 122, 0, 1]])
    more = Attempts(said[:, 0], said[:, 1].astype(float), said[:, 2], said[:, 3])
    for trusted in (0.0, 1.0):
        params = replace(model.fit(clients, log, slots=1), trust=trusted)
        beliefs = model.observe(params, model.believe(params, clients, log, 121.0), clients, more)
        assert beliefs.p_refused[5] >= told.MEANT
        assert beliefs.p_refused[6] < told.MEANT


@pytest.mark.parametrize("trusted", [0.0, 0.4, 1.0])
def test_p_refused_lies_within_its_interval(trusted: float) -> None:
    clients, log = firm()
    params = replace(model.fit(clients, log, slots=1), trust=trusted)
    beliefs = model.believe(params, clients, log, 121.0)
    low, high = beliefs.interval.T
    assert np.all((low >= 0.0) & (low <= beliefs.p_refused))
    assert np.all((beliefs.p_refused <= high) & (high <= 1.0))
