"""What a trial could show at all, said before it begins: the firm's own past says how much.

The measure is money a minute, one side over the other. Its error is foretold from what the same
clients brought and took in the past, by the very estimate that the result will use.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np

#: The result is told apart from chance where chance shows as much once in twenty trials.
MISTAKEN: Final = 0.05
#: A trial is planned to show what it is after in four trials of five.
SHOWN: Final = 0.8
#: Under so many sales in the past nothing is foretold.
FEWEST_SALES: Final = 10
LONGEST_DAYS: Final = 730
_NORMAL: Final = NormalDist()


@dataclass(frozen=True, slots=True)
class Past:
    """What each client of the trial brought and took in so many days before it, nought included.

    `money` and `minutes` have a place a client; `sales` is how many sales the money came from.
    """

    money: Sequence[float]
    minutes: Sequence[float]
    sales: int
    days: int


@dataclass(frozen=True, slots=True)
class Power:
    """What a trial of so many clients and days could show.

    `error` is the standard error of the logarithm of the ratio, `sales` how many sales are to be
    expected on both sides together, `smallest` the ratio that four such trials of five show.
    """

    clients: int
    days: int
    sales: float
    error: float
    smallest: float

    def shown(self, ratio: float) -> float:
        """How often a trial shows that the round brings `ratio` times as much a minute."""
        step = math.log(ratio) / self.error
        bar = _NORMAL.inv_cdf(1 - MISTAKEN / 2)
        return _NORMAL.cdf(step - bar) + _NORMAL.cdf(-step - bar)


def power(past: Past, days: int) -> Power | None:
    """What a trial of these clients could show in so many days; None: the past says too little.

    Money and minutes of one stretch of time say nothing of the next one's, so that the square of
    the error falls as the days grow. Pairing makes the result no worse than this.
    """
    error = _error(past)
    if error is None or days <= 0:
        return None
    now = error * math.sqrt(past.days / days)
    clients, sales = len(past.money), past.sales * days / past.days
    return Power(clients, days, sales, now, math.exp(_reach() * now))


def days_to_show(past: Past, ratio: float) -> int | None:
    """How many days it takes to show a ratio in four trials of five; None: over two years."""
    error = _error(past)
    if error is None or ratio <= 0 or ratio == 1:
        return None
    days = past.days * (_reach() * error / math.log(ratio)) ** 2
    return math.ceil(days) if days <= LONGEST_DAYS else None


def _reach() -> float:
    return _NORMAL.inv_cdf(1 - MISTAKEN / 2) + _NORMAL.inv_cdf(SHOWN)


def _error(past: Past) -> float | None:
    """The error of the log ratio of two halves of the clients, over the days of the past."""
    money, minutes = np.asarray(past.money, float), np.asarray(past.minutes, float)
    if past.sales < FEWEST_SALES or past.days <= 0 or money.sum() <= 0 or minutes.sum() <= 0:
        return None
    off = money / money.mean() - minutes / minutes.mean()
    error = math.sqrt(float(np.var(off)) * 4 / len(off))
    return error if error > 0 else None
