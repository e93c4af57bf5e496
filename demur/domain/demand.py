"""One demand asked about three times is one demand: who asks again, and about the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

LIKELY = 3


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier inquiry of the same caller; `demand` is the first inquiry of its demand."""

    id: int
    demand: int
    item: int | None
    trade: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Again:
    """A repeat call: the how many-th about this, and when the first one was."""

    demand: int
    times: int
    first_at: datetime


def again(earlier: Iterable[Earlier], item: int | None, trades: Sequence[str]) -> Again | None:
    """Whether the caller asked the same before: the same item, or where none, a likely trade.

    `trades` are those the need may mean now, likeliest first; people rarely say a thing twice in
    the same words, so the first few count.
    """
    if item is not None:
        same = [one for one in earlier if one.item == item]
    else:
        likely = trades[:LIKELY]
        same = [one for one in earlier if one.item is None and one.trade in likely]
    if not same:
        return None
    first = min(same, key=lambda one: one.at)
    return Again(first.demand, len(same) + 1, first.at)
