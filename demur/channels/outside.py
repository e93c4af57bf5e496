"""Requests that must not reach inside: the address that was looked at is the one that is dialled.

Who may name where we send to could otherwise have this machine talk to its neighbours (server-side
request forgery). So a name is looked up once, every address that it has must be of the public
internet, and the connection goes to one of these; a second look-up, by which a name could turn to
another address meanwhile, does not take place. What stands for another address (IPv4 in IPv6, 6to4,
Teredo, NAT64) is inside. Ranges: IANA's registries of special-purpose addresses (RFC 6890).
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Collection, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

import httpx

Network = IPv4Network | IPv6Network
#: All of IPv6 that is given out to anybody yet (RFC 4291, section 2.4).
GIVEN_OUT: Final = IPv6Network("2000::/3")
#: Beside what Python calls not global: stand-ins for IPv4, and the old relays of 6to4.
NEVER: Final[tuple[Network, ...]] = tuple(
    ip_network(one)
    for one in ("192.88.99.0/24", "2001::/23", "2002::/16", "3ffe::/16", "3fff::/20")
)


class Inside(httpx.UnsupportedProtocol):
    """A request that would not leave for the public internet; nothing was connected to."""


def is_within(address: str, allowed: Collection[Network]) -> bool:
    """Whether an address is in one of the networks that the operator allows."""
    try:
        read = ip_address(address)
    except ValueError:
        return False
    return any(read in one for one in allowed if one.version == read.version)


def is_outside(address: str) -> bool:
    """Whether an address is the public internet's, and stands for no other."""
    try:
        read = ip_address(address)
    except ValueError:
        return False
    if isinstance(read, IPv6Address) and (read.scope_id or read not in GIVEN_OUT):
        return False
    return _is_anybodys(read)


def _is_anybodys(read: IPv4Address | IPv6Address) -> bool:
    special = read.is_multicast or read.is_reserved or read.is_unspecified or not read.is_global
    return not special and not any(read in one for one in NEVER if one.version == read.version)


class Outward(httpx.AsyncBaseTransport):
    """Carries requests to the public internet, and to what is `allowed` besides; nowhere else.

    Over http, which anybody on the way can read, only to what is allowed. TLS is verified for the
    name, whichever of its addresses is dialled. Raises Inside.
    """

    def __init__(self, carrier: httpx.AsyncBaseTransport, allowed: Sequence[Network] = ()) -> None:
        self._carrier, self._allowed = carrier, allowed

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Look the name up, and dial an address of it that was looked at."""
        host = request.url.host
        addresses = await _addresses_of(host)
        if not all(self._may_go(one, request.url.scheme) for one in addresses):
            raise Inside(f"{host} leads inside, where nothing is sent")
        extensions = {**request.extensions, "sni_hostname": host}
        pinned = httpx.Request(
            request.method,
            request.url.copy_with(host=addresses[0]),
            headers=request.headers,
            stream=request.stream,
            extensions=extensions,
        )
        return await self._carrier.handle_async_request(pinned)

    def _may_go(self, address: str, scheme: str) -> bool:
        return is_within(address, self._allowed) or (scheme == "https" and is_outside(address))

    async def aclose(self) -> None:
        """Close what carries."""
        await self._carrier.aclose()


async def _addresses_of(host: str) -> Sequence[str]:
    """All addresses of a name, or what a number written in any way stands for; never none."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpx.ConnectError(f"{host} can't be looked up") from error
    return [str(one[4][0]) for one in found]
