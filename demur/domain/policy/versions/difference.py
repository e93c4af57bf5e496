"""What can differ between two versions of a policy, each with its sentence to be signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from demur.domain.refusal import Lang, RowRef

SHOWN: Final = 5
"""So many cases of two rows are read one by one; the rest are counted."""


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
class Case:
    """Cases of two rows in words: `when` they are, and the whole `sentence` on them."""

    when: str
    sentence: str


@dataclass(frozen=True, slots=True)
class RowPair:
    """All cases that went from the same rows to the same other rows, the heaviest first.

    `changes` are exact; `cases` are for people, and may take in what cannot happen where that is
    shorter. `head` names the rows and what they decide; `more` says how many cases are not shown
    one by one, and is empty where all are.
    """

    kind: Kind
    table: str
    head: str
    changes: tuple[Change, ...]
    cases: tuple[Case, ...]
    more: str = ""

    @property
    def shown(self) -> tuple[Case, ...]:
        """Give the cases to be read one by one."""
        return self.cases[:SHOWN]

    @property
    def rest(self) -> tuple[Case, ...]:
        """Give the cases that are only counted at first."""
        return self.cases[SHOWN:]

    @property
    def sentences(self) -> tuple[str, ...]:
        """Give a handful of sentences: each stands by itself."""
        return (*(each.sentence for each in self.shown), *filter(None, [self.more]))


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


class Part(StrEnum):
    """A part of the document beside its tables, questions and words."""

    HEAD = "document"
    IMPOSSIBLE = "impossible"
    INVARIANT = "invariant"
    EXAMPLE = "example"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class PartChange:
    """What changed in another part; None: it was not, or is no longer, there."""

    part: Part
    name: str
    before: str | None
    after: str | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Difference:
    """All that two versions say differently; `gave_up` are sentences on what was not compared.

    `pairs` hold the cases decided differently, table by table: `changes` take the questions of a
    table as answered; `weighed` are the callers whose answer another table gives, and gives
    differently, so that the step taken for them differs too.
    """

    pairs: tuple[RowPair, ...] = ()
    moved: tuple[Move, ...] = ()
    tables: tuple[TableChange, ...] = ()
    questions: tuple[QuestionChange, ...] = ()
    wordings: tuple[WordingChange, ...] = ()
    barred: tuple[BarredChange, ...] = ()
    parts: tuple[PartChange, ...] = ()
    gave_up: tuple[str, ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        """Give every case that a table decides differently, its questions answered alike."""
        return self._cases(weighed=False)

    @property
    def weighed(self) -> tuple[Change, ...]:
        """Give every case that is decided differently as an earlier table answers differently."""
        return self._cases(weighed=True)

    def _cases(self, *, weighed: bool) -> tuple[Change, ...]:
        pairs = (pair for pair in self.pairs if (pair.kind is Kind.WEIGHED) is weighed)
        return tuple(change for pair in pairs for change in pair.changes)

    @property
    def is_none(self) -> bool:
        """Say whether both versions do and say the same, for all that is known."""
        words = (self.questions, self.wordings, self.barred, self.parts)
        return not any((self.pairs, self.tables, self.gave_up, *words))

    @property
    def spoken(self) -> tuple[str, ...]:
        """Give all of it as a person reads it, top to bottom: a handful of sentences a row pair."""
        return self._told([sentence for pair in self.pairs for sentence in pair.sentences])

    @property
    def sentences(self) -> tuple[str, ...]:
        """Give all of it with every case: what tells two differences apart."""
        return self._told([each.sentence for pair in self.pairs for each in pair.changes])

    def _told(self, cases: list[str]) -> tuple[str, ...]:
        before = [each.sentence for part in (self.questions, self.tables) for each in part]
        others = (self.moved, self.wordings, self.barred, self.parts)
        after = [each.sentence for part in others for each in part]
        return (*before, *cases, *after, *self.gave_up)
