"""The cure model: some have refused and stay silent, the rest answer with a chance of their own.

Two hidden states a client: open (O) and refused (R: refused, bought elsewhere, gone). How readily a
client answers is p ~ Beta, held at a few Gauss-Jacobi nodes, so that a belief is a small table of
masses: one row of O and one of R, which add up to 1. In O a call in a slot is answered with the
chance f, whose odds are odds(p) times the slot's; in R with ε·f. Between calls needs die and come
back, and each node relaxes towards its rest in closed form. Where nothing moves (no needs come or
go, nobody is annoyed, the refused never answer) this is the beta-geometric cure model, and n misses
say P(R) = π / (π + (1-π) B(a, b+n)/B(a, b)).

In some firms numbers are lost: nobody whom we know answers there any more, and the masses add up to
less than 1. A call that ends at a stranger's tells of that.

Everything here is a number-crunching loop over one client's calls after another, compiled by numba.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.special import roots_jacobi

from .compiled import loop, step

if TYPE_CHECKING:
    from numpy.typing import NDArray

# What the filter hears of a call, in the order of `Outcome`. A secretary's answer says nothing of a
# no, nor does a stranger's where no numbers are lost.
SILENT, LATER, NO, SALE, DEAF, ASTRAY = 0, 1, 2, 3, 4, 5
HEARD = np.array([SILENT, LATER, NO, SALE, NO, SILENT, DEAF, ASTRAY], dtype=np.int64)


#: What of the model each segment has of its own.
OF_SEGMENTS = ("never", "nodes", "weights", "dies", "returns", "sells", "declines", "owns_up")


class Cure(NamedTuple):
    """The numbers of the model, one a segment (G,) unless said otherwise.

    `never`: refused from the first day on. `nodes`, `weights` (G, K): how readily the open answer.
    `dies`, `returns`: needs a day, λ and ρ. `slots` (S,): log odds a slot adds. `annoyed` κ: of the
    open, who refuses after a call in vain. `echo` ε: how much less readily the refused answer.
    `sells`, `declines`: of the open who answer; `owns_up`: of the refused who answer, who says so.
    `lost`: of the numbers, on the first day; `fails`: of them a day, 0 where none are ever lost;
    `strays`, `astray`: calls that end at a stranger's, of those to their numbers and to lost ones.
    `gated`: whether an answer of somebody else's tells how readily the client answers: where a
    firm has a log, its ranker knows better.
    """

    never: NDArray[np.float64]
    nodes: NDArray[np.float64]
    weights: NDArray[np.float64]
    dies: NDArray[np.float64]
    returns: NDArray[np.float64]
    slots: NDArray[np.float64]
    annoyed: float
    echo: float
    sells: NDArray[np.float64]
    declines: NDArray[np.float64]
    owns_up: NDArray[np.float64]
    lost: float = 0.0
    fails: float = 0.0
    strays: float = 0.0
    astray: float = 0.0
    gated: bool = False


def selling(cure: Cure, times: float) -> Cure:
    """The same, but an answered call sells so many times as often, as far as it can."""
    sells = np.minimum(cure.sells * times, 0.9)
    return cure._replace(sells=sells, declines=np.minimum(cure.declines, 1.0 - sells))


def among(cure: Cure, segments: NDArray[np.int64]) -> Cure:
    """The same of these segments alone, in this order."""
    return cure._replace(**{name: getattr(cure, name)[segments] for name in OF_SEGMENTS})


def readiness(mean: float, weight: float, count: int = 8) -> tuple[np.ndarray, np.ndarray]:
    """Nodes and weights (K,) of Beta(mean·weight, (1-mean)·weight), exact for degrees below 2K."""
    a, b = mean * weight, (1.0 - mean) * weight
    x, w = roots_jacobi(count, b - 1.0, a - 1.0)
    return np.clip((x + 1.0) / 2.0, 1e-9, 1.0 - 1e-9), w / w.sum()


@step(fastmath=True)
def begin(cure, g, o, r):  # type: ignore[no-untyped-def]
    """Masses of a client of segment g on the first day."""
    for k in range(o.size):
        theirs = (1.0 - cure.lost) * cure.weights[g, k]
        r[k] = cure.never[g] * theirs
        o[k] = theirs - r[k]


@step(fastmath=True)
def relax(cure, g, days, o, r):  # type: ignore[no-untyped-def]
    """Let days pass: O(Δ) = cρ/(λ+ρ) + (O - cρ/(λ+ρ)) e^{-(λ+ρ)Δ} in each node, c = O + R."""
    speed = cure.dies[g] + cure.returns[g]
    if days <= 0.0:
        return
    if speed > 0.0:
        left = np.exp(-speed * days)
        rest = cure.returns[g] / speed
        for k in range(o.size):
            c = o[k] + r[k]
            o[k] = c * rest + (o[k] - c * rest) * left
            r[k] = c - o[k]
    if cure.fails > 0.0:
        stay = np.exp(-cure.fails * days)
        for k in range(o.size):
            o[k] *= stay
            r[k] *= stay


@step(fastmath=True)
def missing(cure, o, r):  # type: ignore[no-untyped-def]
    """How probably the number is lost: what the masses lack."""
    if cure.fails <= 0.0:
        return 0.0
    found = 1.0
    for k in range(o.size):
        found -= o[k] + r[k]
    return max(found, 0.0)


@step(fastmath=True)
def strange(cure, heard):  # type: ignore[no-untyped-def]
    """How likely it is, at a number that is theirs and at a lost one, that a call ends at a
    stranger's or, as was `heard`, does not."""
    if cure.fails <= 0.0:
        return 1.0, 0.0
    if heard == ASTRAY:
        return cure.strays, cure.astray
    return 1.0 - cure.strays, 1.0 - cure.astray if heard == SILENT else 0.0


@step(fastmath=True)
def says(cure, g, heard):  # type: ignore[no-untyped-def]
    """How likely this answer is from one who is open and from one who has refused."""
    if heard == LATER:
        return 1.0 - cure.sells[g] - cure.declines[g], 1.0 - cure.owns_up[g]
    if heard == NO:
        return cure.declines[g], cure.owns_up[g]
    return cure.sells[g], 0.0


@step(fastmath=True)
def _unreached(f, o, r):  # type: ignore[no-untyped-def]
    """Take in that somebody else answered: the client is harder to reach, refused or not. Returns
    how likely that was of a number that is theirs; whether it is, stays as it was."""
    before, after = 0.0, 0.0
    for k in range(o.size):
        before += o[k] + r[k]
        o[k] *= 1.0 - f[k]
        r[k] *= 1.0 - f[k]
        after += o[k] + r[k]
    if after <= 1e-300:
        return 1.0
    for k in range(o.size):
        o[k] *= before / after
        r[k] *= before / after
    return after / before


@step(fastmath=True)
def hear(cure, g, heard, f, o, r):  # type: ignore[no-untyped-def]
    """Take in how a call ended; f (K,) the chances of an answer. Returns how likely that was."""
    if heard == DEAF or (heard == ASTRAY and cure.fails <= 0.0):
        return _unreached(f, o, r) if cure.gated else 1.0
    theirs, nobodys = strange(cure, heard)
    nobodys *= missing(cure, o, r)
    by_open, by_refused = says(cure, g, heard)
    total = 0.0
    for k in range(o.size):
        if heard == SILENT:
            vain = o[k] * (1.0 - f[k])
            r[k] = r[k] * (1.0 - cure.echo * f[k]) + cure.annoyed * vain
            o[k] = (1.0 - cure.annoyed) * vain
        elif heard != ASTRAY:
            o[k] *= f[k] * by_open
            r[k] *= cure.echo * f[k] * by_refused
            if heard != LATER:  # a no is a no, and a sale serves the need
                r[k] += o[k]
                o[k] = 0.0
        total += o[k] + r[k]
    if total <= 1e-300:  # what cannot be, was: a second sale on one day, an answer of the mute
        o[:] = 0.0
        r[:] = 1.0 / r.size
        return total
    total = theirs * total + nobodys
    for k in range(o.size):
        o[k] *= theirs / total
        r[k] *= theirs / total
    return total


def likelihood(
    cure: Cure,
    chances: NDArray[np.float64],
    segment: NDArray[np.int64],
    born: NDArray[np.float64],
    *log: NDArray[Any],
) -> float:
    """The log likelihood of a log sorted by client and day.

    `chances` (G, S, K); `log`: (N + 1,) where each client's calls begin, and the day, slot and what
    was heard (M,) of the calls.
    """
    return float(_likelihood(cure, chances, segment, born, *log, *room(cure)))


def room(cure: Cure) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where the loops keep one client's masses: (K,) open, (K,) refused."""
    nodes = cure.nodes.shape[1]
    return np.empty(nodes), np.empty(nodes)


@loop(fastmath=True)
def _likelihood(cure, chances, segment, born, first, day, slot, heard, o, r):  # type: ignore[no-untyped-def]
    total = 0.0
    for i in range(segment.size):
        if first[i] == first[i + 1]:
            continue
        g = segment[i]
        begin(cure, g, o, r)
        last = born[i]
        for j in range(first[i], first[i + 1]):
            relax(cure, g, day[j] - last, o, r)
            last = day[j]
            total += np.log(max(hear(cure, g, heard[j], chances[g, slot[j]], o, r), 1e-300))
    return total


def chances(cure: Cure) -> NDArray[np.float64]:
    """(G, S, K) The chance of an answer by segment, slot and readiness."""
    odds = cure.nodes / (1.0 - cure.nodes)
    shifted = odds[:, None, :] * np.exp(cure.slots)[None, :, None]
    return np.asarray(shifted / (1.0 + shifted))
