"""Contract cycles: a need returns on its date, not at a rate."""

import numpy as np
from numpy.typing import NDArray

from bench.worlds.numbers.lives import Lives


class Contracts(Lives):
    """Every client is bound to somebody until a date that comes round each quarter, half or year.

    They asked the firm when a contract was about to end: their dates are counted from that day. The
    need opens some weeks before the date, with most of them, and ends soon after it.
    """

    name = "contracts"
    about = (
        "Needs return with a contract's end, each quarter, half or year, and close with the next."
    )
    lasts, returns_after = 150.0, 1500.0
    eager = 0.8  # of contracts' ends that make the client look around
    ahead, over = 25, 20  # days before the date that a need opens, days about it that it lasts

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        draw = np.random.default_rng([seed, 4])
        self.period = draw.choice((91, 182, 365), self.people, p=(0.25, 0.3, 0.45))
        self.asked = draw.integers(10, 60, self.people)  # days before the date, at the inquiry

    def past(self, day: int) -> NDArray[np.int64]:
        """(N,) Days since the last contract's end."""
        return np.asarray((day - self.clients.born.astype(np.int64) - self.asked) % self.period)

    def coming(self, day: int) -> NDArray[np.float64]:
        """(N,) Most needs open on one day of the cycle, a few at any time."""
        return np.where(self.period - self.past(day) == self.ahead, self.eager, super().coming(day))

    def ending(self, day: int) -> NDArray[np.float64]:
        """(N,) Once the new contract is signed, a need ends within days."""
        return np.where(self.past(day) <= 45, 1 / self.over, super().ending(day))
