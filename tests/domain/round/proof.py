"""Millions of planned calls, each judged by every rule.

`python -m tests.domain.round.proof --calls 10000000` plans day after day of drawn firms, at clock
changes and holidays more than on other days, until so many calls are planned, and prints how many
rules they break. A day is drawn from its number, so that any of them can be looked at again by
`a_day`, and a run that was cut goes on with `--first`.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from demur.domain.round.plan import Turn
from demur.domain.round.slots import Slots
from tests.domain.contact_rules.checker import MINUTE, PLACES, YEARS, calendar, edges
from tests.domain.round.columns import broken
from tests.domain.round.rulebook import World
from tests.domain.round.worlds import Firm, a_world, firm, planned

#: The days of firms, by turns: long slots, short ones, and all day and night, when clocks are set.
SHAPES: Final = (
    *[Slots(8 * 60, 20 * 60, 120)] * 6,
    *[Slots(8 * 60, 18 * 60, 60)] * 3,
    Slots(0, 24 * 60, 45),
)
CLIENTS: Final = 2000
#: What a minute costs: where it costs much, clients are sent links instead of calls.
COSTS: Final = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 2.0)
TOLD_EVERY: Final = 5.0


@dataclass(slots=True)
class Proved:
    """What was planned and judged.

    `set_calls` are calls to clients, or by firms, whose clock was set on that day, `set_days` such
    days; `after_calls` and `after_days` those on the day after. `feasts` are days that were a
    holiday where some of the clients are, `resting` so many clients.
    """

    calls: int = 0
    links: int = 0
    days: int = 0
    set_days: int = 0
    set_calls: int = 0
    after_days: int = 0
    after_calls: int = 0
    feasts: int = 0
    resting: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    wrong_days: list[int] = field(default_factory=list)

    def take_in(self, number: int, world: World, turns: tuple[Turn, ...]) -> None:
        """Judge a day's turns, and count them."""
        found = broken(world, turns)
        calls = Counter(world.people[one.client].zone for one in turns if one.kind != "link")
        set_calls = _of_set(calls, world.zone, world.on)
        after_calls = _of_set(calls, world.zone, world.on - timedelta(days=1))
        resting = sum(is_feast(one.zone, world.on) for one in world.people)
        self.calls += calls.total()
        self.links += len(turns) - calls.total()
        self.days += 1
        self.set_days += set_calls > 0
        self.set_calls += set_calls
        self.after_days += after_calls > 0
        self.after_calls += after_calls
        self.feasts += resting > 0
        self.resting += resting
        self.wrong += found
        self.wrong_days += [number] if found else []

    def __str__(self) -> str:
        told = (
            f"{self.calls:,} calls and {self.links:,} links on {self.days:,} days, "
            f"{self.set_calls:,} calls on {self.set_days:,} days on which a clock was set, "
            f"{self.after_calls:,} on {self.after_days:,} days after; "
            f"{self.feasts:,} days a holiday of {self.resting:,} clients; "
            f"broken rules: {self.wrong.total():,}"
        )
        return f"{told} {dict(self.wrong)} on days {self.wrong_days[:9]}" if self.wrong else told


def _of_set(calls: Counter[str], firm_zone: str, on: date) -> int:
    """How many of a day's calls, by zone, hang on a clock that was set on a day."""
    if on in set_on(firm_zone):
        return calls.total()
    return sum(many for zone, many in calls.items() if on in set_on(zone))


@cache
def set_on(zone: str) -> frozenset[date]:
    """The days on which a zone's clock is set, both where it is set at midnight."""
    name = ZoneInfo(zone)
    hours = edges(zone, YEARS[0], YEARS[-1])
    return frozenset((at + 60 * MINUTE * n).astimezone(name).date() for at in hours for n in (0, 1))


@cache
def is_feast(zone: str, on: date) -> bool:
    """Whether a day is a holiday at a place."""
    return on in calendar(*PLACES[zone], on.year)


def a_day(number: int, seed: int = 0) -> tuple[World, Firm]:
    """The world of a day by its number, and whose it is."""
    of = firm(CLIENTS, SHAPES[number % len(SHAPES)])
    return a_world(random.Random(f"{seed}/{number}"), CLIENTS, of.slots, loose=True), of


def proved(calls: int, seed: int = 0, first: int = 0) -> Iterator[Proved]:
    """Plan and judge days until so many calls are planned; what was proved, after every day."""
    so_far, number = Proved(), first
    while so_far.calls < calls:
        world, of = a_day(number, seed)
        day = planned(world, of, number, minute_costs=COSTS[number % len(COSTS)])
        so_far.take_in(number, world, day.turns)
        number += 1
        yield so_far


def main() -> int:
    """Plan, judge, tell how far it is, and print what was proved."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--calls", type=int, default=10_000_000)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--first", type=int, default=0, help="the first day's number")
    said = options.parse_args()
    begun, told, so_far = time.monotonic(), 0.0, Proved()
    for so_far in proved(said.calls, said.seed, said.first):
        if (now := time.monotonic()) > told + TOLD_EVERY:
            told = now
            print(f"{now - begun:,.0f} s: {so_far}", file=sys.stderr)  # noqa: T201
    print(f"{so_far} ({time.process_time():,.0f} s of the processor)")  # noqa: T201
    return 1 if so_far.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
