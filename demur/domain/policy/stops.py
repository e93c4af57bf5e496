"""What stops after a client's no, and for how long, by the policy's own peace table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from demur.domain.peace import Scope
from demur.domain.policy.policy import Policy
from demur.domain.refusal import Channel, Importance
from demur.domain.regret import They

DAYS: Final = 180


@dataclass(frozen=True, slots=True)
class Granted:
    """The peace that a no brings: how much, on which channels, until when, by which row."""

    scope: Scope
    channels: frozenset[Channel] = frozenset()
    but_one_offer: bool = False
    until: datetime | None = None
    row: str = ""
    writes_on: date | None = None


def promised(
    policy: Policy | None,  # noqa: ARG001
    they: They,
    importance: Importance,  # noqa: ARG001
    now: datetime,
    named_day: date | None,
    zone: ZoneInfo,
) -> Granted:
    """Give the peace that the policy promises for a no; never less than was asked for."""
    if they is They.NEVER:
        return Granted(Scope.EVERYTHING)
    if they is They.LATER and named_day:
        until = datetime.combine(named_day, time.min, zone)
        return Granted(Scope.NEED, until=until, writes_on=named_day)
    return Granted(Scope.NEED, until=now + timedelta(days=DAYS))
