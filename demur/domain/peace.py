"""Peace: the promise not to make contact, and the one place that says whether it stands (B6).

A call, a message, a line of an exported list, a hand-over to a partner: each is an *approach*,
and no approach leaves the house without a verdict from here. What is not known counts against
the approach: an unnamed need is taken for the one they refused, an unreadable address for one
that asked for peace.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from demur.domain.refusal import Channel


class Scope(StrEnum):
    """How much a client is left in peace from."""

    NEED = "this need"
    MARKETING = "marketing"
    EVERYTHING = "everything"


class Purpose(StrEnum):
    """What we would make contact for."""

    SALE = "sale"
    BETTER_OFFER = "better offer"
    MARKETING = "marketing"
    ASKED = "asked"


class Why(StrEnum):
    """Why an approach may not be made."""

    PEACE = "peace"
    UNREACHABLE = "unreachable"
    BLIND = "blind"
    HOURS = "hours"
    ATTEMPTS = "attempts"
    CONSENT = "consent"
    ZONE = "zone"


#: The channels on which an answer is in writing: they wait until somebody reads them.
IN_WRITING: Final = frozenset({Channel.SMS, Channel.MAIL, Channel.LETTER})
#: What is done on a channel by somebody else: whoever is not to be rung is not to be handed on.
DONE_BY_OTHERS: Final = {Channel.PARTNER: Channel.PHONE}


@dataclass(frozen=True, slots=True)
class Peace:
    """What a client was promised: how much rests, on which channels, until when.

    No `channels` means every channel; no `until` means for good; `need` says what a peace about
    one need is about. `but_one_offer` leaves room for one better offer in writing; once that is
    written, `offer` says which it is, and there is room for no other. Raises ValueError where it
    names no need or ends at nobody's clock.
    """

    ref: UUID
    scope: Scope
    since: datetime
    until: datetime | None = None
    channels: frozenset[Channel] = frozenset()
    need: str = ""
    but_one_offer: bool = False
    offer: UUID | None = None

    def __post_init__(self) -> None:
        if self.since.tzinfo is None or (self.until and self.until.tzinfo is None):
            raise ValueError("a peace begins and ends at instants with a time zone")
        if bool(self.need) != (self.scope is Scope.NEED):
            raise ValueError("a peace about one need, and no other, says which")


@dataclass(frozen=True, slots=True)
class Approach:
    """One contact that we would make: by what, for what, when, about which need.

    `asked_at` is when the client asked for it, where the purpose is ASKED; `offer` which better
    offer it brings, where that is written already.
    """

    channel: Channel
    purpose: Purpose
    at: datetime
    need: str = ""
    asked_at: datetime | None = None
    offer: UUID | None = None


@dataclass(frozen=True, slots=True)
class Blocked:
    """Why an approach may not be made, until when (None: for good), by which peace or rule."""

    why: Why
    until: datetime | None = None
    peace: UUID | None = None
    rule: str = ""


def verdict(approach: Approach, standing: Iterable[Peace]) -> Blocked | None:
    """Say what forbids an approach, or None: of several peaces the one that ends last."""
    forbidding = [peace for peace in standing if forbids(peace, approach)]
    if not forbidding:
        return None
    last = max(forbidding, key=lambda peace: (peace.until is None, peace.until or peace.since))
    return Blocked(Why.PEACE, last.until, last.ref)


def forbids(peace: Peace, approach: Approach) -> bool:
    """Whether a peace, while it lasts, forbids an approach."""
    return (
        not _is_over(peace, approach)
        and not _was_asked_for_since(peace, approach)
        and not _is_the_one_offer(peace, approach)
        and _is_on_its_channels(peace, approach.channel)
        and _is_within(peace, approach)
    )


def _is_over(peace: Peace, approach: Approach) -> bool:
    return peace.until is not None and approach.at >= peace.until


def _was_asked_for_since(peace: Peace, approach: Approach) -> bool:
    """A client who asks for something after their no gets it, and nothing else."""
    asked = approach.purpose is Purpose.ASKED and approach.asked_at is not None
    return asked and approach.asked_at > peace.since  # type: ignore[operator]


def _is_the_one_offer(peace: Peace, approach: Approach) -> bool:
    is_offer = approach.purpose is Purpose.BETTER_OFFER and approach.channel in IN_WRITING
    return peace.but_one_offer and is_offer and peace.offer in {None, approach.offer}


def _is_on_its_channels(peace: Peace, channel: Channel) -> bool:
    meant = {channel} | {theirs for ours, theirs in DONE_BY_OTHERS.items() if ours == channel}
    return not peace.channels or not meant.isdisjoint(peace.channels)


def _is_within(peace: Peace, approach: Approach) -> bool:
    """Whether a peace's scope holds the approach; a need that is not named may be that one."""
    if peace.scope is Scope.EVERYTHING:
        return True
    if peace.scope is Scope.MARKETING:
        return approach.purpose is not Purpose.ASKED
    return approach.need in {"", peace.need}
