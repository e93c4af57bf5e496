"""The round of a large firm in one process beside a Ray cluster of this machine's cores.

`python -m bench.cluster [--clients 1000000] [--json]`. Both read the whole log, judge every client
and say what a call to each is worth; the seconds are those that whoever waits counts, of sending
the clients to the cluster and of fetching what they are worth, too. Both must say the same.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from functools import partial
from typing import Any

import numpy as np

from bench.scale import DAY, MINUTES, SLOTS, made_up
from demur.domain.silence import model, parts
from demur.domain.silence.parts import HERE, Share, Workers


def worked(
    params: model.Params, cut: list[Share], hands: Workers
) -> tuple[dict[str, float], np.ndarray[Any, Any]]:
    """Seconds of each step, and what a call to each client is worth in each slot of a day."""
    began = time.perf_counter()
    kept = list(hands.keep(partial(parts.judged, params, DAY), cut))
    refiltered = time.perf_counter()
    may = [np.ones(len(one.clients), np.bool_) for one in cut]
    each = partial(parts.worth_in_parts, hands.run, kept, may, DAY)
    worth = np.stack([each(slot, MINUTES) for slot in range(SLOTS)])
    ended = time.perf_counter()
    return {"refilter": refiltered - began, "worth": ended - refiltered}, worth


def measured(many: int, hands: Workers) -> dict[str, Any]:
    """Both ways with so many clients, after one turn with a few that compiles what is compiled."""
    params = model.prior(3, SLOTS)
    for some in (5000, many):
        clients, calls = made_up(some, 2)
        cuts = [some * place // hands.many for place in range(hands.many)]
        cut = parts.shares(clients, calls, cuts)
        alone, said = worked(params, cut, HERE)
        shared, too = worked(params, cut, hands)
    same = said.tolist() == too.tolist()
    ratio = sum(alone.values()) / sum(shared.values())
    told = {"clients": many, "parts": len(cut), "one process": alone, "cluster": shared}
    return told | {"times as fast": ratio, "same": same}


def main() -> None:
    """Measure and tell."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--clients", type=int, default=1_000_000)
    options.add_argument("--json", action="store_true", dest="as_json")
    asked = options.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "demur.settings")
    from demur.channels.cluster import LOCAL, workers

    with workers(LOCAL, lambda said: print(said, file=sys.stderr)) as hands:
        if hands is HERE:
            sys.exit(2)
        found = measured(asked.clients, hands)
    print(json.dumps(found) if asked.as_json else _told(found))


def _told(found: dict[str, Any]) -> str:
    lines = [f"{found['clients']:,} clients in {found['parts']} parts, seconds"]
    for way in ("one process", "cluster"):
        steps = "  ".join(f"{name} {took:7.2f}" for name, took in found[way].items())
        lines.append(f"{way:<12} {steps}")
    same = "the same" if found["same"] else "NOT the same"
    lines.append(f"The cluster is {found['times as fast']:.2f}× as fast, and says {same}.")
    return "\n".join(lines)


if __name__ == "__main__":
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    main()
