"""Who calls today: each seller's shift, languages, and minutes free for the round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from demur.domain.refusal import Lang
from demur.domain.round.slots import Slots

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Shift:
    """A seller's day: from and to which minute of the day they work, and what they speak.

    `minutes` are those free for the round, one number a slot; on a holiday there are none. Those
    in which the seller is not there do not count.
    """

    seller: str
    starts: int
    ends: int
    languages: frozenset[Lang]
    minutes: tuple[float, ...]

    @classmethod
    def spread(
        cls,
        seller: str,
        starts: int,
        ends: int,
        languages: frozenset[Lang],
        minutes: float,
        slots: Slots,
    ) -> Self:
        """A shift whose minutes for the round are spread over it evenly."""
        there = _there(starts, ends, slots)
        share = min(minutes / there.sum(), 1.0) if there.sum() else 0.0
        return cls(seller, starts, ends, languages, tuple(float(one * share) for one in there))

    def free(self, slots: Slots) -> NDArray[np.float64]:
        """(S,) minutes for the round in each slot, no more than the seller is there.

        Raises ValueError where the shift knows another number of slots."""
        if len(self.minutes) != slots.count:
            raise ValueError(f"{self.seller} has {len(self.minutes)} slots, not {slots.count}")
        given = np.nan_to_num(np.asarray(self.minutes, dtype=np.float64), nan=0.0)
        return np.clip(given, 0.0, _there(self.starts, self.ends, slots))


def free(team: Sequence[Shift], slots: Slots) -> NDArray[np.float64]:
    """(K, S) minutes for the round of each shift in each slot."""
    return np.array([shift.free(slots) for shift in team]).reshape(len(team), slots.count)


def speaks(team: Sequence[Shift], languages: Sequence[str]) -> NDArray[np.bool_]:
    """(N, K) whether each seller speaks a client's language.

    A client whose language nobody knows, "", is anybody's.
    """
    known = {lang: [lang in shift.languages for shift in team] for lang in set(languages)}
    known[""] = [True] * len(team)
    shape = len(languages), len(team)
    return np.array([known[lang] for lang in languages], np.bool_).reshape(shape)


def _there(starts: int, ends: int, slots: Slots) -> NDArray[np.float64]:
    """(S,) minutes of each slot in which a shift runs."""
    spans = np.array([slots.span(slot) for slot in range(slots.count)], dtype=np.float64)
    shared = np.minimum(spans[:, 1], ends) - np.maximum(spans[:, 0], starts)
    return np.asarray(np.maximum(shared, 0.0))
