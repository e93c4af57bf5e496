"""Whether what was foretold came about: of the calls said to be answered so often, how many were.

A judgement is calibrated where, of all calls given a chance of 30 %, some 30 % are answered.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

#: Normal quantile of an interval that holds the truth nineteen times in twenty.
Z: Final = 1.959964
BINS: Final = 10
#: Under so many calls a group says nothing yet.
FEWEST: Final = 20


@dataclass(frozen=True, slots=True)
class Group:
    """Calls of like chances: how many, the chance foretold on average, the share answered.

    `low` and `high` hold the true share nineteen times in twenty.
    """

    calls: int
    foretold: float
    happened: float
    low: float
    high: float

    @property
    def is_borne_out(self) -> bool:
        """Whether what was foretold lies within what chance allows."""
        return self.low <= self.foretold <= self.high


@dataclass(frozen=True, slots=True)
class Calibration:
    """The groups by rising chance, and how far foretold and happened lie apart on average.

    `apart` is the expected calibration error: the gap of each group by its share of the calls.
    """

    calls: int
    groups: tuple[Group, ...]
    apart: float


def calibration(pairs: Sequence[tuple[float, bool]]) -> Calibration | None:
    """What was foretold of calls beside what happened; None: too few calls to say.

    Each pair is a chance within 0 and 1, and whether the call was answered. Groups are of equal
    size, at most ten, each of twenty calls or more. Pairs whose chance is none are left out.
    """
    kept = sorted((chance, came) for chance, came in pairs if 0 <= chance <= 1)
    many = min(BINS, len(kept) // FEWEST)
    if not many:
        return None
    ends = [round(len(kept) * at / many) for at in range(many + 1)]
    groups = tuple(_group(kept[a:b]) for a, b in pairwise(ends))
    apart = sum(abs(one.foretold - one.happened) * one.calls for one in groups) / len(kept)
    return Calibration(len(kept), groups, apart)


def _group(some: Sequence[tuple[float, bool]]) -> Group:
    many, came = len(some), sum(happened for _, happened in some)
    low, high = wilson(came, many)
    return Group(many, math.fsum(chance for chance, _ in some) / many, came / many, low, high)


def wilson(came: int, many: int) -> tuple[float, float]:
    """Within what a true share lies, of `many` tries of which so many came about.

    Wilson's score interval (Journal of the American Statistical Association 22, 1927), which
    stays right near nought and one.
    """
    share, square = came / many, Z * Z / many
    middle = (share + square / 2) / (1 + square)
    reach = Z / (1 + square) * math.sqrt(share * (1 - share) / many + square / (4 * many))
    return max(0.0, middle - reach), min(1.0, middle + reach)
