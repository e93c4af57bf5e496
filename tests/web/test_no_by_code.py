"""The easy no by a short code: shown first, said by a button, and not to be guessed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.test import Client
from time_machine import travel

from demur.actions.make_link import NewLink
from demur.domain.regret import Reason
from demur.records.inquiries import Refusal
from demur.records.users import Role
from demur.records.wrong_codes import WrongCode, whence
from tests.shop import NOW, open_shop
from tests.web.doors import PASSWORD, somebody
from tests.web.links import browser, new_link
from tests.web.test_no import text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shop() -> None:
    open_shop()


@pytest.fixture(name="new")
def _new() -> NewLink:
    return new_link()


@pytest.fixture(name="vera")
def _vera() -> Client:
    return browser()


def test_a_code_shows_the_page_of_its_link_and_only_a_button_is_a_no(
    vera: Client, new: NewLink
) -> None:
    spaced = " ".join((new.code[:3], new.code[3:6], new.code[6:9], new.code[9:]))
    assert vera.get("/no").status_code == 200
    shown = vera.post("/no", {"code": f" {spaced}-"})
    assert shown.status_code == 200
    assert "No, thank you" in text(shown)
    assert f'name="code" value="{new.code}"' in shown.content.decode()
    assert not Refusal.objects.exists()
    receipt = vera.post("/no", {"code": new.code, "say": "too expensive"})
    assert receipt.status_code == 200
    assert "Your no is recorded" in text(receipt)
    assert "Your no is recorded" in text(vera.post("/no", {"code": new.code}))
    assert Refusal.objects.get().reason == Reason.TOO_EXPENSIVE


@pytest.mark.parametrize("code", ["", "1", "0" * 11, "12345678901 2", "é" * 5000, "\0", "²" * 11])
def test_a_code_that_is_none_is_asked_for_again(vera: Client, code: str) -> None:
    response = vera.post("/no", {"code": code})
    assert response.status_code == 400
    assert "don't know this code" in text(response)


def test_ten_wrong_codes_from_one_address_have_to_wait(vera: Client, new: NewLink) -> None:
    for _ in range(10):
        assert vera.post("/no", {"code": "1"}, REMOTE_ADDR="192.0.2.7").status_code == 400
    late = vera.post("/no", {"code": new.code}, REMOTE_ADDR="192.0.2.7")
    assert (late.status_code, late["Retry-After"]) == (429, "900")
    elsewhere = vera.post("/no", {"code": new.code}, REMOTE_ADDR="192.0.2.8")
    assert elsewhere.status_code == 200
    assert vera.post(f"/no/{new.token}", {"say": "no"}, REMOTE_ADDR="192.0.2.7").status_code == 303


def test_a_flood_of_wrong_codes_locks_no_seller_out(vera: Client) -> None:
    kata = somebody(Role.SELLER, "Kata")
    kata.set_password(PASSWORD)
    kata.save()
    for _ in range(30):
        vera.post("/no", {"code": "1"}, REMOTE_ADDR="192.0.2.7")
    signed = Client().post(
        "/sign-in", {"name": "Kata", "password": PASSWORD}, REMOTE_ADDR="192.0.2.7"
    )
    assert signed.status_code == 302
    assert not AccessAttempt.objects.exists()


def test_a_flood_of_wrong_passwords_shuts_no_client_out(vera: Client, new: NewLink) -> None:
    for _ in range(12):
        guessed = {"name": "Kata", "password": "guess"}
        last = Client().post("/sign-in", guessed, REMOTE_ADDR="192.0.2.7")
    assert last.status_code == 429
    shown = vera.post("/no", {"code": new.code}, REMOTE_ADDR="192.0.2.7")
    assert shown.status_code == 200


def test_a_quarter_of_an_hour_later_codes_may_be_typed_again(vera: Client, new: NewLink) -> None:
    with travel(NOW, tick=False) as clock:
        for _ in range(10):
            vera.post("/no", {"code": "1"}, REMOTE_ADDR="192.0.2.7")
        clock.shift(timedelta(minutes=14))
        assert vera.post("/no", {"code": new.code}, REMOTE_ADDR="192.0.2.7").status_code == 429
        clock.shift(timedelta(minutes=2))
        assert vera.post("/no", {"code": new.code}, REMOTE_ADDR="192.0.2.7").status_code == 200
        # What is past its time does not pile up.
        vera.post("/no", {"code": "1"}, REMOTE_ADDR="192.0.2.8")
        assert WrongCode.objects.count() == 1


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("", ""),
        ("unix:", ""),
        ("é" * 500, ""),
    ],
)
def test_who_has_a_whole_network_is_counted_as_one(address: str, counted: str) -> None:
    assert whence(address) == counted


def test_a_wrong_code_is_not_written_down(vera: Client) -> None:
    vera.post("/no", {"code": "31415926535"})
    assert "31415926535" not in repr(list(WrongCode.objects.values_list()))
    assert not AccessAttempt.objects.exists()
