"""The team that makes the calls: it keeps the rules and its minutes, whoever plans.

A planner gives an order of clients for a slot; the team calls down the list until the slot's
minutes end. A call begun is finished, and what it took too long is taken from the next slot.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bench.worlds import LOST
from demur.domain.silence.log import Attempts, Clients, Outcome

if TYPE_CHECKING:
    from bench.worlds import Calls, World

# For how many days a client rests, whoever plans, after a call that ended so.
RULES = {
    Outcome.MISSED: 1.0,
    Outcome.LATER: 3.0,
    Outcome.NO: 90.0,
    Outcome.SALE: 30.0,
    Outcome.NEVER: np.inf,
    Outcome.VOICEMAIL: 1.0,
    Outcome.SECRETARY: 1.0,
    Outcome.WRONG_PERSON: 1.0,
}
RESTS = np.array([RULES[outcome] for outcome in Outcome])
ANSWERED = np.isin(
    np.arange(len(Outcome)), (Outcome.LATER, Outcome.NO, Outcome.SALE, Outcome.NEVER)
)


class Log:
    """What was written down of calls, in the order they were made; grows in place."""

    def __init__(self) -> None:
        self._lines = np.empty((5, 1024))
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(
        self,
        day: int,
        slot: int,
        who: NDArray[np.int64],
        outcome: NDArray[np.int8],
        minutes: NDArray[np.float64],
    ) -> None:
        """Write down these calls of one slot."""
        end = self._count + len(who)
        while end > self._lines.shape[1]:
            self._lines = np.concatenate((self._lines, np.empty_like(self._lines)), axis=1)
        for row, column in enumerate((who, day, slot, outcome, minutes)):
            self._lines[row, self._count : end] = column
        self._count = end

    def attempts(self, since: int = 0) -> Attempts:
        """The log from its line `since` on."""
        client, day, slot, outcome, _ = self._lines[:, since : self._count]
        return Attempts(client, day, slot, outcome)  # type: ignore[arg-type]

    def minutes(self) -> NDArray[np.float64]:
        """(M,) The minutes each call took."""
        return self._lines[4, : self._count].copy()


@dataclass(frozen=True, slots=True)
class Seen:
    """All that a planner may see: the clients, the log, the team's calendar (days, slots)."""

    clients: Clients
    log: Log
    minutes: NDArray[np.float64]


@dataclass(slots=True)
class Made:
    """What came of one slot: whom was called, what the log says, the minutes, the money."""

    who: list[NDArray[np.int64]] = field(default_factory=list)
    calls: list[Calls] = field(default_factory=list)

    def joined(self) -> tuple[NDArray[np.int64], NDArray[np.int8], NDArray[np.float64], float]:
        """Who (K,), outcome (K,), minutes (K,), and the money in sum."""
        if not self.who:
            return np.empty(0, np.int64), np.empty(0, np.int8), np.empty(0), 0.0
        return (
            np.concatenate(self.who),
            np.concatenate([calls.outcome for calls in self.calls]),
            np.concatenate([calls.minutes for calls in self.calls]),
            float(sum(calls.money.sum() for calls in self.calls)),
        )


class Team:
    """Who may be called when, and calling them."""

    def __init__(self, world: World) -> None:
        self.seen = Seen(world.clients, Log(), world.minutes)
        self.free_on = np.ceil(world.clients.born)  # the day from which each may be called
        self._owed = 0.0  # minutes that the last call took from the next slot
        self._spent, self._made = 2.0, 1  # in sum, since the first call; a guess before it

    def may(self, day: int, slot: int) -> NDArray[np.bool_]:
        """(N,) Who may be called now."""
        clients = self.seen.clients
        return (self.free_on <= day) & clients.allowed[:, slot]

    def minutes(self, day: int, slot: int) -> float:
        """What is left of a slot after what the last call took of it."""
        return float(self.seen.minutes[day, slot]) - self._owed

    def work(self, world: World, day: int, slot: int, order: NDArray[np.int64]) -> Made:
        """Call down the list, as far as the rules and the minutes go."""
        queue, made = self._allowed(day, slot, order), Made()
        left = self.minutes(day, slot)
        while left > 0 and len(queue):
            # Half of what the minutes should suffice for, then half of the rest: one by one would
            # be the same but for the last, and take ten times as long.
            count = max(1, int(left * self._made / self._spent / 2))
            who, queue = queue[:count], queue[count:]
            calls = world.call(day, slot, who)
            left -= self._note(day, slot, who, calls)
            made.who.append(who)
            made.calls.append(calls)
        self._owed = max(0.0, -left)
        return made

    def _allowed(self, day: int, slot: int, order: NDArray[np.int64]) -> NDArray[np.int64]:
        order = np.asarray(order, np.int64).ravel()
        order = order[(order >= 0) & (order < len(self.seen.clients))]
        _, first = np.unique(order, return_index=True)
        order = order[np.sort(first)]
        return order[self.may(day, slot)[order]]

    def _note(self, day: int, slot: int, who: NDArray[np.int64], calls: Calls) -> float:
        written = calls.outcome != LOST
        self.free_on[who] = day + 1.0
        self.free_on[who[written]] = day + RESTS[calls.outcome[written]]
        self.seen.log.add(day, slot, who[written], calls.outcome[written], calls.minutes[written])
        spent = float(calls.minutes.sum())
        self._spent, self._made = self._spent + spent, self._made + len(who)
        return spent
