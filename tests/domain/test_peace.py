"""What a promise of peace forbids, and what it does not: every word of it, one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.peace import (
    Approach,
    Blocked,
    Peace,
    Purpose,
    Scope,
    Why,
    forbids,
    verdict,
)
from demur.domain.refusal import Channel
from tests.reliability.promised import Promise

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ALL = Peace(uuid4(), Scope.EVERYTHING, NOW)
CALL = Approach(Channel.PHONE, Purpose.SALE, NOW + SECOND)


def test_a_peace_of_everything_forbids_every_purpose_on_every_channel() -> None:
    for channel, purpose in product(Channel, Purpose):
        assert forbids(ALL, replace(CALL, channel=channel, purpose=purpose))


def test_a_peace_ends_at_the_very_instant_it_was_promised_until() -> None:
    peace = replace(ALL, until=NOW + SECOND)
    assert forbids(peace, replace(CALL, at=NOW))
    assert not forbids(peace, CALL)
    assert not forbids(peace, replace(CALL, at=NOW + 2 * SECOND))


def test_a_peace_on_some_channels_leaves_the_others_open() -> None:
    peace = replace(ALL, channels=frozenset({Channel.SMS, Channel.MAIL}))
    barred = {channel for channel in Channel if forbids(peace, replace(CALL, channel=channel))}
    assert barred == {Channel.SMS, Channel.MAIL}


@pytest.mark.parametrize("channel", [Channel.PHONE, Channel.PARTNER])
def test_whoever_is_not_to_be_rung_is_not_handed_to_a_partner(channel: Channel) -> None:
    peace = replace(ALL, channels=frozenset({channel}))
    assert forbids(peace, replace(CALL, channel=Channel.PARTNER))


def test_whoever_is_not_to_be_handed_on_may_still_be_rung() -> None:
    assert not forbids(replace(ALL, channels=frozenset({Channel.PARTNER})), CALL)


def test_a_peace_about_one_need_leaves_others_open_and_takes_no_name_for_that_one() -> None:
    peace = Peace(uuid4(), Scope.NEED, NOW, need="printers")
    assert forbids(peace, replace(CALL, need="printers"))
    assert forbids(peace, CALL)
    assert not forbids(peace, replace(CALL, need="paper"))


def test_a_peace_from_marketing_forbids_all_but_what_they_asked_for() -> None:
    peace = replace(ALL, scope=Scope.MARKETING)
    barred = {purpose for purpose in Purpose if forbids(peace, replace(CALL, purpose=purpose))}
    assert barred == set(Purpose) - {Purpose.ASKED}


@pytest.mark.parametrize(
    ("asked_at", "barred"), [(None, True), (NOW - SECOND, True), (NOW, True), (NOW + SECOND, False)]
)
def test_what_was_asked_for_after_the_no_may_be_given(
    asked_at: datetime | None, barred: bool
) -> None:
    assert forbids(ALL, replace(CALL, purpose=Purpose.ASKED, asked_at=asked_at)) is barred
    # To have asked for something does not open the door for a sale.
    assert forbids(ALL, replace(CALL, asked_at=asked_at))


def test_one_better_offer_may_be_made_in_writing_and_nothing_else() -> None:
    peace = replace(ALL, but_one_offer=True)
    in_writing = {Channel.SMS, Channel.MAIL, Channel.LETTER}
    for channel, purpose in product(Channel, Purpose):
        may = purpose is Purpose.BETTER_OFFER and channel in in_writing
        assert forbids(peace, replace(CALL, channel=channel, purpose=purpose)) is not may


def test_without_a_peace_nothing_is_forbidden() -> None:
    assert verdict(CALL, []) is None
    assert verdict(CALL, [replace(ALL, until=NOW)]) is None


def test_of_several_peaces_the_one_that_ends_last_is_told() -> None:
    soon, late = (replace(ALL, ref=uuid4(), until=NOW + timedelta(days=n)) for n in (9, 90))
    newer = replace(ALL, ref=uuid4(), since=NOW + timedelta(days=400))
    for order in ([soon, late], [late, soon]):
        assert verdict(CALL, order) == Blocked(Why.PEACE, late.until, late.ref)
    for order in ([ALL, late], [late, ALL], [replace(late, since=NOW + SECOND), ALL]):
        assert verdict(CALL, order) == Blocked(Why.PEACE, None, ALL.ref)
    assert verdict(CALL, [newer, ALL]) == verdict(CALL, [ALL, newer])
    assert verdict(CALL, [newer, ALL]) == Blocked(Why.PEACE, None, newer.ref)


def test_what_does_not_forbid_says_nothing_of_when_it_ends() -> None:
    other = Peace(uuid4(), Scope.NEED, NOW, need="paper")
    short = replace(ALL, until=NOW + timedelta(days=1))
    assert verdict(replace(CALL, need="ink"), [other, short]) == Blocked(
        Why.PEACE, short.until, short.ref
    )


@pytest.mark.parametrize(
    "words",
    [
        {"scope": Scope.NEED},
        {"scope": Scope.NEED, "need": ""},
        {"scope": Scope.MARKETING, "need": "printers"},
        {"scope": Scope.EVERYTHING, "need": "printers"},
    ],
)
def test_a_peace_about_one_need_and_no_other_says_which(words: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"^a peace about one need, and no other, says which$"):
        Peace(ref=uuid4(), since=NOW, **words)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "words",
    [
        {"since": NOW.replace(tzinfo=None)},
        {"since": NOW, "until": NOW.replace(tzinfo=None)},
        {"since": NOW.replace(tzinfo=None), "until": NOW},
    ],
)
def test_a_peace_begins_and_ends_at_somebodys_clock(words: dict[str, datetime]) -> None:
    with pytest.raises(ValueError, match=r"^a peace begins and ends at instants with a time zone$"):
        Peace(ref=uuid4(), scope=Scope.EVERYTHING, **words)


instants = st.integers(-3, 3).map(lambda days: NOW + timedelta(days=days))
needs = st.sampled_from(["printers", "paper"])
peaces = st.builds(
    lambda scope, need, **rest: Peace(
        uuid4(), scope, need=need if scope is Scope.NEED else "", **rest
    ),
    st.sampled_from(Scope),
    needs,
    since=instants,
    until=st.none() | instants,
    channels=st.frozensets(st.sampled_from(Channel)),
    but_one_offer=st.booleans(),
)
approaches = st.builds(
    Approach,
    st.sampled_from(Channel),
    st.sampled_from(Purpose),
    instants,
    st.just("") | needs,
    st.none() | instants,
)


@given(peaces, approaches)
def test_two_who_read_a_promise_apart_read_the_same(peace: Peace, approach: Approach) -> None:
    read_apart = Promise(
        ref=peace.ref,
        tokens=set(),
        scope=peace.scope.value,
        channels=frozenset(map(str, peace.channels)),
        need=peace.need,
        since=peace.since,
        until=peace.until,
        but_one_offer=peace.but_one_offer,
    )
    assert forbids(peace, approach) is read_apart.bars(approach)


@given(st.lists(peaces, max_size=4), approaches)
def test_one_more_promise_never_opens_a_door(some: list[Peace], approach: Approach) -> None:
    assert verdict(approach, some) or not any(forbids(one, approach) for one in some)
    if verdict(approach, some):
        assert verdict(approach, [ALL, *some])
