"""The policy a document holds: questions, tables, words; and how a case runs through it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Final

from demur.domain.policy import suggest, unsaid
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.appendices import Barred, Example, Impossible, Invariant, Wording
from demur.domain.policy.columns import Question
from demur.domain.policy.messages import say
from demur.domain.policy.names import RESULT_NAMES, ResultKey
from demur.domain.policy.tables import Decision, Table, Unanswerable
from demur.domain.refusal import Lang

_DEEPEST: Final = 20


@dataclass(frozen=True)
class Policy:
    """A policy as read: `lang` is the language it is written in, not those it speaks.

    `text` are the lines that only people read: all but the tables that mean something.
    """

    title: str
    company: str
    version: int
    in_force_from: date | None
    replaces: str
    owner: str
    languages: tuple[Lang, ...]
    lang: Lang
    questions: Mapping[str, Question]
    tables: Mapping[str, Table]
    sentences: Mapping[str, Wording] = field(default_factory=dict)
    barred: tuple[Barred, ...] = ()
    examples: tuple[Example, ...] = ()
    impossible: tuple[Impossible, ...] = ()
    invariants: tuple[Invariant, ...] = ()
    text: tuple[str, ...] = ()

    @cached_property
    def wordings(self) -> Mapping[str, Mapping[Lang, str]]:
        """Give every sentence by name and language."""
        return MappingProxyType({name: each.texts for name, each in self.sentences.items()})

    @cached_property
    def result_words(self) -> Mapping[str, int]:
        """Count the words of all results: the company's own vocabulary."""
        rows = (row for table in self.tables.values() for row in table.rows)
        results = (result for row in rows for result in row.results.values())
        return Counter(word for result in results for word in re.findall(r"[^\W\d_]+", result))

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(self.questions)

    @cached_property
    def _by_fold(self) -> Mapping[str, str]:
        return {voc.fold(name): name for name in self.questions}

    @cached_property
    def _by_name(self) -> Mapping[str, Table]:
        """Give the tables by what their headings call them, where that is one table's name."""
        names = [voc.fold(table.name) for table in self.tables.values()]
        tables = zip(names, self.tables.values(), strict=True)
        return {name: table for name, table in tables if name and names.count(name) == 1}

    @cached_property
    def feeders(self) -> Mapping[str, Table]:
        """Give for each question that a table's result answers the table that answers it."""
        return MappingProxyType(
            {
                name: table
                for table in reversed(tuple(self.tables.values()))
                for name in table.results
                if name in self.questions
            }
        )

    @cached_property
    def _fed(self) -> Mapping[str, tuple[str, ...]]:
        """Give for each table those of its questions that another table answers."""
        return {
            letter: tuple(
                question.name
                for question in table.questions
                if self.feeders.get(question.name, table) is not table
            )
            for letter, table in self.tables.items()
        }

    def result_table(self, result: ResultKey) -> Table | None:
        """Find the table that decides a thing the desk needs, whatever its letter."""
        names = RESULT_NAMES[result]
        tables = self.tables.values()
        return next((t for t in tables if any(voc.fold(n) in names for n in t.results)), None)

    def table(self, letter: str) -> Table | None:
        """Find a table by its letter, typed on a Latin or a Cyrillic keyboard, or by its name."""
        return self.tables.get(voc.letter(letter)) or self._by_name.get(voc.fold(letter))

    def decide(self, letter: str, answers: Mapping[str, object]) -> Decision | Unanswerable:
        """Decide a case by a table; a question that another table answers is first put to it.

        `answers` maps questions to strings, numbers, booleans or None; `{"Client": {"Age": 30}}`
        answers *Client.Age*. An answer given is never asked again of another table. What no
        question asks is left aside once all that the table asks is said; before that, it may be a
        slip. Nothing raises: what cannot be decided is Unanswerable.
        """
        table = self.table(letter)
        if table is None:
            return self._refused(letter, "", "no such table", tables=", ".join(self.tables))
        if not answers.keys() <= self._names:
            spelt = self._spelt(answers, table)
            if isinstance(spelt, Unanswerable):
                return spelt
            answers = spelt
        found = self.put(table, answers)
        if isinstance(found, Unanswerable) and set(found.missing) & self.fed_by(table).keys():
            return unsaid.decide(self, table, answers, found)
        return found

    def put(self, table: Table, answers: Mapping[str, object]) -> Decision | Unanswerable:
        """Put a case to a table, and first to those that answer its questions, as it is said.

        `answers` are under the questions' own names.
        """
        return self._chained(table, answers, (), {})

    def fed_by(self, table: Table) -> Mapping[str, Table]:
        """Give the tables that answer a table's questions, by question."""
        return {name: self.feeders[name] for name in self._fed[table.letter]}

    def choices(self, name: str, letters: tuple[str, ...]) -> Sequence[unsaid.Choice]:
        """Give the answers to a question that some tables tell apart."""
        known = self._choices.get((name, letters))
        if known is None:
            known = unsaid.choices([self.tables[letter] for letter in letters], name)
            self._choices[name, letters] = known
        return known

    @cached_property
    def _choices(self) -> dict[tuple[str, tuple[str, ...]], Sequence[unsaid.Choice]]:
        return {}

    def _chained(
        self,
        table: Table,
        answers: Mapping[str, object],
        above: tuple[str, ...],
        decided: dict[str, Decision | Unanswerable],
    ) -> Decision | Unanswerable:
        """Put a case to a table and, first, to those that answer its questions; to each just once.

        `decided` holds what earlier tables said: asked anew for each of its results, a chain of
        twenty tables that answer two questions each would be asked a million times.
        """
        through: tuple[Decision, ...] = ()
        for name in self._fed[table.letter]:
            feeder = self.feeders[name]
            if answers.get(name) is None and feeder.letter not in above:
                if feeder.letter not in decided:
                    over = (*above, table.letter)
                    decided[feeder.letter] = self._chained(feeder, answers, over, decided)
                earlier = decided[feeder.letter]
                if isinstance(earlier, Decision) and earlier.row:
                    answers = {**answers, name: earlier.results[name]}
                    through = (*through, earlier)
        return table.decide(answers, through)

    def _spelt(
        self, answers: Mapping[str, object], table: Table
    ) -> Mapping[str, object] | Unanswerable:
        """Give the answers under the questions' own spelling."""
        spelt: dict[str, object] = {}
        named: dict[str, str] = {}
        strange: list[str] = []
        for name, answer in self._leaves(answers):
            own = self._by_fold.get(voc.fold(name))
            if own is None:
                strange.append(name)
            elif own in spelt and not _same(spelt[own], answer):
                both = {"one": voc.quoted(spelt[own]), "other": voc.quoted(answer)}
                both |= {"first": voc.quoted(named[own]), "second": voc.quoted(name)}
                return self._refused(table.letter, own, "answered twice", **both)
            else:
                spelt[own], named[own] = answer, name
        if strange and not self._all_said(table, spelt):
            near = suggest.closest(strange[0], list(self.questions))
            mean = " " + say(self.lang, "mean", near=near) if near else ""
            name = voc.quoted(strange[0])
            return self._refused(table.letter, name, "no such question", mean=mean)
        return spelt

    def _leaves(self, answers: Mapping[str, object]) -> Iterator[tuple[str, object]]:
        """Give answers by name; the parts of a thing are named as `Client.Age`."""
        for key, answer in answers.items():
            name = str(key)
            asked = voc.fold(name) in self._by_fold or name.count(".") > _DEEPEST
            if isinstance(answer, Mapping) and answer and not asked:
                yield from self._leaves({f"{name}.{part}": said for part, said in answer.items()})
            else:
                yield name, answer

    def _all_said(self, table: Table, said: Mapping[str, object]) -> bool:
        """Say whether a case answers whatever a table asks, by itself or through another table."""
        waiting, met = [table], {table.letter}
        while waiting:
            here = waiting.pop()
            fed = self._fed[here.letter]
            for question in here.questions:
                feeder = self.feeders[question.name] if question.name in fed else None
                if question.name in said or (feeder and feeder.letter in met):
                    continue
                if feeder is None:
                    return False
                met.add(feeder.letter)
                waiting.append(feeder)
        return True

    def _refused(self, letter: str, name: str, key: str, **fields: object) -> Unanswerable:
        message = say(self.lang, key, table=voc.quoted(letter), question=name, **fields)
        return Unanswerable(letter, name, message)


def _same(one: object, other: object) -> bool:
    """Say whether two answers are one, however they are spelt."""
    return one == other or voc.fold(str(one)) == voc.fold(str(other))
