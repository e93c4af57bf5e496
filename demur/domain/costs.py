"""What silence costs (B3) and what calling brings (B2): calls, minutes and money, summed.

A call nobody takes lasts some forty seconds, its line in the log included. Where the log knows
how long calls lasted, it is the firm's own median; the figure of others stands in only until then.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median
from typing import Final, TypeVar

from demur.domain.dispositions import Disposition, Flag
from demur.domain.refusal import Money

Key = TypeVar("Key", bound=Hashable)
#: Minutes of a call that nobody takes, and of one that somebody does, where nothing is known.
IN_VAIN_MINUTES: Final = 0.7
ANSWERED_MINUTES: Final = 5.0
#: So many calls of known length make a median of the firm's own.
ENOUGH_KNOWN: Final = 20
#: What a client buys within so many days of a call is not said to have come without one.
WITHOUT_A_CALL: Final = timedelta(days=30)


class End(StrEnum):
    """What came of a call, as far as its minutes and its money go."""

    IN_VAIN = "in vain"
    SPOKEN = "spoken"
    REFUSED = "refused"
    SOLD = "sold"


@dataclass(frozen=True, slots=True)
class Made:
    """A call that was made: to whom, by whom, when, what came of it, how many seconds if known.

    `whom` is a contact's place in the records; 0 is somebody whom we do not know.
    """

    whom: int
    seller: str
    at: datetime
    end: End
    seconds: int | None


@dataclass(frozen=True, slots=True)
class Lengths:
    """How many minutes a call of unknown length is taken for.

    `own` says of each whether it is the firm's own median; `known` and `guessed` are how many of
    the calls have a length and how many have not.
    """

    in_vain: float = IN_VAIN_MINUTES
    answered: float = ANSWERED_MINUTES
    own_in_vain: bool = False
    own_answered: bool = False
    known: int = 0
    guessed: int = 0

    def minutes(self, call: Made) -> float:
        """How long a call took, in minutes."""
        if _is_known(call):
            return (call.seconds or 0) / 60
        return self.in_vain if call.end is End.IN_VAIN else self.answered


@dataclass(frozen=True, slots=True)
class Spent:
    """What some calls took and what came of them; `brought` is money by currency, in minor units.

    Of sales whose money nobody knows, `unvalued` are how many there were.
    """

    calls: int = 0
    minutes: float = 0.0
    in_vain: int = 0
    minutes_in_vain: float = 0.0
    refused: int = 0
    sold: int = 0
    unvalued: int = 0
    brought: Mapping[str, int] = field(default_factory=dict)

    @property
    def answered(self) -> int:
        """Calls in which the client was on the line."""
        return self.calls - self.in_vain

    @property
    def money(self) -> tuple[Money, ...]:
        """What the sales brought, an amount a currency, the largest first."""
        ordered = sorted(self.brought.items(), key=lambda one: (-one[1], one[0]))
        return tuple(Money(minor, currency) for currency, minor in ordered)

    def cost(self, hour: Money | None) -> Money | None:
        """What the minutes in vain cost, where an hour has its price."""
        return Money(round(hour.minor * self.minutes_in_vain / 60), hour.currency) if hour else None


def end_of(disposition: Disposition | None) -> End | None:
    """What came of a call that ended so; None: it was no try to reach anybody."""
    if disposition is None or not disposition.counts:
        return None
    return next((end for flag, end in _ENDS if flag in disposition.flags), End.IN_VAIN)


_ENDS: Final = (
    (Flag.SALE, End.SOLD),
    (Flag.NO, End.REFUSED),
    (Flag.NEVER, End.REFUSED),
    (Flag.PERSON, End.SPOKEN),
)


def lengths(calls: Iterable[Made]) -> Lengths:
    """How long calls last at this firm, from those whose length is known."""
    known: dict[bool, list[int]] = {True: [], False: []}
    guessed = 0
    for one in calls:
        if _is_known(one):
            known[one.end is End.IN_VAIN].append(one.seconds or 0)
        else:
            guessed += 1
    vain, spoken = (_median(known[which]) for which in (True, False))
    return Lengths(
        in_vain=IN_VAIN_MINUTES if vain is None else vain,
        answered=ANSWERED_MINUTES if spoken is None else spoken,
        own_in_vain=vain is not None,
        own_answered=spoken is not None,
        known=len(known[True]) + len(known[False]),
        guessed=guessed,
    )


def spent_by(
    calls: Iterable[Made],
    last: Lengths,
    key: Callable[[Made], Key],
    worth: Callable[[Made], Money | None] = lambda _: None,
) -> dict[Key, Spent]:
    """The calls summed by whatever `key` says of each: client, seller, month.

    `worth` is what a sale brought, None where nobody knows.
    """
    by_key: dict[Key, list[Made]] = defaultdict(list)
    for one in calls:
        by_key[key(one)].append(one)
    return {which: _sum(some, last, worth) for which, some in by_key.items()}


def without_a_call(
    bought: Iterable[tuple[int, datetime]], calls: Mapping[int, Sequence[datetime]]
) -> tuple[int, int]:
    """Of purchases, each a client and an instant: after a call of ours in thirty days, and not."""
    came = Counter(
        any(at - WITHOUT_A_CALL <= call <= at for call in calls.get(whom, ()))
        for whom, at in bought
    )
    return came[True], came[False]


def _is_known(call: Made) -> bool:
    """A telephone writes nought seconds of talk where it rang in vain: that is no length."""
    return bool(call.seconds) or (call.seconds == 0 and call.end is not End.IN_VAIN)


def _median(seconds: Sequence[int]) -> float | None:
    return median(seconds) / 60 if len(seconds) >= ENOUGH_KNOWN else None


def _sum(calls: Sequence[Made], last: Lengths, worth: Callable[[Made], Money | None]) -> Spent:
    vain = [one for one in calls if one.end is End.IN_VAIN]
    sales = [worth(one) for one in calls if one.end is End.SOLD]
    brought: Counter[str] = Counter()
    for money in sales:
        if money:
            brought[money.currency] += money.minor
    return Spent(
        calls=len(calls),
        minutes=sum(map(last.minutes, calls)),
        in_vain=len(vain),
        minutes_in_vain=sum(map(last.minutes, vain)),
        refused=sum(one.end is End.REFUSED for one in calls),
        sold=len(sales),
        unvalued=sum(money is None for money in sales),
        brought=dict(brought),
    )
