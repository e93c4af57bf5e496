"""Dispositions: a firm's own words for how a call ended, and what follows from their flags."""

from __future__ import annotations

import dataclasses
from operator import attrgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.dispositions import (
    FINAL,
    MESSAGES,
    SHIPPED,
    Disposition,
    Flag,
    Why,
    faults,
    outcome,
)
from demur.domain.refusal import Lang
from demur.domain.regret import They
from demur.domain.silence.log import Outcome

BY_CODE = {one.code: one for one in SHIPPED}


def own(*flags: Flag, code: str = "ours", key: str = "q", name: str = "ours") -> Disposition:
    return Disposition(code, key, dict.fromkeys(Lang, name), frozenset(flags))


@pytest.mark.parametrize(
    ("code", "meant"),
    [
        ("answered", Outcome.LATER),
        ("missed", Outcome.MISSED),
        ("voicemail", Outcome.VOICEMAIL),
        ("later", Outcome.LATER),
        ("no", Outcome.NO),
        ("sale", Outcome.SALE),
        ("never", Outcome.NEVER),
        ("secretary", Outcome.SECRETARY),
        ("wrong person", Outcome.WRONG_PERSON),
        ("wrong number", Outcome.WRONG_PERSON),
    ],
)
def test_what_we_ship_means_what_its_name_says(code: str, meant: Outcome) -> None:
    assert outcome(BY_CODE[code], None) is meant
    assert outcome(BY_CODE[code], 300) is meant


def test_what_we_ship_is_a_list_without_faults() -> None:
    assert faults(SHIPPED) == ()
    assert len({one.key for one in SHIPPED}) == len(SHIPPED)


@given(st.sampled_from(SHIPPED), st.text(max_size=12), st.none() | st.integers(0, 4000))
def test_no_behaviour_hangs_on_a_name_or_a_key(
    one: Disposition, name: str, seconds: int | None
) -> None:
    renamed = dataclasses.replace(one, code=name, key="0", names=dict.fromkeys(Lang, name))
    assert outcome(renamed, seconds) == outcome(one, seconds)
    assert (renamed.they, renamed.asks_peace) == (one.they, one.asks_peace)


@pytest.mark.parametrize(
    "one", [one for one in SHIPPED if Flag.PERSON in one.flags], ids=attrgetter("code")
)
def test_an_answer_of_a_few_seconds_is_unknown_unless_it_settled_something(
    one: Disposition,
) -> None:
    settled = bool(one.flags & FINAL)
    assert (outcome(one, 14) is not None) is settled
    assert outcome(one, 15) is not None


def test_what_does_not_count_as_an_attempt_teaches_nothing() -> None:
    assert outcome(own(Flag.NOBODY), None) is None


def test_only_who_refuses_is_left_in_peace_and_never_is_more_than_no() -> None:
    assert {one.code: one.they for one in SHIPPED if one.they} == {
        "no": They.PLAIN_NO,
        "never": They.NEVER,
    }


@pytest.mark.parametrize(
    ("flags", "why"),
    [
        ({Flag.COUNTS}, Why.LINE),
        ({Flag.PERSON, Flag.MACHINE}, Why.LINE),
        ({Flag.PERSON, Flag.SALE, Flag.LATER}, Why.SAID_TWICE),
        ({Flag.MACHINE, Flag.SALE}, Why.NEEDS),
        ({Flag.PERSON, Flag.NO}, Why.NEEDS),
        ({Flag.PERSON, Flag.NEVER}, Why.NEEDS),
        ({Flag.PERSON, Flag.ASKS_PEACE}, Why.NEEDS),
        ({Flag.PERSON, Flag.NEEDS_DAY}, Why.NEEDS),
    ],
)
def test_flags_that_contradict_each_other_are_found(flags: set[Flag], why: Why) -> None:
    assert why in {fault.why for fault in faults([own(*flags)])}


def test_names_and_keys_are_one_dispositions_alone_and_a_retired_one_frees_its_own() -> None:
    first = own(Flag.NOBODY, code="a")
    second = own(Flag.MACHINE, code="b")
    assert {fault.why for fault in faults([first, second])} == {Why.SAME_KEY, Why.SAME_NAME}
    assert faults([first, dataclasses.replace(second, retired=True)]) == ()


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (own(Flag.NOBODY, name=" "), Why.NO_NAME),
        (own(Flag.NOBODY, name="x" * 41), Why.LONG_NAME),
        (own(Flag.NOBODY, key=""), Why.NO_KEY),
        (own(Flag.NOBODY, key="!"), Why.NO_KEY),
        (own(Flag.NOBODY, key="L"), Why.TAKEN_KEY),
        (own(Flag.NOBODY, key="0"), Why.TAKEN_KEY),
    ],
)
def test_a_name_or_key_that_cannot_be_used_is_found(one: Disposition, why: Why) -> None:
    assert {fault.why for fault in faults([one])} == {why}


def test_each_fault_is_said_in_at_most_twenty_words() -> None:
    assert set(MESSAGES) == set(Why)
    assert all(len(text.split()) <= 20 for text in MESSAGES.values())
