"""What a row of anybody's sheet says, and what it changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.brought import cells
from demur.domain.brought.cells import Ground
from demur.domain.brought.flaws import Flaw
from demur.domain.brought.plan import Known, Plan, searched, weigh
from demur.domain.brought.rows import COLUMNS, Given, Kind, Shape, Unread, read, readings, shape
from demur.domain.people import search_text
from demur.domain.refusal import Lang

#: A Monday.
TODAY = date(2026, 3, 2)
GROUND = Ground("HU", Lang.HU, "HUF", TODAY, frozenset({"shop/butcher", "shop/bakery"}))


@dataclass(frozen=True, slots=True)
class Row:
    """A row as a sheet gives it."""

    line: int
    values: Mapping[str, str]


def said(kind: Kind, **values: str) -> Given:
    """One row of a sheet that has just these columns."""
    return read(Row(2, values), shape(kind, list(values)), GROUND)


def plan(kind: Kind, rows: Sequence[Mapping[str, str]], known: Known | None = None) -> Plan:
    """What a sheet would change; every row has the first one's columns."""
    lines = [Row(number, values) for number, values in enumerate(rows, 2)]
    given = list(readings(lines, shape(kind, list(rows[0])), GROUND))
    return weigh(kind, given, known or Known(), GROUND, {})


def why(rejected: Plan) -> str:
    """The one rejected line's message."""
    (one,) = rejected.rejected
    return one.message


def on_record(kind: Kind, **values: str) -> Known:
    """What is on record after a sheet of one row."""
    (one,) = plan(kind, [values]).added
    row = {name: value for name, value in one.row.items() if name != "search"}
    return Known({one.code: row}, dict.fromkeys(row.get("numbers", ()), one.code))


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("49900", "49900"),
        ("49 900", "49900"),
        ("49\u00a0900", "49900"),
        ("49.900", "49900"),
        ("49,900", "49900"),
        ("1.234.567,89", "1234567.89"),
        ("1,234,567.89", "1234567.89"),
        ("12,5", "12.5"),
        ("12.50", "12.5"),
        ("0", "0"),
    ],
)
def test_an_amount_is_read_as_it_is_written_anywhere(cell: str, amount: str) -> None:
    assert cells.amount(cell, "price", GROUND) == Decimal(amount)


@pytest.mark.parametrize(
    "cell", ["-1", "1e400", "NaN", "10^23", "1.23.456", "12,345.678", "1234.567", "12 €", "=1+1"]
)
def test_an_amount_that_is_no_amount_is_a_flaw(cell: str) -> None:
    assert isinstance(cells.amount(cell, "price", GROUND), Flaw)


@pytest.mark.parametrize("cell", ["2026-03-31", "2026. 03. 31.", "31.03.2026", "2026.3.31"])
def test_a_day_is_read_in_the_three_countries_spellings(cell: str) -> None:
    assert cells.day(cell, "back_on", GROUND) == date(2026, 3, 31)


@pytest.mark.parametrize("cell", ["03/04/2026", "2026-02-30", "tomorrow", "20260331"])
def test_a_day_that_could_be_another_is_a_flaw(cell: str) -> None:
    assert isinstance(cells.day(cell, "back_on", GROUND), Flaw)


@pytest.mark.parametrize("cell", ["-1", "1.5", "2147483648", "9" * 30, "sok", "²"])
def test_a_stock_that_cannot_be_counted_is_a_flaw(cell: str) -> None:
    assert isinstance(cells.whole(cells.WHOLE_MOST)(cell, "stock", GROUND), Flaw)


@given(st.text(max_size=40))
def test_no_cell_of_any_column_breaks_a_reader(cell: str) -> None:
    for columns in COLUMNS.values():
        for name, column in columns.items():
            column.reader(cell, name, GROUND)


def test_days_until_goods_are_back_are_working_days_from_today() -> None:
    (item,) = plan(Kind.GOODS, [{"id": "a", "en": "Drum", "back_on_days": "6"}]).added
    assert item.row["back_on"] == date(2026, 3, 10)


def test_an_unknown_trade_is_rejected_with_the_nearest_one() -> None:
    message = why(plan(Kind.GOODS, [{"id": "a", "en": "Pork", "trade": "shop/buthcer"}]))
    assert "shop/buthcer" in message
    assert "Did you mean shop/butcher?" in message


def test_a_price_is_kept_in_the_minor_units_of_its_currency() -> None:
    rows = [
        {"id": "a", "en": "Ink", "price": "49900", "currency": ""},
        {"id": "b", "en": "Ink", "price": "12,50", "currency": "EUR"},
        {"id": "c", "en": "Ink", "price": "990", "currency": "руб."},
    ]
    prices = [(one.row["price_minor"], one.row["currency"]) for one in plan(Kind.GOODS, rows).added]
    assert prices == [(49900, "HUF"), (1250, "EUR"), (99000, "RUB")]


def test_half_a_forint_is_rejected() -> None:
    message = why(plan(Kind.GOODS, [{"id": "a", "en": "Ink", "price": "12.5"}]))
    assert "HUF has 0 decimals" in message


def test_a_price_without_a_currency_is_in_the_one_on_record() -> None:
    known = on_record(Kind.GOODS, id="a", en="Ink", price="10", currency="EUR")
    (change,) = plan(Kind.GOODS, [{"id": "a", "price": "12"}], known).changed
    assert (change.fields, change.row["price_minor"]) == (("price_minor",), 1200)


def test_a_stock_list_says_nothing_about_names() -> None:
    known = on_record(Kind.GOODS, id="a", hu="Tinta", synonyms="patron|festék", stock="3")
    (change,) = plan(Kind.GOODS, [{"id": "a", "stock": "0"}], known).changed
    assert change.fields == ("stock",)
    assert change.row["hu"] == "Tinta"
    assert change.row["synonyms"] == ["patron", "festék"]


def test_a_new_item_without_any_name_is_rejected() -> None:
    assert "no name" in why(plan(Kind.GOODS, [{"id": "a", "stock": "1"}]))


def test_one_column_of_names_is_in_the_companys_language() -> None:
    (item,) = plan(Kind.GOODS, [{"code": "a", "name": "Toner"}]).added
    assert (item.code, item.row["hu"], item.row["en"]) == ("a", "Toner", "")


def test_the_same_row_again_changes_nothing() -> None:
    row = {"id": "p", "name": "Éva", "numbers": "06 30 555 0112|+36 1 234 5678", "mails": "e@x.hu"}
    again = plan(Kind.PEOPLE, [row], on_record(Kind.PEOPLE, **row))
    assert (again.added, again.changed, again.unchanged) == ((), (), 1)


def test_a_number_is_one_number_however_it_is_spelt() -> None:
    known = on_record(Kind.PEOPLE, id="p", name="Éva", numbers="06 30 555 0112")
    again = plan(Kind.PEOPLE, [{"id": "p", "numbers": "+36 (30) 555-0112|0036305550112"}], known)
    assert again.unchanged == 1


def test_numbers_are_added_and_never_taken_away() -> None:
    known = on_record(Kind.PEOPLE, id="p", name="Éva", numbers="+36 30 555 0112")
    (change,) = plan(Kind.PEOPLE, [{"id": "p", "numbers": "+36 30 555 0113"}], known).changed
    assert change.fields == ("numbers",)
    assert set(change.row["numbers"]) == {"+36305550112", "+36305550113"}


def test_every_column_of_numbers_is_read() -> None:
    row = {"id": "p", "name": "Éva", "number": "06 30 555 0112", "number_2": "06 30 555 0113"}
    (person,) = plan(Kind.PEOPLE, [row]).added
    assert set(person.row["numbers"]) == {"+36305550112", "+36305550113"}


def test_a_number_that_is_anothers_is_rejected_and_says_whose() -> None:
    known = Known({}, {"+36305550112": "kovacs"})
    row = {"id": "p", "name": "Éva", "numbers": "06 30 555 0112"}
    assert "06 30 555 0112 belongs to kovacs" in why(plan(Kind.PEOPLE, [row], known))


def test_two_people_of_one_file_cannot_share_a_number() -> None:
    rows = [
        {"id": "p", "name": "Éva", "numbers": "06 30 555 0112"},
        {"id": "q", "name": "Ádám", "numbers": "+36 30 555 0112"},
    ]
    both = plan(Kind.PEOPLE, rows)
    assert [one.code for one in both.added] == ["p"]
    assert "belongs to p" in why(both)


@pytest.mark.parametrize("number", ["112", "titkos", "12345678901234567", "anonymous", "abc"])
def test_what_is_nobodys_number_is_rejected(number: str) -> None:
    assert plan(Kind.PEOPLE, [{"id": "p", "name": "Éva", "numbers": number}]).rejected
    assert plan(Kind.NUMBERS, [{"number": number, "owner": "Taxi"}]).rejected


def test_a_person_without_numbers_is_a_person() -> None:
    assert plan(Kind.PEOPLE, [{"id": "p", "name": "Éva"}]).added


def test_a_client_is_key_regular_or_new_in_three_languages() -> None:
    kinds = [said(Kind.PEOPLE, id="p", client=word).values["client"] for word in
             ("Kulcs", "постоянный", "NEW", "")]  # fmt: skip
    assert kinds == ["key", "regular", "new", "new"]


def test_a_person_is_found_by_name_organisation_digits_and_mail() -> None:
    row = {"id": "p", "name": "Őri Éva", "organisation": "Ёлка", "numbers": "06 30 555 0112",
           "mails": "Eva@X.hu"}  # fmt: skip
    (person,) = plan(Kind.PEOPLE, [row]).added
    assert person.row["search"] == "ori eva елка 36305550112 eva@x.hu"


@given(st.lists(st.text(max_size=20), max_size=4))
def test_searching_word_by_word_finds_what_searching_at_once_does(parts: list[str]) -> None:
    assert searched(*parts) == search_text(*parts)


def test_the_second_row_of_an_id_is_rejected_with_the_line_of_the_first() -> None:
    rows = [{"id": "a", "en": "Ink"}, {"id": "b", "en": "Drum"}, {"id": "a", "en": "Pen"}]
    twice = plan(Kind.GOODS, rows)
    assert [one.row["en"] for one in twice.added] == ["Ink", "Drum"]
    assert "line 2" in why(twice)


def test_every_flaw_of_a_line_is_told_at_once() -> None:
    row = {"id": "", "en": "x" * 201, "stock": "-1", "price": "cheap", "hu": "a\0b"}
    (one,) = plan(Kind.GOODS, [row]).rejected
    reasons = {flaw.reason for flaw in one.flaws}
    assert reasons == {"missing", "too long", "not a whole number", "not an amount", "nul"}
    assert all(name in one.message for name in ("id", "en", "stock", "price", "hu"))


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b", "a" * 10_000, "a\x1bb"])
def test_damaged_text_is_rejected_and_names_its_column(text: str) -> None:
    assert "note" in why(plan(Kind.PARTNERS, [{"id": "p", "name": "A", "phone": "+3612345678",
                                               "note": text}]))  # fmt: skip


def test_a_cell_that_looks_like_a_formula_is_text() -> None:
    (item,) = plan(Kind.GOODS, [{"id": "a", "en": "=cmd|' /C calc'!A0"}]).added
    assert item.row["en"] == "=cmd|' /C calc'!A0"


def test_columns_nobody_knows_are_named_and_ignored() -> None:
    form = shape(Kind.GOODS, ["id", "en", *(f"x{number}" for number in range(500))])
    assert len(form.ignored) == 500
    assert form.said == {"id", "en"}


def test_a_sheet_without_ids_is_no_sheet_of_goods() -> None:
    assert shape(Kind.GOODS, ["en", "stock"]).missing == ("id",)


_CELLS = {
    "id": st.sampled_from(["a", "b", "c", "", "d" * 61]),
    "name": st.sampled_from(["Éva", "", "a\0"]),
    "numbers": st.sampled_from(["", "06 30 555 0112", "06 30 555 0113", "112"]),
}
_ROWS = st.lists(st.fixed_dictionaries(_CELLS), max_size=12)


def _form() -> Shape:
    return shape(Kind.PEOPLE, list(_CELLS))


@given(_ROWS)
def test_accepted_and_rejected_are_all_the_rows(rows: list[dict[str, str]]) -> None:
    lines: list[Any] = [Row(number, values) for number, values in enumerate(rows, 2)]
    lines.append(Unread(len(rows) + 2, Flaw("cut", "The file was cut.", {})))
    given = list(readings(lines, _form(), GROUND))
    counts = weigh(Kind.PEOPLE, given, Known(), GROUND, {}).counts()
    assert sum(counts.values()) == len(rows) + 1
    assert counts["rejected"] >= 1


@given(_ROWS, st.integers(1, 14))
def test_a_file_taken_up_again_is_read_as_if_never_cut(
    rows: list[dict[str, str]], after: int
) -> None:
    lines = [Row(number, values) for number, values in enumerate(rows, 2)]
    whole = list(readings(lines, _form(), GROUND))
    rest = list(readings(lines, _form(), GROUND, after))
    assert rest == [one for one in whole if one.line > after]


def test_a_persons_zone_is_read_by_its_name_and_emptied_by_an_empty_cell() -> None:
    (one,) = plan(Kind.PEOPLE, [{"id": "a", "name": "Иван", "zone": " asia/omsk"}]).added
    assert one.row["zone"] == "Asia/Omsk"
    known = on_record(Kind.PEOPLE, id="a", name="Иван", zone="Asia/Omsk")
    (changed,) = plan(Kind.PEOPLE, [{"id": "a", "zone": ""}], known).changed
    assert (changed.fields, changed.row["zone"]) == (("zone",), "")
    assert plan(Kind.PEOPLE, [{"id": "a", "name": "Иван"}], known).unchanged == 1


@pytest.mark.parametrize("cell", ["Omsk", "MSK+3", "UTC+6:00", "x" * 500, "Asia/Omsk, Asia/Tomsk"])
def test_a_zone_that_is_none_is_rejected_with_what_to_write(cell: str) -> None:
    told = why(plan(Kind.PEOPLE, [{"id": "a", "name": "Иван", "zone": cell}]))
    assert told.startswith("zone is “")
    assert "Asia/Omsk" in told
