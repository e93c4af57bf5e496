"""A day's schedule beside the bound that linear programming sets, on drawn days.

`python -m bench.day [--days 50] [--seed 2] [--json]`, and beside them days of other shapes. The
bound lets calls be cut into pieces, so no whole plan may reach it; days of few minutes a slot are
the furthest from it. Seconds are those of the processor.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import coo_matrix

from bench._engines import table
from demur.domain.round.filling import Asked, fill

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Of the bound, per cent.
GOAL: Final = 98.5


def drawn(draw: np.random.Generator) -> Asked:
    """A day: 10 to 2,000 clients, 1 to 8 sellers, three languages, zones, shifts, a key share."""
    many = int(np.exp(draw.uniform(np.log(10), np.log(2000))))
    slots, sellers = int(draw.integers(3, 13)), int(draw.integers(1, 9))
    value = np.exp(draw.normal(5, draw.uniform(0.3, 1.2), many)) * draw.beta(2, 5, many)
    tilt = np.exp(draw.normal(0, draw.uniform(0, 0.6), (many, slots)))
    answers = np.clip(draw.beta(1.2, 4, many)[:, None] * tilt, 0.005, 0.95)
    begins, width = draw.integers(0, slots, many), draw.integers(2, slots + 1, many)
    fits = (np.arange(slots) - begins[:, None]) % slots < width[:, None]
    language = draw.choice(3, many, p=draw.dirichlet(np.ones(3)))
    known = draw.random((sellers, 3)) < draw.uniform(0.2, 1)
    known[np.arange(sellers), draw.integers(0, 3, sellers)] = True
    first, last = draw.integers(0, slots, sellers), draw.integers(1, slots + 1, sellers)
    there = (np.arange(slots) >= first[:, None]) & (np.arange(slots) < (first + last)[:, None])
    minutes = np.where(there, draw.uniform(0.25, 1, (sellers, 1)) * 60, 0.0)
    key = draw.random(many) < draw.uniform(0, 0.3)
    gain = np.where(fits, value[:, None] * answers, -np.inf)
    kept = float(draw.choice([0, 0.25]) * minutes.sum())
    return Asked(gain, 0.7 + 4.3 * answers, known[:, language].T, key, minutes, kept)


def shaped(
    draw: np.random.Generator, many: int, sellers: int, slots: int, minutes: float, languages: int
) -> Asked:
    """A day on which all sellers are there all day, each with so many minutes a slot."""
    answers = np.clip(draw.beta(1.2, 4, (many, 1)) * draw.lognormal(0, 0.4, (many, slots)), 0, 0.95)
    gain = np.exp(draw.normal(6, 1, (many, 1))) * draw.beta(2, 5, (many, 1)) * (answers + 1e-3)
    known = np.eye(languages, dtype=np.bool_)[np.arange(sellers) % languages]
    key, free = draw.random(many) < 0.1, np.full((sellers, slots), minutes)
    spoken = known[:, draw.integers(0, languages, many)].T
    return Asked(gain, 0.7 + 4.3 * answers, spoken, key, free, float(free.sum() / 4))


#: Days unlike those that are drawn.
SHAPES: Final[Mapping[str, Callable[[np.random.Generator], Asked]]] = {
    "one seller": lambda draw: shaped(draw, 400, 1, 10, 12.0, 1),
    "many short slots": lambda draw: shaped(draw, 600, 2, 40, 15.0, 1),
    "three languages, nobody speaks two": lambda draw: shaped(draw, 900, 6, 10, 30.0, 3),
    "ten thousand clients, thirty sellers": lambda draw: shaped(draw, 10_000, 30, 10, 45.0, 3),
}


@dataclass(frozen=True)
class Posed:
    """A day as a linear program: what each call brings, and what the calls of a plan must keep."""

    gain: NDArray[np.float64]
    matrix: Any
    limits: NDArray[np.float64]


def posed(asked: Asked, of_key: float) -> Posed:
    """A day of which key clients have so many minutes; sellers who are alike are one pool."""
    speaks, whose = np.unique(asked.speaks, axis=1, return_inverse=True)
    minutes = np.zeros((speaks.shape[1], asked.minutes.shape[1]))
    np.add.at(minutes, whose.ravel(), asked.minutes)
    i, k, s = np.nonzero((asked.gain > 0)[:, None, :] & speaks[:, :, None] & (minutes > 0)[None])
    many, slots = asked.gain.shape
    length, places = asked.length[i, s], np.arange(len(i))
    rows = np.concatenate([i, many + k * slots + s, np.full(len(i), many + minutes.size)])
    cells = np.concatenate([np.ones(len(i)), length, np.where(asked.key[i], -length, 0.0)])
    limits = np.concatenate([np.ones(many), minutes.ravel(), [-of_key * (1 - 1e-9)]])
    matrix = coo_matrix((cells, (rows, np.tile(places, 3))), shape=(len(limits), len(i)))
    return Posed(asked.gain[i, s], matrix.tocsr(), limits)


def bound(asked: Asked, of_key: float) -> float:
    """What no plan of the day can exceed that gives key clients so many minutes (HiGHS)."""
    day = posed(asked, of_key)
    if not len(day.gain):
        return 0.0
    return float(-linprog(-day.gain, A_ub=day.matrix, b_ub=day.limits, method="highs").fun)


def whole(asked: Asked, of_key: float) -> float:
    """What no plan can exceed that cuts no call into pieces, as far as some branching tells.

    Sellers who are alike are one pool in it too, so no plan may reach it either.
    """
    day = posed(asked, of_key)
    rules = LinearConstraint(day.matrix, -np.inf, day.limits)
    limits = {"mip_rel_gap": 0.001, "node_limit": 2000, "time_limit": 120.0}
    with unheard():
        found = milp(
            -day.gain, integrality=1, bounds=Bounds(0, 1), constraints=rules, options=limits
        )
    return float(-found.mip_dual_bound)


@contextmanager
def unheard() -> Iterator[None]:
    """Keep from standard output what HiGHS writes there by itself."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


@dataclass(frozen=True)
class Reached:
    """A planned day: calls, money, minutes of key clients that it had to keep, seconds it took."""

    calls: int
    money: float
    of_key: float
    seconds: float


def reached(asked: Asked) -> Reached:
    """Plan a day."""
    began = time.process_time()
    seller, slot = fill(asked)
    seconds = time.process_time() - began
    on = np.flatnonzero(seller >= 0)
    of_key = float(asked.length[on, slot[on]][asked.key[on]].sum())
    money = float(asked.gain[on, slot[on]].sum())
    return Reached(len(on), money, min(asked.kept, of_key), seconds)


def share(asked: Asked) -> float:
    """What the plan brings of the bound."""
    plan = reached(asked)
    most = bound(asked, plan.of_key)
    return plan.money / most if most else 1.0


def one(day: int | str, asked: Asked) -> dict[str, Any]:
    """A day's figures; beside the bound what no whole plan exceeds, where that may be less."""
    plan = reached(asked)
    most = bound(asked, plan.of_key)
    of_bound = 100 * plan.money / most if most else 100.0
    of_whole = 100 * plan.money / whole(asked, plan.of_key) if of_bound < GOAL else ""
    size = {"clients": len(asked.gain), "sellers": len(asked.minutes), "calls": plan.calls}
    shares = {"of the bound %": of_bound, "of the best whole plan %": of_whole}
    return {"day": day, **size, **shares, "seconds": plan.seconds}


def main() -> None:
    """Draw days, plan them, print the worst first."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--days", type=int, default=50)
    options.add_argument("--seed", type=int, default=2)
    options.add_argument("--json", action="store_true")
    said = options.parse_args()
    fill(drawn(np.random.default_rng(said.seed)))  # compiled once
    rows = [one(n, drawn(np.random.default_rng([said.seed, n]))) for n in range(said.days)]
    rows.sort(key=lambda row: row["of the bound %"])
    others = [one(name, draws(np.random.default_rng(said.seed))) for name, draws in SHAPES.items()]
    good = sum(row["of the bound %"] >= GOAL for row in rows)
    if said.json:
        print(json.dumps({"drawn": rows, "shaped": others}, indent=2))
    else:
        print(table(rows))
        print(f"{good} of {len(rows)} days reach {GOAL} % of the bound.")
        print(table(others))


if __name__ == "__main__":
    main()
