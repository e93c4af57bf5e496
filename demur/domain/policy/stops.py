"""What stops after a client's no, and for how long, by the policy's own peace table.

It is never less than what they asked for. Where the policy has no word on it there is a default;
where it has words that nobody can read, everything stops for good.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Final

from demur.domain.peace import Scope
from demur.domain.policy import facts, names
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.facts import Ruling
from demur.domain.policy.lengths import Length, Unit, midnight, read_length
from demur.domain.policy.names import QuestionKey, ResultKey
from demur.domain.policy.policy import Policy
from demur.domain.policy.what_stops import EVERYTHING, Stops, read_stops
from demur.domain.refusal import Channel, Importance
from demur.domain.regret import They
from demur.domain.spoken import after_working_days

#: What stops, and for how long, where the policy says nothing of it.
UNSAID: Final = Stops(Scope.MARKETING), Length(Unit.DAYS, 180)
FOR_GOOD: Final = Length(Unit.FOR_GOOD)


@dataclass(frozen=True, slots=True)
class Granted:
    """The peace that a no brings: how much, on which channels, until when, by which row.

    No `channels` means every one, no `until` for good; `row` is N4, or nothing where no row
    grants it. `writes_on` is the day on which we write.
    """

    scope: Scope
    channels: frozenset[Channel] = frozenset()
    but_one_offer: bool = False
    until: datetime | None = None
    row: str = ""
    writes_on: date | None = None


def promised(
    policy: Policy | None,
    they: They,
    importance: Importance | str | None,
    now: datetime,
    named_day: date | None,
    zone: tzinfo,
    after_work: Callable[[date, int], date] = after_working_days,
    **other: object,
) -> Granted:
    """Grant what the policy promises for a no; `until` is a midnight of the company's zone, in UTC.

    *Never* gets everything for good whatever a table says, and *later* without a day to come what
    a plain no gets. Days are counted whole: the day of the no is not one of them. `after_work`
    gives the day so many working days later, for whoever knows the holidays; `other` are further
    facts by their key (client=…), for a table that asks for them.
    """
    today = now.astimezone(zone).date()
    day = named_day if they is They.LATER and named_day and named_day > today else None
    they = They.PLAIN_NO if they is They.LATER and day is None else they
    known = {"they_said": they, "importance": importance, **other}
    ruling = facts.peace_after(policy, **known) if policy else None  # type: ignore[arg-type]
    row = str(ruling.row or "") if ruling else ""
    if they is They.NEVER:
        return Granted(Scope.EVERYTHING, row=row)
    stops, length = _read(policy, ruling, known) if policy else UNSAID
    ends = length.ends_on(today, day, after_work)
    ends = max(ends, day) if ends and day else ends
    return Granted(
        stops.scope,
        stops.channels,
        stops.but_one_offer,
        midnight(ends, zone).astimezone(UTC) if ends else None,
        row,
        day if stops.writes_on_the_day else None,
    )


def _read(
    policy: Policy, ruling: Ruling | None, known: Mapping[str, object]
) -> tuple[Stops, Length]:
    """Read what a row grants: the default where there is none, the most where it can't be read."""
    if ruling is None or ruling.row is None:
        return UNSAID
    if ruling.also:
        return EVERYTHING, FOR_GOOD
    stops = read_stops(_cell(ruling.results, ResultKey.WHAT_STOPS) or "") or EVERYTHING
    long = _cell(ruling.results, ResultKey.FOR_HOW_LONG)
    if long is None:
        said = {QuestionKey(key): fact for key, fact in known.items()}
        other = facts.ruling(policy, ResultKey.FOR_HOW_LONG, said)
        if other is None or other.row is None:
            return stops, UNSAID[1]
        long = _cell(other.results, ResultKey.FOR_HOW_LONG)
    return stops, read_length(long or "") or FOR_GOOD


def _cell(results: Mapping[str, str], key: ResultKey) -> str | None:
    """Give a row's result by what the desk calls it."""
    cells = (text for name, text in results.items() if names.RESULT_KEYS.get(voc.fold(name)) is key)
    return next(cells, None)
