"""Decisions of a policy table: one, one with its reasons, a million; beside two engines in one run.

`python -m bench.policy` prints the figures; `run` returns them.
"""

from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pyDMNrules
import zen

from demur.channels import dmn_out
from demur.domain.policy import document
from demur.domain.policy.policy import Policy
from demur.domain.policy.tables import Decision

ROWS, COLUMNS = 30, 8
CASES, MANY, ZEN_CASES, DMN_CASES = 20_000, 1_000_000, 2_000, 200
COLOURS = ["red", "green", "blue", "white", "black"]
GOALS = {
    "one decision with its reasons": "  (goal 20,000)",
    "a million decisions": "  (goal 1, by two versions 2)",
}
Case = dict[str, Any]


def numeric(column: int) -> bool:
    """Every third question asks for a number, the others for a colour."""
    return column % 3 == 2


def invented(rng: random.Random) -> list[list[str]]:
    """Give 30 rows of 8 cells, most of them open; the last takes whatever is left."""
    rows = [[_cell(column, rng) for column in range(COLUMNS)] for _ in range(ROWS - 1)]
    return [*rows, ["any"] * COLUMNS]


def _cell(column: int, rng: random.Random) -> str:
    if rng.random() < 0.6:
        return "any"
    low = rng.randrange(900)
    return f"{low}–{low + 100}" if numeric(column) else " or ".join(rng.sample(COLOURS, 2))


def document_of(rows: list[list[str]]) -> bytes:
    """Write the rows as a document."""
    questions = [
        f"| Q{column} | {'0–1000' if numeric(column) else ', '.join(COLOURS)} |"
        for column in range(COLUMNS)
    ]
    body = [f"| B{at} | {' | '.join(cells)} | r{at} |" for at, cells in enumerate(rows, 1)]
    heads = " | ".join(f"Q{column}" for column in range(COLUMNS))
    lines = [
        "| Question | Possible answers |",
        "|---|---|",
        *questions,
        "## Table B: read from the top, the first row that fits decides",
        f"| No. | {heads} | → Result |",
        "|---" * (COLUMNS + 2) + "|",
        *body,
    ]
    return "\n".join(lines).encode()


def dmn_engine(source: bytes) -> pyDMNrules.DMN:
    """Hand our own DMN to pyDMNrules, without the annotations that it stumbles over."""
    model = dmn_out.send_out(source).content.decode()
    engine = pyDMNrules.DMN()
    told = engine.useXML(
        re.sub(
            r"<annotation\b[^>]*/>|<annotationEntry>.*?</annotationEntry>",
            "",
            model,
            flags=re.DOTALL,
        )
    )
    assert not told, told
    return engine


def zen_table(rows: list[list[str]]) -> dict[str, Any]:
    """Write the same rows as zen-engine's own decision table."""
    inputs = [{"id": f"i{c}", "name": f"Q{c}", "field": f"Q{c}"} for c in range(COLUMNS)]
    rules = [
        {
            "_id": f"r{at}",
            **{f"i{c}": _zen_cell(cell) for c, cell in enumerate(cells)},
            "o": f'"B{at}"',
        }
        for at, cells in enumerate(rows, 1)
    ]
    outputs = [{"id": "o", "name": "row", "field": "row"}]
    content = {"hitPolicy": "first", "inputs": inputs, "outputs": outputs, "rules": rules}
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in", "position": {"x": 0, "y": 0}},
        {
            "id": "t",
            "type": "decisionTableNode",
            "name": "t",
            "position": {"x": 0, "y": 0},
            "content": content,
        },
        {"id": "out", "type": "outputNode", "name": "out", "position": {"x": 0, "y": 0}},
    ]
    edges = [
        {"id": "e1", "sourceId": "in", "targetId": "t", "type": "edge"},
        {"id": "e2", "sourceId": "t", "targetId": "out", "type": "edge"},
    ]
    return {"nodes": nodes, "edges": edges}


def _zen_cell(cell: str) -> str:
    if cell == "any":
        return ""
    if "–" in cell:
        return "[{}..{}]".format(*cell.split("–"))
    return ", ".join(f'"{colour}"' for colour in cell.split(" or "))


def cases_of(count: int, rng: random.Random) -> list[Case]:
    """Invent callers."""
    return [
        {
            f"Q{c}": rng.randrange(1001) if numeric(c) else rng.choice(COLOURS)
            for c in range(COLUMNS)
        }
        for _ in range(count)
    ]


def columns_of(count: int, seed: int) -> dict[str, Any]:
    """Invent a million callers as columns: arrays of numbers, lists of colours."""
    draw = np.random.default_rng(seed)
    return {
        f"Q{c}": draw.integers(0, 1001, count)
        if numeric(c)
        else np.array(COLOURS, dtype=object)[draw.integers(0, 5, count)].tolist()
        for c in range(COLUMNS)
    }


def per_second(decide: Callable[[Case], object], cases: list[Case]) -> float:
    """Give the best of three runs over the cases, in decisions a second."""
    best = min(_seconds(lambda: [decide(case) for case in cases]) for _ in range(3))
    return len(cases) / best


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def run(seed: int = 0) -> list[dict[str, Any]]:
    """Give one row a figure: what, how much, in which unit, by whom. 30 rows × 8 columns.

    zen-engine is given the same rows and 2,000 of the same cases, pyDMNrules (by our own DMN) 200;
    the rows they name are compared.
    """
    rng = random.Random(seed)
    rows = invented(rng)
    source, cases = document_of(rows), cases_of(CASES, rng)
    policy = document.read(source).policy
    assert policy is not None
    table = policy.tables["B"]
    engine = zen.ZenEngine().create_decision(json.dumps(zen_table(rows)))
    few = cases[:ZEN_CASES]
    dmn, fewest = dmn_engine(source), cases[:DMN_CASES]
    agreed = sum(_row(policy, case) == engine.evaluate(case)["result"]["row"] for case in few)
    many = columns_of(MANY, seed)
    return [
        _figure("one decision", "per second", per_second(table.row_of, cases), "demur"),
        _figure("one decision", "per second", per_second(engine.evaluate, few), "zen-engine"),
        _figure("one decision", "per second", per_second(_by_dmn(dmn), fewest), "pyDMNrules"),
        _figure(
            "one decision with its reasons",
            "per second",
            per_second(lambda case: policy.decide("B", case), cases),
            "demur",
        ),
        _figure(
            "one decision with its reasons",
            "per second",
            per_second(lambda case: engine.evaluate(case, {"trace": True}), few),
            "zen-engine",
        ),
        _figure(
            "a million decisions",
            "seconds",
            min(_seconds(lambda: table.decide_many(many)) for _ in range(3)),
            "demur",
        ),
        _figure("the same row named", f"of {ZEN_CASES} cases", float(agreed), "zen-engine"),
        _figure(
            "the same row named", f"of {DMN_CASES} cases", _alike(policy, dmn, fewest), "pyDMNrules"
        ),
    ]


def _by_dmn(engine: pyDMNrules.DMN) -> Callable[[Case], object]:
    return lambda case: engine.decide(dict(case))


def _alike(policy: Policy, engine: pyDMNrules.DMN, cases: list[Case]) -> float:
    """Count the cases for which pyDMNrules gives the result of the row that we name."""
    results = {str(row.ref): row.results["Result"] for row in policy.tables["B"].rows}
    given = (engine.decide(dict(case))[1]["Result"]["Result"] for case in cases)
    return float(
        sum(
            results[_row(policy, case)] == result for case, result in zip(cases, given, strict=True)
        )
    )


def _row(policy: Policy, case: Case) -> str:
    decision = policy.decide("B", case)
    assert isinstance(decision, Decision)
    return str(decision.row)


def _figure(what: str, unit: str, value: float, by: str) -> dict[str, Any]:
    return {"what": what, "unit": unit, "value": value, "by": by}


def main() -> None:
    """Print the figures as a table."""
    for figure in run():
        value = figure["value"]
        shown = f"{value:,.0f}" if value >= 100 else f"{value:.2f}"
        goal = GOALS.get(figure["what"], "") if figure["by"] == "demur" else ""
        print(f"{figure['what']:<32}{figure['by']:<12}{shown:>12} {figure['unit']}{goal}")


if __name__ == "__main__":
    main()
