"""A quarter of invented callers: who rang Inkwell on a day, and what its shelves held that week.

Both follow from the date alone, so that a demo set up anywhere on that date has the same past.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from functools import cache
from typing import Final

from demur.demo.tables import Row, rows

OPENS: Final = 9
CLOSES: Final = 17
CALLS_A_DAY: Final = (9, 18)
#: What callers ring about, in hundred.
ABOUT: Final = {"item": 58, "service": 12, "other": 16, "foreign": 10, "wrong": 4}
#: What strangers speak, in hundred; clients speak their own language.
SPOKEN: Final = {"hu": 60, "ru": 20, "en": 20}
KNOWN: Final = 0.45
COUNTS: Final = ("1", "2", "3", "4", "5", "6", "10")
OUR_NUMBER: Final = "+36 96 555 010"
#: So many of the known numbers are one slip away from ours.
NEIGHBOURS: Final = 8
STRANGERS: Final = ("20", "30", "70")
SOURCES: Final = (
    "website", "web search", "map", "trade directory", "recommended", "partner", "flyer", "radio",
    "fair", "",
)  # fmt: skip
#: The share of goods that a week finds sold out, and of those the share nobody expects back.
SOLD_OUT, GONE = 0.28, 0.12
#: Working days until sold-out goods are back: mostly soon.
BACK_ON: Final = (1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 8, 10, 12, 15, 20, 25, 32, 40)
#: What people call goods by, where they have a model: brand and number.
MODEL: Final = re.compile(r"(?:[A-Z][a-z]+ )?[A-Z]+-\d+X?(?: [A-Z]+\b)?")


@dataclass(frozen=True, slots=True, order=True)
class Call:
    """Somebody rang: when, at the company's place, and what they said."""

    at: time
    need: str
    lang: str
    number: str
    dialled: str
    source: str


def calls(day: date) -> list[Call]:
    """Give the day's callers in the order they rang; nobody rings at the weekend."""
    chance = random.Random(f"callers {day}")  # noqa: S311 - invented, not secret
    many = 0 if day.weekday() > 4 else chance.randrange(*CALLS_A_DAY)
    return sorted(_call(chance) for _ in range(many))


def _call(chance: random.Random) -> Call:
    at = time(chance.randrange(OPENS, CLOSES), chance.randrange(60), chance.randrange(60))
    client = chance.choice(rows("people")).values if chance.random() < KNOWN else None
    lang = client["language"] if client else _one_of(SPOKEN, chance)
    about = _one_of(ABOUT, chance)
    dialled = OUR_NUMBER if chance.random() < 0.6 else ""
    if about == "wrong":
        dialled, client = chance.choice(rows("numbers")[:NEIGHBOURS]).values["number"], None
    number = client["numbers"].split("|")[0] if client else _stranger(chance)
    source = "returning client" if client else chance.choice(SOURCES)
    return Call(at, _need(about, lang, chance), lang, number, dialled, source)


def _one_of(weights: Mapping[str, int], chance: random.Random) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]


def _stranger(chance: random.Random) -> str:
    return f"+36 {chance.choice(STRANGERS)} 555 {chance.randrange(2500, 10_000)}"


def _need(about: str, lang: str, chance: random.Random) -> str:
    name = chance.choice(stocked()).values[lang]
    model = MODEL.search(name)
    return chance.choice(_sayings(about, lang)).format(
        item=model.group() if model else name, count=chance.choice(COUNTS)
    )


@cache
def _sayings(about: str, lang: str) -> tuple[str, ...]:
    said = [row.values for row in rows("sayings")]
    return tuple(one["need"] for one in said if (one["about"], one["lang"]) == (about, lang))


@cache
def stocked() -> tuple[Row, ...]:
    """Give the goods that are counted; services are not."""
    return tuple(row for row in rows("goods") if row.values["stock"])


def shelves(monday: date) -> Iterator[Row]:
    """Give the goods as a week found them: some sold out that are here today, some the reverse."""
    chance = random.Random(f"shelves {monday}")  # noqa: S311 - invented, not secret
    for row in rows("goods"):
        counted = bool(row.values["stock"])
        yield replace(row, values={**row.values, **_shelf(chance)}) if counted else row


def _shelf(chance: random.Random) -> Mapping[str, str]:
    if chance.random() >= SOLD_OUT:
        return {"stock": str(chance.randrange(10, 60)), "back_on_days": ""}
    gone = chance.random() < GONE
    return {"stock": "0", "back_on_days": "" if gone else str(chance.choice(BACK_ON))}
