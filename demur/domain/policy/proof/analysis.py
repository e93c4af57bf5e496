"""Exact proofs about each table: rows that disagree, cases no row fits, rows that never apply.

Nothing is sampled: every statement holds for all combinations of answers, *unknown* included, the
cases that cannot happen left out. What could not be proved within the limits is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from demur.domain.policy.findings import Code, Finding, Severity
from demur.domain.policy.margin import sentence
from demur.domain.policy.messages import say
from demur.domain.policy.policy import Policy
from demur.domain.policy.proof import boxes, mending
from demur.domain.policy.proof.ground import MET, Ground, ground_of
from demur.domain.policy.proof.lines import bits
from demur.domain.policy.proof.mending import Proposal
from demur.domain.policy.proof.sweep import Budget
from demur.domain.policy.tables import Reading, Row, Table
from demur.domain.refusal import Lang

MAX_STEPS: Final = 3_000_000
"""For a whole document: under 4 s of one core, measured on tables of 30 to 5,000 rows."""
MAX_CELLS: Final = 100_000
"""A table of so many cells, no two of them alike, takes all the steps to be read and compiled."""
_CELL: Final = 8
_DISTINCT: Final = 22
"""Steps that a cell takes to be read, and one that is unlike the others to be compiled."""
MAX_PAIRS: Final = 20_000
MAX_MERGES: Final = 20
_NAMED: Final = 4
"""Rows named in a sentence; of more, it says how many others there are."""
_OF_ROWS: Final = frozenset(
    {
        *(Code.UNREADABLE_CELL, Code.UNKNOWN_ANSWER, Code.UNIT, Code.ROW_LENGTH, Code.ROW_NUMBER),
        Code.RESULT_NOT_LISTED,
    }
)
"""What leaves a row unread or unfinished, but the others as they are."""


def analyse(policy: Policy, read: Sequence[Finding] = ()) -> tuple[Finding, ...]:
    """Give what is proved against a policy's tables; `read` are the findings of reading it.

    A table read in part is held only to what stays true whatever its missing rows say. Each table
    has its share of the steps, and what the tables before it left of theirs.
    """
    found: list[Finding] = []
    left = MAX_STEPS
    for behind, table in enumerate(policy.tables.values()):
        complete, cells = _soundness(table, read), len(table.rows) * len(table.columns)
        if cells > MAX_CELLS:
            found.append(_gave_up(table, "gave up cells", MAX_CELLS))
        elif complete is not None and table.columns:
            budget = Budget(left // (len(policy.tables) - behind))
            left -= budget.left
            if budget.spend(_cost(table)):
                found += _Proof(ground_of(policy, table, budget), complete).findings()
            if budget.left <= 0:
                found.append(_gave_up(table, "gave up steps", MAX_STEPS))
            left += max(budget.left, 0)
    return tuple(found)


def _cost(table: Table) -> int:
    """Say how many steps a table costs to be read and compiled."""
    distinct = sum(len(set(column.tests)) for column in table.columns)
    return _CELL * len(table.rows) * len(table.columns) + _DISTINCT * distinct


def _gave_up(table: Table, key: str, limit: int, severity: Severity = Severity.WARNING) -> Finding:
    message = sentence(table.lang, key, {"table": table.letter, "limit": limit})
    return Finding(Code.GAVE_UP, severity, table.line, message, table.letter)


def _soundness(table: Table, read: Sequence[Finding]) -> bool | None:
    """Say whether all rows were read, None where not even the others can be relied upon."""
    if not table.broken:
        return True
    faults = {f.code for f in read if f.table == table.letter and f.severity is Severity.FAULT}
    return False if faults and faults <= _OF_ROWS | {Code.NEVER_MATCHES} else None


@dataclass(frozen=True)
class _Proof:
    """What is proved of one table; `complete` says that none of its rows is missing."""

    ground: Ground
    complete: bool

    @property
    def table(self) -> Table:
        return self.ground.table

    def findings(self) -> Iterator[Finding]:
        """Give what matters for the way the table is read."""
        if self.table.reading is Reading.UNIQUE and self.ground.sure:
            yield from self._overlaps()
        if self.table.reading is Reading.FIRST:
            yield from self._unreachable()
        else:
            yield from self._impossible_rows()
        if self.table.reading is not Reading.COLLECT and self.complete and self.ground.sure:
            yield from self._gap()
        if self.complete:
            yield from self._mergeable()

    def _said(
        self,
        severity: Severity,
        code: Code,
        line: int,
        key: str,
        fields: Mapping[str, object],
        *rows: Row,
        example: Mapping[str, str] | None = None,
        missing: int | None = None,
        mend: str | None = None,
    ) -> Finding:
        """Write a finding about some rows."""
        table = self.table
        message = sentence(table.lang, key, {"table": table.letter, **fields})
        named = tuple(str(row.ref) for row in rows)
        return Finding(code, severity, line, message, table.letter, named, example, missing, mend)

    # ---- exactly one row fits

    def _overlaps(self) -> Iterator[Finding]:
        """Find all pairs of rows that share a case; every side meets, so the boxes do."""
        pairs = self._pairs()
        for one, other, example in islice(pairs, MAX_PAIRS):
            yield self._overlap(self.table.rows[one], self.table.rows[other], example)
        if next(pairs, None):
            yield _gave_up(self.table, "gave up pairs", MAX_PAIRS, Severity.FAULT)

    def _pairs(self) -> Iterator[tuple[int, int, Mapping[str, str]]]:
        ground = self.ground
        for one in range(len(self.table.rows)):
            after = ground.rows >> (one + 1) << (one + 1)
            barred = ground.meeting(one, ground.barred)
            for other in bits(ground.meeting(one, after)):
                example = self._shared_case(one, other, barred)
                if example is not None:
                    yield one, other, example

    def _shared_case(self, one: int, other: int, barred: int) -> Mapping[str, str] | None:
        if not barred or not self.ground.meeting(other, barred):
            shared = self.ground.case_of(one, other)
        else:
            found = self.ground.left_of(one, 0, 1 << other).leaves
            shared = found[MET].example if found else None
        return self.ground.caller(shared) if shared else None

    def _overlap(self, one: Row, other: Row, example: Mapping[str, str]) -> Finding:
        differing = [
            name for name in self.table.results if one.results[name] != other.results[name]
        ]
        key = "rows alike" if one.tests == other.tests else "rows overlap"
        fields: dict[str, object] = {"one": one.ref, "other": other.ref}
        code = Code.OVERLAP
        if differing:
            code, key, name = Code.CONTRADICTION, "rows disagree", differing[0]
            fields |= {"column": name, "this": one.results[name], "that": other.results[name]}
        return self._said(
            Severity.FAULT, code, other.line, key, fields, one, other, example=example
        )

    def _impossible_rows(self) -> Iterator[Finding]:
        """Find rows all of whose cases cannot happen."""
        for place, row in enumerate(self.table.rows):
            if not self._can_be(place):
                fields, code = {"row": row.ref}, Code.NEVER_MATCHES
                yield self._said(Severity.FAULT, code, row.line, "row impossible", fields, row)

    def _can_be(self, place: int) -> bool:
        """Say whether some of a row's cases can happen."""
        if not self.ground.meeting(place, self.ground.barred):
            return True
        found = self.ground.left_of(place, 0)
        return bool(found.leaves) or found.gave_up

    # ---- the first row that fits

    def _unreachable(self) -> Iterator[Finding]:
        """Find rows that never apply, but for those with a cell no answer fits: they are told."""
        for place, row in enumerate(self.table.rows):
            if self.ground.budget.left <= 0:
                return
            if any(test.never_matches for test in row.tests):
                continue
            earlier = self.ground.meeting(place, (1 << place) - 1)
            by = self._covering(place, earlier)
            if by is not None:
                yield self._unreached(place, by)

    def _covering(self, place: int, earlier: int) -> int | None:
        """Give rows that together take in all of a row's cases, None where some are left."""
        within = earlier
        for line in self.ground.lines:
            within = within and within & line.where(place)
        if within:
            return within & -within
        found = self.ground.left_of(place, earlier)
        if found.leaves or found.gave_up:
            return None
        return self._fewest(place, earlier)

    def _fewest(self, place: int, earlier: int) -> int:
        """Leave out, from the last up, each row without which the others still do."""
        if earlier.bit_count() > MAX_MERGES:
            return earlier
        for row in reversed(tuple(bits(earlier))):
            found = self.ground.left_of(place, earlier & ~(1 << row))
            if not found.leaves and not found.gave_up:
                earlier &= ~(1 << row)
        return earlier

    def _unreached(self, place: int, by: int) -> Finding:
        """Say that a row never applies, and which rows see to that."""
        can_be = self._can_be(place)
        row, count = self.table.rows[place], by.bit_count() if can_be else 0
        key = ("row impossible", "row covered", "row covered by several")[min(count, 2)]
        named = [str(self.table.rows[at].ref) for at in islice(bits(by), _NAMED)]
        text = ", ".join(named) + ("…" if count > _NAMED else "")
        case = self.ground.case_of(place) if can_be else None
        example = self.ground.caller(case) if case else None
        fields = {"row": row.ref, "by": text}
        return self._said(
            Severity.FAULT, Code.UNREACHABLE, row.line, key, fields, row, example=example
        )

    # ---- no row fits

    def _gap(self) -> Iterator[Finding]:
        gap = self.ground.gaps()
        if gap is None:
            return
        case = boxes.when(self.ground.columns, gap.found.boxes[0], self.table.lang)
        shown = "; ".join(f"{name}: {cell}" for name, cell in case.items())
        key = "cases missing" if gap.count is None else "cases missing counted"
        if gap.count == 1:
            key = "case missing"
        proposed = mending.rows_for(self.ground, gap.found, gap.count)
        found = self._said(
            Severity.FAULT,
            Code.GAP,
            self.table.line,
            key,
            {"case": shown, "missing": _grouped(gap.count)},
            example=self.ground.caller(gap.found.example),
            missing=gap.count,
            mend=proposed.text if proposed else None,
        )
        yield replace(found, remark=_remark(proposed, self.table.lang)) if proposed else found

    # ---- rows that could be one

    def _mergeable(self) -> Iterator[Finding]:
        for one, other, merged in islice(mending.mergers(self.ground), MAX_MERGES):
            key = "rows same" if merged is None else "rows mergeable"
            names = {"one": one.ref, "other": other.ref}
            yield self._said(
                Severity.NOTE, Code.MERGEABLE, other.line, key, names, one, other, mend=merged
            )


def _remark(proposed: Proposal, lang: Lang) -> str:
    """Say whose results the proposed rows copy, and that they leave a gap where they do."""
    key = "mend copies" if len(proposed.copied) <= _NAMED else "mend copies, of many"
    told = [say(lang, key, rows=", ".join(map(str, proposed.copied)))]
    if proposed.left != 0:
        key = "mend leaves" if proposed.left is None else "mend leaves counted"
        key = "mend leaves, of one" if len(proposed.rows) == 1 else key
        left = _grouped(proposed.left)
        told.append(say(lang, key, count=len(proposed.rows), left=left))
    return " ".join(told)


def _grouped(count: int | None) -> str:
    """Write a count with its thousands set off."""
    return f"{count or 0:,}".replace(",", "\u00a0")
