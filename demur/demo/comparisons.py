"""What Inkwell knows of its rivals' printers: we win, they win, a tie, and one of each.

Every source is so many days old on the day the demo is set up, so it never goes stale.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from importlib.resources import files
from typing import Any, Final

from demur.domain.offers.comparison import (
    Better,
    Claim,
    Comparison,
    Cost,
    Feature,
    Figure,
    Matter,
    Thing,
    Use,
    Words,
)
from demur.domain.refusal import Lang, Money

CURRENCY: Final = "HUF"


@dataclass(frozen=True, slots=True)
class Known:
    """An item of ours beside a rival's thing."""

    item: str
    rival: str
    comparison: Comparison


def comparisons(today: date, names: Mapping[str, Words]) -> Iterator[Known]:
    """Give the comparisons as they are known on a day; `names` are those of our items by code."""
    text = files("demur.demo").joinpath("comparisons.json").read_text("utf-8")
    for told in json.loads(text):
        need = told["need"]
        ours = Thing(names[told["item"]], (need,), _cost(told["ours"], today))
        theirs = Thing({Lang.EN: told["thing"]}, (need,), _cost(told["theirs"], today))
        comparison = Comparison(
            need=need,
            ours=ours,
            theirs=theirs,
            use=Use(_words(told["unit"]), told["a_month"], told["months"]),
            matters=tuple(Matter(one["key"], _words(one["name"])) for one in told["matters"]),
            features=tuple(_feature(one, today) for one in told["features"]),
            questions=tuple(map(_words, told["questions"])),
        )
        yield Known(told["item"], told["rival"], comparison)


def _cost(told: Mapping[str, Any], today: date) -> Cost:
    price = Money(told["price"], CURRENCY)
    return Cost(price, Decimal(told["a_unit"]), _words(told["source"]), _day(told, today))


def _feature(told: Mapping[str, Any], today: date) -> Feature:
    ours, theirs = (
        Claim(_figure(one["figure"]), _words(one["source"]), _day(one, today))
        for one in (told["ours"], told["theirs"])
    )
    name, unit = _words(told["name"]), _words(told["unit"])
    return Feature(name, unit, Better(told["better"]), ours, theirs, told["matter"])


def _figure(told: str | Mapping[str, str]) -> Figure:
    return Decimal(told) if isinstance(told, str) else _words(told)


def _words(told: Mapping[str, str]) -> Words:
    return {Lang(lang): text for lang, text in told.items()}


def _day(told: Mapping[str, Any], today: date) -> date:
    return today - timedelta(days=told["days_ago"])
