"""Demur's own planner: what the package believes of silence, and what it makes of the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bench.rounds.cadences import Planner

if TYPE_CHECKING:
    from bench.rounds.team import Seen

REFIT_EVERY = 30


class Demur(Planner):
    """Fits each month on everything seen so far, and takes in each day's calls the next morning."""

    def __init__(self) -> None:
        # Imported here: the bench has other planners where this one can't be had.
        from demur.domain.silence import model, rounds

        self._model, self._rounds = model, rounds

    def start(self, seen: Seen) -> None:
        """Nothing is believed yet."""
        super().start(seen)
        self._fitted_on, self._today, self._lines = -REFIT_EVERY, -1, 0

    def _morning(self, day: int) -> None:
        """Fit or take in what is new, once a day."""
        if self._today == day:
            return
        self._today = day
        clients, log = self.seen.clients, self.seen.log
        if day - self._fitted_on >= REFIT_EVERY:
            self._params = self._model.fit(clients, log.attempts(), slots=clients.slots, seed=0)
            self._beliefs = self._model.believe(self._params, clients, log.attempts(), day)
            self._fitted_on = day
        else:
            new = log.attempts(self._lines)
            self._beliefs = self._model.observe(self._params, self._beliefs, clients, new)
        self._lines = len(log)

    def order(
        self, day: int, slot: int, minutes: float, may: NDArray[np.bool_]
    ) -> NDArray[np.int64]:
        """The worthiest first; who is better left for later is not called."""
        self._morning(day)
        worth = self._rounds.worth(
            self._params, self._beliefs, self.seen.clients, day, slot, minutes, may
        )
        good = np.flatnonzero(may & np.isfinite(worth))
        return good[np.argsort(-worth[good], kind="stable")]

    def p_refused(self, day: int) -> NDArray[np.float64] | None:
        """As believed this morning, from the log as a whole."""
        self._morning(day)
        log, clients = self.seen.log.attempts(), self.seen.clients
        believed = self._model.believe(self._params, clients, log, day)
        return np.asarray(believed.p_refused, np.float64)

    def p_answer(self, day: int, slot: int) -> NDArray[np.float64] | None:
        """As believed this morning."""
        self._morning(day)
        return np.asarray(self._beliefs.p_answer(slot), np.float64)
