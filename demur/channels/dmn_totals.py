"""What the rules of a table come to together, case by case.

A policy's table cannot add up, but the cases of closed questions can be parted by what the rules
that fit them add up to, exactly: one row a total. The same parting finds the cases no rule fits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Literal

from demur.domain.policy.columns import Column
from demur.domain.policy.proof.boxes import row_of
from demur.domain.policy.proof.lines import Box
from demur.domain.policy.proof.sweep import Budget, Swept, Verdict, grid, sweep
from demur.domain.refusal import Lang

MAX_ROWS: Final = 500
_STEPS: Final = 100_000
_FREE: Final = "free"


def totals(
    columns: Sequence[Column], total: Callable[[int], str], lang: Lang
) -> tuple[tuple[tuple[str, ...], str], ...] | None:
    """Give rows that never overlap, each its cells and the total of the rules that fit there.

    `total` gets the rules as bits of an int. None past MAX_ROWS, or where no cell can say it.
    """

    def settle(alive: int, certain: int) -> str | Verdict:
        if not alive:
            return Verdict.DROPPED
        return total(alive) if alive == certain else Verdict.OPEN

    return _parted(columns, settle, lang)


def free(columns: Sequence[Column], lang: Lang) -> tuple[tuple[str, ...], ...] | None:
    """Give the cells of rows, never overlapping, that take in just the cases no rule fits.

    None past MAX_ROWS, or where no cell can say it.
    """

    def settle(alive: int, certain: int) -> Literal["free"] | Verdict:
        if certain:
            return Verdict.DROPPED
        return Verdict.OPEN if alive else _FREE

    found = _parted(columns, settle, lang)
    return None if found is None else tuple(cells for cells, _ in found)


def _parted(
    columns: Sequence[Column], settle: Callable[[int, int], str | Verdict], lang: Lang
) -> tuple[tuple[tuple[str, ...], str], ...] | None:
    swept = _swept(columns, settle)
    boxes = [(box, outcome) for outcome, leaf in swept.leaves.items() for box in leaf.boxes]
    whole = not swept.gave_up and all(leaf.whole for leaf in swept.leaves.values())
    if not whole or len(boxes) > MAX_ROWS:
        return None
    try:
        return tuple(
            (row_of(columns, box, lang), said) for box, said in sorted(boxes, key=_in_order)
        )
    except ValueError:
        return None


def _swept(columns: Sequence[Column], settle: Callable[[int, int], str | Verdict]) -> Swept[str]:
    """Part the cases; stop as soon as there are more outcomes than there may be rows."""
    alive = (1 << len(columns[0].tests)) - 1 if columns else 0
    budget, seen = Budget(_STEPS), set[str]()

    def settled(alive: int, certain: int) -> str | Verdict:
        outcome = settle(alive, certain)
        if isinstance(outcome, str):
            seen.add(outcome)
        if len(seen) > MAX_ROWS:
            budget.left = 0
        return outcome

    return sweep(grid(columns), settled, budget, alive=alive, boxes=MAX_ROWS)


def _in_order(parted: tuple[Box, str]) -> tuple[int, ...]:
    """Order rows as people would: by the first answer each takes in, column by column."""
    return tuple(codes & -codes for codes in parted[0])
