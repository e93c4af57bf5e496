"""What the bench reports: money a minute, ratios, and how true the probabilities were."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from bench.rounds.play import Tally

BINS = 10


def calibration_error(believed: NDArray[np.float64], true: NDArray[np.float64]) -> float:
    """The mean gap between belief and truth over ten equal bins of belief, by their size (ECE)."""
    place = np.minimum((believed * BINS).astype(int), BINS - 1)
    gaps = np.bincount(place, weights=believed - true, minlength=BINS)
    return float(np.abs(gaps).sum() / len(believed))


def auc(believed: NDArray[np.float64], true: NDArray[np.float64]) -> float:
    """How often of two clients, one true and one not, the true one was believed more."""
    yes = int(true.sum())
    no = len(true) - yes
    if not yes or not no:
        return float("nan")
    ranks = rankdata(believed)
    return float((ranks[true > 0].sum() - yes * (yes + 1) / 2) / (yes * no))


def truth(rows: list[NDArray[np.float64]], name: str) -> dict[str, float]:
    """Calibration error, Brier, the base rate's Brier and AUC of one kind of belief."""
    if not rows:
        return {}
    believed, true = np.concatenate(rows, axis=1)
    believed = np.clip(believed, 0.0, 1.0)
    base = float(true.mean())
    return {
        f"{name}_share": base,
        f"{name}_ece": calibration_error(believed, true),
        f"{name}_brier": float(((believed - true) ** 2).mean()),
        f"{name}_base_brier": base * (1 - base),
        f"{name}_auc": auc(believed, true),
    }


def of(tally: Tally) -> dict[str, float]:
    """The figures of one planner in one world."""
    return {
        "money_a_minute": tally.money / max(tally.available, 1e-9),
        "expected_a_minute": float(tally.expected) / max(tally.available, 1e-9),
        "used": tally.spent / max(tally.available, 1e-9),
        "calls": tally.calls,
        **truth(tally.refused, "refused"),
        **truth(tally.answered, "answer"),
    }


def ratio(made: float, other: float) -> float:
    """`made` over `other`; not a number where there is no other."""
    return made / other if other > 0 else float("nan")


def beside(rows: dict[str, dict[str, Any]], fixed: set[str], learned: set[str]) -> None:
    """Add to each planner's figures in one world the ratios to the best of the others.

    Of the money expected: a few hundred sales of uneven worth leave the money itself to luck.
    """
    money = {name: row["expected_a_minute"] for name, row in rows.items()}
    best_fixed = max((money[name] for name in fixed & set(money)), default=0.0)
    best_learned = max((money[name] for name in learned & set(money)), default=0.0)
    for name, row in rows.items():
        row["to_fixed"] = ratio(money[name], best_fixed)
        row["to_learned"] = ratio(money[name], best_learned)
        row["of_oracle"] = ratio(money[name], money.get("oracle", 0.0))
