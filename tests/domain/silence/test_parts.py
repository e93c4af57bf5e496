"""However a firm is cut into parts, what its clients are worth is what it is of all together."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from demur.domain.silence import judges, model, parts, rounds
from demur.domain.silence.log import Attempts, Clients
from demur.domain.silence.parts import HERE, Workers

PEOPLE, SLOTS, TODAY = 600, 3, 120.0


def clients(seed: int, few_values: bool = False) -> Clients:
    """Clients of three segments; with few values many calls are worth the same."""
    draw = np.random.default_rng(seed)
    value = draw.choice([0.0, 100.0], PEOPLE) if few_values else draw.lognormal(5, 1, PEOPLE)
    return Clients(
        draw.integers(0, 3, PEOPLE),
        value,
        draw.integers(0, 20, PEOPLE),
        draw.random(PEOPLE) < 0.1,
        draw.random((PEOPLE, SLOTS)) < 0.9,
    )


def log(seed: int, calls: int) -> Attempts:
    draw = np.random.default_rng(seed)
    return Attempts(
        draw.integers(0, PEOPLE, calls),
        np.round(draw.uniform(20, TODAY, calls), 1),
        draw.integers(0, SLOTS, calls),
        draw.choice(8, calls, p=[0.6, 0.1, 0.05, 0.05, 0.02, 0.1, 0.05, 0.03]),
    )


@pytest.fixture(scope="module")
def fitted() -> model.Params:
    """Numbers of a log, the ranker's too."""
    found = model.fit(clients(1), log(1, 4000), slots=SLOTS)
    assert found.ranker.answers or found.ranker.sells
    return found


def whole(params: model.Params, firm: Clients, calls: Attempts) -> model.Beliefs:
    return model.believe(params, firm, calls, TODAY)


@settings(max_examples=40)
@given(
    seed=st.integers(0, 2**32 - 1),
    cuts=st.lists(st.integers(-5, PEOPLE + 5), max_size=12),
    calls=st.sampled_from([0, 50, 1500]),
    minutes=st.sampled_from([0.0, 3.0, 120.0, 1e4]) | st.floats(0.0, 900.0),
    few_values=st.booleans(),
)
def test_any_cut_in_any_order_gives_the_worth_of_all_clients_together(
    fitted: model.Params,
    seed: int,
    cuts: list[int],
    calls: int,
    minutes: float,
    few_values: bool,
) -> None:
    firm, said = clients(seed, few_values), log(seed, calls)
    draw = np.random.default_rng(seed)
    may = draw.random(PEOPLE) < draw.choice([0.0, 0.02, 0.8])
    slot = int(draw.integers(SLOTS))
    cut = list(map(partial(parts.judged, fitted, TODAY), parts.shares(firm, said, cuts)))
    draw.shuffle(cut)  # type: ignore[arg-type]
    found = parts.worth_in_parts(map, cut, mays(cut, may), TODAY, slot, minutes)
    beliefs = whole(fitted, firm, said)
    asked = rounds.worth(fitted, beliefs, firm, TODAY, slot, minutes, may)
    assert found.tolist() == asked.tolist()


def test_each_part_believes_of_its_clients_what_is_believed_of_them_among_all(
    fitted: model.Params,
) -> None:
    firm, said = clients(3), log(3, 1500)
    beliefs = whole(fitted, firm, said)
    for share in parts.shares(firm, said, [100, 101, 450]):
        mine = slice(share.first, share.first + len(share.clients))
        part = parts.judged(fitted, TODAY, share)
        assert part.beliefs.p_refused.tolist() == beliefs.p_refused[mine].tolist()
        assert part.beliefs.interval.tolist() == beliefs.interval[mine].tolist()


def test_everybody_rests_until_the_same_day_in_whatever_part(fitted: model.Params) -> None:
    firm, said = clients(4), log(4, 900)
    cut = [parts.judged(fitted, TODAY, one) for one in parts.shares(firm, said, [7, 300])]
    found = parts.rest_in_parts(map, cut[::-1], TODAY, 2.5)
    asked = rounds.rest_until(fitted, whole(fitted, firm, said), firm, TODAY, 2.5)
    assert found.tolist() == asked.tolist()


def test_a_judge_in_parts_says_of_everybody_what_one_process_says(fitted: model.Params) -> None:
    firm, said = clients(6), log(6, 1500)
    beliefs, may = whole(fitted, firm, said), np.arange(PEOPLE) % 7 > 0
    several = judges.judge(Workers(map, map, 4), beliefs, said)
    alone = judges.judge(HERE, beliefs, said)
    assert isinstance(several, judges.InParts)
    assert len(several.parts) == 4
    assert isinstance(alone, judges.Alone)
    for asked in (
        lambda judge: judge.worth(TODAY, 1, 200.0, may).tolist(),
        lambda judge: judge.rest_until(TODAY, 1.5).tolist(),
        lambda judge: [each.tolist() for each in judge.chances(TODAY, 2)],
    ):
        assert asked(several) == asked(alone)


def test_a_price_of_each_part_by_itself_would_not_do(fitted: model.Params) -> None:
    """The control: parts that know nothing of each other are worth something else."""
    firm, said = clients(5), log(5, 1500)
    cut = [parts.judged(fitted, TODAY, one) for one in parts.shares(firm, said, [300])]
    may = mays(cut, np.ones(PEOPLE, np.bool_))
    alone = [
        parts.worth_in_parts(map, [one], [its], TODAY, 0, 60.0)
        for one, its in zip(cut, may, strict=True)
    ]
    together = parts.worth_in_parts(map, cut, may, TODAY, 0, 60.0)
    assert np.concatenate([alone[0], alone[1][300:]]).tolist() != together.tolist()


def test_nobody_at_all_is_a_part_too(fitted: model.Params) -> None:
    nobody = Clients(*(np.zeros(0) for _ in range(4)), allowed=np.zeros((0, SLOTS)))  # type: ignore[arg-type]
    cut = list(
        map(partial(parts.judged, fitted, TODAY), parts.shares(nobody, Attempts.none(), [5]))
    )
    may = mays(cut, np.zeros(0, np.bool_))
    assert parts.worth_in_parts(map, cut, may, TODAY, 0, 60.0).tolist() == []
    assert parts.rest_in_parts(map, cut, TODAY, 0.0).tolist() == []


def mays(cut: list[parts.Part], may: NDArray[np.bool_]) -> list[NDArray[np.bool_]]:
    return [may[one.first : one.first + len(one.beliefs.clients)] for one in cut]
