"""A day's slots: equal lengths of the firm's day, from its opening to its close."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from demur.domain.contact_rules import wall
from demur.domain.contact_rules.terms import WHOLE_DAY, Span
from demur.domain.contact_rules.wall import Window

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Slots:
    """The slots of a day by the firm's wall clock, in minutes of the day; the last may be shorter.

    Raises ValueError where the firm closes before it opens, or a slot has no length.
    """

    opens: int = 8 * 60
    closes: int = 18 * 60
    minutes: int = 60

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= WHOLE_DAY:
            raise ValueError("a firm opens and then closes, on one day")
        if self.minutes < 1:
            raise ValueError("a slot has a length")

    @property
    def count(self) -> int:
        """How many slots the day has."""
        return math.ceil((self.closes - self.opens) / self.minutes)

    def span(self, slot: int) -> Span:
        """The minutes of the day from which a slot lasts, and before which it ends."""
        begins = self.opens + slot * self.minutes
        return begins, min(begins + self.minutes, self.closes)

    def at(self, minute: int) -> int:
        """The slot of a minute of the day; the nearest one where the firm is closed."""
        return min(max((minute - self.opens) // self.minutes, 0), self.count - 1)

    def slot_of(self, instant: datetime, zone: ZoneInfo) -> int:
        """The slot in which an instant lies by the clock of the firm's zone, or the nearest one.

        Raises ValueError for an instant without a time zone.
        """
        if instant.utcoffset() is None:
            raise ValueError("an instant has a time zone")
        there = instant.astimezone(zone)
        return self.at(there.hour * 60 + there.minute)

    def windows(self, day: date, slot: int, zone: ZoneInfo) -> tuple[Window, ...]:
        """The instants of a slot, UTC: none that the clock skips, twice those it shows twice."""
        return wall.instants(day, zone, (self.span(slot),))

    def instant(self, day: date, minute: int, zone: ZoneInfo) -> datetime | None:
        """The first instant at which the firm's clock shows a minute of a day, UTC.

        None where the clock skips it.
        """
        found = wall.instants(day, zone, ((minute, minute + 1),))
        return found[0][0] if found else None

    def within(self, day: date, zone: ZoneInfo, allowed: Iterable[Window]) -> NDArray[np.bool_]:
        """(S,) whether a slot lies wholly within the instants in which somebody may be called.

        `allowed` are `contact_rules.hours.windows` of the client's days that meet this one.
        """
        open_ones = list(allowed)
        found = np.zeros(self.count, np.bool_)
        for slot in range(self.count):
            own = self.windows(day, slot, zone)
            found[slot] = bool(own) and all(
                any(first <= begin and end <= last for first, last in open_ones)
                for begin, end in own
            )
        return found
