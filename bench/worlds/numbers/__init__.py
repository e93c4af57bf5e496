"""Six worlds that each break the numbers of silence in one place, and one that breaks none."""

from bench.worlds.numbers.contracts import Contracts
from bench.worlds.numbers.dead import DeadNumbers
from bench.worlds.numbers.heavy import HeavyTails
from bench.worlds.numbers.itself import Itself
from bench.worlds.numbers.lost import LostLines
from bench.worlds.numbers.mislogged import Mislogged
from bench.worlds.numbers.seasons import Seasons

WORLDS: tuple[type, ...] = (
    Mislogged,
    Seasons,
    HeavyTails,
    DeadNumbers,
    LostLines,
    Contracts,
    Itself,
)
