"""Whether a call log's clock can be right, and whether one number was rung out of all measure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

#: The hours in which a firm calls, where its own log does not say otherwise: from, and before.
USUAL_HOURS: Final = (8, 18)
#: Of fewer calls nobody can tell anything.
ENOUGH: Final = 30
ENOUGH_KNOWN: Final = 200
#: So many calls outside the hours are too many, and a shift has to explain most of them.
TOO_MANY: Final = 0.10
EXPLAINED: Final = 3
#: Of a firm's known calls so many are in its hours; the rest are exceptions.
IN_HOURS: Final = 0.98
#: So many calls to one number in a day are a machine's or a test's.
FLOOD: Final = 50


@dataclass(frozen=True, slots=True)
class ClockDoubt:
    """So many of a log's calls lie outside the hours; moved by `shift` hours `left` would."""

    calls: int
    outside: int
    begins: int
    ends: int
    shift: int
    left: int

    @property
    def message(self) -> str:
        """The doubt in English."""
        return (
            f"{self.outside} of {self.calls} calls are outside {self.begins}–{self.ends} o'clock; "
            f"moved by {self.shift:+d} hours, {self.left} would be."
        )


@dataclass(frozen=True, slots=True)
class Flood:
    """The number that was called most often in a day, and on how many days some were."""

    address: str
    day: date
    calls: int
    others: int


def doubt(
    hours: Mapping[int, int], known: Mapping[int, int], usual: tuple[int, int] = USUAL_HOURS
) -> ClockDoubt | None:
    """Whether a log's calls, counted by hour of the day (0–23), look as if its clock were wrong.

    `known` counts the calls that are on record already: of enough of them the firm's own hours
    are taken instead of the `usual`.
    """
    calls = sum(hours.values())
    begins, ends = _hours(known) if sum(known.values()) >= ENOUGH_KNOWN else usual
    outside = _outside(hours, 0, begins, ends)
    if calls < ENOUGH or outside < TOO_MANY * calls:
        return None
    shifts = sorted(range(-12, 13), key=lambda one: (_outside(hours, one, begins, ends), abs(one)))
    left = _outside(hours, shifts[0], begins, ends)
    if shifts[0] == 0 or left * EXPLAINED > outside:
        return None
    return ClockDoubt(calls, outside, begins, ends, shifts[0], left)


def _outside(hours: Mapping[int, int], shift: int, begins: int, ends: int) -> int:
    return sum(count for hour, count in hours.items() if not begins <= (hour + shift) % 24 < ends)


def _hours(known: Mapping[int, int]) -> tuple[int, int]:
    """The shortest span of hours that holds nearly all calls."""
    calls = sum(known.values())
    spans = ((begins, ends) for begins in range(24) for ends in range(begins + 1, 25))
    fitting = (
        (ends - begins, begins, ends)
        for begins, ends in spans
        if calls - _outside(known, 0, begins, ends) >= IN_HOURS * calls
    )
    _, begins, ends = min(fitting)
    return begins, ends


def flood(called: Iterable[tuple[str, date]]) -> Flood | None:
    """The worst of the days on which one number was called out of all measure."""
    counted: Sequence[tuple[tuple[str, date], int]] = Counter(called).most_common()
    many = [(one, count) for one, count in counted if count >= FLOOD]
    if not many:
        return None
    (address, day), calls = many[0]
    return Flood(address, day, calls, len(many) - 1)
