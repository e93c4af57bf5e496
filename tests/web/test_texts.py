"""Check a text: barred words marked where they stand, with what to say instead; nothing is kept."""

from __future__ import annotations

from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client

from demur.records.company import Company
from demur.records.inquiries import Inquiry
from demur.records.journal import Entry
from demur.records.users import Role
from tests.shop import open_shop, policy_text
from tests.web.doors import signed_in, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture(name="shop")
def _shop() -> Company:
    return open_shop()


def kata(language: str = "en") -> Client:
    client = signed_in(somebody(Role.SELLER, language=language))
    client.cookies["django_language"] = language
    return client


def page(response: HttpResponse) -> str:
    return unescape(response.content.decode())


@pytest.mark.parametrize(
    ("text", "marked", "instead"),
    [
        ("That is not my problem.", "problem", "matter"),
        ("Sajnos nem tudjuk.", "nem tudjuk", "megnézem önnek"),
        ("Вы должны подождать.", "должны", "прошу вас"),
    ],
)
def test_barred_words_are_marked_in_place_in_three_languages(
    shop: Company, text: str, marked: str, instead: str
) -> None:
    shown = page(kata().post("/texts", {"text": text}))
    assert f'<mark class="barred">{marked}</mark> <ins>{instead}</ins>' in shown
    assert shown.count('<mark class="barred">') == 1


def test_the_language_that_was_chosen_is_the_one_that_is_looked_at(shop: Company) -> None:
    client, mark = kata(), '<mark class="barred">'
    assert mark in page(client.post("/texts", {"text": "No problem", "lang": "en"}))
    assert mark not in page(client.post("/texts", {"text": "No problem", "lang": "hu"}))


def test_a_barred_word_is_marked_within_a_doubtful_stretch_and_a_long_sentence(
    shop: Company,
) -> None:
    text = "We do not have a problem " + "and we are very busy " * 10
    shown = page(kata().post("/texts", {"text": text, "lang": "en"}))
    assert '<mark class="barred">problem</mark>' in shown
    assert "<mark>We do not</mark>" in shown
    assert "goes on too long" in shown


def test_courtesy_is_remarked_on_in_the_readers_language(shop: Company) -> None:
    shown = page(kata("hu").post("/texts", {"text": "We do not sell that!!", "lang": "en"}))
    assert "puszta nem" in shown
    assert "kiabálásnak hat" in shown


def test_while_typing_only_what_was_found_comes_back(shop: Company) -> None:
    client = kata()
    part = page(client.post("/texts", {"text": "problem"}, headers={"HX-Request": "true"}))
    assert "<html" not in part
    assert '<mark class="barred">problem</mark>' in part
    whole = page(client.post("/texts", {"text": "problem"}))
    assert "<html" in whole
    assert ">\nproblem</textarea>" in whole


def test_a_text_is_shown_as_text_whatever_stands_in_it(shop: Company) -> None:
    hostile = '<script>alert("x")</script> problem <b>'
    raw = kata().post("/texts", {"text": hostile, "lang": "en"}).content.decode()
    assert "<script>alert" not in raw
    assert '<mark class="barred">problem</mark>' in raw


def test_nothing_is_recorded(shop: Company) -> None:
    before = (Inquiry.objects.count(), Entry.objects.count())
    kata().post("/texts", {"text": "My secret problem"})
    assert (Inquiry.objects.count(), Entry.objects.count()) == before


@pytest.mark.parametrize(
    ("text", "lang", "looked_for"),
    [
        ("Gladly.", "en", "words and phrases that the policy bars in this language"),
        ("You are stupid, shut up.", "en", "whether the text is kind and true is yours to judge"),
        ("Örömmel.", "hu", "informal address"),
    ],
)
def test_of_a_text_without_a_remark_is_said_what_was_looked_for_and_nothing_more(
    shop: Company, text: str, lang: str, looked_for: str
) -> None:
    shown = page(kata().post("/texts", {"text": text, "lang": lang}))
    assert looked_for in " ".join(shown.split())
    assert "can send" not in shown
    assert ("informal address" in shown) is (lang != "en")


def test_where_the_policy_bars_nothing_in_a_language_that_is_said(db: None) -> None:
    barred = next(line for line in policy_text().splitlines() if line.startswith(b"| ru |"))
    open_shop(policy=policy_text().replace(barred + b"\n", b""))
    shown = page(kata().post("/texts", {"text": "Вы должны подождать.", "lang": "ru"}))
    assert "bars no words in this language" in shown


def test_an_empty_text_says_nothing(shop: Company) -> None:
    client = kata()
    assert "Looked for" not in page(client.post("/texts", {"text": " "}))
    assert client.get("/texts").status_code == 200


def test_a_text_that_is_too_long_keeps_its_place_and_gets_its_fault(shop: Company) -> None:
    response = kata().post("/texts", {"text": "word " * 5_000})
    assert response.status_code == 400
    assert "at most 20000 fit" in page(response)
    assert "word word" in page(response)


def test_without_a_policy_the_page_says_whom_to_ask(db: None) -> None:
    assert "ask the head of sales" in page(kata().post("/texts", {"text": "problem"}))


def test_a_reader_has_no_texts_to_send(shop: Company) -> None:
    assert signed_in(somebody(Role.READER)).get("/texts").status_code == 403
