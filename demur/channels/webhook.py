"""Another system is told of a planned call: one signed request (Standard Webhooks 1.0.0).

Who is told, how often and when again is not said here: a delivery is one try, and its outcome is
a value.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import httpx

from demur.domain.exits import Exit
from demur.records.calls import Planned
from demur.records.gate import Cleared, leaves_by

SECONDS: Final = 10.0
SECRET_PREFIX: Final = "whsec_"  # noqa: S105 (it stands before every secret)
KIND: Final = "call.planned"


class BadSecret(ValueError):
    """A webhook's secret is not whsec_ and base64 of 24 to 64 bytes."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who is told: an http or https address, and the secret shared with it."""

    url: str
    secret: str

    def key(self) -> bytes:
        """The bytes behind the secret; raises BadSecret."""
        try:
            key = base64.b64decode(self.secret.removeprefix(SECRET_PREFIX), validate=True)
        except ValueError as error:
            raise BadSecret from error
        if not self.secret.startswith(SECRET_PREFIX) or not 24 <= len(key) <= 64:
            raise BadSecret
        return key


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

    The id is the call's own, so that a repeat is known for one. Redirects are not followed and no
    proxy of the environment is used: it goes where it was addressed, or nowhere. Raises BadSecret.
    """
    body = _body(cleared, now)
    call: Planned = cleared.wanted.about
    headers = signed(f"msg_{call.ref.hex}", body, receiver.key(), now)
    try:
        with httpx.Client(timeout=SECONDS, follow_redirects=False, trust_env=False) as client:
            answer = client.post(receiver.url, content=body, headers=headers)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return Delivery(0, str(error) or type(error).__name__)
    return Delivery(answer.status_code, answer.reason_phrase)


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
