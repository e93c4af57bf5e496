"""Proofs about a policy table, all of them together; beside z3 on the same tables in one run.

zen-engine and pyDMNrules decide by tables and prove nothing about them, so they are not here.
`python -m bench.lint` prints the figures; `run` returns them. The proofs of every kind of table
come after: the median and the worst of 20 tables a kind, in the processor's seconds, and on how
many of them a limit was reached.
"""

from __future__ import annotations

import random
import statistics
import time
from itertools import combinations
from typing import Any

import z3

from bench import tables
from bench.policy import COLOURS, numeric
from bench.tables import FIRST, KINDS, UNIQUE, Kind
from demur.domain.policy import document
from demur.domain.policy.findings import Code
from demur.domain.policy.proof import analysis
from demur.domain.policy.proof.ground import ground_of
from demur.domain.policy.proof.sweep import Budget

SIZES = [(30, 8), (100, 10), (1_000, 8)]
OPEN = 0.3
Z3_SECONDS = 10.0
OF_A_KIND = 20
KIND_SIZES = [(30, 8), (100, 10), (1_000, 8)]
#: What all proofs of a table shall take, in seconds; for 30 rows there is no goal.
GOALS = {(100, 10): 0.1, (1_000, 8): 1.0}
#: The goal for 1,000 rows is all overlaps and the first gaps; counting the rest comes on top.
GAPS = 20


def invented(rows: int, columns: int, rng: random.Random) -> list[list[str]]:
    """Give rows of which seven cells in ten say something; no row takes what is left."""
    return [[_cell(column, rng) for column in range(columns)] for _ in range(rows)]


def _cell(column: int, rng: random.Random) -> str:
    if rng.random() < OPEN:
        return "any"
    low = rng.randrange(900)
    return f"{low}–{low + 100}" if numeric(column) else " or ".join(rng.sample(COLOURS, 2))


def written(rows: list[list[str]], reading: str) -> bytes:
    """Write the rows as a document."""
    columns = range(len(rows[0]))
    answers = {column: "0–1000" if numeric(column) else ", ".join(COLOURS) for column in columns}
    lines = [
        "| Question | Possible answers |",
        "|---|---|",
        *(f"| Q{column} | {answers[column]} |" for column in columns),
        f"## Table B: {reading}",
        f"| No. | {' | '.join(f'Q{column}' for column in columns)} | → Result |",
        "|---" * (len(columns) + 2) + "|",
        *(f"| B{at} | {' | '.join(row)} | r{at} |" for at, row in enumerate(rows, 1)),
    ]
    return "\n".join(lines).encode()


def proved(rows: list[list[str]], reading: str) -> tuple[float, dict[str, int]]:
    """Give the seconds all proofs took, reading left out, and how many findings of each code."""
    return _proved(written(rows, reading))


def _proved(source: bytes) -> tuple[float, dict[str, int]]:
    read = document.read(source)
    assert read.policy is not None
    began = time.process_time()
    found = analysis.analyse(read.policy, read.findings)
    seconds = time.process_time() - began
    return seconds, {code.value: sum(each.code is code for each in found) for code in Code}


def sought(rows: list[list[str]]) -> tuple[float, int]:
    """Give the seconds to find all pairs that overlap and the first gaps, and how many they are."""
    read = document.read(written(rows, UNIQUE))
    assert read.policy is not None
    (table,) = read.policy.tables.values()
    began = time.process_time()
    ground = ground_of(read.policy, table, Budget(analysis.MAX_STEPS))
    places = range(len(rows))
    pairs = sum(ground.meeting(at, ground.rows >> at + 1 << at + 1).bit_count() for at in places)
    gaps = ground.uncovered(ground.rows | ground.barred, None, GAPS)
    return time.process_time() - began, pairs + (len(gaps.boxes) if gaps else 0)


# ---- every kind of table


def proved_kind(name: str, size: tuple[int, int]) -> dict[str, Any]:
    """Give the median and the worst of a kind's tables, and on how many a limit was reached."""
    kind, made = KINDS[name], range(OF_A_KIND)
    proofs = [_proved(_drawn(kind, size, f"{name} {size} {seed}")) for seed in made]
    seconds = [each for each, _ in proofs]
    return {
        "what": "{}×{} {}".format(*size, name),
        "unit": "seconds",
        "value": statistics.median(seconds),
        "worst": max(seconds),
        "limited": sum(found["gave-up"] > 0 for _, found in proofs),
        "goal": GOALS.get(size),
    }


def _drawn(kind: Kind, size: tuple[int, int], seed: str) -> bytes:
    return tables.written(kind, kind.rows(*size, random.Random(seed)))


# ---- z3


def formulas(rows: list[list[str]]) -> tuple[z3.Solver, list[z3.BoolRef]]:
    """Write the same rows as formulas over whole numbers."""
    asked = [z3.Int(f"Q{column}") for column in range(len(rows[0]))]
    solver = z3.Solver()
    for column, answer in enumerate(asked):
        solver.add(answer >= 0, answer <= (1000 if numeric(column) else len(COLOURS) - 1))
    return solver, [
        z3.And(*(_meant(a, cell) for a, cell in zip(asked, row, strict=True))) for row in rows
    ]


def _meant(answer: z3.ArithRef, cell: str) -> z3.BoolRef:
    if cell == "any":
        return z3.BoolVal(True)
    if "–" in cell:
        low, high = map(int, cell.split("–"))
        return z3.And(answer >= low, answer <= high)
    return z3.Or(*(answer == COLOURS.index(colour) for colour in cell.split(" or ")))


def by_z3(rows: list[list[str]]) -> dict[str, tuple[float, int, bool]]:
    """Give the seconds, the number found and whether z3 finished, for each kind of proof."""
    solver, said = formulas(rows)
    not_said = [z3.Not(each) for each in said]
    return {
        "overlaps": _asked(solver, [(a, b) for a, b in combinations(said, 2)], z3.sat),
        "gap": _asked(solver, [tuple(not_said)], z3.sat),
        "unreachable": _asked(
            solver, [(each, *not_said[:at]) for at, each in enumerate(said)], z3.unsat
        ),
    }


def _asked(
    solver: z3.Solver, questions: list[tuple[z3.BoolRef, ...]], wanted: z3.CheckSatResult
) -> tuple[float, int, bool]:
    began, found = time.perf_counter(), 0
    for question in questions:
        found += solver.check(*question) == wanted
        if time.perf_counter() - began > Z3_SECONDS:
            return time.perf_counter() - began, found, question is questions[-1]
    return time.perf_counter() - began, found, True


# ---- figures


def run(seed: int = 0) -> list[dict[str, Any]]:
    """Give one row a figure: what, how long, how many found, by whom, and whether to the end."""
    rng = random.Random(seed)
    figures: list[dict[str, Any]] = []
    for size in SIZES:
        rows, name = invented(*size, rng), "{}×{}".format(*size)
        seconds, count = sought(rows)
        figures.append(
            _figure(f"{name} all overlaps, {GAPS} gaps", seconds, count, True, "demur")
            | {"goal": GOALS.get(size)}
        )
        for reading, kinds in ((UNIQUE, "overlaps, gaps counted"), (FIRST, "unreachable, gaps")):
            seconds, found = proved(rows, reading)
            pairs = found["overlap"] + found["contradiction"] + found["unreachable"]
            figures.append(
                _figure(f"{name} {kinds}", seconds, pairs, not found["gave-up"], "demur")
                | {"goal": GOALS.get(size) if size != SIZES[-1] else None}
            )
        figures += [
            _figure(f"{name} {kind}", seconds, count, done, "z3")
            for kind, (seconds, count, done) in by_z3(rows).items()
        ]
    return figures


def _figure(what: str, seconds: float, found: int, done: bool, by: str) -> dict[str, Any]:
    return {
        "what": what,
        "unit": "seconds",
        "value": seconds,
        "found": found,
        "whole": done,
        "by": by,
    }


def main() -> None:
    """Print the figures as a table."""
    for figure in run():
        end = "" if figure["whole"] else "  (given up)"
        shown = f"{figure['value']:>9.3f} s{figure['found']:>8,} found{end}"
        print(f"{figure['what']:<36}{figure['by']:<8}{shown}{_beside(figure)}", flush=True)
    for size in KIND_SIZES:
        for name in KINDS:
            figure = proved_kind(name, size)
            end = f"  limit reached on {figure['limited']}" if figure["limited"] else ""
            shown = f"{figure['value']:>9.3f} s, worst{figure['worst']:>7.3f} s{end}"
            print(f"{figure['what']:<44}{shown}{_beside(figure)}", flush=True)


def _beside(figure: dict[str, Any]) -> str:
    """Say what the goal is, where there is one, and whether it was missed."""
    goal = figure.get("goal")
    if goal is None:
        return ""
    return f"  (goal {goal:g} s{', missed' if figure['value'] > goal else ''})"


if __name__ == "__main__":
    main()
