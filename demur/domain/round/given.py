"""A firm's clients and calls as two sheets give them, ready for a plan; and what is wrong in them.

A cell that can't be read is a finding and counts as empty; a line without a client is left out.
Nothing that stands in a sheet stops a plan, and nobody is called on a doubt: who is in a zone that
we can't read, or said *never*, is left in peace.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from statistics import median
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from demur.domain.attempts import fault_in_time
from demur.domain.brought import cells, clocks
from demur.domain.brought.call_cells import ending_in, instant_in, seconds_in
from demur.domain.brought.calls import own_words
from demur.domain.brought.cells import Ground, Reader
from demur.domain.brought.flaws import Flaw, Why, flaw
from demur.domain.brought.rows import LANGUAGES, Line, Unread
from demur.domain.dispositions import SHIPPED, outcome
from demur.domain.refusal import Lang
from demur.domain.silence.log import Outcome

YES: Final = dict.fromkeys(
    ("yes", "y", "true", "1", "x", "key", "igen", "i", "kulcs", "kiemelt", "да", "ключевой"), "yes"
)
NO: Final = dict.fromkeys(("no", "n", "false", "0", "-", "nem", "нет", "regular", "new"), "no")
CLIENT_CELLS: Final[Mapping[str, Reader]] = {
    "segment": cells.text(60),
    "value": cells.amount,
    "born_on": cells.day,
    "key": cells.one_of({**YES, **NO}, "no"),
    "zone": cells.zone,
    "language": cells.one_of(LANGUAGES, ""),
}
ID_MOST: Final = 60
#: Of each kind of flaw so many lines are told one by one; of the rest how many there are.
TOLD: Final = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in the sheets that somebody should look at; `line` 0 is the whole sheet."""

    code: str
    sheet: str
    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Client:
    """A line of the clients' sheet; no `value` and no `born_on` where it says none.

    `zone` "" is the firm's own, None one that can't be read.
    """

    id: str
    segment: str
    value: float | None
    born_on: date | None
    key: bool
    zone: str | None
    language: str


@dataclass(frozen=True, slots=True)
class Tried:
    """A call of the log: to which client (place), when, how it ended; None teaches nothing."""

    client: int
    at: datetime
    outcome: Outcome | None


def clients(lines: Iterable[Line | Unread], on: date) -> tuple[list[Client], list[Finding]]:
    """The clients of a sheet `id,segment,value,born_on,key,zone,language`, each once."""
    found: dict[str, Client] = {}
    at: dict[str, int] = {}
    flaws = _Flaws("clients")
    ground = Ground("", Lang.EN, "", on, frozenset())
    for line in lines:
        if isinstance(line, Unread):
            flaws.add(line.line, line.flaw)
            continue
        code = _id(line, "id")
        if isinstance(code, Flaw):
            flaws.add(line.line, code)
        elif code in found:
            flaws.add(line.line, flaw(Why.TWICE, code=code, line=at[code]))
        else:
            found[code], at[code] = _client(code, line, ground, flaws), line.line
    return list(found.values()), flaws.found()


def tries(
    lines: Iterable[Line | Unread], places: Mapping[str, int], zone: ZoneInfo, until: datetime
) -> tuple[list[Tried], list[Finding]]:
    """The calls of a sheet `client,at,outcome[,seconds]` up to an instant, each once, by the clock.

    A clock without a zone is the firm's, `zone`. A call told twice counts as it was told last.
    """
    found: dict[tuple[int, datetime], Tried] = {}
    flaws, odd, hours = _Flaws("attempts"), Counter[str](), Counter[int]()
    known = {one.code: one for one in SHIPPED}
    words = own_words(known, {})
    for line in lines:
        tried = _tried(line, places, zone, until, words)
        if isinstance(tried, Flaw):
            flaws.add(line.line, tried)
            continue
        if isinstance(tried, str):
            odd[tried] += 1
            continue
        hours[tried.at.astimezone(zone).hour] += 1
        odd["repeated"] += (tried.client, tried.at) in found
        found[tried.client, tried.at] = tried
    log = sorted(found.values(), key=lambda one: (one.at, one.client))
    names = {place: code for code, place in places.items()}
    return log, [*flaws.found(), *_of_the_log(log, odd, hours, names, zone)]


def filled(values: Iterable[float | None]) -> tuple[list[float], float | None]:
    """The values with the middle one for those that are not told, and that one; None: all are.

    Where nobody's is told, everybody is worth the same: one.
    """
    listed = list(values)
    told = [value for value in listed if value is not None]
    if len(told) == len(listed):
        return told, None
    middle = float(median(told)) if told else 1.0
    return [middle if value is None else value for value in listed], middle


class _Flaws:
    """Flaws by line; of many alike only the first are told one by one."""

    def __init__(self, sheet: str) -> None:
        self.sheet = sheet
        self.told: list[Finding] = []
        self.counted: Counter[str] = Counter()

    def add(self, line: int, one: Flaw) -> None:
        self.counted[one.reason] += 1
        if self.counted[one.reason] <= TOLD:
            self.told.append(Finding(one.reason, self.sheet, line, one.message))

    def found(self) -> list[Finding]:
        more = [
            Finding(reason, self.sheet, 0, f"… and {count - TOLD} more lines like that.")
            for reason, count in self.counted.items()
            if count > TOLD
        ]
        return [*self.told, *more]


def _id(line: Line, column: str) -> str | Flaw:
    ground = Ground("", Lang.EN, "", date.min, frozenset())
    found = cells.required(cells.text(ID_MOST))(line.values.get(column, ""), column, ground)
    return found if isinstance(found, Flaw) else str(found)


def _client(code: str, line: Line, ground: Ground, flaws: _Flaws) -> Client:
    said: dict[str, object] = {}
    for column, reader in CLIENT_CELLS.items():
        found = reader(line.values.get(column, ""), column, ground)
        if isinstance(found, Flaw):
            flaws.add(line.line, found)
        said[column] = found
    value, born, zone = said["value"], said["born_on"], said["zone"]
    return Client(
        id=code,
        segment=_word(said["segment"]),
        value=float(value) if isinstance(value, Decimal) else None,
        born_on=min(born, ground.today) if isinstance(born, date) else None,
        key=said["key"] == "yes",
        zone=None if isinstance(zone, Flaw) else str(zone),
        language=_word(said["language"]),
    )


def _word(said: object) -> str:
    return "" if isinstance(said, Flaw) else str(said)


def _tried(
    line: Line | Unread,
    places: Mapping[str, int],
    zone: ZoneInfo,
    until: datetime,
    words: Mapping[str, str],
) -> Tried | Flaw | str:
    """A call, what is wrong with its line, or of what kind it is that is only counted."""
    if isinstance(line, Unread):
        return line.flaw
    code = _id(line, "client")
    if isinstance(code, Flaw):
        return code
    said, ended = line.values.get("at", ""), line.values.get("outcome", "")
    at, ending = instant_in(said, zone), ending_in(ended, words)
    if at is None or fault_in_time(at, None, max(at, until)):
        return flaw(Why.NOT_AN_INSTANT, column="at", text=said)
    if ending is None:
        listed = ", ".join(one.code for one in SHIPPED)
        return flaw(Why.NOT_LISTED, column="outcome", text=ended, words=listed)
    if code not in places:
        return "unknown client"
    if at >= until:
        return "future"
    disposition = next(one for one in SHIPPED if one.code == ending)
    return Tried(places[code], at, outcome(disposition, seconds_in(line.values.get("seconds", ""))))


#: What is said of lines that are only counted.
COUNTED: Final[Mapping[str, str]] = {
    "unknown client": "{count} calls were to clients who are not in the clients' sheet.",
    "future": "{count} calls are later than the day planned, and were not looked at.",
    "repeated": "{count} calls stand in the log more than once; each counts as told last.",
}


def _of_the_log(
    log: list[Tried],
    odd: Mapping[str, int],
    hours: Mapping[int, int],
    names: Mapping[int, str],
    zone: ZoneInfo,
) -> Iterator[Finding]:
    for code, message in COUNTED.items():
        if odd[code]:
            yield Finding(code, "attempts", 0, message.format(count=odd[code]))
    if doubt := clocks.doubt(hours, {}):
        yield Finding("clock", "attempts", 0, doubt.message)
    if worst := clocks.flood((names[one.client], one.at.astimezone(zone).date()) for one in log):
        told = f"{worst.address} was called {worst.calls} times on {worst.day}. Is that right?"
        yield Finding("flood", "attempts", 0, told)
    kinds = {one.outcome for one in log}
    if len(log) >= clocks.ENOUGH and len(kinds) == 1:
        yield Finding(
            *("one outcome", "attempts", 0),
            "Every call ended the same way: nothing can be learned of who answers.",
        )


def places_of(found: Iterable[Client]) -> dict[str, int]:
    """Each client's place, by id."""
    return {one.id: place for place, one in enumerate(found)}


def segments(found: Iterable[Client]) -> np.ndarray:
    """(N,) the clients' segments as numbers, in the order of their names."""
    names = [one.segment for one in found]
    return np.unique(np.array(names, dtype=str), return_inverse=True)[1].ravel().astype(np.int64)
