"""A year: nobody answers in summer, and needs come with the autumn."""

import numpy as np
from numpy.typing import NDArray

from bench.worlds.numbers.lives import Lives

# By month: how much likelier a call is answered (odds), how much sooner a need comes and ends.
ANSWERED = np.array([1.1, 1.2, 1.2, 1.1, 1.0, 0.8, 0.4, 0.35, 1.3, 1.4, 1.2, 0.5])
COMES = np.array([1.2, 0.9, 1.2, 1.3, 0.8, 0.5, 0.3, 0.6, 2.4, 1.8, 0.8, 0.4])
ENDS = np.array([1.2, 1.0, 0.9, 0.9, 1.0, 1.4, 1.8, 1.2, 0.6, 0.7, 1.0, 1.8])
YEAR, MONTH = 365, 30.5


def month(day: int) -> int:
    """The month of a day, counted from January, the month in which the records begin."""
    return min(int(day % YEAR / MONTH), 11)


class Seasons(Lives):
    """The records run from January to June; the test begins in the dead of summer."""

    name = "seasons"
    about = "Answers and needs follow the month; the test begins in the summer's silence."

    def mood(self, day: int) -> float:
        """The month's own ease of answering."""
        return float(ANSWERED[month(day)])

    def coming(self, day: int) -> NDArray[np.float64]:
        """(N,) Needs come as the month has it."""
        return -np.expm1(-self.return_rate * COMES[month(day)])

    def ending(self, day: int) -> NDArray[np.float64]:
        """(N,) And end as the month has it."""
        return -np.expm1(-self.ends_rate * ENDS[month(day)])

    def _minutes(self, draw: np.random.Generator) -> NDArray[np.float64]:
        minutes = super()._minutes(draw)
        days = np.arange(len(minutes)) % YEAR
        minutes[(days >= 357) | (days == 0)] = 0.0  # the firm is closed between the years
        minutes[(days >= 212) & (days < 226)] *= 0.5  # half of the team is away
        return minutes
