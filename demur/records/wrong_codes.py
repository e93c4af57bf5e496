"""Wrong short codes, by the address they came from: after enough of them it has to wait."""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from django.db import models

#: So many wrong codes within so long shut the page for codes to an address.
MOST: Final = 10
WINDOW: Final = timedelta(minutes=15)
#: Of an IPv6 address a household or a machine has at least the last 64 bits to itself (RFC 6177).
IPV6_PREFIX: Final = 64


class WrongCode(models.Model):
    """A short code that was nobody's; never which it was."""

    whence = models.CharField(max_length=50)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["whence", "at"], name="wrong_code_whence")]

    def __str__(self) -> str:
        return self.whence


def whence(address: str) -> str:
    """What of an address (as REMOTE_ADDR has it) is counted together; "" for what is none."""
    try:
        read = ip_address(address)
    except ValueError:
        return ""
    if not isinstance(read, IPv6Address):
        return str(read)
    if read.ipv4_mapped:
        return str(read.ipv4_mapped)
    return str(ip_network((int(read), IPV6_PREFIX), strict=False))


def has_to_wait(address: str, now: datetime) -> bool:
    """Whether an address has tried often enough for now."""
    tried = WrongCode.objects.filter(whence=whence(address), at__gt=now - WINDOW)
    return tried.count() >= MOST
