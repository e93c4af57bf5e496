"""Everyone who plans the calls of the bench, by the name under which the tables show them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bench.rounds.belief import Demur
from bench.rounds.bgnbd import BetaGeometric
from bench.rounds.cadences import AtRandom, Fixed, Sequence
from bench.rounds.oracle import WAYS, Oracle
from bench.rounds.play import Player
from bench.rounds.rankers import Ranker, boosting, logistic

CADENCES = (1, 3, 5, 7, 14, 30)

FIXED: dict[str, Callable[[], Player]] = {
    f"every {days} by {by}": partial(Fixed, days, by)
    for by in ("value", "age")
    for days in CADENCES
}
LEARNED: dict[str, Callable[[], Player]] = {
    "logistic": partial(Ranker, logistic),
    "boosting": partial(Ranker, boosting),
}
OTHERS: dict[str, Callable[[], Player]] = {
    "demur": Demur,
    "sequence": Sequence,
    "bg/nbd": BetaGeometric,
    "random": AtRandom,
}
PLAYERS: dict[str, Callable[[], Player]] = {**OTHERS, **LEARNED, **FIXED}

# The oracle is asked once for each of its ways, and the best in hindsight is the oracle.
ORACLE = "oracle"


def oracle(place: int, worth: float) -> Player:
    """The oracle in one of its ways; `worth` is the money a minute it made without a floor."""
    share, regret = WAYS[place]
    return Oracle(share * worth, regret)
