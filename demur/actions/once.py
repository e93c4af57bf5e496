"""Once: a deed that another system may send again is done once, and answered the same."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from demur.records.journal import Receipt


@dataclass(frozen=True, slots=True)
class Answered:
    """What was answered: an HTTP status and the exact body."""

    status: int
    body: str


class OtherRequest(Exception):
    """The key was used before, for another request."""


class InFlight(Exception):
    """The first request with this key is still being done."""


def once(
    holder: str, key: str, request_hash: str, now: datetime, deed: Callable[[], Answered]
) -> Answered:
    """Do a deed and keep its answer in the same transaction, or give the answer kept before.

    A process that dies between the commit and the answer therefore answers the repeat as it
    would have answered the first. Whatever `deed` raises leaves neither deed nor receipt. Raises
    OtherRequest and InFlight.
    """
    with transaction.atomic():
        _alone(holder, key)
        receipt = Receipt.objects.filter(holder=holder, key=key).first()
        if receipt is not None:
            return _kept(receipt, request_hash)
        answered = deed()
        Receipt.objects.create(
            holder=holder,
            key=key,
            request_hash=request_hash,
            status=answered.status,
            body=answered.body,
            at=now,
        )
    return answered


def _kept(receipt: Receipt, request_hash: str) -> Answered:
    if receipt.request_hash != request_hash:
        raise OtherRequest
    return Answered(receipt.status, receipt.body)


def _alone(holder: str, key: str) -> None:
    """Let nobody else use this key until the transaction ends.

    PostgreSQL has a lock for it. SQLite's transactions begin IMMEDIATE (settings.py): whoever
    gets here is the only writer already, and the repeat has waited for the first one's commit.
    """
    if connection.vendor != "postgresql":
        return
    digest = hashlib.sha256(f"{holder}\n{key}".encode()).digest()
    number = int.from_bytes(digest[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        if not cursor.fetchone()[0]:
            raise InFlight
