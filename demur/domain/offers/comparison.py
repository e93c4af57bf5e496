"""Our thing beside a rival's for the same need: prices, features, and where each figure is from.

Two prices are compared over the same months of the same use. Running costs are in both or in
neither: with one of them unknown, the thing whose costs are told would only look dearer.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final, TypeAlias

from demur.domain.refusal import DECIMALS, Lang, Money

#: A text by language; a language that is missing is said in another one.
Words: TypeAlias = Mapping[Lang, str]
#: A figure is a number, or a property in words: "metal gears".
Figure: TypeAlias = Decimal | Words
#: The feature that stands for a price among the sliders.
PRICE: Final = "price"
#: As many criteria as can be weighed against one another at a glance, the price besides.
MATTERS_MOST: Final = 3
#: A figure of a thing on sale is below this, and told to so many places: fifteen digits in all,
#: which a database keeps exactly.
FIGURE_BELOW: Final = 10**9
PLACES: Final = 6


class Better(StrEnum):
    """Which of two figures is the better one; neither: they look the same and are not."""

    LESS = "less"
    MORE = "more"
    NEITHER = "neither"


class Side(StrEnum):
    """Whose thing it is."""

    OURS = "ours"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class Claim:
    """What is said of one thing, where that can be read, and as of which day."""

    figure: Figure | None
    source: Words
    on: date | None


@dataclass(frozen=True, slots=True)
class Matter:
    """One of the things the client weighs beside the price."""

    key: str
    name: Words


@dataclass(frozen=True, slots=True)
class Feature:
    """A property of both things: numbers of a unit, or words; it counts for one matter."""

    name: Words
    unit: Words
    better: Better
    ours: Claim
    theirs: Claim
    matter: str = ""

    def of(self, side: Side) -> Claim:
        """What is said of one side's thing."""
        return self.ours if side is Side.OURS else self.theirs

    @property
    def is_figured(self) -> bool:
        """Whether something is told of both things."""
        return self.ours.figure is not None and self.theirs.figure is not None

    @property
    def is_weighed(self) -> bool:
        """Whether one of two numbers is the better one: words, and what looks alike, are told."""
        numbers = is_measure(self.ours.figure) and is_measure(self.theirs.figure)
        return numbers and self.better is not Better.NEITHER


@dataclass(frozen=True, slots=True)
class Cost:
    """What a thing costs to buy and, in whole units of its currency, to run by the unit of use.

    `a_unit` is None where the running cost is not known. Raises ValueError below nought.
    """

    buy: Money
    a_unit: Decimal | None
    source: Words
    on: date | None

    def __post_init__(self) -> None:
        if self.buy.minor < 0 or (self.a_unit is not None and not is_measure(self.a_unit)):
            raise ValueError("a cost is a number from nought")


@dataclass(frozen=True, slots=True)
class Thing:
    """What is sold: its name, the needs it serves in the company's words, what it costs."""

    name: Words
    serves: tuple[str, ...]
    cost: Cost | None


@dataclass(frozen=True, slots=True)
class Use:
    """How much of what ("pages") the client uses a month, and over how many months we reckon.

    Raises ValueError for less than one month or less than no use.
    """

    unit: Words
    a_month: int
    months: int

    def __post_init__(self) -> None:
        if self.months < 1 or self.a_month < 0:
            raise ValueError("prices are reckoned over at least one month of some use or none")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two things for one need, side by side; `questions` are those to ask the rival.

    Raises ValueError where there is more to weigh than a person weighs at once.
    """

    need: str
    ours: Thing
    theirs: Thing
    use: Use
    matters: tuple[Matter, ...]
    features: tuple[Feature, ...]
    questions: tuple[Words, ...] = ()

    def __post_init__(self) -> None:
        if len(self.matters) > MATTERS_MOST:
            raise ValueError(f"at most {MATTERS_MOST} things are weighed beside the price")

    def of(self, side: Side) -> Thing:
        """One side's thing."""
        return self.ours if side is Side.OURS else self.theirs


@dataclass(frozen=True, slots=True)
class BreakEven:
    """The whole units a month under which (or over which) theirs costs less."""

    units: int
    theirs_below: bool


def is_measure(figure: object) -> bool:
    """Whether a figure can be set in proportion to another: a number from nought below 10⁹."""
    if not isinstance(figure, Decimal) or not figure.is_finite():
        return False
    return 0 <= figure < FIGURE_BELOW and figure == round(figure, PLACES)


def spoken_in(words: Words, lang: Lang) -> str:
    """A text in a language; else in English, else in whichever there is; else empty."""
    found = (words.get(one, "").strip() for one in (lang, Lang.EN, *Lang))
    return next((text for text in found if text), "")


def counts_running(comparison: Comparison) -> bool:
    """Whether the prices hold the running costs: only where both sides' are known."""
    costs = [comparison.of(side).cost for side in Side]
    return all(cost is not None and cost.a_unit is not None for cost in costs)


def total(comparison: Comparison, side: Side) -> Fraction | None:
    """What a side's thing costs over the months, in whole units of the currency; None: unknown.

    Buying, and `a_unit × a_month × months` where `counts_running`. Unknown too where the two
    sides are in different currencies, for a rate of exchange would be a claim of its own.
    """
    cost, other = comparison.of(side).cost, comparison.of(_other(side)).cost
    if cost is None or (other is not None and other.buy.currency != cost.buy.currency):
        return None
    running = Fraction(0)
    if counts_running(comparison) and cost.a_unit is not None:
        running = Fraction(cost.a_unit) * comparison.use.a_month * comparison.use.months
    return units_of(cost.buy) + running


def units_of(money: Money) -> Fraction:
    """An amount in whole units of its currency, exactly."""
    return Fraction(money.minor, 10 ** DECIMALS.get(money.currency, 2))


def break_even(comparison: Comparison) -> BreakEven | None:
    """The use at which the cheaper thing changes; None where one is cheaper whatever the use.

    With p the prices and r the running costs of a unit, theirs is cheaper where
    `ours.p + ours.r·u·months > theirs.p + theirs.r·u·months`; u is a whole number of units, so
    "under ⌈b⌉" and "over ⌊b⌋" are exact.
    """
    if not counts_running(comparison) or total(comparison, Side.OURS) is None:
        return None
    ours, theirs = (_priced(comparison, side) for side in Side)
    dearer, slower = ours[0] - theirs[0], theirs[1] - ours[1]
    if not comparison.use.months or dearer * slower <= 0:
        return None
    at = dearer / (slower * comparison.use.months)
    return BreakEven(math.ceil(at), True) if slower > 0 else BreakEven(math.floor(at), False)


def _priced(comparison: Comparison, side: Side) -> tuple[Fraction, Fraction]:
    cost = comparison.of(side).cost
    if cost is None or cost.a_unit is None:
        raise ValueError(f"{side} has no price with a running cost")
    return units_of(cost.buy), Fraction(cost.a_unit)


def _other(side: Side) -> Side:
    return Side.THEIRS if side is Side.OURS else Side.OURS
