"""Seals the token of a link while its message waits: the database alone does not tell it (P9).

The token is covered with a pad that only the program's secret, kept outside the database, can
make again: HMAC-SHA256 of the errand's reference (a pseudo-random function, RFC 2104), used for
this one token and nothing else.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Final
from uuid import UUID

from django.conf import settings

#: The length of the pad.
TOKEN_MOST: Final = 32
PURPOSE: Final = b"demur: the token of an errand's link\0"


def sealed(token: str, ref: UUID) -> str:
    """A token as it may be stored; raises ValueError for one that is longer than the pad."""
    if len(token.encode()) > TOKEN_MOST:
        raise ValueError(f"a token has at most {TOKEN_MOST} octets")
    return _covered(token.encode(), ref).hex()


def unsealed(kept: str, ref: UUID) -> str:
    """The token again; raises ValueError where it was sealed under another secret."""
    return _covered(bytes.fromhex(kept), ref).decode("ascii")


def _covered(text: bytes, ref: UUID) -> bytes:
    key = settings.SECRET_KEY.encode()
    pad = hmac.digest(key, PURPOSE + ref.bytes, hashlib.sha256)
    return bytes(one ^ other for one, other in zip(text, pad, strict=False))
