"""Calls in vain are counted, timed and paid for as the log knows them, and guessed only aloud."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.costs import (
    ANSWERED_MINUTES,
    IN_VAIN_MINUTES,
    End,
    Lengths,
    Made,
    end_of,
    lengths,
    spent_by,
    without_a_call,
)
from demur.domain.dispositions import SHIPPED, Flag
from demur.domain.refusal import Money

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
calls = st.lists(
    st.builds(
        Made,
        st.integers(0, 5),
        st.sampled_from(["Kata", "Béla"]),
        st.just(NOW),
        st.sampled_from(End),
        st.none() | st.integers(0, 86_400),
    ),
    max_size=80,
)


def made(end: End, seconds: int | None, whom: int = 1, seller: str = "Kata") -> Made:
    return Made(whom, seller, NOW, end, seconds)


@given(calls)
def test_the_parts_add_up_to_the_whole(some: list[Made]) -> None:
    last = lengths(some)
    by_seller = spent_by(some, last, lambda one: one.seller)
    whole = spent_by(some, last, lambda _: "all").get("all")
    assert sum(one.calls for one in by_seller.values()) == len(some)
    if whole:
        assert sum(one.minutes for one in by_seller.values()) == pytest.approx(whole.minutes)
        assert whole.minutes_in_vain <= whole.minutes + 1e-9
        assert whole.answered + whole.in_vain == whole.calls
        assert whole.unvalued == whole.sold
    assert last.known + last.guessed == len(some)


def test_every_shipped_ending_is_in_vain_unless_the_client_was_on_the_line() -> None:
    for one in SHIPPED:
        assert (end_of(one) is End.IN_VAIN) == (Flag.PERSON not in one.flags)
    assert end_of(None) is None


def test_until_twenty_calls_are_known_the_length_of_others_stands_in() -> None:
    few = lengths([made(End.IN_VAIN, 30)] * 19)
    assert (few.in_vain, few.own_in_vain) == (IN_VAIN_MINUTES, False)
    own = lengths([made(End.IN_VAIN, 30)] * 20 + [made(End.SPOKEN, 60)] * 3)
    assert (own.in_vain, own.own_in_vain) == (0.5, True)
    assert (own.answered, own.own_answered) == (ANSWERED_MINUTES, False)


def test_nought_seconds_of_a_call_in_vain_are_no_length() -> None:
    last = lengths([made(End.IN_VAIN, 0)] * 30)
    assert (last.known, last.guessed, last.in_vain) == (0, 30, IN_VAIN_MINUTES)
    assert last.minutes(made(End.IN_VAIN, 0)) == IN_VAIN_MINUTES
    assert last.minutes(made(End.SPOKEN, 0)) == 0


def test_money_is_summed_by_currency_and_the_unknown_is_counted() -> None:
    worth = {1: Money(400_000, "HUF"), 2: Money(990, "EUR")}
    some = [made(End.SOLD, 60, whom) for whom in (1, 1, 2, 3)]
    one = spent_by(some, Lengths(), lambda _: 0, lambda call: worth.get(call.whom))[0]
    assert one.money == (Money(800_000, "HUF"), Money(990, "EUR"))
    assert (one.sold, one.unvalued) == (4, 1)


def test_minutes_in_vain_cost_what_an_hour_does() -> None:
    some = [made(End.IN_VAIN, 90)] * 20
    one = spent_by(some, lengths(some), lambda _: 0)[0]
    assert one.cost(Money(6_000, "HUF")) == Money(3_000, "HUF")
    assert one.cost(None) is None


def test_a_purchase_a_month_after_the_last_call_came_without_one() -> None:
    bought = [(1, NOW), (1, NOW - timedelta(days=31)), (2, NOW)]
    rung = {1: [NOW - timedelta(days=30)]}
    assert without_a_call(bought, rung) == (1, 2)
