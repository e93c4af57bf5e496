"""Answering machines that the log takes for people."""

import numpy as np
from numpy.typing import NDArray

from bench.worlds.numbers.lives import ALL, ENDS, ONLY_MISSED, Lives, Who
from demur.domain.silence.log import Outcome


class Mislogged(Lives):
    """Half of the clients have a machine; its five seconds are often logged as "later"."""

    name = "mislogged"
    about = (
        "Half have an answering machine; nearly every second time the log takes it for a person."
    )
    machines, picks_up, taken_for_later, taken_for_missed = 0.5, 0.75, 0.45, 0.15

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        draw = np.random.default_rng([seed, 1])
        self.machine = draw.random(self.people) < self.machines

    def unanswered(self, who: Who = ALL) -> NDArray[np.float64]:
        """(K, outcomes) The machine picks up, where there is one."""
        picked = np.zeros(ENDS)
        picked[Outcome.VOICEMAIL] = 1.0
        share = (self.machine[who] * self.picks_up)[:, None]
        return share * picked + (1 - share) * ONLY_MISSED

    def logged(self, ended: NDArray[np.int64], drawn: NDArray[np.float64]) -> NDArray[np.int64]:
        """(K,) A machine is logged as "later", as missed, or as what it was."""
        taken = np.where(drawn < self.taken_for_later, Outcome.LATER, Outcome.VOICEMAIL)
        taken[drawn > 1 - self.taken_for_missed] = Outcome.MISSED
        return np.where(ended == Outcome.VOICEMAIL, taken, ended)
