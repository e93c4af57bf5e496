"""The round: what a call now is worth beside all others, and each client's own next day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from . import cure as cures
from . import history, model
from .lookahead import advantage, look_ahead
from .past import portions

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .history import History
    from .log import Clients
    from .model import Beliefs, Params

IN_VAIN, ANSWERED = 0.7, 5.0  # minutes of a call nobody takes, and of one somebody does
SHADOW = 0.5  # of the last call's worth that a minute is priced at: minutes come again tomorrow
LOOKED_AT = 4  # times as many clients as the minutes suffice for are looked at closely
AT_LEAST = 200


def worth(
    params: Params,
    beliefs: Beliefs,
    clients: Clients,
    day: float,
    slot: int,
    minutes: float,
    may: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """(N,) Money a minute that a call now is worth; -inf where later is better, or never.

    `minutes` are the team's in this slot, `may` (N,) who may be called at all. First by what the
    call itself brings, P(answers)·P(sale | answered)·value over its minutes; then, among those the
    minutes may suffice for, by what is lost if the call were made on a better day instead. Raises
    ValueError where there is no such slot.
    """
    found = rates(params, beliefs, clients, day, slot, may)
    close = first(found, LOOKED_AT * as_many_as(minutes))
    if not len(close):
        return found
    some, past = clients.some(close), beliefs.history.at(close)
    answers, sells = model.chances_of(params, some, past, day, slot)
    length, brings = minutes_of(answers), answers * sells * some.value
    last = min(int(np.searchsorted(np.cumsum(length), minutes)), len(close) - 1)
    price = SHADOW * float(found[close[last]])
    near = slice(0, max(LOOKED_AT * (last + 1), AT_LEAST))
    some, past = some.some(near), history.taken(past, near)
    closely = price + gained(params, some, past, day, brings, price) / length[near]
    np.minimum(found, np.min(closely), out=found)
    found -= price
    found[close[near]] = closely
    found[found <= 0.0] = -np.inf
    return found


def gained(
    params: Params,
    clients: Clients,
    past: History,
    day: float,
    brings: NDArray[np.float64],
    price: float,
) -> NDArray[np.float64]:
    """(N,) What a call now gains on the best later plan, some clients at a time."""
    found = np.empty(len(clients))
    for some in portions(len(clients)):
        who, part = clients.some(some), history.taken(past, some)
        usually = brought(params, who, part, day)
        found[some], _ = _ahead(params, who, part, day, brings[some], usually, price)
    return found


def rates(
    params: Params,
    beliefs: Beliefs,
    clients: Clients,
    day: float,
    slot: int,
    may: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """(N,) Money a minute that a call now brings by itself; -inf where it may not be or brings
    nothing."""
    model.in_day(params, slot)
    found = np.empty(len(clients))
    for some, answers, sells in model.in_portions(params, clients, beliefs.history, day, slot):
        brings = answers * sells * clients.value[some]
        able = np.asarray(may[some], bool) & clients.allowed[some, slot] & (brings > 0.0)
        found[some] = np.where(able, brings / minutes_of(answers), -np.inf)
    return found


def minutes_of(answers: NDArray[np.float64]) -> NDArray[np.float64]:
    """How long calls take, by their chance of an answer."""
    return IN_VAIN + (ANSWERED - IN_VAIN) * answers


def first(rate: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    """The places of so many of the greatest rates, the greatest first, equals as they stand; none
    of those of -inf. Long rows are neither sorted nor copied as a whole."""
    if 0 < count < len(rate):
        least = _least(rate, count)
        above, equal = np.flatnonzero(rate > least), np.flatnonzero(rate == least)
        places = np.sort(np.concatenate([above, equal[: count - len(above)]]))
    else:
        places = np.arange(len(rate))
    places = places[rate[places] > -np.inf]
    return np.asarray(places[np.argsort(-rate[places], kind="stable")][:count])


def _least(rate: NDArray[np.float64], count: int) -> float:
    """The least of so many of the greatest rates: what is less than it so far is let go."""
    kept, many, least = [np.empty(0)], 0, -np.inf
    for some in portions(len(rate)):
        kept.append(rate[some][rate[some] >= least])
        many += len(kept[-1])
        if many > 4 * count or some.stop == len(rate):
            pool = np.concatenate(kept)
            pool = np.partition(pool, max(len(pool) - count, 0))[max(len(pool) - count, 0) :]
            kept, many, least = [pool], len(pool), float(pool[0]) if len(pool) >= count else -np.inf
    return least


def as_many_as(minutes: float) -> int:
    """How many calls the minutes suffice for, if nobody answers; at least so many as are always
    looked at."""
    most = min(max(minutes, 0.0) / IN_VAIN, 2.0**31)
    return max(int(most) + 2, AT_LEAST)


def rest_until(
    params: Params, beliefs: Beliefs, clients: Clients, day: float, price: float = 0.0
) -> NDArray[np.float64]:
    """(N,) The day each client is best called next; inf where no call is worth its minutes.

    `price`: what a minute is worth elsewhere."""
    found = np.empty(len(clients))
    for some in portions(len(clients)):
        who, past = clients.some(some), beliefs.history.part(some)
        usually = brought(params, who, past, day)
        gain, later = _ahead(params, who, past, day, usually, usually, price)
        found[some] = np.where(gain > 0.0, day, day + later)
    return found


def brought(params: Params, clients: Clients, past: History, day: float) -> NDArray[np.float64]:
    """(N,) Money that a call brings in the middle of those slots in which it may be made; 0 where
    there is none."""
    total, slots = np.zeros(len(clients)), np.maximum(clients.allowed.sum(1), 1)
    for slot in range(clients.slots):
        answers, sells = model.chances_of(params, clients, past, day, slot)
        total += np.where(clients.allowed[:, slot], answers * sells, 0.0)
    return np.asarray(total / slots * clients.value)


def _ahead(
    params: Params,
    clients: Clients,
    past: History,
    day: float,
    brings: NDArray[np.float64],
    usually: NDArray[np.float64],
    price: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(N,) what a call now gains on the best later plan, (N,) in how many days that begins.

    The plans are the cure model's; what a call to the client `usually` brings, by the ranker too,
    scales their value. This one `brings` what it does in its own slot: a good hour is worth more
    now than the same call at any hour later, a bad one less."""
    cure, segment = params.cure, np.array(clients.segment, np.int64)
    opens, refuses = model.masses(params, clients, past, day)
    answers = cures.chances(cure).mean(1)
    gap, fresh = model.since_call(past, day), params.ranker.fresh
    plain = (opens * answers[segment]).sum(1) * cure.sells[segment] * -np.expm1(-gap / fresh)
    value = np.asarray(clients.value, np.float64)
    scale = np.clip(usually / np.maximum(plain * value, 1e-12), 0.05, 20.0)
    used, place = np.unique(segment, return_inverse=True)  # a plan takes room for every segment
    cure = cures.among(cure, used)
    plans = look_ahead(cure, answers[used], fresh, (IN_VAIN, ANSWERED))
    gain, later = advantage(
        plans, cure.sells, place, gap, fresh, value * scale, float(price), opens, refuses
    )
    return gain + brings - usually, later
