"""Two versions of a table, or of a chain of tables, swept side by side for differing cases."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import count, islice, product
from typing import Final

from demur.domain.policy.cells import everything
from demur.domain.policy.columns import Column
from demur.domain.policy.proof.lines import bits
from demur.domain.policy.proof.sweep import LONG, Box, Budget, Verdict, grid, sweep, within
from demur.domain.policy.versions.chains import Chain
from demur.domain.policy.versions.covering import Cover, disjoint
from demur.domain.policy.versions.joint import Joint
from demur.domain.policy.versions.lineup import (
    MAX_COLUMNS,
    Lineup,
    Version,
    cost,
    line_up,
    narrowed,
)
from demur.domain.policy.versions.meant import SEVERAL, Meanings

ABSENT: Final = -1
"""In place of the rows that fit: the version does not list such an answer."""
MAX_BOXES: Final = 1_000
_SPARE: Final = 16
_LONG: Final = 4 * LONG
"""To say what two versions come to takes longer than to compare their rows, measured."""

Came = tuple[int, tuple[int, ...]]
"""What one version comes to: the rows of the table asked, and the codes of derived answers."""


@dataclass(frozen=True, slots=True)
class Found:
    """Cases that two versions decide differently: what each comes to, and which cases.

    Both are as few boxes as will do, the heaviest first: `boxes` are exact, `told` may hold cases
    that cannot happen.
    """

    before: Came
    after: Came
    boxes: tuple[Box, ...]
    told: tuple[Box, ...]


@dataclass(frozen=True)
class Compared:
    """All that differs: `moved` are pairs of rows (bits of the tables) with the same results.

    `limit` names what a limit was reached of, steps or changes: then `found` is true, and not all.
    """

    cover: Cover
    chains: tuple[Chain, ...]
    found: tuple[Found, ...]
    moved: frozenset[tuple[int, int]]
    limit: str = ""


def compare(
    old: Version,
    new: Version,
    joints: Sequence[Joint],
    meanings: tuple[Meanings, Meanings],
    budget: Budget,
) -> Compared | None:
    """Find every case that two versions decide differently by the last of their tables.

    In a chain only those cases count whose derived answers differ too: who is weighed otherwise,
    and so treated otherwise. None where the budget, or what a sweep can hold, does not allow it.
    """
    if len(joints) > MAX_COLUMNS or not budget.spend(cost((*old.tables, *new.tables))):
        return None
    lineup = line_up((old, new), joints)
    twins, news = _news((old, new), joints, lineup, meanings)
    weigh = _Weighing(lineup, meanings, news)
    rows = lineup.start if any(lineup.lists) else news
    box = narrowed(lineup.columns, rows)
    alive = _meeting(lineup.columns, box, lineup.start)
    lines = within(grid(lineup.columns), box)
    swept = sweep(
        lines,
        weigh.settle,
        budget,
        alive=alive,
        boxes=MAX_BOXES,
        narrow=weigh.narrow,
        long=_LONG,
    )
    cover = Cover(lineup.columns, tuple(_spare(lineup)))
    in_both = Cover(lineup.columns, tuple(_of_one_only(lineup))) if any(lineup.lists) else cover
    found = tuple(
        Found(
            before,
            after,
            *(cover if ABSENT in (before[0], after[0]) else in_both).fitted(leaf.boxes),
        )
        for (before, after), leaf in swept.leaves.items()
    )
    limit = "steps" if swept.gave_up else ""
    if not all(leaf.whole for leaf in swept.leaves.values()):
        limit = limit or "changes"
    moved = frozenset({*twins, *weigh.moved})
    return Compared(cover, lineup.chains, found, moved, limit)


def _meeting(columns: Sequence[Column], box: Box, rows: int) -> int:
    """Leave of some rows those that take in a case of a box."""
    for column, codes in zip(columns, box, strict=True):
        met = 0
        for code, fit in enumerate(column.rows):
            met |= fit if codes >> code & 1 else 0
        rows &= met
    return rows


def _spare(lineup: Lineup) -> list[Box]:
    """Give cases that both versions call impossible, in disjoint boxes: the first few of them.

    Not where it hangs on what another table answers, nor where a list grew: there a version has
    no say in cases that it does not know.
    """
    if any(lineup.lists):
        return []
    derived = [each.column for chain in lineup.chains for each in chain.derived]
    sides = [
        [
            narrowed(lineup.columns, 1 << row)
            for row in islice(bits(rows), _SPARE)
            if all(column.unsaid[1] >> row & 1 for column in derived)
        ]
        for rows in lineup.impossible
    ]
    shared = (
        tuple(a & b for a, b in zip(one, other, strict=True)) for one, other in product(*sides)
    )
    return disjoint(islice((box for box in dict.fromkeys(shared) if all(box)), _SPARE))


def _of_one_only(lineup: Lineup) -> list[Box]:
    """Give the cases that only one version knows, as a list grew or shrank; in disjoint boxes.

    Who is treated otherwise is in both: nobody needs to read that they are not of the new kind.
    """
    lists = sum(lineup.lists)
    full = [(1 << column.count) - 1 for column in lineup.columns]
    boxes = []
    for at, column in enumerate(lineup.columns):
        strange = sum(1 << code for code, fit in enumerate(column.rows) if fit & lists != lists)
        if strange:
            boxes.append((*full[:at], strange, *full[at + 1 :]))
    return disjoint(boxes)


# ---- the outcome of a case


class _Weighing:
    """Says what two versions come to, as far as the answers so far settle it."""

    def __init__(self, lineup: Lineup, meanings: tuple[Meanings, Meanings], news: int) -> None:
        self._lineup, self._meanings, self._news = lineup, meanings, news
        self._chained = any(len(chain.seats) > 1 for chain in lineup.chains)
        self._one_fits = [chain.seats[0].rows for chain in lineup.chains if chain.is_one_to_fit]
        self._lists = sum(lineup.lists)
        self._barred = lineup.impossible[0] | lineup.impossible[1]
        self._same: dict[tuple[int, int], bool] = {}
        self.moved: set[tuple[int, int]] = set()

    def settle(self, alive: int, certain: int) -> tuple[Came, Came] | Verdict:
        """Name what the versions come to where it differs."""
        if not alive & self._news and alive & self._lists == self._lists:
            return Verdict.DROPPED
        if self._is_several(certain):
            return Verdict.DROPPED
        before, after = self._came(0, alive, certain), self._came(1, alive, certain)
        if before is None or after is None:
            return Verdict.OPEN
        happens = self._happens(before, after, alive, certain)
        if happens is None:
            return Verdict.OPEN
        if not happens or self._alike(before, after):
            return Verdict.DROPPED
        return before, after

    def _is_several(self, certain: int) -> bool:
        """Say whether by both versions several rows fit where one should, so that none decides.

        Which rows these are is of no account, so that nobody need find out.
        """
        if len(self._one_fits) < len(self._lineup.chains) or certain & self._lists != self._lists:
            return False
        sure = (certain & rows for rows in self._one_fits)
        return all(rows & (rows - 1) for rows in sure)

    def narrow(self, alive: int, certain: int) -> int:
        """Leave out the rows that can't decide any more, in either version."""
        for chain in self._lineup.chains:
            alive = chain.narrow(alive, certain)
        return alive

    def _came(self, at: int, alive: int, certain: int) -> Came | None:
        listed = self._lineup.lists[at]
        if listed and not certain & listed:
            return None if alive & listed else (ABSENT, ())
        outcome = self._lineup.chains[at].outcome(alive, certain)
        return outcome and (outcome[0][-1], outcome[1])

    def _happens(self, before: Came, after: Came, alive: int, certain: int) -> bool | None:
        """Say whether at least one version takes the cases for possible; None while open."""
        if not alive & self._barred:
            return True
        states = [
            self._lineup.cannot_happen(at, came[1], alive, certain)
            for at, came in enumerate((before, after))
            if came[0] != ABSENT
        ]
        if False in states:
            return True
        return None if None in states else False

    def _alike(self, before: Came, after: Came) -> bool:
        if self._chained and (before[1] == after[1] or ABSENT in (before[0], after[0])):
            return True
        pair = (before[0], after[0])
        if ABSENT in pair and 0 in pair:
            return True  # a case that came or went, and that no row decides
        if pair not in self._same:
            one, other = (m.of(fits) for m, fits in zip(self._meanings, pair, strict=True))
            self._same[pair] = one == other
            if one == other != SEVERAL and min(pair) > 0:
                self.moved.add(pair)
        return self._same[pair]


# ---- rows with and without a twin


def _news(
    versions: tuple[Version, Version],
    joints: Sequence[Joint],
    lineup: Lineup,
    meanings: tuple[Meanings, Meanings],
) -> tuple[set[tuple[int, int]], int]:
    """Pair the rows of the tables asked that have a twin, and give the bits of all without one.

    A twin takes in the same cases, says the same and stands in the same order: where only twins
    are in play both versions come to the same. A table read in another way has no twins. In a
    chain only the earlier tables' rows are of interest.
    """
    twins: set[tuple[int, int]] = set()
    news = 0
    if _unlike(*lineup.chains):
        return twins, lineup.start
    seats = list(zip(lineup.chains[0].seats, lineup.chains[1].seats, strict=True))
    for place, (before, after) in enumerate(seats):
        last = place == len(seats) - 1
        prints = [
            _fingerprints(version, lineup.chains[at], place, joints, meanings[at] if last else None)
            for at, version in enumerate(versions)
        ]
        same_way = before.table.reading is after.table.reading
        pairs = list(_paired(*prints)) if same_way else []
        if last:
            twins = {(1 << mine, 1 << yours) for mine, yours in pairs}
        if not last or len(seats) == 1:
            taken = sum(
                1 << before.first + mine | 1 << after.first + yours for mine, yours in pairs
            )
            news |= (before.rows | after.rows) & ~taken
    return twins, news


def _unlike(old: Chain, new: Chain) -> bool:
    """Say whether two chains are of other tables, or answer other questions by them."""
    one, other = (
        ([seat.table.letter for seat in chain.seats], [each.feeder for each in chain.derived])
        for chain in (old, new)
    )
    return one != other


def _fingerprints(
    version: Version, chain: Chain, place: int, joints: Sequence[Joint], said: Meanings | None
) -> list[Hashable]:
    """Give for each row what it takes in and what it says."""
    table = chain.seats[place].table
    full = {joint.question.name: everything(joint.question.domain) for joint in joints}
    tests = version.tests(table)
    codes = [derived.codes for derived in chain.derived if derived.feeder == place]
    return [
        (
            frozenset((name, at[row]) for name, at in tests.items() if at[row] != full[name]),
            tuple(each[row] for each in codes),
            said.rows[row] if said else (),
        )
        for row in range(len(table.rows))
    ]


def _paired(one: list[Hashable], other: list[Hashable]) -> Iterator[tuple[int, int]]:
    """Pair equal rows so that the pairs stand in the same order in both versions."""
    matcher = SequenceMatcher(None, _numbered(one), _numbered(other), autojunk=False)
    for mine, yours, size in matcher.get_matching_blocks():
        yield from ((mine + at, yours + at) for at in range(size))


def _numbered(rows: list[Hashable]) -> list[tuple[Hashable, int]]:
    """Tell equal rows of one table apart, so that matching thousands of them stays quick."""
    seen: dict[Hashable, count[int]] = {}
    return [(row, next(seen.setdefault(row, count()))) for row in rows]
