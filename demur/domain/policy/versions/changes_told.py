"""The sentences on what two versions decide differently, in the language of the new one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from demur.domain.policy.columns import Column
from demur.domain.policy.messages import say
from demur.domain.policy.proof.boxes import answer, cell
from demur.domain.policy.proof.lines import bits
from demur.domain.policy.proof.sweep import Box
from demur.domain.policy.tables import Reading, Table
from demur.domain.policy.versions.chains import Derived, Seat
from demur.domain.policy.versions.changes_found import ABSENT, Came, Compared, Found
from demur.domain.policy.versions.difference import Change, Kind, Move
from demur.domain.policy.versions.meant import Meanings
from demur.domain.policy.vocabulary import ANY, READING_WORDING
from demur.domain.refusal import Lang, RowRef

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

    def changes(self) -> Iterator[Change]:
        """Give every change, in the order of the old table's rows."""
        for found in sorted(self.compared.found, key=lambda each: _place(each.before, each.after)):
            for box in found.boxes:
                yield self._change(found, box)

    def moves(self) -> Iterator[Move]:
        """Give every pair of rows that decide the same cases, under other numbers, alike."""
        old, new = self._seats
        for before, after in sorted(self.compared.moved):
            one, other = _refs(old, before), _refs(new, after)
            if one != other:
                sentence = say(self.lang, "moved", rows=f"{_named(one)} → {_named(other)}")
                yield Move(new.table.letter, one, other, sentence)

    def _change(self, found: Found, box: Box) -> Change:
        old, new = self._seats
        one, other = _refs(old, found.before[0]), _refs(new, found.after[0])
        kind, when = self._kind(found), self._when(box)
        sentence = say(
            self.lang,
            _KEYS[kind] if when else f"{_KEYS[kind]} always",
            rows=self._rows_told(kind, one, other),
            when=", ".join(say(self.lang, "is", question=q, answer=a) for q, a in when.items()),
            results=self._results_told(found),
            weighed=self._weighed_told(found),
        )
        before, after = _results(old, found.before[0]), _results(new, found.after[0])
        return Change(kind, new.table.letter, one, other, when, before, after, sentence)

    def _kind(self, found: Found) -> Kind:
        if found.before[0] == ABSENT:
            return Kind.ONLY_NEW
        if found.after[0] == ABSENT:
            return Kind.ONLY_OLD
        return Kind.WEIGHED if len(self.compared.chains[0].seats) > 1 else Kind.DECIDED

    def _when(self, box: Box) -> Mapping[str, str]:
        """Write a box as cells, in the order of the table's columns, then of its chain's."""
        order = {q.name: at for at, q in enumerate(self._seats[1].table.questions)}
        cells = [
            (column.question.name, self._cell(column, codes))
            for column, codes in zip(self.compared.columns, box, strict=True)
        ]
        cells.sort(key=lambda named: order.get(named[0], len(order)))
        return MappingProxyType({name: text for name, text in cells if text != ANY[self.lang][0]})

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

    def _results_told(self, found: Found) -> str:
        """Say which results differ; where one version decides nothing, what the other does."""
        old, new = self._seats
        before, after = _results(old, found.before[0]), _results(new, found.after[0])
        nothing = say(self.lang, "nothing decided")
        parts = [
            _result(name, before.get(own, ""), after.get(name, ""))
            for own, name in zip(self.said[0].names, self.said[1].names, strict=True)
            if not self._says_the_same(found, name)
        ]
        if before and after:
            return "; ".join(parts)
        said = "; ".join(parts) or nothing
        if found.before[0] == ABSENT or found.after[0] == ABSENT:
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
            _result(after.name, self._answer(before, one), self._answer(after, other))
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
    rows = enumerate(seat.table.rows)
    return tuple(row.ref for place, row in rows if fits > 0 and fits >> place & 1)


def _named(rows: tuple[RowRef, ...]) -> str:
    return ", ".join(map(str, rows))


def _results(seat: Seat, fits: int) -> Mapping[str, str]:
    """Give what rows result in together, as a decision shows it; nothing where they disagree."""
    rows = [row for place, row in enumerate(seat.table.rows) if fits > 0 and fits >> place & 1]
    if len(rows) > 1 and seat.table.reading is Reading.UNIQUE:
        return MappingProxyType({})
    names = seat.table.results if rows else ()
    return MappingProxyType(
        {name: "; ".join(dict.fromkeys(row.results[name] for row in rows)) for name in names}
    )


def _result(name: str, before: str, after: str) -> str:
    return f"{name}: {' → '.join(filter(None, (before, after)))}"


# ---- what is not a case


def table(lang: Lang, letter: str, *, came: bool) -> str:
    """Say that a table came or went."""
    return say(lang, "table came" if came else "table went", table=letter)


def reading(lang: Lang, letter: str, old: Table, new: Table) -> str:
    """Say that a table is read in another way."""
    ways = READING_WORDING[lang]
    places = list(Reading)
    before, after = (ways[places.index(each.reading)] for each in (old, new))
    return say(lang, "read otherwise", table=letter, before=before, after=after)


def result(lang: Lang, letter: str, name: str, *, came: bool) -> str:
    """Say that a result column came or went."""
    return say(lang, "result came" if came else "result went", table=letter, column=name)


def question(lang: Lang, name: str, before: str | None, after: str | None) -> str:
    """Say how a question's answers changed."""
    return _came_or_went(lang, "question", before, after, question=name)


def wording(lang: Lang, name: str, spoken: Lang, before: str | None, after: str | None) -> str:
    """Say how a sentence changed in one language."""
    return _came_or_went(lang, "wording", before, after, wording=name, language=spoken)


def barred(lang: Lang, spoken: Lang, entry: str, before: str | None, after: str | None) -> str:
    """Say how a barred word changed."""
    return _came_or_went(lang, "barred", before, after, language=spoken, word=entry)


def _came_or_went(
    lang: Lang, what: str, before: str | None, after: str | None, **fields: object
) -> str:
    how = "came" if before is None else "went" if after is None else "changed"
    return say(lang, f"{what} {how}", before=before, after=after, **fields)


# ---- what was not compared


def broken(lang: Lang, letter: str) -> str:
    """Say that a table cannot be compared, as it cannot be read whole."""
    return say(lang, "not compared broken", table=letter)


def strange(lang: Lang, letter: str, questions: list[str]) -> str:
    """Say that a table cannot be compared, as its questions are answered in another way."""
    return say(lang, "not compared questions", table=letter, questions=", ".join(questions))


def not_compared(lang: Lang, letter: str, column: str) -> str:
    """Say that a result column is written in another language, in words we do not know."""
    return say(lang, "not compared result", table=letter, column=column)


def gave_up(lang: Lang, letter: str, limit: str, count: int) -> str:
    """Say that a limit was reached: of steps taken, or of changes told."""
    return say(lang, f"not compared {limit}", table=letter, limit=count)
