"""Fit the cure model to a firm's log: the likeliest numbers, held near other firms'.

Maximum a posteriori by L-BFGS on the forward filter (`cure.likelihood`). The priors are also what a
firm without a log begins with: a share of .40 never answers, the rest answer 22 % of calls, a need
lives 150 days and comes back after 200, 2 % are annoyed by a call in vain, and who has refused
answers a twenty-fifth as readily. In one firm of four it is about half as readily: machines are
taken for people there, or people say "later" who mean "no". The priors are narrow: else a log that
the model does not fit pulls the refused to none at all. Segments lean on each other: each has a
deviation of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.optimize import Bounds, minimize
from scipy.special import expit, logit

from . import cure as cures
from .cure import HEARD, Cure
from .sorting import by_client, by_portion

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .log import Attempts, Clients

    Place = NDArray[np.float64]  # of the search: a number of the model each, on the whole line

# (name, prior mean on the line, prior spread): shares by their log odds, the rest by their log.
SHARED = (
    ("never", logit(0.40), 0.15),
    ("mean", logit(0.22), 0.6),
    ("weight", np.log(4.0), 0.7),
    ("lives", np.log(150.0), 0.1),
    ("returns", np.log(200.0), 0.1),
    ("annoyed", logit(0.02), 0.8),
    ("echo", logit(0.04), 0.4),
    ("sells", logit(0.15), 0.4),
    ("declines", logit(0.10), 1.0),
    ("owns_up", logit(0.50), 1.0),
    ("lost", logit(0.05), 1.0),
    ("fails", np.log(1000.0), 0.7),
    ("strays", logit(0.02), 1.0),
    ("astray", logit(0.30), 0.5),
)
NAMES = tuple(name for name, _, _ in SHARED)
# What is reckoned with where calls end at strangers'; NONE where they tell of nothing but that.
LOSING = frozenset({"lost", "fails", "strays", "astray"})
NONE, NEVER = {"lost": -14.0, "fails": 14.0}, 30.0
# What is known of `echo` in either kind of firm: (share of firms, middle, spread).
ECHOES = ((0.75, logit(0.04), 0.4), (0.25, logit(0.50), 1.0))
OWN = ("never", "mean", "sells")
OWN_SPREAD, SLOT_SPREAD = 0.5, 0.5
# Nothing moves, nobody is annoyed or echoes, and all who answer do so alike.
STILL = {"lives": 30.0, "returns": 30.0, "annoyed": -30.0, "echo": -30.0, "weight": np.log(1e3)}
FAR = 6.0  # spreads from the middle, beyond which nothing is looked for: there numbers overflow
AT_MOST = 4000  # clients whose calls the fit reads


class Calls(NamedTuple):
    """A log in the order the filter reads it: by client, then day. `first` (N + 1,)."""

    client: NDArray[np.int64]
    first: NDArray[np.int64]
    day: NDArray[np.float64]
    slot: NDArray[np.int64]
    outcome: NDArray[np.int64]
    heard: NDArray[np.int64]


def ordered(clients: Clients, attempts: Attempts, until: float = np.inf) -> Calls:
    """The calls to clients we know, up to a day, by client and day; without what makes no sense."""
    many = max(len(clients), 1)
    ((_, calls),) = in_portions(clients, attempts, many, until)
    return calls


def in_portions(
    clients: Clients, attempts: Attempts, portion: int, until: float = np.inf
) -> Iterator[tuple[slice, Calls]]:
    """The same by portions of so many clients, numbered from 0 in each, and which clients these
    are: a long log is not copied as a whole. One portion there is of no clients too."""
    many, slots = len(clients), clients.slots
    places, first = by_portion(attempts, many, slots, len(HEARD), until, portion)
    for here in range(len(first) - 1):
        start = here * portion
        mine = places[first[here] : first[here + 1]].astype(np.intp)
        client = np.take(attempts.client, mine).astype(np.int64, copy=False) - start
        day = np.take(attempts.day, mine).astype(np.float64, copy=False)
        slot = np.take(attempts.slot, mine).astype(np.int64, copy=False)
        ended = np.take(attempts.outcome, mine)
        stop = min(start + portion, many)
        yield slice(start, stop), laid_out(stop - start, client, day, slot, ended)


def laid_out(
    many: int,
    client: NDArray[np.int64],
    day: NDArray[np.float64],
    slot: NDArray[np.int64],
    outcome: NDArray[np.int8],
) -> Calls:
    """Calls to so many clients, all of which make sense, in the order that the filter reads."""
    order = by_client(many, client, day, slot, outcome)
    client, ended = np.take(client, order), np.take(outcome, order).astype(np.int64)
    first = np.concatenate([[0], np.cumsum(np.bincount(client, minlength=many))])
    return Calls(
        client, first, np.take(day, order), np.take(slot, order), ended, np.take(HEARD, ended)
    )


def until(calls: Calls, clients: int, day: float) -> Calls:
    """Those calls up to a day."""
    mine = calls.day <= day
    client = calls.client[mine]
    first = np.searchsorted(client, np.arange(clients + 1))
    return Calls(client, first, *(part[mine] for part in calls[2:]))  # type: ignore[arg-type]


def said(cure: Cure, clients: Clients, calls: Calls) -> float:
    """The log likelihood of these calls."""
    return _said(cure, *who(clients), calls)


def who(clients: Clients) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Segment (N,) and first day (N,) as the compiled loops read them."""
    return np.array(clients.segment, np.int64), np.array(clients.born, np.float64)


def _said(cure: Cure, segment: NDArray[np.int64], born: NDArray[np.float64], calls: Calls) -> float:
    log = calls.first, calls.day, calls.slot, calls.heard
    return float(cures.likelihood(cure, cures.chances(cure), segment, born, *log))


def prior(segments: int, slots: int) -> Cure:
    """What a firm without a log begins with."""
    return unfold(centre(segments, slots), segments, slots)._replace(gated=True)


def centre(segments: int, slots: int) -> NDArray[np.float64]:
    """The prior's middle, as the search sees it; no number is ever lost."""
    middle = _middle(segments, slots)
    middle[NAMES.index("fails")] = NEVER
    return middle


def _middle(segments: int, slots: int) -> NDArray[np.float64]:
    return np.concatenate([[one[1] for one in SHARED], np.zeros(len(OWN) * segments + slots)])


def losing(place: NDArray[np.float64], some: bool) -> NDArray[np.float64]:
    """The same place, where `some` numbers are lost; or none, though calls end at strangers'."""
    found = place.copy()
    for at, (name, middle, _) in enumerate(SHARED):
        if name in LOSING:
            found[at] = middle if some else NONE.get(name, middle)
    return found


def centres(segments: int, slots: int) -> tuple[NDArray[np.float64], ...]:
    """The same for either kind of firm: those whose refused hardly answer, and those whose do."""
    place = NAMES.index("echo")
    both = tuple(centre(segments, slots) for _ in ECHOES)
    for at, (_, middle, _) in zip(both, ECHOES, strict=True):
        at[place] = middle
    return both


def spread(segments: int, slots: int) -> NDArray[np.float64]:
    """How far from the middle the prior lets each number go."""
    own, slot = np.full(len(OWN) * segments, OWN_SPREAD), np.full(slots, SLOT_SPREAD)
    return np.concatenate([[one[2] for one in SHARED], own, slot])


def unfold(place: NDArray[np.float64], segments: int, slots: int) -> Cure:
    """The numbers of the model at a place of the search."""
    at = dict(zip((one[0] for one in SHARED), place, strict=False))
    own = place[len(SHARED) : len(SHARED) + len(OWN) * segments].reshape(len(OWN), segments)
    mean = expit(np.clip(at["mean"] + own[1], -6, 6))
    weight = float(np.exp(np.clip(at["weight"], -1, 8)))
    tables = [_readiness(float(m), weight) for m in mean]
    sells = expit(at["sells"] + own[2])
    return Cure(
        never=expit(at["never"] + own[0]),
        nodes=np.array([nodes for nodes, _ in tables]),
        weights=np.array([weights for _, weights in tables]),
        dies=np.full(segments, np.exp(-at["lives"])),
        returns=np.full(segments, np.exp(-at["returns"])),
        slots=place[-slots:] - place[-slots:].mean(),
        annoyed=float(expit(at["annoyed"])),
        echo=float(expit(at["echo"])),
        sells=sells,
        declines=(1.0 - sells) * expit(at["declines"]),
        owns_up=np.full(segments, expit(at["owns_up"])),
        lost=float(expit(at["lost"])) if at["fails"] < NEVER else 0.0,
        fails=float(np.exp(-at["fails"])) if at["fails"] < NEVER else 0.0,
        strays=float(expit(at["strays"])),
        astray=float(expit(at["astray"])),
    )


@lru_cache(maxsize=1 << 14)
def _readiness(mean: float, weight: float) -> tuple[np.ndarray, np.ndarray]:
    """Of one segment; a step of the search leaves all others' as they were."""
    return cures.readiness(mean, weight)


def fit(
    clients: Clients,
    calls: Calls,
    segments: int,
    slots: int,
    seed: int,
    held: Mapping[str, float] = MappingProxyType({}),
) -> Cure:
    """The likeliest numbers for this log; `held` keeps some of SHARED where they are put."""
    middle = centre(segments, slots)
    for name, at in held.items():
        middle[NAMES.index(name)] = at
    found = search(clients, calls, segments, slots, seed, (middle,), LOSING | frozenset(held))
    return unfold(found, segments, slots)


def search(
    clients: Clients,
    calls: Calls,
    segments: int,
    slots: int,
    seed: int,
    starts: Sequence[NDArray[np.float64]],
    held: frozenset[str] = LOSING,
) -> NDArray[np.float64]:
    """The place of the likeliest numbers, looked for from each of `starts`; those `held` stay where
    the first has them."""
    calls, segment, born = _some(clients, calls, seed)
    middle, wide = _middle(segments, slots), spread(segments, slots)
    stays = [name in held for name in NAMES] + [False] * (len(middle) - len(SHARED))
    middle[stays] = starts[0][stays]
    echo = NAMES.index("echo")
    wide[echo] = max(spread for _, _, spread in ECHOES)
    least, most = middle - FAR * wide, middle + FAR * wide
    least[stays] = most[stays] = middle[stays]
    wide[echo] = np.inf  # it has a prior of its own

    def cost(place: NDArray[np.float64]) -> float:
        unlikely = 0.5 * np.sum(((place - middle) / wide) ** 2)
        likely = _said(unfold(place, segments, slots), segment, born, calls)
        return float(unlikely - _echoes(place[echo]) - likely)

    within, options = Bounds(least, most), {"maxiter": 40, "ftol": 1e-5, "eps": 1e-4}
    found = [
        minimize(cost, start, method="L-BFGS-B", bounds=within, options=options) for start in starts
    ]
    return np.asarray(min(found, key=lambda one: one.fun).x)


def _echoes(place: float) -> float:
    """How likely an echo is, in log."""
    each = [np.log(share / wide) - 0.5 * ((place - at) / wide) ** 2 for share, at, wide in ECHOES]
    return float(np.logaddexp.reduce(each))


def _some(
    clients: Clients, calls: Calls, seed: int
) -> tuple[Calls, NDArray[np.int64], NDArray[np.float64]]:
    """So many clients' calls as the fit needs; who has none says nothing and costs nothing."""
    many = np.diff(calls.first)
    called = np.flatnonzero(many)
    if len(called) > AT_MOST:
        called = np.sort(np.random.default_rng(seed).choice(called, AT_MOST, replace=False))
    keep = np.zeros(len(clients), bool)
    keep[called] = True
    mine = keep[calls.client]
    first = np.concatenate([[0], np.cumsum(many[called])])
    kept = Calls(calls.client[mine], first, *(part[mine] for part in calls[2:]))  # type: ignore[arg-type]
    return kept, *who(clients.some(called))
