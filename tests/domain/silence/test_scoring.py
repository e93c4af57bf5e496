"""What is weighed client by client is what the ranker's columns weigh, whoever is asked about."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from scipy.special import expit

from demur.domain.silence import cure, history, model, past, ranker, rounds
from demur.domain.silence.log import Attempts, Clients

PEOPLE, DAY, SLOT = 600, 95.0, 1


def firm(features: int) -> tuple[Clients, Attempts]:
    """A firm whose clients answer by their value and features, in the morning more than later."""
    draw, calls = np.random.default_rng(features), 3000
    value = draw.lognormal(4, 1, PEOPLE)
    given = draw.normal(size=(PEOPLE, features))
    given[::9] = np.nan
    born, key = draw.uniform(0, 30, PEOPLE), draw.random(PEOPLE) < 0.3
    allowed = np.ones((PEOPLE, 3), bool)
    clients = Clients(draw.integers(0, 2, PEOPLE), value, born, key, allowed, given)
    whom, slot = draw.integers(0, PEOPLE, calls), draw.integers(0, 3, calls)
    ready = np.log(value[whom]) - 4.5 - slot + 2.0 * key[whom]
    answers = draw.random(calls) < expit(ready + np.nan_to_num(given[whom]).sum(1))
    outcome = np.where(answers, draw.choice([1, 3], calls, p=[0.7, 0.3]), 0)
    return clients, Attempts(whom, np.sort(draw.uniform(30, 95, calls)), slot, outcome)


@cache
def learned(features: int) -> model.Params:
    """What its log says."""
    return model.fit(*firm(features), slots=3)


def columns(params: model.Params, clients: Clients, read: history.History):  # type: ignore[no-untyped-def]
    """What the cure model says of everybody, and the ranker's columns, laid out."""
    rows = np.zeros((PEOPLE, len(history.NAMES)))
    table, space = cure.chances(params.cure), cure.room(params.cure)
    for i, g in enumerate(clients.segment):
        of = i, g, clients.born[i], DAY, SLOT
        told = table[g, SLOT], params.usual
        history.describe(read, params.cure, *told, *of, *space, rows[i])
    said = ranker.offsets(params.cure, clients.segment, rows, params.ranker.fresh)
    known = ranker.known(clients, params.segments, params.ranker.scale)
    now = np.full(PEOPLE, DAY), np.full(PEOPLE, SLOT)
    return said, ranker.design(np.clip(rows, *params.ranker.seen), known, *now, params.slots)


@pytest.mark.parametrize("features", [0, 2])
def test_chances_are_the_cure_models_corrected_by_the_weighed_columns(features: int) -> None:
    clients, log = firm(features)
    params = learned(features)
    assert params.ranker.answers is not None
    either = params.ranker.sells or params.ranker.answers
    params = replace(params, ranker=replace(params.ranker, sells=either))
    beliefs = model.believe(params, clients, log, DAY)
    (answers, sells), x = columns(params, clients, beliefs.history.read)
    found = model.chances(params, clients, beliefs.history, DAY, SLOT)
    assert found[0] == pytest.approx(expit(answers + params.ranker.answers.correction(x)), abs=1e-9)
    assert found[1] == pytest.approx(expit(sells + either.correction(x)), abs=1e-9)


def test_without_a_ranker_chances_are_the_cure_models() -> None:
    clients, log = firm(0)
    params = model.prior(2, 3)
    beliefs = model.believe(params, clients, log, DAY)
    (answers, sells), _ = columns(params, clients, beliefs.history.read)
    found = model.chances(params, clients, beliefs.history, DAY, SLOT)
    assert found[0] == pytest.approx(expit(answers), abs=1e-12)
    assert found[1] == pytest.approx(expit(sells), abs=1e-12)


@pytest.mark.parametrize(("trusted", "apart"), [(1.0, True), (0.0, False)])
def test_only_a_trusted_belief_that_somebody_refused_keeps_from_calling_them(
    trusted: float, apart: bool
) -> None:
    clients, _ = firm(0)
    said_no = np.zeros(1, np.int64), np.array([DAY - 10.0]), np.zeros(1, np.int64), np.full(1, 2)
    params = replace(model.prior(2, 3), trust=trusted)
    beliefs = model.believe(params, clients, Attempts(*said_no), DAY)
    same = np.flatnonzero(clients.segment == clients.segment[0])
    answers = beliefs.p_answer(SLOT)[same]
    assert (answers[0] < 0.6 * np.median(answers)) == apart


def test_some_clients_are_judged_by_themselves_as_among_all() -> None:
    clients, log = firm(2)
    params = learned(2)
    whole = model.believe(params, clients, log, DAY)
    few = np.arange(40)
    mine = log.client < len(few)
    own = Attempts(log.client[mine], log.day[mine], log.slot[mine], log.outcome[mine])
    alone = model.believe(params, clients.some(few), own, DAY)
    assert alone.p_answer(SLOT) == pytest.approx(whole.p_answer(SLOT)[few], abs=1e-12)
    rests = [
        rounds.rest_until(params, *of, DAY, 0.5)
        for of in [(alone, alone.clients), (whole, clients)]
    ]
    assert np.array_equal(rests[0], rests[1][few])


def test_features_that_are_not_told_this_time_count_as_usual_ones() -> None:
    clients, log = firm(2)
    params = learned(2)
    usual = np.tile(params.ranker.scale.middle[1:], (PEOPLE, 1))
    untold = [replace(clients, features=of) for of in (None, clients.features[:, :0], usual)]  # type: ignore[index]
    told = [model.believe(params, of, log, DAY).p_answer(SLOT) for of in untold]
    assert told[0] == pytest.approx(told[2], abs=1e-12)
    assert told[1] == pytest.approx(told[2], abs=1e-12)


@pytest.mark.parametrize("portion", [3, 1000])
@pytest.mark.parametrize("count", [0, 1, 7, 60, 79, 90, 100, 500])
def test_the_first_are_those_that_sorting_all_would_put_first(
    count: int, portion: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(past, "PORTION", portion)
    draw = np.random.default_rng(count)
    rate = np.where(draw.random(100) < 0.2, -np.inf, draw.integers(0, 9, 100) / 2.0)
    order = np.argsort(-rate, kind="stable")
    expected = order[:count][rate[order[:count]] > -np.inf]
    assert np.array_equal(rounds.first(rate, count), expected)
