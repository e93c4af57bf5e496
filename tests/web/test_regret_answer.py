"""Anna answers a no, once and in writing, from the list of noes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from demur.actions.answer_offer import answer_better_offer
from demur.actions.decline import decline
from demur.channels.errand_letters import letter_of
from demur.domain.errands import Became, State
from demur.domain.peace import Purpose
from demur.domain.refusal import Channel, Lang
from demur.domain.regret import By, No, They
from demur.post_settings import Gateway, MailServer
from demur.records import errands
from demur.records.better_offers import BetterOffer, Said, offer_behind
from demur.records.errands import Errand
from demur.records.offers import Offer
from demur.records.peace import Spared
from demur.records.people import Mail, Number
from demur.records.sealing import unsealed
from demur.records.users import Role
from tests.actions.better_offers import (
    EXPENSIVE,
    client,
    compared,
    comparison,
    offered,
    with_rival_price,
)
from tests.shop import NOW, open_shop
from tests.web.doors import everything, signed_in, somebody
from tests.web.regret_answers import ADDRESS, LATER, page, refused, send, text

pytestmark = pytest.mark.django_db
FREE = {
    Lang.HU: "Az elfogadás sem kötelezi semmire",
    Lang.RU: "Согласие ни к чему не обязывает",
    Lang.EN: "Taking it binds you to nothing",
}


@pytest.fixture(autouse=True)
def _now(settings: Any) -> Iterator[None]:
    open_shop()
    settings.MAIL_SERVER = MailServer("127.0.0.1", 25, "none")
    settings.SMS_GATEWAY = None
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture(name="anna")
def _anna() -> Client:
    return signed_in(somebody(Role.HEAD, "Anna"))


# ---- what the page shows


def test_the_page_shows_what_they_said_and_what_can_be_shown(anna: Client) -> None:
    compared()
    told = page(anna, refused(with_rival_price(75_000)))
    assert "Takács Éva" in told
    assert "a printer" in told
    assert "Too expensive · PrintX · 75,000" in told
    assert "PrintX: PrintX 40" in told
    assert f"{ADDRESS} by mail" in told


def test_looking_changes_nothing(anna: Client) -> None:
    compared()
    regret = refused(No(They.NEVER, By.TAP))
    before = everything()
    page(anna, regret)
    assert everything() == before
    assert not Spared.objects.exists()


@pytest.mark.parametrize(
    ("lang", "says"),
    [
        ("en", "the figure on their side is not of the last twelve months. Look it up again."),
        ("hu", "az ő oldalukon az adat nem az elmúlt tizenkét hónapból való."),
        ("ru", "с их стороны данные не за последние двенадцать месяцев."),
    ],
)
def test_what_can_not_be_claimed_is_told_in_the_readers_language(lang: str, says: str) -> None:
    feature = comparison().features[0]
    stale = replace(feature, theirs=replace(feature.theirs, on=date(2025, 1, 1)))
    compared(replace(comparison(), features=(stale,)))
    told = page(signed_in(somebody(Role.HEAD, "Anna", lang)), refused())
    assert says in told


def test_a_comparison_that_grew_old_as_a_whole_can_not_be_chosen() -> None:
    told, last_year = comparison(), date(2025, 12, 1)
    sides = {
        side: replace(thing, cost=thing.cost and replace(thing.cost, on=last_year))
        for side, thing in (("ours", told.ours), ("theirs", told.theirs))
    }
    feature = replace(told.features[0], ours=replace(told.features[0].ours, on=last_year))
    row, regret = compared(replace(told, features=(feature,), **sides)), refused()
    with time_machine.travel(NOW + timedelta(days=20), tick=False):
        anna = signed_in(somebody(Role.HEAD, "Anna"))
        assert "This can't be shown:" in page(anna, regret)
        response = send(anna, regret, compared=str(row.pk))
    assert response.status_code == 400
    assert "That comparison can't be shown." in text(response.content)
    assert not BetterOffer.objects.exists()


def test_texts_that_are_not_in_the_clients_language_are_named(anna: Client) -> None:
    compared()
    told = page(anna, refused())
    assert "Not written in magyar, so they would read it in another language." in told
    assert "Is the drum in the price?" in told


def test_a_comparison_with_somebody_they_did_not_name_is_not_offered(anna: Client) -> None:
    compared()
    told = page(anna, refused(replace(EXPENSIVE, rival="Másoló Bt.")))
    assert "Nothing of theirs is on record beside this thing." in told
    assert "PrintX 40" not in told


def test_of_whom_no_address_is_on_record_the_page_says_what_to_do(anna: Client) -> None:
    assert "Bring one in with the file of people" in page(anna, refused(mail=""))


def test_an_address_that_nothing_can_be_sent_to_says_why(anna: Client, settings: Any) -> None:
    settings.MAIL_SERVER = None
    told = page(anna, refused(number="+36305550112"))
    assert f"{ADDRESS} by mail: mail can't be sent from here yet" in told
    assert "by SMS: SMS can't be sent from here yet" in told


def test_at_night_a_message_by_sms_is_written_and_leaves_in_the_morning(
    anna: Client, settings: Any
) -> None:
    settings.SMS_GATEWAY = Gateway("https://sms.example/send", "key", "secret")
    regret = refused(number="+36305550112")
    sms = f"sms-{Number.objects.get().pk}"
    with time_machine.travel(NOW + timedelta(hours=13), tick=False):
        assert "leaves later: quiet hours until 24 Nov, 0" in page(anna, regret)
        assert send(anna, regret, to=sms).status_code == 302
    assert Errand.objects.get().channel == Channel.SMS


# ---- sending


def test_one_press_writes_the_offer_and_its_letter_together(anna: Client) -> None:
    row = compared()
    regret = refused()
    response = send(anna, regret, compared=str(row.pk), until="2026-12-31")
    assert (response.status_code, response.url) == (302, "/regrets")
    offer, errand = BetterOffer.objects.get(), Errand.objects.get()
    assert (offer.regret, offer.compared, offer.price_minor) == (regret, row, 79_000)
    about = (errand.address, errand.purpose, errand.about)
    assert about == (ADDRESS, Purpose.BETTER_OFFER, offer.ref)
    assert offer_behind(unsealed(errand.token, errand.ref)) == offer
    assert "79,000" in errand.body.replace("\N{NO-BREAK SPACE}", " ")
    assert "31 December" in errand.body


def test_the_letters_link_leads_to_the_offer(anna: Client, settings: Any) -> None:
    settings.URL = "https://desk.example"
    send(anna, refused())
    link = letter_of(Errand.objects.get()).link
    assert link.startswith("https://desk.example/offer/")
    assert Client().get(link.removeprefix("https://desk.example")).status_code == 200


def test_a_second_answer_is_refused_whoever_asks_first(anna: Client) -> None:
    regret = refused()
    assert send(anna, regret).status_code == 302
    again = send(anna, regret, price="70000")
    assert again.status_code == 409
    assert "This no has had its one answer." in text(again.content)
    assert (BetterOffer.objects.count(), Errand.objects.count()) == (1, 1)


@pytest.mark.parametrize("they", [They.PLAIN_NO, They.NEVER])
def test_who_left_no_room_gets_no_answer(anna: Client, they: They) -> None:
    regret = refused(No(they, By.TAP))
    assert "They were promised peace without an answer" in page(anna, regret)
    assert send(anna, regret).status_code == 409
    assert not BetterOffer.objects.exists()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"price": ""}, "Please choose a comparison, or give a better price, or both."),
        ({"price": "cheap"}, "That price can't be read."),
        ({"price": "0"}, "That price can't be read."),
        ({"price": "1e400"}, "That price can't be read."),
        ({"price": "90000"}, "That is no better than the price they refused."),
        ({"until": "2026-11-01"}, "That day is past."),
        ({"until": "soon"}, "That is no day."),
        ({"price": "", "until": "2026-12-31"}, "A day goes with a price."),
        ({"compared": "999999"}, "That comparison can't be shown."),
        ({"compared": "9" * 30}, "That comparison can't be shown."),
        ({"to": ""}, "Please choose where it goes."),
        ({"to": "mail-999999"}, "Please choose where it goes."),
    ],
)
def test_what_is_amiss_is_told_at_its_field(anna: Client, typed: dict[str, str], says: str) -> None:
    regret = refused()
    Offer.objects.update(price_minor=90_000, currency="HUF")
    response = send(anna, regret, **typed)
    assert response.status_code == 400
    assert says in text(response.content)
    assert not BetterOffer.objects.exists()


def test_a_price_in_another_currency_than_the_comparison_is_not_taken(anna: Client) -> None:
    row, regret = compared(), refused()
    response = send(anna, regret, compared=str(row.pk), price="200 €")
    assert "The comparison is in HUF." in text(response.content)


# ---- looking at it first


@pytest.mark.parametrize("lang", Lang)
def test_the_preview_is_the_clients_page_and_puts_nothing_on_record(
    anna: Client, lang: Lang
) -> None:
    row, regret = compared(), refused(with_rival_price(75_000))
    before = everything()
    response = send(anna, regret, do="preview", compared=str(row.pk), lang=lang)
    assert everything() == before
    assert response.status_code == 200
    told = text(response.content)
    assert "Preview: this is what your client would read. Nothing has been sent." in told
    assert FREE[lang] in told
    assert b"<button" in response.content
    assert not re.findall(rb"<button(?![^>]* disabled)", response.content)


def test_a_preview_of_what_is_amiss_says_so(anna: Client) -> None:
    assert send(anna, refused(), do="preview", price="cheap").status_code == 400


# ---- what came of it


def test_the_list_leads_to_the_answer_and_tells_what_came_of_it(anna: Client) -> None:
    regret = refused()
    link = f"/regrets/{regret.pk}/answer"
    assert link in anna.get("/regrets").content.decode()
    assert link not in signed_in(somebody(Role.SELLER)).get("/regrets").content.decode()
    send(anna, regret)
    told = anna.get("/regrets")
    assert link not in told.content.decode()
    assert "on its way, 24 November 2026; no word since" in text(told.content)
    taken = errands.take(LATER, {Channel.MAIL})
    assert taken
    errands.settle(taken, Became(State.SENT, None), LATER)
    assert "sent, 24 November 2026; no word since" in text(anna.get("/regrets").content)
    answer_better_offer(BetterOffer.objects.get(), Said.TAKE, call=False, now=LATER)
    assert "They took it" in text(anna.get("/regrets").content)


def test_the_list_takes_no_question_a_line(
    anna: Client, django_assert_max_num_queries: Any
) -> None:
    for n in range(6):
        contact = client(f"Client {n}")
        Mail.objects.create(contact=contact, key=f"c{n}@example.hu", raw="")
        decline(offered(contact).link, EXPENSIVE, NOW)
    with django_assert_max_num_queries(25) as few:
        anna.get("/regrets")
    for n in range(6, 12):
        decline(offered(client(f"Client {n}")).link, EXPENSIVE, NOW)
    with django_assert_max_num_queries(len(few)):
        anna.get("/regrets")


def test_a_letter_in_the_clients_language_is_whole(anna: Client) -> None:
    regret = refused()
    assert Lang(regret.link.lang if regret.link else "") == Lang.EN
    send(anna, regret, lang="hu")
    errand = Errand.objects.get()
    assert errand.subject.endswith("egyetlen válaszunk")
    assert "Kedvezőbb árunk: 79 000 Ft" in errand.body.replace("\N{NO-BREAK SPACE}", " ")
