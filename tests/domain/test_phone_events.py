"""What a telephone system tells of a call says the same however its events come (P5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.phone_events import Event, Heard, rung

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NUMBER = "+36305550112"


def heard(event: Event, after: float, **more: str) -> Heard:
    told = Heard(event, NOW + timedelta(seconds=after), NUMBER, "Kata")
    return replace(told, **more)


NEW = heard(Event.NEW_CALL, 0)
ANSWERED = heard(Event.ANSWER, 12)
OVER = heard(Event.HANGUP, 100, cause="normalClearing")


def test_an_answered_call_lasts_from_its_answer_to_its_end() -> None:
    call = rung([NEW, ANSWERED, OVER])
    assert call is not None
    assert (call.disposition, call.seconds, call.at) == ("answered", 88, NOW)
    assert (call.address, call.user) == (NUMBER, "Kata")


@pytest.mark.parametrize(
    ("cause", "disposition"),
    [
        ("cancel", "missed"),
        ("noAnswer", "missed"),
        ("busy", "missed"),
        ("normalClearing", "missed"),
        ("", "missed"),
        ("notFound", "wrong number"),
        ("UNALLOCATED_NUMBER", "wrong number"),
    ],
)
def test_a_call_nobody_answered_ended_by_its_cause(cause: str, disposition: str) -> None:
    call = rung([NEW, heard(Event.HANGUP, 20, cause=cause)])
    assert call is not None
    assert (call.disposition, call.seconds) == (disposition, 0)


def test_a_machine_that_the_system_names_is_no_person() -> None:
    call = rung([NEW, heard(Event.ANSWER, 9, user="Voicemail"), OVER])
    assert call is not None
    assert call.disposition == "voicemail"


def test_a_call_that_is_not_over_or_went_on_elsewhere_is_none_yet() -> None:
    assert rung([]) is None
    assert rung([NEW, ANSWERED]) is None
    assert rung([NEW, heard(Event.HANGUP, 20, cause="forwarded")]) is None


def test_an_answer_that_came_after_the_end_leaves_the_length_unknown() -> None:
    call = rung([NEW, OVER, heard(Event.ANSWER, 130)])
    assert call is not None
    assert (call.disposition, call.seconds) == ("answered", None)


@given(
    st.lists(st.sampled_from(Event), unique=True),
    st.integers(0, 200),
    st.sampled_from(["cancel", "notFound", "forwarded", ""]),
    st.randoms(use_true_random=False),
    st.integers(1, 5),
)
def test_order_and_repeats_change_nothing(
    kinds: list[Event], after: int, cause: str, dice: Random, times: int
) -> None:
    events = [heard(kind, after * place, cause=cause) for place, kind in enumerate(kinds)]
    shuffled = events * times
    dice.shuffle(shuffled)
    assert rung(shuffled) == rung(events)
