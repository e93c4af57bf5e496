"""The result columns of two versions of a table: which came or went, and which can be compared."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from demur.domain.policy import vocabulary as voc
from demur.domain.policy.names import RESULT_KEYS
from demur.domain.policy.tables import Table
from demur.domain.policy.versions import notices
from demur.domain.policy.versions.both import Both
from demur.domain.policy.versions.difference import TableChange
from demur.domain.policy.versions.joint import paired
from demur.domain.policy.versions.meant import Meanings, Said, kept, meanings, understood


class Columns:
    """The results of two versions of a table, paired by name or by what the desk knows them as."""

    def __init__(self, both: Both, old: Table, new: Table) -> None:
        self._both, self._old, self._new = both, old, new
        named = paired(old.results, new.results, RESULT_KEYS)
        self._came = [after for before, after in named if before is None and after]
        self._went = [before for before, after in named if after is None and before]
        pairs = [(before, after) for before, after in named if before and after]
        one, other = both.asked
        self._said = (
            meanings(old, tuple(before for before, _ in pairs), one),
            meanings(new, tuple(after for _, after in pairs), other),
        )

    def told(self) -> Iterator[TableChange | str]:
        """Say which columns came or went, which are worded anew, and which can't be compared.

        In a translation a column that came and one that went may be the same: that is not known.
        """
        lang, letter = self._both.lang, self._new.letter
        if self._both.translated and self._came and self._went:
            for name in self._came:
                yield notices.not_compared(lang, letter, name)
        else:
            for name in (*self._came, *self._went):
                sentence = notices.result(lang, letter, name, came=name in self._came)
                yield TableChange(letter, sentence)
        for at, name in enumerate(self._said[1].names):
            if at not in self._comparable:
                yield notices.not_compared(lang, letter, name)
            elif not self._both.translated:
                yield from self._worded_anew(at)

    @cached_property
    def compared(self) -> tuple[Meanings, Meanings]:
        """Give what the rows mean by the results that can be compared."""
        return kept(*self._said, self._comparable)

    @cached_property
    def _comparable(self) -> list[int]:
        """Give the places of the results that can be compared: translated, those understood."""
        places = range(len(self._said[1].names))
        if not self._both.translated:
            return list(places)
        return [
            at
            for at in places
            if all(all(understood([tuple(row[at] for row in each.rows)])) for each in self._said)
        ]

    def _worded_anew(self, at: int) -> Iterator[TableChange]:
        """Say which results are written otherwise everywhere, and mean the same."""
        letter, name = self._new.letter, self._said[1].names[at]
        before, after = self._spelt(self._old, 0, at), self._spelt(self._new, 1, at)
        for meaning in (each for each in after if each in before):
            was, now = before[meaning], after[meaning]
            if not was.keys() & now.keys():
                texts = next(iter(was.values())), next(iter(now.values()))
                sentence = notices.worded_anew(self._both.lang, letter, name, *texts)
                yield TableChange(letter, sentence)

    def _spelt(self, table: Table, version: int, at: int) -> dict[Said, dict[str, str]]:
        """Give for each meaning how the rows that have it write it, by the folded text."""
        said, spelt = self._said[version], dict[Said, dict[str, str]]()
        for row, means in zip(table.rows, said.rows, strict=True):
            text = row.results[said.names[at]]
            spelt.setdefault(means[at], {})[voc.fold(text)] = text
        return spelt
