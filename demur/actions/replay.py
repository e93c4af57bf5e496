"""Replay the past on a draft; nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import date, datetime

from demur.domain.policy import document
from demur.domain.policy.policy import Policy
from demur.domain.replay import replay
from demur.domain.replayed import Replayed
from demur.records.held import NoPolicy
from demur.records.policies import in_force, signed_text
from demur.records.replays import Reached, past


def replaying(
    draft: Policy, today: date, since: datetime | None = None
) -> Generator[Reached, None, Replayed]:
    """Decide the recorded inquiries by the version in force today, and by a draft.

    Yields how far it has come, for somebody who waits, and returns what came of it. `since` leaves
    out what was recorded before. Raises NoPolicy where no version is in force.
    """
    version = in_force(today)
    policy = document.read(signed_text(version)).policy if version else None
    if version is None or policy is None:
        raise NoPolicy
    cases = yield from past(version.pk, since)
    return replay(cases, policy, draft)


def replay_past(
    draft: Policy,
    today: date,
    since: datetime | None = None,
    hear: Callable[[Reached], object] = lambda _: None,
) -> Replayed:
    """The same to its end; `hear` is told how far it has come."""
    steps = replaying(draft, today, since)
    while True:
        try:
            hear(next(steps))
        except StopIteration as end:
            found: Replayed = end.value
            return found
