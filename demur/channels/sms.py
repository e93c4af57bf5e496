"""Hands a short message to the company's SMS gateway: one signed POST, described in docs/sms.md.

The signature is that of Standard Webhooks 1.0 (https://www.standardwebhooks.com): HMAC-SHA256 over
the id, the second and the body, so that a gateway can check it with what it has for webhooks.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import httpx

from demur.channels.trust import trusted
from demur.domain.errands import Away, Later, Never, Sent, Went
from demur.domain.exits import Exit
from demur.post_settings import Gateway
from demur.records.gate import Cleared, leaves_by

#: For each step of the exchange, and for all of it: an answer may also come a letter a minute.
TIMEOUT: Final = httpx.Timeout(10, connect=5)
WHOLE_SECONDS: Final = 30
ANSWER_MOST: Final = 64 * 1024
NUMBER_MOST: Final = 120
#: Statuses that tell of our own set-up: the address or the key is wrong, no message is at fault.
OURS: Final = frozenset({401, 403, 404, 405, 407})
#: Statuses that mean "not now".
PASSING: Final = frozenset({408, 425, 429})


def client() -> httpx.AsyncClient:
    """A client that follows no redirect, asks no proxy of the environment, and verifies TLS."""
    return httpx.AsyncClient(
        timeout=TIMEOUT,
        follow_redirects=False,
        trust_env=False,
        verify=trusted(),
    )


@leaves_by(Exit.SMS)
def send_sms(
    cleared: Cleared, text: str, ref: UUID, gateway: Gateway, callback: str, now: datetime
) -> Went:
    """Hand over one message to whom the gate has cleared, and tell what the gateway said.

    `ref` is the same at a repeat, by which the gateway knows it.
    """
    told = {"id": str(ref), "to": cleared.address, "text": text, "callback": callback}
    body = json.dumps(told, ensure_ascii=False).encode()
    posted = _posted(gateway, signed(gateway, str(ref), body, now), body)
    try:
        status, headers, answer = asyncio.run(asyncio.wait_for(posted, WHOLE_SECONDS))
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol) as error:
        return Away(_said(error))
    except (httpx.HTTPError, TimeoutError) as error:
        return Later(_said(error))
    return went(status, headers, answer)


def signed(gateway: Gateway, ref: str, body: bytes, now: datetime) -> dict[str, str]:
    """The headers that say who sends this, and that it is as it was sent."""
    second = str(int(now.timestamp()))
    mac = hmac.digest(gateway.secret.encode(), f"{ref}.{second}.".encode() + body, hashlib.sha256)
    return {
        "Authorization": f"Bearer {gateway.key}",
        "Content-Type": "application/json; charset=utf-8",
        "Idempotency-Key": ref,
        "webhook-id": ref,
        "webhook-timestamp": second,
        "webhook-signature": "v1," + base64.b64encode(mac).decode(),
    }


def went(status: int, headers: Mapping[str, str], answer: bytes) -> Went:
    """What an answer of the gateway means.

    A yes without the id that belongs to it may mean that a person has the message already: it is
    not sent again, and whoever looks after the post is told.
    """
    if 200 <= status < 300:
        number = _number(answer)
        return Sent(number) if number else Never(f"{status} without an id: was it sent? Ask there.")
    if status in PASSING or status >= 500:
        return Later(f"the gateway answered {status}", _retry_after(headers))
    if status in OURS or status < 400:
        return Away(f"the gateway answered {status}: look at its address and key")
    return Never(f"the gateway answered {status}")


async def _posted(
    gateway: Gateway, headers: Mapping[str, str], body: bytes
) -> tuple[int, Mapping[str, str], bytes]:
    """Post, and read no more of the answer than an id needs."""
    answer = b""
    async with (
        client() as http,
        http.stream("POST", gateway.url, content=body, headers=headers) as response,
    ):
        async for piece in response.aiter_bytes():
            answer += piece
            if len(answer) > ANSWER_MOST:
                break
        return response.status_code, response.headers, answer[:ANSWER_MOST]


def _number(answer: bytes) -> str:
    """What the gateway calls the message, or nothing where it does not say."""
    try:
        told = json.loads(answer)
    except (ValueError, RecursionError):
        return ""
    number = told.get("id") if isinstance(told, dict) else None
    if isinstance(number, bool) or not isinstance(number, str | int):
        return ""
    text = str(number).strip()
    return text if text.isprintable() and len(text) <= NUMBER_MOST else ""


def _retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """The seconds after which we are to come back (RFC 9110 §10.2.3), where they are given."""
    text = headers.get("retry-after", "").strip()
    readable = text.isascii() and text.isdigit() and len(text) < 7
    return timedelta(seconds=int(text)) if readable else None


def _said(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())
