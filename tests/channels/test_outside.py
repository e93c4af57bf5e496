"""A webhook never reaches inside, however the way there is written (P17)."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import IPv4Address, IPv4Network, IPv6Address
from threading import Thread

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.channels.outside import Inside, Outward, is_outside
from demur.channels.webhook import _posted
from demur.hook_settings import Receiver

SECRET = "whsec_" + "QUJD" * 10
HERE = (IPv4Network("127.0.0.1"),)
PUBLIC = "93.184.215.14"


@dataclass
class Neighbour:
    """A machine inside: it counts who connects, and answers as it is told."""

    port: int
    connections: list[str] = field(default_factory=list)
    location: str = ""
    body: bytes = b""


@pytest.fixture(name="neighbour")
def _neighbour() -> Iterator[Neighbour]:
    found = Neighbour(0)

    class Counts(BaseHTTPRequestHandler):
        def setup(self) -> None:
            found.connections.append(self.client_address[0])
            super().setup()

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(302 if found.location else 200)
            if found.location:
                self.send_header("Location", found.location)
            self.end_headers()
            self.wfile.write(found.body)

        def log_message(self, *_: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Counts)
    found.port = server.server_port
    Thread(target=server.serve_forever, daemon=True).start()
    yield found
    server.shutdown()
    server.server_close()


def post(url: str, inside: tuple[IPv4Network, ...] = ()) -> object:
    """What comes of one request, as a webhook makes it."""
    receiver = Receiver(url, SECRET, inside)
    try:
        return asyncio.run(_posted(receiver, {}, b"{}")).status
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return type(error)


#: Ways to write this machine and its neighbours, as resolvers and people have found them.
WRITTEN = (
    *("127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0x7f.1", "0", "0.0.0.0"),  # noqa: S104
    *("localhost", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::127.0.0.1]", "[::ffff:7f00:1]"),
    *("[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]"),
    *("10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "[fe80::1]"),
    *("[fc00::1]", "[fec0::1]", "[ff02::1]", "224.0.0.1", "255.255.255.255", "240.0.0.1"),
    *("192.0.2.1", "198.18.0.1", "192.88.99.1", "[2001:db8::1]", "[3fff::1]"),
)


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("host", WRITTEN)
def test_no_spelling_of_a_neighbour_is_connected_to(
    neighbour: Neighbour, host: str, scheme: str
) -> None:
    assert post(f"{scheme}://{host}:{neighbour.port}/") in {
        Inside,
        httpx.ConnectError,
        httpx.InvalidURL,
    }
    assert not neighbour.connections


def test_a_client_without_the_guard_would_have_connected(neighbour: Neighbour) -> None:
    with httpx.Client(trust_env=False) as http:
        assert http.post(f"http://2130706433:{neighbour.port}/", content=b"{}").status_code == 200
    assert neighbour.connections


def test_a_network_that_the_operator_allows_is_reached_and_no_other(neighbour: Neighbour) -> None:
    assert post(f"http://127.0.0.1:{neighbour.port}/", HERE) == 200
    assert post(f"http://127.0.0.2:{neighbour.port}/", HERE) is Inside
    assert len(neighbour.connections) == 1


def test_a_redirect_is_not_followed(neighbour: Neighbour) -> None:
    neighbour.location = f"http://127.0.0.1:{neighbour.port}/inside"
    assert post(f"http://127.0.0.1:{neighbour.port}/", HERE) == 302
    assert len(neighbour.connections) == 1


def test_a_proxy_of_the_environment_is_not_asked(
    neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{neighbour.port}")
    assert post("http://127.0.0.1:9/", HERE) is httpx.ConnectError
    assert not neighbour.connections


def test_of_a_long_answer_only_the_status_is_read(neighbour: Neighbour) -> None:
    neighbour.body = b"x" * 5_000_000
    assert post(f"http://127.0.0.1:{neighbour.port}/", HERE) == 200


class Turning:
    """A name that leads outside when it is looked up first, and inside ever after."""

    def __init__(self, *answers: tuple[str, ...]) -> None:
        self.answers, self.asked = list(answers), 0

    def __call__(self, *_: object, **__: object) -> list[object]:
        found = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 0)) for one in found]


def through(url: str) -> list[httpx.Request]:
    """The requests that the guard lets through to whatever carries them."""
    seen: list[httpx.Request] = []

    def carry(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(204)

    async def ask() -> None:
        guarded = Outward(httpx.MockTransport(carry))
        async with httpx.AsyncClient(transport=guarded, trust_env=False) as http:
            await http.post(url, content=b"{}")

    asyncio.run(ask())
    return seen


def test_a_name_that_turns_inside_meanwhile_is_dialled_where_it_was_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    turning = Turning((PUBLIC,), ("127.0.0.1",))
    monkeypatch.setattr(socket, "getaddrinfo", turning)
    (request,) = through("https://crm.example/hook")
    assert (request.url.host, turning.asked) == (PUBLIC, 1)
    assert request.headers["Host"] == "crm.example"
    assert request.extensions["sni_hostname"] == "crm.example"


def test_a_name_with_one_address_inside_is_not_dialled_at_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Turning((PUBLIC, "10.0.0.1")))
    with pytest.raises(Inside):
        through("https://crm.example/hook")


def test_numbers_of_clients_do_not_go_outside_unencrypted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Turning((PUBLIC,)))
    with pytest.raises(Inside):
        through("http://crm.example/hook")


#: Where in an IPv6 address an IPv4 address may hide: the rest of it, and how far to the left.
DISGUISES = {
    "mapped": ("::ffff:0:0", 0),
    "compatible": ("::", 0),
    "NAT64": ("64:ff9b::", 0),
    "local NAT64": ("64:ff9b:1::", 0),
    "6to4": ("2002::", 80),
    "Teredo": ("2001::", 64),
}


@pytest.mark.parametrize(("rest", "left"), DISGUISES.values(), ids=DISGUISES)
@given(address=st.ip_addresses(v=4))
def test_an_ipv4_address_in_disguise_is_never_outside(
    rest: str, left: int, address: IPv4Address
) -> None:
    assert not is_outside(str(IPv6Address(int(IPv6Address(rest)) + (int(address) << left))))


@given(st.text(max_size=40))
def test_what_is_no_address_is_not_outside(text: str) -> None:
    assert not is_outside(f"{text}?")


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:4700::1111", "2a00:1450::200e"])
def test_the_public_internet_is_outside(address: str) -> None:
    assert is_outside(address)
