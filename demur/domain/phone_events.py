"""What the events of a telephone system say of a call that we made.

They come late, twice and in any order; the call is worked out from those there are. Their names
and causes are those of Zammad's generic CTI webhook (Zammad's documentation, "Generic CTI").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Event(StrEnum):
    """A moment in a call's life."""

    NEW_CALL = "newCall"
    ANSWER = "answer"
    HANGUP = "hangup"


class Way(StrEnum):
    """Which way a call goes; only those that go out are ours."""

    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Heard:
    """An event as it reached us: when, which number was called (E.164), by whom, why it ended."""

    event: Event
    at: datetime
    address: str = ""
    user: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Rung:
    """A call that is over, as its events tell it; `seconds` None where nobody can say."""

    at: datetime
    address: str
    user: str
    disposition: str
    seconds: int | None


#: What it means, by the code of a disposition that we ship, when a call ends unanswered so.
UNANSWERED: Final[Mapping[str, str]] = MappingProxyType(
    {"notfound": "wrong number", "unallocatednumber": "wrong number"}
)
#: Who answers is a machine where the system names it so.
MACHINES: Final = ("voicemail", "mailbox", "answering machine")
#: The call went on elsewhere; how it ended there is another call's story.
NO_END: Final = frozenset({"forwarded"})


def rung(heard: Iterable[Heard]) -> Rung | None:
    """The call that events tell of, whatever their order; None while it is not over.

    A call that was answered before it was over lasted from then on; of one whose answer reached us
    after its end nobody can say for how long they spoke.
    """
    by_event = {one.event: one for one in heard}
    end, answer = by_event.get(Event.HANGUP), by_event.get(Event.ANSWER)
    known = sorted(by_event.values(), key=lambda one: one.at)
    cause = "".join(filter(str.isalnum, end.cause)).casefold() if end else ""
    if end is None or (cause in NO_END and answer is None):
        return None
    return Rung(
        at=known[0].at,
        address=next((one.address for one in known if one.address), ""),
        user=next((one.user for one in (answer, *known) if one and one.user), ""),
        disposition=_answered_by(answer) if answer else UNANSWERED.get(cause, "missed"),
        seconds=_seconds(answer, end),
    )


def _answered_by(answer: Heard) -> str:
    said = answer.user.casefold()
    return "voicemail" if any(word in said for word in MACHINES) else "answered"


def _seconds(answer: Heard | None, end: Heard) -> int | None:
    if answer is None:
        return 0
    return int((end.at - answer.at).total_seconds()) if end.at > answer.at else None
