"""What can differ between two versions of a policy, each with its sentence to be signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from demur.domain.refusal import Lang, RowRef


class Kind(StrEnum):
    """How a case came to be decided differently."""

    DECIDED = "decided"
    """By a table, its questions answered alike."""
    WEIGHED = "weighed"
    """By a chain: an earlier table answers a question differently."""
    ONLY_OLD = "only-old"
    """The case exists no more: its answer is no longer listed."""
    ONLY_NEW = "only-new"
    """The case did not exist: its answer is new in the list."""


@dataclass(frozen=True, slots=True)
class Change:
    """Cases that are decided differently, as one box: `when` gives a cell for each question.

    `before` and `after` are the rows that decide: none where none fits, several where they apply
    or disagree. `results_before` and `results_after` hold the results as written, empty where
    nothing is decided. A question that does not matter is not in `when`.
    """

    kind: Kind
    table: str
    before: tuple[RowRef, ...]
    after: tuple[RowRef, ...]
    when: Mapping[str, str]
    results_before: Mapping[str, str]
    results_after: Mapping[str, str]
    sentence: str


@dataclass(frozen=True, slots=True)
class Move:
    """Cases that another row decides, with the same result."""

    table: str
    before: tuple[RowRef, ...]
    after: tuple[RowRef, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class WordingChange:
    """A sentence said otherwise in one language; None: it was not, or is no longer, there."""

    name: str
    lang: Lang
    before: str | None
    after: str | None
    sentence: str


@dataclass(frozen=True, slots=True)
class BarredChange:
    """A barred word with what to say instead; None: it was not, or is no longer, barred."""

    lang: Lang
    entry: str
    before: str | None
    after: str | None
    sentence: str


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """A question whose answers changed; None: it was not, or is no longer, asked."""

    question: str
    before: str | None
    after: str | None
    sentence: str


@dataclass(frozen=True, slots=True)
class TableChange:
    """A table that came, went, is read in another way, or has other result columns."""

    table: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Difference:
    """All that two versions say differently; `gave_up` are sentences on what was not compared.

    `changes` take the questions of a table as answered; `weighed` are the callers whose answer
    another table gives, and gives differently, so that the step taken for them differs too.
    """

    changes: tuple[Change, ...] = ()
    weighed: tuple[Change, ...] = ()
    moved: tuple[Move, ...] = ()
    tables: tuple[TableChange, ...] = ()
    questions: tuple[QuestionChange, ...] = ()
    wordings: tuple[WordingChange, ...] = ()
    barred: tuple[BarredChange, ...] = ()
    gave_up: tuple[str, ...] = ()

    @property
    def is_none(self) -> bool:
        """Say whether both versions do and say the same, for all that is known."""
        every = (self.changes, self.tables, self.questions, self.wordings, self.barred)
        return not any(every) and not self.gave_up

    @property
    def sentences(self) -> tuple[str, ...]:
        """Give all of it as the page shows it, top to bottom."""
        parts = (
            *(self.questions, self.tables, self.changes, self.weighed, self.moved),
            *(self.wordings, self.barred),
        )
        spoken = tuple(each.sentence for part in parts for each in part)
        return (*spoken, *self.gave_up)
