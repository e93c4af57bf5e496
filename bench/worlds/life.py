"""What every world of people shares: the working week, money, needs, and how a call ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bench.worlds import LOST, Calls
from demur.domain.silence.log import Outcome

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Numbers = NDArray[np.float64]
    Who = NDArray[np.int64]

HISTORY = 180
DAYS = HISTORY + 240
HORIZON = 30
LONG_AGO = -999.0

# The shortest and the longest call that ends so, in minutes, in the order of Outcome.
SHORTEST = np.array([0.4, 2.0, 2.0, 5.0, 2.0, 0.5, 1.0, 2.0])
LONGEST = np.array([0.8, 5.0, 4.0, 12.0, 3.0, 1.0, 3.0, 3.0])


def working_week(a_day: Sequence[float], off: Iterable[int] = ()) -> Numbers:
    """The minutes (D, S) of a team that has `a_day` minutes by slot, no weekends, no day of `off`.

    Day 0 is a Monday.
    """
    minutes = np.tile(np.asarray(a_day, dtype=np.float64), (DAYS, 1))
    minutes[np.arange(DAYS) % 7 >= 5] = 0.0
    minutes[[day for day in off if day < DAYS]] = 0.0
    return minutes


def log_normal(source: np.random.Generator, median: ArrayLike, spread: float, many: int) -> Numbers:
    """Sums of money (N,) or lengths of time, most of them near the median, a few far above it."""
    return np.asarray(median) * np.exp(spread * source.standard_normal(many))


def one_of(source: np.random.Generator, shares: Sequence[float], many: int) -> Who:
    """(N,) Which kind each client is, the kinds having these shares."""
    return source.choice(len(shares), size=many, p=shares).astype(np.int64)


@dataclass(slots=True)
class Needs:
    """When each client needs what the firm sells: from `begins` (N, W) until before `ends`, in
    whole days; a place where the one is not before the other is empty."""

    begins: NDArray[np.int64]
    ends: NDArray[np.int64]

    @staticmethod
    def in_turn(first: ArrayLike, gaps: ArrayLike, lengths: ArrayLike) -> Needs:
        """Needs that follow each other: the first on day `first` (N,), each of `lengths` (N, W)
        days, each followed by one of `gaps` (N, W) days without."""
        long, rest = np.maximum(np.rint(lengths), 1), np.maximum(np.rint(gaps), 1)
        before = np.cumsum(long + rest, axis=1) - long - rest
        begins = (np.rint(np.asarray(first))[:, None] + before).astype(np.int64)
        return Needs(begins, begins + long.astype(np.int64))

    def open(self, day: int) -> NDArray[np.bool_]:
        """(N,) Who is in need today."""
        return np.asarray(self._open(day).any(axis=1))

    def spent(self, day: int) -> Numbers:
        """(N,) How much of today's need has passed, in 0–1; 0 where there is none."""
        share = (day - self.begins) / np.maximum(self.ends - self.begins, 1)
        return np.asarray(np.where(self._open(day), share, 0.0).max(axis=1))

    def between(self, first: ArrayLike, last: ArrayLike) -> NDArray[np.bool_]:
        """(N,) Who is or will be in need on a day from `first` until before `last` (each (N,) or
        one day for all)."""
        soonest = np.maximum(self.begins, np.asarray(first).reshape(-1, 1))
        latest = np.minimum(self.ends, np.asarray(last).reshape(-1, 1))
        return np.asarray((soonest < latest).any(axis=1))

    def ahead(self, day: int) -> NDArray[np.bool_]:
        """(N,) Who is or will be in need on one of the next 30 days, today the first of them."""
        return self.between(day, day + HORIZON)

    def missed(self, day: int, days: int) -> NDArray[np.bool_]:
        """(N,) Whose need ended in the last so many days."""
        real = self.begins < self.ends
        return np.asarray((real & (self.ends <= day) & (self.ends > day - days)).any(axis=1))

    def close(self, who: Who, day: int) -> None:
        """These clients' need of today is over, as if it had never been."""
        over = self._open(day)[who]
        self.ends[who] = np.where(over, self.begins[who], self.ends[who])

    def put_off(self, who: Who, day: int, until: NDArray[np.int64]) -> None:
        """These clients' later needs move as one, so that the next of them begins `until`."""
        later = self.begins[who] > day
        soonest = np.where(later, self.begins[who], np.iinfo(np.int64).max).min(axis=1)
        shift = np.where(later, (until - soonest)[:, None], 0)
        self.begins[who] += shift
        self.ends[who] += shift

    def _open(self, day: int) -> NDArray[np.bool_]:
        return np.asarray((self.begins <= day) & (day < self.ends))


def odds(
    person: Numbers,
    *,
    sale: ArrayLike,
    no: ArrayLike,
    never: ArrayLike = 0.0,
    voicemail: ArrayLike = 0.0,
    secretary: ArrayLike = 0.0,
    wrong: ArrayLike = 0.0,
) -> Numbers:
    """(N, 8) The chances of each Outcome of a call.

    `secretary` and `wrong`: of all calls, which of the two end there. Of the rest, `person`: the
    share the one meant picks up, of which `sale`, `no` and `never`; whoever says none of them says
    later. `voicemail`: the share of those not picked up.
    """
    chances = np.zeros((len(person), len(Outcome)))
    past_the_door = 1.0 - np.asarray(secretary) - np.asarray(wrong)
    talk = past_the_door * person
    chances[:, Outcome.SECRETARY], chances[:, Outcome.WRONG_PERSON] = secretary, wrong
    chances[:, Outcome.SALE] = talk * sale
    chances[:, Outcome.NO] = talk * no
    chances[:, Outcome.NEVER] = talk * never
    chances[:, Outcome.LATER] = talk * (1.0 - np.asarray(sale) - np.asarray(no) - np.asarray(never))
    chances[:, Outcome.VOICEMAIL] = (past_the_door - talk) * voicemail
    chances[:, Outcome.MISSED] = (past_the_door - talk) * (1.0 - np.asarray(voicemail))
    return chances


def ending(chances: Numbers, drawn: Numbers) -> NDArray[np.int8]:
    """(K,) The Outcome that luck (K,) picks from the chances (K, 8)."""
    reached = (np.cumsum(chances, axis=1) <= drawn[:, None]).sum(axis=1)
    return np.asarray(np.minimum(reached, len(Outcome) - 1), dtype=np.int8)


def mean_minutes(chances: Numbers, talkative: ArrayLike = 1.0) -> Numbers:
    """(N,) How long a call with these chances lasts on average; see `told`."""
    longest = np.tile(LONGEST, (len(chances), 1))
    longest[:, Outcome.LATER] *= talkative
    return np.asarray((chances * (SHORTEST + longest) / 2).sum(axis=1))


def told(
    ended: NDArray[np.int8],
    worth: Numbers,
    drawn: Numbers,
    *,
    lost: float = 0.03,
    invented: float = 0.05,
    softened: float = 0.0,
    talkative: ArrayLike = 1.0,
) -> Calls:
    """What the firm writes down of calls that ended so, drawn (3, K) from luck.

    Sellers lose a share `lost` of the lines, write `invented` of the voicemails down as a promise
    to call later, and `softened` of the noes as a later; an order, and a wish never to be called
    again, they do not get wrong. `talkative`: by how much a client's longest later is longer.
    """
    longest = np.where(ended == Outcome.LATER, LONGEST[ended] * talkative, LONGEST[ended])
    minutes = SHORTEST[ended] + drawn[0] * (longest - SHORTEST[ended])
    money = np.where(ended == Outcome.SALE, worth * (0.7 + 0.6 * drawn[1]), 0.0)
    as_later = np.where(ended == Outcome.VOICEMAIL, invented, 0.0)
    as_later = np.where(ended == Outcome.NO, softened, as_later)
    written = np.where(drawn[2] >= 1.0 - as_later, Outcome.LATER, ended)
    sure = np.isin(ended, (Outcome.SALE, Outcome.NEVER))
    return Calls(np.where(~sure & (drawn[2] < lost), LOST, written).astype(np.int8), minutes, money)
