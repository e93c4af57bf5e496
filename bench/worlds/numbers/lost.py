"""A log with holes: one line in four was never written."""

import numpy as np
from numpy.typing import NDArray

from bench.worlds.numbers.lives import ENDS, Lives, lose
from demur.domain.silence.log import Outcome

# A missed call is easily not worth a line; a word never to call again is always written down.
SHARES = np.zeros(ENDS)
SHARES[[Outcome.MISSED, Outcome.LATER, Outcome.NO, Outcome.SALE]] = 0.30, 0.15, 0.15, 0.02


class LostLines(Lives):
    """Lines are lost, more of them where nobody answered."""

    name = "lost lines"
    about = "Of the calls nobody answered the log lacks three in ten, of the others one in seven."
    slots = 5
    people = 1800

    def logged(self, ended: NDArray[np.int64], drawn: NDArray[np.float64]) -> NDArray[np.int64]:
        """(K,) What the log still has."""
        return lose(ended, drawn, SHARES)
