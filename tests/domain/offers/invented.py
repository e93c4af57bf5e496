"""Invented comparisons: raw figures first, from which both the program and its checker start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

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
from demur.domain.offers.weighing import Weights
from demur.domain.refusal import Lang, Money

TODAY = date(2026, 11, 23)
READ_ON = date(2026, 10, 1)
NEED = "a printer for the office"
MATTERS = {
    "running": {Lang.HU: "Üzemeltetés", Lang.RU: "Содержание", Lang.EN: "Running"},
    "repair": {Lang.HU: "Szerviz", Lang.RU: "Ремонт", Lang.EN: "Repair"},
    "speed": {Lang.HU: "Tempó", Lang.RU: "Скорость", Lang.EN: "Speed"},
}


@dataclass(frozen=True, slots=True)
class Raw:
    """One feature in bare figures; None is not known."""

    matter: str
    less_is_better: bool
    ours: Decimal | None
    theirs: Decimal | None


@dataclass(frozen=True, slots=True)
class World:
    """A comparison in bare figures: (price, running cost) a side, price None where unknown."""

    ours: tuple[int, Decimal | None]
    theirs: tuple[int, Decimal | None] | None
    a_month: int
    months: int
    features: tuple[Raw, ...]
    price_weight: int
    weights: dict[str, int]
    said: bool

    def comparison(self) -> Comparison:
        """What the program is given, each figure with its source."""
        return Comparison(
            need=NEED,
            ours=Thing(in_all("Inkwell M-400"), (NEED,), _cost(self.ours)),
            theirs=Thing(in_all("PrintX 40"), (NEED,), _cost(self.theirs) if self.theirs else None),
            use=Use(in_all("page"), self.a_month, self.months),
            matters=tuple(Matter(key, MATTERS[key]) for key in self.weights),
            features=tuple(_feature(at, one) for at, one in enumerate(self.features)),
        )

    def weighed_by(self) -> Weights:
        """The client's weights."""
        return Weights(self.price_weight, self.weights, said=self.said)


def in_all(text: str) -> Words:
    """The same text in each language."""
    return dict.fromkeys(Lang, text)


def claim(figure: Figure | None, on: date | None = READ_ON, source: str = "data sheet") -> Claim:
    """A claim that can be read somewhere."""
    return Claim(figure, in_all(source), on)


def _cost(told: tuple[int, Decimal | None]) -> Cost:
    return Cost(Money(told[0], "HUF"), told[1], in_all("price list"), READ_ON)


def _feature(at: int, raw: Raw) -> Feature:
    better = Better.LESS if raw.less_is_better else Better.MORE
    name = in_all(f"Feature {at}")
    return Feature(name, {}, better, claim(raw.ours), claim(raw.theirs), raw.matter)


#: They are cheaper, and repair more slowly.
PLAIN = World(
    ours=(100_000, None),
    theirs=(80_000, None),
    a_month=0,
    months=36,
    features=(Raw("repair", True, Decimal(3), Decimal(5)),),
    price_weight=2,
    weights={"repair": 9},
    said=True,
)
#: Few different figures, so that equal ones meet often, and some that lie far apart.
_figures = st.one_of(
    st.sampled_from([Decimal(text) for text in ("0", "1", "2", "2.1", "5", "100", "0.000001")]),
    st.decimals(min_value=0, max_value=10**9 - 1, places=3),
)
_prices = st.one_of(st.sampled_from([0, 1, 100, 101, 99_900, 99_901]), st.integers(0, 10**12))
_costs = st.tuples(_prices, st.one_of(st.none(), _figures))
_weight = st.one_of(st.just(0), st.integers(0, 10))
_matter = st.sampled_from(list(MATTERS))
_raw = st.builds(
    Raw, _matter, st.booleans(), st.one_of(_figures, st.none()), st.one_of(_figures, st.none())
)
worlds = st.builds(
    World,
    _costs,
    st.one_of(_costs, _costs, _costs, st.none()),
    st.integers(0, 10_000),
    st.integers(1, 60),
    st.lists(_raw, max_size=5).map(tuple),
    _weight,
    st.dictionaries(_matter, _weight, max_size=3),
    st.booleans(),
)
