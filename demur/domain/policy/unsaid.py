"""Cases that leave answers out, over a chain of tables: decided where no answer could matter.

One table sees for itself which of its questions cannot matter. A chain takes more: what table A
asks may be left out although its rows differ, if they result in the same, or in what table B
treats alike. So every answer that some row tells apart is tried, and answers after which the same
rows are left are tried once, as in proof/sweep.py; each case is decided as if it had been said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import and_
from typing import TYPE_CHECKING, Final

from demur.domain.policy.columns import Column
from demur.domain.policy.proof import boxes
from demur.domain.policy.tables import Decision, Table, Unanswerable

if TYPE_CHECKING:
    from demur.domain.policy.policy import Policy

MAX_CASES: Final = 5_000
"""So many are tried at most, in a fraction of a second; beyond that the answers are asked for."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer that stands for all those alike to a chain; for each table the rows it fits."""

    answer: str
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Chain:
    """A case put to a table through others: the rows it may fit in each, and what it leaves out."""

    policy: Policy
    table: Table
    answers: Mapping[str, object]
    open: Mapping[str, Sequence[Choice]]
    rows: tuple[int, ...]

    def put(self, said: Mapping[str, str]) -> Decision | None:
        """Decide the case with what was left out said; None where that cannot be."""
        found = self.policy.put(self.table, {**self.answers, **said})
        return found if isinstance(found, Decision) else None


def decide(
    policy: Policy, table: Table, answers: Mapping[str, object], refused: Unanswerable
) -> Decision | Unanswerable:
    """Decide a case whatever is answered to what it leaves out, or say what the caller must answer.

    `refused` is what the table by itself says of the case. It stands where nothing that the caller
    could say is missing, as an earlier table has no row for the case, and in a circle of tables.
    """
    tables = _tables(policy, table, answers)
    if tables is None:
        return refused
    outside = next(filter(None, (each.outside(answers) for each in tables)), None)
    if outside is not None:
        return outside
    chain = _chain(policy, tables, answers)
    decided = _agreed(chain)
    if decided is not None:
        return decided
    missing = tuple(name for name in chain.open if _matters(chain, name))
    return table.lacking(missing, policy.questions[missing[0]].domain) if missing else refused


# ---- the chain


def _tables(
    policy: Policy, table: Table, answers: Mapping[str, object]
) -> tuple[Table, ...] | None:
    """Give a table and those before it that a case goes through; None where they form a circle."""
    found: dict[str, Table] = {}

    def enter(here: Table, above: tuple[str, ...]) -> bool:
        if here.letter in above:
            return False
        if here.letter in found:
            return True
        found[here.letter] = here
        waiting = [each for name, each in policy.fed_by(here).items() if answers.get(name) is None]
        return all(enter(feeder, (*above, here.letter)) for feeder in waiting)

    return tuple(found.values()) if enter(table, ()) else None


def _chain(policy: Policy, tables: Sequence[Table], answers: Mapping[str, object]) -> _Chain:
    fed = {name for each in tables for name in policy.fed_by(each)}
    columns = [column for table in tables for column in table.columns]
    open_names = dict.fromkeys(
        column.question.name
        for column in columns
        if answers.get(column.question.name) is None
        and column.question.name not in fed
        and column.question.domain.unknown is None
    )
    letters = tuple(table.letter for table in tables)
    choices = {name: policy.choices(name, letters) for name in open_names}
    rows = tuple(_fitting(table, answers, fed | open_names.keys()) for table in tables)
    return _Chain(policy, tables[0], answers, choices, rows)


def _fitting(table: Table, answers: Mapping[str, object], later: set[str]) -> int:
    """Give the rows that fit what is said, and what is unknown; `later` is not said yet."""
    rows = (1 << len(table.rows)) - 1
    for column in table.columns:
        answer = answers.get(column.question.name)
        if answer is not None or column.question.name not in later:
            rows &= column.rows[column.code(answer)]
    return rows


def choices(tables: Sequence[Table], name: str) -> tuple[Choice, ...]:
    """Give the answers to a question that these tables tell apart, one for all that are alike."""
    asked = [next((c for c in t.columns if c.question.name == name), None) for t in tables]
    columns = [column for column in asked if column is not None]
    merged = Column(columns[0].question, tuple(test for each in columns for test in each.tests))
    alike = {merged.rows[code]: code for code, real in enumerate(merged.real) if real}
    answers = [boxes.answer(merged, code) for code in alike.values()]
    return tuple(
        Choice(answer, tuple(-1 if c is None else c.rows[c.code(answer)] for c in asked))
        for answer in answers
    )


# ---- every answer tried


def _cases(chain: _Chain, names: Sequence[str]) -> Iterator[Mapping[str, str] | None]:
    """Give answers to some questions, once for all after which the same rows are left.

    None is the last where there are more than may be tried.
    """
    seen: set[tuple[int, ...]] = set()
    waiting: list[tuple[int, tuple[int, ...], dict[str, str]]] = [(0, chain.rows, {})]
    while waiting:
        at, rows, said = waiting.pop()
        if at == len(names):
            yield said
            continue
        for choice in reversed(chain.open[names[at]]):
            left = tuple(map(and_, rows, choice.rows))
            if (at, *left) not in seen:
                seen.add((at, *left))
                waiting.append((at + 1, left, {**said, names[at]: choice.answer}))
        if len(seen) > MAX_CASES:
            yield None
            return


def _agreed(chain: _Chain) -> Decision | None:
    """Give what all cases come to, None where they differ or are too many."""
    told: list[Decision] = []
    for said in _cases(chain, tuple(chain.open)):
        found = chain.put(said) if said is not None else None
        if found is None or (told and _outcome(found) != _outcome(told[0])):
            return None
        told.append(found)
    return _told(chain, told)


def _matters(chain: _Chain, name: str) -> bool:
    """Say whether an answer to one question makes a difference, whatever the others' are."""
    tried = 0
    for said in _cases(chain, [other for other in chain.open if other != name]):
        tried += len(chain.open[name])
        if said is None or tried > MAX_CASES:
            return True
        found = (chain.put({**said, name: choice.answer}) for choice in chain.open[name])
        outcomes = map(_outcome, found)
        first = next(outcomes)
        if any(outcome != first for outcome in outcomes):
            return True
    return False


def _outcome(decided: Decision | None) -> object:
    return decided and (decided.rows, dict(decided.results))


def _told(chain: _Chain, told: Sequence[Decision]) -> Decision:
    """Say what all cases come to; of what earlier tables say only that in which they agree."""
    through = tuple(one for one in told[0].through if all(one in each.through for each in told[1:]))
    answers = dict(chain.answers)
    for name, feeder in chain.policy.fed_by(chain.table).items():
        earlier = (one for each in told for one in each.through if one.table == feeder.letter)
        results = tuple(dict.fromkeys(one.results[name] for one in earlier))
        if answers.get(name) is None and results:
            answers[name] = results
    fits = sum(1 << at for at, row in enumerate(chain.table.rows) if row.ref in told[0].rows)
    return chain.table.decided(fits, answers, through)
