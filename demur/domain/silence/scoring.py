"""How likely each client answers a call now, and how likely an answer is a sale: all of them.

What the cure model says of a client, corrected by the ranker, in one pass over the clients: the
ranker's columns (`ranker.design`) are weighed as they are worked out, and never laid out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from . import cure as cures
from . import history, ranker, trust
from .compiled import loop, step
from .history import AT_ONCE, LONG, NAMES, History, answering, describe, hopes
from .past import portions
from .ranker import ANSWERS, KNOTS, SPANS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .log import Clients
    from .model import Params
    from .past import Past

    Pair = tuple[NDArray[np.float64], NDArray[np.float64]]

BENT = np.array(SPANS)


class Weights(NamedTuple):
    """What each column adds to the log odds of an answer (0), of a sale where one answers (1), and
    of not having refused (2).

    `rows` (3, len(NAMES)), each between the least and the most `seen` (2, len(NAMES)); `bent` (3,
    spans, knots); `segment` (3, G) with all that is the same for everybody on this day in this
    slot; `key` (3,); `each`, `squared` (3, 1 + F) by `ranker.scaled`.
    """

    rows: NDArray[np.float64]
    seen: NDArray[np.float64]
    bent: NDArray[np.float64]
    segment: NDArray[np.float64]
    key: NDArray[np.float64]
    each: NDArray[np.float64]
    squared: NDArray[np.float64]


def weights(params: Params, day: float, slot: int) -> Weights:
    """Those of the ranker; nothing at all where it adds nothing."""
    of, features = params.ranker, len(params.ranker.scale.middle) - 1
    columns = ranker.widths(params.segments, features, params.slots)
    nothing = np.zeros(sum(columns)), 0.0
    told = [half.line() if half else nothing for half in (of.answers, of.sells, of.buys)]
    parts = np.split(np.stack([by for by, _ in told]), np.cumsum(columns)[:-1], axis=1)
    rows, bent, who, week, here, hours = parts
    who = who + hours.reshape(3, params.slots, who.shape[1])[:, slot]
    ends = np.cumsum(ranker.whose(params.segments, features))[:-1]
    segment, value, key, given, squared = np.split(who, ends, axis=1)
    same = np.array([rest for _, rest in told]) - squared.sum(1)
    same += week[:, int(np.floor(day)) % 7] + here[:, slot]
    return Weights(
        rows=np.ascontiguousarray(rows),
        seen=params.ranker.seen,
        bent=bent.reshape(3, len(SPANS), len(KNOTS)),
        segment=segment + same[:, None],
        key=key[:, 0].copy(),
        each=np.hstack([value, given]),
        squared=np.hstack([np.zeros((3, 1)), squared]),
    )


def chances(params: Params, clients: Clients, past: Past, day: float, slot: int) -> Pair:
    """(N,) chance that a call now is answered, (N,) that an answer ends in a sale."""
    answers, sells = np.empty(len(clients)), np.empty(len(clients))
    for some, answered, sold in in_portions(params, clients, past, day, slot):
        answers[some], sells[some] = answered, sold
    return answers, sells


def in_portions(
    params: Params, clients: Clients, past: Past, day: float, slot: int
) -> Iterator[tuple[slice, NDArray[np.float64], NDArray[np.float64]]]:
    """The same, some clients at a time: their places, and the two chances of each."""
    for some in portions(len(clients)):
        yield some, *chances_of(params, clients.some(some), past.part(some), day, slot)


def chances_of(params: Params, clients: Clients, past: History, day: float, slot: int) -> Pair:
    """The same of clients whose histories lie together."""
    found = np.empty(len(clients)), np.empty(len(clients))
    by, segment = params.ranker, np.array(clients.segment, np.int64)
    now, told = (float(day), int(slot)), (past, params.cure, cures.chances(params.cure))
    space = cures.room(params.cure)
    if by.answers is None and by.sells is None:
        _plain(*told, now, segment, by.fresh, *found, *space, params.usual)
        return found
    who, weighed = _who(params, clients), weights(params, *now)
    _score(*told, now, who, by.fresh, *found, *space, params.usual, weighed, np.empty(len(NAMES)))
    return found


def _who(params: Params, clients: Clients) -> tuple[NDArray[Any], ...]:
    """Segment (N,), born (N,), key (N,) and each client's measures (N, 1 + F), for the loops."""
    segment, born = np.array(clients.segment, np.int64), np.array(clients.born, np.float64)
    return (
        segment,
        born,
        np.array(clients.key, np.bool_),
        ranker.scaled(params.ranker.scale, clients),
    )


@step()
def _fresh(last, day, fresh):  # type: ignore[no-untyped-def]
    """How much of its sales a call so soon after the last one keeps: 1 - e^(-gap/φ)."""
    gap = min(max(day - last, AT_ONCE), LONG)
    return 1.0 - np.exp(-gap / fresh)


@loop()
def _plain(past, cure, chances, now, segment, fresh, answers, sells, o, r, usual):  # type: ignore[no-untyped-def]
    """Write both chances as the cure model has them; `now`: day, slot; `o`, `r` working space."""
    day, slot = now
    for i in range(segment.size):
        g = segment[i]
        history.masses(past, cure, i, g, day, o, r)
        opened, willing, echoed = hopes(cure, chances[g, slot], o, r)
        answers[i] = answering(usual, opened, willing, echoed)
        said = cure.sells[g] * willing / (willing + echoed) * _fresh(past.last[i, 0], day, fresh)
        sells[i] = min(max(said, 1e-5), 0.99)


@loop()
def _score(past, cure, chances, now, who, fresh, answers, sells, o, r, usual, weights, row):  # type: ignore[no-untyped-def]
    """Write both chances; `who`: segment (N,), born (N,), key (N,) and each client's measures
    (N, 1 + F); `now`: day and slot; `o`, `r` (K,) and `row` (len(NAMES),) working space."""
    segment, born, key, each = who
    day, slot = now
    for i in range(segment.size):
        g = segment[i]
        describe(past, cure, chances[g, slot], usual, i, g, born[i], day, slot, o, r, row)
        _, willing, echoed = hopes(cure, chances[g, slot], o, r)
        said = cure.sells[g] * willing / (willing + echoed) * _fresh(past.last[i, 0], day, fresh)
        said = min(max(said, 1e-5), 0.99)
        answered = row[ANSWERS]
        _within(weights.seen, row)
        answered += _weighed(weights, 0, g, key[i], row, each, i)
        sold = np.log(said / (1.0 - said)) + _weighed(weights, 1, g, key[i], row, each, i)
        answers[i] = 1.0 / (1.0 + np.exp(-answered))
        sells[i] = 1.0 / (1.0 + np.exp(-sold))


def leanings(
    params: Params, clients: Clients, past: History, day: float
) -> NDArray[np.float64] | None:
    """(N,) What is added to the log odds that each has not refused, to what is so of anybody of
    their segment; None where nothing is. Of clients whose histories lie together."""
    by = params.ranker
    if by.buys is None:
        return None
    found, space, now = np.empty(len(clients)), cures.room(params.cure), (float(day), 0)
    who = _who(params, clients)
    told = past, params.cure, cures.chances(params.cure), now, who
    _lean(*told, found, *space, params.usual, weights(params, *now), np.empty(len(NAMES)))
    return found


@loop()
def _lean(past, cure, chances, now, who, found, o, r, usual, weights, row):  # type: ignore[no-untyped-def]
    """Write `leanings`; the rest as for `_score`."""
    segment, born, key, each = who
    day, slot = now
    for i in range(segment.size):
        g = segment[i]
        describe(past, cure, chances[g, slot], usual, i, g, born[i], day, slot, o, r, row)
        _within(weights.seen, row)
        found[i] = _weighed(weights, 2, g, key[i], row, each, i)


@step(fastmath=True)
def _within(seen, row):  # type: ignore[no-untyped-def]
    """Hold what is known of a client between what the calls can speak of, in place."""
    for k in range(row.size):
        row[k] = min(max(row[k], seen[0, k]), seen[1, k])


@step(fastmath=True)
def _weighed(weights, half, g, key, row, each, i):  # type: ignore[no-untyped-def]
    """What the ranker adds to the log odds of client i; `row` (len(NAMES),) is of the history."""
    total = weights.segment[half, g]
    if key:
        total += weights.key[half]
    for k in range(row.size):
        total += weights.rows[half, k] * row[k]
    for j in range(BENT.size):
        for k in range(KNOTS.size):
            total += weights.bent[half, j, k] * max(row[BENT[j]] - KNOTS[k], 0.0)
    for k in range(each.shape[1]):
        total += each[i, k] * (weights.each[half, k] + weights.squared[half, k] * each[i, k])
    return total


def since_call(past: History, day: float) -> NDArray[np.float64]:
    """(N,) Days since each client was last called, as far as anybody asks."""
    return np.clip(day - past.last[:, 0].astype(np.float64), AT_ONCE, LONG)


def masses(params: Params, clients: Clients, past: History, day: float) -> Pair:
    """(N, K) open and (N, K) refused by readiness, on a day, as far as they are to be trusted."""
    opens, refuses = _plainly(params, clients, past, day)
    both = opens + refuses
    refuses = trust.held(params.trust, refuses, trust.ANYBODY * both)
    return both - refuses, refuses


def _plainly(params: Params, clients: Clients, past: History, day: float) -> Pair:
    """The same as the cure model has it."""
    cure, segment = params.cure, clients.segment
    opens, refuses = past.opens.astype(np.float64), past.refuses.astype(np.float64)
    speed = cure.dies[segment] + cure.returns[segment]
    left = np.exp(-speed * np.maximum(day - past.seen, 0.0))[:, None]
    both = opens + refuses
    rest = both * (cure.returns[segment] / np.maximum(speed, 1e-300))[:, None]
    opens = rest + (opens - rest) * left
    stay = np.exp(-cure.fails * np.maximum(day - past.seen, 0.0))[:, None] if cure.fails else 1.0
    return stay * opens, stay * (both - opens)
