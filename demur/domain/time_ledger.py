"""The time ledger (A12): on whom the sellers' minutes go, beside whom they were meant for.

Key clients and finding strategic new ones are to get the lion's share of the time, not the
difficult and the random.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from demur.domain.refusal import Importance


class Part(StrEnum):
    """Whom a minute went to."""

    KEY = "key"
    STRATEGIC = "strategic"
    TACTICAL = "tactical"
    CHANCE = "chance"
    DIFFICULT = "difficult"


#: Article A's warning: these two are not to have more than key and strategic clients.
MEANT_FOR: Final = frozenset({Part.KEY, Part.STRATEGIC})
NOT_MEANT_FOR: Final = frozenset({Part.CHANCE, Part.DIFFICULT})
#: So many calls within ninety days without a purchase make a client difficult, unless they are
#: key or strategic.
DIFFICULT_CALLS: Final = 6
DIFFICULT_DAYS: Final = 90
#: A gap under so many points of share is no news.
NEWS: Final = 0.05


@dataclass(frozen=True, slots=True)
class Spell:
    """Minutes that a seller spent on somebody, in the week or month that begins on a day."""

    begins: date
    seller: str
    part: Part
    minutes: float


@dataclass(frozen=True, slots=True)
class Line:
    """A seller's week or month, or a sum over several: minutes by part."""

    minutes: Mapping[Part, float]

    @property
    def total(self) -> float:
        """All minutes together."""
        return sum(self.minutes.values())

    def share(self, part: Part) -> float:
        """The part's share of the minutes, 0 to 1."""
        return self.minutes.get(part, 0.0) / self.total if self.total else 0.0


class News(StrEnum):
    """What stands out in the ledger."""

    NOTHING = "nothing"
    RANDOM_FIRST = "the difficult and the random before the key"
    TOO_MUCH = "too much"
    TOO_LITTLE = "too little"
    AS_PLANNED = "as planned"


@dataclass(frozen=True, slots=True)
class Told:
    """What stands out, of which part, by how large a share of the time."""

    news: News
    part: Part | None = None
    gap: float = 0.0


def part_of(importance: Importance, calls: int, *, bought: bool) -> Part:
    """Whom the minutes of a client count for.

    `calls` are those of the ninety days before, whoever rang; `bought` whether anything came of
    them.
    """
    part = Part(importance.value)
    if part in MEANT_FOR or bought or calls < DIFFICULT_CALLS:
        return part
    return Part.DIFFICULT


def total(spells: Iterable[Spell]) -> Line:
    """The minutes of all spells by part."""
    minutes: dict[Part, float] = dict.fromkeys(Part, 0.0)
    for one in spells:
        minutes[one.part] += one.minutes
    return Line(MappingProxyType(minutes))


def by_time_and_seller(spells: Iterable[Spell]) -> dict[tuple[date, str], Line]:
    """A line for each week or month and seller, the latest first, sellers by their names."""
    some: dict[tuple[date, str], list[Spell]] = defaultdict(list)
    for one in spells:
        some[one.begins, one.seller].append(one)
    ordered = sorted(some, key=lambda key: (-key[0].toordinal(), key[1]))
    return {key: total(some[key]) for key in ordered}


def stands_out(line: Line, plan: Mapping[Part, float] | None) -> Told:
    """The one thing to say of a ledger, against the planned shares where there are any.

    The difficult and the random before key and strategic clients is said first, planned or not.
    """
    if not line.total:
        return Told(News.NOTHING)
    random = sum(map(line.share, NOT_MEANT_FOR)) - sum(map(line.share, MEANT_FOR))
    if random > 0:
        return Told(News.RANDOM_FIRST, gap=random)
    if plan is None:
        largest = max(Part, key=line.share)
        return Told(News.NOTHING, largest, line.share(largest))
    part = max(Part, key=lambda one: abs(line.share(one) - plan.get(one, 0.0)))
    gap = line.share(part) - plan.get(part, 0.0)
    if abs(gap) < NEWS:
        return Told(News.AS_PLANNED)
    return Told(News.TOO_MUCH if gap > 0 else News.TOO_LITTLE, part, abs(gap))
