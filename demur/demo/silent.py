"""Clients who fell silent: what each was offered, and how our calls to them have ended since.

All of it follows from a client's line in people.csv, so that a demo set up anywhere has the same
past. Who answers at what time of the day, who has a secretary and who has quietly bought elsewhere
is drawn once a client, and their calls from that.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from demur.demo.callers import stocked
from demur.demo.tables import rows

CALLED_BY: Final = ("Kata", "Kata", "Anna")
#: Of hundred silent clients so many have an offer of ours that they have not answered.
OFFERED: Final = 65
#: Days ago when we began to wait, and days from one call to the next.
SILENT_FOR: Final = (12, 16, 21, 28, 35, 45, 60, 75, 94, 120, 150, 190, 240)
APART: Final = (2, 3, 4, 5, 7, 7, 10, 14, 21, 30)
CALLS_MOST: Final = 9
#: The last call is some days old, so that nobody is rung two days running.
LAST_CALL: Final = 3
OPENS, CLOSES = 9, 17
NOON: Final = 12
#: How calls end, in hundred: of those who may yet buy at the hour they like, at another; of those
#: who have bought elsewhere; of those with a secretary.
ENDS: Final[Mapping[str, Mapping[str, int]]] = {
    "liked": {"answered": 28, "later": 14, "sale": 6, "voicemail": 12, "missed": 40},
    "other": {"answered": 6, "later": 4, "sale": 1, "voicemail": 19, "missed": 70},
    "gone": {"answered": 2, "voicemail": 28, "missed": 70},
    "office": {"secretary": 55, "answered": 8, "later": 7, "sale": 3, "missed": 27},
}
#: Of hundred silent clients so many have bought elsewhere, or have a secretary.
GONE, OFFICE = 35, 20
#: How long they spoke, in seconds, by how it ended; of the others nobody knows.
SECONDS: Final = {
    "answered": (40, 240),
    "later": (20, 70),
    "sale": (120, 420),
    "voicemail": (8, 25),
}


@dataclass(frozen=True, slots=True)
class Offered:
    """What a client was offered, and how many days ago."""

    item: str
    quantity: int
    days_ago: int


@dataclass(frozen=True, slots=True)
class Tried:
    """One call of ours: how many days ago and at what hour, how it ended, who made it."""

    days_ago: int
    at: time
    ended: str
    seconds: int | None
    by: str

    def when(self, today: date, zone: tzinfo) -> datetime:
        """The instant of the call; what falls on a weekend was made on the Friday before."""
        day = today - timedelta(days=self.days_ago)
        return datetime.combine(day - timedelta(days=max(0, day.weekday() - 4)), self.at, zone)


@dataclass(frozen=True, slots=True)
class Silent:
    """A client who does not answer: their code, our open offer if any, our calls, oldest first."""

    client: str
    offered: Offered | None
    calls: Sequence[Tried]


def silent(but: Collection[str] = ()) -> Iterator[Silent]:
    """Give the silent clients among the demo's people, `but` for some."""
    for row in rows("people"):
        if row.values["id"] not in but:
            yield _silent(row.values["id"])


def _silent(client: str) -> Silent:
    chance = random.Random(f"silent {client}")  # noqa: S311 - invented, not secret
    since = chance.choice(SILENT_FOR)
    item = chance.choice(stocked()).values["id"]
    offered = Offered(item, chance.choice((1, 1, 2, 4, 10)), since)
    calls = tuple(_calls(since, chance))
    return Silent(client, offered if chance.randrange(100) < OFFERED else None, calls)


def _calls(since: int, chance: random.Random) -> Iterator[Tried]:
    """The calls to one client: one sort of client, one hour they like."""
    kind, likes_mornings = _kind(chance), chance.random() < 0.5
    days_ago = since - chance.choice(APART[:5])
    for _ in range(chance.randint(2, CALLS_MOST)):
        if days_ago < LAST_CALL:
            return
        at = time(chance.randrange(OPENS, CLOSES), chance.randrange(60))
        yield _call(days_ago, at, _sort(kind, likes_mornings, at), chance)
        days_ago -= chance.choice(APART)


def _kind(chance: random.Random) -> str:
    drawn = chance.randrange(100)
    return "gone" if drawn < GONE else "office" if drawn < GONE + OFFICE else ""


def _sort(kind: str, likes_mornings: bool, at: time) -> str:
    return kind or ("liked" if likes_mornings == (at.hour < NOON) else "other")


def _call(days_ago: int, at: time, sort: str, chance: random.Random) -> Tried:
    ended = chance.choices(list(ENDS[sort]), list(ENDS[sort].values()))[0]
    lasted = SECONDS.get(ended)
    return Tried(
        days_ago, at, ended, chance.randint(*lasted) if lasted else None, chance.choice(CALLED_BY)
    )
