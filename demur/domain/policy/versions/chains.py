"""Several tables put to one case: a table, and before it those that answer its questions.

All their rows stand one above the other in the columns of one sweep. What the earlier tables come
to picks the answer that the later one is given, just as Policy.decide does it case by case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from demur.domain.policy.columns import Column
from demur.domain.policy.domains import OutsideError
from demur.domain.policy.policy import Policy
from demur.domain.policy.proof.sweep import first_of
from demur.domain.policy.tables import Reading, Table
from demur.domain.policy.versions.joint import Asked

UNANSWERABLE: Final = -2
"""In place of the rows that fit: the table cannot decide, as an answer is missing."""
NOBODY: Final = -1
"""In place of a feeder: another version has one, this one leaves the question open."""
_UNSAID: Final = -1
_STRANGE: Final = -2


@dataclass(frozen=True)
class Seat:
    """A table among the rows of a sweep: its first row is bit `first`."""

    table: Table
    first: int

    @cached_property
    def rows(self) -> int:
        """Give the bits of its rows."""
        return ((1 << len(self.table.rows)) - 1) << self.first

    def fitting(self, alive: int, certain: int) -> int | None:
        """Give the rows that decide, a bit a row of the table; None while that is open."""
        alive, certain = (alive & self.rows) >> self.first, (certain & self.rows) >> self.first
        if self.table.reading is Reading.FIRST:
            first = first_of(alive, certain)
            return None if first is None else 1 << first if first >= 0 else 0
        return alive if alive == certain else None

    def overtaken(self, certain: int) -> int:
        """Give the rows that a certain row above them keeps from ever deciding."""
        sure = certain & self.rows
        if not sure or self.table.reading is not Reading.FIRST:
            return 0
        first = sure & -sure
        return self.rows & ~((first << 1) - 1)

    def alone(self, fits: int) -> bool:
        """Say whether these rows decide: some fit, and not several where one should."""
        several = fits & (fits - 1) and self.table.reading is Reading.UNIQUE
        return fits > 0 and not several


@dataclass(frozen=True)
class Derived:
    """A question that an earlier table answers: which, and the answer each of its rows gives.

    `name` is the version's own; `feeder` the place of the table that answers it, NOBODY where this
    version has none. `codes` are codes of `column`, which holds the cells of all rows of the sweep,
    or _STRANGE where a result is no answer. `unknown` is the code of what is not said, if that is
    an answer; else `unsaid` are the rows that may fit, and those that fit for certain.
    """

    name: str
    feeder: int
    column: Column
    codes: tuple[int, ...]
    unknown: int
    unsaid: tuple[int, int]

    def answered(self, seat: Seat, fits: int) -> int:
        """Give the code of the answer that the feeder's fitting rows come to."""
        if not seat.alone(fits):
            return self.unknown
        said = {code for row, code in enumerate(self.codes) if fits >> row & 1}
        return said.pop() if len(said) == 1 else _STRANGE

    def rows(self, code: int) -> tuple[int, int]:
        """Give the rows that may fit an answer, and those that fit for certain."""
        return self.unsaid if code == _UNSAID else (self.column.rows[code],) * 2


Outcome = tuple[tuple[int, ...], tuple[int, ...]]
"""For each seat the rows that decide, for each derived question the code of its answer."""


@dataclass(frozen=True)
class Chain:
    """The tables of one version that a case is put to, earlier ones first, the one asked last."""

    seats: tuple[Seat, ...]
    derived: tuple[Derived, ...] = ()

    @property
    def is_one_to_fit(self) -> bool:
        """Say whether it is one table, its questions answered as given, of which one row fits."""
        alone = len(self.seats) == 1 and not self.derived
        return alone and self.seats[0].table.reading is Reading.UNIQUE

    def outcome(self, alive: int, certain: int) -> Outcome | None:
        """Say what the rows in play come to, None while that is open.

        `alive` and `certain` are as sweep gives them: derived questions are not among its columns.
        """
        fits: list[int] = []
        codes = dict(self._open)
        for seat in self.seats:
            came = self._fitting(seat, alive, certain, codes)
            if came is None:
                return None
            fits.append(came)
            for at, derived in enumerate(self.derived):
                if derived.feeder == len(fits) - 1:
                    codes[at] = derived.answered(seat, came)
        return tuple(fits), tuple(codes[at] for at in range(len(self.derived)))

    @cached_property
    def _open(self) -> dict[int, int]:
        """Give the questions that nobody answers in this version."""
        return {at: each.unknown for at, each in enumerate(self.derived) if each.feeder == NOBODY}

    def narrow(self, alive: int, certain: int) -> int:
        """Leave out the rows in play that can't decide any more.

        Not those of a table that is given a derived answer: it may still rule out the row above.
        """
        for seat in self._given:
            alive &= ~seat.overtaken(certain)
        return alive

    @cached_property
    def _given(self) -> tuple[Seat, ...]:
        """Give the tables whose questions are all answered as given."""
        return tuple(seat for seat in self.seats if not self._derived_for[seat.first])

    @cached_property
    def _derived_for(self) -> dict[int, tuple[int, ...]]:
        """Give for each seat, by its first row, the derived questions it asks."""
        return {
            seat.first: tuple(
                at
                for at, derived in enumerate(self.derived)
                if any(question.name == derived.name for question in seat.table.questions)
            )
            for seat in self.seats
        }

    def _fitting(
        self, seat: Seat, alive: int, certain: int, codes: Mapping[int, int]
    ) -> int | None:
        asked = [(self.derived[at], codes[at]) for at in self._derived_for[seat.first]]
        if any(code == _STRANGE for _, code in asked):
            return UNANSWERABLE
        may, must = alive & seat.rows, certain & seat.rows
        sure = may == must
        for derived, code in asked:
            possible, fixed = derived.rows(code)
            may, must = may & possible, must & fixed
        found = seat.fitting(may, must)
        return UNANSWERABLE if found is None and sure else found


def closure(policy: Policy, letter: str) -> tuple[Table, ...] | None:
    """Give a table and those that answer its questions, earlier ones first.

    None where tables wait for each other, or one asks what it answers itself: such a chain is
    decided case by case, and no sweep can stand for it.
    """
    order: list[str] = []

    def enter(at: str, above: tuple[str, ...]) -> bool:
        earlier = feeders_of(policy, policy.tables[at]).values()
        ready = at not in above and all(
            feeder.letter in order or enter(feeder.letter, (*above, at)) for feeder in earlier
        )
        order.extend([at] if ready and at not in order else [])
        return ready

    ready = enter(letter, ())
    tables = tuple(policy.tables[at] for at in order)
    derived = {name for table in tables for name in feeders_of(policy, table)}
    own = any(
        question.name in derived and policy.feeders[question.name] is table
        for table in tables
        for question in table.questions
    )
    return tables if ready and not own else None


def feeders_of(policy: Policy, table: Table) -> dict[str, Table]:
    """Give the tables that answer a table's questions, by question."""
    return {
        question.name: policy.feeders[question.name]
        for question in table.questions
        if policy.feeders.get(question.name, table) is not table
    }


def derived_from(feeder: Table, place: int, asked: Asked, column: Column) -> Derived:
    """Bring the answers that a table gives to a question into the joint column of that question."""
    name = asked.question.name
    codes = tuple(_code(row.results[name], asked, column) for row in feeder.rows)
    return replace(left_open(asked, column), feeder=place, codes=codes)


def left_open(asked: Asked | None, column: Column) -> Derived:
    """Give a question that nobody answers, and perhaps (None) nobody asks."""
    if asked is None:
        return Derived("", NOBODY, column, (), _UNSAID, (0, 0))
    possible, fixed = 0, -1
    own = column.covers(asked.everything())
    for code, rows in enumerate(column.rows):
        if own >> code & 1 and column.real[code]:
            possible, fixed = possible | rows, fixed & rows
    unknown = column.count - 1 if asked.question.domain.unknown is not None else _UNSAID
    name = asked.question.name
    return Derived(name, NOBODY, column, (), unknown, (possible, fixed & possible))


def _code(text: str, asked: Asked, column: Column) -> int:
    try:
        asked.question.domain.read(text)
    except OutsideError:
        return _STRANGE
    code = asked.code(text)
    return column.code(text) if code is None else code
