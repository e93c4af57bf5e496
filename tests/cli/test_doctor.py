"""Nothing is served on a database that could lose what was said, and the doctor says why."""

from __future__ import annotations

import json
import socket
import subprocess
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from demur.cli.serve import ensure_free
from tests.world import World, world

Served = Callable[..., AbstractContextManager[World]]

FORGE = """
from datetime import UTC, datetime
from demur.records.policies import Adoption, PolicyVersion
at = datetime(2026, 1, 5, tzinfo=UTC)
forged = PolicyVersion.objects.create(version=1, source=b"# No", sha256="0" * 64, adopted_at=at)
Adoption.objects.create(policy=forged, adopted_by="?", in_force_from=at.date(), adopted_at=at)
"""


def with_tables(here: World) -> None:
    """Give a world its tables, as a first `demur serve` would."""
    here.python("from demur.cli.serve import bring_up_to_date; bring_up_to_date()")


def said_in_one_line(done: subprocess.CompletedProcess[str]) -> str:
    """What a command that could not do its work said; it is one line and no traceback."""
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = done.stderr.strip().splitlines()
    return line


def status(url: str) -> int:
    with urllib.request.urlopen(url, timeout=60) as answer:  # noqa: S310
        return int(answer.status)


def test_a_world_as_demur_sets_it_up_is_sound(tmp_path: Path) -> None:
    with world(tmp_path) as here:
        with_tables(here)
        done = here.demur("doctor")
    assert (done.returncode, done.stderr) == (0, "")
    assert "All sound." in done.stdout


def test_the_doctor_tells_programs_the_same_as_people(tmp_path: Path) -> None:
    with world(tmp_path, DEMUR_HOSTS="*") as here:
        with_tables(here)
        done = here.demur("doctor", "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["sound"]) == (1, False)
    (hosts,) = [fact for fact in told["facts"] if not fact["sound"]]
    assert set(hosts) == {"name", "sound", "severity", "found", "advice"}
    assert (hosts["name"], hosts["severity"], hosts["found"]) == ("hosts", "fault", "*")
    assert "DEMUR_HOSTS" in hosts["advice"]


def test_without_a_cluster_nobody_is_asked_about_one(tmp_path: Path) -> None:
    with world(tmp_path) as here:
        with_tables(here)
        told = json.loads(here.demur("doctor", "--json").stdout)
    assert "cluster" not in [fact["name"] for fact in told["facts"]]


@pytest.mark.needs("ray")
def test_a_cluster_that_is_named_and_not_there_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as head:
        address = f"127.0.0.1:{head.getsockname()[1]}"
        with world(tmp_path, DEMUR_CLUSTER=address) as here:
            with_tables(here)
            there = here.demur("doctor")
            head.close()
            gone = here.demur("doctor", "--json")
    assert there.returncode == 0
    assert f"cluster: {address}" in there.stdout
    told = json.loads(gone.stdout)
    (cluster,) = [fact for fact in told["facts"] if not fact["sound"]]
    assert (gone.returncode, cluster["name"], cluster["severity"]) == (1, "cluster", "warning")
    assert address in cluster["advice"]
    assert "in one process" in cluster["advice"]


def test_before_the_first_start_the_doctor_sends_one_to_serve(tmp_path: Path) -> None:
    with world(tmp_path) as here:
        done = here.demur("doctor")
    assert done.returncode == 1
    assert "demur serve" in done.stdout


@pytest.mark.parametrize("command", ["doctor", "serve"])
@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DATABASE_URL", "mysql://demur@127.0.0.1/demur"),
        ("DEMUR_HTTPS", "perhaps"),
        ("DEMUR_SECRET_KEY", "short"),
        ("DEMUR_DATA", "/proc/demur"),
    ],
)
def test_a_setting_that_means_nothing_stops_the_start_and_is_named(
    command: str, variable: str, value: str, tmp_path: Path
) -> None:
    with world(tmp_path, **{variable: value}) as here:
        assert variable in said_in_one_line(here.demur(command))


def test_a_database_that_does_not_answer_is_a_finding_and_is_not_served(tmp_path: Path) -> None:
    with world(tmp_path, DATABASE_URL="postgres://demur:x@127.0.0.1:1/demur") as here:
        asked, started = here.demur("doctor"), here.demur("serve", "--port", str(here.port))
    assert (asked.returncode, started.returncode) == (1, 2)
    assert "DATABASE_URL" in asked.stdout
    assert "DATABASE_URL" in started.stderr
    assert "Traceback" not in asked.stderr + started.stderr


@pytest.mark.parametrize(
    ("env", "prepare", "advice"),
    [
        ({"DEMUR_HOSTS": "*"}, "", "DEMUR_HOSTS"),
        ({"DEMUR_SECRET_KEY": "ab" * 40}, "", "DEMUR_SECRET_KEY"),
        ({}, "from django.conf import settings; settings.DATA.chmod(0o755)", "chmod 700"),
        ({}, FORGE, "Adopt an earlier version again"),
    ],
)
def test_what_is_unsafe_is_not_served_and_the_advice_is_told(
    env: dict[str, str], prepare: str, advice: str, tmp_path: Path
) -> None:
    with world(tmp_path, **env) as here:
        with_tables(here)
        here.python(prepare)
        done = here.demur("serve", "--port", str(here.port))
    assert done.returncode == 2
    assert advice in done.stderr
    assert "Traceback" not in done.stderr


def test_a_first_start_makes_the_tables_and_answers(served: Served) -> None:
    with served() as here:
        assert status(f"{here.url}/healthz") == 200
        assert here.demur("doctor").returncode == 0


def test_processes_that_start_together_make_the_tables_once(tmp_path: Path) -> None:
    source = "from demur.cli.serve import bring_up_to_date; bring_up_to_date()"
    with world(tmp_path) as here, ThreadPoolExecutor(3) as pool:
        done = list(pool.map(here.python, [source] * 3))
        assert here.demur("doctor").returncode == 0
    assert sum("up to date" in one.stderr for one in done) == 1


def test_a_port_that_is_taken_is_told_before_anybody_waits_for_it(tmp_path: Path) -> None:
    with world(tmp_path) as here, socket.socket() as other:
        other.bind(("127.0.0.1", here.port))
        other.listen()
        with_tables(here)
        line = said_in_one_line(here.demur("serve", "--port", str(here.port)))
    assert str(here.port) in line
    assert "--port" in line


def test_an_address_of_another_machine_is_told() -> None:
    with pytest.raises(OSError, match=r"192\.0\.2\.1"):
        ensure_free("192.0.2.1", 8000)
