"""What can be wrong with a row that is brought in, and what its sender should do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Why(StrEnum):
    """A kind of flaw, beside those of a text (`people.Reason`) and a number (`dialling.Doubt`)."""

    MISSING = "missing"
    NO_NAME = "no name"
    TWICE = "twice in the file"
    NOT_WHOLE = "not a whole number"
    NOT_MONEY = "not an amount"
    TOO_FINE = "too fine"
    NO_CURRENCY = "not a currency"
    NOT_A_DAY = "not a day"
    NOT_A_MARK = "not a mark"
    NOT_LISTED = "not listed"
    UNKNOWN_TRADE = "unknown trade"
    NOT_A_REGION = "not a region"
    NOT_A_ZONE = "not a time zone"
    NOT_A_MAIL = "not a mail address"
    TOO_MANY = "too many"
    TAKEN = "somebody else's"
    NOT_AN_INSTANT = "not an instant"
    NOT_A_LENGTH = "not a length"
    NOT_A_DIRECTION = "not a direction"
    UNKNOWN_ENDING = "unknown ending"
    NO_ENDING = "no ending"
    NOBODY = "nobody"


#: English by default; a translation catalogue may be keyed by these very sentences.
MESSAGES: Final[Mapping[Why, str]] = {
    Why.MISSING: "%(column)s is empty. Please fill it in.",
    Why.NO_NAME: "It has no name. Please give one in at least one language.",
    Why.TWICE: "%(code)s stands on line %(line)d already. Please keep one of the two lines.",
    Why.NOT_WHOLE: "%(column)s is “%(text)s”. Please write a whole number from 0 to %(most)d, "
    "or leave it empty.",
    Why.NOT_MONEY: "%(column)s is “%(text)s”. Please write an amount such as 49900 or 12.50.",
    Why.TOO_FINE: "%(column)s is %(text)s, but %(currency)s has %(decimals)d decimals. "
    "Please round it.",
    Why.NO_CURRENCY: "%(column)s is “%(text)s”. Please write its three letters: HUF, EUR, RUB.",
    Why.NOT_A_DAY: "%(column)s is “%(text)s”. Please write year, month and day: 2026-03-31.",
    Why.NOT_A_MARK: "%(column)s is “%(text)s”. Please write a mark from 0 to %(most)d, "
    "with at most two decimals.",
    Why.NOT_LISTED: "%(column)s is “%(text)s”. Please write one of: %(words)s.",
    Why.UNKNOWN_TRADE: "%(column)s names the trade “%(text)s”, which we do not know. "
    "Did you mean %(nearest)s?",
    Why.NOT_A_REGION: "%(column)s is “%(text)s”. Please write the region's code: HU-GS, RU-MOW.",
    Why.NOT_A_ZONE: "%(column)s is “%(text)s”. Please write its name: Europe/Budapest, Asia/Omsk.",
    Why.NOT_A_MAIL: "“%(text)s” is not a mail address. Please write it like anna@example.com.",
    Why.TOO_MANY: "%(column)s holds %(count)d things; at most %(most)d fit. Please shorten it.",
    Why.NOT_AN_INSTANT: "%(column)s is “%(text)s”. Please write day and time: 2026-03-31 14:05.",
    Why.NOT_A_LENGTH: "%(column)s is “%(text)s”. Please write a length such as 35, 0:35 or 2 min.",
    Why.NOT_A_DIRECTION: "%(column)s is “%(text)s”. Please write outgoing or incoming.",
    Why.UNKNOWN_ENDING: "“%(text)s” is no ending we know. Say what it is: "
    "--as “%(text)s=missed”, for example.",
    Why.NO_ENDING: "It does not say how the call ended. Please fill in %(column)s.",
    Why.NOBODY: "It does not say who was called. Please give a number or the client's id.",
    Why.TAKEN: "%(text)s belongs to %(owner)s already. Please keep it with one of them.",
}


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a row is not taken in: a word for programs, a sentence and its figures for people."""

    reason: str
    template: str
    params: Mapping[str, object]

    @property
    def message(self) -> str:
        """The flaw in English; translate the template and fill it the same way."""
        return self.template % self.params


def flaw(why: Why, **params: object) -> Flaw:
    """A flaw of a kind; a text quoted in it is cut to what a person needs to find it."""
    short = {
        name: value[:40] + "…" if isinstance(value, str) and len(value) > 60 else value
        for name, value in params.items()
    }
    return Flaw(why.value, MESSAGES[why], short)
