"""The benches that fill a database of their own, and that of a cluster, with few clients."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bench import cluster
from demur.domain.silence.parts import HERE, Workers

ROOT = Path(__file__).parent.parent.parent


def child(bench: str, folder: Path, *words: str) -> dict[str, Any]:
    """What a bench tells of SQLite in a process and a folder of its own."""
    env = {"DEMUR_DATA": str(folder), "PATH": "/usr/bin:/bin", "HOME": str(folder)}
    told = [sys.executable, "-m", bench, "--child", *words]
    done = subprocess.run(told, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.engine("sqlite")
def test_the_bench_of_a_morning_finds_the_same_beliefs_both_ways(tmp_path: Path) -> None:
    told = child("bench.state", tmp_path, "--clients", "60", "--calls", "200")
    assert told["same"] is True
    took = {name: seconds for name, seconds in told.items() if name.endswith("_s")}
    assert set(took) == {"log_s", "beliefs_s", "laying_s", "kept_s", "beliefs_kept_s", "filter_s"}
    assert all(seconds > 0.0 for seconds in took.values())


@pytest.mark.engine("sqlite")
def test_ten_times_the_clients_are_asked_about_in_hardly_more_statements(tmp_path: Path) -> None:
    few, many = (
        child("bench.making", tmp_path / clients, "--clients", clients, "--calls", "600")
        for clients in ("40", "400")
    )
    for told in (few, many):
        assert 0 < told["turns"] <= told["silent"] <= told["clients"]
        assert told["first_core_s"] > 0.0
        assert 0.0 < told["before_gb"] <= told["peak_gb"]
    # Rests and turns are written by some hundreds; nothing else grows.
    assert many["first_statements"] - few["first_statements"] < 20


def test_the_bench_of_a_cluster_says_that_parts_say_the_same() -> None:
    told = cluster.measured(300, Workers(HERE.run, HERE.keep, 2))
    assert told["same"] is True
    assert told["parts"] == 2
    assert told["times as fast"] > 0.0
    assert set(told["one process"]) == set(told["cluster"]) == {"refilter", "worth"}
