"""The model's own world: nothing is broken here. What fails here fails in its arithmetic."""

from bench.worlds.numbers.lives import Lives


class Itself(Lives):
    """Steady rates, one set of hours for everyone, every line logged as it was."""

    name = "itself"
    about = "A need opens and closes at steady rates and everyone keeps the same hours."
    own_hours = 0.0
