"""Replay the past on a draft; nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from demur.domain.policy import document
from demur.domain.policy.policy import Policy
from demur.domain.replay import replay
from demur.domain.replayed import Group, Replayed
from demur.records.held import NoPolicy
from demur.records.policies import PolicyVersion, in_force, signed_text
from demur.records.replays import Reached, backwards, past

#: So many callers stand on a page.
PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Members:
    """Some inquiries of one group, newest first, by their keys; `more` says that others follow."""

    group: Group | None
    inquiries: tuple[int, ...]
    more: bool


def replaying(
    draft: Policy, today: date, since: datetime | None = None, newest: int | None = None
) -> Generator[Reached, None, Replayed]:
    """Decide the recorded inquiries by the version in force today, and by a draft.

    Yields how far it has come, for somebody who waits, and returns what came of it. `since` leaves
    out what was recorded before, `newest` all but so many. Raises NoPolicy where no version is in
    force.
    """
    version, policy = _in_force(today)
    cases = yield from past(version.pk, since, newest)
    return replay(cases, policy, draft)


def finding(
    draft: Policy, today: date, group: str, since: datetime | None, before: int | None
) -> Generator[Reached, None, Members]:
    """A page of the callers of one group of a replay (by its key), older than an inquiry.

    The newest are decided first and it ends where the page is full, so the first page of a large
    group costs little however long the past is. Raises NoPolicy like `replaying`.
    """
    version, policy = _in_force(today)
    found: list[int] = []
    named: Group | None = None
    for reached, cases in backwards(version.pk, since, before):
        groups = replay(cases, policy, draft, named=PAGE + 1).groups
        for one in (each for each in groups if each.key == group):
            named, found = one, [*found, *one.examples]
        if len(found) > PAGE:
            break
        yield reached
    return Members(named, tuple(found[:PAGE]), len(found) > PAGE)


def _in_force(today: date) -> tuple[PolicyVersion, Policy]:
    version = in_force(today)
    policy = document.read(signed_text(version)).policy if version else None
    if version is None or policy is None:
        raise NoPolicy
    return version, policy


def replay_past(
    draft: Policy,
    today: date,
    since: datetime | None = None,
    *,
    newest: int | None = None,
    hear: Callable[[Reached], object] = lambda _: None,
) -> Replayed:
    """The same to its end; `hear` is told how far it has come."""
    steps = replaying(draft, today, since, newest)
    while True:
        try:
            hear(next(steps))
        except StopIteration as end:
            found: Replayed = end.value
            return found
