"""Why today: the facts of a client's own that a planned call stands on, as the data carry them."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_compact_decimal, format_decimal, get_currency_symbol

from demur.domain.refusal import DECIMALS, Lang

NO_BREAK: Final = "\N{NO-BREAK SPACE}"
#: From here on a sum is told in thousands and millions.
COMPACT_FROM: Final = 100_000
#: What a fact may be filled with, by how it is told.
COUNTED: Final = frozenset({"days", "ago", "calls"})
MONEY: Final = frozenset({"worth", "price", "costs", "brings"})
LISTED: Final = frozenset({"when", "nth", "call"})
#: Which form of a noun goes with a count; where it has fewer, the last one does.
FORM_OF: Final = {"one": 0, "few": 1, "many": 2}


class Why(StrEnum):
    """A kind of fact; the words are those of said.json."""

    PROMISED = "promised"
    ANSWERS = "answers"
    ASKED_LATER = "asked later"
    OFFER = "offer"
    CONTRACT_ENDS = "contract ends"
    TERM_STARTS = "term starts"
    BOUGHT = "bought"
    OWN_DAY = "own day"
    MISSED = "missed"
    FIRST_CALL = "first call"
    WORTH_NOW = "worth now"
    BY_CHANCE = "by chance"
    LINK = "link"
    LINK_INSTEAD = "link instead"
    # why not this client
    NOW = "now"
    NOW_BESIDE = "now beside"
    RESTS = "rests"
    MORE_LATER = "more later"
    STOPPED = "stopped"
    STOPPED_AT = "stopped at"
    AT_PEACE = "at peace"
    AT_PEACE_FOR_GOOD = "at peace for good"
    QUIET = "quiet"
    CALLED = "called"
    TAKEN = "taken"
    NO_MINUTES = "no minutes"
    NO_MINUTES_AT = "no minutes at"
    NO_HOUR = "no hour"
    NOBODY_SPEAKS = "nobody speaks"
    # the likely reason of a silence
    NOT_THEIRS = "not theirs"
    SOMEBODY_ELSE = "somebody else"
    ANNOYED = "annoyed"
    CHOSE_ANOTHER = "chose another"
    NO_LONGER_NEEDED = "no longer needed"
    NEED_GONE = "need gone"


Fill = int | float | str


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact, and what its sentence is filled with, as JSON values.

    `at` a clock, "10:20"; `when` morning, noon, afternoon or evening; `days`, `ago` counts of days;
    `calls` a count; `nth` ("instead of a …") and `call` ("a … costs") which call it would be;
    `minor` with `currency` a sum; `on` a day, ISO; `worth` and `price` money a minute, `costs` and
    `brings` that of a call, in whole units, with or without `currency`; `seller`.
    """

    kind: Why
    fills: Mapping[str, Fill] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The fact as it is kept on record."""
        return {"kind": self.kind, "fills": dict(self.fills)}


def saying(facts: Sequence[Fact], lang: Lang, today: date | None = None) -> str:
    """The facts as one short sentence without a full stop: "answers mornings; not called yet".

    A day of another year than `today`'s is told with its year.
    """
    return "; ".join(_said(fact, lang, today) for fact in facts)


def _said(fact: Fact, lang: Lang, today: date | None) -> str:
    fills = {name: _shown(name, fact.fills, lang, today) for name in fact.fills}
    return str(_words()[fact.kind][lang]).format_map(fills)


def _shown(name: str, fills: Mapping[str, Fill], lang: Lang, today: date | None) -> str:
    value, currency = fills[name], str(fills.get("currency", ""))
    if name in COUNTED:
        return _counted(name, int(value), lang)
    if name == "minor":
        return _money(int(value) / 10 ** DECIMALS.get(currency, 2), currency, lang)
    if name in MONEY:
        return _money(float(value), currency, lang)
    if name == "on":
        return _day(date.fromisoformat(str(value)), lang, today)
    if name in LISTED:
        told = _words()[name][lang]
        return str(told.get(str(value), told["other"]))
    return str(value)


def _counted(name: str, number: int, lang: Lang) -> str:
    """A count with its noun in the form that goes with it, by Unicode's plural category."""
    forms = str(_words()[name][lang]).split("|")
    form = FORM_OF.get(Locale(lang.value).plural_form(number), len(forms) - 1)
    shown = str(format_decimal(number, locale=lang.value))
    return forms[min(form, len(forms) - 1)].format(n=shown).replace(" ", NO_BREAK, 1)


def _money(amount: float, currency: str, lang: Lang) -> str:
    """A sum as it is said: thousands and millions from a hundred thousand on, else to the unit.

    In Hungarian they are written out ("350 ezer"): nobody reads "350 E".
    """
    if not math.isfinite(amount):
        return "∞" if amount > 0 else "–"
    if abs(amount) >= COMPACT_FROM:
        form: Literal["short", "long"] = "long" if lang is Lang.HU else "short"
        shown = format_compact_decimal(
            amount, format_type=form, locale=lang.value, fraction_digits=1
        )
    else:
        shown = format_decimal(round(amount, _places(amount, currency)), locale=lang.value)
    told = f"{shown} {sign(currency, lang)}".strip()
    return told.replace(" ", NO_BREAK)


def _places(amount: float, currency: str) -> int:
    """Decimals worth telling: none from a hundred on, and no more than the currency has."""
    return min(0 if abs(amount) >= 100 else 2, DECIMALS.get(currency, 2))


def sign(currency: str, lang: Lang) -> str:
    """How a currency is written beside a sum: as at its home, forints "Ft", roubles "₽"."""
    home = {"HUF": "hu", "RUB": "ru"}.get(currency, lang.value)
    return str(get_currency_symbol(currency, locale=home)) if currency else ""


def _day(day: date, lang: Lang, today: date | None) -> str:
    pattern = "date" if today is None or day.year == today.year else "dated"
    told = format_date(day, str(_words()[pattern][lang]), locale=lang.value)
    return str(told).replace(" ", NO_BREAK)


@cache
def _words() -> Mapping[str, Mapping[str, Any]]:
    told: dict[str, dict[str, Any]] = json.loads(
        files(__package__).joinpath("said.json").read_text("utf-8")
    )
    return told
