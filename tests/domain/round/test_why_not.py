"""Why not this client: two figures that can be compared, and their own day or that we stop."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.refusal import Lang
from demur.domain.round.because import Fact, Why, saying
from demur.domain.round.past import in_vain, pasts
from demur.domain.round.why_not import Call, rests, stops, why_not
from tests.domain.round.firm import SLOTS, TODAY, firm
from tests.domain.round.test_plan import ON, planned

MARCH = date(2027, 3, 3)
SUMS = st.floats(0, 1e12)
CURRENCIES = st.sampled_from(["", "HUF", "EUR", "RUB", None])


def kinds(facts: tuple[Fact, ...]) -> list[Why]:
    return [one.kind for one in facts]


def plain(facts: tuple[Fact, ...], lang: Lang) -> str:
    return saying(facts, lang, ON).replace("\N{NO-BREAK SPACE}", " ")


def test_everybody_is_called_or_told_why_not() -> None:
    day = planned(minutes=(40.0,))
    turns = {turn.client for turn in day.turns}
    for client in range(200):
        facts = why_not(day, client, ON, currency="EUR")
        assert (facts == ()) == (client in turns)
        assert all(0 <= len(saying(facts, lang, ON).split()) <= 26 for lang in Lang)


def test_whoever_rests_is_told_what_a_call_now_would_bring_beside_the_last_minute() -> None:
    day = planned(many=2000, minutes=(120.0,))
    told = {i: why_not(day, i, ON) for i in np.flatnonzero(np.isfinite(day.rests))}
    besides = {i: one for i, one in told.items() if one and one[0].kind is Why.NOW_BESIDE}
    assert len(besides) > 20
    for client, (now, own_day) in besides.items():
        assert now.fills["price"] == day.price
        assert now.fills["worth"] == pytest.approx(day.brings[client] / day.length[client])
        assert str(own_day.fills["on"]) > ON.isoformat()


def test_whoever_we_stop_with_is_told_what_the_next_call_costs_and_brings() -> None:
    day = planned(minute_costs=20.0)
    stopped = [int(i) for i in np.flatnonzero(np.isinf(day.rests))]
    told = [why_not(day, client, ON, in_vain=6)[0] for client in stopped]
    at = [(client, one) for client, one in zip(stopped, told, strict=True) if one.fills]
    assert len(at) > len(stopped) / 2
    for client, fact in at:
        assert fact.kind is Why.STOPPED_AT
        assert fact.fills["call"] == 7
        assert fact.fills["costs"] == pytest.approx(day.minute_price * day.length[client])


def test_it_is_said_in_three_languages_with_the_firms_money() -> None:
    call = Call(brings=140.0, length=3.4, nth=7, currency="HUF")
    assert plain(stops(call, 180.0), Lang.EN) == (
        "we stop: a seventh call costs 612 Ft and can bring 140 Ft"
    )
    assert plain(stops(call, 180.0), Lang.HU) == (
        "abbahagyjuk: a hetedik hívás ára 612 Ft, és csak 140 Ft várható tőle"
    )
    assert plain(stops(call, 180.0), Lang.RU) == (
        "прекращаем: седьмой звонок стоит 612 Ft, а принести может 140 Ft"
    )
    now = Call(brings=34.0, length=3.4, currency="EUR")
    assert plain(rests(now, 41.0, MARCH), Lang.EN) == (
        "a call now would bring 10 € a minute, the last minute of today brings 41 €; "
        "at rest until 3 March 2027"
    )
    assert "10 EUR bevételt hozna" in plain(rests(now, 41.0, MARCH), Lang.HU)
    assert "отдыхает до 3 марта" in plain(rests(now, 41.0, MARCH), Lang.RU)


@given(SUMS, st.floats(0.1, 10), SUMS, CURRENCIES)
def test_a_call_that_brings_more_than_the_last_minute_is_never_said_to_bring_less(
    brings: float, length: float, price: float, currency: str | None
) -> None:
    call = Call(brings, length, 3, currency)
    told = rests(call, price, MARCH)
    if currency is None:
        assert kinds(told) == [Why.RESTS]
        return
    is_dear = told[-1].kind is Why.MORE_LATER
    assert is_dear == (call.a_minute >= price)
    assert kinds(told)[0] is (Why.NOW_BESIDE if price > 0 else Why.NOW)


@given(SUMS, st.floats(0.1, 10), SUMS, CURRENCIES)
def test_no_stop_is_explained_by_a_call_that_brings_more_than_it_costs(
    brings: float, length: float, price: float, currency: str | None
) -> None:
    (fact,) = stops(Call(brings, length, 3, currency), price)
    assert (fact.kind is Why.STOPPED_AT) == (currency is not None and brings < price * length)
    if fact.fills:
        assert float(fact.fills["brings"]) < float(fact.fills["costs"])


def test_what_the_plan_does_not_know_is_told_first() -> None:
    day = planned()
    someone = day.turns[0].client
    assert why_not(day, someone, ON, called=True) == (Fact(Why.CALLED),)
    assert why_not(day, someone, ON, seller="Kata") == (Fact(Why.TAKEN, {"seller": "Kata"}),)
    assert why_not(day, someone, ON, at_peace=True) == (Fact(Why.AT_PEACE_FOR_GOOD),)
    until = why_not(day, someone, ON, at_peace=True, peace_until=date(2027, 2, 1))
    assert saying(until, Lang.EN, ON) == "left in peace until 1\u00a0February\u00a02027"


def test_a_call_worth_making_for_which_there_is_no_minute_is_for_another_day() -> None:
    day = planned(minutes=(10.0,), explore=0.0)
    crowded = [i for i in range(200) if np.isfinite(day.worth[i]) and why_not(day, i, ON)]
    told = [why_not(day, i, ON, currency="EUR") for i in crowded]
    assert {one[0].kind for one in told} <= {Why.NO_MINUTES_AT, Why.NO_HOUR}
    assert all(one[1].kind is Why.RESTS for one in told)
    for one in told:
        if one[0].kind is Why.NO_MINUTES_AT:
            assert float(one[0].fills["worth"]) < float(one[0].fills["price"])


def test_the_calls_in_vain_of_all_clients_are_those_of_each() -> None:
    attempts = firm(200)[3]
    counted = in_vain(attempts, 200, TODAY)
    each = pasts(attempts, range(200), TODAY, SLOTS)
    assert counted.tolist() == [each[i].in_vain for i in range(200)]
    assert in_vain(attempts, 200, -10.0).sum() == 0


def test_a_day_of_rest_is_to_come() -> None:
    day = planned(minutes=(40.0,))
    for client in range(200):
        on = [str(one.fills["on"]) for one in why_not(day, client, ON) if "on" in one.fills]
        assert all(one >= (ON + timedelta(days=1)).isoformat() for one in on)
