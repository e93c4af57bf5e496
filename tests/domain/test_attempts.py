"""The log of calls says the same however it came: shuffled, repeated, from two places at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from demur.domain.attempts import (
    CLOCK_SLACK,
    MESSAGES,
    Noted,
    Source,
    Why,
    fault_in_ending,
    fault_in_time,
    standing,
)
from demur.domain.dispositions import SHIPPED, Disposition, Flag

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KNOWN = {one.code: one for one in SHIPPED}


def noted(number: int, at: float = 0, **more: object) -> Noted:
    """A line of the log, so many seconds after nine o'clock."""
    when = NOW + timedelta(seconds=at)
    line = Noted(UUID(int=number), "Vera", when, "missed", Source.DESK, when)
    return replace(line, **more)  # type: ignore[arg-type]


@st.composite
def logs(draw: st.DrawFn) -> list[Noted]:
    """Calls of two clients from all sources, some of them corrected or taken back."""
    lines: list[Noted] = []
    for number in range(draw(st.integers(0, 8))):
        first = noted(
            number * 100,
            draw(st.integers(0, 900)),
            whom=draw(st.sampled_from(["Vera", "Iván"])),
            source=draw(st.sampled_from(Source)),
            seconds=draw(st.none() | st.integers(0, 600)),
            disposition=draw(st.sampled_from(sorted(KNOWN))),
        )
        lines.append(first)
        lines += [
            replace(
                first,
                ref=UUID(int=number * 100 + place + 1),
                about=first.ref,
                noted_at=first.noted_at + timedelta(seconds=draw(st.integers(0, 5))),
                disposition=draw(st.sampled_from(sorted(KNOWN))),
                source=draw(st.sampled_from(Source)),
                withdrawn=draw(st.booleans()),
            )
            for place in range(draw(st.integers(0, 2)))
        ]
    return lines


@given(logs(), st.randoms(use_true_random=False), st.integers(1, 3))
def test_order_and_repeats_change_nothing(log: list[Noted], dice: Random, times: int) -> None:
    shuffled = log * times
    dice.shuffle(shuffled)
    assert standing(shuffled) == standing(log)


@given(logs())
def test_no_call_is_invented_and_none_is_lost_but_by_a_word_for_it(log: list[Noted]) -> None:
    found = standing(log)
    assert len(found) <= len({line.call for line in log})
    assert {one.ref for one in found} <= {line.ref for line in log}
    apart = [replace(line, whom=f"{line.whom} {line.call}") for line in log]
    assert len(standing(apart)) >= len(found)
    kept = [line for line in apart if line.about is None]
    assert len(standing(kept)) == len(kept)


def test_the_last_word_about_a_call_counts() -> None:
    first = noted(1, disposition="missed")
    later = noted(2, 60, about=first.ref, disposition="no")
    assert [one.disposition for one in standing([later, first])] == ["no"]
    gone = noted(3, 90, about=first.ref, withdrawn=True)
    assert standing([gone, later, first]) == ()


def test_a_machine_never_overrules_a_person() -> None:
    phone = noted(1, source=Source.CTI, disposition="answered")
    person = noted(2, 60, about=phone.ref, disposition="no")
    late = noted(3, 600, about=phone.ref, source=Source.CTI, disposition="missed")
    assert [one.disposition for one in standing([phone, person, late])] == ["no"]


def test_a_call_seen_by_the_telephone_and_said_by_the_seller_is_one() -> None:
    phone = noted(1, source=Source.CTI, disposition="answered", seconds=240)
    seller = noted(2, 260, disposition="no")
    (one,) = standing([seller, phone])
    assert (one.disposition, one.at, one.seconds) == ("no", phone.at, 240)
    other = noted(3, 240 + 301, disposition="no")
    assert len(standing([other, phone])) == 2


def test_two_calls_to_one_client_stay_two() -> None:
    phone = [noted(n, 90 * n, source=Source.CTI, disposition="missed", seconds=0) for n in (1, 2)]
    said = [noted(n + 10, 90 * n + 20) for n in (1, 2)]
    assert len(standing(phone + said)) == 2
    assert len(standing([noted(n, n) for n in range(5)])) == 5


def test_two_clients_rung_in_one_second_are_two() -> None:
    phone = noted(1, source=Source.CTI)
    assert len(standing([phone, noted(2, whom="Iván")])) == 2


def test_ten_thousand_calls_to_one_number_are_counted_in_a_moment() -> None:
    phone = [noted(n, 3 * n, source=Source.CTI) for n in range(5_000)]
    said = [noted(n + 10_000, 3 * n + 1, source=Source.IMPORT) for n in range(5_000)]
    assert len(standing(phone + said)) == 5_000


def test_a_call_to_come_is_refused_and_a_clock_a_little_ahead_is_not() -> None:
    assert fault_in_time(NOW + CLOCK_SLACK, 60, NOW) is None
    late = fault_in_time(NOW + CLOCK_SLACK + timedelta(seconds=1), 60, NOW)
    assert late is not None
    assert late.why is Why.FUTURE
    assert "2026-11-23 09:05" in late.message


def test_a_date_before_telephones_and_a_call_of_two_days_are_refused() -> None:
    ancient = fault_in_time(NOW.replace(year=201), None, NOW)
    assert ancient is not None
    assert (ancient.why, "0201" in ancient.message) == (Why.ANCIENT, True)
    endless = fault_in_time(NOW, 86_401, NOW)
    assert endless is not None
    assert endless.why is Why.TOO_LONG


def test_what_was_retired_may_stand_in_a_file_and_is_not_said_anew() -> None:
    old = {**KNOWN, "missed": replace(KNOWN["missed"], retired=True)}
    assert fault_in_ending("missed", old, has_day=False, now_said=False) is None
    said = fault_in_ending("missed", old, has_day=False, now_said=True)
    assert said is not None
    assert said.why is Why.RETIRED
    unknown = fault_in_ending("???", old, has_day=False, now_said=False)
    assert unknown is not None
    assert "answered" in unknown.message


def test_a_disposition_that_needs_a_day_is_not_said_without_one() -> None:
    flags = frozenset({Flag.PERSON, Flag.LATER, Flag.NEEDS_DAY})
    known = {"on a day": Disposition("on a day", "d", {}, flags)}
    missing = fault_in_ending("on a day", known, has_day=False, now_said=True)
    assert missing is not None
    assert missing.why is Why.NEEDS_DAY
    assert fault_in_ending("on a day", known, has_day=True, now_said=True) is None


def test_each_fault_is_said_in_at_most_twenty_words() -> None:
    assert set(MESSAGES) == set(Why)
    assert all(len(text.split()) <= 20 for text in MESSAGES.values())
