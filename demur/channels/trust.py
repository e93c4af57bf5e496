"""Whom we trust with what leaves by HTTPS: the certificate authorities of this machine."""

from __future__ import annotations

import ssl
from functools import lru_cache


def trusted() -> ssl.SSLContext:
    """Read the certificate authorities, once: it takes some 20 ms, and lies before each message.

    Not for mail: whoever asks by HTTP marks the context as theirs (ALPN, RFC 7301).
    """
    return _read(ssl.get_default_verify_paths())


@lru_cache(maxsize=4)
def _read(_where: ssl.DefaultVerifyPaths) -> ssl.SSLContext:
    return ssl.create_default_context()
