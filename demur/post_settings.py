"""Reads from the environment, loudly, where mail and SMS leave and who stands behind them."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from email.utils import parseaddr
from ipaddress import ip_address
from urllib.parse import SplitResult, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True, slots=True)
class MailServer:
    """The SMTP server that takes our mail; `security` is tls, starttls or none."""

    host: str
    port: int
    security: str
    user: str = ""
    password: str = ""


@dataclass(frozen=True, slots=True)
class Gateway:
    """The HTTP gateway that takes our SMS, the key it knows us by, the secret we sign with."""

    url: str
    key: str
    secret: str


#: Scheme → how the connection is secured, and its port.
SMTP: dict[str, tuple[str, int]] = {
    "smtps": ("tls", 465),
    "smtp+starttls": ("starttls", 587),
    "smtp": ("none", 25),
}


def mail_server(name: str) -> MailServer | None:
    """The mail server from a URL such as smtp+starttls://user:password@host:587, if there is one.

    A password goes over an encrypted connection, or not further than this machine.
    """
    if not (url := os.environ.get(name, "").strip()):
        return None
    parts = _parts(name, url, "smtps://user:password@mail.example.org:465", tuple(SMTP))
    security, usual = SMTP[parts.scheme]
    if parts.username and security == "none" and not _is_here(parts):
        raise ImproperlyConfigured(f"{name} would send its password unencrypted: use smtps://")
    return MailServer(
        host=parts.hostname or "",
        port=parts.port or usual,
        security=security,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def mail_address(name: str, *, needed: bool = False) -> tuple[str, str]:
    """A name and a mail address from the environment; two empty texts where it is not set."""
    value = os.environ.get(name, "").strip()
    if not value and not needed:
        return "", ""
    called, address = parseaddr(value)
    whole = address.isascii() and address.isprintable() and " " not in address
    if not whole or not value.isprintable() or not re.fullmatch(r"[^@]+@[^@]+\.[^@.]+", address):
        raise ImproperlyConfigured(f"{name} must look like Inkwell <desk@example.org>")
    return called, address


def gateway(name: str, key_name: str, secret_name: str) -> Gateway | None:
    """The SMS gateway, if there is one; its key never goes over the network unencrypted."""
    if not (url := os.environ.get(name, "").strip()):
        return None
    parts = _parts(name, url, "https://sms.example.org/messages", ("https", "http"))
    if parts.scheme == "http" and not _is_here(parts):
        raise ImproperlyConfigured(f"{name} would send its key unencrypted: use https://")
    key, secret = (os.environ.get(each, "").strip() for each in (key_name, secret_name))
    if not (key and secret and key.isascii() and key.isprintable() and " " not in key):
        raise ImproperlyConfigured(f"{name} is set: set {key_name} and {secret_name} as well")
    return Gateway(url, key, secret)


def _parts(name: str, url: str, like: str, schemes: tuple[str, ...]) -> SplitResult:
    """The parts of a URL; raises ImproperlyConfigured where it has no host or another scheme."""
    try:
        parts = urlsplit(url)
        port_known = parts.port is None or parts.port > 0
    except ValueError:
        parts, port_known = urlsplit(""), False
    if parts.scheme not in schemes or not parts.hostname or not port_known or not url.isprintable():
        raise ImproperlyConfigured(f"{name} must look like {like}")
    return parts


def _is_here(parts: SplitResult) -> bool:
    """Whether the host is this machine itself."""
    try:
        return ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return parts.hostname == "localhost"
