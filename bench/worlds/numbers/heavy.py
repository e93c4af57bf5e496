"""Heavy tails: a few clients are worth most, and a few change their minds all the time."""

import numpy as np
from numpy.typing import NDArray

from bench.worlds.numbers.lives import Lives


class HeavyTails(Lives):
    """Values are Pareto, rates of need gamma-mixed, and ease of answering is all or little."""

    name = "heavy tails"
    about = (
        "A twentieth of the clients hold most of the money, and each mind changes at its own pace."
    )
    people = 2400
    ease = 0.4, 1.5
    tail, dearest = 1.25, 200_000.0
    pace = 0.5  # shape of the gamma that mixes the rates

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        draw = np.random.default_rng([seed, 2])
        self.ends_rate *= draw.gamma(self.pace, 1 / self.pace, self.people)
        self.return_rate *= draw.gamma(self.pace, 1 / self.pace, self.people)

    def _values(self, draw: np.random.Generator, segment: NDArray[np.int64]) -> NDArray[np.float64]:
        least = np.array([80.0, 120.0, 160.0])[segment]
        return np.round(np.minimum(least * (1 + draw.pareto(self.tail, self.people)), self.dearest))
