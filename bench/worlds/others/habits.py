"""What several of these worlds share: spells, a six-day week, patience that ends, and the pen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bench.worlds import Calls, life
from demur.domain.silence.log import Outcome

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bench.worlds.life import Numbers, Who

TURNS = 32  # the shortest spells there are, one after another, outlast the days of the bench
FORGOTTEN = np.exp(-1 / 25)  # what a night leaves of an annoyance
TALKS = (Outcome.LATER, Outcome.NO, Outcome.SALE, Outcome.NEVER)


def spells(
    source: np.random.Generator, on: Numbers, off: Numbers, at_first: Numbers | float
) -> life.Needs:
    """Times that come and go, each client's for `on` and `off` (N,) days on average, their ends
    not to be foreseen; `at_first`: the share whose time it is on day 0."""
    shape = (len(on), TURNS)
    first = np.where(source.random(len(on)) < at_first, 0.0, source.exponential(off))
    lengths = source.exponential(on[:, None], shape)
    return life.Needs.in_turn(first, source.exponential(off[:, None], shape), lengths)


def by_chance(
    source: np.random.Generator, first: int, chances: Numbers, median: float
) -> life.Needs:
    """Needs that begin by `chances` (D, N) from day `first` on, one at a time, and last from ten
    days to five months, most of them near the median."""
    days, many = chances.shape
    begins, ends = np.full((2, many, TURNS), first, dtype=np.int64)
    turn = np.zeros(many, dtype=np.int64)
    for day, chance in zip(range(first, first + days), chances, strict=True):
        starts = np.flatnonzero((source.random(many) < chance) & (ends.max(axis=1) <= day))
        lasts = np.clip(life.log_normal(source, median, 0.5, len(starts)), 10, 150)
        begins[starts, turn[starts]] = day
        ends[starts, turn[starts]] = day + lasts.astype(np.int64)
        turn[starts] += 1
    return life.Needs(begins, ends)


def six_days(a_day: Sequence[float], off: Iterable[int] = ()) -> Numbers:
    """The minutes (D, S) of a team that works on Saturdays too; see `life.working_week`."""
    minutes = np.tile(np.asarray(a_day, dtype=np.float64), (life.DAYS, 1))
    minutes[np.arange(life.DAYS) % 7 == 6] = 0.0
    minutes[list(off)] = 0.0
    return minutes


def holidays(source: np.random.Generator) -> list[int]:
    """Nine days on which nobody works, anywhere in the calendar."""
    return sorted(source.choice(life.DAYS, life.DAYS // 45, replace=False).tolist())


def ill_days(source: np.random.Generator, minutes: Numbers) -> Numbers:
    """The same minutes, but one day in ten most of the team is ill."""
    return minutes * np.where(source.random(len(minutes)) < 0.1, 0.4, 1.0)[:, None]


@dataclass(slots=True)
class Patience:
    """Who is how `annoyed` (N,) by our calls, and from which day on each is `gone` (N,), lost to us
    without a word; of those, which share of their calls they still pick up, `polite` (N,). Whoever
    is much annoyed blocks the number at a call with the chance `blocks`."""

    annoyed: Numbers
    gone: Numbers
    polite: Numbers
    blocks: float

    @classmethod
    def of(
        cls,
        source: np.random.Generator,
        refused: Numbers,
        polite: tuple[float, float, float],
        blocks: float,
    ) -> Patience:
        """Clients of whom the shares `refused` (N,) were lost long ago, the others in some years;
        `polite`: the share that is, how much they pick up, and how much the others do."""
        many = len(refused)
        gone = np.where(source.random(many) < refused, -1.0, source.exponential(1500.0, many))
        share, does, does_not = polite
        answers = np.where(source.random(many) < share, does, does_not)
        return cls(np.zeros(many), gone, answers, blocks)

    def lost(self, day: int) -> NDArray[np.bool_]:
        """(N,) Who buys nothing ever again."""
        return np.asarray(self.gone <= day)

    def called(self, day: int, who: Who, ended: NDArray[np.int8], drawn: Numbers) -> None:
        """They were called, and it ended so; luck (K,) decides who blocks the number."""
        self.annoyed[who] += np.where(np.isin(ended, TALKS), 0.6, 1.0)
        block = (self.annoyed[who] > 4.0) & (drawn < self.blocks)
        out = who[block | (ended == Outcome.NEVER)]
        self.gone[out] = np.minimum(self.gone[out], day)

    def night(self) -> None:
        """Some of it is forgotten."""
        self.annoyed *= FORGOTTEN

    def picks(self, day: int, usually: Numbers, away: life.Needs) -> Numbers:
        """(N,) The chances to pick up of whoever does so `usually` (N,) where nothing is amiss."""
        here = usually * np.exp(-0.1 * self.annoyed) * np.where(away.open(day), 0.12, 1.0)
        return here * np.where(self.lost(day), self.polite, 1.0)

    def says(self, day: int, ready: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """(N,) The chances of a sale, a no and a never of whoever picks up, where `ready` is the
        chance that one buys today: many a no is no more than a bad moment."""
        lost = self.lost(day)
        no = np.where(lost, 0.30, np.where(ready > 0, 0.22, 0.35))
        never = np.where(lost, 0.15, np.where(ready > 0, 0.01, 0.04))
        sale = np.where(lost, 0.0, ready)
        return sale, no * (1 - sale), never * (1 - sale)


def put_down(
    ended: NDArray[np.int8],
    worth: Numbers,
    drawn: Numbers,
    slips: Iterable[tuple[Outcome, Outcome, float]],
    lost: float = 0.03,
) -> Calls:
    """What the log has of calls that ended so, drawn (4, K) from luck: as `life.told`, but of what
    was meant, a share is written as something else (`slips`; a later one overrides)."""
    calls = life.told(ended, worth, drawn[:3], lost=lost, invented=0.0)
    written = calls.outcome.copy()
    for meant, wrote, share in slips:
        written[(calls.outcome == meant) & (drawn[3] < share)] = wrote
    return Calls(written, calls.minutes, calls.money)
