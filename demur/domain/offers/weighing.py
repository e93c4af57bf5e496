"""Weighs a comparison as the client does, and says what follows, never more than the figures do.

The arithmetic is exact (fractions); only what is shown is rounded, and then against ourselves.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from demur.domain.offers.comparison import Better, Comparison, Feature, Side, total

#: The far end of a slider.
WEIGHT_MOST: Final = 10


class Verdict(StrEnum):
    """What the figures come to."""

    WE_WIN = "we win"
    THEY_WIN = "they win"
    TIE = "tie"
    MIXED = "mixed"
    UNKNOWN = "unknown"
    UNWEIGHED = "unweighed"


@dataclass(frozen=True, slots=True)
class Weights:
    """How much the price and each matter count, 0–10; `said`: by the client, not by default.

    Raises ValueError for a weight that no slider gives.
    """

    price: int
    matters: Mapping[str, int]
    said: bool = True

    def __post_init__(self) -> None:
        if any(not 0 <= weight <= WEIGHT_MOST for weight in (self.price, *self.matters.values())):
            raise ValueError(f"a weight is a whole number from 0 to {WEIGHT_MOST}")

    def of(self, matter: str) -> int:
        """How much a matter counts; one that was never weighed counts nothing."""
        return self.matters.get(matter, 0)

    @property
    def says_nothing(self) -> bool:
        """Whether every slider stands at nought."""
        return not self.price and not any(self.matters.values())


@dataclass(frozen=True, slots=True)
class Lead:
    """Which side is ahead, and by which share (0–1) of the greater figure; None: neither is."""

    side: Side | None
    share: Fraction

    @property
    def per_cent(self) -> int:
        """The lead in whole per cent, rounded against ourselves; 0 with a side: under one.

        Our lead is rounded down and theirs up, but never up to 100: "100 % cheaper" is free.
        """
        exact = self.share * 100
        if self.side is Side.OURS or exact < 1:
            return math.floor(exact)
        return 100 if exact == 100 else min(math.ceil(exact), 99)


@dataclass(frozen=True, slots=True)
class Scored:
    """A feature with what each side scores on it: the better one 1, the other its share of it."""

    feature: Feature
    ours: Fraction
    theirs: Fraction


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a comparison comes to by somebody's weights.

    `price` and `value` say who is cheaper and who gives more on what matters; None where that
    can't be compared. `overall` weighs the price in. `ours` and `theirs` are the values, 0–1, of
    which `value` is made. `is_partial`: something that matters to the client lacks a figure.
    """

    weights: Weights
    verdict: Verdict
    price: Lead | None
    value: Lead | None
    overall: Lead | None
    ours: Fraction | None
    theirs: Fraction | None
    scored: tuple[Scored, ...]
    is_partial: bool


def weigh(comparison: Comparison, weights: Weights) -> Weighed:
    """Compare two things by the client's own weights.

    What "40 % less on what you said matters" means: on each feature the better figure scores 1
    and the other the share it is of it (`less/more`, so half the speed or double the cost is ½;
    of two equal figures each scores 1). A matter scores the mean of its features; a side's value
    is the mean of its matters by their weights, V = Σ w·s / Σ w, over the matters that have a
    figure on both sides. The gap is (V_more − V_less) / V_more. It is the same in any unit, lies
    between 0 and 1 however far the figures are apart, and the price has no part in it.

    The verdict follows Pareto: a side wins when it costs no more and scores no less on any
    feature that weighs, and is ahead somewhere. Where a figure is missing on what weighs, we may
    still concede, but never win, lead or be level.
    """
    counted = [one for one in comparison.features if weights.of(one.matter)]
    scored = tuple(_scored(one) for one in comparison.features if one.is_weighed)
    weighing = [one for one in scored if weights.of(one.feature.matter)]
    totals = [total(comparison, side) for side in Side]
    ours, theirs = totals
    price = _lead(theirs, ours) if ours is not None and theirs is not None else None
    values = _values(weighing, weights)
    partial = _lacks(comparison, counted, weights)
    overall = _overall(price, values, weights)
    return Weighed(
        weights=weights,
        verdict=_verdict(price, weighing, overall, weights, partial),
        price=price,
        value=_lead(*values[:2]) if values else None,
        overall=overall,
        ours=values[0] if values else None,
        theirs=values[1] if values else None,
        scored=scored,
        is_partial=partial,
    )


def score(figure: Decimal, other: Decimal, better: Better) -> Fraction:
    """What a figure scores beside another: 1 for the better or an equal one, else its share."""
    one, two = Fraction(figure), Fraction(other)
    if one == two or (one < two) is (better is Better.LESS):
        return Fraction(1)
    return min(one, two) / max(one, two)


def _scored(feature: Feature) -> Scored:
    ours, theirs = feature.ours.figure, feature.theirs.figure
    if not isinstance(ours, Decimal) or not isinstance(theirs, Decimal):
        raise ValueError("only numbers are scored")
    return Scored(feature, score(ours, theirs, feature.better), score(theirs, ours, feature.better))


def _lead(ours: Fraction, theirs: Fraction) -> Lead:
    """Who has more, by which share of the greater; of prices, pass the other side's first."""
    if ours == theirs:
        return Lead(None, Fraction(0))
    ahead = Side.OURS if ours > theirs else Side.THEIRS
    return Lead(ahead, abs(ours - theirs) / max(ours, theirs))


def _values(scored: Iterable[Scored], weights: Weights) -> tuple[Fraction, Fraction, int] | None:
    """The value of each side, and what they weigh; None where nothing has a figure on both."""
    by_matter: dict[str, list[Scored]] = {}
    for one in scored:
        by_matter.setdefault(one.feature.matter, []).append(one)
    if not by_matter:
        return None
    whole = sum(weights.of(matter) for matter in by_matter)
    ours = theirs = Fraction(0)
    for matter, of in by_matter.items():
        ours += weights.of(matter) * _mean(one.ours for one in of)
        theirs += weights.of(matter) * _mean(one.theirs for one in of)
    return ours / whole, theirs / whole, whole


def _mean(scores: Iterable[Fraction]) -> Fraction:
    listed = list(scores)
    return sum(listed, Fraction(0)) / len(listed)


def _lacks(comparison: Comparison, counted: list[Feature], weights: Weights) -> bool:
    """Whether a feature that weighs lacks a figure, or a matter that weighs has no feature."""
    figured = {one.matter for one in counted if one.is_weighed}
    bare = any(weights.of(one.key) and one.key not in figured for one in comparison.matters)
    return bare or any(not one.is_figured for one in counted)


def _overall(
    price: Lead | None, values: tuple[Fraction, Fraction, int] | None, weights: Weights
) -> Lead | None:
    """Who is ahead with the price weighed in: the cheaper scores 1, the other its share of it."""
    *value, rest = values or (Fraction(0), Fraction(0), 0)
    if price is None or not weights.price + rest:
        return None
    behind = 1 - price.share
    cost = (behind, Fraction(1)) if price.side is Side.THEIRS else (Fraction(1), behind)
    sums = (weights.price * one + rest * two for one, two in zip(cost, value, strict=True))
    return _lead(*(each / (weights.price + rest) for each in sums))


def _verdict(
    price: Lead | None,
    weighing: list[Scored],
    overall: Lead | None,
    weights: Weights,
    partial: bool,
) -> Verdict:
    if weights.says_nothing:
        return Verdict.UNWEIGHED
    if price is None or overall is None:
        return Verdict.UNKNOWN
    we_yield = price.side is Side.THEIRS or any(one.ours < one.theirs for one in weighing)
    they_yield = price.side is Side.OURS or any(one.theirs < one.ours for one in weighing)
    verdict = _PARETO[we_yield, they_yield]
    concedes = verdict is Verdict.THEY_WIN or (
        verdict is Verdict.MIXED and overall.side is Side.THEIRS
    )
    return verdict if concedes or not partial else Verdict.UNKNOWN


#: By whether we are behind somewhere, and whether they are.
_PARETO: Final = {
    (False, False): Verdict.TIE,
    (False, True): Verdict.WE_WIN,
    (True, False): Verdict.THEY_WIN,
    (True, True): Verdict.MIXED,
}
