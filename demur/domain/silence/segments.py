"""The numbers of segments, with or without gaps, and what was learned laid out by them.

A fit reads only the segments that somebody is of, as if they had no gaps. One more, of nobody,
stands for the numbers between them: of it no more is known than holds for the whole firm.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from . import cure as cures
from . import ranker

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .log import Whole
    from .model import Params
    from .ranker import Logistic

#: What is learned has a place for every number up to the greatest, some kilobytes each, so that it
#: is read by number alone. Whose numbers are other codes, as postcodes are, numbers them anew.
MOST = 10_000


def count(segment: Whole) -> int:
    """How many numbers there are up to the greatest; one where there is no client at all.

    Raises ValueError for numbers that are none of a segment's."""
    least, greatest = int(np.min(segment, initial=0)), int(np.max(segment, initial=0))
    if least < 0 or greatest >= MOST:
        raise ValueError(
            f"a client's segment is {least if least < 0 else greatest}: number the segments from "
            f"0 to {MOST - 1} at most, as np.unique(segment, return_inverse=True)[1] does"
        )
    return greatest + 1


def places(segment: Whole) -> NDArray[np.int64]:
    """(G,) The place of each number among those in use; all others have one behind these."""
    used = np.zeros(count(segment), np.bool_)
    used[segment] = True
    place = np.cumsum(used) - 1
    place[~used] = place[-1] + 1
    return place


def by_number(params: Params, place: NDArray[np.int64]) -> Params:
    """What was learned of segments by their `places`, laid out by their numbers."""
    of = params.ranker
    columns = _columns(params, place)
    halves = of.answers, of.sells, of.buys
    answers, sells, buys = (half and _taken(half, columns) for half in halves)
    learned = replace(of, answers=answers, sells=sells, buys=buys)
    cure, anybody = cures.among(params.cure, place), params.anybody[place]
    return replace(params, cure=cure, anybody=anybody, ranker=learned)


def _columns(params: Params, place: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each column of the ranker's design by number is in the one by place."""
    widths = ranker.widths(params.segments, len(params.ranker.scale.middle) - 1, params.slots)
    rows, bent, who, week, here, hours = np.split(np.arange(sum(widths)), np.cumsum(widths)[:-1])
    mine = np.r_[place, np.arange(params.segments, len(who))]
    hours = hours.reshape(params.slots, -1)[:, mine]
    return np.concatenate([rows, bent, who[mine], week, here, hours.ravel()])


def _taken(half: Logistic, columns: NDArray[np.int64]) -> Logistic:
    of = {name: getattr(half, name)[columns] for name in ("middle", "spread", "weights")}
    return replace(half, **of)
