"""A person's consents, their copy and their erasure, on the page."""

from __future__ import annotations

import io
import zipfile
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client

from demur.domain.peace import Purpose
from demur.domain.refusal import Channel
from demur.records.consents import Consent, consented
from demur.records.erasing import Erasure
from demur.records.inquiries import Inquiry
from demur.records.journal import Entry
from demur.records.peace import Peace, keys_of
from demur.records.people import Contact
from demur.records.users import Role
from tests.reliability.canaries import MAIL, klara
from tests.shop import NOW, open_shop
from tests.web.doors import signed_in, somebody

pytestmark = pytest.mark.django_db(transaction=True)
YES = {"channel": "mail", "purpose": "marketing", "how": "call", "given": "yes"}


@pytest.fixture(name="vera")
def _vera() -> Contact:
    open_shop()
    return klara()


@pytest.fixture(name="head")
def _head(vera: Contact) -> Client:
    return signed_in(somebody(Role.HEAD, "Anna", language="hu"))


def text(response: HttpResponse) -> str:
    return unescape(response.content.decode())


def test_a_consent_is_withdrawn_as_easily_as_it_is_given(vera: Contact) -> None:
    kata = signed_in(somebody(Role.SELLER, "Kata"))
    url, keys = f"/people/{vera.pk}/data/consent", keys_of([vera.pk])[vera.pk]
    for given in ("no", "yes", "no"):
        assert kata.post(url, YES | {"given": given, "words": "on the phone"}).status_code == 302
        last = Consent.objects.order_by("-pk")[0]
        said = consented(keys, Channel.MAIL, Purpose.MARKETING, last.at)
        assert (said, last.by, last.words) == (given == "yes", "Kata", "on the phone")
    assert "No longer" in text(kata.get(f"/people/{vera.pk}/data"))
    assert Consent.objects.count() == 4


@pytest.mark.parametrize(
    "flaw",
    [{"channel": "pigeon"}, {"purpose": ""}, {"how": "erasure"}, {"words": "x" * 1001}],
    ids=str,
)
def test_a_consent_that_says_nothing_is_not_recorded(
    vera: Contact, head: Client, flaw: dict[str, str]
) -> None:
    before = Consent.objects.count()
    assert head.post(f"/people/{vera.pk}/data/consent", YES | flaw).status_code == 400
    assert Consent.objects.count() == before


def test_the_head_hands_over_a_copy(vera: Contact, head: Client) -> None:
    response = head.post(f"/people/{vera.pk}/data/copy")
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        assert MAIL in archive.read("person.json").decode()
        assert "Megkeresések" in archive.read("person.html").decode()
    assert Entry.objects.get(deed="gave a copy of").who == "Anna"


def test_what_will_go_is_shown_before_it_goes(vera: Contact, head: Client) -> None:
    page = text(head.get(f"/people/{vera.pk}/data"))
    assert "Megkeresések: 1" in page
    assert Contact.objects.exists()
    response = head.post(f"/people/{vera.pk}/data/erase", {"reason": "levélben kérte"})
    assert response.url == "/people"
    assert not Contact.objects.exists()
    assert Erasure.objects.get().by == "Anna"
    assert Peace.objects.filter(source="erasure").exists()
    assert head.get(f"/people/{vera.pk}/data").status_code == 404


def test_an_erasure_without_a_reason_erases_nothing(vera: Contact, head: Client) -> None:
    response = head.post(f"/people/{vera.pk}/data/erase", {"reason": "  "})
    assert response.status_code == 400
    assert Contact.objects.exists()


def test_a_seller_sees_consents_and_erases_nobody(vera: Contact) -> None:
    kata = signed_in(somebody(Role.SELLER, "Kata"))
    page = text(kata.get(f"/people/{vera.pk}/data"))
    assert "They allow it" in page
    assert "Erase" not in page
    assert kata.post(f"/people/{vera.pk}/data/erase", {"reason": "x"}).status_code == 403
    assert Contact.objects.exists()


def test_an_inquiry_whose_caller_was_erased_can_still_be_looked_at(
    vera: Contact, head: Client
) -> None:
    head.post(f"/people/{vera.pk}/data/erase", {"reason": "asked"})
    listed = head.get("/inquiries")
    ref = Inquiry.objects.get().ref
    assert listed.status_code == 200
    assert head.get(f"/inquiries/{ref}").status_code == 200
    assert head.get("/inquiries.csv").status_code == 200


@pytest.mark.parametrize(
    ("name", "note", "is_told"),
    [
        ("Vera", "Sister of Vera, rings for her", True),
        ("Соловьёва", "Говорить с Соловьевой", True),
        ("Соловьёв", "Говорить с Соловьёвым", True),
        ("Kiss Vera", "VERA barátnője", True),
        ("Vera", "Szólni Verának", True),
        ("Vera", "Severa Kft.", False),
        ("Vera", "aloe", False),
    ],
)
def test_whoever_erases_is_told_where_a_word_of_the_name_still_stands(
    vera: Contact, head: Client, name: str, note: str, is_told: bool
) -> None:
    Contact.objects.filter(pk=vera.pk).update(name=name)
    other = Contact.objects.create(name="Olga", note=note, created_at=NOW)
    done = head.post(f"/people/{vera.pk}/data/erase", {"reason": "letter"})
    assert done.status_code == (200 if is_told else 302)
    if is_told:
        page = done.content.decode()
        assert f'href="/people/{other.pk}"' in page
        assert note in page
    other.refresh_from_db()
    assert other.note == note
