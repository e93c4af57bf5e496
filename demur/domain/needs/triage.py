"""Exact, alternative, adjacent or foreign, each with a probability that is meant to be true.

Three small logistic models, trained by `scripts/train_triage.py` and shipped as numbers: two read
how the need sounds against the world of trades, the third how it fits the nearest goods.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from demur.domain.needs.goods import Likeness
from demur.domain.refusal import Nearness

Chances = Mapping[Nearness, float]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

SURE = 0.9  # from here on the desk says it; below, it asks one question first
# Calling our own caller a stranger loses a sale, the other way round costs a minute: foreign is
# said only when what we have, or nearly have, is less likely than this.
LOST_SALE_LINE = 0.2
TEMPERATURES = (0.08, 0.25)
FARTHEST = 3.0  # spreads from the mean: what lies farther than training saw counts as this far
_FLOOR = 1e-3
_EVEN = {count: np.full(count, 1 / count) for count in (2, 3)}


@dataclass(frozen=True, slots=True)
class Standing:
    """Which trades of a world are a company's own, and which share a field with it: shape (T,)."""

    own: Mask
    adjacent: Mask

    @property
    def far(self) -> Mask:
        """The trades of other fields."""
        return np.asarray(~(self.own | self.adjacent))

    @property
    def known(self) -> bool:
        """Whether any trade is near: of a company of unknown fields nothing can be far."""
        return bool((self.own | self.adjacent).any())


@dataclass(frozen=True, slots=True)
class Blend:
    """A multinomial logistic model: (features - mean) / scale @ weights + bias, then softmax."""

    mean: Floats
    scale: Floats
    weights: Floats
    bias: Floats

    def chances(self, features: Sequence[float]) -> Floats:
        """The probability of each class."""
        usual = np.clip((np.asarray(features) - self.mean) / self.scale, -FARTHEST, FARTHEST)
        logits = usual @ self.weights + self.bias
        odds = np.exp(logits - logits.max())
        return np.asarray(odds / odds.sum())


def group_features(scores: Floats, groups: Sequence[Mask]) -> list[float]:
    """What the scores of all trades say of groups of trades; see `TradeIndex.scores`.

    For each group: its best score, that squared, its share of the odds at two temperatures, its
    share of the trades; for each pair: which is ahead and by how much.
    """
    best = [float(scores[group].max()) if group.any() else 0.0 for group in groups]
    ahead = [one - other for one, other in combinations(best, 2)]
    features = [*best, *(score**2 for score in best), *ahead, *(max(gap, 0.0) for gap in ahead)]
    for temperature in TEMPERATURES:
        odds = np.exp((scores - max(best)) / temperature)
        total = float(odds.sum()) or 1.0
        features += [math.log(float(odds[group].sum()) / total + _FLOOR) for group in groups]
    count = max(len(scores), 1)
    return [*features, *(float(group.sum()) / count for group in groups[:-1])]


def trade_features(scores: Floats, standing: Standing) -> list[float]:
    """What the trades say of own, adjacent and far."""
    return group_features(scores, (standing.own, standing.adjacent, standing.far))


def field_features(scores: Floats, standing: Standing) -> list[float]:
    """What the trades say of the company's fields and of all others."""
    return group_features(scores, (~standing.far, standing.far))


def goods_features(likenesses: Sequence[Likeness]) -> list[float]:
    """What the nearest goods say of having it, having it otherwise, and not having it."""
    if not likenesses:
        return [0.0] * 6
    best = likenesses[0]
    return [
        best.covered,
        best.covered**3,
        best.named,
        float(best.met > 0),
        float(best.otherwise > 0),
        best.covered * (best.otherwise > 0),
    ]


def judge_by_trades(scores: Floats, standing: Standing) -> Chances:
    """The chances for a company known by its trades alone: no alternative goods to speak of."""
    own, adjacent, far = _EVEN[3]
    if standing.known:
        own, adjacent, far = shipped_blends()["trades"].chances(trade_features(scores, standing))
    return {
        Nearness.EXACT: float(own),
        Nearness.ALTERNATIVE: 0.0,
        Nearness.ADJACENT: float(adjacent),
        Nearness.FOREIGN: float(far),
    }


def judge_by_goods(likenesses: Sequence[Likeness], scores: Floats, standing: Standing) -> Chances:
    """The chances for a company that lists its goods: the goods decide what it has.

    A trade alone puts nothing on the shelf, so what the goods leave over is split between the
    company's fields and all others by the trades.
    """
    exact, near, neither = shipped_blends()["goods"].chances(goods_features(likenesses))
    adjacent, far = _EVEN[2]
    if standing.known:
        adjacent, far = shipped_blends()["fields"].chances(field_features(scores, standing))
    return {
        Nearness.EXACT: float(exact),
        Nearness.ALTERNATIVE: float(near),
        Nearness.ADJACENT: float(neither * adjacent),
        Nearness.FOREIGN: float(neither * far),
    }


def with_services(chances: Chances, rendered: float) -> Chances:
    """The chances by goods, when a need that no goods answer may be for a service rendered.

    `rendered` is the probability that the need is for one of the trades served without goods.
    """
    neither = chances[Nearness.ADJACENT] + chances[Nearness.FOREIGN]
    return {
        **chances,
        Nearness.EXACT: chances[Nearness.EXACT] + neither * rendered,
        Nearness.ADJACENT: chances[Nearness.ADJACENT] * (1 - rendered),
        Nearness.FOREIGN: chances[Nearness.FOREIGN] * (1 - rendered),
    }


def decide(chances: Chances) -> Nearness:
    """The nearness to act on: the likeliest, but foreign only when a lost sale is unlikely."""
    likeliest = max(chances, key=lambda nearness: chances[nearness])
    if likeliest is Nearness.FOREIGN and chances[Nearness.EXACT] > LOST_SALE_LINE:
        return max(
            (Nearness.EXACT, Nearness.ALTERNATIVE, Nearness.ADJACENT), key=lambda n: chances[n]
        )
    return likeliest


@cache
def shipped_blends() -> Mapping[str, Blend]:
    """The models that come with the program, by name: "trades", "fields" and "goods"."""
    text = files("demur.domain.needs").joinpath("triage.json").read_text(encoding="utf-8")
    return {
        name: Blend(*(np.array(numbers[part]) for part in ("mean", "scale", "weights", "bias")))
        for name, numbers in json.loads(text).items()
    }
