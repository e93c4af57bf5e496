"""Numbers that ring nowhere, and numbers that ring at a stranger's."""

import numpy as np
from numpy.typing import NDArray

from bench.worlds import luck
from bench.worlds.numbers.lives import ALL, ENDS, NIGHT, ONLY_MISSED, Lives, Who
from demur.domain.silence.log import Outcome

ALIVE, DEAD, STRANGER = 0, 1, 2
STRANGERS = np.zeros(ENDS)
STRANGERS[[Outcome.MISSED, Outcome.WRONG_PERSON]] = 0.65, 0.35


class DeadNumbers(Lives):
    """A quarter of the numbers reach nobody from the start, and each year takes more of them."""

    name = "dead numbers"
    about = "A quarter of the numbers ring nowhere or at a stranger's, and more do every month."
    slots = 3
    dead, strangers = 0.18, 0.07
    years = 2.0  # that a number lives, on average
    given_on = 0.4  # of numbers that died, to a stranger

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        shares = (1 - self.dead - self.strangers, self.dead, self.strangers)
        draw = np.random.default_rng([seed, 3])
        self.number = draw.choice((ALIVE, DEAD, STRANGER), self.people, p=shares)
        self.open &= self.number == ALIVE

    def chances(self, day: int, slot: int, who: Who = ALL) -> NDArray[np.float64]:
        """(K, outcomes) What a number that is theirs no more ends in is plain."""
        chances = super().chances(day, slot, who)
        chances[self.number[who] == DEAD] = ONLY_MISSED
        chances[self.number[who] == STRANGER] = STRANGERS
        return chances

    def night(self, day: int) -> None:
        """Some numbers die, some of these are given on; then life goes on."""
        dies, given = luck(self.seed, day, NIGHT + 1, self.people, 2)
        lost = (self.number == ALIVE) & (dies < 1 / (365 * self.years))
        self.number[lost] = np.where(given[lost] < self.given_on, STRANGER, DEAD)
        super().night(day)

    def refused(self, day: int) -> NDArray[np.bool_]:
        """(N,) Nor can anyone buy whose number is theirs no more."""
        return super().refused(day) | (self.number != ALIVE)
