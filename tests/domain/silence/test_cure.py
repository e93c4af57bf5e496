"""The cure model against its closed formula, and against every hidden life written out."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import betaln

from demur.domain.silence import cure, fitting
from demur.domain.silence.cure import HEARD, Cure
from demur.domain.silence.log import Outcome


def still(mean: float, weight: float, never: float, nodes: int = 8) -> Cure:
    """A world in which nothing moves: no need comes or goes, nobody is annoyed or echoes."""
    points, weights = cure.readiness(mean, weight, nodes)
    plain = fitting.prior(1, 1)
    return plain._replace(
        never=np.array([never]),
        nodes=points[None],
        weights=weights[None],
        dies=np.zeros(1),
        returns=np.zeros(1),
        annoyed=0.0,
        echo=0.0,
    )


def after(model: Cure, calls: list[tuple[float, int]]) -> tuple[np.ndarray, np.ndarray]:
    """The masses after calls at so many days from one another, heard so."""
    o, r = np.empty(model.nodes.shape[1]), np.empty(model.nodes.shape[1])
    table = cure.chances(model)
    cure.begin(model, 0, o, r)
    for days, heard in calls:
        cure.relax(model, 0, days, o, r)
        cure.hear(model, 0, heard, table[0, 0], o, r)
    return o, r


@given(
    mean=st.floats(0.05, 0.9),
    weight=st.floats(0.8, 30),
    never=st.floats(0.01, 0.95),
    misses=st.integers(0, 15),
)
def test_where_nothing_moves_misses_say_what_the_closed_formula_says(mean, weight, never, misses):
    a, b = mean * weight, (1 - mean) * weight
    open_ = (1 - never) * np.exp(betaln(a, b + misses) - betaln(a, b))
    _, r = after(still(mean, weight, never), [(7.0, cure.SILENT)] * misses)
    assert r.sum() == pytest.approx(never / (never + open_), abs=1e-9)


def lives(model: Cure, calls: list[tuple[float, int]]) -> float:
    """P(refused) by writing out every hidden life: refused or not before and after every call."""
    table, g = cure.chances(model)[0, 0], 0
    speed = model.dies[g] + model.returns[g]
    weigh = {True: 0.0, False: 0.0}
    for k, path in product(range(len(table)), product((True, False), repeat=2 * len(calls) + 1)):
        f = table[k]
        now = path[0]
        p = model.weights[g, k] * (model.never[g] if now else 1 - model.never[g])
        for j, (days, heard) in enumerate(calls):
            left = np.exp(-speed * days)
            share = model.returns[g] / speed
            opens = share + ((0.0 if now else 1.0) - share) * left
            before = path[2 * j + 1]
            p *= (1 - opens) if before else opens
            by_open, by_refused = cure.says(model, g, heard)
            then = path[2 * j + 2]
            if heard == cure.SILENT:
                p *= 1 - model.echo * f if before else 1 - f
                turns = 1.0 if before else model.annoyed
            else:
                p *= model.echo * f * by_refused if before else f * by_open
                turns = 1.0 if before or heard != cure.LATER else 0.0
            p *= turns if then else 1 - turns
            now = then
        weigh[path[-1]] += p
    return weigh[True] / (weigh[True] + weigh[False])


@pytest.mark.parametrize(
    "calls",
    [
        [(3.0, cure.SILENT)],
        [(1.0, cure.SILENT), (30.0, cure.LATER)],
        [(1.0, cure.LATER), (30.0, cure.SILENT), (2.0, cure.SILENT)],
        [(10.0, cure.NO), (90.0, cure.SILENT), (9.0, cure.LATER)],
        [(10.0, cure.SALE), (40.0, cure.SILENT)],
    ],
)
def test_a_belief_equals_the_sum_over_every_hidden_life(calls):
    points, weights = cure.readiness(0.3, 3.0, 3)
    model = fitting.prior(1, 1)._replace(
        nodes=points[None], weights=weights[None], annoyed=0.07, echo=0.2
    )
    _, r = after(model, calls)
    assert r.sum() == pytest.approx(lives(model, calls), abs=1e-12)


def test_masses_stay_masses_whatever_is_heard_and_however_long_it_takes():
    model = fitting.prior(1, 1)
    rng = np.random.default_rng(0)
    for _ in range(200):
        calls = [(rng.choice([-5.0, 0.0, 0.5, 40.0, 1e6]), rng.integers(5)) for _ in range(12)]
        o, r = after(model, calls)
        assert (o >= 0).all()
        assert (r >= -1e-12).all()
        assert o.sum() + r.sum() == pytest.approx(1.0)


def test_somebody_elses_answer_changes_no_belief_where_no_numbers_are_lost():
    model = fitting.prior(1, 1)._replace(gated=False)
    assert (HEARD[Outcome.SECRETARY], HEARD[Outcome.WRONG_PERSON]) == (cure.DEAF, cure.ASTRAY)
    for heard in (cure.DEAF, cure.ASTRAY):
        assert np.array_equal(after(model, [(0.0, heard)])[1], after(model, [])[1])


@pytest.mark.parametrize("heard", [cure.DEAF, cure.ASTRAY])
def test_without_a_log_somebody_elses_answer_says_who_is_hard_to_reach_and_nothing_of_a_no(heard):
    model = fitting.prior(1, 1)
    f = cure.chances(model)[0, 0]
    (o, r), (open_before, refused_before) = after(model, [(0.0, heard)] * 4), after(model, [])
    assert r.sum() == pytest.approx(refused_before.sum(), abs=1e-12)
    # By Bayes: whoever answers with the chance f was not reached four times.
    left = open_before * (1.0 - f) ** 4
    assert o == pytest.approx(left / left.sum() * open_before.sum(), abs=1e-12)
    assert (o @ f) < 0.6 * (open_before @ f)


def lost_lives(model: Cure, calls: list[tuple[float, int]]) -> float:
    """P(the number is lost) by writing out when it was: before the first day, before each call,
    or not yet."""
    found = model._replace(lost=0.0, fails=0.0)
    o, r = np.empty(model.nodes.shape[1]), np.empty(model.nodes.shape[1])
    cure.begin(found, 0, o, r)
    weigh, here, theirs = [model.lost], 1.0 - model.lost, 1.0
    for days, heard in calls:
        cure.relax(found, 0, days, o, r)
        stays = np.exp(-model.fails * days)
        weigh.append(here * theirs * (1.0 - stays))
        here *= stays
        theirs *= cure.hear(found, 0, heard, cure.chances(found)[0, 0], o, r)
        theirs *= model.strays if heard == cure.ASTRAY else 1.0 - model.strays
        nobodys = {cure.ASTRAY: model.astray, cure.SILENT: 1.0 - model.astray}.get(heard, 0.0)
        weigh = [one * nobodys for one in weigh]
    return float(sum(weigh) / (sum(weigh) + here * theirs))


@pytest.mark.parametrize(
    "calls",
    [
        [(3.0, cure.SILENT)] * 5,
        [(3.0, cure.ASTRAY)],
        [(9.0, cure.SILENT), (90.0, cure.ASTRAY), (9.0, cure.SILENT)],
        [(9.0, cure.ASTRAY), (30.0, cure.LATER), (100.0, cure.SILENT)],
        [(9.0, cure.SALE), (300.0, cure.ASTRAY), (9.0, cure.ASTRAY)],
    ],
)
def test_how_probably_a_number_is_lost_is_the_sum_over_every_time_it_may_have_been(calls):
    lost = {"lost": 0.1, "fails": 1 / 400, "strays": 0.02, "astray": 0.3}
    model = fitting.prior(1, 1)._replace(gated=False, **lost)
    o, r = after(model, calls)
    assert cure.missing(model, o, r) == pytest.approx(lost_lives(model, calls), abs=1e-12)
