"""P24: a monster body or a flood of fields is turned away at once, and the desk goes on."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from demur.web.limits import QUERY_MOST, bounded
from tests.web.doors import key
from tests.world import World

MEGABYTE = 1024 * 1024
#: Seconds: a second on a machine with nothing else to do, and no minute on a busy one.
LONGEST = 10.0
FORM = "application/x-www-form-urlencoded"


def ask(chunks: list[bytes], headers: dict[bytes, bytes]) -> tuple[int, list[dict[str, Any]]]:
    """What an application behind the limit reads of a body, and what is sent for it."""
    messages = iter(
        [{"type": "http.request", "body": one, "more_body": True} for one in chunks]
        + [{"type": "http.request", "body": b"", "more_body": False}, {"type": "http.disconnect"}]
    )
    asked, sent, read = 0, [], 0

    async def receive() -> dict[str, Any]:
        nonlocal asked
        asked += 1
        return dict(next(messages))

    async def send(message: Any) -> None:
        sent.append(message)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        nonlocal read
        message = await receive()
        while message["type"] == "http.request" and message.get("more_body"):
            read += len(message["body"])
            message = await receive()
        status = 413 if scope["demur.too_large"] else 200
        await send({"type": "http.response.start", "status": status, "headers": []})
        assert (await receive())["type"] == "http.disconnect"

    scope = {"type": "http", "headers": list(headers.items())}
    asyncio.run(bounded(app)(scope, receive, send))
    return read, sent


def test_a_body_that_announces_itself_too_large_is_not_read() -> None:
    read, sent = ask([b"x" * MEGABYTE] * 10, {b"content-length": b"10485760"})
    assert read == 0
    assert sent[0]["status"] == 413
    assert (b"connection", b"close") in sent[0]["headers"]


@pytest.mark.parametrize("length", [b"-1", b"ten", b"1e3", b"\xb2"])
def test_a_length_that_is_no_number_is_not_believed(length: bytes) -> None:
    read, sent = ask([b"x"], {b"content-length": length})
    assert (read, sent[0]["status"]) == (0, 413)


def test_a_body_that_grows_too_large_is_read_no_further() -> None:
    read, sent = ask([b"x" * 65536] * 100, {})
    assert read <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert sent[0]["status"] == 413


def test_a_body_that_fits_is_read_whole() -> None:
    read, sent = ask([b"x" * 65536] * 10, {b"content-length": b"655360"})
    assert (read, sent[0]["status"]) == (655360, 200)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "kind"), [("/sign-in", FORM), ("/api/v1/inquiries", "application/json")]
)
def test_a_body_that_is_too_large_gets_413(path: str, kind: str) -> None:
    response = Client().post(path, b"x" * (2 * MEGABYTE), kind)
    assert response.status_code == 413


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/sign-in", "/language"])
def test_a_hundred_thousand_fields_get_400(path: str) -> None:
    body = "&".join(f"a{number}=1" for number in range(100_000))
    assert Client().post(path, body, FORM).status_code == 400


@pytest.mark.django_db
def test_a_hundred_thousand_fields_of_json_get_400_and_a_short_list() -> None:
    body = json.dumps({f"a{number}": 1 for number in range(50_000)})
    headers = key() | {"Idempotency-Key": "one"}
    response = Client().post("/api/v1/inquiries", body, "application/json", headers=headers)
    assert response.status_code == 403
    headers = key(*_all(), name="other") | {"Idempotency-Key": "one"}
    response = Client().post("/api/v1/inquiries", body, "application/json", headers=headers)
    assert response.status_code == 400
    assert len(response.json()["errors"]) == 20


def _all() -> list[Any]:
    from demur.actions.make_key import Scope

    return list(Scope)


def test_a_query_that_is_too_long_gets_400() -> None:
    assert Client().get(f"/sign-in?next={'a' * QUERY_MOST}").status_code == 400


def test_a_request_for_another_host_gets_400() -> None:
    response = Client().get("/sign-in", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert "evil.example" not in response.content.decode()


@pytest.fixture(name="world", scope="module")
def _world(served: Any) -> Iterator[World]:
    with served(lambda world: world.demur("key", "new", "first", "--scope", "inquiries")) as world:
        yield world


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"x" * (10 * MEGABYTE), 413),
        (b'{"need":"' + b"x" * (10 * MEGABYTE) + b'"}', 413),
        (b"[" * 100_000 + b"]" * 100_000, 400),
        (b'{"a":' * 100_000, 400),
    ],
    ids=["10 MB", "10 MB of JSON", "100,000 brackets", "100,000 braces"],
)
@pytest.mark.parametrize("chunked", [False, True], ids=["announced", "streamed"])
def test_a_monster_is_turned_away_and_holds_nobody_up(
    world: World, body: bytes, status: int, chunked: bool
) -> None:
    secret = world.demur("key", "new", f"{len(body)} {status} {chunked}", "--scope", "inquiries")
    headers = {"Authorization": f"Bearer {secret.stdout.strip()}", "Idempotency-Key": "one"}
    pieces = (body[at : at + 65536] for at in range(0, len(body), 65536)) if chunked else body
    begun = time.monotonic()
    assert _status(world, pieces, headers, chunked=chunked) in {status, 0}
    assert time.monotonic() - begun < LONGEST
    assert _status(world, b"{}", headers, chunked=False) == 400


def _status(world: World, body: Any, headers: dict[str, str], *, chunked: bool) -> int:
    """The answer's status; 0 where the server hung up before the body was sent whole."""
    with closing(HTTPConnection("127.0.0.1", world.port, timeout=30)) as connection:
        try:
            path = "/api/v1/inquiries"
            connection.request("POST", path, body, headers, encode_chunked=chunked)
        except (BrokenPipeError, ConnectionResetError):
            return 0
        return connection.getresponse().status
