"""What many rows take in of one column, as arrays: to see at once what each shares with another.

A row that takes in neighbouring faces is known by the first of them and by where they end; where
some row of a column takes in others, all of them are sets of faces, a bit a face.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Final, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from demur.domain.policy.proof.lines import Line

Places = NDArray[np.intp]
Flags = NDArray[np.bool_]
Numbers = NDArray[Any]
"""Whole numbers: of 64 bits where all of a column's answers can be counted so, else of any size."""

EXACT: Final = 1 << 62
_WORD: Final = 64


class Sides(Protocol):
    """What N rows, or N meetings of rows, take in of one column."""

    @property
    def width(self) -> int:
        """Say how many numbers each of them is."""

    def __len__(self) -> int:
        """Say how many they are."""

    def at(self, places: Places | Flags) -> Self:
        """Choose some of them."""

    def shared(self, other: Self) -> Self:
        """Give what each shares with the other's at the same place."""

    def some(self) -> Flags:
        """Say which take in any answer."""

    def inside(self, other: Self) -> Flags:
        """Say which take in nothing but what the other's at the same place does."""

    def answers(self) -> Numbers:
        """Count the answers of each; it takes in some."""


@dataclass(frozen=True, slots=True)
class _Stretches:
    """From the face `low` on, up to `high`, left out; `counts` are the answers before each face."""

    low: NDArray[np.int32]
    high: NDArray[np.int32]
    counts: Numbers

    @property
    def width(self) -> int:
        return 1

    def __len__(self) -> int:
        return len(self.low)

    def at(self, places: Places | Flags) -> _Stretches:
        return _Stretches(self.low[places], self.high[places], self.counts)

    def shared(self, other: _Stretches) -> _Stretches:
        low, high = np.maximum(self.low, other.low), np.minimum(self.high, other.high)
        return _Stretches(low, high, self.counts)

    def some(self) -> Flags:
        return self.low < self.high

    def inside(self, other: _Stretches) -> Flags:
        return (other.low <= self.low) & (self.high <= other.high)

    def answers(self) -> Numbers:
        counted: Numbers = self.counts[self.high] - self.counts[self.low]
        return counted


@dataclass(frozen=True, slots=True)
class _Sets:
    """Any faces, a bit a face; `planes` are those whose count of answers has a binary digit."""

    words: tuple[NDArray[np.uint64], ...]
    planes: tuple[tuple[int, tuple[np.uint64, ...]], ...]
    kind: type

    @property
    def width(self) -> int:
        return len(self.words)

    def __len__(self) -> int:
        return len(self.words[0])

    def at(self, places: Places | Flags) -> _Sets:
        return self._of(tuple(word[places] for word in self.words))

    def shared(self, other: _Sets) -> _Sets:
        return self._of(tuple(map(np.bitwise_and, self.words, other.words)))

    def some(self) -> Flags:
        taken: Flags = reduce(np.bitwise_or, self.words) != 0
        return taken

    def inside(self, other: _Sets) -> Flags:
        beyond = (one & ~two for one, two in zip(self.words, other.words, strict=True))
        inside: Flags = reduce(np.bitwise_or, beyond) == 0
        return inside

    def answers(self) -> Numbers:
        counted: Numbers = np.zeros(len(self.words[0]), self.kind)
        for digit, faces in self.planes:
            for word, mask in zip(self.words, faces, strict=True):
                if mask:
                    counted += np.bitwise_count(word & mask).astype(self.kind) * (1 << digit)
        return counted

    def _of(self, words: tuple[NDArray[np.uint64], ...]) -> _Sets:
        return _Sets(words, self.planes, self.kind)


def sides(line: Line, rows: int) -> Sides:
    """Give what the rows up to a place take in of a column."""
    runs, kind = [line.runs(row) for row in range(rows)], _kind(line)
    if max(map(len, runs), default=0) <= 1:
        ends = np.array([each[0] if each else (0, 0) for each in runs], np.int32).reshape(-1, 2)
        return _Stretches(ends[:, 0].copy(), ends[:, 1].copy(), np.array(line.counts, kind))
    width = -(-len(line.faces) // _WORD)
    planes = ((at, _words([faces], width)[:, 0]) for at, faces in line.planes)
    return _Sets(
        tuple(_words([line.stretch(row) for row in range(rows)], width)),
        tuple((at, tuple(words)) for at, words in planes),
        kind,
    )


def _kind(line: Line) -> type:
    """Give the kind of number that all of a column's answers can be counted in."""
    return np.int64 if line.whole[1] < EXACT else object


def _words(masks: Sequence[int], width: int) -> NDArray[np.uint64]:
    """Write masks as words, shape (width, N)."""
    octets = b"".join(mask.to_bytes(_WORD // 8 * width, "little") for mask in masks)
    return np.frombuffer(octets, "<u8").reshape(len(masks), width).T.astype(np.uint64)
