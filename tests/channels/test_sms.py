"""A short message is handed to a real gateway once, signed, and every answer has its meaning."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.channels import sms
from demur.channels.sms import send_sms, went
from demur.domain.errands import Away, Later, Never, Sent, Went
from demur.domain.exits import Exit
from demur.domain.peace import Approach, Purpose
from demur.domain.refusal import Channel
from demur.records.gate import Cleared, Wanted, ask
from tests.shop import NOW
from tests.smshouse import DRIP, DROP, HANG, KEY, SECRET, SmsHouse, sms_house
from tests.world import free_port

pytestmark = pytest.mark.django_db

REF = UUID("2f0c1a52-7a54-4f5c-9d63-5c0b6ff5a7b1")
TO = "+36305550142"


@pytest.fixture(name="house")
def _house() -> Iterator[SmsHouse]:
    with sms_house() as house:
        yield house


def cleared() -> Cleared:
    """The gate's yes."""
    return ask(Exit.SMS, [Wanted(TO, Approach(Channel.SMS, Purpose.ASKED, NOW))]).cleared[0]


def send(house: SmsHouse, *answers: object, text: str = "Jó napot! Привет") -> Went:
    house.answers += answers
    return send_sms(cleared(), text, REF, house.gateway, "https://desk.example/api", NOW)


def test_a_message_is_one_post_with_all_that_the_format_says(house: SmsHouse) -> None:
    assert send(house) == Sent("g-1")
    assert house.messages == [
        {
            "id": str(REF),
            "to": TO,
            "text": "Jó napot! Привет",
            "callback": "https://desk.example/api",
        }
    ]
    assert house.paths == ["/messages"]
    assert house.headers[0]["authorization"] == f"Bearer {KEY}"
    assert house.headers[0]["idempotency-key"] == str(REF)


def test_the_signature_is_over_the_id_the_second_and_the_body(house: SmsHouse) -> None:
    send(house)
    headers = house.headers[0]
    told = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + house.bodies[0]
    mac = hmac.new(SECRET.encode(), told, hashlib.sha256).digest()
    assert headers["webhook-signature"] == "v1," + base64.b64encode(mac).decode()
    assert headers["webhook-timestamp"] == str(int(NOW.timestamp()))


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ((200, b'{"id": "m-17"}', {}), Sent("m-17")),
        ((201, b'{"id": 17, "parts": 2}', {}), Sent("17")),
        ((400, b"", {}), Never),
        ((402, b"", {}), Never),
        ((422, b'{"id": "m-17"}', {}), Never),
        ((401, b"", {}), Away),
        ((403, b"", {}), Away),
        ((404, b"", {}), Away),
        ((301, b"", {"Location": "/elsewhere"}), Away),
        ((307, b"", {"Location": "/elsewhere"}), Away),
        ((408, b"", {}), Later),
        ((429, b"", {}), Later),
        ((500, b"", {}), Later),
        ((503, b"", {}), Later),
        ((200, b"", {}), Never),
        ((200, b"OK", {}), Never),
        ((200, b"<html>welcome to our hotel</html>", {}), Never),
        ((200, b'{"id": null}', {}), Never),
        ((200, b'{"id": ""}', {}), Never),
        ((200, b'["id"]', {}), Never),
        ((200, b"[" * 50_000, {}), Never),
        ((200, b'{"id": "' + b"x" * 200_000, {}), Never),
        (DROP, Later),
    ],
)
def test_every_answer_of_a_gateway_means_something(
    house: SmsHouse, answer: object, outcome: Went | type[Went]
) -> None:
    got = send(house, answer)
    assert isinstance(got, outcome) if isinstance(outcome, type) else got == outcome
    assert house.paths == ["/messages"], "a redirect is not followed"


def test_a_gateway_that_asks_for_time_is_heard(house: SmsHouse) -> None:
    got = send(house, (429, b"", {"Retry-After": "90"}))
    assert got == Later("the gateway answered 429", timedelta(seconds=90))
    unread = send(house, (429, b"", {"Retry-After": "Mon, 23 Nov 2026 09:00:00 GMT"}))
    assert unread == Later("the gateway answered 429", None)


def test_a_gateway_that_hangs_is_left_after_a_while(
    house: SmsHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sms, "TIMEOUT", httpx.Timeout(0.3))
    assert isinstance(send(house, HANG), Later)


def test_an_answer_that_never_ends_is_not_waited_for(
    house: SmsHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sms, "WHOLE_SECONDS", 0.2)
    assert isinstance(send(house, DRIP), Later)


def test_where_nobody_listens_it_is_no_try() -> None:
    gateway = replace(SmsHouse(free_port()).gateway)
    assert isinstance(send_sms(cleared(), "x", REF, gateway, "", NOW), Away)


def test_no_proxy_of_the_environment_is_asked(
    house: SmsHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    assert send(house) == Sent("g-1")


@given(st.integers(100, 599), st.binary(max_size=200))
def test_no_answer_is_without_a_meaning(status: int, body: bytes) -> None:
    got = went(status, {}, body)
    assert isinstance(got, Sent | Later | Never | Away)
    assert isinstance(got, Sent) <= (200 <= status < 300)


@given(st.text(max_size=300))
def test_any_text_arrives_as_it_was_written(text: str) -> None:
    whole = text.encode("utf-8", "replace").decode()
    body = json.dumps({"text": whole}, ensure_ascii=False).encode()
    assert json.loads(body)["text"] == whole
