"""A no told to one of us is recorded, a link is sent after the gate's yes, a receipt is mailed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings as here
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings as DjangoSettings
from time_machine import travel

from demur.actions.decline import decline
from demur.domain.errands import Kind, State
from demur.domain.refusal import Channel
from demur.domain.regret import By, No, Reason, They
from demur.post_settings import MailServer
from demur.records.errands import Errand
from demur.records.inquiries import Refusal
from demur.records.offers import Link, Offer
from demur.records.peace import Peace
from demur.records.people import Contact, Mail
from demur.records.users import Role
from tests.shop import NOW, open_shop
from tests.web.doors import signed_in, somebody
from tests.web.links import browser, contact, new_link
from tests.web.test_no import text

pytestmark = pytest.mark.django_db
MAIL = "vera@example.hu"


@pytest.fixture(name="vera")
def _vera(settings: DjangoSettings) -> Contact:
    open_shop()
    settings.MAIL_SERVER = MailServer("127.0.0.1", 1, "none")
    settings.MAIL_FROM = ("Inkwell", "desk@inkwell.example")
    vera = contact()
    Contact.objects.filter(pk=vera.pk).update(organisation="Vera Bt.", language="hu")
    Mail.objects.create(contact=vera, key=MAIL, raw=MAIL)
    vera.refresh_from_db()
    return vera


@pytest.fixture(name="kata")
def _kata() -> Client:
    return signed_in(somebody(Role.SELLER, "Kata"))


def told(kata: Client, vera: Contact, **fields: str) -> int:
    sent = {"by": "phone", "why": "plain no", **fields}
    return kata.post(f"/people/{vera.pk}/no", sent).status_code


# ---- told to one of us


def test_a_no_on_the_telephone_brings_the_same_peace_as_a_tap(kata: Client, vera: Contact) -> None:
    assert told(kata, vera, words="Köszönöm, nem kérem.") == 302
    peace = Peace.objects.get()
    assert (peace.source, peace.granted_by, peace.row) == (By.PHONE, "Kata", "N1")
    assert peace.proof["words"] == "Köszönöm, nem kérem."
    page = text(kata.get(f"/people/{vera.pk}"))
    assert str(peace.ref) in page


@pytest.mark.parametrize("why", ["too expensive", "chose another", "no longer needed", "other"])
def test_a_reason_told_is_kept(kata: Client, vera: Contact, why: str) -> None:
    assert told(kata, vera, why=why, by="letter") == 302
    assert Refusal.objects.get().explanations.get().reason == Reason(why)


def test_never_told_is_never(kata: Client, vera: Contact) -> None:
    assert told(kata, vera, why="never") == 302
    assert Peace.objects.get().until is None


def test_not_now_needs_a_day_to_come(kata: Client, vera: Contact) -> None:
    past = (timezone.now() - timedelta(days=2)).date().isoformat()
    for day in ("", "tomorrow", past, "2026-02-30"):
        assert told(kata, vera, why="not now", day=day) == 400
    assert not Peace.objects.exists()
    day = (timezone.now() + timedelta(days=40)).date()
    assert told(kata, vera, why="not now", day=day.isoformat()) == 302
    assert Peace.objects.get().channels == [Channel.PHONE]


@pytest.mark.parametrize("field", [{"why": "perhaps"}, {"by": "pigeon"}, {"words": "x" * 1001}])
def test_what_is_not_offered_is_not_taken(
    kata: Client, vera: Contact, field: dict[str, str]
) -> None:
    assert told(kata, vera, **field) == 400
    assert not Peace.objects.exists()


# ---- sent


def send(kata: Client, vera: Contact, to: str = MAIL, offer: str = "") -> tuple[int, str]:
    sent = {"send": "yes", "to": to, "offer": offer, "lang": "hu"}
    page = kata.post(f"/people/{vera.pk}/link", sent)
    return page.status_code, text(page) if page.status_code != 404 else ""


def test_a_link_is_sent_and_its_token_lies_nowhere_in_clear(kata: Client, vera: Contact) -> None:
    offer = Offer.objects.create(
        ref="7b0c3f5e-8f39-4f7c-9a55-0a1b2c3d4e5f",
        at=timezone.now(),
        contact=vera,
        need="4 nyomtató",
        price_minor=412_000,
        currency="HUF",
        by="Anna",
    )
    status, page = send(kata, vera, offer=str(offer.ref))
    assert status == 200
    assert MAIL in page
    errand = Errand.objects.get()
    assert (errand.kind, errand.state, errand.need) == (Kind.OFFER, State.WAITING, offer.need_key)
    assert "4 nyomtató" in errand.body
    assert "412" in errand.body
    assert "/no/" not in errand.body
    assert Link.objects.get().offer == offer


def test_nothing_is_sent_to_a_client_at_peace(kata: Client, vera: Contact) -> None:
    decline(new_link(vera).link, No(They.NEVER, By.TAP), timezone.now())
    status, page = send(kata, vera)
    assert status == 400
    assert "at peace for good" in page
    assert not Errand.objects.exists()
    assert Link.objects.count() == 1


def test_nothing_sells_to_a_person_without_consent(kata: Client, vera: Contact) -> None:
    Contact.objects.update(organisation="")
    status, page = send(kata, vera)
    assert status == 400
    assert "HU-1" in page


def test_only_their_own_address_is_written_to(kata: Client, vera: Contact) -> None:
    assert send(kata, vera, to="stranger@example.org")[0] == 404


def test_a_channel_that_is_not_set_up_is_told(kata: Client, vera: Contact) -> None:
    status, page = send(kata, vera, to="+36301111111")
    assert status == 400
    assert "demur doctor" in page


# ---- receipts


def receipt(client: Client, url: str, to: str) -> tuple[int, str]:
    page = client.post(url, {"say": "receipt", "to": to})
    return page.status_code, text(page)


def test_the_receipt_of_a_no_is_mailed_with_what_was_promised(vera: Contact) -> None:
    url = f"/no/{new_link(vera).token}"
    client = browser()
    client.post(url, {"say": "never"})
    for spelling in ("Vera <VERA@Example.HU>", MAIL):
        status, page = receipt(client, url, spelling)
        assert status == 200
        assert f"on its way to {spelling}" in page
    errand = Errand.objects.get()
    assert (errand.kind, errand.address) == (Kind.RECEIPT, MAIL)
    assert "No calls or messages about anything for good." in errand.body
    assert errand.asked_at is not None
    assert errand.asked_at > Peace.objects.get().since


def test_an_address_that_is_none_is_told_and_the_no_stands(vera: Contact) -> None:
    url = f"/no/{new_link(vera).token}"
    client = browser()
    client.post(url, {"say": "no"})
    for typed in ("", "vera", "vera@", "a" * 300 + "@example.hu"):
        status, page = receipt(client, url, typed)
        assert status == 400
        assert "no mail address" in page
    assert Peace.objects.count() == 1
    assert not Errand.objects.exists()


def test_a_link_writes_to_three_addresses_at_most(vera: Contact) -> None:
    url = f"/no/{new_link(vera).token}"
    client = browser()
    client.post(url, {"say": "no"})
    told = [receipt(client, url, f"somebody{one}@example.hu")[0] for one in range(5)]
    assert told == [200, 200, 200, 400, 400]


def test_no_receipt_is_offered_where_nothing_sends_mail(
    vera: Contact, settings: DjangoSettings
) -> None:
    settings.MAIL_SERVER = None
    assert here.MAIL_SERVER is None
    url = f"/no/{new_link(vera).token}"
    client = browser()
    client.post(url, {"say": "no"})
    assert 'value="receipt"' not in client.get(url).content.decode()


def test_a_receipt_asked_for_before_any_no_is_no_no(vera: Contact) -> None:
    client = browser()
    assert receipt(client, f"/no/{new_link(vera).token}", MAIL)[0] == 200
    assert not Refusal.objects.exists()
    assert not Errand.objects.exists()


# ---- what the page offers is what the gate allows


@pytest.fixture(name="_monday")
def _at_ten_on_a_monday() -> Iterator[None]:
    with travel(NOW, tick=False):
        yield


def page_of(kata: Client, vera: Contact) -> str:
    return kata.get(f"/people/{vera.pk}").content.decode()


@pytest.mark.usefixtures("_monday")
def test_a_link_is_offered_to_be_sent_where_the_gate_lets_it_go(
    kata: Client, vera: Contact
) -> None:
    page = page_of(kata, vera)
    assert f'<option value="{MAIL}">' in page
    # No gateway is set up, so no text message is offered.
    assert '<option value="+36301111111">' not in page
    assert "nothing sends there yet" in page


@pytest.mark.usefixtures("_monday")
@pytest.mark.parametrize(
    ("lang", "said"), [("en", "at peace until"), ("hu", "nyugta van"), ("ru", "в покое до")]
)
def test_to_a_client_at_peace_nothing_is_offered_to_be_sent_but_told_until_when(
    vera: Contact, lang: str, said: str
) -> None:
    decline(new_link(vera, need="").link, No(They.PLAIN_NO, By.TAP), timezone.now())
    user = somebody(Role.SELLER, "Kata")
    user.language = lang
    user.save()
    page = page_of(signed_in(user), vera)
    assert 'name="send"' not in page
    assert said in page[page.index('class="card peace"') :]


@pytest.mark.usefixtures("_monday")
def test_peace_about_one_need_leaves_another_to_be_offered(kata: Client, vera: Contact) -> None:
    decline(new_link(vera, need="4 printers").link, No(They.PLAIN_NO, By.TAP), timezone.now())
    assert 'name="send"' not in page_of(kata, vera)
    new_link(vera, need="2 monitors")
    assert 'name="send"' in page_of(kata, vera)


@pytest.mark.usefixtures("_monday")
def test_who_has_refused_everything_for_good_is_offered_no_way_at_all(
    kata: Client, vera: Contact
) -> None:
    decline(new_link(vera).link, No(They.NEVER, By.TAP), timezone.now())
    page = page_of(kata, vera)
    assert "nothing that a link could end" in page
    assert f'action="/people/{vera.pk}/link"' not in page
    assert f'action="/people/{vera.pk}/no"' in page
