"""Two versions of each table compared, and of the chain that leads to a step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from demur.domain.policy.names import ResultKey
from demur.domain.policy.tables import Table
from demur.domain.policy.versions import notices
from demur.domain.policy.versions.both import Both
from demur.domain.policy.versions.chains import closure, feeders_of
from demur.domain.policy.versions.changes_found import MAX_BOXES, compare
from demur.domain.policy.versions.changes_told import Telling
from demur.domain.policy.versions.difference import Move, RowPair, TableChange
from demur.domain.policy.versions.joint import Asked, Joint
from demur.domain.policy.versions.lineup import Version
from demur.domain.policy.versions.result_columns import Columns

MAX_TOLD: Final = MAX_BOXES
"""More sentences on one table nobody signs."""
Told = RowPair | Move | TableChange | str
"""What is found out about a table; a bare sentence says what could not be compared."""


def compared_tables(both: Both) -> Iterator[Told]:
    """Compare the tables of two versions one by one, then the chain that leads to a step."""
    old, new = both.old, both.new
    for letter in dict.fromkeys((*new.tables, *old.tables)):
        before, after = old.tables.get(letter), new.tables.get(letter)
        if before and after:
            yield from _one_table(both, before, after)
        else:
            yield TableChange(letter, notices.table(new.lang, letter, came=after is not None))
    yield from _steps(both)


# ---- one table


def _one_table(both: Both, old: Table, new: Table) -> Iterator[Told]:
    if _plainly_same(old, new):
        return
    if old.broken or new.broken:
        yield notices.broken(both.lang, new.letter)
        return
    if old.reading is not new.reading:
        yield TableChange(new.letter, notices.reading(both.lang, new.letter, old, new))
    columns = Columns(both, old, new)
    yield from columns.told()
    joints = both.joints([old], [new])
    strange = [name for name, joint in joints.items() if joint is None]
    if strange:
        yield notices.strange(both.lang, new.letter, strange)
        return
    yield from _differing(both, (old,), (new,), joints, columns, chained=False)


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


def _differing(
    both: Both,
    old: tuple[Table, ...],
    new: tuple[Table, ...],
    joints: Mapping[str, Joint | None],
    columns: Columns,
    *,
    chained: bool,
) -> Iterator[Told]:
    known = [joint for joint in joints.values() if joint]
    compared = compare(
        Version(both.old, old, _by_own_name(known, old=True), chained),
        Version(both.new, new, _by_own_name(known, old=False), chained),
        known,
        columns.compared,
        both.budget,
    )
    if compared is None:
        yield notices.gave_up(both.lang, new[-1].letter, "steps", both.steps)
        return
    telling = Telling(both.lang, compared, columns.compared)
    yield from telling.pairs(MAX_TOLD)
    if not chained:
        yield from telling.moves()
    many = sum(len(found.boxes) for found in compared.found) > MAX_TOLD
    limit = compared.limit or ("changes" if many else "")
    if limit:
        count = both.steps if limit == "steps" else MAX_TOLD
        yield notices.gave_up(both.lang, new[-1].letter, limit, count)


def _by_own_name(joints: Sequence[Joint], *, old: bool) -> dict[str, tuple[str, Asked]]:
    asked = [(joint.question.name, joint.old if old else joint.new) for joint in joints]
    return {each.question.name: (name, each) for name, each in asked if each}


# ---- the chain


def _steps(both: Both) -> Iterator[Told]:
    """Compare the chain of the table of steps: who is weighed otherwise, and so treated otherwise.

    Where a table came into the chain or left it, the versions are held against each other by what
    the whole chain comes to, over the questions that no table answers.
    """
    ends = [policy.result_table(ResultKey.STEP) for policy in (both.old, both.new)]
    if not ends[0] or not ends[1]:
        return
    old, new = closure(both.old, ends[0].letter), closure(both.new, ends[1].letter)
    if old is None or new is None:
        yield notices.circle(both.lang, ends[1].letter)
        return
    if max(len(old), len(new)) < 2 or any(table.broken for table in (*old, *new)):
        return
    if _same_chain(both, old, new) and all(map(_plainly_same, old[:-1], new[:-1])):
        return
    joints = both.joints(old, new)
    strange = [name for name, joint in joints.items() if joint is None]
    if strange:
        yield notices.strange(both.lang, ends[1].letter, strange)
        return
    columns = Columns(both, old[-1], new[-1])
    yield from _differing(both, old, new, joints, columns, chained=True)


def _same_chain(both: Both, old: tuple[Table, ...], new: tuple[Table, ...]) -> bool:
    """Say whether both versions have the same questions answered by the same tables, in order."""
    names = dict(both.questions)
    one, other = (
        [
            (question, feeder.letter)
            for table in tables
            for question, feeder in feeders_of(policy, table).items()
        ]
        for policy, tables in ((both.old, old), (both.new, new))
    )
    letters = [[table.letter for table in tables] for tables in (old, new)]
    return letters[0] == letters[1] and [(names.get(q), t) for q, t in one] == other
