"""One approach and all the rules of contact: what forbids it, and when it may be made instead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.contact_rules.approaches import Place, when, why_not
from demur.domain.contact_rules.policy_hours import policy_hours
from demur.domain.contact_rules.shut import Because
from demur.domain.peace import Approach, Purpose, Why
from demur.domain.refusal import Channel
from tests.domain.policy.editions import example

MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
NIGHT = MONDAY.replace(hour=22)
KATA = Place(region="HU-GS", number_key="+36301234567")
PLACES = st.builds(
    Place,
    zone=st.sampled_from(["", "", "", "Asia/Tokyo", "Mars/Olympus"]),
    region=st.sampled_from(["", "HU-GS", "RU-SVE", "RU-KGD", "DE-BY", "??"]),
    number_key=st.sampled_from(["", "+36301234567", "+79161234567", "+12125551234"]),
    country=st.sampled_from(["", "HU", "RU", "US"]),
)
INSTANTS = st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def call(at: datetime, purpose: Purpose = Purpose.SALE, by: Channel = Channel.PHONE) -> Approach:
    return Approach(by, purpose, at)


def test_a_call_in_working_hours_to_somebody_not_called_yet_may_be_made() -> None:
    assert why_not(call(MONDAY), KATA, [], policy_hours(example())) is None
    assert when(call(MONDAY), KATA, [], policy_hours(example())) == MONDAY


def test_a_call_at_night_waits_for_the_morning() -> None:
    shut = why_not(call(NIGHT), KATA, [], policy_hours(example()))
    assert shut is not None
    assert (shut.code, shut.blocked.why) == ("Q2", Why.HOURS)
    assert when(call(NIGHT), KATA, [], policy_hours(example())) == MONDAY.replace(day=24, hour=8)


def test_a_second_call_waits_for_the_next_day_and_its_hours() -> None:
    shut = why_not(call(MONDAY), KATA, [MONDAY], policy_hours(example()))
    assert shut is not None
    assert (shut.because, shut.code) == (Because.A_DAY, "EU-5")
    again = when(call(MONDAY), KATA, [MONDAY], policy_hours(example()))
    assert again == MONDAY.replace(day=24, hour=8)


def test_a_mail_may_be_sent_at_any_hour_and_a_text_message_may_not() -> None:
    assert why_not(call(NIGHT, by=Channel.MAIL), Place(), [NIGHT], policy_hours(example())) is None
    text = why_not(call(NIGHT, by=Channel.SMS), KATA, [], policy_hours(example()))
    assert text is not None
    assert text.rule is not None


def test_the_policys_hours_are_about_calls() -> None:
    evening = MONDAY.replace(hour=18)
    assert why_not(call(evening, by=Channel.SMS), KATA, [], policy_hours(example())) is None
    assert why_not(call(evening), KATA, [], policy_hours(example())) is not None


def test_whoever_is_handed_to_a_partner_will_be_rung() -> None:
    assert why_not(call(NIGHT, by=Channel.PARTNER), KATA, [], None) is not None


def test_what_they_asked_for_comes_at_once_in_writing_and_in_hours_by_telephone() -> None:
    assert why_not(call(NIGHT, Purpose.ASKED, Channel.SMS), KATA, [], None) is None
    assert why_not(call(NIGHT, Purpose.ASKED), KATA, [], None) is not None
    assert why_not(call(MONDAY, Purpose.ASKED), KATA, [MONDAY] * 9, None) is None


@pytest.mark.parametrize("place", [Place(), Place(zone="Mars/Olympus", country="HU")])
def test_nobody_is_called_where_their_clock_is_not_known(place: Place) -> None:
    shut = why_not(call(MONDAY), place, [], None)
    assert shut is not None
    assert shut.blocked.why is Why.ZONE
    assert when(call(MONDAY), place, [], None) is None


@given(
    INSTANTS,
    PLACES,
    st.lists(st.timedeltas(timedelta(days=-20), timedelta(days=5)), max_size=5),
    st.sampled_from(list(Channel)),
    st.sampled_from(list(Purpose)),
    st.booleans(),
)
def test_the_moment_given_instead_is_one_that_nothing_forbids(
    at: datetime,
    place: Place,
    away: list[timedelta],
    channel: Channel,
    purpose: Purpose,
    by_policy: bool,
) -> None:
    past = [at + each for each in away]
    hours = policy_hours(example()) if by_policy else None
    approach = call(at, purpose, channel)
    moment = when(approach, place, past, hours)
    assert (moment == at) == (why_not(approach, place, past, hours) is None)
    if moment is not None:
        assert moment >= at
        assert why_not(call(moment, purpose, channel), place, past, hours) is None


def test_our_own_floors_hold_on_any_day_there_ever_was() -> None:
    for year in (1, 1999, 9999):
        once = call(MONDAY.replace(year=year))
        assert why_not(once, KATA, [once.at], None) is not None
        when(once, KATA, [once.at], None)
