"""Another system is told of a planned call: one signed request (Standard Webhooks 1.0.0).

Who is told, how often and when again is not said here: a delivery is one try, and its outcome is
a value.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import httpx

from demur.channels.outside import Outward
from demur.channels.trust import trusted
from demur.domain.exits import Exit
from demur.hook_settings import Receiver
from demur.records.calls import Planned
from demur.records.gate import Cleared, leaves_by

#: For each step of the exchange, and for all of it: an answer may come a letter a minute.
TIMEOUT: Final = httpx.Timeout(10, connect=5)
WHOLE_SECONDS: Final = 20
KIND: Final = "call.planned"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came of one try: the receiver's HTTP status, 0 where there was no answer, and why."""

    status: int
    said: str = ""

    @property
    def arrived(self) -> bool:
        """Whether the receiver took it."""
        return 200 <= self.status < 300

    @property
    def gone(self) -> bool:
        """Whether the receiver asks not to be told any more (410)."""
        return self.status == 410


@leaves_by(Exit.WEBHOOK)
def deliver(cleared: Cleared, receiver: Receiver, now: datetime) -> Delivery:
    """Tell a receiver of a planned call, once.

    The id is the call's own, so that a repeat is known for one. It goes to the public internet or
    where the operator allows (`outside`), over no proxy of the environment, and follows no
    redirect; of the answer only its status is read. Raises BadSecret.
    """
    body = _body(cleared, now)
    call: Planned = cleared.wanted.about
    headers = signed(f"msg_{call.ref.hex}", body, receiver.key(), now)
    posted = _posted(receiver, headers, body)
    try:
        return asyncio.run(asyncio.wait_for(posted, WHOLE_SECONDS))
    except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, TimeoutError) as error:
        return Delivery(0, str(error) or type(error).__name__)


async def _posted(receiver: Receiver, headers: Mapping[str, str], body: bytes) -> Delivery:
    carrier = httpx.AsyncHTTPTransport(verify=trusted(), trust_env=False)
    async with (
        httpx.AsyncClient(
            transport=Outward(carrier, receiver.inside),
            timeout=TIMEOUT,
            follow_redirects=False,
            trust_env=False,
        ) as http,
        http.stream("POST", receiver.url, content=body, headers=headers) as response,
    ):
        return Delivery(response.status_code, response.reason_phrase)


def signed(name: str, body: bytes, key: bytes, now: datetime) -> dict[str, str]:
    """The headers of Standard Webhooks: HMAC-SHA256 over the id, the second and the body."""
    second = str(int(now.timestamp()))
    digest = hmac.new(key, f"{name}.{second}.".encode() + body, hashlib.sha256).digest()
    return {
        "Content-Type": "application/json",
        "webhook-id": name,
        "webhook-timestamp": second,
        "webhook-signature": "v1," + base64.b64encode(digest).decode(),
    }


def _body(cleared: Cleared, now: datetime) -> bytes:
    call: Planned = cleared.wanted.about
    told = {
        "type": KIND,
        "timestamp": now.isoformat(),
        "data": {
            "id": str(call.ref),
            "at": call.at.isoformat(),
            "number": cleared.address,
            "name": call.contact.name if call.contact else "",
            "purpose": call.purpose,
            "need": call.need,
        },
    }
    return json.dumps(told, ensure_ascii=False).encode()
