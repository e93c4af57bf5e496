"""One who sees everything but the luck: what each call would bring, and whether to wait for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bench.rounds.cadences import Planner

if TYPE_CHECKING:
    from bench.rounds.team import Seen
    from bench.worlds import World

# Money a minute under which the oracle rather waits, as shares of what it earns without a floor,
# and how much it regrets to call a client before a better slot of the same day (a power). The best
# in hindsight counts. Tried and found worse: keeping each for their best slot, days between calls.
WAYS = tuple((floor, regret) for floor in (0.0, 0.5) for regret in (0.0, 2.0, 4.0))


class Oracle(Planner):
    """Calls whoever brings most a minute, where that is above a floor; the floor is given."""

    def __init__(self, floor: float, regret: float) -> None:
        self._floor, self._regret = floor, regret
        self._planned = -1

    def look(self, world: World) -> None:
        """See what nobody sees."""
        self._world = world

    def start(self, seen: Seen) -> None:
        """Nothing is to be learned."""
        super().start(seen)
        self._later = np.zeros((seen.clients.slots, len(seen.clients)))

    def order(
        self, day: int, slot: int, minutes: float, may: NDArray[np.bool_]
    ) -> NDArray[np.int64]:
        """The most money a minute first."""
        del minutes
        worth = self._worth(day, slot)
        good = np.flatnonzero(may & (worth > self._floor))
        later = np.maximum(self._better_later(day, slot), worth)
        key = (worth * (worth / np.maximum(later, 1e-9)) ** self._regret)[good]
        return good[np.argsort(-key, kind="stable")]

    def _worth(self, day: int, slot: int) -> NDArray[np.float64]:
        takes = np.maximum(self._world.takes(day, slot), 1e-9)
        return np.asarray(self._world.brings(day, slot) / takes)

    def _better_later(self, day: int, slot: int) -> NDArray[np.float64]:
        """(N,) The best worth in the day's slots to come, as it stands in the morning."""
        if self._planned != day:
            self._planned = day
            for place in range(self.seen.clients.slots):
                open_then = self.seen.clients.allowed[:, place] & (
                    self.seen.minutes[day, place] > 0
                )
                self._later[place] = np.where(open_then, self._worth(day, place), 0.0)
        later = self._later[slot + 1 :]
        return later.max(axis=0) if len(later) else np.zeros(len(self.value))

    def p_refused(self, day: int) -> NDArray[np.float64] | None:
        """Known."""
        return self._world.refused(day).astype(np.float64)
