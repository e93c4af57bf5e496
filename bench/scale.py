"""How many clients one core re-plans, in what time and memory: `python -m bench.scale`.

The steps follow one another as they do in the night before a round: the whole log is read anew and
P(refused) told of everybody (*refilter*), each client's call now is valued (*rank*), the best are
found (*pick*), and compared closely with every later day (*lookahead*). Of these three
`rounds.worth` is made; *re-planned* is the reading and it. Then one more call comes in.
The memory told is the most that the process ever held, the input included.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

from demur.domain.silence import model, rounds
from demur.domain.silence.log import Attempts, Clients

SLOTS, DAY = 4, 181.0
CALLS_EACH = 3
GOAL_SECONDS, GOAL_GB = 15.0, 3.0
MINUTES = 60_000.0
CANDIDATES = 168_000
ONE_BY_ONE = 200


def made_up(many: int, seed: int) -> tuple[Clients, Attempts]:
    """Clients of three segments with a few calls each over half a year, in no order."""
    rng = np.random.default_rng(seed)
    clients = Clients(
        segment=rng.integers(3, size=many),
        value=rng.lognormal(4.0, 1.0, many),
        born=rng.uniform(0.0, 90.0, many),
        key=rng.random(many) < 0.05,
        allowed=np.ones((many, SLOTS), bool),
    )
    calls = CALLS_EACH * many
    kinds = np.array([0, 1, 2, 3, 5, 6], np.int8)
    outcome = rng.choice(kinds, calls, p=[0.7, 0.1, 0.05, 0.03, 0.07, 0.05])
    whom, slot = rng.integers(many, size=calls), rng.integers(SLOTS, size=calls)
    day = rng.uniform(90.0, DAY, calls)
    return clients, Attempts(whom, day, slot, outcome)


@contextmanager
def timed(name: str, took: dict[str, float]) -> Iterator[None]:
    """Say how long a step took of a core: another program on it is no slowness of ours."""
    began = time.process_time()
    yield
    took[name] = time.process_time() - began


def peak_gb() -> float:
    """The most memory this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def learned() -> model.Params:
    """What a log of 20,000 clients taught; everything is compiled after it."""
    clients, calls = made_up(20_000, 1)
    params = model.fit(clients, calls, slots=SLOTS)
    _steps(params, clients, calls, {})
    return params


def measured(
    many: int, params: model.Params, tell: Callable[[str], None] = lambda _: None
) -> dict[str, float]:
    """Seconds of each step for so many clients, and gigabytes: of the input, and at most."""
    took: dict[str, float] = {}
    tell(f"making up {many:,} clients")
    clients, calls = made_up(many, 2)
    took["input GB"] = peak_gb()
    tell("re-planning")
    _steps(params, clients, calls, took)
    took["peak GB"] = peak_gb()
    return took


def _steps(params: model.Params, clients: Clients, calls: Attempts, took: dict[str, float]) -> None:
    """Each step, and what it took."""
    many, may = len(clients), np.ones(len(clients), bool)
    with timed("refilter", took):
        beliefs = model.believe(params, clients, calls, DAY)
        assert beliefs.p_refused.shape == (many,)
    common = params, beliefs, clients, DAY, 1
    with timed("rank", took):
        rates = rounds.rates(*common, may)
    with timed("pick", took):
        chosen = rounds.first(rates, CANDIDATES)
    del rates
    with timed("lookahead", took):
        rounds.rest_until(params, beliefs.of(*chosen), clients.some(chosen), DAY)
    with timed("worth", took):
        rounds.worth(*common, MINUTES, may)
    took["re-planned"] = took["refilter"] + took["worth"]
    with timed("one attempt", took):
        for client in chosen[:ONE_BY_ONE]:
            one = Attempts(*np.array([[client], [DAY], [0], [0]]))
            beliefs = model.observe(params, beliefs, clients, one)
            assert 0.0 <= beliefs.of(client).p_refused[0] <= 1.0
    took["one attempt"] /= ONE_BY_ONE


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, nargs="+", default=[1_000_000])
    parser.add_argument("--json", action="store_true", dest="as_json")
    asked = parser.parse_args()
    params = learned()
    for many in sorted(asked.clients):  # the greatest last: memory is told as the most so far
        took = measured(many, params, lambda doing: None if asked.as_json else print(f"… {doing}"))
        if asked.as_json:
            print(json.dumps({"clients": many, **took}))
            continue
        print(f"{many:,} clients, {CALLS_EACH * many:,} calls, one core")
        for name, found in took.items():
            print(f"{name:<16} {found:10.6f}")
    if not asked.as_json:
        print(f"goal for ten million: {GOAL_SECONDS:g} s re-planned, {GOAL_GB:g} GB")


if __name__ == "__main__":
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    main()
