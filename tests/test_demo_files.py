"""The demo company's files are whole: what they name exists, and every kind of no is in them."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from importlib.resources import files

import phonenumbers
import pytest

from demur.demo import callers
from demur.domain.needs import world
from demur.domain.refusal import Lang
from tests.cast import FIRMS, OUR_NUMBER, Firm

Row = dict[str, str]
DEMO = files("demur") / "demo"
FILES = ("goods", "partners", "people", "inquiries", "numbers", "sayings")
REGIONS = {"HU-GS", "HU-KE", "HU-VA", "HU-VE"}
LANGS = [lang.value for lang in Lang]
MODEL = re.compile(r"[A-Z]+-\d+X?")  # "TN-400X" in "TN-400X high-yield black toner"


def read(name: str) -> list[Row]:
    text = (DEMO / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(keepends=True), strict=True))


GOODS, PARTNERS, PEOPLE, INQUIRIES, NUMBERS, SAYINGS = (read(name) for name in FILES)
GOOD = {good["id"]: good for good in GOODS}
TRADE_FIELD = {trade.id: trade.field for trade in world.shipped()}


def several(cell: str) -> list[str]:
    return [value for value in cell.split("|") if value]


def key(number: str) -> str:
    parsed = phonenumbers.parse(number, "HU")
    assert phonenumbers.is_valid_number(parsed), number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def is_out(good: Mapping[str, str]) -> bool:
    return good["stock"] == "0"


def slips(number: str) -> Iterator[str]:
    """Every number that one wrong, missing, extra or swapped digit makes of this one."""
    for at in range(len(number) + 1):
        head, tail = number[:at], number[at:]
        yield from (head + digit + tail for digit in "0123456789")
        yield from (head + digit + tail[1:] for digit in "0123456789")
        yield head + tail[1:]
        yield head + tail[1::-1] + tail[2:]


# --- every file ---------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_every_row_fills_exactly_the_columns_the_readme_names(name: str) -> None:
    readme = (DEMO / "README.md").read_text(encoding="utf-8")
    section = readme.split(f"## {name}.csv")[1].split("\n## ")[0]
    for row in read(name):
        assert None not in row
        assert None not in row.values()
        assert all(f"`{column}`" in section for column in row)


@pytest.mark.parametrize("name", FILES)
def test_no_cell_has_stray_space_or_an_empty_value_in_a_list(name: str) -> None:
    for row in read(name):
        for value in row.values():
            assert value == value.strip()
            assert value.isprintable()
            parts = value.split("|")
            assert parts == [part.strip() for part in parts]
            assert len(parts) == 1 or all(parts)
            assert len(parts) == len(set(parts))


@pytest.mark.parametrize("rows", [GOODS, PARTNERS, PEOPLE], ids=["goods", "partners", "people"])
def test_ids_are_unique_and_plain(rows: list[Row]) -> None:
    ids = [row["id"] for row in rows]
    assert len(set(ids)) == len(ids)
    assert all(part.isalnum() and part.isascii() for name in ids for part in name.split("-"))


# --- goods --------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_every_item_has_a_name_of_its_own_in_each_language(lang: str) -> None:
    names = [good[lang].casefold() for good in GOODS]
    assert all(names)
    assert len(set(names)) == len(names)


def test_russian_names_are_written_in_russian_and_the_others_are_not() -> None:
    def cyrillic(text: str) -> bool:
        return any("а" <= letter <= "я" for letter in text.casefold())

    assert all(cyrillic(good["ru"]) for good in GOODS)
    assert not any(cyrillic(good["hu"] + good["en"]) for good in GOODS)


def test_an_alternative_is_another_item_for_sale() -> None:
    for good in GOODS:
        assert set(several(good["alternatives"])) <= GOOD.keys() - {good["id"]}


def test_what_is_out_and_has_an_alternative_has_one_to_offer_now() -> None:
    for good in filter(is_out, GOODS):
        offered = several(good["alternatives"])
        assert not offered or any(not is_out(GOOD[other]) for other in offered), good["id"]


def test_only_an_item_that_is_out_has_a_day_of_return() -> None:
    days = {good["id"]: int(good["back_on_days"]) for good in GOODS if good["back_on_days"]}
    assert all(is_out(GOOD[name]) for name in days)
    assert all(2 <= count <= 20 for count in days.values())


def test_the_service_team_serves_only_what_is_never_counted() -> None:
    assert {good["team"] for good in GOODS} == {"sales", "service"}
    assert all(good["stock"] == "" for good in GOODS if good["team"] == "service")
    assert all(int(good["stock"]) >= 0 for good in GOODS if good["stock"])


def test_prices_are_whole_forints() -> None:
    assert all(int(good["price"]) >= 0 and good["currency"] == "HUF" for good in GOODS)


def test_there_is_enough_of_every_no_to_show() -> None:
    out = [good for good in GOODS if is_out(good)]
    assert 300 <= len(GOODS) <= 350
    assert sum(bool(good["back_on_days"]) for good in out) >= 25
    assert sum(not good["back_on_days"] and not good["alternatives"] for good in out) >= 8
    assert sum(bool(good["alternatives"]) for good in GOODS) >= 60
    assert sum(good["team"] == "service" for good in GOODS) >= 10


# --- trades -------------------------------------------------------------------


def test_every_item_stands_in_a_trade_of_its_own_field() -> None:
    assert all(TRADE_FIELD[good["trade"]] == good["field"] for good in GOODS)


def test_every_partner_serves_trades_that_exist() -> None:
    for partner in PARTNERS:
        assert several(partner["trades"])
        assert set(several(partner["trades"])) <= TRADE_FIELD.keys()


@pytest.mark.parametrize("firm", FIRMS, ids=lambda firm: firm.name)
def test_every_firm_of_the_cast_serves_trades_that_exist(firm: Firm) -> None:
    served = {*firm.trades, *(trade for partner in firm.partners for trade in partner.trades)}
    assert served <= TRADE_FIELD.keys()
    assert {item.field for item in firm.items} == {TRADE_FIELD[trade] for trade in firm.trades}


def test_a_monitor_goes_to_a_partner_and_an_orange_car_to_nobody() -> None:
    ours = {good["trade"] for good in GOODS}
    theirs = {trade for partner in PARTNERS for trade in several(partner["trades"])}
    assert "shop/computer" in theirs - ours
    assert "shop/car" in TRADE_FIELD.keys() - ours - theirs


# --- partners -----------------------------------------------------------------


def standing(partner: Row) -> str:
    """The status that the demo's policy gives a partner for its callers' complaints."""
    complaints, callback = int(partner["complaints_per_100"]), partner["callback_hours"]
    if complaints >= 6:
        return "suspended"
    quick = callback != "" and int(callback) <= 8
    return "recommended" if complaints <= 2 and quick else "on watch"


def test_twelve_partners_stand_in_all_three_ways() -> None:
    assert len(PARTNERS) == 12
    assert {standing(partner) for partner in PARTNERS} == {"recommended", "on watch", "suspended"}
    status = {partner["id"]: standing(partner) for partner in PARTNERS}
    assert status["keppont"] == "recommended"
    assert status["monitor-haz"] == "on watch"


def test_each_region_has_a_recommended_partner() -> None:
    recommended = [partner for partner in PARTNERS if standing(partner) == "recommended"]
    assert {region for one in recommended for region in several(one["regions"])} == REGIONS
    assert {region for one in PARTNERS for region in several(one["regions"])} == REGIONS


def test_partners_are_reached_by_number_and_mail() -> None:
    assert len({key(partner["phone"]) for partner in PARTNERS}) == 12
    assert all(partner["mail"].endswith(".example") for partner in PARTNERS)


# --- people -------------------------------------------------------------------


def test_sixty_people_speak_three_languages_and_matter_differently() -> None:
    assert len(PEOPLE) == 60
    spoken = Counter(person["language"] for person in PEOPLE)
    assert set(spoken) == set(LANGS)
    assert min(spoken.values()) >= 10
    assert {person["client"] for person in PEOPLE} == {"key", "regular", "new"}
    assert {person["region"] for person in PEOPLE} == REGIONS | {""}
    fields = {person["field"] for person in PEOPLE}
    assert fields == {"print house", "school or office", "household", ""}


def test_a_yearly_value_comes_with_its_currency() -> None:
    for person in PEOPLE:
        assert bool(person["yearly_value"]) == bool(person["currency"])
        assert int(person["yearly_value"] or 0) >= 0


def test_nobody_shares_a_number_however_it_is_written() -> None:
    written = [number for person in PEOPLE for number in several(person["numbers"])]
    assert len({key(number) for number in written}) == len(written)
    assert all(person["numbers"] for person in PEOPLE)
    assert sum("|" in person["numbers"] for person in PEOPLE) >= 10
    for start in ("06", "+36", "0036", "+7"):
        assert any(number.startswith(start) for number in written)


# --- inquiries and numbers ----------------------------------------------------


def test_forty_inquiries_in_three_languages_within_a_year() -> None:
    assert len(INQUIRIES) == 40
    assert min(Counter(inquiry["lang"] for inquiry in INQUIRIES).values()) >= 10
    days = [int(inquiry["days_ago"]) for inquiry in INQUIRIES]
    assert days == sorted(days)
    assert 0 <= days[0] <= days[-1] <= 365
    assert all(inquiry["need"] for inquiry in INQUIRIES)


def test_some_callers_are_known_and_some_call_again() -> None:
    known = {key(number) for person in PEOPLE for number in several(person["numbers"])}
    calls = Counter(key(inquiry["number"]) for inquiry in INQUIRIES if inquiry["number"])
    assert any(count > 1 for count in calls.values())
    assert calls.keys() & known
    assert calls.keys() - known
    assert any(inquiry["number"] == "" for inquiry in INQUIRIES)


def test_wrong_numbers_were_meant_for_owners_in_the_book_one_slip_away() -> None:
    book = {key(row["number"]) for row in NUMBERS}
    dialled = {key(inquiry["dialled"]) for inquiry in INQUIRIES if inquiry["dialled"]}
    meant = dialled - {OUR_NUMBER}
    assert len(meant) >= 4
    assert meant <= book & set(slips(OUR_NUMBER))


def test_the_book_holds_near_numbers_far_numbers_and_never_ours() -> None:
    book = {key(row["number"]) for row in NUMBERS}
    assert len(book) == len(NUMBERS)
    assert len(book & set(slips(OUR_NUMBER))) >= 5
    assert book - set(slips(OUR_NUMBER))
    assert OUR_NUMBER not in book


def test_in_each_language_somebody_asks_for_what_is_out() -> None:
    codes = {good["id"]: MODEL.findall(good["en"])[:1] for good in GOODS}
    there = {code for id_, found in codes.items() if not is_out(GOOD[id_]) for code in found}
    out = {code for id_, found in codes.items() if is_out(GOOD[id_]) for code in found}
    asked = [q["lang"] for q in INQUIRIES if (out - there) & set(MODEL.findall(q["need"]))]
    assert set(asked) == set(LANGS)


# --- a quarter of callers -----------------------------------------------------


def test_every_kind_of_caller_has_words_in_every_language() -> None:
    said = {(row["about"], row["lang"]) for row in SAYINGS}
    assert said == {(about, lang) for about in callers.ABOUT for lang in LANGS}
    assert all(("{item}" in row["need"]) == (row["about"] == "item") for row in SAYINGS)


def test_a_working_day_has_its_callers_and_a_weekend_has_none() -> None:
    monday = date(2026, 11, 16)
    week = [callers.calls(monday + timedelta(days=days)) for days in range(7)]
    assert [bool(calls) for calls in week] == [True] * 5 + [False] * 2
    assert all(calls == sorted(calls) for calls in week)
    for call in (call for calls in week for call in calls):
        assert key(call.number)
        assert "{" not in call.need
    assert callers.calls(monday) == week[0]


def test_other_goods_are_sold_out_another_week() -> None:
    weeks = [list(callers.shelves(date(2026, 11, day))) for day in (9, 16)]
    out = [{row.values["id"] for row in week if is_out(row.values)} for week in weeks]
    assert all(0.2 < len(week) / len(callers.stocked()) < 0.4 for week in out)
    assert out[0] != out[1]
