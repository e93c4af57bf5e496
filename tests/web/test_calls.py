"""Today's calls on their page, as a sheet, as a calendar and by the API; and on people's pages."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import icalendar
import pytest
from django.http import HttpResponse
from django.test import Client
from time_machine import travel

from demur.actions.decline import decline
from demur.actions.make_key import Scope
from demur.actions.make_link import make_link
from demur.actions.plan import plan
from demur.channels.webhook import deliver
from demur.domain.exits import Exit
from demur.domain.peace import Approach, Purpose
from demur.domain.refusal import Channel, Lang
from demur.domain.regret import By, No, They
from demur.hook_settings import BadSecret, Receiver
from demur.records.calls import Planned, State
from demur.records.gate import Wanted, ask
from demur.records.people import Contact, Mail, Number
from demur.records.users import Role
from tests.reliability.ways_out import receiver
from tests.shop import NOW, open_shop
from tests.web.doors import key, signed_in, somebody

NUMBER = "+36305550112"
NEVER = No(They.NEVER, By.TAP)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shop() -> object:
    open_shop()
    with travel(NOW, tick=False):
        yield


@pytest.fixture(name="kata")
def _kata() -> Client:
    return signed_in(somebody(Role.SELLER, "Kata"))


@pytest.fixture(name="eva")
def _eva() -> Contact:
    eva = Contact.objects.create(
        name="Takács Éva", organisation="Duna Kft.", region="HU-BU", client="key", created_at=NOW
    )
    Number.objects.create(contact=eva, key=NUMBER, raw="06 30 555 0112")
    Mail.objects.create(contact=eva, key="eva@example.hu", raw="Eva@example.hu")
    return eva


@pytest.fixture(name="call")
def _call(eva: Contact) -> Planned:
    wanted = Wanted(NUMBER, Approach(Channel.PHONE, Purpose.SALE, NOW), eva.pk)
    return plan([wanted], "Anna", NOW).planned[0]


def says_no(contact: Contact) -> None:
    decline(make_link(contact, lang=Lang.HU, by="Anna", now=NOW).link, NEVER, NOW)


def text(response: HttpResponse) -> str:
    body = response.getvalue() if response.streaming else response.content
    return body.decode()


def test_the_page_has_a_button_and_no_number_until_it_is_pressed(
    kata: Client, call: Planned
) -> None:
    page = text(kata.get("/calls"))
    assert "Takács Éva" in page
    assert f'action="/calls/{call.ref}/dial"' in page
    assert NUMBER not in page.replace(" ", "")
    dialled = text(kata.post(f"/calls/{call.ref}/dial"))
    assert f'href="tel:{NUMBER}"' in dialled
    assert kata.post(f"/calls/{call.ref}/done").url == "/calls"
    assert Planned.objects.get().state == State.DONE


def test_a_call_in_somebodys_hands_is_not_anothers(kata: Client, call: Planned) -> None:
    kata.post(f"/calls/{call.ref}/dial")
    bela = signed_in(somebody(Role.SELLER, "Béla"))
    assert "Kata" in text(bela.get("/calls"))
    response = bela.post(f"/calls/{call.ref}/dial")
    assert response.status_code == 409
    assert "Kata has taken this call" in text(response).replace("<bdi>", "").replace("</bdi>", "")


@pytest.mark.parametrize("lang", ["hu", "ru", "en"])
def test_a_client_at_peace_is_shown_as_held_without_a_number(
    eva: Contact, call: Planned, lang: str
) -> None:
    says_no(eva)
    kata = signed_in(somebody(Role.SELLER, "Kata", lang))
    told = {"hu": "végleg nyugta van", "ru": "покое навсегда", "en": "at peace for good"}[lang]
    page = text(kata.get("/calls"))
    assert told in page
    assert "/dial" not in page
    response = kata.post(f"/calls/{call.ref}/dial")
    assert response.status_code == 409
    assert told in text(response)
    assert told in text(kata.get("/calls"))


def test_the_sheet_the_calendar_and_the_api_have_who_may_be_called(
    kata: Client, eva: Contact, call: Planned
) -> None:
    calls = key(Scope.CALLS)
    for told in (text(kata.get("/calls.csv")), text(kata.get("/calls.ics"))):
        assert NUMBER in told
        assert "Takács Éva" in told
    (one,) = Client().get("/api/v1/calls", headers=calls).json()["calls"]
    assert (one["number"], one["id"]) == (NUMBER, str(call.ref))
    (event,) = icalendar.Calendar.from_ical(kata.get("/calls.ics").content).walk("VEVENT")
    assert event.decoded("dtstart") == NOW
    says_no(eva)
    assert Client().get("/api/v1/calls", headers=calls).json() == {
        "calls": [],
        "held": [
            {"id": str(call.ref), "at": "2026-11-23T09:00:00Z", "why": "peace", "until": None}
        ],
    }
    for path in ("/calls.csv", "/calls.ics"):
        assert NUMBER not in text(kata.get(path))
    assert NUMBER not in Client().get("/api/v1/calls.ics", headers=calls).content.decode()


def test_a_key_of_another_scope_reads_no_calls(call: Planned) -> None:
    for path in ("/api/v1/calls", "/api/v1/calls.ics"):
        assert Client().get(path, headers=key(Scope.WORDING, name=path)).status_code == 403


def test_a_number_is_a_link_until_they_say_no_and_then_text(kata: Client, eva: Contact) -> None:
    pages = ("/people", f"/people/{eva.pk}")
    for page in pages:
        assert f'href="tel:{NUMBER}"' in text(kata.get(page))
    assert 'href="mailto:eva@example.hu"' in text(kata.get(pages[1]))
    card = text(kata.get(f"/people/{eva.pk}.vcf"))
    assert f"tel:{NUMBER}" in card
    assert "EMAIL:eva@example.hu" in card
    says_no(eva)
    for page in pages:
        shown = text(kata.get(page)).replace("\N{NO-BREAK SPACE}", " ")
        assert "tel:" not in shown
        assert "mailto:" not in shown
        assert "+36 30 555 0112" in shown
        assert "at peace for good" in shown
    assert kata.get(f"/people/{eva.pk}.vcf").url == f"/people/{eva.pk}"


def test_the_page_of_whoever_was_merged_leads_to_the_other(eva: Contact) -> None:
    anna = signed_in(somebody(Role.HEAD, "Anna"))
    gone = Contact.objects.create(name="Takács E.", search="takacs e", created_at=NOW)
    page = text(anna.get(f"/people/{eva.pk}/same", {"q": "takacs"}))
    assert f'value="{gone.pk}"' in page
    sent = {"gone": gone.pk, "version": 1, "v": 1}
    assert anna.post(f"/people/{eva.pk}/same", sent).url == f"/people/{eva.pk}"
    assert anna.get(f"/people/{gone.pk}").url == f"/people/{eva.pk}"
    assert anna.post(f"/people/{eva.pk}/same", sent).status_code == 409
    assert anna.post(f"/people/{eva.pk}/same", {"gone": "x"}).status_code == 409


def test_what_is_not_theirs_becomes_a_person_of_its_own(eva: Contact) -> None:
    anna = signed_in(somebody(Role.HEAD, "Anna"))
    path = f"/people/{eva.pk}/two"
    assert anna.get(path).status_code == 200
    assert anna.post(path, {"version": 1, "name": "Zoli"}).status_code == 400
    assert anna.post(path, {"version": 1, "name": "\0", "lines": NUMBER}).status_code == 400
    assert anna.post(path, {"version": 1, "name": "Z", "lines": "+36300000000"}).status_code == 409
    assert anna.post(path, {"version": 9, "name": "Z", "lines": NUMBER}).status_code == 409
    response = anna.post(path, {"version": 1, "name": "Zoli", "lines": NUMBER})
    other = Contact.objects.get(name="Zoli")
    assert response.url == f"/people/{other.pk}"
    assert other.numbers.get().key == NUMBER


# ---- webhooks


def test_a_webhook_is_signed_as_standard_webhooks_says(call: Planned) -> None:
    server, told, heard = receiver()
    heard.clear()
    (cleared,) = ask(Exit.WEBHOOK, [call.wanted(NOW)]).cleared
    delivery = deliver(cleared, told, NOW)
    server.shutdown()
    server.server_close()
    assert delivery.arrived
    (body,) = heard
    assert json.loads(body)["data"]["number"] == NUMBER


def test_the_signature_is_the_one_a_receiver_computes() -> None:
    from demur.channels.webhook import signed

    key = base64.b64decode("QUJD" * 10)
    headers = signed("msg_1", b"{}", key, NOW)
    told = f"msg_1.{int(NOW.timestamp())}.{{}}".encode()
    expected = base64.b64encode(hmac.new(key, told, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_%%%", "whsec_QUJD", "QUJD" * 10])
def test_a_secret_that_is_none_is_refused(secret: str, call: Planned) -> None:
    (cleared,) = ask(Exit.WEBHOOK, [call.wanted(NOW)]).cleared
    with pytest.raises(BadSecret):
        deliver(cleared, Receiver("http://127.0.0.1:9/", secret), NOW)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/", "not an address", "http://[::1", "ftp://x/"]
)
def test_a_receiver_that_does_not_answer_is_told_as_such(url: str, call: Planned) -> None:
    (cleared,) = ask(Exit.WEBHOOK, [call.wanted(NOW)]).cleared
    delivery = deliver(cleared, Receiver(url, "whsec_" + "QUJD" * 10), NOW)
    assert (delivery.status, delivery.arrived) == (0, False)
    assert delivery.said


def test_yesterdays_call_is_still_to_be_made(kata: Client, call: Planned) -> None:
    Planned.objects.update(at=NOW - timedelta(days=1))
    assert f"/calls/{call.ref}/dial" in text(kata.get("/calls"))
    Planned.objects.update(at=NOW + timedelta(days=1))
    assert f"/calls/{call.ref}/dial" not in text(kata.get("/calls"))
