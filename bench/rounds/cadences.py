"""Those who plan by the calendar alone: fixed cadences, a sales sequence, chance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bench.rounds.team import ANSWERED, Seen

NEVER_CALLED = -1e6


class Planner:
    """What most planners have in common: the clients, the day of each one's last call."""

    def start(self, seen: Seen) -> None:
        """Read the log."""
        self.seen = seen
        self.value = seen.clients.value
        self.last = np.full(len(seen.clients), NEVER_CALLED)
        log = seen.log.attempts()
        np.maximum.at(self.last, log.client, log.day)

    def told(
        self,
        day: int,
        slot: int,
        who: NDArray[np.int64],
        outcome: NDArray[np.int8],
        minutes: NDArray[np.float64],
    ) -> None:
        """Remember the day."""
        del slot, outcome, minutes
        self.last[who] = day

    def p_refused(self, day: int) -> NDArray[np.float64] | None:
        """No opinion."""
        del day
        return None

    def p_answer(self, day: int, slot: int) -> NDArray[np.float64] | None:
        """No opinion."""
        del day, slot
        return None


class Fixed(Planner):
    """Everyone every N days; the dearest first, or the one not called for longest."""

    def __init__(self, every: int, by: str) -> None:
        self._every, self._by = every, by

    def order(
        self, day: int, slot: int, minutes: float, may: NDArray[np.bool_]
    ) -> NDArray[np.int64]:
        """Who is due."""
        del slot, minutes
        due = np.flatnonzero(may & (day - self.last >= self._every))
        keys = {
            "value": (self.last[due], -self.value[due]),
            "age": (-self.value[due], self.last[due]),
        }
        return due[np.lexsort(keys[self._by])]


class AtRandom(Planner):
    """Anyone who may be called."""

    def start(self, seen: Seen) -> None:
        """Shuffle anew in each slot, the same in each run."""
        super().start(seen)
        self._draw = np.random.default_rng(len(seen.log))

    def order(
        self, day: int, slot: int, minutes: float, may: NDArray[np.bool_]
    ) -> NDArray[np.int64]:
        """In no order."""
        del day, slot, minutes
        return self._draw.permutation(np.flatnonzero(may))


# Days of a sequence, counted from its first call. Templates of sales-engagement programs look
# alike: six to eight attempts, close together at first, over two or three weeks, then out.
STEPS = np.array([1, 3, 5, 8, 12, 16]) - 1.0
DROPPED = 90.0  # days after the last step before a client enters a sequence again


class Sequence(Planner):
    """A sales-engagement cadence: six attempts in sixteen days, then dropped for a season."""

    def start(self, seen: Seen) -> None:
        """Nobody is in a sequence yet; everybody may enter one."""
        super().start(seen)
        self._began = np.full(len(seen.clients), NEVER_CALLED)
        self._step = np.zeros(len(seen.clients), np.int64)

    def due(self) -> NDArray[np.float64]:
        """(N,) The day on which each one's next step falls."""
        running = self._step < len(STEPS)
        next_step = self._began + STEPS[np.minimum(self._step, len(STEPS) - 1)]
        return np.where(running, next_step, self.last + DROPPED)

    def order(
        self, day: int, slot: int, minutes: float, may: NDArray[np.bool_]
    ) -> NDArray[np.int64]:
        """Steps of running sequences before new ones, the dearest first."""
        del slot, minutes
        due = np.flatnonzero(may & (self.due() <= day))
        fresh = (self._step[due] == 0) | (self._step[due] >= len(STEPS))
        return due[np.lexsort((-self.value[due], fresh))]

    def told(
        self,
        day: int,
        slot: int,
        who: NDArray[np.int64],
        outcome: NDArray[np.int8],
        minutes: NDArray[np.float64],
    ) -> None:
        """A step is made; an answer ends the sequence, and the next begins after the rest."""
        starts = (self._step[who] == 0) | (self._step[who] >= len(STEPS))
        self._step[who[starts]] = 0
        self._began[who[starts]] = day
        self._step[who] += 1
        answered = who[ANSWERED[outcome]]
        self._step[answered], self._began[answered] = 0, day
        super().told(day, slot, who, outcome, minutes)
