"""Cases that differ, said in few and short boxes.

Greedy: of the largest boxes that the cases leave room for, the largest is taken, then the next of
what is left. Boxes that may overlap were measured to save nothing: on 885 pairs of rows, from one
changed cell each, the fewest disjoint boxes were as few as the fewest of any kind. So no case is
told twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Final

from demur.domain.policy.columns import Column
from demur.domain.policy.domains import Listed
from demur.domain.policy.proof.lines import Box, answer_counts, finite

MOST_FITTED: Final = 6
"""Of more boxes nobody reads them all: they are only joined."""
_FEW: Final = 3
"""Two boxes that cannot be joined are two, however they are cut."""
_BEGUN: Final = 4
"""So many boxes, the heaviest, are tried as the beginning of the next one."""


@dataclass(frozen=True)
class Cover:
    """Says a set of cases in few boxes over some columns; `spare` cannot happen, so may be in any.

    The boxes of `spare` are disjoint, and hold none of the cases to be said.
    """

    columns: Sequence[Column]
    spare: Sequence[Box] = ()
    _weights: dict[tuple[int, int], int] = field(default_factory=dict)

    def fitted(self, boxes: Sequence[Box]) -> tuple[tuple[Box, ...], tuple[Box, ...]]:
        """Say disjoint boxes in few, the heaviest first: exactly, then with what is spare."""
        exact = merged(boxes)
        if _FEW <= len(exact) <= MOST_FITTED:
            exact = min(self._greedy(exact, ()), exact, key=self._words)
        exact.sort(key=self.weight, reverse=True)
        spare = [box for box in self.spare if any(_near(box, each) for each in exact)]
        if not spare or len(exact) > MOST_FITTED:
            return tuple(exact), tuple(exact)
        plain = [self._plain(box, exact) for box in self._greedy(exact, spare)]
        short = min(plain, exact, key=self._words)
        return tuple(exact), tuple(self._heaviest_first(short, exact))

    def cases(self, boxes: Iterable[Box]) -> int | None:
        """Count the cases of disjoint boxes; None where a column is not finite."""
        return sum(map(self.weight, boxes)) if all(map(finite, self.columns)) else None

    def weight(self, box: Box) -> int:
        """Say how many cases lie in a box; a stretch of decimals counts as one."""
        return prod(self._side(at, codes) for at, codes in enumerate(box))

    def _side(self, at: int, codes: int) -> int:
        known = self._weights.get((at, codes))
        if known is None:
            counts = answer_counts(self.columns[at])
            known = sum(count for code, count in enumerate(counts) if codes >> code & 1)
            self._weights[at, codes] = known
        return known

    def _words(self, boxes: Sequence[Box]) -> int:
        """Say how much there is to read: a box, and each answer or stretch named in it."""
        sides = (side for box in boxes for side in zip(self.columns, box, strict=True))
        return len(boxes) + sum(length(column, codes) for column, codes in sides)

    def _heaviest_first(self, found: list[Box], boxes: Sequence[Box]) -> list[Box]:
        if not found[1:]:
            return found
        weights = {box: sum(map(self.weight, told_of(box, boxes))) for box in found}
        return sorted(found, key=lambda box: -weights[box])

    # ---- fewer

    def _greedy(self, boxes: Sequence[Box], spare: Sequence[Box]) -> list[Box]:
        left, found = list(boxes), []
        while left:
            room = [*left, *spare]
            heavy = sorted(left, key=self.weight)[-_BEGUN:]
            begun = [*heavy, *(self._core(box, room) for box in heavy)]
            grown = {self._grown(box, room, turns) for box in begun for turns in self._turns}
            best = max(grown, key=lambda box: (self._inside(box, left), box))
            found.append(best)
            left = merged([rest for box in left for rest in without(box, best)])
        return found

    def _core(self, box: Box, room: Sequence[Box]) -> Box:
        """Give the heaviest part of a box that lies between all the edges there are."""
        return tuple(
            max(
                (face for face in _faces([each[at] for each in (box, *room)]) if face & codes),
                key=lambda face: (self._side(at, face), face),
            )
            for at, codes in enumerate(box)
        )

    @property
    def _turns(self) -> tuple[range, range]:
        return range(len(self.columns)), range(len(self.columns) - 1, -1, -1)

    def _inside(self, box: Box, boxes: Sequence[Box]) -> int:
        return sum(map(self.weight, told_of(box, boxes)))

    def _grown(self, box: Box, room: Sequence[Box], turns: Iterable[int]) -> Box:
        """Widen a box as far as disjoint boxes leave room for it, one column after the other."""
        for at in turns:
            beside = ((each[at], self._beside(box, each, at)) for each in room)
            met = [(codes, weight) for codes, weight in beside if weight]
            wanted = self._beside(box, box, at)
            codes = sum(
                face
                for face in _faces([codes for codes, _ in met])
                if sum(weight for codes, weight in met if codes & face) == wanted
            )
            box = (*box[:at], codes, *box[at + 1 :])
        return box

    def _beside(self, one: Box, other: Box, at: int) -> int:
        """Weigh what two boxes share, one column left out."""
        sides = enumerate(zip(one, other, strict=True))
        return prod(self._side(place, a & b) for place, (a, b) in sides if place != at)

    # ---- shorter

    def _plain(self, box: Box, boxes: Sequence[Box]) -> Box:
        """Leave out of each side the answers that were only spare, where that is shorter."""
        sides = list(box)
        for at, column in enumerate(self.columns):
            told = told_of(tuple(sides), boxes)
            needed = 0
            for each in told:
                needed |= each[at]
            sides[at] = min(needed, sides[at], key=lambda codes: length(column, codes))
        return tuple(sides)


def length(column: Column, codes: int) -> int:
    """Say how long a cell of these answers is, in answers or stretches named; 0: any."""
    real = [bool(codes >> code & 1) for code in range(column.count) if column.real[code]]
    if isinstance(column.question.domain, Listed):
        named = sum(real)
        return min(named, len(real) - named + 1) if named < len(real) else 0
    if all(real):
        return 0
    unknown = column.question.domain.unknown is not None and real.pop()
    begun = zip([False, *real], real, strict=False)
    return unknown + sum(one and not before for before, one in begun)


def merged(boxes: Iterable[Box]) -> list[Box]:
    """Join disjoint boxes that differ in one column only, until none is left to join."""
    joined, count = list(boxes), 0
    while len(joined) != count:
        count = len(joined)
        for at in range(len(joined[0]) if joined else 0):
            rests: dict[Box, int] = {}
            for box in joined:
                rest = box[:at] + box[at + 1 :]
                rests[rest] = rests.get(rest, 0) | box[at]
            joined = [(*rest[:at], codes, *rest[at:]) for rest, codes in rests.items()]
    return joined


def told_of(box: Box, boxes: Iterable[Box]) -> list[Box]:
    """Give what a box holds of disjoint boxes."""
    return [shared for each in boxes if all(shared := _shared(box, each))]


def without(box: Box, other: Box) -> Iterator[Box]:
    """Give what a box holds beside another one, in disjoint boxes."""
    shared = _shared(box, other)
    if not all(shared):
        yield box
        return
    for at, codes in enumerate(box):
        left = codes & ~other[at]
        if left:
            yield (*shared[:at], left, *box[at + 1 :])


def disjoint(boxes: Iterable[Box]) -> list[Box]:
    """Cut boxes so that none shares a case with another."""
    found: list[Box] = []
    for box in boxes:
        pieces = [box]
        for other in found:
            pieces = [piece for each in pieces for piece in without(each, other)]
        found += pieces
    return found


def _shared(one: Box, other: Box) -> Box:
    return tuple(a & b for a, b in zip(one, other, strict=True))


def _near(one: Box, other: Box) -> bool:
    """Say whether two boxes could stand in one: they meet in all columns but one at most."""
    return sum(not side for side in _shared(one, other)) <= 1


def _faces(sides: Sequence[int]) -> Iterator[int]:
    """Part answers by which of some sides hold them."""
    every = 0
    for side in sides:
        every |= side
    parts = [every]
    for side in set(sides):
        parts = [part for each in parts for part in (each & side, each & ~side) if part]
    yield from parts
