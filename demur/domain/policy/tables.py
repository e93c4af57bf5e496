"""A decision table: decide one case, with the row that fired and why, or a million at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from demur.domain.policy import vocabulary as voc
from demur.domain.policy.cells import Test, everything
from demur.domain.policy.columns import OUTSIDE, Column, Question
from demur.domain.policy.domains import Domain, Listed, OutsideError
from demur.domain.policy.messages import say
from demur.domain.refusal import Lang, RowRef

NO_ROW: Final = -1
SEVERAL_ROWS: Final = -2
NO_ANSWER: Final = -3

_CHAPTER: Final = re.compile(r"^[0-9]{1,3}(?:\.[0-9]{1,3})*[.)]\s+")
_BRACKETED: Final = re.compile(r"\s*\([^()]*\)\s*$")
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


class Reading(StrEnum):
    """How a table is read: what its heading says in words."""

    UNIQUE = "unique"
    FIRST = "first"
    COLLECT = "collect"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its cells as written, the answers they take in, and what it results in."""

    ref: RowRef
    line: int
    cells: tuple[str, ...]
    tests: tuple[Test, ...]
    results: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a table says of one case, quoting its row.

    `rows` is empty where none fits, and holds several where all apply or where they disagree;
    `conflict` says that exactly one should have fitted. `through` are the decisions of other
    tables that answered a question of this one.
    """

    table: str
    rows: tuple[RowRef, ...]
    results: Mapping[str, str]
    why: str
    conflict: bool = False
    through: tuple[Decision, ...] = ()

    @property
    def row(self) -> RowRef | None:
        """Give the row that decides, None where none fits or several disagree."""
        return self.rows[0] if self.rows and not self.conflict else None


@dataclass(frozen=True, slots=True)
class Unanswerable:
    """A case that cannot be put to a table, as answers are missing or one is none of its list.

    `missing` names the questions whose answers would matter; none where one is not of the list.
    """

    table: str
    question: str
    message: str
    missing: tuple[str, ...] = ()


class _UnsaidError(Exception):
    def __init__(self, questions: tuple[str, ...]) -> None:
        super().__init__(*questions)
        self.questions = questions


@dataclass(frozen=True)
class Table:
    """A table of the policy, compiled. `results` are the names of its result columns.

    `order` names questions and results as their columns stand, which may be in any order.
    """

    letter: str
    title: str
    reading: Reading
    columns: tuple[Column, ...]
    results: tuple[str, ...]
    rows: tuple[Row, ...]
    line: int
    version: int
    lang: Lang
    order: tuple[str, ...]
    broken: bool = False

    @cached_property
    def name(self) -> str:
        """Give what the heading calls the table, without its letter and how it is read."""
        return _CHAPTER.sub("", _BRACKETED.sub("", self.title)).strip()

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Give the questions the table asks, from left to right."""
        return tuple(column.question for column in self.columns)

    @cached_property
    def _lookups(self) -> tuple[tuple[str, Mapping[object, int]], ...]:
        return tuple((column.question.name, column.rows_by_answer) for column in self.columns)

    @cached_property
    def _takes_no_bool(self) -> tuple[str, ...]:
        """Name the questions where True must not pass for 1."""
        return tuple(
            question.name
            for question in self.questions
            if not (isinstance(question.domain, Listed) and question.domain.is_yes_no)
        )

    @cached_property
    def _all(self) -> int:
        return (1 << len(self.rows)) - 1

    def fitting(self, answers: Mapping[str, object]) -> int:
        """Give the rows that fit a case, a bit a row; with answers unsaid, those that still decide.

        Raises OutsideError for an answer that is none; `decide` is the polite way to ask.
        """
        fits = self._all
        try:
            for name, rows in self._lookups:
                fits &= rows[answers[name]]
            for name in self._takes_no_bool:
                if answers[name].__class__ is bool:
                    raise OutsideError
        except KeyError:
            return self._fitting_unsaid(answers)
        return fits

    def _fitting_unsaid(self, answers: Mapping[str, object]) -> int:
        """Decide with answers missing: well if they cannot matter, else raise _UnsaidError."""
        may = must = self._all
        unsaid: list[tuple[str, int]] = []
        for column in self.columns:
            name, domain = column.question.name, column.question.domain
            answer = answers.get(name)
            if answer is None and domain.unknown is None:
                possible, certain = column.unsaid
                unsaid.append((name, possible ^ certain))
            else:
                possible = certain = column.rows[column.code(answer)]
            may, must = may & possible, must & certain
        if self.reading is Reading.FIRST:
            # What stands below the first row that fits whatever is answered decides nothing.
            may &= (must & -must) * 2 - 1
            must &= -must
        if may != must:
            raise _UnsaidError(tuple(name for name, open_rows in unsaid if open_rows & may))
        return must

    def row_of(self, answers: Mapping[str, object]) -> int:
        """Give the deciding row's place, or NO_ROW, SEVERAL_ROWS, NO_ANSWER: the short way."""
        try:
            fits = self.fitting(answers)
        except (OutsideError, TypeError, _UnsaidError):
            return NO_ANSWER
        if fits & (fits - 1) and self.reading is Reading.UNIQUE:
            return SEVERAL_ROWS
        return (fits & -fits).bit_length() - 1

    def decide(
        self, answers: Mapping[str, object], through: tuple[Decision, ...] = ()
    ) -> Decision | Unanswerable:
        """Decide one case and quote the row, in one sentence of the policy's own words.

        A question left out or None is *unknown* where the policy lists it; elsewhere the table
        decides as long as the answer cannot matter. Nothing raises.
        """
        try:
            fits = self.fitting(answers)
        except (OutsideError, TypeError):
            return self.outside(answers) or self._unanswerable("outside", self.questions[0].name)
        except _UnsaidError as unsaid:
            return self.lacking(unsaid.questions)
        return self.decided(fits, answers, through)

    def decided(
        self, fits: int, answers: Mapping[str, object], through: tuple[Decision, ...]
    ) -> Decision:
        """Give the decision of rows that fit a case, a bit a row.

        An answer may be a tuple of those that come to the same.
        """
        if not fits:
            why = say(self.lang, "none fits", table=self.letter)
            return Decision(self.letter, (), _NOTHING, why)
        if self.reading is not Reading.FIRST and fits & (fits - 1):
            return self._several(fits, answers, through)
        row = self.rows[(fits & -fits).bit_length() - 1]
        why = self._why(row, answers, through)
        return Decision(self.letter, (row.ref,), row.results, why, False, through)

    def _several(
        self, fits: int, answers: Mapping[str, object], through: tuple[Decision, ...]
    ) -> Decision:
        rows = [row for place, row in enumerate(self.rows) if fits >> place & 1]
        refs = tuple(row.ref for row in rows)
        if self.reading is Reading.UNIQUE:
            named = ", ".join(map(str, refs))
            why = say(self.lang, "several fit", table=self.letter, rows=named)
            return Decision(self.letter, refs, _NOTHING, why, conflict=True, through=through)
        why = " ".join(self._why(row, answers, through) for row in rows)
        joined = {
            name: "; ".join(dict.fromkeys(row.results[name] for row in rows))
            for name in self.results
        }
        return Decision(self.letter, refs, MappingProxyType(joined), why, through=through)

    @cached_property
    def _tested(self) -> Mapping[RowRef, tuple[int, ...]]:
        """Give the columns each row really tests: those whose cell is not `any`."""
        full = [everything(question.domain) for question in self.questions]
        return {
            row.ref: tuple(at for at, test in enumerate(row.tests) if test != full[at])
            for row in self.rows
        }

    def _why(self, row: Row, answers: Mapping[str, object], through: tuple[Decision, ...]) -> str:
        asked = [self.questions[at] for at in self._tested[row.ref]]
        # What was not said and does not matter is no reason.
        told = [q for q in asked if answers.get(q.name) is not None or q.domain.unknown]
        parts = [self._said(question, answers, through) for question in told]
        reason = ", ".join(parts) or say(self.lang, "any case")
        key = "why" if self.version else "why unversioned"
        return say(self.lang, key, row=row.ref, version=self.version, reason=reason)

    def _said(
        self, question: Question, answers: Mapping[str, object], through: tuple[Decision, ...]
    ) -> str:
        given = answers.get(question.name)
        several = given if isinstance(given, tuple) else (given,)
        answer = f" {voc.OR[self.lang][0]} ".join(map(question.domain.show, several))
        said = say(self.lang, "is", question=question.name, answer=answer)
        by = next((earlier.row for earlier in through if question.name in earlier.results), None)
        return f"{said} ({by})" if by else said

    def outside(self, answers: Mapping[str, object]) -> Unanswerable | None:
        """Say which answer is none of its question's list, if one is not."""
        for column in self.columns:
            answer = answers.get(column.question.name)
            if answer is None:
                continue
            try:
                column.question.domain.read(answer)
            except OutsideError:
                return self._unanswerable("outside", column.question.name, answer)
        return None

    def lacking(self, names: tuple[str, ...], domain: Domain | None = None) -> Unanswerable:
        """Say which answers are missing; `domain` is the first question's where another asks it."""
        if len(names) == 1:
            asked = {question.name: question.domain for question in self.questions}
            choices = (domain or asked[names[0]]).choices()
            fields = {"question": names[0], "answers": choices}
            message = say(self.lang, "unsaid", table=self.letter, **fields)
        else:
            named = ", ".join(names)
            message = say(self.lang, "unsaid several", table=self.letter, questions=named)
        return Unanswerable(self.letter, names[0], message, names)

    def _unanswerable(self, key: str, name: str, answer: object = None) -> Unanswerable:
        domain = next(q.domain for q in self.questions if q.name == name)
        message = say(
            self.lang,
            key,
            table=self.letter,
            question=name,
            answer=voc.quoted(answer),
            answers=domain.choices(),
        )
        return Unanswerable(self.letter, name, message)

    def decide_many(
        self, answers: Mapping[str, Sequence[object] | NDArray[Any]]
    ) -> NDArray[np.int32]:
        """Give the place of the row that decides each of N cases: NO_ROW, SEVERAL_ROWS, NO_ANSWER.

        `answers` maps each question of the table to its N answers; numbers are fastest as NumPy
        arrays. Where all rows apply, the first is given. Raises KeyError when a column is missing.
        """
        columns = [(column, column.codes(answers[column.question.name])) for column in self.columns]
        size = len(columns[0][1]) if columns else 0
        decided = np.full(size, NO_ROW, np.int32)
        for word in range((len(self.rows) + 63) // 64):
            fits = np.full(size, np.uint64(0xFFFFFFFFFFFFFFFF))
            for column, codes in columns:
                fits &= _word_of_rows(column, word)[codes]
            self._settle(decided, fits, 64 * word)
        for _, codes in columns:
            self._mark_unanswered(decided, codes, answers)
        return decided

    def _settle(self, decided: NDArray[np.int32], fits: NDArray[np.uint64], base: int) -> None:
        lowest = fits & (~fits + np.uint64(1))
        met = fits != 0
        place = np.where(met, np.frexp(lowest.astype(np.float64))[1] - 1 + base, NO_ROW)
        if self.reading is Reading.UNIQUE:
            several = (fits != lowest) | (met & (decided != NO_ROW))
            place = np.where(several, SEVERAL_ROWS, place)
            decided[:] = np.where(met, place, decided)
        else:
            decided[:] = np.where(decided == NO_ROW, place, decided)

    def _mark_unanswered(
        self,
        decided: NDArray[np.int32],
        codes: NDArray[np.int32],
        answers: Mapping[str, Sequence[object] | NDArray[Any]],
    ) -> None:
        """Put what was outside or unsaid to the patient way, one by one."""
        for at in np.flatnonzero(codes == OUTSIDE).tolist():
            case = {name: _plain(answers[name][at]) for name in answers}
            decided[at] = self.row_of(case)


def _word_of_rows(column: Column, word: int) -> NDArray[np.uint64]:
    """Give 64 rows' fit for each code, and none for the code OUTSIDE, which stands last."""
    bits = [rows >> 64 * word & 0xFFFFFFFFFFFFFFFF for rows in column.rows]
    return np.array([*bits, 0], dtype=np.uint64)


def _plain(value: object) -> object:
    return value.item() if isinstance(value, np.generic) else value
