"""Another system is told of each planned call: at least once, signed, and only after the gate."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_network
from threading import Thread
from typing import Any

import pytest

from demur.actions.decline import decline
from demur.actions.make_link import make_link
from demur.actions.plan import plan
from demur.channels.post import Round, Ways
from demur.domain.peace import Approach, Purpose
from demur.domain.refusal import Channel, Lang
from demur.domain.regret import By, No, They
from demur.hook_settings import Receiver
from demur.records import post_readiness
from demur.records.calls import Planned
from demur.records.gate import Wanted
from demur.records.people import Contact
from demur.records.tellings import Telling, take
from tests.shop import NOW, open_shop
from tests.web.links import NUMBER, contact

pytestmark = pytest.mark.django_db
SECRET = "whsec_" + "QUJD" * 10


class Other:
    """Another system: what it heard, and the statuses that it answers in turn."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.heard: list[tuple[dict[str, str], bytes]] = []
        other = self

        class Ear(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                other.heard.append(({k.lower(): v for k, v in self.headers.items()}, body))
                self.send_response(other.statuses.pop(0) if other.statuses else 204)
                self.end_headers()

            def log_message(self, *_: object) -> None: ...

        self.server = HTTPServer(("127.0.0.1", 0), Ear)
        Thread(target=self.server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{self.server.server_port}/calls"
        self.receiver = Receiver(url, SECRET, (ip_network("127.0.0.1"),))


@pytest.fixture(name="other")
def _other(settings: Any) -> Iterator[Other]:
    other = Other()
    settings.WEBHOOK = other.receiver
    open_shop()
    yield other
    other.server.shutdown()
    other.server.server_close()


@pytest.fixture(name="vera")
def _vera(other: Other) -> Contact:
    return contact(now=NOW)


def a_call(vera: Contact) -> Planned:
    asked = Approach(Channel.PHONE, Purpose.ASKED, NOW, asked_at=NOW)
    return plan([Wanted(NUMBER, asked, vera.pk)], "Anna", NOW).planned[0]


def tell(other: Other, at: datetime = NOW) -> int:
    return Round(Ways(None, None, other.receiver), lambda: at).tell_calls()


def test_a_planned_call_is_told_once_and_signed(other: Other, vera: Contact) -> None:
    call = a_call(vera)
    assert tell(other) == 1
    assert tell(other) == 0
    ((headers, body),) = other.heard
    assert json.loads(body)["data"] | {"at": ""} == {
        "id": str(call.ref),
        "at": "",
        "number": NUMBER,
        "name": "Vera",
        "purpose": "asked",
        "need": "",
    }
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    mac = hmac.digest(base64.b64decode("QUJD" * 10), signed, hashlib.sha256)
    assert headers["webhook-signature"] == "v1," + base64.b64encode(mac).decode()
    assert Telling.objects.get().told_at == NOW


def test_what_was_not_taken_is_told_again_under_the_same_id(other: Other, vera: Contact) -> None:
    a_call(vera)
    other.statuses = [500, 302, 429]
    at = NOW
    for _ in range(4):
        tell(other, at)
        at += timedelta(hours=3)
    assert len(other.heard) == 4
    assert len({headers["webhook-id"] for headers, _ in other.heard}) == 1
    assert Telling.objects.get().next_at is None


def test_a_receiver_that_is_gone_is_not_told_again(other: Other, vera: Contact) -> None:
    a_call(vera)
    other.statuses = [410]
    tell(other)
    assert tell(other, NOW + timedelta(days=1)) == 0
    assert len(other.heard) == 1


def test_whoever_says_no_meanwhile_is_not_told_of(other: Other, vera: Contact) -> None:
    asked = Approach(Channel.PHONE, Purpose.SALE, NOW)
    Contact.objects.filter(pk=vera.pk).update(organisation="Vera Bt.")
    assert plan([Wanted(NUMBER, asked, vera.pk)], "Anna", NOW).planned
    decline(make_link(vera, lang=Lang.EN, by="Anna", now=NOW).link, No(They.NEVER, By.TAP), NOW)
    assert tell(other) == 1
    assert not other.heard
    assert Telling.objects.get().why


def test_who_tells_and_dies_leaves_it_to_another(other: Other, vera: Contact) -> None:
    a_call(vera)
    assert take(NOW)
    assert take(NOW) is None
    assert tell(other, NOW + timedelta(minutes=3)) == 1
    assert len(other.heard) == 1


def test_the_doctor_says_who_is_told_and_what_is_in_the_way(other: Other, vera: Contact) -> None:
    assert post_readiness.webhook(NOW).sound
    a_call(vera)
    other.statuses = [503]
    tell(other)
    fact = post_readiness.webhook(NOW + timedelta(hours=2))
    assert not fact.sound
    assert fact.found.startswith("127.0.0.1: 503")


def test_without_a_receiver_nothing_is_written_down(settings: Any) -> None:
    settings.WEBHOOK = None
    open_shop()
    a_call(contact(now=NOW))
    assert not Telling.objects.exists()
