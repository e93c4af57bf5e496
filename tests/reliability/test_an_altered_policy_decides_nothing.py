"""A running server whose policy is altered in the database stops deciding by it, and says so."""

from __future__ import annotations

import json
import time
from contextlib import closing
from http.client import HTTPConnection
from typing import Any

from tests.world import World, free_port

PREPARE = """
from datetime import UTC, datetime
from demur.cli.serve import make_sound
make_sound()
from demur.cli.demo import prepare
prepare(datetime.now(UTC))
"""
ALTER = """
from demur.records.policies import PolicyVersion, in_force
from datetime import date
from tests.shop import alter_policy
one = in_force(date.today())
alter_policy(one.version, {source})
"""
WITHIN_SECONDS = 60


def asked(world: World, key: str) -> tuple[int, dict[str, Any]]:
    """Put an inquiry to the API; the status and what it said."""
    body = json.dumps({"need": "four monitors", "lang": "en"})
    headers = {
        "Authorization": f"Bearer {key}",
        "Content-Type": "application/json",
        "Idempotency-Key": str(time.monotonic_ns()),
    }
    server = HTTPConnection("127.0.0.1", world.port, timeout=30)
    with closing(server):
        server.request("POST", "/api/v1/inquiries", body, headers)
        response = server.getresponse()
        return response.status, json.load(response)


def until(world: World, key: str, status: int) -> dict[str, Any]:
    """What the server says once it answers with a status, in bounded time."""
    ends = time.monotonic() + WITHIN_SECONDS
    while time.monotonic() < ends:
        found, said = asked(world, key)
        if found == status:
            return said
        time.sleep(0.5)
    raise AssertionError(f"no {status} within {WITHIN_SECONDS} seconds")


def test_a_running_server_stops_deciding_by_an_altered_policy(served: Any) -> None:
    with served(lambda here: here.python(PREPARE)) as world:
        key = world.demur("key", "new", "bot", "--scope", "inquiries").stdout.split()[-1]
        assert asked(world, key)[0] == 201
        world.python(ALTER.format(source="bytes(one.source) + b' '"))
        refused = until(world, key, 503)
        assert refused["code"] == "altered-policy"
        doctor = world.demur("doctor")
        assert doctor.returncode == 1
        assert "Adopt an earlier version again" in doctor.stdout
        again = world.demur("serve", "--port", str(free_port()))
        assert again.returncode == 2
        assert "version" in again.stderr
        world.python(ALTER.format(source="bytes(one.source)[:-1]"))
        assert until(world, key, 201)["policy"]["row"]
