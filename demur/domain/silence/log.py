"""What a firm has seen of its silent clients: who they are, and how each call to them ended."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Whole = NDArray[np.signedinteger[Any]]
    Real = NDArray[np.floating[Any]]


class Outcome(IntEnum):
    """How a call ended, as far as the arithmetic goes; a firm's own names for it lie above this."""

    MISSED = 0
    LATER = 1
    NO = 2
    SALE = 3
    NEVER = 4
    VOICEMAIL = 5
    SECRETARY = 6
    WRONG_PERSON = 7


#: What numbers are kept as: narrower columns stay as they are given, as a long log is large.
WHOLE = (np.int64, np.int32, np.int16, np.int8)
REAL = (np.float64, np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Clients:
    """The firm's clients, one a place in every array.

    `segment` (N,) whole numbers from 0; `value` (N,) money a sale would bring; `born` (N,) the day
    the firm began to wait for them; `key` (N,) whether they are key clients; `allowed` (N, S) the
    slots of a day they may be called in; `features` (N, F) whatever else is known, or None. A value
    that is no number counts as nothing. Nothing is copied that is of such a kind already. Raises
    ValueError where the lengths do not agree.
    """

    segment: Whole
    value: Real
    born: Real
    key: NDArray[np.bool_]
    allowed: NDArray[np.bool_]
    features: Real | None = None

    def __post_init__(self) -> None:
        _keep(self, "segment", self.segment, *WHOLE)
        _keep(self, "value", self.value, *REAL)
        _keep(self, "born", self.born, *REAL)
        _keep(self, "key", self.key, np.bool_)
        _keep(self, "allowed", self.allowed, np.bool_)
        if self.features is not None:
            _keep(self, "features", self.features, *REAL)
        sane = (self.value >= 0.0) & (self.value < np.inf)
        if not sane.all():
            object.__setattr__(self, "value", np.where(sane, self.value, 0.0))
        _agree(self, ("segment", "value", "born", "key", "allowed"), len(self.segment))
        if self.allowed.ndim != 2:
            raise ValueError("allowed needs one row a client and one column a slot")
        shape = (len(self), -1) if self.features is None else self.features.shape
        if len(shape) != 2 or shape[0] != len(self):
            raise ValueError("features needs one row a client")

    def __len__(self) -> int:
        return len(self.segment)

    def some(self, whom: slice | NDArray[np.int64]) -> Clients:
        """Those at these places."""
        columns = (self.segment, self.value, self.born, self.key, self.allowed, self.features)
        return Clients(*(None if of is None else of[whom] for of in columns))  # type: ignore[arg-type]

    @property
    def slots(self) -> int:
        """How many slots a day has."""
        return int(self.allowed.shape[1])


@dataclass(frozen=True, slots=True, eq=False)
class Attempts:
    """A log of calls, in any order: whom (M,), on what day (M,), in which slot, how it ended."""

    client: Whole
    day: Real
    slot: Whole
    outcome: NDArray[np.int8]

    def __post_init__(self) -> None:
        _keep(self, "client", self.client, *WHOLE)
        _keep(self, "day", self.day, *REAL)
        _keep(self, "slot", self.slot, *WHOLE)
        _keep(self, "outcome", self.outcome, np.int8)
        _agree(self, ("client", "day", "slot", "outcome"), len(self.client))

    def __len__(self) -> int:
        return len(self.client)

    @staticmethod
    def none() -> Attempts:
        """No call at all."""
        return Attempts(*(np.empty(0) for _ in range(4)))  # type: ignore[arg-type]


def _keep(whose: object, name: str, given: ArrayLike, usual: type[Any], *others: type[Any]) -> None:
    """Keep a column as it is given, if it is of one of these kinds; else as the usual one."""
    found = np.asarray(given)
    kept = found if found.dtype in (usual, *others) else found.astype(usual)
    object.__setattr__(whose, name, kept)


def _agree(whose: object, names: tuple[str, ...], length: int) -> None:
    for name in names:
        if len(getattr(whose, name)) != length:
            raise ValueError(f"{name} has {len(getattr(whose, name))} places instead of {length}")
