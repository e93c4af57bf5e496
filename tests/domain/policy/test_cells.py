"""What a cell takes in, in the words of three languages and in S-FEEL's."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.policy.cells import Test, Trouble, Unreadable, everything, read_cell
from demur.domain.policy.columns import Column, Question
from demur.domain.policy.domains import Domain, Listed, OutsideError, Range
from demur.domain.policy.proof import boxes
from demur.domain.policy.questions import read_range
from demur.domain.policy.writing.writing_cells import cell_text, same
from demur.domain.refusal import Lang

DAYS = read_range("0–60 days, or unknown")
EUROS = read_range("0–1000000 €, or unknown")
HOURS = read_range("00:00–23:59")
KILOS = read_range("0.0–10.5 kg")
DATES = read_range("2026-12-01–2026-12-31")
WARM = read_range("-20–40 °C")
FIELD = Listed(("print house", "school or office", "household"), "unknown")
YES_NO = Listed(("yes", "no"))


def taken_in(cell: str, domain: Domain | None) -> set[object]:
    """The answers a cell takes in, unknown as None, asked one by one."""
    assert domain is not None
    test = read_cell(cell, domain)
    assert isinstance(test, Test), (cell, test)
    return {answer for answer in answers_of(domain) if passes(test, domain, answer)}


def passes(test: Test, domain: Domain, answer: object) -> bool:
    column = Column(Question("q", "", domain, 0), (test,))
    return bool(column.rows[column.code(answer)])


def answers_of(domain: Domain) -> list[object]:
    if isinstance(domain, Listed):
        return list(domain.all_answers)
    whole = range(int(domain.lowest), min(int(domain.highest), 2000 + int(domain.lowest)) + 1)
    if domain.kind == "time":
        return [f"{minute // 60:02}:{minute % 60:02}" for minute in whole]
    if domain.kind == "date":
        return [date.fromordinal(day).isoformat() for day in whole]
    return [*whole, *([None] if domain.unknown else [])]


def days(*ends: int, unknown: bool = False) -> set[object]:
    pairs = zip(ends[::2], ends[1::2], strict=True)
    return {day for low, high in pairs for day in range(low, high + 1)} | (
        {None} if unknown else set()
    )


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("any", days(0, 60, unknown=True)),
        ("-", days(0, 60, unknown=True)),
        ("bármi", days(0, 60, unknown=True)),
        ("любой", days(0, 60, unknown=True)),
        ("3", days(3, 3)),
        ("= 3", days(3, 3)),
        ("up to 3 days", days(0, 3)),
        ("legfeljebb 3 nap", days(0, 3)),
        ("3 napig", days(0, 3)),
        ("не более 3 дней", days(0, 3)),
        ("до 3 дней", days(0, 3)),
        ("<= 3", days(0, 3)),
        ("≤ 3", days(0, 3)),
        ("under 3", days(0, 2)),
        ("kevesebb mint 3", days(0, 2)),
        ("3 napnál kevesebb", days(0, 2)),
        ("менее 3", days(0, 2)),
        ("< 3", days(0, 2)),
        ("6 or more", days(6, 60)),
        ("from 6", days(6, 60)),
        ("6+", days(6, 60)),
        ("legalább 6 nap", days(6, 60)),
        ("6-tól", days(6, 60)),
        ("6 vagy több", days(6, 60)),
        ("6 и более", days(6, 60)),
        ("не менее 6", days(6, 60)),
        ("от 6", days(6, 60)),
        (">= 6", days(6, 60)),
        ("over 8 days or unknown", days(9, 60, unknown=True)),
        ("több mint 8 nap vagy ismeretlen", days(9, 60, unknown=True)),
        ("более 8 дней или неизвестно", days(9, 60, unknown=True)),
        ("> 8", days(9, 60)),
        ("4–30", days(4, 30)),
        ("4 - 30 days", days(4, 30)),
        ("from 4 to 30", days(4, 30)),
        ("4-től 30-ig", days(4, 30)),
        ("от 4 до 30 дней", days(4, 30)),
        ("[4..30]", days(4, 30)),
        ("(4..30]", days(5, 30)),
        ("]4..30]", days(5, 30)),
        ("[4..30)", days(4, 29)),
        ("(4..30)", days(5, 29)),
        ("]4..30[", days(5, 29)),
        ("4–9, 12–20", days(4, 9, 12, 20)),
        ("4–9 or 12–20 or unknown", days(4, 9, 12, 20, unknown=True)),
        ("1,5", days(1, 1, 5, 5)),
        ("1 or over 3", days(1, 1, 4, 60)),
        ("1 or over", days(1, 60)),
        ("1 or more than 3 days or unknown", days(1, 1, 4, 60, unknown=True)),
        ("3 or less than 2", days(0, 1, 3, 3)),
        ("under 3 or 7", days(0, 2, 7, 7)),
        ("up to 3, 7, or over 10", days(0, 3, 7, 7, 11, 60)),
        ("1 vagy 3 fölött", days(1, 1, 4, 60)),
        ("1 vagy több mint 3 nap", days(1, 1, 4, 60)),
        ("3-ig vagy 7-től", days(0, 3, 7, 60)),
        ("1 или больше 3", days(1, 1, 4, 60)),
        ("1 или больше 3 или неизвестно", days(1, 1, 4, 60, unknown=True)),
        ("1 или менее 1 или более 3", days(0, 1, 4, 60)),
        ("not 1 or over 3", days(0, 0, 2, 3)),
        ("unknown", {None}),
        ("null", {None}),
        ("not 3–58", days(0, 2, 59, 60)),
        ("not(3..58)", days(0, 3, 58, 60)),
        ("not((0..58], 59)", days(0, 0, 60, 60)),
        ("not 3–58 or unknown", days(0, 2, 59, 60, unknown=True)),
        ("nem 3–58", days(0, 2, 59, 60)),
        ("не 3–58", days(0, 2, 59, 60)),
        ("up to 3\u00a0days", days(0, 3)),
        ("UP TO 3 DAYS", days(0, 3)),
    ],
)
def test_a_test_of_days_takes_in_these_days(cell: str, expected: set[object]) -> None:
    assert taken_in(cell, DAYS) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("household", {"household"}),
        ("HOUSEHOLD", {"household"}),
        ("print house or household", {"print house", "household"}),
        ("print house vagy household", {"print house", "household"}),
        ("school or office", {"school or office"}),
        ("print house or school or office", {"print house", "school or office"}),
        ("school or office, household", {"school or office", "household"}),
        ('"print house", "household"', {"print house", "household"}),
        ("«print house», «household»", {"print house", "household"}),
        ("not household", {"print house", "school or office", "unknown"}),
        ("not household or unknown", {"print house", "school or office"}),
        ("not(household, unknown)", {"print house", "school or office"}),
        ("кроме household", {"print house", "school or office", "unknown"}),
        ("household or unknown", {"household", "unknown"}),
        ("household or ismeretlen", {"household", "unknown"}),
        ("any", {"print house", "school or office", "household", "unknown"}),
    ],
)
def test_a_choice_of_answers_takes_in_these(cell: str, expected: set[object]) -> None:
    assert taken_in(cell, FIELD) == expected


@pytest.mark.parametrize("cell", ["no", "nem", "нет", "not yes", "false"])
def test_no_is_understood_in_every_language(cell: str) -> None:
    assert taken_in(cell, YES_NO) == {"no"}


def test_money_is_read_however_its_thousands_are_set_off() -> None:
    assert isinstance(EUROS, Range)
    cells = ["20000 € or more", "20 000 € or more", "20,000 € or more", "€20.000 or more"]
    hungarian = ["legalább 20 000 €", "20000 €-tól", "20\u202f000 euró vagy több"]
    read = {read_cell(cell, EUROS) for cell in cells + hungarian}
    assert len(read) == 1
    (test,) = read
    assert isinstance(test, Test)
    assert passes(test, EUROS, 20000)
    assert not passes(test, EUROS, 19999)


def test_the_working_day_ends_before_six() -> None:
    taken = taken_in("09:00–17:59", HOURS)
    assert "17:59" in taken
    assert "18:00" not in taken
    assert taken == taken_in('[time("09:00:00")..time("18:00:00"))', HOURS)
    assert taken == taken_in("from 9:00 to 17:59", HOURS) == taken_in("с 9:00 до 17:59", HOURS)


def test_dates_are_read_as_people_and_as_feel_write_them() -> None:
    taken = taken_in('[date("2026-12-01")..date("2026-12-09"))', DATES)
    assert taken == {f"2026-12-0{day}" for day in range(1, 9)}
    assert taken == taken_in("up to 2026-12-08", DATES) == taken_in("before 09.12.2026", DATES)
    assert taken_in("2026. 12. 24.", DATES) == {"2026-12-24"}


@pytest.mark.parametrize(
    ("cell", "inside", "outside"),
    [
        ("12:00 or later than 18:30", "12:00 18:31", "11:59 12:01 18:30"),
        ("12:00 vagy 18:30 után", "12:00 18:31", "11:59 12:01 18:30"),
        ("12:00 или позже 18:30", "12:00 18:31", "11:59 12:01 18:30"),
        ("before 8:00 or from 18:00", "07:59 18:00", "08:00 17:59"),
    ],
)
def test_a_clock_time_may_be_one_or_after_another(cell: str, inside: str, outside: str) -> None:
    taken = taken_in(cell, HOURS)
    assert taken >= set(inside.split())
    assert not taken & set(outside.split())


@pytest.mark.parametrize(
    "cell",
    [
        "2026-12-03 or later than 2026-12-29",
        "2026-12-03 vagy 2026-12-29 után",
        "2026-12-03 или позже 2026-12-29",
        "03.12.2026 или после 29.12.2026",
    ],
)
def test_a_date_may_be_one_or_after_another(cell: str) -> None:
    assert taken_in(cell, DATES) == {"2026-12-03", "2026-12-30", "2026-12-31"}


ENDS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(0, 5)), max_size=4)


@given(ENDS, st.booleans(), st.sampled_from(list(Lang)))
def test_any_stretches_of_days_are_written_in_words_and_read_back_the_same(
    ends: list[tuple[int, int, int]], unknown: bool, lang: Lang
) -> None:
    assert isinstance(DAYS, Range)
    shapes = ("[{0}..{1}]", "({0}..{1})", "<= {0}", "< {0}", ">= {1}", "> {1}")
    parts = [shapes[shape].format(*sorted((low, high))) for low, high, shape in ends]
    test = read_cell(", ".join([*parts, *["unknown"] * unknown]) or "any", DAYS)
    assert isinstance(test, Test)
    question = Question("q", "", DAYS, 0)
    column = Column(question, (test,))
    if not column.covers(test):
        return
    for text in (cell_text(test, question, lang), boxes.cell(column, column.covers(test), lang)):
        assert text is not None
        assert not set(text) & set("[]()<>")
        read = read_cell(text, DAYS)
        assert isinstance(read, Test)
        assert same(read, test, question)


def test_a_cell_of_two_thousand_letters_is_read_at_once() -> None:
    assert isinstance(DAYS, Range)
    read = read_cell(" or ".join(["1 or over 3"] * 140), DAYS)
    assert isinstance(read, Test)
    assert isinstance(read_cell("1 or " * 400, DAYS), Unreadable)


def test_a_range_with_decimals_is_not_made_of_whole_numbers() -> None:
    assert isinstance(KILOS, Range)
    test = read_cell("over 2.5 kg", KILOS)
    assert isinstance(test, Test)
    assert [passes(test, KILOS, weight) for weight in (2.5, 2.500001, 2.6)] == [False, True, True]


def test_frost_is_a_number_too() -> None:
    assert taken_in("-5 – -2", WARM) == {-5, -4, -3, -2}
    assert taken_in("under -18 °C", WARM) == {-20, -19}
    assert taken_in("−20 °C", WARM) == {-20}


@pytest.mark.parametrize(
    ("cell", "trouble"),
    [
        ("", Trouble.EMPTY),
        ("up to 3 weeks", Trouble.UNIT),
        ("up to 3 €", Trouble.UNIT),
        ("legfeljebb 3 óra", Trouble.UNIT),
        ("up to 17:30", Trouble.NOT_A_VALUE),
        ("2026-02-30", Trouble.NOT_A_VALUE),
        ("12345678901234567890", Trouble.NOT_A_VALUE),
        ("soon", Trouble.UNREADABLE),
        ("up to", Trouble.UNREADABLE),
        ("3 or", Trouble.UNREADABLE),
        (", 3", Trouble.UNREADABLE),
        ("any or 3", Trouble.UNREADABLE),
        ("[3..", Trouble.UNREADABLE),
    ],
)
def test_a_cell_that_says_nothing_is_refused(cell: str, trouble: Trouble) -> None:
    assert isinstance(DAYS, Range)
    read = read_cell(cell, DAYS)
    assert isinstance(read, Unreadable)
    assert read.trouble is trouble


@pytest.mark.parametrize("cell", ["over 60 days", "30–4", "(3..4)", "under 0"])
def test_a_cell_no_answer_can_meet_says_so(cell: str) -> None:
    assert isinstance(DAYS, Range)
    read = read_cell(cell, DAYS)
    assert isinstance(read, Test)
    assert read.never_matches


def test_a_test_of_numbers_leaves_unknown_out_unless_it_names_it() -> None:
    assert None not in taken_in("0–60", DAYS)
    assert None in taken_in("0–60 or unknown", DAYS)


@given(st.text(max_size=60))
def test_no_text_in_a_cell_is_an_accident(text: str) -> None:
    for domain in (DAYS, EUROS, HOURS, KILOS, DATES, FIELD, YES_NO):
        assert domain is not None
        assert isinstance(read_cell(text, domain), Test | Unreadable)


@given(st.integers(0, 60), st.integers(0, 60))
def test_not_takes_in_exactly_the_other_days(low: int, high: int) -> None:
    assert isinstance(DAYS, Range)
    inside = read_cell(f"{low}–{high}", DAYS)
    outside = read_cell(f"not {low}–{high}", DAYS)
    assert isinstance(inside, Test)
    assert isinstance(outside, Test)
    for day in range(61):
        assert passes(inside, DAYS, day) is not passes(outside, DAYS, day)


@given(st.one_of(st.integers(), st.floats(), st.text(max_size=20), st.booleans(), st.none()))
def test_an_answer_is_in_the_range_or_refused(answer: object) -> None:
    assert isinstance(DAYS, Range)
    try:
        value = DAYS.read(answer)
    except OutsideError:
        return
    assert value is None or 0 <= value <= 60


def test_any_is_everything() -> None:
    for domain in (DAYS, FIELD, YES_NO, HOURS):
        assert domain is not None
        assert read_cell("any", domain) == everything(domain)


@pytest.mark.parametrize(
    ("domain", "formal", "words"),
    [
        (KILOS, "(3..7]", ("over 3 and up to 7", "over 3 up to 7 kg", "több mint 3 és legfeljebb 7",
                           "3 kg fölött 7-ig", "более 3 и не более 7", "свыше 3 до 7")),
        (KILOS, "[3..7)", ("at least 3 and under 7", "from 3 to under 7", "3-tól 7 alatt",
                           "legalább 3 és kevesebb mint 7", "не менее 3 и менее 7")),
        (KILOS, "(3..7)", ("over 3 and under 7", "több mint 3 és kevesebb mint 7",
                           "более 3 и менее 7")),
        (HOURS, "(09:00..17:00)", ("after 09:00 and before 17:00", "09:00 után és 17:00 előtt",
                                   "после 09:00 и раньше 17:00")),
    ],
)  # fmt: skip
def test_an_end_left_out_can_be_said_in_words(
    domain: Range, formal: str, words: tuple[str, ...]
) -> None:
    meant = read_cell(formal, domain)
    assert isinstance(meant, Test)
    for text in words:
        assert read_cell(text, domain) == meant, text


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("formal", ["(3..7]", "[3..7)", "(3..7)", "(0.5..7], unknown"])
def test_an_end_left_out_is_written_in_words(lang: Lang, formal: str) -> None:
    known = read_range("0.0–10.5 kg, or unknown")
    assert known
    question, test = Question("Weight", "", known, 0), read_cell(formal, known)
    assert isinstance(test, Test)
    text = cell_text(test, question, lang)
    assert text
    assert not set("()[]") & set(text)
    assert read_cell(text, known) == test


def test_a_comma_between_ends_still_means_or() -> None:
    assert taken_in("under 3, over 58", DAYS) == days(0, 2, 59, 60)
