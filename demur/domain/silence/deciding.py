"""Of whom a firm's noes are, and of whom its sales: learned from the answers that decide.

Where a firm's calls do not bear the cure model out, P(refused) is told by its noes beside its sales
(`trust.anybody`), the same for everybody of a segment. But those who say no are not quite those who
buy, and what the ranker knows of a client tells them apart as far as there are enough of either: by
evidence, and by as much as later decisions bore out (`ranker.lasting`). It moves no money: it says
of whom more is believed to have refused, and of whom less, and leaves the share of all as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, logit

from . import ranker, trust
from .history import NAMES
from .log import Outcome
from .ranker import Logistic

if TYPE_CHECKING:
    from numpy.typing import NDArray

HERE = [NAMES.index(name) for name in ("answered here", "answered this weekday")]
FAR = 30.0  # in log odds: beyond it everybody has refused, or nobody has


def learn(
    x: NDArray[np.float64],
    day: NDArray[np.float64],
    outcome: NDArray[np.int64],
    anybody: NDArray[np.float64],
    columns: list[int],
    parts: list[int],
) -> Logistic | None:
    """What is added to the log odds that a client has not refused; None where nothing lasts.

    Of calls (M,): `x` (M, C) the ranker's design, their `day` and `outcome`, and the P(refused) of
    `anybody` of that client's segment. `columns`: how many x has of each kind (`ranker.widths`);
    `parts`: how many share a ridge (`ranker.groups`). Hour and weekday of a call say nothing of the
    thirty days that P(refused) is about, and are left out."""
    sold = outcome == Outcome.SALE
    decides = sold | trust.refuses(outcome)
    lasting = sum(columns[:3])
    whose = x[:, :lasting].copy()
    whose[:, HERE] = 0.0
    offset = logit(1.0 - anybody)
    parts = [many for many, end in zip(parts, np.cumsum(parts), strict=True) if end <= lasting]
    found = ranker.lasting(whose[decides], offset[decides], day[decides], sold[decides], parts)
    if found is None:
        return None
    found = found.times(trust.outspoken(outcome))
    more = found.correction(whose)

    def too_many(level: float) -> float:
        return float(np.mean(expit(-offset - more + level) - anybody))

    level = brentq(too_many, -FAR, FAR) if len(more) else 0.0
    rest = sum(columns) - lasting
    return Logistic(
        np.pad(found.middle, (0, rest)),
        np.pad(found.spread, (0, rest), constant_values=1.0),
        np.pad(found.weights, (0, rest)),
        found.base - float(level),
    )
