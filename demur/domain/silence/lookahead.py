"""Now, or later? What a call now is worth beyond the best plan that begins on another day.

A plan is "first in Δ days, then every τ", at most so many calls, and it stops where the next call
would cost more than it can bring. A minute costs μ, the worth of the last minute the team has. What
comes later counts less, by e^{-t/60}. The best Δ is the client's own day; where no plan is worth
anything at all, the round stops. A call soon after another sells less, by 1 - e^{-gap/φ}: so
waiting gains by itself, and the fit has said how long (φ, `ranker.freshness`).

No call of a plan asks how an earlier one ended, other than that the need is still open: so what a
plan brings, and the minutes it takes, are sums over today's masses, each times a number that is the
same for every client of a segment. Those numbers are worked out once (`look_ahead`), by letting one
unit of each mass live through each plan; a client then costs one product.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .compiled import loop, step
from .cure import relax

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .cure import Cure

#: In how many days a plan begins; 0 is now.
FIRST = np.array([0.0, 2.0, 5.0, 10.0, 20.0, 40.0, 80.0])
EVERY = np.array([3.0, 7.0, 14.0, 30.0, 60.0])
CALLS = 6
PATIENCE = 60.0
PLANS = len(FIRST) * len(EVERY)


class Plans(NamedTuple):
    """What each mass of today (2K: open, then refused) brings in each plan, by segment.

    `begins` (G, 2K, FIRST): willing answers to the first call, before its freshness is known.
    `goes_on` and `takes` (G, 2K, CALLS · PLANS): the same of all calls after it, and the minutes of
    all, up to each call. All discounted to today.
    """

    begins: NDArray[np.float64]
    goes_on: NDArray[np.float64]
    takes: NDArray[np.float64]


def look_ahead(
    cure: Cure, answers: NDArray[np.float64], fresh: float, minutes: tuple[float, float]
) -> Plans:
    """All plans, for every segment. `answers` (G, K) the chance of one at any hour; `fresh` φ;
    `minutes` of a call in vain and of one answered."""
    segments, nodes = answers.shape
    found = Plans(
        np.zeros((segments, 2 * nodes, len(FIRST))),
        np.zeros((segments, 2 * nodes, CALLS * PLANS)),
        np.zeros((segments, 2 * nodes, CALLS * PLANS)),
    )
    _live_through(cure, answers, fresh, minutes, found, np.empty(1), np.empty(1))
    return found


@loop(fastmath=True)
def _live_through(cure, answers, fresh, minutes, found, o, r):  # type: ignore[no-untyped-def]
    """Write what a unit of each mass comes to in each plan; `o`, `r` (1,) working space."""
    nodes = answers.shape[1]
    for g in range(answers.shape[0]):
        for mass in range(2 * nodes):
            f = answers[g, mass % nodes]
            for plan in range(PLANS):
                start, every = plan // EVERY.size, EVERY[plan % EVERY.size]
                o[0], r[0] = (1.0, 0.0) if mass < nodes else (0.0, 1.0)
                relax(cure, g, FIRST[start], o, r)
                at, more, spent = FIRST[start], 0.0, 0.0
                for call in range(CALLS):
                    less = np.exp(-at / PATIENCE)
                    willing, answered, alive = _call(cure, g, f, o, r)
                    spent += less * (minutes[0] * (alive - answered) + minutes[1] * answered)
                    if call:
                        more += less * willing * (1.0 - np.exp(-every / fresh))
                    else:
                        found.begins[g, mass, start] = less * willing
                    found.goes_on[g, mass, call * PLANS + plan] = more
                    found.takes[g, mass, call * PLANS + plan] = spent
                    relax(cure, g, every, o, r)
                    at += every


@step(fastmath=True)
def _call(cure, g, f, o, r):  # type: ignore[no-untyped-def]
    """Call, however it may end: who is willing, who answers, who is still there to be called."""
    willing, alive = o[0] * f, o[0] + r[0]
    echoed = cure.echo * r[0] * f
    vain = o[0] - willing
    r[0] += cure.annoyed * vain - echoed * cure.owns_up[g]
    o[0] = vain * (1.0 - cure.annoyed) + willing * (1.0 - cure.sells[g] - cure.declines[g])
    return willing, willing + echoed, alive


def advantage(
    plans: Plans,
    sells: NDArray[np.float64],
    segment: NDArray[np.int64],
    gap: NDArray[np.float64],
    fresh: float,
    value: NDArray[np.float64],
    price: float,
    opens: NDArray[np.float64],
    refuses: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(N,) what a call now is worth beyond the best plan that begins later or never, and (N,) the
    first day of that other plan, inf where it is to stop.

    `sells` (G,) of willing answers; `gap` (N,) days since the last call, `fresh` φ; `value` (N,)
    money; `price` of a minute; `opens`, `refuses` (N, K) today's masses."""
    found = np.empty(len(segment)), np.empty(len(segment))
    room = np.empty(len(FIRST)), np.empty(CALLS * PLANS)
    masses = np.hstack([opens, refuses])
    _compare(plans, sells, segment, gap, fresh, value, price, masses, *room, *found)
    return found


@loop(fastmath=True)
def _compare(plans, sells, segment, gap, fresh, value, price, masses, begins, brings, gain, rest):  # type: ignore[no-untyped-def]
    """Write what `advantage` tells; `begins` (FIRST,), `brings` (CALLS · PLANS,) working space."""
    for i in range(segment.size):
        worth = value[i] * sells[segment[i]]
        _bring(plans, segment[i], worth, price, masses[i], begins, brings)
        best_then, day = 0.0, np.inf
        for start in range(1, FIRST.size):
            most = _most(start, worth, gap[i], fresh, begins, brings)
            if most > best_then:
                best_then, day = most, FIRST[start]
        gain[i], rest[i] = _most(0, worth, gap[i], fresh, begins, brings) - best_then, day


@step(fastmath=True)
def _bring(plans, g, worth, price, masses, begins, brings):  # type: ignore[no-untyped-def]
    """Write what each plan brings up to each call, its first answer apart."""
    begins[:], brings[:] = 0.0, 0.0
    for mass in range(masses.size):
        sold, spent = masses[mass] * worth, masses[mass] * price
        for start in range(FIRST.size):
            begins[start] += masses[mass] * plans.begins[g, mass, start]
        for at in range(brings.size):
            more = sold * plans.goes_on[g, mass, at] - spent * plans.takes[g, mass, at]
            brings[at] += more


@step(fastmath=True)
def _most(start, worth, gap, fresh, begins, brings):  # type: ignore[no-untyped-def]
    """The most that plans of this start bring, at whatever pace and wherever they stop."""
    most = -1e300
    for call in range(CALLS):
        for pace in range(EVERY.size):
            most = max(most, brings[call * PLANS + start * EVERY.size + pace])
    return most + worth * (1.0 - np.exp(-(gap + FIRST[start]) / fresh)) * begins[start]
