"""Every case a set of rows can meet, without going through the cases one by one.

A row is a product of sides, one a column. The sweep goes column by column; answers that leave the
same rows alive are one branch, branches that come to the same end are one box, and what is left
to do depends on the column and the rows alive only, so that it is done once. (The geometric sweep
of Calvanese et al., BPM 2016 and Information Systems 78, 2018, with merging and memory.)

How to use it. Rows are bits of an int. Compile all the rows that matter into one list of columns
(`stacked`: several tables' rows one above the other, each block in bits of its own; "cannot
happen" cases as one more block), take `grid(columns)`, and give `sweep` a function
`settle(alive, certain)` that says what a case comes to:

- `alive` are the rows that every answer so far fits; `certain` are those of them that fit whatever
  the answers still to come; at the end the two are the same;
- return an outcome (anything hashable) as soon as all cases from here on come to it, `Verdict.OPEN`
  while they may differ, `Verdict.DROPPED` when they are of no interest (they cannot happen).

The result has one `Leaf` an outcome: boxes of the cases that come to it, an example. A gap:
`settle = lambda alive, certain: DROPPED if certain else "gap" if not alive else OPEN`. The old and
the new version side by side: `(first_of(alive & old, certain & old), first_of(alive & new, …))`,
OPEN while either is None, DROPPED when the outcomes are alike. How many cases some rows leave is
counted in `cover`, which is far quicker than to go through them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import islice
from types import MappingProxyType
from typing import Final, Generic, TypeVar

from demur.domain.policy.proof.lines import Box, Grid, Line, grid, in_order, stacked, within

__all__ = [
    "Box",
    "Budget",
    "Leaf",
    "Swept",
    "Verdict",
    "first_of",
    "grid",
    "stacked",
    "sweep",
    "within",
]

K = TypeVar("K", bound=Hashable)
MAX_BOXES: Final = 50
LONG: Final = 512
"""So many rows cost as much to compare as one step does by itself, measured."""


_JOIN: Final = 3
"""What putting a column's branches together costs beside the branches themselves, measured."""
_ROWS: Final = 8
"""So many rows alive are parted in the time of one step, measured."""


class Verdict(Enum):
    """What `settle` says when it does not name an outcome."""

    OPEN = "open"
    DROPPED = "dropped"


@dataclass(slots=True)
class Budget:
    """The steps that may still be taken; shared by all sweeps of one question asked.

    It counts work and not time, so that the same document gets the same answer on every machine.
    """

    left: int

    def spend(self, steps: int) -> bool:
        """Take steps off, and say whether there are any left."""
        self.left -= steps
        return self.left > 0


@dataclass(frozen=True, slots=True)
class Leaf(Generic[K]):
    """All cases that come to one outcome.

    `boxes`: disjoint, biggest merging first; all of them if `whole`, else the first few.
    """

    outcome: K
    boxes: tuple[Box, ...]
    whole: bool

    @property
    def example(self) -> tuple[int, ...]:
        """Give one case, a code a column (`answer` writes it)."""
        return tuple((codes & -codes).bit_length() - 1 for codes in self.boxes[0])


@dataclass(frozen=True, slots=True)
class Swept(Generic[K]):
    """What a sweep found; with `gave_up` it is true but not all."""

    leaves: Mapping[K, Leaf[K]]
    gave_up: bool


def first_of(alive: int, certain: int) -> int | None:
    """Give the row that decides where the first that fits does: its place, -1 none, None open."""
    first = alive & -alive
    return first.bit_length() - 1 if first & certain or not alive else None


# ---- the sweep


def sweep(
    lines: Grid,
    settle: Callable[[int, int], K | Verdict],
    budget: Budget,
    *,
    alive: int,
    inside: int | None = None,
    boxes: int = MAX_BOXES,
    enough: int | None = None,
    narrow: Callable[[int, int], int] | None = None,
    hopeless: Callable[[int, int], bool] | None = None,
    long: int = LONG,
) -> Swept[K]:
    """Find every outcome of the cases of a grid, by the rows `alive` at the start.

    `inside` names a row (its place; it has to be alive) whose cases alone are looked at: `certain`
    are then the rows that fit all of *its* cases still to come. Up to `boxes` (at least 1) are
    kept an outcome; the sweep stops as soon as one has `enough`. Give `alive` without rows that
    cannot matter: the memory is keyed by it, and `narrow(alive, certain)` may leave out those that
    matter no more on the way. `hopeless(at, alive)` may say that no case from a column on is of
    interest; columns are numbered as `in_order` puts them. `long` is of how many rows a step takes
    twice the time: more where `settle` takes longer.
    """
    order = in_order(lines)
    run = _Run([lines[at] for at in order], settle, budget, enough, inside, narrow, hopeless, long)
    found = run.begin(alive)
    gave_up = budget.left <= 0 and not run.done
    leaves = {
        outcome: Leaf(
            outcome,
            tuple(_reordered(box, order) for box in islice(run.parts.boxes_of(part), boxes)),
            run.parts.boxes[part] <= boxes and not gave_up and not run.done,
        )
        for outcome, part in found.items()
    }
    return Swept(MappingProxyType(leaves), gave_up)


def _reordered(box: Box, order: Sequence[int]) -> Box:
    places = {column: place for place, column in enumerate(order)}
    return tuple(box[places[column]] for column in range(len(order)))


_END: Final = 0
"""The number of the part after the last column: one case, one box of no columns."""


@dataclass(slots=True)
class _Parts:
    """Sets of cases from some column on, each kept once and known by its number.

    A part's edges are (codes of a column, the part of the columns after it), never two with the
    same part after it: what can be said in one box is not said in two.
    """

    edges: list[tuple[tuple[int, int], ...]] = field(default_factory=lambda: [()])
    boxes: list[int] = field(default_factory=lambda: [1])
    numbers: dict[tuple[tuple[int, int], ...], int] = field(default_factory=dict)

    def number(self, after: dict[int, int]) -> int:
        """Give the part with these codes by what comes after."""
        edges = tuple((codes, part) for part, codes in after.items())
        number = self.numbers.setdefault(edges, len(self.edges))
        if number == len(self.edges):
            self.edges.append(edges)
            self.boxes.append(sum(self.boxes[part] for part in after))
        return number

    def boxes_of(self, part: int) -> Iterator[Box]:
        """Give a part's boxes, one by one."""
        if part == _END:
            yield ()
        for codes, after in self.edges[part]:
            yield from ((codes, *box) for box in self.boxes_of(after))


@dataclass(slots=True)
class _Run(Generic[K]):
    """One sweep under way. Outcomes come with the number of their part."""

    lines: list[Line]
    settle: Callable[[int, int], K | Verdict]
    budget: Budget
    enough: int | None
    inside: int | None
    narrow: Callable[[int, int], int] | None
    hopeless: Callable[[int, int], bool] | None
    long: int
    done: bool = False
    memory: dict[tuple[int, int], Mapping[K, int]] = field(default_factory=dict)
    parts: _Parts = field(default_factory=_Parts)
    certain: list[int] = field(default_factory=list)
    tails: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Work out, from the last column back, which rows take in all that is still to come."""
        certain, tail = -1, _END
        self.certain, self.tails = [certain], [tail]
        for each in reversed(self.lines):
            certain &= each.everywhere if self.inside is None else each.where(self.inside)
            codes, _ = each.whole if self.inside is None else each.side(self.inside)
            tail = self.parts.number({tail: codes})
            self.certain.append(certain)
            self.tails.append(tail)
        self.certain.reverse()
        self.tails.reverse()

    def _looked_at(self, rows: int) -> bool:
        return self.inside is None or bool(rows >> self.inside & 1)

    def begin(self, alive: int) -> Mapping[K, int]:
        """Give what all cases come to, each outcome with its part."""
        verdict = self.settle(alive, alive & self.certain[0])
        if verdict is Verdict.OPEN:
            return self._solved(0, alive)
        return {} if isinstance(verdict, Verdict) else {verdict: self.tails[0]}

    def _solved(self, at: int, alive: int) -> Mapping[K, int]:
        """Give what the cases from a column on come to, where that is still open."""
        known = self.memory.get((at, alive))
        if known is None:
            known = self._joined(at, alive) if at < len(self.lines) else {}
            self.memory[at, alive] = known
        return known

    def _joined(self, at: int, alive: int) -> Mapping[K, int]:
        """Go through the answers of a column, and put together those that come to the same."""
        joined: dict[K, dict[int, int]] = {}
        certain, tail = self.certain[at + 1], self.tails[at + 1]
        for below, codes in self._branches(at, alive):
            if self.narrow is not None:
                below = self.narrow(below, below & certain)
            verdict = self.settle(below, below & certain)
            if verdict is Verdict.DROPPED or (self.hopeless and self.hopeless(at + 1, below)):
                continue
            found = self._solved(at + 1, below) if isinstance(verdict, Verdict) else {verdict: tail}
            for outcome, part in found.items():
                after = joined.setdefault(outcome, {})
                after[part] = after.get(part, 0) | codes
                self.done = self.done or self._are_enough(after)
        return {outcome: self.parts.number(after) for outcome, after in joined.items()}

    def _are_enough(self, parts: Iterable[int]) -> bool:
        return self.enough is not None and self.enough <= sum(
            map(self.parts.boxes.__getitem__, parts)
        )

    def _branches(self, at: int, alive: int) -> Iterator[tuple[int, int]]:
        """Give the answers of a column with the rows they leave alive, while the budget lasts."""
        always = alive & self.lines[at].everywhere
        step = 1 + alive.bit_length() // self.long
        if not self.budget.spend(_JOIN + step * self.lines[at].cost(alive ^ always) // _ROWS):
            return
        for rows, codes, _ in self.lines[at].branches(alive ^ always):
            below = always | rows
            if self.done or not self.budget.spend(step):
                return
            if self._looked_at(below):
                yield below, codes
