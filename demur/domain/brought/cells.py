"""What a cell of a sheet means: a text, a whole number, an amount, a day, a list.

A reader takes the cell, its column's name and the ground, and answers the value or a Flaw. Cells
come from anybody's office program, so 49 900, 49.900,00 and 49900 are one amount; what could be
read two ways is not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache
from typing import Final, TypeAlias

from demur.domain.brought.flaws import Flaw, Why, flaw
from demur.domain.contact_rules.zones import zone_named
from demur.domain.needs import dialling
from demur.domain.people import MESSAGES, Rejected, clean_text, mail_key, search_text
from demur.domain.prices import AMOUNT_DIGITS, SPELT_CURRENCIES, amount_in
from demur.domain.refusal import Lang
from demur.domain.spoken import after_working_days


@dataclass(frozen=True, slots=True)
class Ground:
    """What rows are read against: where and when we are, and which trades the world has.

    `home` is the ISO 3166 country whose national telephone numbers are read, `currency` the one
    of amounts that name none, `today` the day from which working days are counted.
    """

    home: str
    language: Lang
    currency: str
    today: date
    trades: frozenset[str]


Reader: TypeAlias = Callable[[str, str, Ground], object]

SPLIT: Final = "|"
LIST_MOST: Final = 60
WHOLE_MOST: Final = 2_147_483_647
#: Ten years of working days: nobody says a later day aloud.
DAYS_MOST: Final = 2600
MARK_MOST: Final = 5
#: A spelling of a number longer than this is kept as the number alone.
NUMBER_MOST: Final = 40

_DAYS = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d\d?)-(?P<d>\d\d?)(?:T00:00(?::00)?)?"),
    re.compile(r"(?P<y>\d{4})\.(?P<m>\d\d?)\.(?P<d>\d\d?)\.?"),
    re.compile(r"(?P<d>\d\d?)\.(?P<m>\d\d?)\.(?P<y>\d{4})"),
)
_REGION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
_CURRENCY = re.compile(r"[A-Z]{3}")


@lru_cache(maxsize=1 << 16)
def folded(word: str) -> str:
    """A word as it is searched; a file has few words, many times over."""
    if word.isascii() and word.isprintable():
        return " ".join(word.lower().split())
    return search_text(word)


def text(limit: int) -> Reader:
    """A text of at most so many characters, as it was typed."""

    def read(cell: str, column: str, _: Ground) -> str | Flaw:
        if len(cell) <= limit and cell.isprintable():
            return cell.strip()
        clean = clean_text(cell, column, limit)
        if isinstance(clean, Rejected):
            params = {"field": column, **clean.params}
            return Flaw(clean.reason.value, MESSAGES[clean.reason], params)
        return clean

    return read


def required(reader: Reader) -> Reader:
    """A cell that must not be empty."""

    def read(cell: str, column: str, ground: Ground) -> object:
        return reader(cell, column, ground) if cell.strip() else flaw(Why.MISSING, column=column)

    return read


def optional(reader: Reader) -> Reader:
    """A cell that may be empty, where its reader knows no nothing."""

    def read(cell: str, column: str, ground: Ground) -> object:
        return reader(cell, column, ground) if cell.strip() else None

    return read


def whole(most: int) -> Reader:
    """A whole number from 0, or None where the cell is empty; spaces may part its thousands."""

    def read(cell: str, column: str, _: Ground) -> int | Flaw | None:
        digits = "".join(cell.split())
        if not digits:
            return None
        if not digits.isdecimal() or len(digits) > AMOUNT_DIGITS or int(digits) > most:
            return flaw(Why.NOT_WHOLE, column=column, text=cell, most=most)
        return int(digits)

    return read


def amount(cell: str, column: str, _: Ground) -> Decimal | Flaw | None:
    """A price or a value in whole units, or None."""
    if not cell.strip():
        return None
    found = amount_in(cell)
    return flaw(Why.NOT_MONEY, column=column, text=cell) if found is None else found


def currency(cell: str, column: str, _: Ground) -> str | Flaw:
    """The three letters of a currency (ISO 4217), or nothing."""
    letters = cell.strip().upper().rstrip(".")
    code = SPELT_CURRENCIES.get(letters, letters)
    if not code or _CURRENCY.fullmatch(code):
        return code
    return flaw(Why.NO_CURRENCY, column=column, text=cell)


def day(cell: str, column: str, _: Ground) -> date | Flaw | None:
    """A day, or None where the cell is empty."""
    if not cell.strip():
        return None
    return day_in(cell) or flaw(Why.NOT_A_DAY, column=column, text=cell)


def day_in(text: str) -> date | None:
    """The day that 2026-03-31, 2026. 03. 31. or 31.03.2026 names; slashes are read two ways."""
    written = "".join(text.split())
    found = next(filter(None, (shape.fullmatch(written) for shape in _DAYS)), None)
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"])) if found else None
    except ValueError:
        return None


def working_days(cell: str, column: str, ground: Ground) -> date | Flaw | None:
    """The day so many working days from today, or None where the cell is empty."""
    days = whole(DAYS_MOST)(cell, column, ground)
    return after_working_days(ground.today, days) if isinstance(days, int) else days  # type: ignore[return-value]


def mark(cell: str, column: str, _: Ground) -> Decimal | Flaw | None:
    """A mark from 0 to 5 with at most two decimals, or None."""
    written = "".join(cell.split()).replace(",", ".")
    if not written:
        return None
    if not re.fullmatch(r"\d(\.\d{1,2})?", written) or Decimal(written) > MARK_MOST:
        return flaw(Why.NOT_A_MARK, column=column, text=cell, most=MARK_MOST)
    return Decimal(written).quantize(Decimal("0.01"))


def one_of(words: Mapping[str, str], empty: str) -> Reader:
    """One of a few words, however it is spelt in the three languages."""

    def read(cell: str, column: str, _: Ground) -> str | Flaw:
        said = folded(cell[:60])
        if not said:
            return empty
        meant = words.get(said)
        listed = ", ".join(dict.fromkeys(words.values()))
        return meant or flaw(Why.NOT_LISTED, column=column, text=cell, words=listed)

    return read


def region(cell: str, column: str, _: Ground) -> str | Flaw:
    """A region's code (ISO 3166-2), or nothing."""
    code = cell.strip().upper()
    if not code or _REGION.fullmatch(code):
        return code
    return flaw(Why.NOT_A_REGION, column=column, text=cell)


def zone(cell: str, column: str, _: Ground) -> str | Flaw:
    """A time zone by its IANA name, or nothing."""
    named = cell.strip()
    return zone_named(named) or (flaw(Why.NOT_A_ZONE, column=column, text=named) if named else "")


def trade(cell: str, column: str, ground: Ground) -> str | Flaw:
    """A trade of the world, or nothing; one that does not exist is met with its nearest."""
    named = cell.strip()
    if not named or named in ground.trades:
        return named
    nearest = nearest_trade(named[:60], ground.trades)
    return flaw(Why.UNKNOWN_TRADE, column=column, text=named, nearest=nearest)


@lru_cache(maxsize=4096)
def nearest_trade(named: str, trades: frozenset[str]) -> str:
    """The trade that looks most like what was written, alphabetically first among equals."""
    found = get_close_matches(named.lower(), sorted(trades), n=1, cutoff=0)
    return found[0] if found else ""


def several(reader: Reader) -> Reader:
    """Things parted by a | sign, each once, in their order."""

    def read(cell: str, column: str, ground: Ground) -> object:
        parts = dict.fromkeys(part.strip() for part in cell.split(SPLIT) if part.strip())
        if len(parts) > LIST_MOST:
            return flaw(Why.TOO_MANY, column=column, count=len(parts), most=LIST_MOST)
        values = [reader(part, column, ground) for part in parts]
        return next((value for value in values if isinstance(value, Flaw)), values)

    return read


def number(cell: str, _: str, ground: Ground) -> tuple[str, str] | Flaw:
    """A telephone number that is one line's: its key, and how it was written."""
    dialled = dialling.read(cell, ground.home)
    if dialled.doubt is not None:
        return Flaw(dialled.doubt.value, "%(message)s", {"message": dialled.message})
    written = cell.strip()
    fits = len(written) <= NUMBER_MOST and written.isprintable()
    return dialled.key or "", written if fits else dialled.key or ""


def mail(cell: str, _: str, __: Ground) -> tuple[str, str] | Flaw:
    """A mail address: its key, and how it was written."""
    written = cell.strip()
    key = mail_key(written) if len(written) <= 254 and written.isprintable() else None
    return (key, written) if key else flaw(Why.NOT_A_MAIL, text=written)
