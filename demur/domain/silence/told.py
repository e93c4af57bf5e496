"""What is believed on a day, client by client, without a table as long as the firm's clients.

The same sums as over whole arrays, each client's by itself: ten million clients need no more
memory than their answers take.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit, logit

from . import scoring, trust
from .compiled import loop, step
from .cure import missing, room
from .history import masses
from .log import Outcome
from .past import portions

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .history import History
    from .log import Clients
    from .model import Params
    from .past import Past

SURE = (0.05, 0.95)
# A call within thirty days comes in fifteen, in the middle; some needs have returned by then.
AHEAD = 15.0
# By so much P(refused) of all may be off where it is not the model's; it was, in sixteen worlds.
UNSURE = 0.15
MEANT = 0.97  # who says "never" and nothing since mostly means it


def told(
    params: Params, clients: Clients, past: Past, day: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """P(refused) (N,) and its interval (N, 2) on a day, as far as the model is to be trusted."""
    p_refused, interval = np.empty(len(clients)), np.empty((len(clients), 2))
    trusted = trust.slope(params.trust)
    for some in portions(len(clients)):
        plain, ends, part = p_refused[some], interval[some], past.part(some)
        segment = np.array(clients.segment[some], np.int64)
        tell(params.cure, segment, part, float(day), SURE, plain, ends, *room(params.cure))
        held = trust.held(trusted, plain, _anybodys(params, clients.some(some), part, day))
        held = np.where(_for_ever(part), np.maximum(held, MEANT), held)
        moved, level = ends + (held - plain)[:, None], (1.0 - trusted) * UNSURE
        ends[:, 0] = np.minimum(np.minimum(ends[:, 0], moved[:, 0] - level), held)
        ends[:, 1] = np.maximum(np.maximum(ends[:, 1], moved[:, 1] + level), held)
        np.clip(ends, 0.0, 1.0, out=ends)
        plain[:] = held
    return p_refused, interval


def _anybodys(params: Params, clients: Clients, past: History, day: float) -> NDArray[np.float64]:
    """(N,) P(refused) by what the answers that decide say of clients such as each."""
    anybodys = params.anybody[clients.segment]
    leans = scoring.leanings(params, clients, past, day)
    return anybodys if leans is None else np.asarray(expit(logit(anybodys) - leans))


def _for_ever(past: History) -> NDArray[np.bool_]:
    """(N,) who said "never", and has neither bought nor said "later" since."""
    _, _, later, no, sale = past.last.T
    return np.asarray((past.counts[:, Outcome.NEVER] > 0) & (no >= np.maximum(later, sale)))


@loop()
def tell(cure, segment, past, day, sure, p_refused, interval, o, r):  # type: ignore[no-untyped-def]
    """Write P(refused) (N,) and its `interval` (N, 2) on a day. `sure`: between which shares of
    what we do not know the interval lies; `o`, `r` (K,) working space."""
    for i in range(segment.size):
        g = segment[i]
        masses(past, cure, i, g, day, o, r)
        lost = missing(cure, o, r)
        total, stays = 0.0, np.exp(-cure.returns[g] * AHEAD)
        for k in range(r.size):
            o[k] += (1.0 - stays) * r[k]
            r[k] = r[k] * stays + lost * cure.weights[g, k]
            total += r[k]
        p_refused[i] = min(max(total, 0.0), 1.0)
        _sort(o, r)
        _ends(o, r, sure, interval[i])


@step()
def _sort(o, r):  # type: ignore[no-untyped-def]
    """Put each node's share of refused, and its mass, in the order of the share; in place."""
    for k in range(o.size):
        mass = max(o[k] + r[k], 1e-300)
        share = min(max(r[k] / mass, 0.0), 1.0)
        j = k
        while j > 0 and o[j - 1] > share:
            o[j], r[j] = o[j - 1], r[j - 1]
            j -= 1
        o[j], r[j] = share, mass


@step()
def _ends(share, mass, sure, found):  # type: ignore[no-untyped-def]
    """The shares below which lie so much of the mass."""
    whole = 0.0
    for k in range(mass.size):
        whole += mass[k]
    for end in range(2):
        below = 0.0
        found[end] = share[share.size - 1]
        for k in range(mass.size):
            below += mass[k]
            if below / whole >= sure[end]:
                found[end] = share[k]
                break
