"""What a call to each client is worth in each slot of a day, how long it takes, and who rests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from demur.domain.silence import rounds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from demur.domain.silence.judges import Judge
    from demur.domain.silence.model import Clients


@dataclass(frozen=True, slots=True, eq=False)
class Chances:
    """By client and slot (N, S): the chance of an answer, a call's minutes, the money it brings."""

    answers: NDArray[np.float64]
    length: NDArray[np.float64]
    brings: NDArray[np.float64]


def chances(judge: Judge, clients: Clients, day: float) -> Chances:
    """What a call in each slot is likely to come to."""
    if not len(clients):
        return Chances(*np.zeros((3, 0, clients.slots)))
    tried = [judge.chances(day, slot) for slot in range(clients.slots)]
    answers = np.stack([answered for answered, _ in tried], axis=1)
    sells = np.stack([sold for _, sold in tried], axis=1)
    length = rounds.IN_VAIN + (rounds.ANSWERED - rounds.IN_VAIN) * answers
    return Chances(answers, length, answers * sells * clients.value[:, None])


def worth(
    judge: Judge,
    day: float,
    minutes: NDArray[np.float64],
    able: NDArray[np.bool_],
    costs: float,
) -> NDArray[np.float64]:
    """(N, S) money a minute of a call in each slot; -inf where it may not be, or better later.

    `minutes` (S,) are the team's. A client may be called in any slot, so it is the whole day's
    minutes that they vie for. What brings no more than a minute `costs` is not called.
    """
    found = np.full(able.shape, -np.inf)
    for slot in np.flatnonzero((minutes > 0.0) & able.any(0)):
        found[:, slot] = judge.worth(day, int(slot), float(minutes.sum()), able[:, slot])
    found[found <= costs] = -np.inf
    return found


def spread(
    said: Chances, able: NDArray[np.bool_], minutes: float, most: NDArray[np.float64]
) -> NDArray[np.float64]:
    """(S,) so many minutes of a day laid into the slots where clients are best called.

    For a team that may call when it likes; `most` (S,) is how long it can in each slot.
    """
    rate = np.where(able & (most > 0.0), said.brings / said.length, 0.0)
    best, every = rate.argmax(1), np.arange(len(rate))
    order = np.argsort(-rate[every, best], kind="stable")
    order = order[rate[order, best[order]] > 0.0]
    length = said.length[order, best[order]]
    order = order[: int(np.searchsorted(np.cumsum(length), minutes)) + 1]
    wanted = np.bincount(best[order], said.length[order, best[order]], said.brings.shape[1])
    found = np.minimum(wanted * min(minutes / max(wanted.sum(), 1e-9), 1.0), most)
    spare = most - found
    left = min(max(minutes - found.sum(), 0.0) / max(spare.sum(), 1e-9), 1.0)
    return np.asarray(found + spare * left)


def price(said: Chances, able: NDArray[np.bool_], minutes: float, costs: float) -> float:
    """What a minute must bring today: a share of what the last minute does, and no less than costs.

    While there are minutes for everybody, only what a minute `costs`.
    """
    rate = np.where(able, said.brings / said.length, 0.0)
    best = rate.argmax(1)
    every = np.arange(len(best))
    top, length = rate[every, best], said.length[every, best]
    order = np.flatnonzero(top > 0.0)
    order = order[np.argsort(-top[order], kind="stable")]
    spent = np.cumsum(length[order])
    if not len(order) or spent[-1] <= minutes:
        return costs
    return max(costs, rounds.SHADOW * float(top[order[np.searchsorted(spent, minutes)]]))


def rests(
    judge: Judge, day: float, minute_price: float, today: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """(N,) the day until which each client rests who is not called today; inf: we stop.

    Whoever would be called `today` (N,) had there been minutes rests until tomorrow.
    """
    if not len(today):
        return np.zeros(0)
    found = judge.rest_until(day, minute_price)
    found = np.where(today & ~np.isfinite(found), day, found)
    return np.asarray(np.maximum(found, np.floor(day) + 1.0))
