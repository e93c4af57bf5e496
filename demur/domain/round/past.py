"""What a client's own calls say of them, and which of it says why they are called today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from demur.domain.round.because import Fact, Why
from demur.domain.round.slots import Slots
from demur.domain.silence.log import Attempts, Outcome

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: So many facts make a sentence that is read at a glance.
MOST_FACTS: Final = 2
#: From so many answers on a client has a usual time of day.
USUAL_ANSWERS: Final = 2
#: After so many days without a call the client's own day has come, rather than the next call.
OWN_DAY: Final = 14
#: A wish to be called later is no reason for ever.
REMEMBERED: Final = 60
#: Parts of the day by the hour before which they end.
PARTS: Final = ((11, "morning"), (13, "noon"), (17, "afternoon"), (24, "evening"))


@dataclass(frozen=True, slots=True)
class Past:
    """A client's calls up to a day: those in vain since the last answer, and when which ones were.

    `silent_days` since the first of the calls in vain; `called`, `later`, `bought` days since the
    last such call, None where there is none; `answered`, `tried` calls by part of the day.
    """

    in_vain: int = 0
    silent_days: int = 0
    called: int | None = None
    later: int | None = None
    bought: int | None = None
    answered: tuple[int, ...] = (0,) * len(PARTS)
    tried: tuple[int, ...] = (0,) * len(PARTS)


def pasts(attempts: Attempts, who: Iterable[int], day: float, slots: Slots) -> dict[int, Past]:
    """The past of some clients, by their place."""
    wanted = np.array(sorted(set(who)), dtype=np.int64)
    mine = np.flatnonzero(np.isin(attempts.client, wanted) & (attempts.day <= day + 1.0))
    mine = mine[np.lexsort((attempts.day[mine], attempts.client[mine]))]
    bounds = np.searchsorted(attempts.client[mine], wanted, side="left")
    ends = np.searchsorted(attempts.client[mine], wanted, side="right")
    parts = _parts(slots)
    return {
        int(client): _past(attempts, mine[first:last], day, parts)
        for client, first, last in zip(wanted, bounds, ends, strict=True)
    }


def in_vain(attempts: Attempts, many: int, day: float) -> NDArray[np.int64]:
    """(N,) The calls up to a day to each of so many clients since they last answered."""
    so_far = np.flatnonzero(attempts.day <= day + 1.0)
    client, at = attempts.client[so_far], attempts.day[so_far]
    answered = _answered(attempts.outcome[so_far])
    last = np.full(many, -np.inf)
    np.maximum.at(last, client[answered], at[answered])
    return np.bincount(client[at > last[client]], minlength=many)


def part_of(slot: int, slots: Slots) -> str:
    """The part of the day in which a slot's middle lies."""
    return PARTS[_parts(slots)[slot]][1]


def why_today(past: Past, slot: int, slots: Slots, told: Sequence[Fact]) -> tuple[Fact, ...]:
    """Why a client is called today in a slot: facts of their own calls, and those that were told.

    What was told of them, an open offer or a contract's end, never gives way to another call.
    """
    own = [_usual_time(past, slot, slots), _asked_later(past)]
    first = [fact for fact in own if fact][: max(MOST_FACTS - len(told), 1)]
    rest = [_own_day(past), _bought(past), _missed(past), _first_call(past)]
    facts = [*first, *told, *(fact for fact in rest if fact)][: max(MOST_FACTS, len(told))]
    return tuple(facts) or (Fact(Why.WORTH_NOW),)


def why_link(past: Past) -> tuple[Fact, ...]:
    """Why the easy-no link is sent instead of a call."""
    if not past.in_vain:
        return (Fact(Why.LINK),)
    missed = Fact(Why.MISSED, {"calls": past.in_vain, "days": max(past.silent_days, 1)})
    return missed, Fact(Why.LINK_INSTEAD, {"nth": past.in_vain + 1})


def _parts(slots: Slots) -> NDArray[np.int64]:
    middles = [sum(slots.span(slot)) / 120 for slot in range(slots.count)]
    return np.searchsorted([hour for hour, _ in PARTS], middles, side="right")


def _past(
    attempts: Attempts, calls: NDArray[np.int64], day: float, parts: NDArray[np.int64]
) -> Past:
    if not len(calls):
        return Past()
    days, outcome = attempts.day[calls], attempts.outcome[calls]
    part = parts[np.clip(attempts.slot[calls], 0, len(parts) - 1)]
    answered = _answered(outcome)
    vain = len(calls) - 1 - int(np.flatnonzero(answered)[-1]) if answered.any() else len(calls)

    def since(which: NDArray[np.bool_]) -> int | None:
        return _days(day, days[which][-1]) if which.any() else None

    return Past(
        in_vain=vain,
        silent_days=_days(day, days[-vain]) if vain else 0,
        called=_days(day, days[-1]),
        later=since(outcome == Outcome.LATER),
        bought=since(outcome == Outcome.SALE),
        answered=tuple(np.bincount(part[answered], minlength=len(PARTS)).tolist()),
        tried=tuple(np.bincount(part, minlength=len(PARTS)).tolist()),
    )


def _answered(outcome: NDArray[np.int8]) -> NDArray[np.bool_]:
    return np.asarray((outcome >= Outcome.LATER) & (outcome <= Outcome.NEVER))


def _days(day: float, before: float) -> int:
    return max(int(np.floor(day)) - int(np.floor(before)), 0)


def _usual_time(past: Past, slot: int, slots: Slots) -> Fact | None:
    """The part of the day in which they answer most readily, where this slot lies in it."""
    now = int(_parts(slots)[slot])
    shares = [yes / of if of else 0.0 for yes, of in zip(past.answered, past.tried, strict=True)]
    is_usual = past.answered[now] >= USUAL_ANSWERS and shares[now] == max(shares)
    return Fact(Why.ANSWERS, {"when": PARTS[now][1]}) if is_usual else None


def _asked_later(past: Past) -> Fact | None:
    asked = past.later is not None and 0 < past.later <= REMEMBERED
    return Fact(Why.ASKED_LATER, {"ago": past.later}) if asked else None  # type: ignore[dict-item]


def _own_day(past: Past) -> Fact | None:
    is_own = past.called is not None and past.called >= OWN_DAY
    return Fact(Why.OWN_DAY, {"ago": past.called}) if is_own else None  # type: ignore[dict-item]


def _bought(past: Past) -> Fact | None:
    return Fact(Why.BOUGHT, {"ago": past.bought}) if past.bought else None


def _missed(past: Past) -> Fact | None:
    if not past.in_vain:
        return None
    return Fact(Why.MISSED, {"calls": past.in_vain, "days": max(past.silent_days, 1)})


def _first_call(past: Past) -> Fact | None:
    return Fact(Why.FIRST_CALL) if past.called is None else None
