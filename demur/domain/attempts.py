"""Attempts: the calls we made, or tried to make, as a log that only grows, and what it says now.

A call may be put down by whoever made it, by a file, by another program and by the telephone
system, each late, twice or in any order. What is true is worked out from all of it, always anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from demur.domain.dispositions import Disposition, Flag


class Source(StrEnum):
    """Who says that a call was made: a person of ours, a file, a program, the telephone system."""

    DESK = "desk"
    IMPORT = "import"
    API = "api"
    CTI = "cti"


@dataclass(frozen=True, slots=True)
class Call:
    """A call as it is told: to whom, when, how it ended, how long they spoke, by whose word.

    `contact` is the client's place in the records, `address` the number's E.164 key, `client` what
    the teller calls them; one of the three at least. `day` is when they want to be called again,
    `mark` under what the teller's own id of the call is known again.
    """

    ref: UUID
    at: datetime
    disposition: str
    source: Source
    contact: int | None = None
    address: str = ""
    client: str = ""
    seconds: int | None = None
    day: date | None = None
    mark: str | None = None

    @property
    def is_reachable(self) -> bool:
        """Whether we know by what we would reach the client, and so what is to be left in peace."""
        return bool(self.contact or self.address)


@dataclass(frozen=True, slots=True)
class Noted:
    """A line of the log: a call as somebody put it down, or a later word about that call.

    `about` is the first line of the call that a later word corrects; a `withdrawn` word says that
    there was no such call. `whom` says whose call it is, in whatever way the reader of the log
    tells clients apart. `seconds` is how long they spoke, None where nobody knows.
    """

    ref: UUID
    whom: str
    at: datetime
    disposition: str
    source: Source
    noted_at: datetime
    seconds: int | None = None
    about: UUID | None = None
    withdrawn: bool = False

    @property
    def call(self) -> UUID:
        """Which call the line is about."""
        return self.about or self.ref


#: Seconds for which the clocks of two programs may differ over one call.
CLOCKS_DIFFER: Final = timedelta(seconds=60)
#: A person says how a call ended when it is over, and may be rung meanwhile.
SAID_WITHIN: Final = timedelta(minutes=5)
#: Whose word is told first where several have put down one call: who made it knows best.
KNOWS_BEST: Final = tuple(Source)


def standing(log: Iterable[Noted]) -> tuple[Noted, ...]:
    """The calls that were made as the whole log has them now, the earliest first.

    Neither the order of the lines nor their repeats change anything. The last word about a call
    counts, and a person's before a machine's; a call that two sources have put down is one, with
    the time of the machine and the ending of whoever knows best.
    """
    calls: dict[UUID, list[Noted]] = defaultdict(list)
    for line in {line.ref: line for line in log}.values():
        calls[line.call].append(line)
    last = (max(lines, key=weight) for lines in calls.values())
    by_whom: dict[str, list[Noted]] = defaultdict(list)
    for line in last:
        if not line.withdrawn:
            by_whom[line.whom].append(line)
    found = (one for lines in by_whom.values() for one in _each_once(lines))
    return tuple(sorted(found, key=_when))


def weight(line: Noted) -> tuple[bool, bool, datetime, UUID]:
    """What decides which of several words about a call counts: the greatest does."""
    return line.source is Source.DESK, line.about is not None, line.noted_at, line.ref


def _when(line: Noted) -> tuple[datetime, UUID]:
    return line.at, line.ref


def _each_once(lines: Sequence[Noted]) -> list[Noted]:
    """One client's calls, those that several sources have put down joined into one."""
    by_source: Mapping[Source, list[Noted]] = {
        source: sorted((one for one in lines if one.source is source), key=_when)
        for source in KNOWS_BEST
    }
    found: list[Noted] = []
    for source in reversed(KNOWS_BEST):  # from the machines, which know when, to people
        found = sorted(_joined(found, by_source[source]), key=_when)
    return found


def _joined(known: Sequence[Noted], said: Sequence[Noted]) -> Iterator[Noted]:
    """Both lists, each line of the second joined with the first free one that is the same call."""
    left = list(known)
    place = 0
    for line in said:
        while place < len(left) and _is_before(left[place], line):
            yield left[place]
            place += 1
        if place < len(left) and _is_after(left[place], line):
            yield line
        elif place < len(left):
            yield _one_call(left[place], line)
            place += 1
        else:
            yield line
    yield from left[place:]


def _is_before(known: Noted, said: Noted) -> bool:
    late = SAID_WITHIN if said.source is Source.DESK else CLOCKS_DIFFER
    lasted = timedelta(seconds=known.seconds or 0) if said.source is Source.DESK else timedelta(0)
    return known.at + lasted + late < said.at


def _is_after(known: Noted, said: Noted) -> bool:
    return said.at + CLOCKS_DIFFER < known.at


def _one_call(machine: Noted, better: Noted) -> Noted:
    seconds = machine.seconds if machine.seconds is not None else better.seconds
    return replace(better, at=machine.at, seconds=seconds)


# ---- what can't be put down as it was said


class Why(StrEnum):
    """Why a call is not put down."""

    FUTURE = "future"
    ANCIENT = "too long ago"
    NOBODY = "nobody"
    UNKNOWN = "unknown disposition"
    RETIRED = "retired disposition"
    NEEDS_DAY = "needs a day"
    PAST_DAY = "day in the past"
    TOO_LONG = "too long a call"


#: English by default; a translation catalogue is keyed by these very sentences.
MESSAGES: Final[Mapping[Why, str]] = MappingProxyType(
    {
        Why.FUTURE: "The call is put in the future, at %(at)s. Please look at the clock it had.",
        Why.ANCIENT: "The call is put at %(at)s, before telephones. Please look at its date.",
        Why.NOBODY: "Please say whom the call was to: a number or a client's id.",
        Why.UNKNOWN: "“%(disposition)s” is no way for a call to end here. Please use: %(listed)s.",
        Why.RETIRED: "“%(disposition)s” was retired. Please use: %(listed)s.",
        Why.NEEDS_DAY: "Please say on which day they want to be called again.",
        Why.PAST_DAY: "The day to call again must be to come.",
        Why.TOO_LONG: "No call lasts over a day. Please give its length in seconds.",
    }
)
#: Clocks of other machines are seldom further ahead.
CLOCK_SLACK: Final = timedelta(minutes=5)
DAY_SECONDS: Final = 86_400
#: Bell's patent is of 1876; a year before that is a slip in a date.
FIRST_YEAR: Final = 1876


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a call is not put down, with the figures of the message."""

    why: Why
    params: Mapping[str, str]

    @property
    def message(self) -> str:
        """The fault in English; translate `MESSAGES[why]` and fill it the same way."""
        return MESSAGES[self.why] % self.params


def fault_in(
    call: Call, known: Mapping[str, Disposition], today: date, now: datetime
) -> Fault | None:
    """Why a call can't be put down as it is told now; None: it can."""
    if not (call.contact or call.address or call.client):
        return Fault(Why.NOBODY, {})
    if call.day and call.day <= today:
        return Fault(Why.PAST_DAY, {})
    return fault_in_time(call.at, call.seconds, now) or fault_in_ending(
        call.disposition, known, has_day=call.day is not None, now_said=True
    )


def fault_in_time(at: datetime, seconds: int | None, now: datetime) -> Fault | None:
    """Why a call can't have been at an instant, or so long; None: it can."""
    shown = {"at": f"{at:%Y-%m-%d %H:%M} UTC"}
    if at > now + CLOCK_SLACK:
        return Fault(Why.FUTURE, shown)
    if at.year < FIRST_YEAR:
        return Fault(Why.ANCIENT, {"at": f"{at.year:04}"})
    return Fault(Why.TOO_LONG, {}) if (seconds or 0) > DAY_SECONDS else None


def fault_in_ending(
    code: str, known: Mapping[str, Disposition], *, has_day: bool, now_said: bool
) -> Fault | None:
    """Why a call can't have ended so; None: it can.

    `now_said` is whether somebody says it now: what was retired since may still stand in a file.
    """
    one = known.get(code)
    if one is None or (now_said and one.retired):
        why = Why.RETIRED if one else Why.UNKNOWN
        listed = ", ".join(each.code for each in known.values() if not each.retired)
        return Fault(why, {"disposition": code[:40], "listed": listed})
    if now_said and Flag.NEEDS_DAY in one.flags and not has_day:
        return Fault(Why.NEEDS_DAY, {})
    return None
