"""Rankers on real calls: UCI Bank Marketing, in the order of time, without the call's duration.

`python -m bench.marketing --file bank-additional-full.csv` (also .xz; Moro, Cortez and Rita 2014,
UCI, CC BY 4.0). Each block of calls is ranked by what was learned from all calls before it. A day's
list is ranked within itself, so the AUC within blocks counts; the pooled one mostly tells which
month it is. ALIFT is the area under the share of buyers reached by the share of clients called.
`duration` is left out: nobody knows it before the call.
"""

from __future__ import annotations

import argparse
import csv
import json
import lzma
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit
from threadpoolctl import threadpool_limits

from bench._engines import table
from bench.rounds.figures import auc
from bench.rounds.rankers import boosting, logistic
from demur.domain.silence import ranker

LEFT_OUT = ("duration", "row", "y")
YES = ("1", "yes")
FIRST, BLOCK = 0.4, 500  # the share of calls before the first block; calls a block


class Ours:
    """The judgement's ranker without the cure model: nobody's earlier calls are known here."""

    def fit(self, rows: NDArray[np.float64], bought: NDArray[np.bool_]) -> Ours:
        """Learn from calls in the order of time."""
        usual = np.full(len(rows), logit(bought.mean()))
        self._found = ranker.chosen(rows, usual, np.arange(len(rows), dtype=float), bought)
        return self

    def predict_proba(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """(M, 2) Scores, the second of which is greater the likelier a client buys."""
        line = self._found.correction(rows) if self._found else np.zeros(len(rows))
        return np.stack((-line, line), axis=1)


# Each makes an object with scikit-learn's fit and predict_proba.
LEARNERS: dict[str, Callable[[], Any]] = {
    "demur": Ours,
    "logistic": logistic,
    "boosting": boosting,
}


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls in the order of time: rows (M, F), bought (M,), and the columns' names."""

    rows: NDArray[np.float64]
    bought: NDArray[np.bool_]
    names: list[str]


def read(path: Path) -> Calls:
    """Read the file; words become a column a word, numbers stay. Raises ValueError without `y`."""
    with lzma.open(path, "rt") if path.suffix == ".xz" else path.open() as lines:
        head = lines.readline()
        mark = ";" if head.count(";") > head.count(",") else ","
        names = next(csv.reader([head], delimiter=mark))
        columns = dict(
            zip(names, zip(*csv.reader(lines, delimiter=mark), strict=True), strict=True)
        )
    if "y" not in columns:
        raise ValueError(f"{path} has no column y: is it UCI Bank Marketing?")
    parts = [_column(name, cells) for name, cells in columns.items() if name not in LEFT_OUT]
    return Calls(
        np.column_stack([rows for rows, _ in parts]),
        np.isin(columns["y"], YES),
        [name for _, names in parts for name in names],
    )


def _column(name: str, cells: tuple[str, ...]) -> tuple[NDArray[np.float64], list[str]]:
    try:
        return np.array(cells, np.float64)[:, None], [name]
    except ValueError:
        words = sorted(set(cells))
        hot = np.array(cells)[:, None] == np.array(words)
        return hot.astype(np.float64), [f"{name} {word}" for word in words]


def rolling(calls: Calls, learner: Callable[[], Any]) -> NDArray[np.float64]:
    """(M,) The score of each call by what was learned from all blocks before its own; nan first."""
    scores = np.full(len(calls.bought), np.nan)
    for start in range(int(len(scores) * FIRST), len(scores), BLOCK):
        model = learner().fit(calls.rows[:start], calls.bought[:start])
        scores[start : start + BLOCK] = model.predict_proba(calls.rows[start : start + BLOCK])[:, 1]
    return scores


def alift(scores: NDArray[np.float64], bought: NDArray[np.bool_]) -> float:
    """The area under the curve of buyers reached by clients called, best first; chance is .5."""
    order = np.argsort(-scores, kind="stable")
    reached = np.concatenate(([0.0], np.cumsum(bought[order]) / max(bought.sum(), 1)))
    return float(((reached[1:] + reached[:-1]) / 2).mean())


def figures(calls: Calls, scores: NDArray[np.float64]) -> dict[str, float]:
    """AUC and ALIFT, pooled and as the mean over the blocks."""
    known = ~np.isnan(scores)
    scores, bought = scores[known], calls.bought[known]
    blocks = [slice(at, at + BLOCK) for at in range(0, len(scores), BLOCK)]
    whole = [at for at in blocks if 0 < bought[at].sum() < len(bought[at])]
    return {
        "calls": len(scores),
        "blocks": len(whole),
        "auc_within": float(np.mean([auc(scores[at], bought[at]) for at in whole])),
        "auc_pooled": auc(scores, bought),
        "alift_within": float(np.mean([alift(scores[at], bought[at]) for at in whole])),
        "alift_pooled": alift(scores, bought),
    }


def run(path: Path) -> list[dict[str, Any]]:
    """A row a learner."""
    calls, rows = read(path), []
    with threadpool_limits(1):
        for name, learner in LEARNERS.items():
            print(f"Learning: {name}", file=sys.stderr)
            rows.append({"learner": name, **figures(calls, rolling(calls, learner))})
    return rows


def main() -> None:
    """Without a file there is nothing to measure, and it says where to get one."""
    reader = argparse.ArgumentParser(prog="python -m bench.marketing", description=__doc__)
    reader.add_argument("--file", type=Path)
    reader.add_argument("--json", action="store_true")
    words = reader.parse_args()
    if words.file is None:
        print("Not measured: give --file with UCI's bank-additional-full.csv.", file=sys.stderr)
        return
    rows = run(words.file)
    print(json.dumps(rows) if words.json else table(rows))


if __name__ == "__main__":
    main()
