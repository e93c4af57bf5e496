"""The likely reason of a silence (B1), as far as a client's own calls and words carry it.

Each reason is weighed by how many times likelier the evidence is if it holds than if the client is
simply not reached yet. The one that is weighed heaviest is told, and none under `STRONG`: twenty
times, from which Kass and Raftery (Bayes Factors, JASA 90, 1995) call evidence strong. It is a
likely reason and never a fact, so there is only one, and the sentence says what it stands on.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import takewhile
from typing import Final

from demur.domain.regret import Reason
from demur.domain.round.because import Fact, Why
from demur.domain.round.past import PARTS
from demur.domain.silence.log import Outcome

STRONG: Final = 20.0
#: Somebody whose number it is answers so often who answers at all: the Swedish survey call curve
#: (docs/silence.md). Calls at one weekday and part of the day tell the same thing once.
ANSWERS: Final = 0.227
#: A stranger who picks up says so in some 60 of 100 calls; at the right number somebody is taken
#: for one in 3.
WRONG: Final = 0.60 / 0.03
#: Answers of whoever has refused, as the cure model begins (`silence.fitting`).
ECHO: Final = 0.04
#: Their own readiness before the silence is shrunk towards other firms': Beta of mean and weight.
READY, READY_WEIGHT = 0.22, 5.0
#: So many calls within a week are close together, and so many in vain after them, at least, are a
#: silence that began; they have to have answered so often before.
CLOSE, WEEK, BEGUN, ANSWERED_BEFORE = 3, timedelta(days=7), 4, 2
#: A need lives so many days on average (`silence.fitting`), and nobody has asked often enough to
#: know that it is gone before so many calls were in vain.
NEED_DAYS, NEED_CALLS = 150.0, 3
#: What people say of themselves is so in some 95 of 100 cases, and said without being so in 2.
SAID: Final = 0.95 / 0.02
SAYS: Final = {
    Reason.CHOSE_ANOTHER: Why.CHOSE_ANOTHER,
    Reason.NO_LONGER_NEEDED: Why.NO_LONGER_NEEDED,
}


class Heard(StrEnum):
    """Who was on the line, as far as a reason can be learned from it."""

    OPEN = "they spoke"
    REFUSED = "they refused"
    THEIRS = "somebody of theirs answered"
    NOT_THEIRS = "wrong person or number"
    NOBODY = "nobody answered"


#: By what a call was to the arithmetic of silence.
HEARD: Final = {
    Outcome.LATER: Heard.OPEN,
    Outcome.SALE: Heard.OPEN,
    Outcome.NO: Heard.REFUSED,
    Outcome.NEVER: Heard.REFUSED,
    Outcome.SECRETARY: Heard.THEIRS,
    Outcome.WRONG_PERSON: Heard.NOT_THEIRS,
    Outcome.VOICEMAIL: Heard.NOBODY,
    Outcome.MISSED: Heard.NOBODY,
}
#: After these we know that the number is theirs.
REACHED: Final = frozenset({Heard.OPEN, Heard.REFUSED, Heard.THEIRS})
SPOKE: Final = frozenset({Heard.OPEN, Heard.REFUSED})


@dataclass(frozen=True, slots=True)
class Rung:
    """A call to a client, by the firm's own clock."""

    at: datetime
    heard: Heard


@dataclass(frozen=True, slots=True)
class Known:
    """What is on record of a client: their calls, the earliest first; why they refused us last, and
    when; when they last showed a need otherwise than in a call."""

    calls: Sequence[Rung] = ()
    reason: Reason | None = None
    said_at: datetime | None = None
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Likely:
    """A likely reason: how many times likelier it makes the evidence, and how it is said."""

    weight: float
    fact: Fact


def likely_reason(known: Known, now: datetime) -> Likely | None:
    """Why a client is silent, likely; None where nothing on record carries a reason."""
    weighed = (_number(known, now), _annoyed(known), _said(known, now), _need_gone(known, now))
    found = [one for one in weighed if one and one.weight >= STRONG]
    return max(found, key=lambda one: one.weight, default=None)


def _number(known: Known, now: datetime) -> Likely | None:
    """That the number is not theirs: a stranger answered, or at no time of the week did anybody."""
    since = _since(known.calls, REACHED)
    strangers = [one for one in since if one.heard is Heard.NOT_THEIRS]
    was_theirs = len(since) < len(known.calls)
    times = {_time_of_week(one.at) for one in since if one.heard is Heard.NOBODY}
    weight = WRONG ** len(strangers) / (1.0 - ANSWERS) ** (0 if was_theirs else len(times))
    if strangers:
        return Likely(weight, Fact(Why.SOMEBODY_ELSE, {"ago": _days(strangers[-1].at, now)}))
    return Likely(weight, Fact(Why.NOT_THEIRS, {"calls": len(since)}))


def _annoyed(known: Known) -> Likely | None:
    """That they tired of our calls: they answered, until several came within a week.

    Weighed by the calls in vain since, against how often they had answered, and by how rarely calls
    had come so close before: a silence that began for another reason would begin anywhere.
    """
    silent = _since(known.calls, SPOKE)
    before = known.calls[: len(known.calls) - len(silent)]
    answered = sum(one.heard in SPOKE for one in before)
    if len(silent) < BEGUN or answered < ANSWERED_BEFORE:
        return None
    up_to = known.calls[: len(before) + 1]
    close = [_close_before(up_to, place) for place in range(len(up_to))]
    if close[-1] < CLOSE:
        return None
    ready = (answered + READY * READY_WEIGHT) / (len(before) + READY_WEIGHT)
    in_vain = ((1.0 - ECHO) / (1.0 - max(ready, ECHO))) ** len(silent)
    rarely = (len(up_to) + 1) / (sum(one >= CLOSE for one in close) + 1)
    return Likely(in_vain * rarely, Fact(Why.ANNOYED, {"calls": close[-1]}))


def _said(known: Known, now: datetime) -> Likely | None:
    """That they bought elsewhere, or need it no longer: they said so, and showed no need since."""
    if known.reason not in SAYS or known.said_at is None:
        return None
    sign = _last_sign(known)
    if sign is not None and sign > known.said_at:
        return None
    return Likely(SAID, Fact(SAYS[known.reason], {"ago": _days(known.said_at, now)}))


def _need_gone(known: Known, now: datetime) -> Likely | None:
    """That the need is gone: a need dies within `NEED_DAYS` on average, and long ago was the last
    sign of this one. The odds that it has died are e^(days / NEED_DAYS) - 1: 20 after 457 days."""
    sign = _last_sign(known)
    if sign is None or sum(one.at > sign for one in known.calls) < NEED_CALLS:
        return None
    days = _days(sign, now)
    return Likely(math.expm1(min(days / NEED_DAYS, 700.0)), Fact(Why.NEED_GONE, {"ago": days}))


def _since(calls: Sequence[Rung], ends: frozenset[Heard]) -> list[Rung]:
    """The calls after the last one that was heard so, the earliest first."""
    return list(takewhile(lambda one: one.heard not in ends, reversed(calls)))[::-1]


def _last_sign(known: Known) -> datetime | None:
    """When they last showed a need: they asked, or spoke with us and did not refuse."""
    spoken = [one.at for one in known.calls if one.heard is Heard.OPEN]
    signs = [*spoken[-1:], *([known.asked_at] if known.asked_at else [])]
    return max(signs, default=None)


def _close_before(calls: Sequence[Rung], place: int) -> int:
    """How many calls came within the week before one of them."""
    begins = calls[place].at - WEEK
    return sum(one.at >= begins for one in calls[:place])


def _time_of_week(at: datetime) -> tuple[int, str]:
    return at.weekday(), next(part for ends, part in PARTS if at.hour < ends)


def _days(before: datetime, now: datetime) -> int:
    return max((now - before).days, 1)
