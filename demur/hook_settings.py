"""Reads from the environment, loudly, which other system is told of planned calls."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Final
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

SECRET_PREFIX: Final = "whsec_"  # noqa: S105 (it stands before every secret)


class BadSecret(ValueError):
    """A webhook's secret is not whsec_ and base64 of 24 to 64 bytes."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who is told: an http or https address, and the secret shared with it.

    `inside` are networks of our own into which it may lead all the same, because whoever operates
    this says so.
    """

    url: str
    secret: str
    inside: tuple[IPv4Network | IPv6Network, ...] = ()

    def key(self) -> bytes:
        """The bytes behind the secret; raises BadSecret."""
        try:
            key = base64.b64decode(self.secret.removeprefix(SECRET_PREFIX), validate=True)
        except ValueError as error:
            raise BadSecret from error
        if not self.secret.startswith(SECRET_PREFIX) or not 24 <= len(key) <= 64:
            raise BadSecret
        return key


def receiver(name: str, secret_name: str, inside_name: str) -> Receiver | None:
    """The receiver of webhooks, if there is one; numbers of clients never go unencrypted.

    Only to a network that `inside_name` lists may it be http.
    """
    if not (url := os.environ.get(name, "").strip()):
        return None
    inside = _networks(inside_name)
    try:
        parts = urlsplit(url)
        fits = parts.port != 0 and bool(parts.hostname) and url.isprintable()
    except ValueError:
        parts, fits = urlsplit(""), False
    if not fits or parts.scheme not in {"https", "http"} or parts.username is not None:
        raise ImproperlyConfigured(f"{name} must look like https://crm.example.org/demur")
    if parts.scheme == "http" and not inside:
        raise ImproperlyConfigured(f"{name} would send numbers unencrypted: use https://")
    found = Receiver(url, os.environ.get(secret_name, "").strip(), inside)
    try:
        found.key()
    except BadSecret as error:
        raise ImproperlyConfigured(
            f"{secret_name} must be whsec_ and base64 of 24 to 64 random bytes"
        ) from error
    return found


def _networks(name: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Networks with commas between; one that can't be read stops the start."""
    given = [one.strip() for one in os.environ.get(name, "").split(",") if one.strip()]
    try:
        return tuple(ip_network(one) for one in given)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must look like 10.1.2.3, fd00:1::/64") from error
