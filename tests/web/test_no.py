"""The easy no: one tap, no account, no cookie; and what was promised stands on the receipt."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from demur.actions.make_link import NewLink, make_link
from demur.domain.peace import Scope
from demur.domain.refusal import Lang
from demur.domain.regret import CHANGES_A_DAY, Reason
from demur.records.company import Company
from demur.records.inquiries import Explanation, Refusal
from demur.records.journal import Entry
from demur.records.peace import Peace
from demur.web.decline_page import STAMP
from tests.shop import NOW, open_shop
from tests.web.doors import everything
from tests.web.links import BROWSER, NUMBER, may_ring, new_link, text

pytestmark = pytest.mark.django_db

BUTTONS = ("no", "too expensive", "chose another", "no longer needed", "not now", "never")


@pytest.fixture(autouse=True)
def _shop() -> Company:
    return open_shop()


def test_one_tap_is_peace_and_the_page_becomes_its_receipt(vera: Client, url: str) -> None:
    shown = vera.get(url)
    assert shown.status_code == 200
    assert "Inkwell Nyomtató Kft. · offer of 23 November 2026 · 4 printers" in text(shown)
    assert may_ring(NOW)
    tapped = vera.post(url, {"say": "no"})
    assert (tapped.status_code, tapped["Location"]) == (303, url)
    assert not may_ring(NOW + timedelta(days=1))
    receipt = text(vera.get(url))
    peace = Peace.objects.get()
    assert str(peace.ref) in receipt
    assert not vera.cookies


def test_the_page_promises_exactly_what_the_receipt_then_says(vera: Client, url: str) -> None:
    promised = re.search(r'class="promise">(.*?)<', vera.get(url).content.decode())
    assert promised is not None
    vera.post(url, {"say": "no"})
    assert promised[1] in text(vera.get(url))
    peace = Peace.objects.get()
    assert peace.until is not None
    last = peace.until - timedelta(microseconds=1)
    there = last.astimezone(ZoneInfo("Europe/Budapest"))
    assert f"until {there.day} " in promised[1]


@pytest.mark.parametrize("say", BUTTONS)
def test_every_button_is_a_no_at_once(vera: Client, url: str, say: str) -> None:
    assert vera.post(url, {"say": say}).status_code == 303
    refusal = Refusal.objects.get()
    assert refusal.direction == "regret"
    assert not may_ring(NOW + timedelta(days=1))
    assert "Your no is recorded" in text(vera.get(url))


def test_a_hundred_presses_are_one_no(vera: Client, url: str) -> None:
    for _ in range(100):
        assert vera.post(url, {"say": "no"}).status_code == 303
    assert (Refusal.objects.count(), Peace.objects.count()) == (1, 1)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
@pytest.mark.parametrize("said_before", [False, True])
def test_looking_changes_nothing(vera: Client, url: str, method: str, said_before: bool) -> None:
    if said_before:
        vera.post(url, {"say": "not now", "day": "2027-02-01"})
    before = everything()
    for address in (url, f"{url}?lang=ru", f"{url}/receipt.ics", "/no", "/no/", "/no/x"):
        response = vera.generic(method, address, headers={"Purpose": "prefetch"})
        assert response.status_code in {200, 204, 404}
    assert everything() == before
    assert not vera.cookies


def test_nothing_of_the_address_is_left_anywhere(vera: Client, url: str) -> None:
    for response in (vera.get(url), vera.get("/no/x"), vera.post(url, {"say": "no"})):
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert response["Cache-Control"] == "no-store"
        assert "unsafe" not in response["Content-Security-Policy"]
        assert not {"Set-Cookie", "Vary"} & set(response.headers)


def test_no_page_of_a_client_loads_a_script(vera: Client, url: str) -> None:
    for address in (url, "/no", "/no/x"):
        assert "<script" not in vera.get(address).content.decode()


@pytest.mark.parametrize(
    ("lang", "said"),
    [("hu", "Köszönjük, hogy megmondja."), ("ru", "Спасибо, что сказали."), ("en", "Thank you")],
)
def test_the_page_speaks_the_links_language_and_any_other_that_is_asked_for(
    vera: Client, clock: time_machine.Coordinates, lang: str, said: str
) -> None:
    link = new_link(lang=Lang(lang), now=NOW)
    page = vera.get(f"/no/{link.token}")
    assert said in text(page)
    assert (page["Content-Language"], f'lang="{lang}"') == (lang, f'lang="{lang}"')
    other = "ru" if lang == "hu" else "hu"
    turned = vera.get(f"/no/{link.token}?lang={other}")
    assert f'<html lang="{other}">' in turned.content.decode()
    pressed = vera.post(f"/no/{link.token}?lang={other}", {"say": "no"})
    assert pressed["Location"].endswith(f"?lang={other}")
    assert f'<html lang="{lang}">' in vera.get(f"/no/{link.token}?lang=xx").content.decode()


def test_a_no_about_nothing_in_particular_stops_offers(vera: Client, clock: object) -> None:
    link = new_link(need="", now=NOW)
    assert "offer of" not in text(vera.get(f"/no/{link.token}"))
    vera.post(f"/no/{link.token}", {"say": "no"})
    assert Peace.objects.get().scope == Scope.MARKETING


def test_never_is_for_good_and_about_everything(vera: Client, url: str) -> None:
    vera.post(url, {"say": "no"})
    vera.post(url, {"say": "never"})
    assert not may_ring(NOW + timedelta(days=365 * 60))
    receipt = text(vera.get(url))
    assert "no calls or messages about anything for good" in receipt
    assert "Never contact me" not in receipt


# ---- what they say of it


def test_a_rival_and_a_price_are_added_and_stay_when_more_is_said(vera: Client, url: str) -> None:
    vera.post(url, {"say": "no"})
    vera.post(url, {"say": "more", "rival": "PrintX", "price": "1.200,50 €"})
    said = Explanation.objects.latest("pk")
    assert (said.reason, said.rival, said.rival_price_minor, said.currency) == (
        Reason.CHOSE_ANOTHER,
        "PrintX",
        120_050,
        "EUR",
    )
    vera.post(url, {"say": "too expensive"})
    said = Explanation.objects.latest("pk")
    assert (said.reason, said.rival) == (Reason.TOO_EXPENSIVE, "PrintX")
    assert "PrintX" in text(vera.get(url))


@pytest.mark.parametrize("price", ["12 000 Ft", "12.000", "12000,-", "12000 HUF"])
def test_a_price_is_read_as_people_write_it(vera: Client, url: str, price: str) -> None:
    vera.post(url, {"say": "chose another", "price": price})
    assert Explanation.objects.get().rival_price_minor == 12_000


BAD = [
    ("price", "-5"),
    ("price", "1" + "0" * 23),
    ("price", "cheap"),
    ("price", "12\0"),
    ("rival", "x" * 10_000),
    ("rival", "Print\0X"),
    ("rival", "\x1b[2J"),
]
BAD_DAYS = ["2026-11-22", "2026-11-23", "2036-11-23", "2027-02-30", "soon", "01/02/2027", "9" * 99]


@pytest.mark.parametrize("said_before", [False, True])
@pytest.mark.parametrize(("field", "typed"), BAD, ids=lambda value: value[:9])
def test_a_bad_field_is_told_at_its_place_and_the_no_is_not_lost(
    vera: Client, url: str, field: str, typed: str, said_before: bool
) -> None:
    if said_before:
        vera.post(url, {"say": "no"})
    response = vera.post(url, {"say": "chose another", field: typed})
    assert response.status_code == 400
    assert Refusal.objects.count() == 1
    assert Explanation.objects.get().reason == Reason.CHOSE_ANOTHER
    page = response.content.decode()
    assert f'aria-describedby="{field}-fault"' in page
    assert "Your no counts as it is" in page
    assert typed.replace("\0", " ").replace("\x1b", " ").strip()[:200] in unescape(page)


@pytest.mark.parametrize("typed", BAD_DAYS)
def test_a_day_that_is_none_still_stops_the_calls(vera: Client, url: str, typed: str) -> None:
    response = vera.post(url, {"say": "not now", "day": typed})
    assert response.status_code == 400
    assert 'aria-describedby="day-fault"' in response.content.decode()
    assert not may_ring(NOW + timedelta(days=100))


def test_the_day_that_was_named_is_the_day_on_which_we_may_ask_again(
    vera: Client, url: str
) -> None:
    assert vera.post(url, {"say": "not now", "day": "2027. 02. 01."}).status_code == 303
    peace = Peace.objects.get()
    # Midnight in Győr, an hour before midnight in Greenwich.
    assert peace.until == datetime(2027, 1, 31, 23, 0, tzinfo=UTC)
    receipt = text(vera.get(url))
    assert "until 31 January 2027" in receipt
    assert "Not now · 1 February 2027" in receipt
    entry = vera.get(f"{url}/receipt.ics")
    assert entry["Content-Type"].startswith("text/calendar")
    assert "DTSTART;VALUE=DATE:20270201" in entry.content.decode()
    assert "VALARM" not in entry.content.decode()
    assert "mailto" not in entry.content.decode().casefold()


def test_a_day_in_the_field_of_another_button_is_not_a_wish_to_be_asked(
    vera: Client, url: str
) -> None:
    vera.post(url, {"say": "never", "day": "2026-12-01"})
    assert Peace.objects.get().until is None


def test_there_is_no_calendar_entry_where_no_day_was_named(vera: Client, url: str) -> None:
    vera.post(url, {"say": "no"})
    missing, unknown = vera.get(f"{url}/receipt.ics"), vera.get("/no/x/receipt.ics")
    assert missing.status_code == 404
    assert missing.content == unknown.content == vera.get("/no/x").content


# ---- when something is amiss


def test_who_cannot_be_answered_is_not_thanked(vera: Client, url: str) -> None:
    vera.get(url)
    (Path(settings.PEACE) / "journal").write_text("{}")
    response = vera.post(url, {"say": "no"})
    assert response.status_code == 503
    assert response["Retry-After"]
    assert not Refusal.objects.exists()


def test_a_stamp_that_was_made_elsewhere_says_nothing(vera: Client, url: str) -> None:
    for made in ("", "x", "2026-11-23T09:00:00+00:00:forged", STAMP.sign("soon")):
        assert vera.post(url, {"say": "no", "made": made}).status_code == 303
    assert "by_robot" not in Peace.objects.get().proof


def test_every_deed_stands_in_the_journal_and_no_token_does(
    vera: Client, new: NewLink, url: str
) -> None:
    vera.post(url, {"say": "no"})
    vera.post(url, {"say": "never"})
    told = repr(list(Entry.objects.values_list()))
    assert "declined" in told
    assert new.token not in told
    assert new.code not in told
    assert new.token not in repr(list(Peace.objects.values_list()))


def test_a_press_from_a_signed_in_browser_asks_for_no_session(url: str) -> None:
    stale = Client(headers=BROWSER)
    stale.cookies["sessionid"] = "x" * 32
    response = stale.post(url, {"say": "no"})
    assert response.status_code == 303
    assert not response.cookies


def test_a_link_of_a_number_without_a_name_works_the_same(vera: Client, clock: object) -> None:
    new = make_link(None, lang=Lang.EN, by="Anna", now=NOW, address=NUMBER)
    assert vera.post(f"/no/{new.token}", {"say": "no"}).status_code == 303
    assert not may_ring(NOW)


@pytest.mark.parametrize(
    ("lang", "says"),
    [("en", "all of it is kept"), ("hu", "mindent megőriztünk"), ("ru", "всё это сохранено")],
)
def test_who_says_too_much_in_a_day_reads_that_it_is_all_kept(
    vera: Client, url: str, lang: str, says: str
) -> None:
    for n in range(CHANGES_A_DAY):
        vera.post(url, {"say": "chose another", "rival": f"Rival {n}"})
    late = vera.post(f"{url}?lang={lang}", {"say": "chose another", "rival": "One more"})
    assert late.status_code == 429
    assert says in text(late)
    assert vera.post(url, {"say": "no"}).status_code == 303
    assert vera.post(url, {"say": "never"}).status_code == 303
    assert Explanation.objects.count() <= CHANGES_A_DAY + 1
    assert not may_ring(NOW + timedelta(days=3000))
