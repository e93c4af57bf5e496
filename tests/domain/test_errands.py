"""How a try ends, and when it is tried again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.errands import (
    LONGEST_PAUSE,
    PASSING,
    TRIES_MOST,
    Away,
    Later,
    Never,
    Sent,
    State,
    became,
    held,
    pause,
)
from demur.domain.peace import Blocked, Why

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
REF = UUID("2f0c1a52-7a54-4f5c-9d63-5c0b6ff5a7b1")


def test_what_was_taken_is_sent_and_not_tried_again() -> None:
    done = became(Sent("m-17"), 1, REF, NOW)
    assert (done.state, done.next_at, done.number) == (State.SENT, None, "m-17")


def test_what_will_never_be_taken_has_failed() -> None:
    done = became(Never("550 no such user"), 1, REF, NOW)
    assert (done.state, done.next_at, done.why) == (State.FAILED, None, "550 no such user")


@given(st.integers(1, TRIES_MOST - 1), st.uuids())
def test_what_is_turned_away_comes_again_later_each_time(tries: int, ref: UUID) -> None:
    done = became(Later("451"), tries, ref, NOW)
    assert done.state is State.WAITING
    assert done.next_at == NOW + pause(tries, ref)
    assert timedelta(seconds=22) <= pause(tries, ref) <= LONGEST_PAUSE * 1.25


def test_after_the_last_try_it_is_given_up() -> None:
    assert became(Later("451"), TRIES_MOST, REF, NOW).state is State.FAILED


def test_a_gateway_that_asks_for_time_gets_it_within_reason() -> None:
    assert became(Later("429", timedelta(minutes=40)), 1, REF, NOW).next_at == NOW + timedelta(
        minutes=40
    )
    assert became(Later("429", timedelta(days=40)), 1, REF, NOW).next_at == NOW + LONGEST_PAUSE


@given(st.integers(1, 10_000))
def test_an_outage_is_no_try_however_long_it_lasts(tries: int) -> None:
    done = became(Away("nobody there"), tries, REF, NOW)
    assert (done.state, done.counted) == (State.WAITING, False)
    assert done.next_at is not None
    assert timedelta() < done.next_at - NOW < timedelta(minutes=2)


def test_a_thousand_messages_turned_away_together_do_not_come_back_together() -> None:
    assert len({pause(3, uuid4()) for _ in range(1000)}) > 990
    assert pause(3, REF) == pause(3, REF)


@pytest.mark.parametrize("why", Why)
def test_the_gates_no_is_for_good_unless_it_is_about_the_hour(why: Why) -> None:
    monday = NOW + timedelta(days=2)
    done = held(Blocked(why, until=monday), REF, NOW)
    assert done.state is State.HELD
    assert done.next_at == (monday if why in PASSING else None)


def test_a_gate_that_sees_nothing_is_asked_again_soon() -> None:
    done = held(Blocked(Why.BLIND), REF, NOW)
    assert done.next_at is not None
    assert NOW < done.next_at < NOW + timedelta(minutes=2)
