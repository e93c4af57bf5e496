"""Call logs of any make are read without guessing, and a clock that is wrong is noticed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.brought import clocks
from demur.domain.brought.call_cells import (
    direction_in,
    ending_in,
    instant_in,
    seconds_in,
)
from demur.domain.brought.calls import Make, Told, columns, header, own_words, read
from demur.domain.brought.flaws import MESSAGES
from demur.domain.dispositions import SHIPPED

BUDAPEST = ZoneInfo("Europe/Budapest")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KNOWN = {one.code: one for one in SHIPPED}


@dataclass(frozen=True)
class Line:
    values: dict[str, str]
    line: int = field(default=2)


def told(zone: str = "Europe/Budapest", **cells: str) -> Told:
    """What a row says whose columns are called as we call them."""
    make = Make(columns(list(cells), {}), ZoneInfo(zone), "HU", own_words(KNOWN, {}))
    return read(Line(cells), make, NOW)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-11-02 09:15", "2026-11-02T08:15:00"),
        ("2026-11-02T09:15:30Z", "2026-11-02T09:15:30"),
        ("2026-11-02T09:15:30+03:00", "2026-11-02T06:15:30"),
        ("2026-07-02 09:15", "2026-07-02T07:15:00"),
        ("2026. 11. 02. 9:15", "2026-11-02T08:15:00"),
        ("02.11.2026 09:15:10", "2026-11-02T08:15:10"),
        ("02-11-2026 09:15", "2026-11-02T08:15:00"),
        ("11/23/2026 9:15 AM", "2026-11-23T08:15:00"),
        ("23/11/2026 12:15 am", "2026-11-22T23:15:00"),
        ("2026.11.02 09:15 UTC", "2026-11-02T09:15:00"),
        ("1700000000", "2023-11-14T22:13:20"),
        ("1700000000123", "2023-11-14T22:13:20"),
        ("46349,385416667", "2026-11-23T08:15:00"),
        ("2026-11-02", "2026-11-02T11:00:00"),
        ("02.11.2026", "2026-11-02T11:00:00"),
    ],
)
def test_an_instant_is_read_as_any_program_writes_it(text: str, utc: str) -> None:
    assert instant_in(text, BUDAPEST) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["11/02/2026 09:15", "02.11.26 9:15", "2026-02-30 10:00", "9:15", "", "2026-11-02 25:00"],
)
def test_what_can_be_read_two_ways_or_none_is_not_guessed(text: str) -> None:
    assert instant_in(text, BUDAPEST) is None


@given(st.text(max_size=80))
def test_no_cell_crashes_a_reader(text: str) -> None:
    instant_in(text, BUDAPEST)
    found = seconds_in(text)
    assert found is None or found >= 0
    direction_in(text)
    assert ending_in(text, {}) in {None, *KNOWN}
    told(at=text, number=text, outcome=text, seconds=text, direction=text, client=text)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("35", 35),
        ("35 s", 35),
        ("35 mp", 35),
        ("35 сек.", 35),
        ("0:35", 35),
        ("00:00:35", 35),
        ("1:02:03", 3723),
        ("90:00", 5400),
        ("2 min 5 s", 125),
        ("1 ó 2 perc 3 másodperc", 3723),
        ("1 ч 2 мин", 3720),
        ("35,4", 35),
        ("0:75", None),
        ("soon", None),
        ("5 cats", None),
    ],
)
def test_a_length_is_read_as_any_program_writes_it(text: str, seconds: int | None) -> None:
    assert seconds_in(text) == seconds


@pytest.mark.parametrize("code", sorted(KNOWN))
def test_every_ending_is_known_by_our_own_names_for_it_in_three_languages(code: str) -> None:
    own = own_words(KNOWN, {})
    assert {ending_in(name.upper(), own) for name in KNOWN[code].names.values()} == {code}


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("NO ANSWER", "missed"),
        ("Foglalt", "missed"),
        ("недозвон", "missed"),
        ("Hangposta", "voicemail"),
        ("Перезвонить позже", "later"),
        ("отказ", "no"),
        ("nem érdekli", "no"),
        ("DNC", "never"),
        ("titkárnő", "secretary"),
        ("besetzt", None),
    ],
)
def test_endings_are_known_as_telephones_and_people_call_them(word: str, code: str | None) -> None:
    assert ending_in(word, {}) == code


def test_what_a_firm_says_goes_before_what_we_think() -> None:
    own = own_words(KNOWN, {"foglalt": "secretary", "x": "no such disposition"})
    assert ending_in("Foglalt", own) == "secretary"
    assert ending_in("x", own) is None


def test_a_call_that_came_in_is_no_attempt() -> None:
    row = {"at": "2026-11-02 09:15", "number": "+36305550112", "outcome": "missed"}
    assert told(**row).is_ours
    assert told(**row, direction="").is_ours
    assert not told(**row, direction="Bejövő").is_ours
    assert not told(**row, direction="входящий").is_ours
    assert told(**row, direction="sideways").flaws


def test_a_telephone_that_names_no_ending_is_understood_by_the_length() -> None:
    row = {"at": "2026-11-02 09:15", "number": "+36305550112"}
    assert told(**row, seconds="0:00").ending == "missed"
    assert told(**row, seconds="0:40").ending == "answered"
    assert told(**row, seconds="").flaws


def test_whoever_has_no_number_is_known_by_what_the_log_calls_them() -> None:
    row = {"at": "2026-11-02 09:15", "outcome": "missed"}
    assert told(**row, client="K-7").client == "K-7"
    assert told(**row, client="K-7", number="112").flaws == ()
    assert told(**row, number="112").flaws
    assert told(**row, number="").flaws
    assert told(**row, number="36305550112").address == "+36305550112"


def test_the_number_that_was_called_is_the_clients() -> None:
    row = {"at": "2026-11-02 09:15", "outcome": "missed", "number": "+3696555010"}
    assert told(**row, dialled="+36305550112").address == "+36305550112"


def test_a_call_to_come_is_a_flaw() -> None:
    row = {"number": "+36305550112", "outcome": "missed"}
    (flaw,) = told(at="2026-11-23 13:00", **row).flaws
    assert flaw.reason == "future"
    assert told("Europe/Moscow", at="2026-11-23 12:00", **row).flaws == ()


def test_columns_are_known_by_their_names_or_by_what_is_said_of_them() -> None:
    found = columns(["at", "at_2", "number", "outcome", "Farbe"], {})
    assert found.by_role["at"] == ("at", "at_2")
    assert (found.missing, found.ignored) == ((), ("Farbe",))
    assert columns(["Farbe"], {}).missing == ("at", "number", "outcome")
    said = columns(["number", "Wer", "at", "seconds"], {"Wer": "number"})
    assert said.by_role["number"] == ("Wer",)
    assert header(["At", "Wér"]) == header(["at", "wer"])


def test_a_clock_three_hours_wrong_is_noticed_and_one_that_is_right_is_not() -> None:
    right = Counter(dict.fromkeys(range(8, 18), 40))
    assert clocks.doubt(right, {}) is None
    for shift in (3, -3, 12):
        wrong = {(hour + shift) % 24: count for hour, count in right.items()}
        doubt = clocks.doubt(wrong, {})
        assert doubt is not None
        assert (doubt.shift % 24, doubt.left) == (-shift % 24, 0)
        assert len(doubt.message.split()) <= 20


def test_a_firm_that_calls_in_the_evening_is_measured_by_its_own_hours() -> None:
    evening = Counter(dict.fromkeys(range(14, 21), 40))
    assert clocks.doubt(evening, {}) is not None
    assert clocks.doubt(evening, evening) is None
    assert clocks.doubt(Counter({3: 29}), {}) is None
    assert clocks.doubt(Counter(dict.fromkeys(range(24), 10)), {}) is None


def test_one_number_called_all_day_is_told_once() -> None:
    days = [("+36305550112", date(2026, 11, 2))] * 10_000 + [("+36305550113", date(2026, 11, 2))]
    worst = clocks.flood(days)
    assert worst is not None
    assert (worst.calls, worst.others) == (10_000, 0)
    assert clocks.flood(days[:49]) is None


def test_each_flaw_is_said_in_at_most_twenty_words() -> None:
    assert all(len(text.split()) <= 20 for text in MESSAGES.values())
