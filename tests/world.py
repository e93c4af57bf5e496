"""A Demur of its own for a test: its data folder, its database, its commands, its server.

What the browser and the command line meet is the real program in processes of its own, never
the one the tests themselves are running in.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

START_SECONDS = 180
#: Runs one piece of source after another, each line a piece, and tells what each printed.
STAYING = """
import contextlib, io, json, sys, traceback
from demur.cli.ready import ready
ready()
for line in sys.stdin:
    said, fault = io.StringIO(), ""
    with contextlib.redirect_stdout(said):
        try:
            exec(compile(json.loads(line), "<asked>", "exec"), {"__name__": "asked"})
        except BaseException:
            fault = traceback.format_exc()
    print(json.dumps([said.getvalue(), fault]), flush=True)
"""
STOP_SECONDS = 15


@dataclass(frozen=True, slots=True)
class World:
    """One Demur: the environment its processes live in, and where it is served."""

    data: Path
    env: Mapping[str, str]
    port: int

    @property
    def url(self) -> str:
        """Where its pages are, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def demur(self, *words: str, text: str = "") -> subprocess.CompletedProcess[str]:
        """Run a `demur` command here and return how it ended and what it said."""
        return self._python("-m", "demur", *words, text=text)

    def python(self, source: str) -> subprocess.CompletedProcess[str]:
        """Run Python source here, with Django ready; raises AssertionError where it fails."""
        done = self._python("-c", f"from demur.cli.ready import ready; ready()\n{source}")
        assert done.returncode == 0, done.stderr
        return done

    def _python(self, *words: str, text: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *words],
            env=dict(self.env),
            input=text,
            capture_output=True,
            text=True,
            timeout=180,
        )


Prepare = Callable[[World], object]
Ask = Callable[[str], str]


@contextmanager
def interpreter(here: World) -> Iterator[Ask]:
    """A Python that stays: `ask(source)` runs it with Django ready and gives what it printed.

    To start one for every question costs seconds. Raises AssertionError where the source fails.
    """
    command = [sys.executable, "-c", STAYING]
    with (
        (here.data.parent / "asked.log").open("w") as log,
        subprocess.Popen(
            command, env=dict(here.env), stdin=PIPE, stdout=PIPE, stderr=log, text=True
        ) as staying,
    ):
        assert staying.stdin
        assert staying.stdout

        def ask(source: str) -> str:
            print(json.dumps(source), file=staying.stdin, flush=True)
            answer = staying.stdout.readline()  # type: ignore[union-attr]
            assert answer, Path(log.name).read_text()
            said, fault = json.loads(answer)
            assert not fault, fault
            return str(said)

        yield ask
        staying.stdin.close()


@contextmanager
def world(folder: Path, **env: str) -> Iterator[World]:
    """A Demur with nothing in it yet, on the engine the tests run on."""
    data = folder / "data"
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("DEMUR_", "PYTEST_"))}
    with _database() as url:
        own = {**inherited, "DEMUR_DATA": str(data), "PYTHONWARNINGS": "default", **url, **env}
        yield World(data, own, free_port())


@contextmanager
def served(folder: Path, prepare: Prepare | None = None, **env: str) -> Iterator[World]:
    """A world whose real server answers, after `prepare` has put into it what the test needs."""
    with world(folder, **env) as here:
        if prepare:
            prepare(here)
        log = folder / "serve.log"
        with log.open("w") as out:
            server = subprocess.Popen(
                [sys.executable, "-m", "demur", "serve", "--port", str(here.port)],
                env=dict(here.env),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            _await_answer(here, server, log)
            yield here
        finally:
            _stop(server)


def free_port() -> int:
    """A TCP port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _database() -> Iterator[dict[str, str]]:
    """A database for one world: SQLite in its own folder, or a new one in the tests' cluster."""
    cluster = os.environ.get("DATABASE_URL")
    if not cluster:
        yield {}
        return
    name = f"world_{secrets.token_hex(6)}"
    _tell(cluster, "CREATE DATABASE {}", name)
    try:
        yield {"DATABASE_URL": urlunsplit(urlsplit(cluster)._replace(path=f"/{name}"))}
    finally:
        _tell(cluster, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _tell(cluster: str, statement: str, name: str) -> None:
    with psycopg.connect(cluster, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(sql.Identifier(name)))


def _await_answer(here: World, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        assert server.poll() is None, f"the server ended at once:\n{log.read_text()}"
        try:
            with urllib.request.urlopen(f"{here.url}/healthz", timeout=20):  # noqa: S310
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"no answer in {START_SECONDS} s:\n{log.read_text()}")


def _stop(server: subprocess.Popen[bytes]) -> None:
    """End the server and whatever it started: first politely, then for certain."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        if server.poll() is None:
            os.killpg(server.pid, how)
            try:
                server.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                continue
