"""P1: what was answered 2xx is never lost nor doubled, whatever is killed, on either engine."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.world import World, world

QUICK_KILLS = 60
DEEP_KILLS = 1000
CONTROL_KILLS = 20
CLIENTS = 4
WORKERS = 2
BETWEEN_KILLS = (0.1, 0.6)  # seconds
PATIENCE = 60  # seconds a client goes on trying one inquiry


@dataclass
class Client:
    """A client that tries until it is answered, and remembers what it was told."""

    url: str
    token: str
    name: str
    stop: threading.Event
    acknowledged: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)

    def run(self) -> None:
        """Ask one inquiry after another."""
        number = 0
        while not self.stop.is_set():
            number += 1
            self.ask(f"{self.name}-{number}")

    def ask(self, key: str) -> None:
        """Ask until there is an answer; the need carries the key, so that it can be counted."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                status, body = self.post(key)
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)
                continue
            if status == 201:
                self.acknowledged.append(key)
                return
            if status not in {409, 503}:
                self.odd.append(f"{key}: {status} {body[:200]}")
                return
            time.sleep(0.05)
        self.odd.append(f"{key}: no answer in {PATIENCE} s")

    def post(self, key: str) -> tuple[int, str]:
        """Send one inquiry."""
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=25)
        try:
            connection.request(
                "POST",
                "/api/v1/inquiries",
                json.dumps({"need": f"monitor {key}", "lang": "en"}),
                {
                    "Content-Type": "application/json",
                    "Authorization": f"Bearer {self.token}",
                    "Idempotency-Key": key,
                },
            )
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()


@contextmanager
def farm(here: World, application: str) -> Iterator[subprocess.Popen[bytes]]:
    """The workers of a world, answering."""
    words = [sys.executable, "-m", "tests.reliability.farm", str(here.port), str(WORKERS)]
    root = str(Path(__file__).parents[2])
    running = subprocess.Popen([*words, application], env={**here.env, "PYTHONPATH": root})
    try:
        for _ in range(600):
            assert running.poll() is None, "the workers did not start"
            try:
                with closing(http.client.HTTPConnection("127.0.0.1", here.port)) as probe:
                    probe.request("GET", "/healthz")
                    if probe.getresponse().status == 200:
                        break
            except OSError:
                time.sleep(0.1)
        yield running
    finally:
        running.terminate()
        running.wait(20)


def workers_of(parent: int) -> list[int]:
    """The process ids of the workers alive now."""
    return [int(one) for one in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def kill_at_random(parent: int, kills: int, seed: int) -> None:
    """Kill -9 a random worker, again and again, at random moments."""
    chance = random.Random(seed)
    for _ in range(kills):
        time.sleep(chance.uniform(*BETWEEN_KILLS))
        if alive := workers_of(parent):
            os.kill(chance.choice(alive), signal.SIGKILL)


@dataclass(frozen=True)
class Outcome:
    """What the clients were told, beside what is on record."""

    acknowledged: int
    lost: list[str]
    doubled: list[str]
    odd: list[str]


def put_to_it(here: World, application: str, kills: int) -> Outcome:
    """Clients that retry, workers that are killed; then count."""
    token = prepare(here)
    stop = threading.Event()
    clients = [Client(here.url, token, f"c{number}", stop) for number in range(CLIENTS)]
    with farm(here, application) as running:
        threads = [threading.Thread(target=client.run) for client in clients]
        for thread in threads:
            thread.start()
        kill_at_random(running.pid, kills, seed=7)
        stop.set()
        for thread in threads:
            thread.join(PATIENCE + 30)
    acknowledged = [key for client in clients for key in client.acknowledged]
    odd = [one for client in clients for one in client.odd]
    recorded = on_record(here)
    return Outcome(
        len(acknowledged),
        [key for key in acknowledged if recorded.count(key) == 0],
        [key for key in set(recorded) if recorded.count(key) > 1],
        odd,
    )


def prepare(here: World) -> str:
    """A small shop with a policy in force, and a key for the clients."""
    here.demur("doctor")
    here.python(
        "from django.core.management import call_command\n"
        "call_command('migrate', verbosity=0)\n"
        "from tests.shop import open_shop\n"
        "open_shop()"
    )
    made = here.demur("key", "new", "clients", "--scope", "inquiries")
    assert made.returncode == 0, made.stderr
    return made.stdout.split()[-1]


def on_record(here: World) -> list[str]:
    """The keys of all inquiries on record, as often as they are there."""
    listed = here.python(
        "from demur.records.inquiries import Inquiry\n"
        "print('\\n'.join(Inquiry.objects.values_list('need', flat=True)))"
    )
    return [line.removeprefix("monitor ") for line in listed.stdout.splitlines()]


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as one:
        yield one


def held(outcome: Outcome) -> None:
    assert outcome.odd == []
    assert outcome.lost == []
    assert outcome.doubled == []
    assert outcome.acknowledged > QUICK_KILLS


def test_sixty_killed_workers_lose_nothing_and_double_nothing(here: World) -> None:
    held(put_to_it(here, "demur.asgi:application", QUICK_KILLS))


def test_a_server_that_answers_before_it_has_recorded_is_caught(here: World) -> None:
    assert put_to_it(here, "tests.reliability.hasty:application", CONTROL_KILLS).lost


@pytest.mark.deep
def test_a_thousand_killed_workers_lose_nothing_and_double_nothing(here: World) -> None:
    held(put_to_it(here, "demur.asgi:application", DEEP_KILLS))
