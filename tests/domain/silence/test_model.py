"""The judgement as others call it: fit, believe, observe, worth, rest, and what bad logs get."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demur.domain.silence import model, rounds
from demur.domain.silence.log import Attempts, Clients, Outcome

PEOPLE, SLOTS, TODAY = 300, 3, 120.0


def clients(seed: int = 0, people: int = PEOPLE) -> Clients:
    """Three kinds of clients, whose values differ by a lot."""
    draw = np.random.default_rng(seed)
    return Clients(
        draw.integers(0, 3, people),
        draw.lognormal(6, 1, people),
        draw.integers(0, 20, people),
        draw.random(people) < 0.1,
        np.ones((people, SLOTS), bool),
    )


def log(seed: int = 0, calls: int = 2500, people: int = PEOPLE) -> Attempts:
    """A third has refused and is silent, as is whoever has said no or bought; the rest answer,
    mornings twice as often as evenings."""
    draw = np.random.default_rng(seed)
    who, slot = draw.integers(0, people, calls), draw.integers(0, SLOTS, calls)
    day = np.sort(draw.integers(20, 119, calls))
    answers = (who % 3 > 0) & (draw.random(calls) < np.array([0.5, 0.35, 0.25])[slot])
    said = draw.choice([Outcome.LATER, Outcome.NO, Outcome.SALE], calls, p=[0.8, 0.1, 0.1])
    outcome = np.where(answers, said, Outcome.MISSED)
    gone: set[int] = set()
    for call, client in enumerate(who):
        if client in gone:
            outcome[call] = Outcome.MISSED
        elif outcome[call] in (Outcome.NO, Outcome.SALE):
            gone.add(int(client))
    return Attempts(who, day, slot, outcome)


@pytest.fixture(scope="module")
def params() -> model.Params:
    return model.fit(clients(), log(), slots=SLOTS)


def may() -> np.ndarray:
    return np.ones(PEOPLE, bool)


def test_who_never_answered_has_refused_more_probably(params):
    said = log()
    beliefs = model.believe(params, clients(), said, TODAY)
    ended = np.isin(np.arange(PEOPLE), said.client[np.isin(said.outcome, [2, 3])])
    silent = (np.arange(PEOPLE) % 3 == 0) | ended
    assert beliefs.p_refused[silent].mean() > beliefs.p_refused[~silent].mean() + 0.3
    assert (beliefs.interval[:, 0] <= beliefs.interval[:, 1]).all()
    assert ((beliefs.p_refused >= 0) & (beliefs.p_refused <= 1)).all()


def test_the_hours_that_were_answered_are_foretold(params):
    beliefs = model.believe(params, clients(), log(), TODAY)
    morning, evening = beliefs.p_answer(0).mean(), beliefs.p_answer(2).mean()
    assert morning > 1.4 * evening


def test_a_day_observed_is_the_whole_log_believed(params):
    whole = log()
    early = whole.day < 100
    first, then = (
        Attempts(whole.client[part], whole.day[part], whole.slot[part], whole.outcome[part])
        for part in (early, ~early)
    )
    before = model.believe(params, clients(), first, 99.0)
    kept = before.p_refused.copy()
    after = model.observe(params, before, clients(), then)
    again = model.believe(params, clients(), whole, after.day)
    assert np.allclose(after.p_refused, again.p_refused, atol=1e-6)
    assert np.allclose(after.p_answer(1), again.p_answer(1), atol=1e-5)
    assert np.array_equal(before.p_refused, kept)


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_a_log_does_not_matter(params, chance):
    whole = log(calls=400)
    order = list(range(len(whole)))
    chance.shuffle(order)
    mixed = Attempts(whole.client[order], whole.day[order], whole.slot[order], whole.outcome[order])
    beliefs = [model.believe(params, clients(), one, TODAY) for one in (whole, mixed)]
    assert np.array_equal(beliefs[0].p_refused, beliefs[1].p_refused)


def test_the_same_log_and_seed_give_the_same_numbers(params):
    again = model.fit(clients(), log(), slots=SLOTS)
    for one, other in zip(params.cure, again.cure, strict=True):
        assert np.array_equal(one, other)


def test_where_machines_count_as_answers_an_answer_is_believed_less(params):
    said, draw = log(), np.random.default_rng(7)
    machine = (said.outcome == Outcome.MISSED) & (draw.random(len(said)) < 0.3)
    taken = np.where(machine, Outcome.LATER, said.outcome)
    spoiled = Attempts(said.client, said.day, said.slot, taken)
    learned = model.fit(clients(), spoiled, slots=SLOTS)
    assert params.cure.echo < 0.1
    assert learned.cure.echo > 0.4


def at_strangers(whom: np.ndarray) -> Attempts:
    """The log, in which calls in vain to these often end at a stranger's."""
    said, draw = log(), np.random.default_rng(9)
    astray = whom[said.client] & (said.outcome == Outcome.MISSED) & (draw.random(len(said)) < 0.3)
    return Attempts(
        said.client, said.day, said.slot, np.where(astray, Outcome.WRONG_PERSON, said.outcome)
    )


def test_whose_number_is_a_strangers_cannot_be_sold_to():
    gone = np.arange(PEOPLE) % 3 == 0  # nobody of them ever answers
    said = at_strangers(gone)
    learned = model.fit(clients(), said, slots=SLOTS)
    assert learned.cure.fails > 0
    beliefs = model.believe(learned, clients(), said, TODAY)
    told = np.unique(said.client[said.outcome == Outcome.WRONG_PERSON])
    assert beliefs.p_refused[told].min() > 0.9
    assert beliefs.interval[told].min() > 0.5
    worth = rounds.worth(learned, beliefs, clients(), TODAY, 0, 60.0, may())
    assert np.median(worth[told]) < np.median(np.delete(worth, told))


def test_a_stranger_who_picks_up_at_anybodys_says_nothing():
    learned = model.fit(clients(), at_strangers(np.ones(PEOPLE, bool)), slots=SLOTS)
    assert (learned.cure.fails, learned.cure.lost) == (0.0, 0.0)


def test_only_who_may_be_called_is_worth_a_call(params):
    beliefs = model.believe(params, clients(), log(), TODAY)
    some = np.arange(PEOPLE) % 2 == 0
    worth = rounds.worth(params, beliefs, clients(), TODAY, 0, 60.0, some)
    assert np.isneginf(worth[~some]).all()
    assert np.isfinite(worth[some]).sum() * rounds.IN_VAIN > 60.0 / rounds.ANSWERED
    assert not np.isposinf(worth).any()
    assert not np.isnan(worth).any()


def test_a_slot_that_is_not_allowed_is_never_worth_a_call(params):
    shut = clients()
    shut.allowed[:, 1] = False
    beliefs = model.believe(params, shut, log(), TODAY)
    assert np.isneginf(rounds.worth(params, beliefs, shut, TODAY, 1, 60.0, may())).all()


def test_a_call_waits_for_the_hours_in_which_a_client_answers():
    who, none = clients(), Attempts.none()
    plain = model.prior(who.segment, slots=SLOTS)
    slots = np.where(np.arange(SLOTS) == 1, 1.5, -0.5)
    params = replace(plain, cure=plain.cure._replace(slots=slots))
    beliefs = model.believe(params, who, none, TODAY)
    bad, good = (rounds.worth(params, beliefs, who, TODAY, slot, 30.0, may()) for slot in (0, 1))
    brings = [rounds.rates(params, beliefs, who, TODAY, slot, may()) for slot in (0, 1)]
    both = np.isfinite(bad) & np.isfinite(good)
    assert both.any()
    assert (good[both] / bad[both] > 1.2 * brings[1][both] / brings[0][both]).all()
    # Whoever can be called in no other hour need not wait for one.
    only = replace(who, allowed=np.eye(SLOTS, dtype=bool)[np.zeros(PEOPLE, int)])
    beliefs = model.believe(params, only, none, TODAY)
    alone = rounds.worth(params, beliefs, only, TODAY, 0, 30.0, may())
    assert alone[both].sum() > 1.1 * bad[both].sum()


def test_a_client_of_no_value_is_let_rest_for_ever(params):
    poor = clients()
    poor.value[:5] = 0.0
    beliefs = model.believe(params, poor, log(), TODAY)
    rest = rounds.rest_until(params, beliefs, poor, TODAY)
    assert np.isinf(rest[:5]).all()
    assert (rest >= TODAY).all()
    assert np.isneginf(rounds.worth(params, beliefs, poor, TODAY, 0, 60.0, may())[:5]).all()


def test_the_dearer_a_minute_is_elsewhere_the_more_clients_rest_or_are_let_go(params):
    beliefs = model.believe(params, clients(), log(), TODAY)
    cheap, dear = (
        rounds.rest_until(params, beliefs, clients(), TODAY, price) for price in (1.0, 100.0)
    )
    assert (dear > TODAY).sum() > (cheap > TODAY).sum()


BAD = {
    "nothing": Attempts.none(),
    "one call": Attempts([0], [3], [0], [Outcome.MISSED]),  # type: ignore[arg-type]
    "misses only": Attempts(*np.zeros((4, 500))),  # type: ignore[arg-type]
    "sales only": Attempts(np.arange(500) % 300, np.arange(500) % 90, [0] * 500, [3] * 500),  # type: ignore[arg-type]
    "strangers": Attempts([-1, 10**9, 5], [1, 2, 3], [0, 0, 0], [0, 0, 0]),  # type: ignore[arg-type]
    "no such slot or end": Attempts([1, 2, 3], [1, 2, 3], [-1, 99, 0], [0, 0, 77]),  # type: ignore[arg-type]
    "days that are none": Attempts([1, 2, 3], [np.nan, np.inf, -1e9], [0, 0, 0], [0, 0, 0]),  # type: ignore[arg-type]
    "one number all day": Attempts([7] * 10_000, [50] * 10_000, [0] * 10_000, [0] * 10_000),  # type: ignore[arg-type]
    "to come": Attempts([1] * 50, [5000] * 50, [0] * 50, [3] * 50),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_log_gives_a_sensible_plan(kind):
    who = clients()
    found = model.fit(who, BAD[kind], slots=SLOTS)
    beliefs = model.believe(found, who, BAD[kind], TODAY)
    assert np.isfinite(beliefs.p_refused).all()
    assert np.isfinite(beliefs.interval).all()
    assert not np.isnan(rounds.worth(found, beliefs, who, TODAY, 0, 60.0, may())).any()
    assert not np.isnan(rounds.rest_until(found, beliefs, who, TODAY)).any()
    assert np.isfinite(model.observe(found, beliefs, who, BAD[kind]).p_refused).all()


def test_a_firm_without_a_log_begins_with_what_is_known_of_others():
    who = clients()
    assert not model.fit(who, Attempts.none(), slots=SLOTS).fitted
    beliefs = model.believe(model.prior(3, slots=SLOTS), who, Attempts.none(), 0.0)
    # Of those who never wanted anything, some will by the middle of the next thirty days.
    assert beliefs.p_refused == pytest.approx(0.40 * np.exp(-15 / 200), abs=0.01)


def test_clients_of_other_slots_are_not_fitted():
    with pytest.raises(ValueError, match="slots"):
        model.fit(clients(), log(), slots=SLOTS + 1)


@pytest.mark.parametrize("slot", [-1, SLOTS])
def test_a_slot_that_no_day_has_is_refused(params, slot):
    beliefs = model.believe(params, clients(), log(), TODAY)
    with pytest.raises(ValueError, match=rf"no slot {slot}: a day has {SLOTS}"):
        beliefs.p_answer(slot)
    with pytest.raises(ValueError, match=rf"no slot {slot}: a day has {SLOTS}"):
        rounds.worth(params, beliefs, clients(), TODAY, slot, 60.0, may())


def test_of_no_clients_at_all_nothing_is_said():
    none, said = clients(people=0), log()
    for found in (model.fit(none, said, SLOTS), model.prior(none.segment, SLOTS)):
        beliefs = model.believe(found, none, said, TODAY)
        for one in (beliefs, model.observe(found, beliefs, none, said)):
            assert one.p_refused.shape == one.p_answer(0).shape == (0,)
            assert one.interval.shape == (0, 2)
            assert rounds.worth(found, one, none, TODAY, 0, 60.0, may()[:0]).shape == (0,)
            assert rounds.rest_until(found, one, none, TODAY).shape == (0,)


@pytest.mark.parametrize(("segment", "slots"), [(3, SLOTS), (-1, SLOTS), (0, SLOTS + 1)])
def test_clients_of_other_segments_or_slots_than_were_learned_are_not_judged(segment, slots):
    one = np.ones(1)
    stranger = Clients(one * segment, one, one, one, np.ones((1, slots)))
    with pytest.raises(ValueError, match=r"slots|segment"):
        model.believe(model.prior(3, SLOTS), stranger, Attempts.none(), TODAY)


def test_narrow_columns_are_kept_as_they_are_and_say_the_same(params):
    who, said = clients(), log()
    narrow = Clients(
        who.segment.astype(np.int8),
        who.value,
        who.born.astype(np.float32),
        who.key,
        who.allowed,
    )
    few = Attempts(
        said.client.astype(np.int32),
        said.day.astype(np.float32),
        said.slot.astype(np.int8),
        said.outcome,
    )
    assert few.slot.dtype == np.int8
    wide, thin = (model.believe(params, *of, TODAY) for of in [(who, said), (narrow, few)])
    assert np.array_equal(wide.p_refused, thin.p_refused)
    worth = [rounds.worth(params, of, of.clients, TODAY, 1, 60.0, may()) for of in (wide, thin)]
    assert np.array_equal(*worth)
    assert np.array_equal(model.fit(narrow, few, SLOTS).cure.never, params.cure.never)


def test_a_value_that_is_none_counts_as_nothing_and_good_ones_are_not_copied():
    value = np.array([3.0, np.nan, np.inf, -1.0])
    four = np.zeros(4)
    assert list(Clients(four, value, four, four, np.ones((4, 1))).value) == [3.0, 0.0, 0.0, 0.0]
    good = np.array([3.0, 0.0, 1e300, 2.0])
    assert Clients(four, good, four, four, np.ones((4, 1))).value is good


def test_a_long_log_is_learned_from_by_some_of_its_clients(monkeypatch):
    monkeypatch.setattr(model, "LEARNED_FROM", 200)
    found = model.fit(clients(), log(), slots=SLOTS)
    assert found.segments == 3
    beliefs = model.believe(found, clients(), log(), TODAY)
    silent = np.arange(PEOPLE) % 3 == 0
    assert beliefs.p_refused[silent].mean() > beliefs.p_refused[~silent].mean() + 0.1


def test_arrays_of_unequal_length_are_refused():
    with pytest.raises(ValueError, match="value has 1 places instead of 2"):
        Clients([0, 0], [1.0], [0, 0], [0, 0], np.ones((2, 2)))  # type: ignore[arg-type, list-item]


def test_a_ranker_is_kept_though_times_have_changed_for_everybody():
    """What tells clients apart is borne out, though answers grew rarer, then came back."""
    draw, many = np.random.default_rng(3), 700
    warm = draw.normal(0, 1, (many, 1))
    who = Clients(
        np.zeros(many, int),
        np.ones(many),
        np.zeros(many),
        np.zeros(many, bool),
        np.ones((many, 1), bool),
        warm,
    )
    whom, day = draw.integers(0, many, 5000), draw.uniform(0, 300, 5000)
    odds = np.exp(0.4 * warm[whom, 0] - np.where(day > 210, 0.0, day / 100))
    answered = draw.random(5000) < odds / (1 + odds)
    outcome = np.where(answered, Outcome.LATER, Outcome.MISSED)
    log = Attempts(whom, day, np.zeros(5000, int), outcome)
    params = model.fit(who, log, slots=1)
    assert params.ranker.answers is not None
    chance = model.believe(params, who, Attempts.none(), 300.0).p_answer(0)
    assert np.corrcoef(warm[:, 0], np.log(chance))[0, 1] > 0.8
