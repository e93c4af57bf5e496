"""Cases that cannot happen, as rows beside those of a table, whatever else they ask about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

from demur.domain.policy.proof.lines import Grid, Line, bits
from demur.domain.policy.proof.sweep import Budget, Verdict, sweep


def together(beyond: Grid, barred: int, budget: Budget) -> list[int] | None:
    """Give the smallest sets of rows that take in whatever is answered to questions beyond.

    A case of the table cannot happen when all rows of such a set fit it: then no answer beyond it
    is left. None where the budget does not allow to find them.
    """
    alone = reduce(int.__and__, (line.everywhere for line in beyond), barred)
    sets = [1 << row for row in bits(alone)]
    others = barred ^ alone
    if not others or sweep(beyond, _untaken, budget, alive=others, enough=1).leaves:
        return sets
    found = _hitting(list(sweep(beyond, _taken, budget, alive=others).leaves), budget)
    return None if budget.left <= 0 or found is None else sets + found


def _untaken(alive: int, certain: int) -> bool | Verdict:
    if certain:
        return Verdict.DROPPED
    return Verdict.OPEN if alive else True


def _taken(alive: int, certain: int) -> int | Verdict:
    return alive if alive == certain else Verdict.OPEN


def _hitting(cases: list[int], budget: Budget) -> list[int] | None:
    """Give the smallest sets that have a row for each case (Berge, Hypergraphs, 1989, ch. 2)."""
    sets = [0]
    for rows in sorted(cases, key=int.bit_count):
        kept = [each for each in sets if each & rows]
        short = [each for each in sets if not each & rows]
        if not budget.spend(len(short) * rows.bit_count() * (1 + len(kept))):
            return None
        grown = [each | 1 << row for each in short for row in bits(rows)]
        sets = kept + [each for each in grown if not any(less & ~each == 0 for less in kept)]
    return sets


def joined(line: Line, sets: Sequence[int], place: int) -> Line:
    """Put in place of the rows from a place on one for each set: what all of them take in."""
    own = (1 << place) - 1

    def rows(fitting: int) -> int:
        met = (1 << at for at, each in enumerate(sets, place) if each & ~fitting == 0)
        return fitting & own | sum(met)

    return Line(tuple(replace(face, rows=rows(face.rows)) for face in line.faces), line.counted)
