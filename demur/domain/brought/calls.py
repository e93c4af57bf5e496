"""A call log of any make: what its columns say, and what each of its rows tells of a call."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from types import MappingProxyType
from typing import Final

from demur.domain.attempts import fault_in_time
from demur.domain.brought import cells
from demur.domain.brought.call_cells import (
    Direction,
    direction_in,
    ending_in,
    instant_in,
    seconds_in,
)
from demur.domain.brought.flaws import Flaw, Why, flaw
from demur.domain.brought.rows import Line, Unread
from demur.domain.dispositions import Disposition
from demur.domain.needs import dialling
from demur.domain.people import search_text
from demur.domain.refusal import Lang

#: What a column of a call log may say, and in words what that is.
ROLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "at": "when the call was; day and time may stand in two columns",
        "number": "whom it was to",
        "dialled": "whom it was to, where another column says who called",
        "client": "the client's id, as in a file of people",
        "outcome": "how it ended",
        "seconds": "how long they spoke",
        "direction": "whether it went out or came in",
        "seller": "who called",
        "id": "the log's own id of the call",
    }
)
MANY: Final = frozenset({"at"})
ID_MOST: Final = 60
BY_MOST: Final = 120


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of one log play which role; `missing` are the roles it can't be read without.

    `ignored` are columns that say nothing of a call.
    """

    by_role: Mapping[str, tuple[str, ...]]
    missing: tuple[str, ...]
    ignored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Make:
    """How a log of one make is read: its columns, its clock, its words, and the country's numbers.

    `own` are words for endings that the firm has or has taught us, folded, by their disposition.
    """

    columns: Columns
    zone: tzinfo
    home: str
    own: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """What a row tells of a call: whom, when, how it ended, how long, by whom; or its flaws.

    `is_ours` is false for a call that came in, or never left the house. `asked` is the ending that
    nobody has explained yet.
    """

    line: int
    cells: Mapping[str, str] = field(default_factory=dict)
    at: datetime | None = None
    address: str = ""
    client: str = ""
    ending: str = ""
    seconds: int | None = None
    by: str = ""
    number: str = ""
    is_ours: bool = True
    flaws: tuple[Flaw, ...] = ()
    asked: str = ""

    @property
    def mark(self) -> str:
        """What tells the call from every other: whom and when, to the second, and the log's id."""
        instant = self.at.strftime("%Y%m%dT%H%M%SZ") if self.at else ""
        return f"{self.number} {self.address or self.client}@{instant}"


def columns(headings: Sequence[str], said: Mapping[str, str]) -> Columns:
    """The roles of a log's columns: as somebody `said` by heading, else by what they are called."""
    roles = {heading: said.get(heading) or _role(heading) for heading in headings}
    taken: dict[str, tuple[str, ...]] = {}
    for heading in sorted(headings, key=lambda one: (one not in said, headings.index(one))):
        role = roles[heading]
        if role and (role not in taken or role in MANY):
            taken[role] = (*taken.get(role, ()), heading)
    used = {heading for some in taken.values() for heading in some}
    whom = {"number", "dialled", "client"} & taken.keys()
    ended = {"outcome", "seconds"} & taken.keys()
    missing = [] if "at" in taken else ["at"]
    missing += ([] if whom else ["number"]) + ([] if ended else ["outcome"])
    ignored = tuple(heading for heading in headings if heading not in used)
    return Columns(taken, tuple(missing), ignored)


def header(headings: Sequence[str]) -> str:
    """The fingerprint by which the next log of the same make is known."""
    return hashlib.sha256("\n".join(map(search_text, headings)).encode()).hexdigest()


def own_words(known: Mapping[str, Disposition], said: Mapping[str, str]) -> dict[str, str]:
    """By folded word, the dispositions that a firm names: its names, and what it was asked."""
    named = {
        search_text(word): one.code
        for one in known.values()
        for word in (one.code, *(one.names.get(lang, "") for lang in Lang))
        if search_text(word)
    }
    return named | {search_text(word): code for word, code in said.items() if code in known}


def _role(heading: str) -> str:
    name, _, place = heading.rpartition("_")
    called = name if place.isdecimal() and name else heading
    return called if called in ROLES else ""


# ---- a row


def read(line: Line | Unread, make: Make, now: datetime) -> Told:
    """What a row tells of a call; every flaw at once, so that it is mended at once."""
    if isinstance(line, Unread):
        return Told(line.line, flaws=(line.flaw,))
    row = _Row(line, make)
    way = row.direction()
    if way is not None and way is not Direction.OUT:
        return Told(line.line, line.values, is_ours=False)
    at, seconds = row.instant(now), row.seconds()
    address, client, whom_flaw = row.whom()
    ending = row.ending(seconds if isinstance(seconds, int) else None)
    wrong = (None if way else row.flaw(Why.NOT_A_DIRECTION, "direction"), at, seconds)
    flaws = [one for one in (*wrong, whom_flaw, ending) if isinstance(one, Flaw)]
    return Told(
        line=line.line,
        cells=line.values,
        at=at if isinstance(at, datetime) else None,
        address=address,
        client=client,
        ending=ending if isinstance(ending, str) else "",
        seconds=seconds if isinstance(seconds, int) else None,
        by=row.text("seller", BY_MOST),
        number=row.text("id", ID_MOST),
        flaws=tuple(flaws),
        asked=row.cell("outcome") if isinstance(ending, Flaw) else "",
    )


def instant(line: Line, make: Make) -> datetime | None:
    """When a row's call was, if it was one of ours: all that is looked at to judge a clock."""
    row = _Row(line, make)
    found = row.instant(None) if row.direction() is Direction.OUT else None
    return found if isinstance(found, datetime) else None


@dataclass(frozen=True, slots=True)
class _Row:
    line: Line
    make: Make

    def cell(self, role: str) -> str:
        """What the columns of a role say, together."""
        headings = self.make.columns.by_role.get(role, ())
        return " ".join(self.line.values[one].strip() for one in headings).strip()

    def text(self, role: str, most: int) -> str:
        return "".join(filter(str.isprintable, self.cell(role)))[:most].strip()

    def flaw(self, why: Why, role: str) -> Flaw:
        headings = self.make.columns.by_role.get(role) or (role,)
        return flaw(why, column=" and ".join(headings), text=self.cell(role))

    def direction(self) -> Direction | None:
        return direction_in(self.cell("direction"))

    def instant(self, now: datetime | None) -> datetime | Flaw:
        at = instant_in(self.cell("at"), self.make.zone)
        if at is None:
            return self.flaw(Why.NOT_AN_INSTANT, "at")
        fault = fault_in_time(at, None, now) if now else None
        return Flaw(fault.why.value, "%(message)s", {"message": fault.message}) if fault else at

    def seconds(self) -> int | Flaw | None:
        said = self.cell("seconds")
        found = seconds_in(said) if said else None
        is_one = found is not None and found <= cells.WHOLE_MOST
        return found if is_one or not said else self.flaw(Why.NOT_A_LENGTH, "seconds")

    def ending(self, seconds: int | None) -> str | Flaw:
        """How it ended; of a telephone that says no more, a call without a length was missed."""
        said = self.cell("outcome")
        if said:
            found = ending_in(said, self.make.own)
            return found or self.flaw(Why.UNKNOWN_ENDING, "outcome")
        if seconds is None:
            return self.flaw(Why.NO_ENDING, "outcome")
        return "answered" if seconds else "missed"

    def whom(self) -> tuple[str, str, Flaw | None]:
        """The number that was called, or what the log calls the client where it has none."""
        client = self.text("client", ID_MOST)
        said = self.cell("dialled") or self.cell("number")
        if not said:
            return "", client, None if client else flaw(Why.NOBODY)
        found = line_key(said, self.make.home)
        if isinstance(found, Flaw) and not client:
            return "", "", found
        return found if isinstance(found, str) else "", client, None


def line_key(said: str, home: str) -> str | Flaw:
    """The number's key (E.164); in full without its + it is one too, as telephones write it."""
    found = dialling.read(said, home)
    if found.key is None and said.isdecimal() and len(said) > dialling.GUESSED_DIGITS:
        found = dialling.read(f"+{said}", home)
    if found.key is not None:
        return found.key
    reason = found.doubt.value if found.doubt else Why.NOBODY.value
    return Flaw(reason, "%(message)s", {"message": found.message})
