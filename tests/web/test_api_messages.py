"""What clients write back comes in once, and a clear no brings them peace at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings as DjangoSettings

from demur.actions.adopt import adopt
from demur.actions.make_key import Scope as KeyScope
from demur.actions.make_link import make_link
from demur.channels.post import Round, Ways
from demur.domain.exits import Exit
from demur.domain.peace import Approach, Purpose, Scope
from demur.domain.refusal import Channel, Direction, Lang
from demur.records import gate
from demur.records.company import Company
from demur.records.errands import send_soon
from demur.records.gate import Wanted
from demur.records.held import forget
from demur.records.inquiries import Refusal
from demur.records.journal import Entry
from demur.records.offers import Link, Offer
from demur.records.peace import Peace
from demur.records.people import Contact
from demur.records.replies import Reply
from demur.records.users import Role
from tests.records.test_errands import message
from tests.shop import NOW, policy_text
from tests.smshouse import SmsHouse, sms_house
from tests.web.doors import NOWHERE, signed_in, somebody
from tests.web.test_api import Caller, code

pytestmark = pytest.mark.django_db
NUMBER = "+36305550142"


@pytest.fixture(name="gateway")
def _gateway() -> Caller:
    forget()
    Company.objects.create(pk=1, name="Tintakút", numbers=["+3696555010"])
    return Caller(KeyScope.MESSAGES, name="sms gateway")


@pytest.fixture(name="house")
def _house() -> Iterator[SmsHouse]:
    with sms_house() as house:
        yield house


def told(gateway: Caller, text: str, number: str = "m-1", **more: Any) -> Any:
    body = {"from": "06 30 555-0142", "to": "+3696555010", "text": text, "id": number, **more}
    return gateway.post("messages", body)


def may_write(need: str = "") -> bool:
    """Whether anything we promised keeps us from reaching them; the rules of contact aside."""
    approach = Approach(Channel.PHONE, Purpose.SALE, timezone.now(), need)
    return bool(gate.ask(Exit.PERSON_PAGE, [Wanted(NUMBER, approach)]).cleared)


def vera() -> Contact:
    contact = Contact.objects.create(name="Vera", created_at=NOW)
    contact.numbers.create(key=NUMBER, raw=NUMBER)
    return contact


def test_stop_brings_peace_from_everything_at_once(gateway: Caller) -> None:
    assert may_write()
    answered = told(gateway, "STOP", at="2026-11-22T10:00:00+01:00")
    assert answered.status_code == 201
    assert answered.json()["declined"] is True
    assert not may_write()
    refusal = Refusal.objects.get()
    assert refusal.direction == Direction.REGRET
    peace = Peace.objects.get(scope=Scope.EVERYTHING)
    assert (peace.until, peace.source) == (None, "sms")


def test_stop_from_somebody_we_know_is_peace_on_all_their_numbers(gateway: Caller) -> None:
    contact = vera()
    contact.numbers.create(key="+36201111111", raw="+36201111111")
    told(gateway, "Стоп!")
    approach = Approach(Channel.PHONE, Purpose.SALE, timezone.now())
    assert gate.ask(Exit.DIAL, [Wanted("+36201111111", approach)]).held


def test_what_is_no_clear_no_waits_for_a_person(gateway: Caller) -> None:
    answered = told(gateway, "Milyen nyomtató ez?")
    assert answered.json() == {"id": Reply.objects.get().pk, "meant": "question", "declined": False}
    assert may_write()
    assert not Refusal.objects.exists()


def test_a_code_refuses_what_its_link_is_about_and_nothing_else(gateway: Caller) -> None:
    adopt(policy_text(), "Anna", date(2026, 1, 1), NOW)
    contact = vera()
    offer = Offer.objects.create(ref=NOWHERE, at=NOW, contact=contact, need="Négy nyomtató", by="A")
    made = make_link(contact, lang=Lang.HU, by="Anna", now=NOW, offer=offer)
    told(gateway, made.code)
    assert not may_write(offer.need_key)
    assert may_write("words papir")


def test_a_stop_answers_the_last_message_we_sent(gateway: Caller, house: SmsHouse) -> None:
    contact = vera()
    made = make_link(contact, lang=Lang.HU, by="Anna", now=NOW)
    now = timezone.now()
    sent = message(channel=Channel.SMS, address=NUMBER, contact=contact.pk, token=made.token)
    send_soon(sent, now)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.HAS_URL", True)
        list(Round(Ways(None, house.gateway)).all_due())
    told(gateway, "stop")
    assert Refusal.objects.get().link == made.link
    assert Link.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "they"),
    [
        ("Nem kérjük, köszönjük", "plain no"),
        ("Спасибо, слишком дорого", "reason"),
        ("please never contact me again", "never"),
        ("nem kérjük! " * 160, "plain no"),
    ],
)
def test_a_no_in_natural_words_is_a_no(gateway: Caller, text: str, they: str) -> None:
    answered = told(gateway, text).json()
    assert (answered["meant"], answered["declined"]) == (they, True)
    assert not may_write()


def test_a_message_delivered_twice_is_one(gateway: Caller) -> None:
    first, again = told(gateway, "STOP"), told(gateway, "STOP")
    assert first.json() == again.json()
    assert Reply.objects.count() == Refusal.objects.count() == 1


def test_the_journal_tells_that_it_came_and_not_what_it_says(gateway: Caller) -> None:
    told(gateway, "Ne keressenek, Őry Éva vagyok, beteg a férjem")
    entry = Entry.objects.get(deed="heard")
    assert entry.facts == {"channel": "sms", "meant": Reply.objects.get().meant}
    assert "Éva" not in repr(vars(entry))


@pytest.mark.parametrize("sender", ["PROMO", "1234", "anonymous"])
def test_whoever_has_no_number_is_heard_all_the_same(gateway: Caller, sender: str) -> None:
    answered = told(gateway, "STOP", **{"from": sender})
    assert answered.status_code == 201
    assert answered.json()["declined"] is False
    assert Reply.objects.get().address == sender


@pytest.mark.parametrize(
    "body",
    [
        {"from": NUMBER, "text": "x"},
        {"text": "x", "id": "m"},
        {"from": "", "text": "x", "id": "m"},
        {"from": NUMBER, "text": "a\0b", "id": "m"},
        {"from": NUMBER, "text": "x" * 2001, "id": "m"},
        {"from": NUMBER, "text": "x", "id": "m" * 121},
        {"from": NUMBER, "text": "x", "id": "m", "at": "yesterday"},
        {"from": NUMBER, "text": "x", "id": "m", "sender": "y"},
        {"sender": NUMBER, "text": "x", "id": "m"},
    ],
)
def test_what_can_not_be_taken_in_is_named(gateway: Caller, body: dict[str, str]) -> None:
    assert code(gateway.post("messages", body)) == (400, "invalid")
    assert not Reply.objects.exists()


def test_only_a_key_with_the_scope_may(gateway: Caller) -> None:
    other = Caller(KeyScope.INQUIRIES, name="bot")
    assert other.post("messages", {}).status_code == 403


def test_without_the_journal_of_peace_nothing_is_answered_as_done(
    gateway: Caller, settings: DjangoSettings, tmp_path: Path
) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("")
    settings.PEACE = blocked
    answered = told(gateway, "STOP")
    assert answered.status_code == 503
    assert answered["Retry-After"]
    assert not Reply.objects.exists()


def test_a_person_reads_what_is_not_clear_and_puts_it_away(gateway: Caller) -> None:
    told(gateway, "Köszönöm <b>szépen</b>")
    kata = signed_in(somebody(Role.SELLER, "Kata"))
    assert "Köszönöm &lt;b&gt;szépen&lt;/b&gt;" in kata.get("/replies").content.decode()
    reply = Reply.objects.get()
    assert kata.post(f"/replies/{reply.pk}/seen").url == "/replies"
    page = unescape(kata.get("/replies").content.decode())
    assert "Nothing waits to be read." in page
    reply.refresh_from_db()
    assert reply.seen_by == "Kata"
    reader: Client = signed_in(somebody(Role.READER))
    assert reader.post(f"/replies/{reply.pk}/seen").status_code == 403
