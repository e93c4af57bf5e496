"""Whoever works out for a day's plan what calls are worth: one process, or the parts of a firm."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from . import model, parts, rounds
from .parts import Lost

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from .log import Attempts, Clients
    from .model import Beliefs, Params
    from .parts import Run, Workers


class Judge(Protocol):
    """Says of every client (N,) what a call is likely to come to, is worth, and when to rest till.

    As `model.chances`, `rounds.worth` and `rounds.rest_until` have it.
    """

    def chances(self, day: float, slot: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]: ...

    def worth(
        self, day: float, slot: int, minutes: float, may: NDArray[np.bool_]
    ) -> NDArray[np.float64]: ...

    def rest_until(self, day: float, price: float) -> NDArray[np.float64]: ...


@dataclass(frozen=True, slots=True, eq=False)
class Alone:
    """This process, of all clients at once."""

    params: Params
    beliefs: Beliefs
    clients: Clients

    def chances(self, day: float, slot: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """As `model.chances`."""
        return model.chances(self.params, self.clients, self.beliefs.history, day, slot)

    def worth(
        self, day: float, slot: int, minutes: float, may: NDArray[np.bool_]
    ) -> NDArray[np.float64]:
        """As `rounds.worth`."""
        return rounds.worth(self.params, self.beliefs, self.clients, day, slot, minutes, may)

    def rest_until(self, day: float, price: float) -> NDArray[np.float64]:
        """As `rounds.rest_until`."""
        return rounds.rest_until(self.params, self.beliefs, self.clients, day, price)


@dataclass(frozen=True, slots=True, eq=False)
class InParts:
    """Workers who know the clients by `parts`, which end at these places; `alone` is whoever goes
    on where they are lost, and says the very same."""

    run: Run
    parts: Sequence[Any]
    ends: Sequence[int]
    alone: Alone

    def chances(self, day: float, slot: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """As `model.chances`."""
        try:
            return parts.chances_in_parts(self.run, self.parts, day, slot)
        except Lost:
            return self.alone.chances(day, slot)

    def worth(
        self, day: float, slot: int, minutes: float, may: NDArray[np.bool_]
    ) -> NDArray[np.float64]:
        """As `rounds.worth`."""
        begins = (0, *self.ends[:-1])
        mays = [may[first:end] for first, end in zip(begins, self.ends, strict=True)]
        try:
            return parts.worth_in_parts(self.run, self.parts, mays, day, slot, minutes)
        except Lost:
            return self.alone.worth(day, slot, minutes, may)

    def rest_until(self, day: float, price: float) -> NDArray[np.float64]:
        """As `rounds.rest_until`."""
        try:
            return parts.rest_in_parts(self.run, self.parts, day, price)
        except Lost:
            return self.alone.rest_until(day, price)


def judge(workers: Workers, beliefs: Beliefs, attempts: Attempts) -> Judge:
    """Who judges these clients: a part each for as many workers as there are; alone is alone.

    The parts take in their clients' calls themselves, which is less to send than what is believed.
    """
    clients = beliefs.clients
    alone = Alone(beliefs.params, beliefs, clients)
    if workers.many < 2 or len(clients) < workers.many:
        return alone
    cuts = [len(clients) * place // workers.many for place in range(workers.many)]
    cut = parts.shares(clients, attempts, cuts)
    try:
        kept = list(workers.keep(partial(parts.judged, beliefs.params, beliefs.day), cut))
    except Lost:
        return alone
    return InParts(workers.run, kept, [one.first + len(one.clients) for one in cut], alone)
