"""A firm too large for one process: its clients in parts, which may be judged on other machines.

What a client is believed is their own calls' business. Whether they are worth a call depends on all
others by two things only, the price of a minute and how far down the list anybody is looked at
closely; and the head of the whole list lies in the heads of the parts' lists. So each part tells
what a call now would bring and its own best, these are merged, and the lookahead runs in the parts
again, at the one price. The sums are those of `rounds`, in the same order: it does not matter how
the clients are cut.

    parts = list(workers.keep(partial(judged, params, day), shares(clients, attempts, cuts)))
    worth = worth_in_parts(workers.run, parts, mays, day, slot, minutes)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from . import model, rounds
from .log import Attempts, Clients
from .model import Beliefs, Params

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Calls a function on each of some things, in turn or at once; what it gives, in their order.
Run = Callable[..., Iterable[Any]]


class Lost(Exception):
    """The workers are there no more, and what they kept is gone with them."""


@dataclass(frozen=True, slots=True)
class Workers:
    """Whoever judges the parts, `many` at a time: `keep` leaves what comes of it where it was made,
    and gives what stands for it; `run` asks of what was kept, which comes first of its things.
    Either raises Lost where they are there no more, and then always."""

    run: Run
    keep: Run
    many: int


#: This process does it all, one part after another.
HERE: Final = Workers(map, map, 1)


@dataclass(frozen=True, slots=True, eq=False)
class Share:
    """Some clients, those from place `first` on, and their calls."""

    first: int
    clients: Clients
    attempts: Attempts


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """What is believed of the clients from place `first` on."""

    first: int
    beliefs: Beliefs


@dataclass(frozen=True, slots=True, eq=False)
class Glance:
    """What a part shows of itself at once.

    `rate` (n,) money a minute that a call now brings, -inf where there may be none; `best` (k,) the
    places of its own best, those first, and what a call to these `brings` (k,) in how long (k,).
    """

    first: int
    rate: NDArray[np.float64]
    best: NDArray[np.int64]
    brings: NDArray[np.float64]
    length: NDArray[np.float64]


def shares(clients: Clients, attempts: Attempts, cuts: Sequence[int]) -> list[Share]:
    """The clients cut at these places, each part with its own calls."""
    ends = sorted({*(min(max(cut, 0), len(clients)) for cut in cuts), 0, len(clients)})
    spans = list(pairwise(ends)) or [(0, 0)]
    return [_share(clients, attempts, slice(*span)) for span in spans]


def judged(params: Params, day: float, share: Share) -> Part:
    """What a part's own calls up to a day say of its clients."""
    beliefs = model.believe(params, share.clients, share.attempts, day)
    return Part(share.first, beliefs)


def worth_in_parts(
    run: Run,
    parts: Sequence[Any],
    mays: Sequence[NDArray[np.bool_]],
    day: float,
    slot: int,
    minutes: float,
) -> NDArray[np.float64]:
    """(N,) What `rounds.worth` says of all the clients together, worked out part by part.

    `parts` (of `judged`), or whatever `run` knows them by, in any order; `mays` in the same, (n,)
    who of each may be called at all.
    """
    glances = list(run(partial(_glance, day=day, slot=slot, minutes=minutes), parts, mays))
    found = np.full(max((one.first + len(one.rate) for one in glances), default=0), -np.inf)
    close = _looked_at(glances, minutes)
    if close is None:
        return found
    price, counts = close
    brings = [one.brings[:count] for one, count in zip(glances, counts, strict=True)]
    best = [one.best[:count] for one, count in zip(glances, counts, strict=True)]
    gains = list(run(partial(_gains, day=day, price=price), parts, best, brings))
    near = [
        price + gain / one.length[: len(gain)] for one, gain in zip(glances, gains, strict=True)
    ]
    least = min(float(np.min(some, initial=np.inf)) for some in near)
    for one, who, some in zip(glances, best, near, strict=True):
        mine = np.minimum(one.rate, least) - price
        mine[who] = some
        found[one.first : one.first + len(mine)] = mine
    found[found <= 0.0] = -np.inf
    return found


def rest_in_parts(run: Run, parts: Sequence[Any], day: float, price: float) -> NDArray[np.float64]:
    """(N,) The day each client is best called next, at the price of a minute; inf: never."""
    told = sorted(run(partial(_rests, day=day, price=price), parts), key=_first)
    return np.concatenate([rests for _, rests in told])


def chances_in_parts(
    run: Run, parts: Sequence[Any], day: float, slot: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(N,) chance that a call now is answered, (N,) that an answer ends in a sale."""
    told = sorted(run(partial(_chances, day=day, slot=slot), parts), key=_first)
    return np.concatenate([one for _, one, _ in told]), np.concatenate([one for *_, one in told])


def _first(told: tuple[Any, ...]) -> int:
    return int(told[0])


# ---- in a part


def _share(clients: Clients, attempts: Attempts, some: slice) -> Share:
    mine = (attempts.client >= some.start) & (attempts.client < some.stop)
    calls = Attempts(
        attempts.client[mine] - some.start,
        attempts.day[mine],
        attempts.slot[mine],
        attempts.outcome[mine],
    )
    return Share(some.start, clients.some(some), calls)


def _glance(part: Part, may: NDArray[np.bool_], day: float, slot: int, minutes: float) -> Glance:
    """What a call now brings in this part, and as many of its best as the minutes of the whole
    firm could ask for: all its minutes, were every call the shortest there is."""
    params, beliefs = part.beliefs.params, part.beliefs
    rate = rounds.rates(params, beliefs, beliefs.clients, day, slot, may)
    best = rounds.first(rate, rounds.LOOKED_AT * rounds.as_many_as(minutes))
    some, past = beliefs.clients.some(best), beliefs.history.at(best)
    answers, sells = model.chances_of(params, some, past, day, slot)
    return Glance(part.first, rate, best, answers * sells * some.value, rounds.minutes_of(answers))


def _gains(
    part: Part,
    who: NDArray[np.int64],
    brings: NDArray[np.float64],
    day: float,
    price: float,
) -> NDArray[np.float64]:
    """(k,) What a call now gains on the best later plan, for these clients of the part."""
    beliefs = part.beliefs
    some, past = beliefs.clients.some(who), beliefs.history.at(who)
    return rounds.gained(beliefs.params, some, past, day, brings, price)


def _rests(part: Part, day: float, price: float) -> tuple[int, NDArray[np.float64]]:
    beliefs = part.beliefs
    return part.first, rounds.rest_until(beliefs.params, beliefs, beliefs.clients, day, price)


def _chances(
    part: Part, day: float, slot: int
) -> tuple[int, NDArray[np.float64], NDArray[np.float64]]:
    beliefs = part.beliefs
    said = model.chances(beliefs.params, beliefs.clients, beliefs.history, day, slot)
    return part.first, *said


# ---- the parts together


def _looked_at(glances: Sequence[Glance], minutes: float) -> tuple[float, list[int]] | None:
    """The price of a minute, and how many of each part's best are looked at closely; None where
    nobody at all can be called."""
    whose = np.repeat(np.arange(len(glances)), [len(one.best) for one in glances])
    if not len(whose):
        return None
    place = np.concatenate([one.first + one.best for one in glances])
    rate = np.concatenate([one.rate[one.best] for one in glances])
    length = np.concatenate([one.length for one in glances])
    order = np.lexsort((place, -rate))
    last = min(int(np.searchsorted(np.cumsum(length[order]), minutes)), len(order) - 1)
    price = rounds.SHADOW * float(rate[order[last]])
    close = order[: max(rounds.LOOKED_AT * (last + 1), rounds.AT_LEAST)]
    return price, np.bincount(whose[close], minlength=len(glances)).tolist()
