"""Consent: what a client allowed us, on which channel and for what; the last word counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from demur.domain.peace import Purpose
from demur.domain.refusal import Channel


class How(StrEnum):
    """By what a consent was given or withdrawn: what can be shown for it."""

    CALL = "call"
    PAGE = "page"
    MAIL = "mail"
    SMS = "sms"
    LETTER = "letter"
    IN_PERSON = "in person"
    ERASURE = "erasure"


@dataclass(frozen=True, slots=True)
class Consent:
    """One word of a client: they allow it, or no longer do. Raises ValueError without a zone."""

    channel: Channel
    purpose: Purpose
    given: bool
    at: datetime

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a consent is given at an instant with a time zone")


def consents(words: Iterable[Consent], channel: Channel, purpose: Purpose, at: datetime) -> bool:
    """Whether a client allows it at an instant: their last word by then; never said is a no.

    Of a yes and a no at the same instant the no counts. GDPR art. 4(11) and 7(3): consent is an
    act of theirs, and as easily withdrawn as given.
    """
    said = [one for one in words if (one.channel, one.purpose) == (channel, purpose)]
    by_then = [one for one in said if one.at <= at]
    return bool(by_then) and max(by_then, key=lambda one: (one.at, not one.given)).given
