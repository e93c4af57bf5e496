"""Keyed hashes: how a client who asked for peace is known again when nothing else is kept of them.

A telephone number has so few possible values that its plain hash could be turned back by trying
them all; under a key that lies outside the database it can't be.
"""

from __future__ import annotations

import hmac
import os
import secrets
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from django.conf import settings

BYTES = 32


class LostKey(Exception):
    """The key of peace is not the one that the records were made with, or can't be read."""


def keyed(kind: str, value: str) -> str:
    """A keyed hash (HMAC-SHA256, RFC 2104) of a number, a mail address or a contact's ref.

    64 hexadecimal digits. Raises LostKey.
    """
    return hmac.digest(key(), f"{kind}:{value}".encode(), "sha256").hex()


def need_mark(need: str) -> str:
    """What is kept of a need that was refused: enough to know it again, and no word of it."""
    return keyed("need", need) if need else ""


def key() -> bytes:
    """The key of peace, made when it is asked for first; raises LostKey."""
    return _key(settings.PEACE)


def folder() -> Path:
    """Where the key and the journal of peace lie: outside the database, and its backups."""
    return Path(settings.PEACE)


@lru_cache(maxsize=8)
def _key(place: str | Path) -> bytes:
    where = Path(place)
    file = where / "key"
    try:
        where.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not file.exists():
            _make(file)
        found = bytes.fromhex(file.read_text("ascii").strip())
    except (OSError, ValueError) as error:
        raise LostKey(f"the key of peace, {file}, can't be read: {error}") from error
    if len(found) != BYTES:
        raise LostKey(f"the key of peace, {file}, is damaged: bring it back from a backup")
    return found


def _make(file: Path) -> None:
    """Write a new key, whole or not at all: another process may be doing the same."""
    draft = file.with_name(f"key-{secrets.token_hex(8)}")
    with open(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as new:
        new.write(secrets.token_hex(BYTES))
        new.flush()
        os.fsync(new.fileno())
    with suppress(FileExistsError):
        os.link(draft, file)
    draft.unlink()
