"""Why a client may not be contacted now, until when, and on whose word: for the page to show."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final
from zoneinfo import ZoneInfo

from demur.domain.contact_rules.terms import Rule
from demur.domain.peace import Blocked, Why
from demur.domain.refusal import Lang

#: Within it a weekday names one day.
_WEEK: Final = timedelta(days=6)


class Because(StrEnum):
    """What stands in the way; the words are those of said.json."""

    QUIET = "quiet hours"
    HOLIDAY = "holiday"
    UNDECIDED = "undecided"
    A_DAY = "a day"
    A_WEEK = "a week"
    A_MONTH = "a month"
    NO_ZONE = "no zone"


#: What the gate calls it; everything else is a matter of hours.
_WHY: Final = {
    Because.NO_ZONE: Why.ZONE,
    Because.A_DAY: Why.ATTEMPTS,
    Because.A_WEEK: Why.ATTEMPTS,
    Because.A_MONTH: Why.ATTEMPTS,
}


@dataclass(frozen=True, slots=True)
class Shut:
    """No contact now: why, by which rule of a pack or row of the policy, and until when.

    `code` is EU-4 or Q2, or the table's letter where the policy does not decide; `rule` is None
    where it is the policy's. `until` is None where nothing opens for 60 days, or where only
    knowing more would help. `since` is the day from which the rule or the policy is in force,
    `version` the policy's. `zone` is the client's, in which `said` tells the time; `beside` is the
    rule that makes the day a holiday.
    """

    because: Because
    at: datetime
    code: str = ""
    until: datetime | None = None
    zone: ZoneInfo | None = None
    rule: Rule | None = None
    since: date | None = None
    beside: Rule | None = None
    version: int | None = None

    @property
    def reference(self) -> str:
        """Give the law and section, "" for a policy's row and for most floors of our own."""
        return self.rule.source.reference if self.rule else ""

    @property
    def blocked(self) -> Blocked:
        """Give the gate's own verdict on an approach that is made now."""
        return Blocked(_WHY.get(self.because, Why.HOURS), self.until, rule=self.code)

    def said(self, lang: Lang, zone: tzinfo | None = None) -> str:
        """Give the reason in one short line, in the client's time or in a zone given."""
        until = self._until(lang, zone or self.zone)
        return _say(lang, self.because, until=until, by=self._by(lang))

    def source(self, lang: Lang) -> str:
        """Give what the rule says, where it stands, and since when; of a policy, its version.

        "" where no rule but our not knowing stands in the way.
        """
        if not self.code:
            return ""
        since = self.since.isoformat() if self.since else "—"
        if self.rule is None:
            return _say(lang, "version", by=self._by(lang), version=self.version, since=since)
        where = _say(lang, self.rule.basis, reference=self.reference, since=since)
        return f"{self.rule.source.says[lang]} ({self.code}; {where})"

    def _by(self, lang: Lang) -> str:
        if self.because is Because.UNDECIDED or not self.code:
            return self.code
        said = self.code if self.rule else _say(lang, "policy", code=self.code)
        return f"{said}; {self.beside.code}" if self.beside else said

    def _until(self, lang: Lang, zone: tzinfo | None) -> str:
        if self.until is None:
            return _say(lang, "never")
        there = self.until.astimezone(zone)
        day = _weekday(lang, there) if self.until - self.at < _WEEK else _date(lang, there)
        return _say(lang, "until", day=day, time=f"{there:%H:%M}")


def _weekday(lang: Lang, day: datetime) -> str:
    return _said()["weekdays"][lang].split()[day.weekday()]


def _date(lang: Lang, day: datetime) -> str:
    month = _said()["months"][lang].split()[day.month - 1]
    return _say(lang, "date", year=day.year, month=month, day=day.day)


def _say(lang: Lang, key: str, **fields: object) -> str:
    return _said()[key][lang].format(**fields)


@cache
def _said() -> Mapping[str, Mapping[str, str]]:
    text = files(__package__).joinpath("said.json").read_text("utf-8")
    loaded: dict[str, dict[str, str]] = json.loads(text)
    return loaded
