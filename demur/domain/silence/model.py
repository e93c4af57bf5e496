"""Silence judged: fit what a firm's calls say, and believe it of each client.

    params = model.fit(clients, attempts, slots=4)
    beliefs = model.believe(params, clients, attempts, day=181.0)
    beliefs.p_refused, beliefs.interval, beliefs.p_answer(slot=2)

The cure model (`cure`) is believed as far as the firm's own later calls bear it out, and corrected
by what they say (`ranker`). Everything here is pure: the same log gives the same beliefs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from . import cure as cures
from . import deciding, fitting, history, ranker, trust
from . import segments as numbers
from .cure import ASTRAY, Cure
from .history import History
from .log import Attempts, Clients, Outcome
from .past import PORTION, Past
from .ranker import Ranker
from .scoring import chances, chances_of, in_portions, masses, since_call
from .told import told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from .fitting import Place

__all__ = [
    "Attempts",
    "Beliefs",
    "Clients",
    "Outcome",
    "Params",
    "believe",
    "chances",
    "chances_of",
    "fit",
    "in_portions",
    "masses",
    "observe",
    "prior",
    "since_call",
]

ANSWERED_BY_ANYBODY = 0.22
STRANGERS = 0.003  # of the calls, before it is asked whether numbers are lost
CLEARLY = 3.0  # nats that later calls have to be likelier if they are
LEARNED_FROM = 50_000  # clients whose calls a fit reads at most


@dataclass(frozen=True, slots=True, eq=False)
class Params:
    """What holds for a firm: the cure model, what its own calls add, the share of calls answered.

    `trust`, from 0 to 1: how far the firm's later calls bore out what the model believed of its
    clients; `level`: what that adds to every chance of an answer (`trust.level`); `anybody` (G,):
    P(refused) of whomever, where the model is not to be trusted (`trust.anybody`). `fitted` is
    False where the log bore out no better numbers than other firms' (`prior`).
    """

    cure: Cure
    ranker: Ranker
    answered: float
    slots: int
    trust: float
    level: float
    anybody: NDArray[np.float64]
    fitted: bool

    @property
    def usual(self) -> history.Usual:
        """What is so of the firm's calls as a whole."""
        return history.Usual(self.answered, trust.slope(self.trust), self.level)

    @property
    def segments(self) -> int:
        """How many kinds of clients there are."""
        return len(self.cure.never)


@dataclass(frozen=True, eq=False)  # without slots: what was asked once is kept
class Beliefs:
    """What we believe of each client on a day; P(refused) is worked out when it is asked for."""

    params: Params
    clients: Clients
    day: float
    history: Past

    @property
    def p_refused(self) -> NDArray[np.float64]:
        """(N,) would buy nothing, whatever call were made in the next 30 days."""
        return self._told[0]

    @property
    def interval(self) -> NDArray[np.float64]:
        """(N, 2) the middle nine tenths of it, as we do not know how readily the client answers;
        wider where the firm's calls bear the model out but little."""
        return self._told[1]

    def p_answer(self, slot: int) -> NDArray[np.float64]:
        """(N,) The chance that a call in this slot of the day is answered. Raises ValueError where
        there is no such slot."""
        in_day(self.params, slot)
        return chances(self.params, self.clients, self.history, self.day, slot)[0]

    def of(self, *clients: int) -> Beliefs:
        """The same of these clients alone, by their places: how many others there are costs
        nothing."""
        whom = np.array(clients, np.int64)
        past = Past.of(self.history.at(whom))
        return Beliefs(self.params, self.clients.some(whom), self.day, past)

    @cached_property
    def _told(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        return told(self.params, self.clients, self.history, self.day)


def prior(segments: int | ArrayLike, slots: int) -> Params:
    """What a firm begins with that has no log: what is known of others. `segments`: how many there
    are, or (N,) each client's."""
    given = np.asarray(segments)
    each = np.maximum(given - 1, 0)[None] if given.ndim == 0 else given
    many = numbers.count(each)
    return Params(
        fitting.prior(many, slots),
        ranker.NOTHING,
        ANSWERED_BY_ANYBODY,
        slots,
        trust=1.0,  # nothing has spoken against it yet
        level=0.0,
        anybody=np.full(many, trust.ANYBODY),
        fitted=False,
    )


def fit(clients: Clients, attempts: Attempts, slots: int, seed: int = 0) -> Params:
    """Learn from a firm's log. Where its later calls bear out nothing better, the prior stays.

    A very long log is learned from by the calls to LEARNED_FROM clients, drawn by chance. Raises
    ValueError where the clients know another number of slots, or segments that can't be."""
    if clients.slots != slots:
        raise ValueError(f"the clients have {clients.slots} slots, not {slots}")
    place = numbers.places(clients.segment)
    clients, attempts = _drawn(clients, attempts, seed)
    close = replace(clients, segment=place[clients.segment])
    found = _fitted(prior(int(place.max()) + 1, slots), close, attempts, seed)
    return numbers.by_number(found, place)


def _fitted(start: Params, clients: Clients, attempts: Attempts, seed: int) -> Params:
    """What the calls say, where clients' segments have no gaps; `start` where there is none."""
    calls = fitting.ordered(clients, attempts)
    if not len(calls.day):
        return start
    until = float(np.quantile(calls.day, 1.0 - ranker.LATER_CALLS))
    cure, early, fitted = _borne_out(clients, calls, start.cure, seed, until)
    spoken = _answered(calls.outcome)
    share = (spoken.sum() + 20 * ANSWERED_BY_ANYBODY) / (len(spoken) + 20)
    start = replace(start, cure=early, answered=float(share))
    trusted = _trusted(start, clients, calls, until)
    plain = replace(start, cure=cure, fitted=fitted)
    said = trust.said(_rows(plain, clients, calls))
    level = trust.level(trust.slope(trusted), *said, spoken)
    anybody = trust.anybody(clients.segment[calls.client], calls.outcome, plain.segments)
    return _learned(replace(plain, trust=trusted, level=level, anybody=anybody), clients, calls)


def _drawn(clients: Clients, attempts: Attempts, seed: int) -> tuple[Clients, Attempts]:
    """So many clients as a fit reads, of those that were called, and the calls to them."""
    if len(clients) <= LEARNED_FROM:
        return clients, attempts
    known = (attempts.client >= 0) & (attempts.client < len(clients))
    called = np.zeros(len(clients), bool)
    called[attempts.client[known]] = True
    whom = np.flatnonzero(called)
    if len(whom) > LEARNED_FROM:
        whom = np.sort(np.random.default_rng(seed).choice(whom, LEARNED_FROM, replace=False))
    place = np.full(len(clients), -1, np.int32)
    place[whom] = np.arange(len(whom), dtype=np.int32)
    mine = np.flatnonzero(known)
    mine = mine[place[attempts.client[mine]] >= 0]
    columns = attempts.day[mine], attempts.slot[mine], attempts.outcome[mine]
    return clients.some(whom), Attempts(place[attempts.client[mine]], *columns)


def _borne_out(
    clients: Clients, calls: fitting.Calls, start: Cure, seed: int, until: float
) -> tuple[Cure, Cure, bool]:
    """The fit, if one to the earlier calls foretells the later ones better than the prior does;
    then what foretold the later ones; and whether that was a fit."""
    shape = len(start.never), len(start.slots)
    early = fitting.until(calls, len(clients), until)

    def sought(
        starts: Sequence[Place], held: frozenset[str], calls: fitting.Calls = early
    ) -> Place:
        return fitting.search(clients, calls, *shape, seed, starts, held)

    def foretold(place: Place) -> float:
        cure = fitting.unfold(place, *shape)
        return fitting.said(cure, clients, calls) - fitting.said(cure, clients, early)

    place, held = sought(fitting.centres(*shape), fitting.LOSING), fitting.LOSING
    if foretold(place) < foretold(fitting.centre(*shape)):
        return start, start, False
    if np.mean(early.heard == ASTRAY) > STRANGERS:
        all_theirs = sought((fitting.losing(place, some=False),), fitting.LOSING - {"strays"})
        some_lost = sought((fitting.losing(place, some=True),), frozenset())
        if foretold(some_lost) > foretold(all_theirs) + CLEARLY:
            place, held = some_lost, frozenset()
    whole = sought((place,), held, calls)
    return fitting.unfold(whole, *shape), fitting.unfold(place, *shape), True


def _trusted(params: Params, clients: Clients, calls: fitting.Calls, until: float) -> float:
    """How far the calls after a day bear out what `params` believed before each of them."""
    rows = _rows(params, clients, calls)
    later = calls.day > until
    return trust.of(*trust.said(rows[later]), _answered(calls.outcome[later]))


def _learned(params: Params, clients: Clients, calls: fitting.Calls) -> Params:
    """The same with what the calls add to the cure model, from what was known before each."""
    rows = _rows(params, clients, calls)
    by = ranker.scale(clients)
    known = ranker.known(clients, params.segments, by)[calls.client]
    seen = ranker.seen(rows)
    x = ranker.design(np.clip(rows, *seen), known, calls.day, calls.slot, params.slots)
    spoken, sold = _answered(calls.outcome), calls.outcome == Outcome.SALE
    whose, usual = clients.segment[calls.client], trust.freshness(params.trust)
    fresh, more = ranker.freshness(params.cure, whose[spoken], rows[spoken], sold[spoken], usual)
    cure = cures.selling(params.cure, more)
    said = ranker.offsets(cure, whose, rows, fresh)
    parts = ranker.groups(params.segments, len(by.middle) - 1, params.slots)
    learned = ranker.learn(x, said, calls.day, spoken, sold, fresh, by, seen, parts)
    if trust.slope(params.trust) < 1.0:
        columns = ranker.widths(params.segments, len(by.middle) - 1, params.slots)
        about = calls.day, calls.outcome, params.anybody[whose]
        learned = replace(learned, buys=deciding.learn(x, *about, columns, parts))
    return replace(params, cure=cure, ranker=learned)


def _rows(params: Params, clients: Clients, calls: fitting.Calls) -> NDArray[np.float64]:
    """(M, F) What was known of the client before each call."""
    rows = np.zeros((len(calls.day), len(history.NAMES)))
    past = history.begin(params.cure, clients.segment, clients.born, params.slots)
    _walk(params, clients, past, calls, rows)
    return rows


def believe(params: Params, clients: Clients, attempts: Attempts, day: float) -> Beliefs:
    """What the whole log up to a day says of each client on that day.

    Raises ValueError where the clients know other slots or segments than `params`."""
    _agree(params, clients)
    past = history.begin(params.cure, clients.segment, clients.born, params.slots)
    for some, calls in fitting.in_portions(clients, attempts, PORTION, until=day):
        _walk(params, clients.some(some), history.taken(past, some), calls)
    return Beliefs(params, clients, float(day), Past.of(past))


def observe(
    params: Params, beliefs: Beliefs, clients: Clients, attempts_since: Attempts
) -> Beliefs:
    """The same after more calls, later than those already seen; the old ones are not read again,
    and nobody's history is touched but theirs who were called."""
    whom, mine = np.unique(attempts_since.client, return_inverse=True)
    inside = (whom >= 0) & (whom < len(clients))
    first, whom = int(np.searchsorted(whom, 0)), whom[inside].astype(np.int64)
    since = attempts_since.day, attempts_since.slot, attempts_since.outcome
    called = clients.some(whom)
    calls = fitting.ordered(called, Attempts(mine - first, *since))
    if not len(calls.day):
        return beliefs
    past = beliefs.history.at(whom)
    _walk(params, called, past, calls)
    day = max(beliefs.day, float(calls.day.max()))
    return Beliefs(params, clients, day, beliefs.history.then(whom, past))


def in_day(params: Params, slot: int) -> None:
    """Raises ValueError where a day has no such slot."""
    if not 0 <= slot < params.slots:
        raise ValueError(f"there is no slot {slot}: a day has {params.slots}, numbered from 0")


def _agree(params: Params, clients: Clients) -> None:
    if clients.slots != params.slots:
        raise ValueError(f"the clients have {clients.slots} slots, not {params.slots}")
    if numbers.count(clients.segment) > params.segments:
        raise ValueError(f"a client's segment is not one of {params.segments}")


def _walk(
    params: Params,
    clients: Clients,
    past: History,
    calls: fitting.Calls,
    rows: NDArray[np.float64] | None = None,
) -> None:
    table, rows = cures.chances(params.cure), np.zeros((0, 0)) if rows is None else rows
    each = *fitting.who(clients), calls, rows, *cures.room(params.cure)
    history.walk(past, params.cure, table, params.usual, *each)


def _answered(outcome: NDArray[np.int64]) -> NDArray[np.bool_]:
    return np.asarray((outcome >= Outcome.LATER) & (outcome <= Outcome.NEVER))
