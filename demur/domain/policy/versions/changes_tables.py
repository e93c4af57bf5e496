"""Two versions of each table compared, and of the chain that leads to a step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from demur.domain.policy.names import QUESTION_KEYS, RESULT_KEYS, ResultKey
from demur.domain.policy.policy import Policy
from demur.domain.policy.proof.sweep import Budget
from demur.domain.policy.tables import Table
from demur.domain.policy.versions import notices
from demur.domain.policy.versions.chains import closure
from demur.domain.policy.versions.changes_found import MAX_BOXES, compare
from demur.domain.policy.versions.changes_told import Telling
from demur.domain.policy.versions.difference import Move, RowPair, TableChange
from demur.domain.policy.versions.joint import Asked, Joint, joined, paired
from demur.domain.policy.versions.lineup import Version
from demur.domain.policy.versions.meant import Meanings, kept, meanings, understood

MAX_STEPS: Final = 600_000
"""Of all sweeps of two documents together: some three seconds."""
MAX_TOLD: Final = MAX_BOXES
"""More sentences on one table nobody signs."""
Told = RowPair | Move | TableChange | str
"""What is found out about a table; a bare sentence says what could not be compared."""


def compared_tables(old: Policy, new: Policy) -> Iterator[Told]:
    """Compare the tables of two versions one by one, then the chain that leads to a step."""
    both = _Both(old, new)
    for letter in dict.fromkeys((*new.tables, *old.tables)):
        before, after = old.tables.get(letter), new.tables.get(letter)
        if before and after:
            yield from _one_table(both, before, after)
        else:
            yield TableChange(letter, notices.table(new.lang, letter, came=after is not None))
    yield from _steps(both)


# ---- what both versions ask and result in


class _Both:
    """Two versions with their questions and results paired."""

    def __init__(self, old: Policy, new: Policy) -> None:
        self.old, self.new, self.lang = old, new, new.lang
        self.translated = old.lang is not new.lang
        self.budget = Budget(MAX_STEPS)
        self.questions = paired(old.questions, new.questions, QUESTION_KEYS)

    def joints(self, old: Sequence[Table], new: Sequence[Table]) -> dict[str, Joint | None]:
        """Give the joint questions of tables by name; None where they can't be compared."""
        before, after = _asked_by(old), _asked_by(new)
        found: dict[str, Joint | None] = {}
        for one, other in self.questions:
            mine = self.old.questions[one] if one in before else None
            yours = self.new.questions[other] if other in after else None
            if mine or yours:
                joint = joined(mine, yours)
                lost = self.translated and (None in (one, other) or bool(joint and joint.grew))
                found[str(other or one)] = None if lost else joint
        return found

    def asked(self) -> tuple[dict[str, Asked], dict[str, Asked]]:
        """Give for each version all of its questions that the other has too, by its own names."""
        before: dict[str, Asked] = {}
        after: dict[str, Asked] = {}
        for one, other in self.questions:
            if one is not None and other is not None:
                joint = joined(self.old.questions[one], self.new.questions[other])
                if joint and joint.old and joint.new:
                    before[one], after[other] = joint.old, joint.new
        return before, after


def _asked_by(tables: Sequence[Table]) -> set[str]:
    return {question.name for table in tables for question in table.questions}


# ---- one table


def _one_table(both: _Both, old: Table, new: Table) -> Iterator[Told]:
    if _plainly_same(old, new):
        return
    if old.broken or new.broken:
        yield notices.broken(both.lang, new.letter)
        return
    if old.reading is not new.reading:
        yield TableChange(new.letter, notices.reading(both.lang, new.letter, old, new))
    yield from _columns_told(both, old, new)
    joints = both.joints([old], [new])
    strange = [name for name, joint in joints.items() if joint is None]
    if strange:
        yield notices.strange(both.lang, new.letter, strange)
        return
    yield from _differing(both, (old,), (new,), joints, chained=False)


def _plainly_same(old: Table, new: Table) -> bool:
    """Say whether two tables are written alike: most of them are, and nothing has to be swept."""
    one, other = (
        (
            table.broken,
            table.reading,
            table.results,
            [
                (column.question.name, column.question.domain, column.tests)
                for column in table.columns
            ],
            [(row.ref, row.results) for row in table.rows],
        )
        for table in (old, new)
    )
    return one == other and not old.broken


def _columns_told(both: _Both, old: Table, new: Table) -> Iterator[Told]:
    """Say which result columns came or went, and which cannot be compared."""
    for before, after in paired(old.results, new.results, RESULT_KEYS):
        if before is None or after is None:
            name = str(after or before)
            sentence = notices.result(both.lang, new.letter, name, came=after is not None)
            yield TableChange(new.letter, sentence)
    said = _meanings(both, old, new)
    for at, name in enumerate(said[1].names):
        if at not in _comparable(both, said):
            yield notices.not_compared(both.lang, new.letter, name)


def _meanings(both: _Both, old: Table, new: Table) -> tuple[Meanings, Meanings]:
    pairs = [
        (one, other)
        for one, other in paired(old.results, new.results, RESULT_KEYS)
        if one and other
    ]
    before, after = both.asked()
    return (
        meanings(old, tuple(str(one) for one, _ in pairs), before),
        meanings(new, tuple(str(other) for _, other in pairs), after),
    )


def _comparable(both: _Both, said: tuple[Meanings, Meanings]) -> list[int]:
    """Give the places of the results that can be compared: of a translation those understood."""
    places = range(len(said[1].names))
    if not both.translated:
        return list(places)
    return [
        at
        for at in places
        if all(all(understood([tuple(row[at] for row in each.rows)])) for each in said)
    ]


def _differing(
    both: _Both,
    old: tuple[Table, ...],
    new: tuple[Table, ...],
    joints: Mapping[str, Joint | None],
    *,
    chained: bool,
) -> Iterator[Told]:
    said = _meanings(both, old[-1], new[-1])
    said = kept(*said, _comparable(both, said))
    known = [joint for joint in joints.values() if joint]
    compared = compare(
        Version(both.old, old, _by_own_name(known, old=True), chained),
        Version(both.new, new, _by_own_name(known, old=False), chained),
        known,
        said,
        both.budget,
    )
    if compared is None:
        yield notices.gave_up(both.lang, new[-1].letter, "steps", MAX_STEPS)
        return
    telling = Telling(both.lang, compared, said)
    yield from telling.pairs(MAX_TOLD)
    if not chained:
        yield from telling.moves()
    many = sum(len(found.boxes) for found in compared.found) > MAX_TOLD
    limit = compared.limit or ("changes" if many else "")
    if limit:
        count = MAX_STEPS if limit == "steps" else MAX_TOLD
        yield notices.gave_up(both.lang, new[-1].letter, limit, count)


def _by_own_name(joints: Sequence[Joint], *, old: bool) -> dict[str, tuple[str, Asked]]:
    asked = [(joint.question.name, joint.old if old else joint.new) for joint in joints]
    return {each.question.name: (name, each) for name, each in asked if each}


# ---- the chain


def _steps(both: _Both) -> Iterator[Told]:
    """Compare the chain of the table of steps: who is weighed otherwise, and so treated otherwise.

    Where the two chains are not of the same tables, only the tables one by one are compared.
    """
    ends = [policy.result_table(ResultKey.STEP) for policy in (both.old, both.new)]
    if not ends[0] or not ends[1] or ends[0].letter != ends[1].letter:
        return
    old, new = closure(both.old, ends[0].letter), closure(both.new, ends[1].letter)
    if not old or not new or len(new) < 2:
        return
    if [t.letter for t in old] != [t.letter for t in new] or any(t.broken for t in (*old, *new)):
        return
    if all(_plainly_same(*pair) for pair in zip(old[:-1], new[:-1], strict=True)):
        return
    joints = both.joints(old, new)
    if None not in joints.values() and _same_chain(both, old, new):
        yield from _differing(both, old, new, joints, chained=True)


def _same_chain(both: _Both, old: tuple[Table, ...], new: tuple[Table, ...]) -> bool:
    """Say whether both versions have the same questions answered by the same tables, in order."""
    before, after = both.asked()
    one, other = (
        Version(policy, tables, {name: (name, each) for name, each in asked.items()}, chained=True)
        for policy, tables, asked in ((both.old, old, before), (both.new, new, after))
    )
    names = dict(both.questions)
    return [(names.get(own), t.letter) for own, t in one.fed.items()] == [
        (own, t.letter) for own, t in other.fed.items()
    ]
