"""Segments are told apart by their numbers, and it does not matter which these are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.silence import model, rounds, segments
from demur.domain.silence.log import Attempts, Clients

PEOPLE, SLOTS, DAY = 500, 2, 95.0
FAR = np.array([2, 7, segments.MOST - 1])


def firm(features: int, called: int = 3) -> tuple[Clients, Attempts]:
    """Clients of three segments, the last of which answer most; the first so many are called."""
    draw, calls = np.random.default_rng(features), 3500
    kind = draw.integers(0, 3, PEOPLE)
    clients = Clients(
        kind,
        draw.lognormal(4, 1, PEOPLE),
        draw.uniform(0, 30, PEOPLE),
        draw.random(PEOPLE) < 0.3,
        np.ones((PEOPLE, SLOTS), bool),
        draw.normal(size=(PEOPLE, features)),
    )
    whom = draw.integers(0, PEOPLE, calls)
    whom = whom[kind[whom] < called]
    slot = draw.integers(0, SLOTS, len(whom))
    chance = 0.1 + 0.15 * kind[whom] + 0.2 * slot * (kind[whom] == 1)
    said = draw.choice([1, 2, 3], len(whom), p=[0.3, 0.4, 0.3])
    outcome = np.where(draw.random(len(whom)) < chance, said, 0)
    return clients, Attempts(whom, draw.uniform(30, DAY, len(whom)), slot, outcome)


def judged(clients: Clients, log: Attempts) -> list[np.ndarray]:
    """What is said of everybody by what was learned."""
    params = model.fit(clients, log, SLOTS)
    assert params.ranker.answers is not None
    beliefs = model.believe(params, clients, log, DAY)
    worth = rounds.worth(params, beliefs, clients, DAY, 1, 60.0, np.ones(PEOPLE, bool))
    rest = rounds.rest_until(params, beliefs, clients, DAY, 0.5)
    return [beliefs.p_refused, beliefs.p_answer(0), beliefs.p_answer(1), np.maximum(worth, 0), rest]


@pytest.mark.parametrize("features", [0, 2])
def test_segments_whose_numbers_have_gaps_are_learned_as_if_they_had_none(features: int) -> None:
    clients, log = firm(features)
    far = replace(clients, segment=FAR[clients.segment])
    for one, other in zip(judged(clients, log), judged(far, log), strict=True):
        assert len(np.unique(one)) > 2
        assert other == pytest.approx(one, rel=1e-4)


def test_of_a_segment_without_a_call_no_more_is_known_than_of_the_firm() -> None:
    clients, log = firm(0, called=2)
    clients = replace(clients, segment=FAR[clients.segment])
    params = model.fit(clients, log, SLOTS)
    assert params.fitted
    never, sells = params.cure.never, params.cure.sells
    for silent in (FAR[2], 0, 5):
        assert never[silent] == pytest.approx(never[3], rel=1e-3)
        assert sells[silent] == pytest.approx(sells[3], rel=1e-3)
    assert abs(params.cure.nodes[FAR[0]].mean() - params.cure.nodes[3].mean()) > 0.01
    beliefs = model.believe(params, clients, log, DAY)
    mine = clients.segment == FAR[2]
    assert ((beliefs.p_refused[mine] > 0.0) & (beliefs.p_refused[mine] < 1.0)).all()
    rest = rounds.rest_until(params, beliefs, clients, DAY)
    assert np.isfinite(rest[mine]).any()


ASKED: dict[str, Callable[[Clients], object]] = {
    "fit": lambda who: model.fit(who, Attempts.none(), SLOTS),
    "prior": lambda who: model.prior(who.segment, SLOTS),
    "believe": lambda who: model.believe(model.prior(3, SLOTS), who, Attempts.none(), DAY),
}


@pytest.mark.parametrize("ask", ASKED)
@pytest.mark.parametrize("number", [-1, segments.MOST, 10**9])
def test_a_number_that_is_none_of_a_segments_is_refused_at_once(ask: str, number: int) -> None:
    clients, _ = firm(0)
    clients.segment[9] = number
    with pytest.raises(ValueError, match=f"segment is {number}: number the segments from 0 to"):
        ASKED[ask](clients)


def test_a_firm_may_have_very_many_segments_but_not_any_number() -> None:
    assert model.prior(segments.MOST, SLOTS).segments == segments.MOST
    with pytest.raises(ValueError, match="number the segments"):
        model.prior(segments.MOST + 1, SLOTS)


@given(st.lists(st.integers(0, 60), min_size=1))
def test_the_numbers_in_use_keep_their_order_and_all_others_come_last(numbers: list[int]) -> None:
    found = segments.places(np.array(numbers))
    used, place = np.unique(numbers, return_inverse=True)
    assert np.array_equal(found[numbers], place)
    assert len(found) == max(numbers) + 1
    assert set(np.delete(found, used)) <= {len(used)}
