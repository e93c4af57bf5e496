"""The desk's form, read: what was typed stays as it was typed, and every fault has its place."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from demur.domain.answers import Choice
from demur.domain.people import Rejected, clean_text
from demur.domain.refusal import Importance, Lang
from demur.domain.spoken import spoken_number
from demur.records.gather import Asked
from demur.records.inquiries import Taken
from demur.web.limits import said

NEED_MOST: Final = 2_000
LINE_MOST: Final = 60
OPENING: Final = time(9, 0)
LONGEST_CALL: Final = timedelta(hours=12)
OTHER: Final = "other"
#: The texts of the form: what a fault calls them, and how many characters are kept.
TEXTS: Final[dict[str, tuple[str | Promise, int]]] = {
    "need": (gettext_lazy("What they need"), NEED_MOST),
    "number": (gettext_lazy("The caller's number"), LINE_MOST),
    "dialled": (gettext_lazy("The number they dialled"), LINE_MOST),
    "source": (gettext_lazy("Where they heard of us"), LINE_MOST),
    "other_source": (gettext_lazy("Where they heard of us"), LINE_MOST),
}
LISTED: Final[dict[str, Collection[str]]] = {
    "lang": frozenset({"", *Lang}),
    "importance": frozenset({"", *Importance}),
    "taken": frozenset({"", *Taken}),
    "chosen": frozenset({"", "0", "1", "2", "3"}),
    "call_back": frozenset({"", "hour", "tomorrow", "monday", "at"}),
}


@dataclass(frozen=True, slots=True)
class Desk:
    """What stands on the desk's form; `faults` say by field what is wrong with it.

    `answered` says which answer the person at the desk has seen: only that one is recorded.
    """

    ref: UUID
    need: str = ""
    lang: str = ""
    number: str = ""
    dialled: str = ""
    source: str = ""
    other_source: str = ""
    importance: str = ""
    chosen: str = ""
    taken: str = ""
    call_back: str = ""
    call_back_on: str = ""
    call_back_time: str = ""
    answered: str = ""
    begun: datetime | None = None
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """Two digests: of the need, and of all else that an answer depends on."""
        rest = "\n".join((self.lang, self.number, self.dialled, self.importance))
        return f"{_digest(self.need)}.{_digest(rest)}"

    @property
    def is_answered(self) -> bool:
        """Whether the answer shown was the answer to exactly this."""
        return self.answered == self.mark

    @property
    def is_about_the_same(self) -> bool:
        """Whether the need is still the one that was answered."""
        return self.answered.partition(".")[0] == _digest(self.need)

    def seconds(self, now: datetime) -> int | None:
        """How long the caller has been on the line."""
        if self.begun is None or not timedelta() <= now - self.begun <= LONGEST_CALL:
            return None
        return int((now - self.begun).total_seconds())

    def asked(self, *, by_head: bool) -> Asked:
        """The inquiry as the actions take it."""
        return Asked(
            need=self._sound("need"),
            lang=Lang(self.lang) if self.lang else None,
            number=self._sound("number"),
            dialled=self._sound("dialled"),
            source=self.heard_of_us,
            importance=Importance(self.importance) if self.importance else None,
            ref=self.ref,
            by_head=by_head,
        )

    def _sound(self, name: str) -> str:
        """What was typed there, or nothing while it has a fault."""
        return "" if name in self.faults else str(getattr(self, name))

    @property
    def heard_of_us(self) -> str:
        """Where they heard of us: one of the sources shown, or in their own words."""
        return self.other_source if self.source in {"", OTHER} else self.source

    def choice(self, now: datetime, *, only_polite: bool, by_head: bool) -> Choice:
        """How the call ends; `now` is on the company's clock."""
        return Choice(
            chosen=int(self.chosen) if self.chosen else None,
            only_polite=only_polite,
            taken=self.taken,
            call_back_at=moment(self.call_back, self.call_back_on, self.call_back_time, now),
            by_head=by_head,
        )


def fresh(given: QueryDict, now: datetime) -> Desk:
    """A desk for the next caller; a telephone system may have given the numbers.

    With a number a caller is on the line already; without one the call begins with their need.
    """
    desk = _texts(given, Desk(ref=uuid4()))
    number, dialled = spoken_number(desk.number), spoken_number(desk.dialled)
    begun = now if number else None
    return replace(desk, number=number, dialled=dialled, begun=begun)


def read(posted: QueryDict, now: datetime) -> Desk:
    """The form as it was sent. The call began when its first words were heard, at the latest."""
    desk = _texts(posted, Desk(ref=_ref(posted.get("ref", ""))))
    listed: dict[str, Any] = {name: posted.get(name, "") for name in LISTED}
    faults = dict(desk.faults)
    for name, value in listed.items():
        if value not in LISTED[name]:
            faults[name] = _("Please choose one of the answers shown.")
            listed[name] = ""
    day, hour = posted.get("call_back_on", "")[:20], posted.get("call_back_time", "")[:20]
    if day and not listed["call_back"]:
        listed["call_back"] = "at"
    if listed["call_back"] == "at" and moment("at", day, hour, now) is None:
        faults["call_back"] = _("Please give the day and the hour to call back.")
    begun = _begun(posted.get("begun", ""), now) or (now if desk.need else None)
    listed |= {"call_back_on": day, "call_back_time": hour}
    return replace(
        desk, faults=faults, begun=begun, answered=posted.get("answered", "")[:80], **listed
    )


def moment(when: str, on: str, at: str, now: datetime) -> datetime | None:
    """The instant that a quick choice or a day and an hour stand for; None where they don't.

    `now` is on the company's clock, and so is the answer.
    """
    if when == "hour":
        return (now.astimezone(UTC) + timedelta(hours=1)).astimezone(now.tzinfo)
    days = {"tomorrow": 1, "monday": 7 - now.weekday()}.get(when)
    if days is not None:
        return datetime.combine(now.date() + timedelta(days=days), OPENING, now.tzinfo)
    if when != "at":
        return None
    try:
        day = date.fromisoformat(on) if on else now.date()
        return datetime.combine(day, time.fromisoformat(at), now.tzinfo).replace(microsecond=0)
    except (ValueError, OverflowError):
        return None


def _texts(given: QueryDict, desk: Desk) -> Desk:
    """The texts, cleaned; one that can't be taken in keeps its place and gets its fault."""
    texts: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for name, (label, most) in TEXTS.items():
        typed = given.get(name, "")
        cleaned = clean_text(typed, str(label), most)
        texts[name] = typed if isinstance(cleaned, Rejected) else cleaned
        if isinstance(cleaned, Rejected):
            faults[name] = _fault(cleaned)
    return replace(desk, faults=faults, **texts)


def _fault(rejected: Rejected) -> str:
    over = rejected.params.get("length", 0) - rejected.params.get("limit", 0)
    if over <= 0:
        return said(rejected)
    return (
        said(rejected)
        + " "
        + ngettext(
            "That is %(over)d character too many.", "That is %(over)d characters too many.", over
        )
        % {"over": over}
    )


def _ref(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def _begun(text: str, now: datetime) -> datetime | None:
    """When the call began, as we wrote it into the form ourselves."""
    if not text.isascii() or not text.isdigit() or len(text) > 11:
        return None
    begun = datetime.fromtimestamp(int(text), UTC)
    return begun if begun <= now else None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
