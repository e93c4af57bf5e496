"""A call taken in changes one client's history, and what was believed before stays what it was."""

from __future__ import annotations

import numpy as np
import pytest

from demur.domain.silence import model, past
from demur.domain.silence.log import Attempts, Clients

PEOPLE = 120


def firm(seed: int = 0) -> tuple[Clients, Attempts]:
    """Clients of two kinds, and a hundred days of calls to them."""
    draw, calls = np.random.default_rng(seed), 900
    clients = Clients(
        draw.integers(0, 2, PEOPLE),
        draw.lognormal(4, 1, PEOPLE),
        draw.uniform(0, 30, PEOPLE),
        draw.random(PEOPLE) < 0.2,
        np.ones((PEOPLE, 2), bool),
    )
    day = np.sort(draw.uniform(30, 100, calls))
    outcome = draw.choice([0, 1, 2, 3, 5, 6], calls, p=[0.6, 0.2, 0.05, 0.05, 0.05, 0.05])
    log = Attempts(draw.integers(0, PEOPLE, calls), day, draw.integers(0, 2, calls), outcome)
    return clients, log


def part(log: Attempts, some: slice) -> Attempts:
    return Attempts(log.client[some], log.day[some], log.slot[some], log.outcome[some])


@pytest.mark.parametrize("portion", [7, 1 << 16])
@pytest.mark.parametrize("few", [1, 8, 10**9])
@pytest.mark.parametrize("step", [1, 40])
def test_call_by_call_the_same_is_believed_as_of_the_whole_log(
    portion: int, few: int, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(past, "PORTION", portion)
    monkeypatch.setattr(model, "PORTION", portion)
    monkeypatch.setattr(past, "FEW", few)
    clients, log = firm()
    params = model.prior(2, 2)
    beliefs = model.believe(params, clients, part(log, slice(800)), float(log.day[799]))
    for start in range(800, 900, step):
        beliefs = model.observe(params, beliefs, clients, part(log, slice(start, start + step)))
    again = model.believe(params, clients, log, beliefs.day)
    assert np.array_equal(beliefs.p_refused, again.p_refused)
    assert np.array_equal(beliefs.interval, again.interval)
    assert np.array_equal(beliefs.p_answer(1), again.p_answer(1))


def test_the_parts_of_a_log_are_believed_as_it_is_believed_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clients, log = firm(1)
    params = model.fit(clients, log, slots=2)
    whole = model.believe(params, clients, log, 101.0)
    monkeypatch.setattr(model, "PORTION", 11)
    parts = model.believe(params, clients, log, 101.0)
    for one, other in zip(whole.history.read, parts.history.read, strict=True):
        assert np.array_equal(one, other)


def test_what_was_believed_before_a_call_stays_what_it_was() -> None:
    clients, log = firm(2)
    params = model.prior(2, 2)
    early = model.believe(params, clients, part(log, slice(700)), 90.0)
    then = model.observe(params, early, clients, part(log, slice(700, 705)))
    model.observe(params, then, clients, part(log, slice(705, 900)))
    fresh = model.believe(params, clients, part(log, slice(700)), 90.0)
    assert np.array_equal(early.p_refused, fresh.p_refused)
    assert np.array_equal(early.p_answer(0), fresh.p_answer(0))


def test_one_client_is_believed_alone_what_is_believed_of_them_among_all() -> None:
    clients, log = firm(3)
    params = model.fit(clients, log, slots=2)
    all_of_them = model.observe(
        params,
        model.believe(params, clients, part(log, slice(880)), float(log.day[879])),
        clients,
        part(log, slice(880, 900)),
    )
    whom = [int(log.client[899]), 4, 77]
    alone = all_of_them.of(*whom)
    assert np.array_equal(alone.p_refused, all_of_them.p_refused[whom])
    assert np.array_equal(alone.interval, all_of_them.interval[whom])
    assert alone.p_answer(1) == pytest.approx(all_of_them.p_answer(1)[whom], abs=1e-12)


def test_calls_to_nobody_we_know_change_nothing() -> None:
    clients, log = firm(4)
    params = model.prior(2, 2)
    beliefs = model.believe(params, clients, log, 101.0)
    strangers = Attempts(np.array([-3, PEOPLE, 10**9]), np.full(3, 102.0), np.zeros(3), np.zeros(3))  # type: ignore[arg-type]
    assert model.observe(params, beliefs, clients, strangers) is beliefs
