"""What must never happen, read against the tables: which rows of which table it speaks of."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Final

from demur.domain.policy import cells, cells_meant, names, suggest
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.appendices import Invariant
from demur.domain.policy.cells import Trouble, Unreadable
from demur.domain.policy.columns import Column, Question
from demur.domain.policy.domains import Domain, Listed, OutsideError
from demur.domain.policy.findings import Code
from demur.domain.policy.margin import Margin
from demur.domain.policy.policy import Policy
from demur.domain.policy.tables import Reading, Table
from demur.domain.policy.versions.chains import closure

_MOST_STRANGE: Final = 20


@dataclass(frozen=True)
class ResultWords(Listed):
    """The closed list of a result column: its own texts, and every word the desk knows for them."""

    spelt: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def codes(self) -> Mapping[str, int]:
        """Map every folded way to write a result onto its code."""
        return self.spelt


@dataclass(frozen=True)
class Meant:
    """An invariant as read: the tables it is about, and the rows that meet each part of it."""

    tables: tuple[Table, ...]
    parts: tuple[int, ...]

    @property
    def table(self) -> Table:
        """Give the table it is about, after those that answer its questions."""
        return self.tables[-1]

    @property
    def rows(self) -> int:
        """Give the rows that can have a hand in it."""
        common, some = (1 << len(self.table.rows)) - 1, 0
        for part in self.parts:
            common, some = common & part, some | part
        return some if self.table.reading is Reading.COLLECT else common

    def broken_by(self, fits: int) -> int:
        """Give those of the deciding rows that break it together, 0 when they do not."""
        return fits & self.rows if all(fits & part for part in self.parts) else 0


def meant_by(policy: Policy, invariant: Invariant, margin: Margin) -> Meant | None:
    """Read an invariant against the document; None where it cannot be, with the finding."""
    table = _table(policy, invariant, margin)
    if table is None or not _cells_read(policy, invariant, margin):
        return None
    parts = [
        _rows_meeting(policy, table, name, text, invariant, margin)
        for name, text in invariant.never.items()
    ]
    tables = closure(policy, table.letter)
    if None in parts or tables is None or any(each.broken for each in tables):
        return None
    return Meant(tables, tuple(part for part in parts if part is not None))


def _table(policy: Policy, invariant: Invariant, margin: Margin) -> Table | None:
    """Find the table it names, else the first that has such results."""
    if invariant.table:
        table = policy.table(invariant.table)
        if table is None:
            named = {"table": invariant.table, "tables": ", ".join(policy.tables)}
            under = invariant.headers.get("table")
            margin.fault(Code.UNKNOWN_TABLE, invariant.line, "unknown table", under=under, **named)
        return table
    tables = list(policy.tables.values())
    whole = (t for t in tables if all(_result(t, name) for name in invariant.never))
    found = next(whole, None)
    if found is None:
        every = list(dict.fromkeys(name for table in tables for name in table.results))
        strange = next((n for n in invariant.never if not any(_result(t, n) for t in tables)), None)
        _unknown_result(invariant, strange or next(iter(invariant.never)), every, margin)
    return found


def _result(table: Table, name: str) -> str | None:
    """Give a table's own name of a result column."""
    folded = voc.fold(name)
    key = names.RESULT_KEYS.get(folded)
    own = next((each for each in table.results if voc.fold(each) == folded), None)
    return own or next(
        (each for each in table.results if key and names.RESULT_KEYS.get(voc.fold(each)) is key),
        None,
    )


def _unknown_result(invariant: Invariant, name: str, known: Sequence[str], margin: Margin) -> None:
    near = suggest.closest(name, known)
    margin.fault(
        Code.UNKNOWN_COLUMN,
        invariant.line,
        "invariant result",
        under=invariant.headers.get("never"),
        invariant=invariant.number,
        column=name,
        near=near,
        mend=near,
    )


def _cells_read(policy: Policy, invariant: Invariant, margin: Margin) -> bool:
    strange = [
        name
        for name, text in invariant.when.items()
        if isinstance(cells.read_cell(text, policy.questions[name].domain), Unreadable)
    ]
    for name in strange:
        text, domain = invariant.when[name], policy.questions[name].domain
        _unreadable(invariant, "when", name, text, domain, margin)
    return not strange


def _meant(text: str, domain: Domain, margin: Margin) -> str | None:
    return cells_meant.cell_meant(text, domain) if margin.may_mend(text) else None


def _unreadable(
    invariant: Invariant, part: str, name: str, text: str, domain: Domain, margin: Margin
) -> None:
    meant = _meant(_plainly(text), domain, margin)
    margin.fault(
        Code.UNREADABLE_CELL,
        invariant.line,
        "invariant cell",
        under=invariant.headers.get(part),
        invariant=invariant.number,
        column=name,
        cell=text,
        near=meant,
        mend=meant,
    )


def _rows_meeting(
    policy: Policy, table: Table, name: str, text: str, invariant: Invariant, margin: Margin
) -> int | None:
    """Give the rows of a table whose result a cell takes in, a bit a row."""
    own = _result(table, name)
    if own is None:
        _unknown_result(invariant, name, table.results, margin)
        return None
    question = _asked(policy, table, own)
    plain = _plainly(text)
    domain, strange = _with_strange_words(plain, question.domain)
    test = cells.read_cell(plain, domain)
    if isinstance(test, Unreadable) or (strange and _meant(plain, question.domain, margin)):
        _unreadable(invariant, "never", own, text, question.domain, margin)
        return None
    for word in strange:
        _none_gives(invariant, table, own, word, margin)
    column = Column(replace(question, domain=domain), (test,))
    return sum(1 << at for at, row in enumerate(table.rows) if _taken(column, row.results[own]))


def _with_strange_words(text: str, domain: Domain) -> tuple[Domain, list[str]]:
    """Give a list of results with those a cell names beside them, and these by themselves."""
    strange: list[str] = []
    while isinstance(domain, Listed) and len(strange) < _MOST_STRANGE:
        test = cells.read_cell(text, domain)
        if not isinstance(test, Unreadable) or test.trouble is not Trouble.UNKNOWN_ANSWER:
            break
        strange.append(_as_written(test.piece, text))
        spelt = {**domain.codes, test.piece: len(domain.all_answers)}
        domain = ResultWords((*domain.all_answers, test.piece), None, MappingProxyType(spelt))
    return domain, strange


def _as_written(piece: str, text: str) -> str:
    """Give a folded piece of a cell as its author wrote it, where that can be told."""
    at = voc.fold(text).find(piece)
    return text[at : at + len(piece)] if at >= 0 and len(voc.fold(text)) == len(text) else piece


def _none_gives(invariant: Invariant, table: Table, name: str, word: str, margin: Margin) -> None:
    """Ask about a result that no row gives: a slip of the pen, or what can't happen as it is."""
    margin.warn(
        Code.RESULT_NOT_LISTED,
        invariant.line,
        "invariant none gives",
        under=invariant.headers.get("never"),
        table=table.letter,
        invariant=invariant.number,
        column=name,
        result=word,
        results=", ".join(dict.fromkeys(row.results[name] for row in table.rows)),
    )


def _asked(policy: Policy, table: Table, own: str) -> Question:
    """Give a result of a table as a question with its closed list."""
    return policy.questions.get(own) or Question(own, "", words_of(table, own), table.line)


def promised(policy: Policy, invariant: Invariant) -> tuple[str, str, bool]:
    """Give the result an invariant is a promise about, a cell, and whether it always is that.

    “Never not A” is always A; other results named beside it belong to when it is so.
    """
    table = _table(policy, invariant, Margin(policy.lang))
    for name, text in invariant.never.items():
        kept = _excepted(policy, table, name, text) if table else None
        if kept:
            return name, kept, True
    name, text = list(invariant.never.items())[-1]
    return name, text, False


def _excepted(policy: Policy, table: Table, name: str, text: str) -> str | None:
    """Give what a cell leaves out where it takes in all the rest; None where it does not."""
    own = _result(table, name)
    domain = _asked(policy, table, own).domain if own else None
    first, _, rest = _plainly(text).partition(" ")
    if voc.fold(first) not in cells.NOT_WORDS or not rest or not isinstance(domain, Listed):
        return None
    both = [cells.read_cell(each, domain) for each in (_plainly(text), rest)]
    taken = [test.picks for test in both if not isinstance(test, Unreadable)]
    whole = (1 << len(domain.all_answers)) - 1
    none_says = not taken and _none_says(_plainly(text), domain)
    return rest if none_says or (len(taken) == 2 and sum(taken) == whole) else None


def _none_says(text: str, domain: Domain) -> bool:
    """Say whether a cell excepts a result that no row has, nor one like it: then all break it."""
    first, _, rest = text.partition(" ")
    negated = voc.fold(first) in cells.NOT_WORDS and rest
    known = domain.all_answers if isinstance(domain, ResultWords) else ()
    return bool(negated and known and not suggest.closest_strictly(rest, known))


def _taken(column: Column, result: str) -> bool:
    try:
        return bool(column.rows[column.code(result)])
    except OutsideError:
        return False


def _plainly(text: str) -> str:
    """Read “anything but A” as the language of a cell says it: not A."""
    words, folded = text.split(), voc.fold(text)
    for phrase in sorted(voc.words(voc.ANYTHING_BUT), key=len, reverse=True):
        if folded.startswith(f"{phrase} "):
            return " ".join([voc.NOT[voc.EN][0], *words[len(phrase.split()) :]])
    return text


# ---- the words of a result


def words_of(table: Table, name: str) -> ResultWords:
    """Give a result column's closed list: what its rows say, and what the desk understands."""
    key = names.RESULT_KEYS.get(voc.fold(name))
    meanings = names.MEANINGS.get(key, {}) if key else {}
    shown: dict[Hashable, str] = {}
    spelt: dict[str, int] = {}
    for row in table.rows:
        text = row.results[name]
        meant = (key and names.meaning_of(key, text)) or voc.fold(text)
        spelt[voc.fold(text)] = list(shown).index(meant) if meant in shown else len(shown)
        shown.setdefault(meant, text)
    for meant, said in meanings.items():
        place = list(shown).index(meant) if meant in shown else len(shown)
        shown.setdefault(meant, said[0])
        spelt |= {word: place for word in names.folded(said) if word not in spelt}
    return ResultWords(tuple(shown.values()), None, MappingProxyType(spelt))
