"""The planned round beside its alternatives, in simulated worlds, in one run.

`python -m bench.round [--worlds NAME …] [--seeds 3] [--players NAME …] [--json] [--sealed]` lets a
firm work 180 days in its old way, then each planner a copy of the same firm for 240 more, and
reports the money a minute of the team brought, the bad worlds first. All figures are of simulated
clients. `--json` has every world, seed and planner; with `--cold` all begin without a log.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from bench._engines import table
from bench.round_players import FIXED, LEARNED, ORACLE, PLAYERS, WAYS, oracle
from bench.rounds import figures
from bench.rounds.play import DAYS, Tally, past, play, unrecorded

ROOMS = ("bench.worlds.numbers", "bench.worlds.open_", "bench.worlds.others")
SEALED = "bench.worlds.sealed"


def worlds(names: list[str] | None = None, sealed: bool = False) -> dict[str, type]:
    """The worlds there are, by name."""
    found: dict[str, type] = {}
    for room in (*ROOMS, *((SEALED,) if sealed else ())):
        try:
            found |= {world.name: world for world in importlib.import_module(room).WORLDS}
        except ModuleNotFoundError as error:
            if not room.startswith(str(error.name)):
                raise
            print(f"No worlds in {room}.", file=sys.stderr)
    return {name: world for name, world in found.items() if not names or name in names}


def ready(names: list[str]) -> list[str]:
    """Those of these planners that can be had here; of the others it says why not."""
    found = []
    for name in names:
        try:
            if name != ORACLE:
                PLAYERS[name]()
        except ImportError as error:
            print(f"{name} is left out: {error}", file=sys.stderr)
        else:
            found.append(name)
    return found


def one(
    world: type, seed: int, players: list[str], days: int, cold: bool = False
) -> dict[str, Any]:
    """One world, one seed, all planners: figures by planner's name; `cold`, without a log."""
    rows: dict[str, dict[str, Any]] = {}
    with threadpool_limits(1):
        live = world(seed)
        team = unrecorded(live) if cold else past(live, seed)
        for name in players:
            began = time.process_time()
            tally = (
                _oracle(live, team, days)
                if name == ORACLE
                else play(live, team, PLAYERS[name](), days)
            )
            rows[name] = {**figures.of(tally), "seconds": time.process_time() - began}
    figures.beside(rows, set(FIXED), set(LEARNED))
    return rows


def _oracle(live: Any, team: Any, days: int) -> Tally:
    """The best of the oracle's ways, in hindsight."""
    plain = play(live, team, oracle(0, 0.0), days)
    worth = plain.expected / max(plain.available, 1e-9)
    others = [play(live, team, oracle(place, worth), days) for place in range(1, len(WAYS))]
    return max((plain, *others), key=lambda tally: tally.expected)


def run(
    chosen: dict[str, type],
    seeds: list[int],
    players: list[str],
    days: int,
    processes: int,
    cold: bool,
) -> list[dict[str, Any]]:
    """A row a world, seed and planner; progress on stderr."""
    todo = [(name, seed) for seed in seeds for name in chosen]
    rows: list[dict[str, Any]] = []
    with ProcessPoolExecutor(processes) as pool:
        waiting = {
            pool.submit(one, chosen[name], seed, players, days, cold): (name, seed)
            for name, seed in todo
        }
        for done, future in enumerate(as_completed(waiting), start=1):
            name, seed = waiting[future]
            rows += [
                {"world": name, "seed": seed, "player": player, **row}
                for player, row in future.result().items()
            ]
            best = max(future.result().items(), key=lambda row: row[1]["expected_a_minute"])[0]
            said = f"{done} of {len(todo)}: {name}, seed {seed}, was worked best by {best}"
            print(said, file=sys.stderr, flush=True)
    return rows


SHOWN = (
    "money_a_minute",
    "expected_a_minute",
    "used",
    "to_fixed",
    "to_learned",
    "of_oracle",
    "refused_ece",
)
SHOWN_TOO = ("refused_brier", "refused_base_brier", "refused_auc", "answer_ece", "seconds")


def summary(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Means over seeds, a row a world and planner; the worlds worst for the first planner first."""
    names = list(dict.fromkeys(row["player"] for row in rows))
    lines = []
    for world in dict.fromkeys(row["world"] for row in rows):
        for name in names:
            mine = [row for row in rows if row["world"] == world and row["player"] == name]
            means = {key: _mean(mine, key) for key in (*SHOWN, *SHOWN_TOO)}
            lines.append({"world": world, "player": name, **means})
    worst = {line["world"]: line["to_fixed"] for line in lines if line["player"] == names[0]}
    return sorted(lines, key=lambda line: (worst[line["world"]], line["world"]))


def overall(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A row a planner: geometric means of its ratios over all worlds and seeds, and its worst."""
    lines = []
    for name in dict.fromkeys(row["player"] for row in rows):
        mine = [row for row in rows if row["player"] == name]
        lines.append(
            {
                "player": name,
                **{f"{key}": _geometric(mine, key) for key in ("to_fixed", "to_learned")},
                "of_oracle": _mean(mine, "of_oracle"),
                "worst_to_fixed": min(row["to_fixed"] for row in mine),
                "worst_to_learned": min(row["to_learned"] for row in mine),
            }
        )
    return sorted(lines, key=lambda line: -line["to_fixed"])


def _mean(rows: list[dict[str, Any]], key: str) -> float:
    values = [row[key] for row in rows if key in row]
    return float(np.mean(values)) if values else float("nan")


def _geometric(rows: list[dict[str, Any]], key: str) -> float:
    values = np.array([row[key] for row in rows])
    return float(np.exp(np.log(np.maximum(values, 1e-9)).mean()))


def main() -> None:
    """Read the words of the command, play, print."""
    reader = argparse.ArgumentParser(prog="python -m bench.round", description=__doc__)
    reader.add_argument("--worlds", nargs="*", metavar="NAME")
    reader.add_argument("--players", nargs="*", metavar="NAME")
    reader.add_argument("--seeds", type=int, default=3)
    reader.add_argument("--days", type=int, default=DAYS, help="days of the test")
    reader.add_argument("--processes", type=int, default=2)
    reader.add_argument("--sealed", action="store_true", help="open the sealed worlds too")
    reader.add_argument("--cold", action="store_true", help="begin without a log of calls")
    reader.add_argument("--json", action="store_true")
    words = reader.parse_args()
    everyone = [*PLAYERS, ORACLE]
    players = ready([name for name in everyone if not words.players or name in words.players])
    load, began = os.getloadavg()[0], time.perf_counter()
    seeds = list(range(words.seeds))
    chosen = worlds(words.worlds, words.sealed)
    rows = run(chosen, seeds, players, words.days, words.processes, words.cold)
    about = {
        "seeds": seeds,
        "processes": words.processes,
        "load_before": load,
        "load_after": os.getloadavg()[0],
        "seconds": time.perf_counter() - began,
    }
    if words.json:
        print(json.dumps({"about": about, "rows": rows}))
        return
    print(table(summary(rows)), table(overall(rows)), table([about]), sep="\n\n")


if __name__ == "__main__":
    main()
