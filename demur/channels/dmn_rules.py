"""The rules of a DMN table as the rows of a policy's table, in the document's own words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from demur.channels.dmn_answers import as_answer, resolved, test_of
from demur.channels.dmn_asking import Asking, Known
from demur.channels.dmn_feel import Lit, Type, read_literal, read_tests
from demur.channels.dmn_feel_writing import answer_literal
from demur.channels.dmn_hits import Read, Ruled, read_as
from demur.channels.dmn_model import DecisionTable, Entry, Rule
from demur.domain.policy import cells
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.cells import Test, Unreadable
from demur.domain.policy.columns import Column, Question
from demur.domain.policy.domains import Listed, OutsideError
from demur.domain.policy.findings import Code
from demur.domain.policy.margin import Margin
from demur.domain.policy.tables import Reading
from demur.domain.policy.writing.grids import Grid
from demur.domain.policy.writing.writing_cells import cell_text, same
from demur.domain.policy.writing.writing_policy import rules_grid
from demur.domain.refusal import Lang

_REF: Final = re.compile(r"^(?P<letter>[^\W\d_]{1,3})(?P<number>\d{1,6})$")


@dataclass(frozen=True, slots=True)
class Brought:
    """A table as it stands in the document: each row its number, its cells, its results.

    `place` is the table's place in the model.
    """

    letter: str
    name: str
    reading: Reading
    questions: tuple[Question, ...]
    results: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    place: int

    def grid(self, lang: Lang) -> Grid:
        """Give the table to be written."""
        return rules_grid(lang, [each.name for each in self.questions], self.results, self.rows)


class _LeftOutError(Exception):
    """A table that cannot be carried over: the key of the sentence that says why, its fields."""

    def __init__(self, key: str, line: int, **fields: object) -> None:
        super().__init__(key)
        self.key, self.line, self.fields = key, line, fields


@dataclass(frozen=True, slots=True)
class _Row:
    rule: Rule
    tests: tuple[Test, ...]
    cells: tuple[str, ...]
    results: tuple[Lit, ...]
    said: tuple[str, ...]


def brought_table(
    table: DecisionTable, letter: str, asking: Asking, margin: Margin
) -> Brought | None:
    """Bring one table over; None and a finding where its meaning would not be the same."""
    try:
        return _brought(table, letter, asking, margin)
    except _LeftOutError as left:
        margin.warn(Code.NOT_CARRIED, left.line, left.key, decision=table.name, **left.fields)
        return None


def _brought(table: DecisionTable, letter: str, asking: Asking, margin: Margin) -> Brought | None:
    for rule in table.rules:
        _hold_to_s_feel(rule)
    columns = _asked(table, asking)
    rows = [row for rule in table.rules if (row := _row(table, rule, columns, asking, margin))]
    if not rows or not table.outputs:
        raise _LeftOutError("dmn nothing tests", table.line)
    read = read_as(_ruled(table, columns, rows, asking), margin)
    if read is None:
        return None
    results = tuple(asking.results[table.place, at] for at in range(len(table.outputs)))
    return Brought(
        letter,
        table.name,
        read.reading,
        tuple(known.question for _, known in columns),
        results,
        tuple(_numbered(table, letter, rows, read, margin)),
        table.place,
    )


def _hold_to_s_feel(rule: Rule) -> None:
    beyond = next((each.text for each in rule.inputs if read_tests(each.text) is None), None)
    if beyond is not None:
        raise _LeftOutError("dmn cell", rule.line, rule=rule.place, text=beyond)


Columns = list[tuple[int, Known]]


def _asked(table: DecisionTable, asking: Asking) -> Columns:
    """Give the columns that ask something, with their places."""
    columns: Columns = []
    for at in range(len(table.inputs)):
        name = asking.names[table.place, at]
        if name in asking.known:
            columns.append((at, asking.known[name]))
        elif name not in asking.untested:
            raise _LeftOutError("dmn unasked", table.inputs[at].line, question=name)
    return columns


# ---- rows


def _row(
    table: DecisionTable, rule: Rule, columns: Columns, asking: Asking, margin: Margin
) -> _Row | None:
    if len(rule.inputs) != len(table.inputs) or len(rule.outputs) != len(table.outputs):
        raise _LeftOutError("dmn rule length", rule.line, rule=rule.place)
    tests = tuple(_test(rule, at, known) for at, known in columns)
    for (at, known), test in zip(columns, tests, strict=True):
        described = asking.own is not None and _describes(_own_words(rule, at), test, known)
        if test.never_matches and not described:
            fields = {"decision": table.name, "rule": rule.place, "text": rule.inputs[at].text}
            margin.warn(Code.NEVER_MATCHES, rule.line, "dmn never", **fields)
            return None
    is_ours = asking.own is not None
    words = tuple(
        _words(rule, at, test, known, margin.lang, is_ours=is_ours)
        for (at, known), test in zip(columns, tests, strict=True)
    )
    results = tuple(_result(rule, entry) for entry in rule.outputs)
    said = tuple(
        _said(table, at, rule.outputs[at].said, lit, asking) for at, lit in enumerate(results)
    )
    return _Row(rule, tests, words, results, said)


def _test(rule: Rule, at: int, known: Known) -> Test:
    text = rule.inputs[at].text
    tests = read_tests(text)
    if tests is None:
        raise _LeftOutError("dmn cell", rule.line, rule=rule.place, text=text)
    test = test_of(tests, known.type, known.question.domain)
    if test is None:
        raise _LeftOutError("dmn kind", rule.line, rule=rule.place, text=text, kind=known.type)
    return test


def _words(rule: Rule, at: int, test: Test, known: Known, lang: Lang, *, is_ours: bool) -> str:
    """Give a cell's words: those that describe it, while they still say the same."""
    described = _own_words(rule, at) if is_ours else rule.inputs[at].said
    if _describes(described, test, known):
        return described
    words = cell_text(test, known.question, lang)
    if words is None:
        raise _LeftOutError("dmn cell", rule.line, rule=rule.place, text=rule.inputs[at].text)
    return words


def _own_words(rule: Rule, at: int) -> str:
    """Give a cell's words as we sent them out: a description where FEEL words it otherwise."""
    return rule.inputs[at].said or rule.inputs[at].text


def _describes(said: str, test: Test, known: Known) -> bool:
    read = cells.read_cell(said, known.question.domain)
    return not isinstance(read, Unreadable) and same(read, test, known.question)


def _result(rule: Rule, entry: Entry) -> Lit:
    lit = read_literal(entry.text)
    if lit is None:
        raise _LeftOutError("dmn result", rule.line, rule=rule.place, text=entry.text)
    return lit


def _said(table: DecisionTable, at: int, said: str, lit: Lit, asking: Asking) -> str:
    """Give a result's words: a question's answer is spelt as its list spells it."""
    known = asking.known.get(asking.results[table.place, at])
    if known is None:
        return _shown(lit) if asking.own is None else lit.text
    domain = known.question.domain
    if said and lit.type is not Type.STRING and _means(known, said, lit):
        return said
    if isinstance(domain, Listed):
        named = lit.text if lit.text in domain.all_answers else as_answer(lit.text)
        return domain.unknown or lit.text if lit.type is Type.NULL else named
    return lit.text


def _means(known: Known, said: str, lit: Lit) -> bool:
    try:
        written = read_literal(answer_literal(known.question.domain, said))
    except OutsideError:
        return False
    return written == lit


def _shown(lit: Lit) -> str:
    return lit.text if voc.tidy(lit.text) else '""'


# ---- reading and numbering


def _ruled(table: DecisionTable, columns: Columns, rows: Sequence[_Row], asking: Asking) -> Ruled:
    compiled = tuple(
        Column(known.question, tuple(row.tests[at] for row in rows))
        for at, (_, known) in enumerate(columns)
    )
    priorities = tuple(
        _priorities(output.values or resolved(asking.model, output.type_ref)[1])
        for output in table.outputs
    )
    has_default = any(output.default is not None for output in table.outputs)
    results = tuple(row.results for row in rows)
    return Ruled(
        table.name, table.line, table.hit_policy, compiled, results, priorities, has_default
    )


def _priorities(values: str) -> dict[Lit, int] | None:
    tests = read_tests(values) if values else None
    listed = tests.intervals if tests else ()
    if not listed or not all(each.only for each in listed):
        return None
    return {each.only: place for place, each in enumerate(listed) if each.only}


def _numbered(
    table: DecisionTable, letter: str, rows: Sequence[_Row], read: Read, margin: Margin
) -> Iterator[tuple[str, ...]]:
    rules = [row.rule for row in rows]
    numbers = _numbers(table, letter, rules, margin) if read.order else []
    for place in read.order:
        yield (f"{letter}{numbers[place]}", *rows[place].cells, *rows[place].said)
    for number, (words, total) in enumerate(read.totals, 1):
        yield (f"{letter}{number}", *words, total)
    last = max(numbers, default=len(read.totals))
    for number, words in enumerate(read.rest, last + 1):
        results = (_default(table, at) for at in range(len(table.outputs)))
        yield (f"{letter}{number}", *words, *results)


def _default(table: DecisionTable, at: int) -> str:
    text = table.outputs[at].default or ""
    lit = read_literal(text)
    if lit is None:
        raise _LeftOutError("dmn result", table.line, rule="default", text=text)
    return _shown(lit)


def _numbers(table: DecisionTable, letter: str, rules: Sequence[Rule], margin: Margin) -> list[int]:
    """Give the rows' own numbers where their annotations say them, else the rules' places.

    A rule that was added, or copied with its number, gets the next one; a number is never reused.
    """
    found = [_own_number(rule, letter) for rule in rules]
    last = max((number for number in found if number is not None), default=None)
    if last is None:
        return [rule.place for rule in rules]
    numbers: list[int] = []
    for rule, number in zip(rules, found, strict=True):
        if number is None or number in numbers:
            number = last = last + 1
            told = {"decision": table.name, "rule": rule.place, "row": f"{letter}{number}"}
            margin.note(Code.ROW_NUMBER, rule.line, "dmn numbered", **told)
        numbers.append(number)
    return numbers


def _own_number(rule: Rule, letter: str) -> int | None:
    for note in rule.notes:
        found = _REF.match(note)
        if found and voc.letter(found["letter"]) == letter:
            return int(found["number"])
    return None
