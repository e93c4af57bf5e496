"""Ranges as people of three languages write them: the ends they mean, and what they can't mean."""

from __future__ import annotations

from datetime import date

import pytest

from demur.domain.policy import cells
from demur.domain.policy.domains import Listed, Range
from demur.domain.policy.questions import read_range
from demur.domain.policy.values import Kind

DAYS = Range(Kind.NUMBER, 0, 20, whole=True, unit="days", unknown="unknown")
START = date(2026, 12, 1)
DATES = Range(Kind.DATE, START.toordinal(), date(2026, 12, 31).toordinal())
CLOTHES = Listed(("shirt", "all in one", "все"))


def taken(text: str, domain: Range) -> list[int]:
    """The values of a question that a cell takes in, tried one by one."""
    test = cells.read_cell(text, domain)
    assert isinstance(test, cells.Test), test
    return [
        value
        for value in range(int(domain.lowest), int(domain.highest) + 1)
        if any(low <= (value, 0) and (value, 1) <= high for low, high in test.spans)
    ]


BOTH_ENDS = (
    ("over 3 and up to 7", 4, 7), ("up to 7, but over 3", 4, 7), ("> 3 and <= 7", 4, 7),
    ("at least 3 and under 7", 3, 6), ("under 7 but not below 3", 3, 6), ("3 through 7", 3, 7),
    ("3 days and over, but not more than 7 days", 3, 7), ("from 3 days and less than 7 days", 3, 6),
    ("több mint 3, de legfeljebb 7", 4, 7), ("legalább 3 és kevesebb, mint 7", 3, 6),
    ("7 nap alatt, de 3 nap fölött", 4, 6), ("3 naptól kezdve és 7 napig bezárólag", 3, 7),
    ("свыше 3 дней и не более 7 дней", 4, 7), ("до 7, но не менее 3", 3, 7),
    ("не ниже 3 и меньше 7", 3, 6), ("от 3 до 7 включительно", 3, 7),
)  # fmt: skip
ONE_END = (
    ("max. 7", 0, 7), ("no later than 7", 0, 7), ("7 and under", 0, 7), ("17 and up", 17, 20),
    ("exceeding 17", 18, 20), ("17 onwards", 17, 20), ("nem több mint 7", 0, 7),
    ("17 nap és afölött", 17, 20), ("17 napon felül", 18, 20), ("min. 17", 17, 20),
    ("7 napnál kisebb", 0, 6), ("не свыше 7", 0, 7), ("сверх 17", 18, 20), ("17 или выше", 17, 20),
    ("only 7", 7, 7), ("csak 7", 7, 7), ("ровно 7 дней", 7, 7),
)  # fmt: skip


@pytest.mark.parametrize(("text", "first", "last"), BOTH_ENDS + ONE_END)
def test_a_range_is_heard_as_it_is_said(text: str, first: int, last: int) -> None:
    assert taken(text, DAYS) == list(range(first, last + 1))


@pytest.mark.parametrize(
    "text", ["up to 3 and over 10", "legfeljebb 3 és több mint 10", "до 3 и более 10", "3 and 5"]
)
def test_ends_that_leave_nothing_between_them_are_never_read_as_and(text: str) -> None:
    assert isinstance(cells.read_cell(text, DAYS), cells.Unreadable)


@pytest.mark.parametrize("text", ["1 or over 3 and up to 5", "1 либо более 3, но до 5"])
def test_and_binds_closer_than_or(text: str) -> None:
    assert taken(text, DAYS) == [1, 4, 5]


def test_what_is_not_between_two_ends_is_outside_them() -> None:
    assert taken("not (over 3 and up to 18)", DAYS) == [0, 1, 2, 3, 19, 20]


@pytest.mark.parametrize(
    "text",
    [
        *("17 December 2026", "17th of December, 2026", "the 17th of December 2026"),
        *("December 17, 2026", "Dec 17 2026", "2026. december 17.", "2026 dec. 17"),
        *("17 декабря 2026 года", "17 декабря 2026 г.", "17 дек. 2026", "2026-12-17", "17.12.2026"),
    ],
)
def test_a_day_may_be_spelt(text: str) -> None:
    (day,) = taken(text, DATES)
    assert date.fromordinal(day) == date(2026, 12, 17)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("before 17 December 2026", 1, 16),
        ("2026. december 10-től 2026. december 17-ig", 10, 17),
        ("2026. december 17. után", 18, 31),
        ("с 10 декабря 2026 г. по 17 декабря 2026 г.", 10, 17),
        ("10 December 2026 – 17 December 2026", 10, 17),
        ("after December 10, 2026 and before December 12, 2026", 11, 11),
    ],
)
def test_spelt_days_stand_in_every_phrase(text: str, first: int, last: int) -> None:
    assert taken(text, DATES) == [START.toordinal() + day - 1 for day in range(first, last + 1)]


def test_a_day_that_never_was_is_no_value() -> None:
    found = cells.read_cell("until 31 November 2026", DATES)
    assert found == cells.Unreadable(cells.Trouble.NOT_A_VALUE, "2026-11-31")


@pytest.mark.parametrize("text", ["*", "all", "minden", "неважно", "-", "any"])
def test_any_has_many_names(text: str) -> None:
    assert cells.read_cell(text, DAYS) == cells.everything(DAYS)


def test_an_answer_called_all_is_that_answer() -> None:
    assert cells.read_cell("все", CLOTHES) == cells.Test(picks=0b100)
    assert cells.read_cell("all in one", CLOTHES) == cells.Test(picks=0b010)
    assert cells.read_cell("all", CLOTHES) == cells.everything(CLOTHES)


@pytest.mark.parametrize(
    ("text", "low", "high", "unknown"),
    [
        ("from 12 to 24 inches, or unknown", 12, 24, "unknown"),
        ("12-től 24-ig", 12, 24, None),
        ("от 12 до 24 дюймов, либо неизвестно", 12, 24, "неизвестно"),
        ("whole numbers: 0–99", 0, 99, None),
        ("число от 0 до 99", 0, 99, None),
    ],
)
def test_a_question_says_its_range_in_words_too(
    text: str, low: int, high: int, unknown: str | None
) -> None:
    found = read_range(text)
    assert found is not None
    assert (found.lowest, found.highest, found.unknown) == (low, high, unknown)


def test_a_question_of_days_says_them_spelt() -> None:
    found = read_range("даты 1 января 2027 г. – 31 декабря 2027 г.")
    assert found is not None
    assert (found.kind, found.highest) == (Kind.DATE, date(2027, 12, 31).toordinal())


@pytest.mark.parametrize(
    ("answers", "cell"),
    [
        ("0–10 000 m2, vagy ismeretlen", "min. 500 m²"),
        ("0–20 000 Ft/óra", "500 Ft vagy több"),
        ("0–20 000 Ft / óra", "500 Ft/óra vagy több"),
        ("0–900 м3", "не менее 500 м³"),
        ("$0–$250,000", "$500.00 or more"),
        ("0–900 prints per day", "500 prints per day or more"),
    ],
)
def test_a_unit_may_be_a_power_or_a_rate(answers: str, cell: str) -> None:
    domain = read_range(answers)
    assert domain is not None
    test = cells.read_cell(cell, domain)
    assert isinstance(test, cells.Test)
    assert test.spans == (((500, 0), (domain.highest, 1)),)


def test_cubic_metres_are_no_square_metres() -> None:
    domain = read_range("0–900 m2")
    assert domain is not None
    assert cells.read_cell("500 m3", domain) == cells.Unreadable(cells.Trouble.UNIT, "m³")
