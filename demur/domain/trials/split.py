"""Who is called by the round and who by the old cadence: chance decides, once, and for good.

Clients who are alike are paired, and chance decides within the pair alone, so that neither side
begins with the better clients (matched pairs: Imbens and Rubin, Causal Inference, 2015, ch. 10).
"""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Arm(StrEnum):
    """By what a client of the trial is called."""

    ROUND = "round"
    CADENCE = "cadence"


@dataclass(frozen=True, slots=True)
class Client:
    """Somebody who takes part: their place in the records, their segment, what a sale would bring.

    A segment is whatever the firm tells clients apart by; `value` is money, in one currency.
    """

    place: int
    segment: str
    value: float


@dataclass(frozen=True, slots=True)
class Assigned:
    """A client's side of the trial, and with whom they are compared: whoever shares `pair`."""

    place: int
    pair: int
    arm: Arm


def split(clients: Iterable[Client], seed: str) -> tuple[Assigned, ...]:
    """Every client with their side, by the order of their places; the same seed decides the same.

    Neighbours by value within a segment are a pair; those left over are paired across segments,
    and one at most stands alone. The order of the clients changes nothing.
    """
    by_segment: dict[str, list[Client]] = defaultdict(list)
    for one in clients:
        by_segment[one.segment].append(one)
    pairs: list[Sequence[Client]] = []
    left: list[Client] = []
    for _, some in sorted(by_segment.items()):
        found = _pairs(sorted(some, key=lambda one: (-one.value, _lot(seed, "pair", one.place))))
        pairs += [pair for pair in found if len(pair) == 2]
        left += [one for pair in found if len(pair) == 1 for one in pair]
    pairs += _pairs(left)
    drawn = (one for number, pair in enumerate(pairs) for one in _drawn(pair, number, seed))
    return tuple(sorted(drawn, key=lambda one: one.place))


def _pairs(ordered: Sequence[Client]) -> list[Sequence[Client]]:
    return [ordered[at : at + 2] for at in range(0, len(ordered), 2)]


def _drawn(pair: Sequence[Client], number: int, seed: str) -> list[Assigned]:
    """The lower lot of the two is called by the round; whoever stands alone, by a coin."""
    lots = [_lot(seed, "side", one.place) for one in pair]
    bar = max(lots) if len(pair) == 2 else _HALF
    return [
        Assigned(one.place, number, Arm.ROUND if lot < bar else Arm.CADENCE)
        for one, lot in zip(pair, lots, strict=True)
    ]


_HALF = b"\x80"


def _lot(seed: str, what: str, place: int) -> bytes:
    """HMAC-SHA256 (RFC 2104) of the place under the seed: nobody foresees or chooses a side.

    Pairs and sides have lots of their own, or whoever is last in a pair would be so in both.
    """
    return hmac.new(seed.encode(), f"{what} {place}".encode(), hashlib.sha256).digest()
