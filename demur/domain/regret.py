"""A regret: the client says no to us (article B4), as they said it and through what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from demur.domain.people import search_text
from demur.domain.refusal import Money


class They(StrEnum):
    """How a client refused us: the answers of the policy's question *They said*."""

    PLAIN_NO = "plain no"
    REASON = "reason"
    LATER = "later"
    NEVER = "never"


class Reason(StrEnum):
    """Why a client refused us, where they say."""

    TOO_EXPENSIVE = "too expensive"
    CHOSE_ANOTHER = "chose another"
    NO_LONGER_NEEDED = "no longer needed"
    NOT_NOW = "not now"
    OTHER = "other"


class By(StrEnum):
    """Through what a client's no reached us: the source of its proof."""

    TAP = "tap"
    ONE_CLICK = "one click"
    SMS = "sms"
    MAIL = "mail"
    PHONE = "phone"
    LETTER = "letter"
    ERASURE = "erasure"


#: Reasons to which one better offer in writing may be an answer.
ANSWERABLE: Final = frozenset({Reason.TOO_EXPENSIVE, Reason.CHOSE_ANOTHER})
#: For how many days a client may take a no back by themselves.
DAYS_TO_TAKE_BACK: Final = 30
#: So often may what is said of a no be changed through one link within a day; more is a machine's.
CHANGES_A_DAY: Final = 20


@dataclass(frozen=True, slots=True)
class No:
    """A client's no: how, why, whom they chose at what price, when we may ask again.

    `words` are theirs, where they wrote or said any. `by_robot` marks a no that a machine may
    have pressed: it stands all the same.
    """

    they: They
    by: By
    reason: Reason | None = None
    rival: str = ""
    rival_price: Money | None = None
    day: date | None = None
    words: str = ""
    by_robot: bool = False

    @property
    def explains(self) -> bool:
        """Whether it says more than no."""
        return bool(self.reason or self.rival or self.rival_price or self.words)


def need_key(need: str, item: str = "") -> str:
    """What makes two offers one need: the goods where they are known, else the folded words."""
    return f"item {item}" if item else f"words {search_text(need)}"[:200]
