"""Small random policies, and what is true of them by trying every combination of answers.

Nothing here knows how the product reads or compiles a cell: the texts are read by a reader of its
own, for the forms that are written here, and the answers are gone through one by one.
"""

from __future__ import annotations

import itertools
import random
import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

WAYS = {
    "unique": "exactly one row fits every case",
    "first": "read from the top, the first row that fits decides",
    "collect": "all rows that fit apply",
}
ANSWERS = ["amber", "blue", "cyan", "dun", "ecru"]
EPOCH = date(2026, 12, 1)
UNKNOWN = "unknown"
Answer = str | Fraction
Piece = str | tuple[Fraction, Fraction, bool, bool]
"""An answer by name, or a stretch: from, to, and whether each end is left out."""


@dataclass(frozen=True)
class Asked:
    """A question: a kind, its answers in order, and the unit in which a number is written."""

    name: str
    kind: str
    values: tuple[Answer, ...]
    unit: str = ""

    @cached_property
    def numbers(self) -> list[Fraction]:
        return [value for value in self.values if isinstance(value, Fraction)]

    @cached_property
    def has_unknown(self) -> bool:
        return UNKNOWN in self.values

    def written(self) -> str:
        """Write all its possible answers."""
        if not self.numbers:
            return ", ".join(map(str, self.values))
        low, high = self.show(self.numbers[0]), self.show(self.numbers[-1])
        unit = f" {self.unit}" if self.unit else ""
        return f"{low}–{high}{unit}" + (", or unknown" if self.has_unknown else "")

    def show(self, value: Fraction) -> str:
        """Write one value as a document does."""
        if self.kind == "date":
            return (EPOCH + timedelta(days=int(value))).isoformat()
        if self.kind == "time":
            return f"{9 + int(value) // 60:02}:{int(value) % 60:02}"
        return f"{float(value):.2f}" if self.kind == "decimal" else str(int(value))

    def value(self, text: str) -> Fraction:
        """Read one value, as it is written above."""
        if self.kind == "date":
            return Fraction((date.fromisoformat(text) - EPOCH).days)
        if self.kind == "time":
            hours, minutes = text.split(":")
            return Fraction((int(hours) - 9) * 60 + int(minutes))
        return Fraction(text)

    def read(self, text: str) -> tuple[bool, list[Piece], bool]:
        """Read a cell: is it negated, its pieces, and is *unknown* added to the whole."""
        if text == "any":
            return False, [*self._all()], self.has_unknown
        negated = text.startswith("not ")
        pieces = re.split(r" or (?!more)|, ", text.removeprefix("not "))
        added = bool(self.numbers) and UNKNOWN in pieces
        if self.numbers:
            pieces = [piece for piece in pieces if piece != UNKNOWN]
            return negated, [self._stretch(piece) for piece in pieces], added
        return negated, [*pieces], False

    def _all(self) -> list[Piece]:
        if not self.numbers:
            return [str(value) for value in self.values]
        return [(self.numbers[0], self.numbers[-1], False, False)]

    def _stretch(self, piece: str) -> Piece:
        piece = piece.replace(f" {self.unit}", "") if self.unit else piece
        low, high = self.numbers[0], self.numbers[-1]
        if found := re.fullmatch(r"([(\[])(.+)\.\.(.+)([)\]])", piece):
            ends = self.value(found[2]), self.value(found[3])
            return (*ends, found[1] == "(", found[4] == ")")
        opening, _, value = piece.rpartition(" ")
        if opening in {"up to", "over", "under"}:
            end = self.value(value)
            return (
                (end, high, True, False)
                if opening == "over"
                else (low, end, False, opening == "under")
            )
        if piece.endswith(" or more"):
            return self.value(piece.removesuffix(" or more")), high, False, False
        first, _, last = piece.partition("–")
        return self.value(first), self.value(last or first), False, False

    def takes_in(self, text: str, value: Answer) -> bool:
        """Say whether a cell takes in an answer."""
        negated, pieces, unknown = self.read(text)
        if self.numbers and value == UNKNOWN:
            return unknown
        return negated != any(_holds(piece, value) for piece in pieces)


def _holds(piece: Piece, value: Answer) -> bool:
    if isinstance(piece, str) or isinstance(value, str):
        return piece == value
    low, high, open_low, open_high = piece
    return (low < value if open_low else low <= value) and (
        value < high if open_high else value <= high
    )


@dataclass(frozen=True)
class World:
    """A policy of one table B, with what cannot happen by question, and what is true of it."""

    reading: str
    asked: tuple[Asked, ...]
    beyond: tuple[Asked, ...]
    rows: tuple[tuple[str, ...], ...]
    results: tuple[str, ...]
    impossible: tuple[dict[str, str], ...] = field(default=())

    def document(self) -> str:
        """Write the policy."""
        every = (*self.asked, *self.beyond)
        names = " | ".join(each.name for each in self.asked)
        return "\n".join(
            [
                "| Question | Possible answers |",
                "|---|---|",
                *(f"| {each.name} | {each.written()} |" for each in every),
                f"## Table B: {WAYS[self.reading]}",
                f"| No. | {names} | → Result |",
                "|---" * (len(self.asked) + 2) + "|",
                *(
                    f"| B{at} | {' | '.join(row)} | {result} |"
                    for at, (row, result) in enumerate(zip(self.rows, self.results, strict=True), 1)
                ),
                "## What cannot happen",
                "| Table | Case |",
                "|---|---|",
                *(
                    "| B | " + "; ".join(f"{name}: {cell}" for name, cell in case.items()) + " |"
                    for case in self.impossible
                ),
                "",
            ]
        )

    def _cases(self, cells: dict[str, str], asked: tuple[Asked, ...]) -> NDArray[np.bool_]:
        """Mark the combinations of answers that some cells take in, an axis a question."""
        marked: NDArray[np.bool_] = np.ones([1] * len(asked), bool)
        for axis, each in enumerate(asked):
            side = [each.takes_in(cells.get(each.name, "any"), value) for value in each.values]
            shape = [1] * len(asked)
            shape[axis] = len(side)
            marked = np.logical_and(marked, np.array(side).reshape(shape))
        return marked

    @cached_property
    def boxes(self) -> list[NDArray[np.bool_]]:
        """Give the cases of each row, those that cannot happen left out."""
        names = [each.name for each in self.asked]
        return [
            self._cases(dict(zip(names, row, strict=True)), self.asked) & self.possible
            for row in self.rows
        ]

    @cached_property
    def possible(self) -> NDArray[np.bool_]:
        every = (*self.asked, *self.beyond)
        barred = np.zeros([len(each.values) for each in every], bool)
        for case in self.impossible:
            barred |= self._cases(case, every)
        possible: NDArray[np.bool_] = (~barred).any(axis=tuple(range(len(self.asked), len(every))))
        return possible

    @cached_property
    def sharing(self) -> set[tuple[str, str]]:
        """Give the pairs of rows that share a case."""
        places = range(len(self.rows))
        return {
            (f"B{one + 1}", f"B{other + 1}")
            for one, other in itertools.combinations(places, 2)
            if (self.boxes[one] & self.boxes[other]).any()
        }

    @cached_property
    def unreached(self) -> set[str]:
        """Give the rows that are never the first to fit, those that nobody can meet left out."""
        left, unreached = self.possible.copy(), set()
        for at, box in enumerate(self.boxes, 1):
            if not (box & left).any():
                unreached.add(f"B{at}")
            left &= ~box
        return unreached - self.unmet

    @cached_property
    def unmet(self) -> set[str]:
        """Give the rows with a cell that takes in no answer."""
        return {
            f"B{at}"
            for at, row in enumerate(self.rows, 1)
            for asked, text in zip(self.asked, row, strict=True)
            if not any(asked.takes_in(text, value) for value in asked.values)
        }

    @cached_property
    def missing(self) -> int:
        """Count the cases no row fits; with decimals, the places looked at."""
        left = self.possible.copy()
        for box in self.boxes:
            left &= ~box
        return int(left.sum())

    @property
    def finite(self) -> bool:
        return all(each.kind != "decimal" for each in self.asked)


def world(rng: random.Random, reading: str | None = None) -> World:
    """Invent a policy."""
    asked = tuple(_asked(rng, f"Q{at}") for at in range(rng.randint(1, 4)))
    beyond = (_asked(rng, "Z", "list"),) if rng.random() < 0.2 else ()
    openness = rng.choice([0.1, 0.3, 0.5])
    rows = tuple(
        tuple(cell(rng, each, openness) for each in asked) for _ in range(rng.randint(1, 8))
    )
    results = tuple(rng.choice("xyz") for _ in rows)
    every = (*asked, *beyond)
    cases = rng.choice([0, 0, 0, 1, 2, 3])
    impossible = tuple(
        {each.name: cell(rng, each, 0.1) for each in rng.sample(every, rng.randint(1, len(every)))}
        for _ in range(cases)
    )
    way = reading or rng.choice(["unique", "unique", "first", "first", "collect"])
    return World(way, asked, beyond, rows, results, impossible)


def _asked(rng: random.Random, name: str, kind: str | None = None) -> Asked:
    kind = kind or rng.choice(
        ["list", "list", "yes/no", "whole", "whole", "decimal", "date", "time"]
    )
    unknown = (UNKNOWN,) if rng.random() < 0.3 else ()
    if kind == "yes/no":
        return Asked(name, kind, ("yes", "no", *unknown))
    if kind == "list":
        return Asked(name, kind, (*rng.sample(ANSWERS, rng.randint(2, 5)), *unknown))
    step = Fraction(1, 8) if kind == "decimal" else Fraction(1)
    low = rng.choice([0, 0, 0, 1, 3])
    count = 2 * rng.randint(1, 8) + 1 if kind == "decimal" else rng.randint(2, 9)
    values = [low + step * at for at in range(count)]
    return Asked(name, kind, (*values, *unknown), "days" if kind == "whole" else "")


def cell(rng: random.Random, asked: Asked, openness: float) -> str:
    """Write some cell of a question."""
    if rng.random() < openness:
        return "any"
    if not asked.numbers:
        return _of_a_list(rng, asked)
    pieces = [_of_a_range(rng, asked) for _ in range(rng.choice([1, 1, 1, 2]))]
    tail = [UNKNOWN] if asked.has_unknown and rng.random() < 0.3 else []
    if rng.random() < 0.15:
        return "not " + " or ".join([_between(rng, asked), *tail])
    # "1 or over 3" would be "1 or over", and a 3 after it.
    joined = [", "] if any(piece.startswith("over") for piece in pieces) else [" or ", ", "]
    return rng.choice(joined).join([*pieces, *tail])


def _of_a_list(rng: random.Random, asked: Asked) -> str:
    values = [str(value) for value in asked.values]
    some = rng.sample(values, rng.randint(1, max(1, len(values) - 1)))
    return rng.choice(["", "", "not "]) + rng.choice([" or ", ", "]).join(some)


def _of_a_range(rng: random.Random, asked: Asked) -> str:
    # Decimals are cut at quarters and tried at eighths: every stretch has a case of its own.
    value = asked.show(_cut(rng, asked))
    unit = f" {asked.unit}" if asked.unit and rng.random() < 0.5 else ""
    form = rng.choice(["{}", "up to {}", "over {}", "under {}", "{} or more", "", "", "s-feel"])
    if form == "s-feel":
        low, _, high = _between(rng, asked).partition("–")
        return rng.choice("([") + f"{low}..{high or low}" + rng.choice(")]")
    return form.format(value + unit) if form else _between(rng, asked)


def _between(rng: random.Random, asked: Asked) -> str:
    low, high = sorted([_cut(rng, asked), _cut(rng, asked)])
    return f"{asked.show(low)}–{asked.show(high)}"


def _cut(rng: random.Random, asked: Asked) -> Fraction:
    every = asked.numbers
    return rng.choice(every[::2] if asked.kind == "decimal" else every)
