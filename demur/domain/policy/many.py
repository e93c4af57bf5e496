"""Many cases at once: their distinct kinds, put to the chain of tables that decides one case.

A million inquiries hold some thousand kinds: whoever may need 2 or 3 days is one to a table that
asks for “up to 3 days”. A kind is decided once, by the tables that decide one caller at the desk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from demur.domain.policy import facts as asked
from demur.domain.policy import names
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.columns import Column, Question
from demur.domain.policy.domains import Listed, Range
from demur.domain.policy.names import QuestionKey, ResultKey
from demur.domain.policy.policy import Policy
from demur.domain.policy.tables import NO_ANSWER, Decision, Reading, Table, Unanswerable
from demur.domain.refusal import RowRef

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

_ROOM: Final = 2**62


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of N cases: `values[codes[n]]` is what it was in the n-th; None is unsaid."""

    values: tuple[object, ...]
    codes: Integers

    @classmethod
    def of(cls, said: Sequence[object]) -> Fact:
        """A fact from what it was in each case."""
        codes: dict[object, int] = {}
        each = (codes.setdefault(value, len(codes)) for value in said)
        filled = np.fromiter(each, np.int64, len(said))
        return cls(tuple(codes), filled)

    def at(self, cases: Integers) -> Fact:
        """The same fact of some of the cases."""
        return replace(self, codes=self.codes[cases])


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a table makes of a kind of case: the row that decides and its results.

    `row` is None where none fits, several disagree, or an answer is missing (`unanswered`).
    """

    row: RowRef | None = None
    results: Mapping[str, str] = field(default_factory=dict)
    unanswered: bool = False


def outcomes(put: Fact) -> tuple[Outcome, ...]:
    """The outcomes of a fact that `put` gave."""
    return tuple(value for value in put.values if isinstance(value, Outcome))


def distinct(facts: Sequence[Fact], cases: int) -> tuple[Integers, Integers]:
    """The kinds of case: the first case of each kind, and the kind of each case."""
    key, size = np.zeros(cases, np.int64), 1
    for fact in facts:
        if size * len(fact.values) >= _ROOM:
            _, key = np.unique(key, return_inverse=True)
            size = cases
        key, size = key * len(fact.values) + fact.codes, size * len(fact.values)
    _, first, kinds = np.unique(key, return_index=True, return_inverse=True)
    return first, kinds


def numbers(values: Floats, key: QuestionKey, policies: Sequence[Policy]) -> Fact:
    """A number of N cases (NaN where nobody knows), as finely as these policies tell it apart."""
    columns = [column for policy in policies for column in _columns(policy, key)]
    if any(isinstance(column.question.domain, Listed) for column in columns):
        return Fact.of([None if value != value else value for value in values.tolist()])
    unsaid = np.isnan(values)
    cells = [Fact((False, True), unsaid.astype(np.int64))]
    cells += [Fact((None,) * (c.count + 1), _cells(c, values)) for c in columns]
    first, kinds = distinct(cells, len(values))
    known = tuple(None if unsaid[at] else float(values[at]) for at in first)
    return Fact(known, kinds)


def _columns(policy: Policy, key: QuestionKey) -> Iterator[Column]:
    for table in policy.tables.values():
        for column in table.columns:
            if names.QUESTION_KEYS.get(voc.fold(column.question.name)) is key:
                yield column


def _cells(column: Column, values: Floats) -> Integers:
    """The elementary cell of each value, 0 where it is no answer; held to the top of the range."""
    domain = column.question.domain
    assert isinstance(domain, Range)  # noqa: S101
    held = np.minimum(values, float(domain.highest))
    codes = column.codes(np.floor(held) if domain.whole else held)
    return codes.astype(np.int64) + 1


def put(policy: Policy, result: ResultKey, facts: Mapping[QuestionKey, Fact], cases: int) -> Fact:
    """Put N cases to the table that decides a result, as `facts.ruling` puts one.

    The values are Outcomes; without such a table every case has an empty one.
    """
    table = policy.result_table(result)
    if table is None:
        return Fact((Outcome(),), np.zeros(cases, np.int64))
    answers = _answers(policy, facts)
    found = _through(policy, table, answers, cases, ())
    return _one_by_one(policy, table, answers, found) if policy.fed_by(table) else found


def _one_by_one(policy: Policy, table: Table, answers: Mapping[str, Fact], found: Fact) -> Fact:
    """Decide again, over the whole chain, the kinds that lacked an answer in one of its tables."""
    lacking = np.array([one.unanswered for one in outcomes(found)], bool)[found.codes]
    at = np.flatnonzero(lacking)
    first, kinds = distinct([fact.at(at) for fact in answers.values()], len(at))
    again = [
        _outcome(
            policy.decide(
                table.letter,
                {name: fact.values[fact.codes[at[n]]] for name, fact in answers.items()},
            )
        )
        for n in first
    ]
    codes = found.codes.copy()
    codes[at] = kinds + len(found.values)
    return Fact((*found.values, *again), codes)


def _answers(policy: Policy, facts: Mapping[QuestionKey, Fact]) -> dict[str, Fact]:
    """Facts as answers to the document's questions, in its own words."""
    return {
        name: _worded(facts[key], question, key)
        for name, question in policy.questions.items()
        if (key := names.QUESTION_KEYS.get(voc.fold(name))) in facts and key
    }


def _worded(fact: Fact, question: Question, key: QuestionKey) -> Fact:
    said = (v if v is None else asked.answer_for(question, key, v) for v in fact.values)
    return replace(fact, values=tuple(said))


def _through(
    policy: Policy, table: Table, answers: Mapping[str, Fact], cases: int, above: tuple[str, ...]
) -> Fact:
    """Decide by a table; what was not answered is first put to the table that answers it."""
    unsaid = Fact((None,), np.zeros(cases, np.int64))
    for question in table.questions:
        said = answers.get(question.name, unsaid)
        feeder = policy.feeders.get(question.name, table)
        if feeder is not table and feeder.letter not in above and None in said.values:
            fed = _through(policy, feeder, answers, cases, (*above, table.letter))
            said = _filled(said, fed, question.name)
        answers = {**answers, question.name: said}
    asked_here = {question.name: answers[question.name] for question in table.questions}
    first, kinds = distinct(list(asked_here.values()), cases)
    return _decided(table, {name: fact.at(first) for name, fact in asked_here.items()}, kinds)


def _filled(said: Fact, fed: Fact, name: str) -> Fact:
    """What was said, and where nothing was, what another table results in."""
    results = tuple(one.results.get(name) for one in outcomes(fed))
    silent = np.array([value is None for value in said.values])[said.codes]
    codes = np.where(silent, fed.codes + len(said.values), said.codes)
    return Fact((*said.values, *results), codes)


def _decided(table: Table, kinds: Mapping[str, Fact], of: Integers) -> Fact:
    said = {name: [fact.values[code] for code in fact.codes] for name, fact in kinds.items()}
    if not said or table.reading is Reading.COLLECT:
        size = int(of.max(initial=-1)) + 1
        each = [{name: values[at] for name, values in said.items()} for at in range(size)]
        return Fact(tuple(_one(table, answers) for answers in each), of)
    places = table.decide_many(said).astype(np.int64)
    by_row = tuple(Outcome(row.ref, row.results) for row in table.rows)
    # NO_ANSWER, SEVERAL_ROWS and NO_ROW stand in this order after the rows.
    odd = (Outcome(unanswered=True), Outcome(), Outcome())
    codes = np.where(places < 0, places - NO_ANSWER + len(by_row), places)
    return Fact((*by_row, *odd), codes[of])


def _one(table: Table, answers: Mapping[str, object]) -> Outcome:
    """A table whose rows all apply joins their results, which only one case at a time can say."""
    return _outcome(table.decide(answers))


def _outcome(decided: Decision | Unanswerable) -> Outcome:
    if isinstance(decided, Unanswerable):
        return Outcome(unanswered=True)
    return Outcome(decided.row, decided.results)


def unsaid_questions(
    policy: Policy, result: ResultKey, given: frozenset[QuestionKey]
) -> frozenset[str]:
    """The questions, folded, that decide a result and that nobody answers: not even a table."""
    table = policy.result_table(result)
    return frozenset(_unsaid(policy, table, given, ())) if table else frozenset()


def _unsaid(
    policy: Policy, table: Table, given: frozenset[QuestionKey], above: tuple[str, ...]
) -> Iterator[str]:
    for question in table.questions:
        feeder = policy.feeders.get(question.name, table)
        if names.QUESTION_KEYS.get(voc.fold(question.name)) in given:
            continue
        if feeder is table or feeder.letter in above:
            yield voc.fold(question.name)
        else:
            yield from _unsaid(policy, feeder, given, (*above, table.letter))
