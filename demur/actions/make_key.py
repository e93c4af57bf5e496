"""Keys of other systems: shown once, stored only as a hash, stopped at once."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from django.db import IntegrityError, transaction

from demur.records import journal
from demur.records.journal import ApiKey

BYTES = 24


class Scope(StrEnum):
    """What a key may do."""

    INQUIRIES = "inquiries"
    CALLS = "calls"
    ATTEMPTS = "attempts"
    WORDING = "wording"
    MESSAGES = "messages"


class NameTaken(Exception):
    """There is a key of that name; a name is never used twice, so that the records stay true."""


def key_hash(key: str) -> str:
    """What is stored of a key: its SHA-256; 192 random bits need no slow hash."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def make_key(name: str, scopes: Collection[Scope], by: str, now: datetime) -> str:
    """A new key for another system; it is never shown again.

    Raises NameTaken where a key has or had that name.
    """
    key = f"demur_{secrets.token_urlsafe(BYTES)}"
    listed = sorted(set(scopes))
    try:
        with transaction.atomic():
            made = ApiKey.objects.create(
                name=name, key_hash=key_hash(key), scopes=listed, created_at=now
            )
            journal.write(by, "made a key", f"key {made.pk}", now, name=name, scopes=listed)
    except IntegrityError as error:
        raise NameTaken(name) from error
    return key


def stop_key(name: str, by: str, now: datetime) -> bool:
    """Stop a key for ever, from its next use on; False where no such key is in use."""
    with transaction.atomic():
        stopped = ApiKey.objects.filter(name=name, revoked_at=None).update(revoked_at=now)
        if stopped:
            journal.write(by, "stopped a key", f"key {name}", now)
    return bool(stopped)


def holder_of(key: str) -> ApiKey | None:
    """Whose key this is, or None where it is unknown or stopped."""
    return ApiKey.objects.filter(key_hash=key_hash(key), revoked_at=None).first()
