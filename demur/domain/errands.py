"""A message to send: what kinds there are, how a try ended, and when to try again."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from demur.domain.peace import Blocked, Why


class Kind(StrEnum):
    """What a message is for."""

    CARD = "card"
    OFFER = "offer"
    ANSWER = "answer"
    RECEIPT = "receipt"
    REST = "rest"


class State(StrEnum):
    """What has become of a message."""

    WAITING = "waiting"
    SENT = "sent"
    HELD = "held"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Sent:
    """The other side took it; `number` is what it calls the message."""

    number: str = ""


@dataclass(frozen=True, slots=True)
class Later:
    """The other side was there and said: not now. `after` is how long it asked us to wait."""

    why: str
    after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Never:
    """The other side will not take this message however often it is sent."""

    why: str


@dataclass(frozen=True, slots=True)
class Away:
    """Nobody takes any message just now, or our own set-up is wrong: no try of this one."""

    why: str


Went = Sent | Later | Never | Away

#: Tries that were heard and turned away; with the pauses between them, some eight hours.
TRIES_MOST: Final = 12
FIRST_PAUSE: Final = timedelta(seconds=30)
LONGEST_PAUSE: Final = timedelta(hours=2)
#: Nobody there: asked again soon, since one answer frees every message that waits.
AWAY_PAUSE: Final = timedelta(minutes=1)
#: What the gate may allow later; every other no of the gate is for good.
PASSING: Final = frozenset({Why.HOURS, Why.ATTEMPTS, Why.BLIND})


@dataclass(frozen=True, slots=True)
class Became:
    """What a message is after a try: its state, when it is tried again if ever, and why.

    `counted` says whether the try was one of the `TRIES_MOST`.
    """

    state: State
    next_at: datetime | None
    why: str = ""
    number: str = ""
    counted: bool = True


def pause(tries: int, ref: UUID) -> timedelta:
    """How long a message rests after so many tries: doubled each time, a quarter more or less.

    The jitter is drawn from the message and the try, so that a thousand messages turned away
    together do not come back together, and a repeat of the computation says the same.
    """
    doubled: timedelta = FIRST_PAUSE * int(2 ** min(max(tries - 1, 0), 20))
    return min(doubled, LONGEST_PAUSE) * _jitter(ref, tries)


def _jitter(ref: UUID, tries: int) -> float:
    return random.Random(f"{ref}/{tries}").uniform(0.75, 1.25)  # noqa: S311 (no secret)


def became(went: Went, tries: int, ref: UUID, now: datetime) -> Became:
    """What a try makes of a message; `tries` counts this one."""
    if isinstance(went, Sent):
        return Became(State.SENT, None, number=went.number)
    if isinstance(went, Away):
        return Became(State.WAITING, now + AWAY_PAUSE * _jitter(ref, 0), went.why, counted=False)
    if isinstance(went, Never) or tries >= TRIES_MOST:
        return Became(State.FAILED, None, went.why)
    wait = max(pause(tries, ref), min(went.after or timedelta(), LONGEST_PAUSE))
    return Became(State.WAITING, now + wait, went.why)


def held(blocked: Blocked, ref: UUID, now: datetime) -> Became:
    """What a no of the gate makes of a message: it waits for its hour, or it never goes out.

    What would be sent when a peace ends, months later, would be about nothing any more.
    """
    if blocked.why not in PASSING:
        return Became(State.HELD, None, blocked.why, counted=False)
    soon = now + AWAY_PAUSE * _jitter(ref, 0)
    return Became(State.HELD, max(blocked.until or soon, soon), blocked.why, counted=False)
