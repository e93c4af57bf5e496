"""The people we know: found, and shown with what we said to them."""

from __future__ import annotations

from html import unescape
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from demur.actions.finish import finish
from demur.domain.answers import Choice
from demur.domain.people import search_text
from demur.domain.refusal import Lang
from demur.records.company import Company
from demur.records.gather import Asked
from demur.records.people import Contact, Mail, Number
from demur.records.users import Role
from tests.shop import NOW, open_shop
from tests.web.doors import signed_in, somebody

pytestmark = pytest.mark.django_db

NUMBER = "+36305550112"


@pytest.fixture(name="shop", autouse=True)
def _shop() -> Company:
    return open_shop()


@pytest.fixture(name="kata")
def _kata() -> Client:
    return signed_in(somebody(Role.SELLER))


def known(name: str, number: str = "", **more: object) -> Contact:
    contact = Contact.objects.create(name=name, search=search_text(name), created_at=NOW, **more)
    if number:
        Number.objects.create(contact=contact, key=number, raw=number)
    return contact


def text(response: HttpResponse) -> str:
    return unescape(response.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


def test_people_are_found_by_name_however_it_is_spelt(kata: Client) -> None:
    known("Takács Éva")
    known("Соловьёв Пётр")
    assert "Takács" in text(kata.get("/people", {"q": "takacs eva"}))
    page = text(kata.get("/people", {"q": "СОЛОВЬЕВ"}))
    assert "Соловьёв" in page
    assert "Takács" not in page


def test_people_are_found_by_a_number_in_any_spelling(kata: Client) -> None:
    known("Takács Éva", NUMBER)
    known("Nobody Else", "+36305550113")
    page = text(kata.get("/people", {"q": "06-30/555-0112"}))
    assert "Takács Éva" in page
    assert "Nobody Else" not in page


def test_a_long_list_is_paged_and_its_search_stays(kata: Client) -> None:
    for number in range(60):
        known(f"Kovács {number:03}")
    first = text(kata.get("/people", {"q": "kovács"}))
    assert "Kovács 059" in first
    assert "Kovács 009" not in first
    after = Contact.objects.get(name="Kovács 010").pk
    assert f"/people?q=kov%C3%A1cs&after={after}" in f"/people{first}".replace('"?q', '"/people?q')
    assert "Kovács 009" in text(kata.get("/people", {"q": "kovács", "after": str(after)}))


@pytest.mark.parametrize("after", ["x", "-1", "9" * 19, "٣"])
def test_a_mangled_place_in_the_list_is_its_beginning_and_that_is_said(
    kata: Client, after: str
) -> None:
    contact = known("Takács Éva")
    for page in ("/people", f"/people/{contact.pk}"):
        response = kata.get(page, {"after": after})
        assert response.status_code == 400
        assert "Takács Éva" in text(response)
        assert "This is its beginning." in text(response)


def test_more_words_than_can_be_looked_for_are_told(kata: Client) -> None:
    known("Takács Éva")
    response = kata.get("/people", {"q": "é" * 201})
    assert response.status_code == 400
    assert "1 character more" in text(response)
    assert "Takács Éva" not in text(response)


def test_a_persons_page_shows_who_they_are_and_what_we_said(kata: Client) -> None:
    contact = known(
        "Takács Éva",
        NUMBER,
        organisation="Duna Nyomda Zrt.",
        client="key",
        yearly_value_minor=4_800_000,
        currency="EUR",
        field="print house",
        region="HU-GS",
        language="hu",
    )
    Mail.objects.create(contact=contact, key="eva@example.hu", raw="Eva@example.hu")
    asked = Asked("four monitors", lang=Lang.EN, number=NUMBER)
    finish(asked, Choice(), uuid4(), by="Kata", now=NOW)
    page = text(kata.get(f"/people/{contact.pk}"))
    for said in (
        "Duna Nyomda Zrt.",
        "key client",
        "48,000 €",
        "print house",
        "Győr-Moson-Sopron",
        "magyar",
        "+36 30 555 0112",
        "Eva@example.hu",
        "four monitors",
        "Refer to a partner",
    ):
        assert said in page


def test_a_name_that_would_turn_the_page_round_is_isolated(kata: Client) -> None:
    contact = known("\u202egnp.exe<script>" + "e\u0301\u0302\u0303\u0304" * 30)
    page = kata.get(f"/people/{contact.pk}").content.decode()
    assert "\u202e" not in page.split("<main", 1)[1]
    assert "<bdi>" in page
    assert "<script>" not in page.split("<main", 1)[1]


@pytest.mark.parametrize("pk", [0, 999_999, 10**30])
def test_a_person_who_is_not_there_is_not_found(kata: Client, pk: int) -> None:
    assert kata.get(f"/people/{pk}").status_code == 404


def test_the_list_asks_as_little_of_fifty_as_of_one(kata: Client) -> None:
    for number in range(50):
        known(f"Kovács {number:03}", f"+3630555{number:04}")
    with CaptureQueriesContext(connection) as asked:
        kata.get("/people")
    assert len(asked) <= 16  # eight of them the gate's
