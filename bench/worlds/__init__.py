"""What a simulated world is, whoever wrote it: clients seen from outside, and lives nobody sees.

A world says what a call brings and lets the nights pass; it knows nothing of who plans the calls.
The first `history` days are worked in the firm's old way; after them each planner works a copy of
the same world, with the same luck: what chance decides about a client in a slot of a day hangs on
the seed, the day, the slot and the client alone, not on who else was called (`luck`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from demur.domain.silence.log import Clients

LOST = -1


@dataclass(frozen=True, slots=True)
class Calls:
    """What came of calls made: `outcome` (K,) as the log has it, LOST where the line was lost;
    `minutes` (K,) really spent; `money` (K,) really earned."""

    outcome: NDArray[np.int8]
    minutes: NDArray[np.float64]
    money: NDArray[np.float64]


class World(Protocol):
    """A firm, its clients, and what they do without being asked.

    `about`: one sentence, whose behaviour this is. `minutes` (D, S): what the team has in each slot
    of each day, none on days off; days are whole numbers from 0, slots from 0. `old_every`: the
    firm's old cadence in days.
    """

    name: str
    about: str
    clients: Clients
    minutes: NDArray[np.float64]
    history: int
    old_every: int

    def call(self, day: int, slot: int, who: NDArray[np.int64]) -> Calls:
        """Call these clients, each once; their lives go on from what the call did to them."""
        ...

    def night(self, day: int) -> None:
        """Let the night after this day pass."""
        ...

    def brings(self, day: int, slot: int) -> NDArray[np.float64]:
        """(N,) What a call now would bring on average, to one who sees everything but the luck."""
        ...

    def takes(self, day: int, slot: int) -> NDArray[np.float64]:
        """(N,) The minutes a call now would take on average, to the same."""
        ...

    def refused(self, day: int) -> NDArray[np.bool_]:
        """(N,) Who would not buy whatever call were made in the next 30 days."""
        ...


def luck(seed: int, day: int, slot: int, people: int, draws: int = 1) -> NDArray[np.float64]:
    """(draws, N) What chance holds ready for each client in this slot of this day, in 0–1."""
    # The counter runs on from its first word, so the day and the slot stand in the last two.
    source = np.random.Generator(np.random.Philox(key=seed, counter=[0, 0, day, slot]))
    return source.random((draws, people))
