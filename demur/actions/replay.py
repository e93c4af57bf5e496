"""Replay the past on a draft; nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from demur.domain.policy import document
from demur.domain.policy.policy import Policy
from demur.domain.replay import replay
from demur.domain.replayed import Replayed
from demur.records.held import NoPolicy
from demur.records.policies import in_force, signed_text
from demur.records.replays import past

#: Reading takes most of the time, deciding the rest.
READING = 0.9


def replay_past(
    draft: Policy,
    today: date,
    since: datetime | None = None,
    progress: Callable[[float], object] = lambda _: None,
) -> Replayed:
    """Decide the recorded inquiries by the version in force today, and by a draft.

    `since` leaves out what was recorded before. Raises NoPolicy where no version is in force.
    """
    version = in_force(today)
    policy = document.read(signed_text(version)).policy if version else None
    if version is None or policy is None:
        raise NoPolicy
    cases = past(version.pk, since, lambda share: progress(share * READING))
    return replay(cases, policy, draft, lambda share: progress(READING + share * (1 - READING)))
