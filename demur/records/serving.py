"""Whether this data folder is being served: a lock that ends with whoever holds it."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings


class InUse(Exception):
    """The records are in use; the message says by what, and what to do."""


def hold() -> IO[bytes]:
    """Say that this process serves, until it ends; waits while records are being brought back."""
    lock = _file().open("ab")
    fcntl.flock(lock, fcntl.LOCK_SH)
    return lock


@contextmanager
def nobody_serves() -> Iterator[None]:
    """Let nobody begin to serve until the block ends; raises InUse where somebody does."""
    with _file().open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise InUse("demur serves these records now: stop the server first") from error
        yield


def _file() -> Path:
    return Path(settings.DATA) / "serving.lock"
