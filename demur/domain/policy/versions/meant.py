"""What two versions' results say, whatever their spelling: W4 is w4, and `6 days` is `6 nap`."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from demur.domain.policy import names, phrases, values
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.domains import OutsideError, Range
from demur.domain.policy.names import ResultKey
from demur.domain.policy.proof.lines import bits
from demur.domain.policy.tables import Reading, Table
from demur.domain.policy.values import Literal
from demur.domain.policy.versions.joint import Asked

Said = tuple[str, Hashable]
"""What a result means: how that was understood, and the meaning."""
_AS_WRITTEN = "as written"
SEVERAL: Final = "several"
"""What rows mean where one should fit and several do."""


@dataclass(frozen=True)
class Meanings:
    """For each row of a table what its results mean, column by column."""

    names: tuple[str, ...]
    rows: tuple[tuple[Said, ...], ...]
    reading: Reading

    def of(self, fits: int) -> Hashable:
        """Give what the rows that fit come to together; equal where nobody could tell them apart.

        Where one row should fit and several do, nothing is decided, whichever they are.
        """
        if fits <= 0:
            return fits
        if self.reading is not Reading.COLLECT and fits & (fits - 1):
            return SEVERAL
        rows = [self.rows[at] for at in bits(fits)]
        if len(rows) == 1:
            return rows[0]
        return tuple(one[0] if len(one) == 1 else frozenset(one) for one in _by_column(rows))


def _by_column(rows: Iterable[tuple[Said, ...]]) -> Iterable[tuple[Said, ...]]:
    return (tuple(dict.fromkeys(column)) for column in zip(*rows, strict=True))


def meanings(table: Table, results: tuple[str, ...], asked: Mapping[str, Asked]) -> Meanings:
    """Say what a table's rows mean by these results; `asked` are the joint questions by name."""
    columns = []
    for name in results:
        texts = [row.results[name] for row in table.rows]
        known = {text: said(name, text, asked.get(name)) for text in set(texts)}
        columns.append([known[text] for text in texts])
    rows = tuple(tuple(column[at] for column in columns) for at in range(len(table.rows)))
    return Meanings(results, rows, table.reading)


def said(name: str, text: str, asked: Asked | None) -> Said:
    """Say what one result means: an answer, a sentence's name, the desk's own word, a time."""
    if asked is not None:
        return _answer(text, asked)
    key = names.RESULT_KEYS.get(voc.fold(name))
    if key is ResultKey.SAY:
        return "sentence", voc.letter(text)
    meant = names.meaning_of(key, text) if key else None
    if meant:
        return "the desk's", meant
    return _length(text) or (_AS_WRITTEN, voc.fold(text))


def _answer(text: str, asked: Asked) -> Said:
    domain = asked.question.domain
    try:
        value: object = domain.read(text)
    except OutsideError:
        return _AS_WRITTEN, voc.fold(text)
    return ("value", value) if isinstance(domain, Range) else ("answer", asked.code(text))


def _length(text: str) -> Said | None:
    found = values.tokens(text, whole=True)
    one = found[0] if len(found) == 1 else None
    if not isinstance(one, Literal) or one.unit is None:
        return None
    return "length", (one.kind, one.value, phrases.UNIT_KEYS.get(one.unit, one.unit))


def understood(columns: Iterable[tuple[Said, ...]]) -> list[bool]:
    """Say of each column whether all of its results are understood, and not only spelt."""
    return [all(how != _AS_WRITTEN for how, _ in column) for column in columns]


def kept(old: Meanings, new: Meanings, places: list[int]) -> tuple[Meanings, Meanings]:
    """Keep some of the result columns of both."""
    return _kept(old, places), _kept(new, places)


def _kept(meanings: Meanings, places: list[int]) -> Meanings:
    return Meanings(
        tuple(meanings.names[at] for at in places),
        tuple(tuple(row[at] for at in places) for row in meanings.rows),
        meanings.reading,
    )
