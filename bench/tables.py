"""Tables nobody wrote, of every kind a policy may hold: what proofs about tables are measured on.

A kind says how its questions are answered, how many of its cells are open, and whether its rows
were drawn at random or cut out of one whole, so that exactly one fits every case.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

UNIQUE: Final = "exactly one row fits every case"
FIRST: Final = "read from the top, the first row that fits decides"
_DAY: Final = date(2027, 1, 1)


def _number(at: int) -> str:
    return str(at)


def _decimal(at: int) -> str:
    return f"{at // 4}.{at % 4 * 25:02}"


def _date(at: int) -> str:
    return (_DAY + timedelta(at)).isoformat()


def _time(at: int) -> str:
    return f"{at // 60:02}:{at % 60:02}"


@dataclass(frozen=True)
class Asked:
    """A question: `count` places its cells can be cut at, named in a list or shown in a range."""

    count: int
    show: Callable[[int], str] | None = None
    unknown: bool = False

    @property
    def answers(self) -> str:
        """Write all its possible answers."""
        tail = ", or unknown" if self.unknown else ""
        if self.show:
            return f"{self.show(0)}–{self.show(self.count - 1)}{tail}"
        return "yes, no" if self.count == 2 else ", ".join(map(_named, range(self.count)))

    def drawn(self, rng: random.Random, negated: float) -> str:
        """Write a random cell that is not open."""
        no = "not " if rng.random() < negated else ""
        if self.show:
            low = rng.randrange(self.count - 1)
            high = min(self.count - 1, low + rng.randrange(1 + self.count // 4))
            tail = " or unknown" if self.unknown and rng.random() < 0.4 else ""
            return f"{no}{self.show(low)}–{self.show(high)}{tail}"
        some = rng.sample(range(self.count), rng.randint(1, max(1, self.count // 3)))
        return no + self.cell(sorted(some))

    def cell(self, places: Sequence[int]) -> str:
        """Write a cell that takes in some places; those of a range lie side by side."""
        if len(places) == self.count:
            return "any"
        if self.show:
            tail = " or unknown" if self.unknown and places[-1] == self.count - 1 else ""
            return f"{self.show(places[0])}–{self.show(places[-1])}{tail}"
        if self.count == 2:
            return ("yes", "no")[places[0]]
        return " or ".join(map(_named, places))


def _named(at: int) -> str:
    return f"{'abcdefghij'[at % 10]}{at}"


YES_NO: Final = Asked(2)
THREE, FIVE, THIRTY = Asked(3), Asked(5), Asked(30)
WHOLE: Final = Asked(1001, _number)
DECIMAL: Final = Asked(401, _decimal)
DATE: Final = Asked(365, _date)
TIME: Final = Asked(1440, _time)
MIXED: Final = (YES_NO, FIVE, WHOLE, TIME, THREE, DATE, THIRTY, WHOLE)


@dataclass(frozen=True)
class Kind:
    """What a table is made of; `whole` cuts its rows out of one, `slips` of them then mutated."""

    asked: tuple[Asked, ...]
    open: float = 0.5
    reading: str = UNIQUE
    rest: bool = False
    unknown: bool = False
    negated: float = 0.0
    whole: bool = False
    slips: int = 0

    def rows(self, rows: int, columns: int, rng: random.Random) -> list[list[str]]:
        """Give the cells of a table."""
        asked = self.questions(columns)
        made = cut(asked, rows, rng) if self.whole else self._drawn(asked, rows, rng)
        for _ in range(self.slips):
            column = rng.randrange(columns)
            rng.choice(made)[column] = asked[column].drawn(rng, self.negated)
        if self.rest:
            made[-1] = ["any"] * columns
        return made

    def questions(self, columns: int) -> list[Asked]:
        """Give the questions of so many columns, those of the kind over and over."""
        asked = (self.asked * columns)[:columns]
        return [replace(each, unknown=self.unknown and each.show is not None) for each in asked]

    def _drawn(self, asked: list[Asked], rows: int, rng: random.Random) -> list[list[str]]:
        return [
            ["any" if rng.random() < self.open else each.drawn(rng, self.negated) for each in asked]
            for _ in range(rows)
        ]


def cut(asked: Sequence[Asked], rows: int, rng: random.Random) -> list[list[str]]:
    """Cut all cases into rows: one is halved in one column until there are enough."""
    boxes = [[list(range(each.count)) for each in asked]]
    while len(boxes) < rows:
        box = boxes.pop(rng.randrange(len(boxes)))
        wide = [at for at, side in enumerate(box) if len(side) > 1]
        at = rng.choice(wide or [0])
        here = rng.randrange(1, max(2, len(box[at])))
        boxes += [[*box[:at], part, *box[at + 1 :]] for part in (box[at][:here], box[at][here:])]
        boxes = [each for each in boxes if all(each)]
    rng.shuffle(boxes)
    return [[each.cell(side) for each, side in zip(asked, box, strict=True)] for box in boxes]


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "yes or no": Kind((YES_NO,), 0.6),
        "short lists": Kind((THREE, FIVE), 0.5),
        "long lists": Kind((THIRTY,), 0.5),
        "whole numbers": Kind((WHOLE,), 0.5),
        "decimals": Kind((DECIMAL,), 0.5),
        "dates": Kind((DATE,), 0.5),
        "clock times": Kind((TIME,), 0.5),
        "mixed, .1 open": Kind(MIXED, 0.1),
        "mixed, .3 open": Kind(MIXED, 0.3),
        "mixed, .5 open": Kind(MIXED, 0.5),
        "mixed, .7 open": Kind(MIXED, 0.7),
        "mixed, .9 open": Kind(MIXED, 0.9),
        "mixed, unknown and not": Kind(MIXED, 0.4, unknown=True, negated=0.3),
        "lists and numbers": Kind((FIVE, FIVE, WHOLE), 0.3),
        "the last row takes the rest": Kind(MIXED, 0.5, FIRST, rest=True),
        "read from the top": Kind(MIXED, 0.5, FIRST),
        "read from the top, .7 open": Kind((FIVE, FIVE, WHOLE), 0.7, FIRST),
        "read from the top, yes or no": Kind((YES_NO,), 0.5, FIRST),
        "whole": Kind(MIXED, whole=True),
        "whole, with slips": Kind(MIXED, whole=True, slips=5),
        "whole, read from the top": Kind(MIXED, reading=FIRST, whole=True, slips=5),
        "whole, short lists": Kind((THREE, FIVE, YES_NO), whole=True, slips=5),
    }
)


def written(kind: Kind, rows: Sequence[Sequence[str]], result: str = "r{}") -> bytes:
    """Write rows as a document; `result` is what each comes to, by its number."""
    asked = list(enumerate(kind.questions(len(rows[0]))))
    lines = [
        "| Question | Possible answers |",
        "|---|---|",
        *(f"| Q{at} | {each.answers} |" for at, each in asked),
        f"## Table B: {kind.reading}",
        f"| No. | {' | '.join(f'Q{at}' for at, _ in asked)} | → Result |",
        "|---" * (len(asked) + 2) + "|",
        *(f"| B{at} | {' | '.join(row)} | {result.format(at)} |" for at, row in enumerate(rows, 1)),
    ]
    return "\n".join(lines).encode()
