"""A person's page says what was promised to them, makes a link, and lets a head end a promise."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from demur.actions.decline import decline
from demur.domain.regret import By, No, They
from demur.records.journal import Entry
from demur.records.offers import Link, Offer, link_behind, link_by_code
from demur.records.peace import Peace
from demur.records.people import Contact
from demur.records.users import Role
from tests.shop import open_shop
from tests.web.doors import signed_in, somebody
from tests.web.links import browser, contact, new_link
from tests.web.test_no import text

pytestmark = pytest.mark.django_db

NEVER = No(They.NEVER, By.PHONE, words="Soha többet ne hívjanak!", by_robot=True)


@pytest.fixture(name="vera")
def _vera() -> Contact:
    open_shop()
    return contact()


@pytest.fixture(name="anna")
def _anna() -> Client:
    return signed_in(somebody(Role.HEAD, "Anna"))


@pytest.fixture(name="peace")
def _peace(vera: Contact) -> Peace:
    return decline(new_link(vera).link, NEVER, timezone.now(), by="Kata").peaces[0]


def test_the_page_tells_the_promise_its_proof_and_who_granted_it(
    anna: Client, vera: Contact, peace: Peace
) -> None:
    page = text(anna.get(f"/people/{vera.pk}"))
    for told in ("no calls or messages about anything for good", str(peace.ref), "Kata"):
        assert told in page
    assert "said on the telephone" in page
    assert "Soha többet ne hívjanak!" in page
    assert "a machine may have pressed it" in page


def test_beside_a_number_stands_the_same_last_day_as_in_the_promise(
    anna: Client, vera: Contact
) -> None:
    decline(new_link(vera).link, No(They.PLAIN_NO, By.TAP), timezone.now())
    page = text(anna.get(f"/people/{vera.pk}"))
    promised = re.search(r"about this until (\d+) (\w+) (\d+)", page)
    assert promised
    day, month, year = promised.groups()
    assert f"at peace until {day} {month[:3]} {year}" in page.replace("\N{NO-BREAK SPACE}", " ")


def test_a_promise_that_ran_out_or_was_lifted_is_not_told_as_one(
    anna: Client, vera: Contact, peace: Peace
) -> None:
    Peace.objects.get()
    anna.post(f"/people/{vera.pk}/peace/{peace.ref}/lift", {"reason": "She rang us."})
    assert "They have not asked for peace." in text(anna.get(f"/people/{vera.pk}"))
    long_ago = timezone.now() - timedelta(days=4_000)
    decline(new_link(vera).link, No(They.PLAIN_NO, By.TAP), long_ago)
    assert "They have not asked for peace." in text(anna.get(f"/people/{vera.pk}"))


def test_only_a_head_with_a_reason_ends_a_promise(
    anna: Client, vera: Contact, peace: Peace
) -> None:
    url = f"/people/{vera.pk}/peace/{peace.ref}/lift"
    for role in (Role.SELLER, Role.ADMINISTRATOR, Role.READER):
        assert signed_in(somebody(role)).post(url, {"reason": "x"}).status_code == 403
    for reason in ("", "   ", "x" * 301):
        refused = anna.post(url, {"reason": reason})
        assert refused.status_code == 400
        assert 'role="alert"' in refused.content.decode()
    assert not hasattr(Peace.objects.get(), "lift")
    assert anna.post(url, {"reason": "She rang and asked for prices."}).status_code == 302
    assert Peace.objects.get().lift.by == "Anna"
    assert Entry.objects.filter(deed="lifted peace").count() == 1


def test_a_promise_to_somebody_else_is_not_ended_from_here(
    anna: Client, vera: Contact, peace: Peace
) -> None:
    other = contact("Olga", "+36302222222")
    lifted = anna.post(f"/people/{other.pk}/peace/{peace.ref}/lift", {"reason": "x"})
    assert lifted.status_code == 404


def test_a_link_is_made_once_shown_once_and_works(anna: Client, vera: Contact) -> None:
    new_link(vera)
    offer = Offer.objects.get()
    assert "4 printers" in text(anna.get(f"/people/{vera.pk}"))
    made = anna.post(f"/people/{vera.pk}/link", {"offer": str(offer.ref), "lang": "ru"})
    page = made.content.decode()
    found = re.search(r"/no/([A-Za-z0-9_-]{22})<", page)
    code = re.search(r'<strong class="number">([\d ]{14})</strong>', page)
    assert found is not None
    assert code is not None
    link = link_behind(found[1])
    assert link is not None
    assert (link.offer, link.lang, link.by) == (offer, "ru", "Anna")
    assert link_by_code(code[1].replace(" ", "")) == link
    assert "<svg" in page
    assert "style=" not in page
    assert browser().post(f"/no/{found[1]}", {"say": "no"}).status_code == 303
    assert found[1] not in anna.get(f"/people/{vera.pk}").content.decode()


@pytest.mark.parametrize("offer", ["x", "00000000-0000-4000-8000-000000000000", "theirs"])
def test_a_link_about_somebody_elses_offer_is_not_made(
    anna: Client, vera: Contact, offer: str
) -> None:
    other = new_link(contact("Olga", "+36302222222")).link.offer
    before = Link.objects.count()
    ref = str(other.ref) if offer == "theirs" and other else offer
    assert anna.post(f"/people/{vera.pk}/link", {"offer": ref}).status_code == 404
    assert Link.objects.count() == before


def test_a_reader_sees_the_promise_and_neither_button(vera: Contact, peace: Peace) -> None:
    page = text(signed_in(somebody(Role.READER)).get(f"/people/{vera.pk}"))
    assert str(peace.ref) in page
    assert "Make an easy-no link" not in page
    assert "Lift" not in page
