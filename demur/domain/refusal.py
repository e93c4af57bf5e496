"""The words every room shares: who refuses whom, why, what is offered, what is promised.

The glossary of docs/glossary.md is law here: a name that is not in it does not get a class.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Lang(StrEnum):
    """A language in which callers are answered."""

    HU = "hu"
    RU = "ru"
    EN = "en"


class Direction(StrEnum):
    """Who says no: we do (a denial), or the client does (a regret)."""

    DENIAL = "denial"
    REGRET = "regret"


class Situation(StrEnum):
    """Why we cannot simply say yes: article A's four situations, or served.

    The third situation, *not now*, has two causes that a policy treats apart: the goods are
    out, or nobody is free.
    """

    SERVED = "served"
    OTHER_BUSINESS = "other business"
    OTHER_SPECIALITY = "other speciality"
    OUT_OF_STOCK = "out of stock"
    NO_ONE_FREE = "no one free"
    WRONG_NUMBER = "wrong number"


class Step(StrEnum):
    """What is done for the caller, in article A's order of help before a plain no."""

    SERVE = "serve"
    WAIT = "wait"
    ALTERNATIVE = "alternative"
    PARTNER = "partner"
    POLITE_NO = "polite no"
    WRONG_NUMBER = "wrong number"


class Importance(StrEnum):
    """How much a caller matters to the company, now and in the long run."""

    KEY = "key"
    STRATEGIC = "strategic"
    TACTICAL = "tactical"
    CHANCE = "chance"


class Nearness(StrEnum):
    """How near a need is to what the company sells."""

    EXACT = "exact"
    ALTERNATIVE = "alternative"
    ADJACENT = "adjacent"
    FOREIGN = "foreign"


class Channel(StrEnum):
    """The way a promise binds, or a message goes."""

    PHONE = "phone"
    SMS = "sms"
    MAIL = "mail"
    LETTER = "letter"
    PARTNER = "partner"


#: Currencies whose prices have no decimals in daily use; every other has two.
DECIMALS = {"HUF": 0, "JPY": 0, "KRW": 0}


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in integer minor units of one currency (12_500 HUF is 12 500 Ft)."""

    minor: int
    currency: str

    @property
    def amount(self) -> float:
        """The amount in whole units, as a policy speaks of it."""
        return self.minor / float(10 ** DECIMALS.get(self.currency, 2))


@dataclass(frozen=True, slots=True, order=True)
class RowRef:
    """A row of a policy table, quoted for ever by its letter and number: T7."""

    table: str
    number: int

    def __str__(self) -> str:
        return f"{self.table}{self.number}"


@dataclass(frozen=True, slots=True)
class Promise:
    """What we said we would do or not do, until when, on which channel.

    Raises ValueError when there is nothing promised or when the end has no time zone: a promise
    that never ends, or ends at nobody's clock, cannot be kept.
    """

    what: str
    until: datetime
    channel: Channel = Channel.PHONE

    def __post_init__(self) -> None:
        if not self.what.strip():
            raise ValueError("a promise says what is promised")
        if self.until.tzinfo is None:
            raise ValueError("a promise ends at an instant with a time zone")
