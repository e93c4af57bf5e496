"""The sentences on what two versions decide differently, in the language of the new one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Final

from demur.domain.policy.columns import Column
from demur.domain.policy.domains import Listed
from demur.domain.policy.messages import say
from demur.domain.policy.proof.boxes import answer, cell
from demur.domain.policy.proof.lines import bits
from demur.domain.policy.proof.sweep import Box
from demur.domain.policy.tables import Reading, Row
from demur.domain.policy.versions.chains import Derived, Seat
from demur.domain.policy.versions.changes_found import ABSENT, Came, Compared, Found
from demur.domain.policy.versions.covering import told_of
from demur.domain.policy.versions.difference import SHOWN, Case, Change, Kind, Move, RowPair
from demur.domain.policy.versions.meant import Meanings
from demur.domain.refusal import Lang, RowRef

_Side = tuple[Column, int]
"""A column with some of its answers, a bit a code."""
_HEADS: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        Kind.DECIDED: "change head",
        Kind.WEIGHED: "change head weighed",
        Kind.ONLY_OLD: "change head only old",
        Kind.ONLY_NEW: "change head only new",
    }
)
_KEYS: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        Kind.DECIDED: "change",
        Kind.WEIGHED: "change weighed",
        Kind.ONLY_OLD: "change only old",
        Kind.ONLY_NEW: "change only new",
    }
)


@dataclass(frozen=True)
class Telling:
    """Makes changes with their sentences of what a comparison found."""

    lang: Lang
    compared: Compared
    said: tuple[Meanings, Meanings]
    _written: dict[tuple[str, int], str] = field(default_factory=dict)

    @property
    def _seats(self) -> tuple[Seat, Seat]:
        old, new = self.compared.chains
        return old.seats[-1], new.seats[-1]

    def pairs(self, most: int) -> Iterator[RowPair]:
        """Give every pair of rows with what went from one to the other, the heaviest first.

        In all pairs together not more than `most` changes.
        """
        for found in sorted(self.compared.found, key=self._order):
            if most > 0:
                yield self._pair(found, most)
            most -= len(found.boxes)

    def _order(self, found: Found) -> tuple[int, ...]:
        weight = sum(map(self.compared.cover.weight, found.boxes))
        return (-weight, *_place(found.before, found.after))

    def moves(self) -> Iterator[Move]:
        """Give every pair of rows that decide the same cases, under other numbers, alike."""
        old, new = self._seats
        for before, after in sorted(self.compared.moved):
            one, other = _refs(old, before), _refs(new, after)
            if one != other:
                sentence = say(self.lang, "moved", rows=f"{_named(one)} → {_named(other)}")
                yield Move(new.table.letter, one, other, sentence)

    def _pair(self, found: Found, most: int) -> RowPair:
        old, new = self._seats
        kind, letter = self._kind(found), new.table.letter
        rows = _refs(old, found.before[0]), _refs(new, found.after[0])
        results = _results(old, found.before[0]), _results(new, found.after[0])
        fields = {
            "rows": self._rows_told(kind, *rows),
            "results": self._results_told(found, *results),
            "weighed": self._weighed_told(found),
        }
        exact, told = found.boxes[:most], found.told[:most]
        said = {box: self._case(kind, box, fields) for box in dict.fromkeys((*exact, *told))}
        return RowPair(
            kind,
            letter,
            say(self.lang, _HEADS[kind], **fields),
            tuple(
                Change(kind, letter, *rows, self._when(box), *results, said[box].sentence)
                for box in exact
            ),
            tuple(said[box] for box in told),
            self._more(found, fields),
        )

    def _more(self, found: Found, fields: Mapping[str, object]) -> str:
        """Say how many cases there are beside those read one by one."""
        left = len(found.told) - SHOWN
        if left <= 0:
            return ""
        cover = self.compared.cover
        shown = [part for box in found.told[:SHOWN] for part in told_of(box, found.boxes)]
        every, some = cover.cases(found.boxes), cover.cases(shown)
        if every is None or some is None:
            return say(self.lang, "change more uncounted", count=left, **fields)
        return say(self.lang, "change more", count=every - some, **fields)

    def _case(self, kind: Kind, box: Box, fields: Mapping[str, object]) -> Case:
        when = ", ".join(self._is(column, codes) for column, codes in self._sides(box))
        key = _KEYS[kind] if when else f"{_KEYS[kind]} always"
        sentence = say(self.lang, key, when=when, **fields)
        return Case(when or say(self.lang, "every case"), sentence)

    def _when(self, box: Box) -> Mapping[str, str]:
        """Write a box as cells, without the questions that do not matter."""
        cells = {c.question.name: self._cell(c, codes) for c, codes in self._sides(box)}
        return MappingProxyType(cells)

    def _kind(self, found: Found) -> Kind:
        if found.before[0] == ABSENT:
            return Kind.ONLY_NEW
        if found.after[0] == ABSENT:
            return Kind.ONLY_OLD
        chained = any(len(chain.seats) > 1 for chain in self.compared.chains)
        return Kind.WEIGHED if chained else Kind.DECIDED

    @cached_property
    def _places(self) -> list[int]:
        """Give the columns as the table has them, then those of its chain."""
        order = {q.name: at for at, q in enumerate(self._seats[1].table.questions)}
        names = [column.question.name for column in self.compared.cover.columns]
        return sorted(range(len(names)), key=lambda at: order.get(names[at], len(order)))

    def _sides(self, box: Box) -> list[_Side]:
        """Give the sides of a box that matter."""
        columns = self.compared.cover.columns
        sides = [(columns[at], box[at]) for at in self._places]
        return [
            (column, codes) for column, codes in sides if codes != self._any[column.question.name]
        ]

    @cached_property
    def _any(self) -> dict[str, int]:
        return {
            column.question.name: sum(1 << at for at, real in enumerate(column.real) if real)
            for column in self.compared.cover.columns
        }

    def _is(self, column: Column, codes: int) -> str:
        """Say one side in words: what it is, or what it is not where that is shorter."""
        name, domain = column.question.name, column.question.domain
        missing = self._any[name] & ~codes
        if domain.unknown and missing == 1 << column.count - 1:
            return say(self.lang, "is known", question=name)
        if isinstance(domain, Listed) and missing.bit_count() < codes.bit_count():
            return say(self.lang, "is any but", question=name, answer=self._cell(column, missing))
        return say(self.lang, "is", question=name, answer=self._cell(column, codes))

    def _cell(self, column: Column, codes: int) -> str:
        """Write a set of codes as a cell, or by its answers where none of a table's cells says it.

        Boxes share their sides, so that each is written once.
        """
        key = (column.question.name, codes)
        if key not in self._written:
            try:
                self._written[key] = cell(column, codes, self.lang)
            except ValueError:
                named = (answer(column, code) for code in bits(codes) if column.real[code])
                self._written[key] = " / ".join(named)
        return self._written[key]

    def _rows_told(self, kind: Kind, one: tuple[RowRef, ...], other: tuple[RowRef, ...]) -> str:
        none = say(self.lang, "no row")
        before, after = _named(one) or none, _named(other) or none
        if kind is Kind.ONLY_NEW:
            return after
        return before if one == other or kind is Kind.ONLY_OLD else f"{before} → {after}"

    def _results_told(
        self, found: Found, before: Mapping[str, str], after: Mapping[str, str]
    ) -> str:
        """Say which results differ; where one version decides nothing, what the other does."""
        nothing = say(self.lang, "nothing decided")
        parts = [
            _result(name, before.get(own, ""), after.get(name, ""))
            for own, name in zip(self.said[0].names, self.said[1].names, strict=True)
            if not self._says_the_same(found, name)
        ]
        if before and after:
            return "; ".join(parts)
        said = "; ".join(parts) if before or after else nothing
        if ABSENT in (found.before[0], found.after[0]):
            return said
        if not before and not after:
            return self._silent(found)
        return f"{nothing} → {said}" if after else f"{said} → {nothing}"

    def _says_the_same(self, found: Found, name: str) -> bool:
        """Say whether a result is the same on both sides, which only rows on both can be."""
        if found.before[0] <= 0 or found.after[0] <= 0:
            return False
        at = self.said[1].names.index(name)
        sides = zip(self.said, (found.before[0], found.after[0]), strict=True)
        one, other = (
            {row[at] for place, row in enumerate(said.rows) if fits >> place & 1}
            for said, fits in sides
        )
        return one == other

    def _silent(self, found: Found) -> str:
        """Say why nothing is decided, before and after."""
        return " → ".join(
            say(self.lang, "told several fit" if came[0] > 0 else "told none fits")
            for came in (found.before, found.after)
        )

    def _weighed_told(self, found: Found) -> str:
        old, new = self.compared.chains
        parts = [
            _result(
                after.column.question.name, self._answer(before, one), self._answer(after, other)
            )
            for before, after, one, other in zip(
                old.derived, new.derived, found.before[1], found.after[1], strict=False
            )
            if one != other
        ]
        return "; ".join(parts)

    def _answer(self, derived: Derived, code: int) -> str:
        return answer(derived.column, code) if code >= 0 else say(self.lang, "no answer")


def _place(before: Came, after: Came) -> tuple[int, ...]:
    return (before[0] & -before[0], before[0], after[0], *before[1], *after[1])


def _refs(seat: Seat, fits: int) -> tuple[RowRef, ...]:
    return tuple(row.ref for row in _rows(seat, fits))


def _rows(seat: Seat, fits: int) -> list[Row]:
    return [seat.table.rows[place] for place in bits(max(fits, 0))]


def _named(rows: tuple[RowRef, ...]) -> str:
    return ", ".join(map(str, rows))


def _results(seat: Seat, fits: int) -> Mapping[str, str]:
    """Give what rows result in together, as a decision shows it; nothing where they disagree."""
    rows = _rows(seat, fits)
    if len(rows) > 1 and seat.table.reading is Reading.UNIQUE:
        return MappingProxyType({})
    names = seat.table.results if rows else ()
    return MappingProxyType(
        {name: "; ".join(dict.fromkeys(row.results[name] for row in rows)) for name in names}
    )


def _result(name: str, before: str, after: str) -> str:
    return f"{name}: {' → '.join(filter(None, (before, after)))}"
