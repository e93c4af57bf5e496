"""The words of a country's contact rules: what a rule may say, on what ground, since when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from demur.domain.peace import Purpose
from demur.domain.refusal import Channel, Lang

#: The ways to a client that a rule may speak of; a partner to whom they are handed rings them.
CHANNELS: Final = frozenset(Channel) - {Channel.PARTNER}
#: Why we make contact, as far as a rule may ask for consent: what they asked for needs no more.
PURPOSES: Final = frozenset(Purpose) - {Purpose.ASKED}
#: Minutes in a day as the wall clock counts them, whatever is skipped or repeated.
WHOLE_DAY: Final = 24 * 60

#: Minutes of the day from the first, included, to the last, not included.
Span = tuple[int, int]


class Kind(StrEnum):
    """What a rule is about."""

    HOURS = "hours"
    ATTEMPTS = "attempts"
    REST = "rest"
    CONSENT = "consent"
    HOLIDAYS = "holidays"
    FIRST_WORDS = "first words"


class Basis(StrEnum):
    """On what ground a rule stands; the order is the order in which one is quoted."""

    LAW = "law"
    CODE = "code of conduct"
    FLOOR = "our own floor"


class DayKind(StrEnum):
    """What a day is at the client's place, in the words a policy is asked in."""

    WORKING = "working day"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class After(StrEnum):
    """What a client said before they rest: no to one need, or that they want no more contact."""

    NO = "a no"
    OBJECTION = "an objection"


class Ask(StrEnum):
    """How a client's consent is needed, from the least to the most strict."""

    OPT_OUT = "opt-out"
    OPT_IN_BUT_CLIENTS = "opt-in, but for own clients"
    OPT_IN = "opt-in"
    NEVER = "never"


class FirstWord(StrEnum):
    """What is said at the start of a call."""

    WHO = "who calls"
    FOR_WHOM = "on whose behalf"
    WHY = "why"
    MAY_OBJECT = "may object"


@dataclass(frozen=True, slots=True)
class Hours:
    """The minutes of each kind of day in which a client may be disturbed."""

    by_day: Mapping[DayKind, tuple[Span, ...]]


@dataclass(frozen=True, slots=True)
class Attempts:
    """How often at most, in the client's own calendar; None where there is no such limit."""

    a_day: int | None
    a_week: int | None
    a_month: int | None


@dataclass(frozen=True, slots=True)
class Rest:
    """The least peace that follows a refusal, in days; None is for good."""

    after: After
    days: int | None


@dataclass(frozen=True, slots=True)
class Consent:
    """Which consent is needed, for what, and whether it is we who have to prove it.

    `robot` says that the rule is only about calls and messages dialled without a human being.
    """

    ask: Ask
    purposes: frozenset[Purpose]
    we_prove: bool
    robot: bool


@dataclass(frozen=True, slots=True)
class Holidays:
    """Whose public holidays count as Sundays: an ISO 3166 country, or "" for the client's own."""

    country: str


@dataclass(frozen=True, slots=True)
class FirstWords:
    """What the client hears first."""

    words: tuple[FirstWord, ...]


Terms = Hours | Attempts | Rest | Consent | Holidays | FirstWords


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule is written, and what it says there in our own words."""

    reference: str
    says: Mapping[Lang, str]


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One dated rule of a pack; it is itself and no other, so caches may hold it.

    `since` and `until` are the first and the last day on which it binds; only a floor of our own
    has no first day.
    """

    code: str
    kind: Kind
    channels: frozenset[Channel]
    terms: Terms
    basis: Basis
    source: Source
    since: date | None
    until: date | None

    def binds_on(self, day: date) -> bool:
        """Say whether the rule is in force on a day."""
        begun = self.since is None or self.since <= day
        return begun and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """The rules of one country or union, as they were known on a day."""

    code: str
    name: Mapping[Lang, str]
    countries: frozenset[str]
    as_of: date
    rules: tuple[Rule, ...]
