"""A firm in parts on a cluster of this machine's cores is worth what it is in one process."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from signal import SIGKILL

import numpy as np
import pytest

from demur.channels.cluster import LOCAL, workers
from demur.domain.silence import judges, model, rounds
from demur.domain.silence.log import Attempts, Clients
from demur.domain.silence.parts import HERE, Workers

PEOPLE, SLOTS, TODAY = 900, 3, 120.0


@pytest.fixture(scope="module")
def cluster() -> Iterator[Workers]:
    """It takes seconds to start."""
    told: list[str] = []
    with workers(LOCAL, told.append) as hands:
        assert not told
        assert hands is not HERE
        yield hands


def firm() -> tuple[Clients, Attempts]:
    draw = np.random.default_rng(6)
    clients = Clients(
        draw.integers(0, 3, PEOPLE),
        draw.lognormal(5, 1, PEOPLE),
        draw.integers(0, 20, PEOPLE),
        draw.random(PEOPLE) < 0.1,
        draw.random((PEOPLE, SLOTS)) < 0.9,
    )
    calls = 3 * PEOPLE
    whom, day = draw.integers(0, PEOPLE, calls), draw.uniform(20, TODAY, calls)
    return clients, Attempts(whom, day, draw.integers(0, SLOTS, calls), draw.choice(8, calls))


@pytest.mark.needs("ray")
def test_the_same_calls_are_worth_the_same_on_a_cluster(cluster: Workers) -> None:
    clients, calls = firm()
    may = np.random.default_rng(7).random(PEOPLE) < 0.8
    params = model.prior(3, SLOTS)
    beliefs = model.believe(params, clients, calls, TODAY)
    together = judges.judge(cluster, beliefs, calls)
    assert isinstance(together, judges.InParts)
    for slot in range(SLOTS):
        found = together.worth(TODAY, slot, 90.0, may)
        asked = rounds.worth(params, beliefs, clients, TODAY, slot, 90.0, may)
        assert found.tolist() == asked.tolist()
    rests = together.rest_until(TODAY, 2.0)
    assert rests.tolist() == rounds.rest_until(params, beliefs, clients, TODAY, 2.0).tolist()


@pytest.mark.needs("ray")
def test_what_fails_in_a_part_fails_here(cluster: Workers) -> None:
    with pytest.raises(ZeroDivisionError):
        cluster.keep(partial(divmod, 1), [1, 0])
    kept = cluster.keep(abs, [1, 0])
    assert cluster.run(pow, kept, [2, 3]) == [1, 0]
    with pytest.raises(ZeroDivisionError):
        cluster.run(partial(divmod, 1), kept)


@pytest.mark.needs("ray")
def test_two_rounds_at_once_do_not_wait_for_each_other(cluster: Workers) -> None:
    both = [cluster.keep(abs, [-place] * cluster.many) for place in (1, 2)]
    assert [cluster.run(pow, kept, [2] * cluster.many)[-1] for kept in both] == [1, 4]


@pytest.mark.needs("ray")
def test_a_cluster_that_nobody_answers_for_is_told_and_the_work_is_done_here() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nowhere = f"127.0.0.1:{free.getsockname()[1]}"
    told: list[str] = []
    with workers(nowhere, told.append) as hands:
        assert hands is HERE
    assert nowhere in told[0]
    assert "in this one process" in told[0]


@pytest.mark.needs("ray")
@pytest.mark.parametrize("what", ["raylet", "gcs_server", "ray::_Keeper"])
def test_a_cluster_that_dies_half_way_is_told_once_and_the_result_is_the_same(what: str) -> None:
    clients, calls = firm()
    may = np.ones(PEOPLE, np.bool_)
    params = model.prior(3, SLOTS)
    beliefs = model.believe(params, clients, calls, TODAY)
    told: list[str] = []
    with workers(LOCAL, told.append) as hands:
        together = judges.judge(hands, beliefs, calls)
        answers, _ = together.chances(TODAY, 0)
        assert not told
        kill(what)
        worth = together.worth(TODAY, 1, 90.0, may)
        rests = together.rest_until(TODAY, 2.0)
        again = judges.judge(hands, beliefs, calls)
    assert answers.tolist() == model.chances(params, clients, beliefs.history, TODAY, 0)[0].tolist()
    asked = rounds.worth(params, beliefs, clients, TODAY, 1, 90.0, may)
    assert worth.tolist() == asked.tolist()
    assert rests.tolist() == rounds.rest_until(params, beliefs, clients, TODAY, 2.0).tolist()
    assert isinstance(again, judges.Alone)
    (said,) = told
    assert "was lost" in said
    assert "in this one process" in said


def kill(what: str) -> None:
    """Kill one process of a name that this one has started, itself or by another."""
    table = dict(filter(None, map(process, Path("/proc").glob("[0-9]*"))))
    os.kill(min(pid for pid in table if table[pid][0] == what and is_ours(pid, table)), SIGKILL)


def process(place: Path) -> tuple[int, tuple[str, int]] | None:
    """A process's number, name and parent (proc(5), stat); None if it has ended."""
    try:
        name, _, rest = place.joinpath("stat").read_text().partition("(")[2].rpartition(")")
    except OSError:
        return None
    return int(place.name), (name, int(rest.split()[1]))


def is_ours(pid: int, table: dict[int, tuple[str, int]]) -> bool:
    """Whether this process is among those that a process comes from."""
    while pid in table and pid != os.getpid():
        pid = table[pid][1]
    return pid == os.getpid()


def test_without_an_address_nobody_is_asked() -> None:
    told: list[str] = []
    with workers("", told.append) as hands:
        assert hands is HERE
    assert not told
