"""The list of inquiries: found, filtered, paged, taken out as a sheet; and one of them."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import AsyncRequestFactory, Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from demur.actions.finish import finish
from demur.actions.take_back import take_back
from demur.domain.answers import Choice
from demur.domain.refusal import Lang
from demur.records.company import Company
from demur.records.gather import Asked
from demur.records.inquiries import Inquiry
from demur.records.listing import Place, Wanted, all_inquiries, inquiries
from demur.records.users import Role, User
from demur.web.inquiries import export
from demur.web.templatetags.spoken import instant
from tests.shop import NOW, open_shop
from tests.web.doors import signed_in, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture(name="shop", autouse=True)
def _shop() -> Company:
    return open_shop()


@pytest.fixture(name="vera")
def _vera() -> Client:
    return signed_in(somebody(Role.READER))


def called(need: str, minutes_ago: int = 0, choice: Choice | None = None, **known: str) -> Inquiry:
    """A call that was answered and is on record."""
    ref, at = uuid4(), NOW - timedelta(minutes=minutes_ago)
    finish(Asked(need, lang=Lang.EN, **known), choice or Choice(), ref, by="Kata", now=at)  # type: ignore[arg-type]
    return Inquiry.objects.get(ref=ref)


def text(response: HttpResponse) -> str:
    return unescape(response.content.decode())


def needs(**wanted: object) -> list[str]:
    return [one.need for one in inquiries(Wanted(**wanted)).rows]  # type: ignore[arg-type]


def sheet(response: HttpResponse, delimiter: str = ",") -> list[dict[str, str]]:
    body = b"".join(response).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body, newline=""), delimiter=delimiter))


def test_the_list_says_who_asked_for_what_and_what_we_said(vera: Client) -> None:
    called("four monitors", number="+36 30 555 0142")
    page = text(vera.get("/inquiries"))
    assert "four monitors" in page
    assert "Képpont Kft. will gladly help you" in page
    assert "+36 30 555 0142" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert "Other speciality" in page
    assert "Refer to a partner" in page


def test_the_newest_stands_first_and_pages_neither_repeat_nor_leave_out() -> None:
    made = [called(f"monitor {number}", minutes_ago=number // 2) for number in range(7)]
    seen: list[str] = []
    after: Place | None = None
    while True:
        page = inquiries(Wanted(), after, most=3)
        seen += [one.need for one in page.rows]
        if not page.more:
            break
        after = Place.read(page.more)
    assert sorted(seen) == sorted(one.need for one in made)
    assert [needs()[:2]] == [seen[:2]]
    assert sum(len(page) for page in all_inquiries(Wanted(), at_once=2)) == 7


@pytest.mark.parametrize("mangled", ["x", "1", "-", "1-x", "٣-٣", f"{9**40}-1", "1-" + "9" * 30])
def test_a_mangled_place_in_the_list_is_its_beginning(vera: Client, mangled: str) -> None:
    called("four monitors")
    response = vera.get("/inquiries", {"after": mangled})
    assert response.status_code == 400
    assert "four monitors" in text(response)
    assert "This is its beginning." in text(response)


@pytest.mark.parametrize(
    ("stored", "looked_for"),
    [
        ("принтер для офиса", "ПРИНТЕР"),
        ("őrségi nyomtató", "orseg"),
        ("ёлочный принтер", "елоч"),
        ("négy monitor", "nÉgy"),
        ("four monitors by noon", "noon four"),
    ],
)
def test_words_are_found_however_they_are_spelt(stored: str, looked_for: str) -> None:
    called(stored)
    called("something else")
    assert needs(words=looked_for) == [stored]


def test_signs_that_mean_something_to_a_database_are_only_signs() -> None:
    called("100 % cotton_paper")
    called("1000 sheets of paper")
    assert needs(words="100 %") == ["100 % cotton_paper"]
    assert needs(words="n_p") == ["100 % cotton_paper"]


def test_a_number_is_found_in_any_spelling(vera: Client) -> None:
    called("four monitors", number="+36 30 555 0142")
    called("a projector", number="+36 30 555 0143")
    page = text(vera.get("/inquiries", {"q": "06 (30) 555-0142"}))
    assert "four monitors" in page
    assert "a projector" not in page


def test_every_filter_leaves_only_what_it_names() -> None:
    called("four monitors", minutes_ago=60 * 24 * 3, choice=Choice(taken="yes"))
    called("TN-400 black toner")
    called("an orange car", choice=Choice(only_polite=True))
    assert needs(situation="served") == ["TN-400 black toner"]
    assert needs(step="serve") == ["TN-400 black toner"]
    assert needs(step="polite no") == ["an orange car"]
    assert needs(taken="yes") == ["four monitors"]
    assert needs(until=NOW - timedelta(days=1)) == ["four monitors"]
    assert "four monitors" not in needs(since=NOW - timedelta(days=1))
    assert needs(situation="served", words="toner") == ["TN-400 black toner"]
    assert needs(situation="served", words="monitor") == []


def test_days_are_the_companys_days_and_the_last_one_is_within(vera: Client) -> None:
    called("four monitors")  # at 10:00 on 23 November in Győr
    day = {"since": "2026-11-23", "until": "2026-11-23"}
    assert "four monitors" in text(vera.get("/inquiries", day))
    assert "four monitors" not in text(vera.get("/inquiries", {"until": "2026-11-22"}))


FAULTS = {
    "since=2026-02-31": ("since", "“2026-02-31” is no day that can be looked for"),
    "since=0001-01-01": ("since", "no day that can be looked for"),
    "until=9999-12-31": ("until", "no day that can be looked for"),
    "until=%3Cb%3E": ("until", "“<b>” is no day"),
    "since=2026-11-24&until=2026-11-23": ("until", "The last day is before the first"),
    "situation=x": ("situation", "choose one of the answers shown"),
    "step=x": ("step", "choose one of the answers shown"),
    "taken=maybe": ("taken", "choose one of the answers shown"),
    f"q={'x' * 203}": ("q", "3 characters more"),
}


@pytest.mark.parametrize("page", ["/inquiries", "/inquiries.csv"])
@pytest.mark.parametrize("query", FAULTS)
def test_a_filter_that_is_none_is_told_at_its_field_and_lists_nobody(
    vera: Client, query: str, page: str
) -> None:
    called("four monitors")
    response = vera.get(f"{page}?{query}")
    field, told = FAULTS[query]
    shown = text(response)
    assert response.status_code == 400
    assert told in shown
    assert re.search(rf'name="{field}"[^>]*aria-describedby="{field}-fault"', shown)
    assert f'id="{field}-fault"' in shown
    assert "four monitors" not in shown
    assert "<b>”" not in response.content.decode()


@pytest.mark.parametrize(
    ("language", "told"),
    [("hu", "nem olyan nap"), ("ru", "не тот день"), ("en", "no day that can be looked for")],
)
def test_a_fault_of_an_address_is_told_in_the_readers_language(language: str, told: str) -> None:
    reader = signed_in(somebody(Role.READER, "Réka", language))
    assert told in text(reader.get("/inquiries?since=abc"))


def test_a_day_that_can_be_read_stays_in_its_field(vera: Client) -> None:
    shown = text(vera.get("/inquiries?since=2026-11-23&until=abc"))
    assert 'name="since" value="2026-11-23"' in shown


def test_a_refusal_that_was_taken_back_is_shown_as_that(vera: Client) -> None:
    one = called("four monitors")
    take_back(one, "Kata", NOW)
    assert "Taken back" in text(vera.get("/inquiries"))
    assert "Taken back" in text(vera.get(f"/inquiries/{one.ref}"))


def test_an_inquirys_page_shows_everything_on_record(vera: Client) -> None:
    at = NOW + timedelta(hours=1)
    one = called(
        "four monitors",
        choice=Choice(taken="yes", call_back_at=at),
        number="+36 30 555 0142",
        source="phone book",
    )
    later = called("monitors again", number="+36 30 555 0142")
    page = text(vera.get(f"/inquiries/{one.ref}"))
    for said in ("Képpont Kft.", "Phone book", "we call back at", "Chance", "I6", "Yes"):
        assert said in page
    assert f"/inquiries/{later.ref}" in page


def test_an_inquiry_that_is_not_there_is_not_found(vera: Client) -> None:
    assert vera.get(f"/inquiries/{uuid4()}").status_code == 404


def test_the_sheet_has_what_the_list_shows_and_no_cell_of_it_runs(vera: Client) -> None:
    called("=cmd|'/c calc'!A0", number="+36 30 555 0142")
    called("a projector")
    rows = sheet(vera.get("/inquiries.csv", {"q": "calc"}))
    assert len(rows) == 1
    assert rows[0]["Need"] == "'=cmd|'/c calc'!A0"
    assert rows[0]["When"] == "2026-11-23 10:00"
    assert rows[0]["Number"] == "'+36305550142"


def test_the_sheet_speaks_the_readers_language() -> None:
    called("four monitors")
    reader = signed_in(somebody(Role.READER, "Вера", "ru"))
    rows = sheet(reader.get("/inquiries.csv"), delimiter=";")
    assert rows[0]["Потребность"] == "four monitors"
    assert rows[0]["Ситуация"] == "Другая специализация"


def test_the_list_asks_as_little_of_a_hundred_as_of_ten(vera: Client) -> None:
    for number in range(60):
        called(f"monitor {number}", minutes_ago=number)
    with CaptureQueriesContext(connection) as asked:
        vera.get("/inquiries", {"q": "monitor"})
    assert len(asked) <= 8


def test_the_sheet_is_sent_in_pieces_by_either_kind_of_server(vera: Client) -> None:
    for number in range(3):
        called(f"monitor {number}", minutes_ago=number)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rows = sheet(vera.get("/inquiries.csv"))
        asked = AsyncRequestFactory().get("/inquiries.csv")
        asked.user = User.objects.get()
        streamed = export(asked)
    assert [row["Need"] for row in rows] == ["monitor 0", "monitor 1", "monitor 2"]
    assert streamed.is_async


def test_no_more_of_the_sheet_is_made_than_was_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    def pages(*_: object) -> Iterator[list[Inquiry]]:
        for number in range(1000):
            read.append(number)
            yield [Inquiry(need="monitor", at=NOW, lang="en")] * 500

    monkeypatch.setattr("demur.web.inquiries.listing.all_inquiries", pages)
    asked = RequestFactory().get("/inquiries.csv")
    sent = iter(export(asked))
    next(sent)
    next(sent)
    assert len(read) == 1
    for _ in range(10):
        next(sent)
    assert len(read) <= 6


@pytest.mark.parametrize(
    ("language", "this", "last"),
    [
        ("en", "Mon 23 Nov 10:00", "Sun 23 Nov 2025 10:00"),
        ("hu", "nov. 23., H 10:00", "2025. nov. 23., V 10:00"),
        ("ru", "пн, 23 нояб. 10:00", "вс, 23 нояб. 2025\N{NO-BREAK SPACE}г. 10:00"),
    ],
)
def test_a_day_of_another_year_says_its_year(language: str, this: str, last: str) -> None:
    called("four monitors")
    Inquiry.objects.filter(pk=called("a projector").pk).update(at=NOW - timedelta(days=365))
    reader = somebody(Role.READER, "Réka", language)
    with time_machine.travel(NOW, tick=False):
        shown = text(signed_in(reader).get("/inquiries"))
    assert f">{this}<" in shown
    assert f">{last}<" in shown


def test_the_year_is_the_companys_on_new_years_eve(vera: Client) -> None:
    company = Company(zone="Pacific/Kiritimati")
    with time_machine.travel(datetime(2026, 12, 31, 12, tzinfo=UTC), tick=False):
        assert instant(datetime(2026, 12, 31, 11, tzinfo=UTC), company) == "Fri 1 Jan 01:00"
        assert instant(datetime(2026, 12, 31, 9, tzinfo=UTC), company) == "Thu 31 Dec 2026 23:00"
