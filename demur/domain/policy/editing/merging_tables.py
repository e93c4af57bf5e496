"""Two people changed one table: joined by what its cells and rows are, not by where they stand.

A cell is known by its row and its column, a row by its number, its name or what it says, and what
either person did alone is done: cells written, rows added, deleted and moved. None where both did
different things to one cell, where one deleted what the other wrote on, and where the first row
that fits decides and the order of the rows could be one or the other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import combinations, product
from typing import Final

from demur.domain.policy import reading_ways
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.editing.edits import Line, Sheet, with_cell_of
from demur.domain.policy.markdown import RawTable
from demur.domain.policy.sections import Kind, Section
from demur.domain.policy.tables import Reading

_NUMBER: Final = re.compile(r"^(?P<letter>[^\W\d_]{1,3})(?P<number>\d{1,6})$")
_QUOTED: Final = re.compile(r"(?<!\w)[^\W\d_]{1,3}\d{1,6}(?!\w)")
#: Rows compared pair by pair; a longer table that two people put in order is theirs to settle.
_ORDERED_MOST: Final = 1_000
_NUMBERED: Final = frozenset({Kind.DECISION, Kind.WORDING})
_NAMED: Final = frozenset({Kind.QUESTIONS, Kind.BARRED, Kind.INVARIANTS})


@dataclass(frozen=True, slots=True)
class Row:
    """A row as one of three texts has it: what it is known by, its cells, its line."""

    key: str
    cells: tuple[str, ...]
    line: Line


@dataclass(frozen=True, slots=True)
class Laid:
    """A table of a text, laid out: its two lines of head, its rows, where it stands.

    `quoted` are the rows that the text names elsewhere too: in an example, in its change log.
    """

    kind: Kind
    start: int
    end: int
    head: tuple[Row, Row]
    rows: tuple[Row, ...]
    quoted: frozenset[str]
    order_matters: bool

    @property
    def keys(self) -> list[str]:
        """Give what the rows are known by, in their order."""
        return [row.key for row in self.rows]

    @property
    def lines_by_key(self) -> Mapping[str, int]:
        """Give the line of the text on which each row stands, counting from 1."""
        return {row.key: line for line, row in enumerate(self.rows, self.start + 3)}

    @property
    def lines(self) -> list[Line]:
        """Give the lines as they stand."""
        return [row.line for row in (*self.head, *self.rows)]

    @property
    def by_key(self) -> Mapping[str, Row]:
        """Give the rows by what they are known by."""
        return {row.key: row for row in self.rows}


def laid_out(sheet: Sheet) -> dict[str, Laid]:
    """Lay out the tables of a text by what they are; those that could be two are left out."""
    found: dict[str, list[Laid]] = {}
    text = "\n".join(line.text for line in sheet.lines)
    named = Counter(map(voc.letter, _QUOTED.findall(text)))
    quoted = frozenset(key for key in named if named[key] > 1)
    for section in sheet.sections():
        laid = _laid(sheet, section, quoted)
        if laid:
            found.setdefault(_name(section, laid), []).append(laid)
    return {name: tables[0] for name, tables in found.items() if len(tables) == 1}


def joined_table(
    base: Laid, theirs: Laid, mine: Laid, *, mine_wins: bool = False
) -> list[Line] | None:
    """Join two changes of a table; None where they cannot both stand.

    With `mine_wins` mine stands where they exclude one another: its cell, its row, its order.
    """
    if theirs.lines == base.lines or mine.lines == base.lines:
        return [*(mine if theirs.lines == base.lines else theirs).lines]
    theirs, mine = (known_as(base, changed) for changed in (theirs, mine))
    if any(len(set(laid.keys)) < len(laid.rows) for laid in (base, theirs, mine)):
        return None
    if _columns_moved(base, theirs, mine):
        return None
    renumbered = _renumbered(base, theirs, mine)
    if renumbered is None:
        return None
    order = None
    if not _deleted_and_written(base, theirs, renumbered):
        order = _order(base, theirs, renumbered)
    if order is None and mine_wins:
        order = _order_of_mine(base, theirs, renumbered)
    if order is None:
        return None
    three = (base, theirs, renumbered)
    row = _row_of_mine if mine_wins else _row
    heads = [row(*lines) for lines in zip(*(laid.head for laid in three), strict=True)]
    by_key = [laid.by_key for laid in three]
    rows = [row(*(known.get(key) for known in by_key)) for key in order]
    kept = [line for line in (*heads, *rows) if line is not None]
    return kept if len(kept) == len(heads) + len(rows) else None


# ---- tables and rows, known by what they are


def _laid(sheet: Sheet, section: Section, quoted: frozenset[str]) -> Laid | None:
    """Lay out one table; None where other lines stand among its rows."""
    raw = section.raw
    rows = [sheet.lines[row.line - 1] for row in raw.rows]
    end = raw.line + 1 + len(rows)
    together = all(row.line == at for at, row in enumerate(raw.rows, raw.line + 2))
    if raw.limit or not together or sheet.dashes(raw) != raw.line + 1:
        return None
    first, dashes = sheet.lines[raw.line - 1], sheet.lines[raw.line]
    return Laid(
        section.kind,
        raw.line - 1,
        end,
        (Row("", raw.header, first), Row("", (dashes.text,), dashes)),
        tuple(
            Row(_key(section.kind, at, row.cells), row.cells, line)
            for at, (row, line) in enumerate(zip(raw.rows, rows, strict=True))
        ),
        quoted,
        section.kind is Kind.DECISION and _is_read_from_the_top(raw),
    )


def _is_read_from_the_top(raw: RawTable) -> bool:
    """Say whether the order of the rows may matter: it does where the first that fits decides."""
    texts = (raw.heading.text if raw.heading else "", raw.lead)
    heard = [reading_ways.hear(text) for text in texts]
    named = frozenset[Reading]().union(*map(reading_ways.ways_named, texts))
    return Reading.FIRST in named | {each.way for each in heard if each}


def _name(section: Section, laid: Laid) -> str:
    """Name a table: a decision table by the letter of its rows, others by their columns."""
    letters = {found["letter"] for key in laid.keys if (found := _NUMBER.match(key))}
    if section.kind is Kind.DECISION:
        return f"{section.kind} {min(letters, default='')}"
    return f"{section.kind} {section.raw.header[0]}"


def _key(kind: Kind, at: int, cells: tuple[str, ...]) -> str:
    first = cells[0] if cells else ""
    if kind is Kind.METADATA:
        return str(at)
    if kind in _NUMBERED:
        return re.sub(r"[\s.\-)]", "", voc.letter(first))
    return voc.fold(first) if kind in _NAMED else "\0".join(map(voc.fold, cells))


def known_as(base: Laid, changed: Laid) -> Laid:
    """Know rows that were written over in their places by what they were: a question renamed."""
    if base.kind in _NUMBERED:
        return changed
    rows, known = list(changed.rows), set(base.keys)
    blocks = SequenceMatcher(None, base.keys, changed.keys, autojunk=False).get_opcodes()
    for kind, low, high, first, last in blocks:
        if kind == "replace" and high - low == last - first:
            for old, new in zip(range(low, high), range(first, last), strict=True):
                if rows[new].key not in known:
                    rows[new] = replace(rows[new], key=base.rows[old].key)
    return replace(changed, rows=tuple(rows))


def _columns_moved(base: Laid, *changed: Laid) -> bool:
    """Say whether a column came, went or moved, so that its cells are no longer in their places."""
    heads = [[voc.fold(name) for name in laid.head[0].cells] for laid in (base, *changed)]
    return any(
        len(head) != len(heads[0]) or (head != heads[0] and set(head) == set(heads[0]))
        for head in heads[1:]
    )


def _renumbered(base: Laid, theirs: Laid, mine: Laid) -> Laid | None:
    """Give my new rows other numbers where theirs have them; None where my text quotes them.

    A row that both added, with the same cells and in the same place, is one.
    """
    taken = {key for laid in (base, theirs, mine) for key in laid.keys}
    last = max((int(found["number"]) for key in taken if (found := _NUMBER.match(key))), default=0)
    rows, old = list(mine.rows), set(base.keys)
    added = {row.key for row in theirs.rows} - old
    same = set(_with_the_one_before(theirs.rows))
    for at, (before, cells) in enumerate(_with_the_one_before(mine.rows)):
        row = rows[at]
        is_same = row.key not in added or (before, cells) in same
        number = None if is_same else _NUMBER.match(row.key)
        if number and row.key in mine.quoted:
            return None
        if number:
            last += 1
            key = f"{number['letter']}{last}"
            text = with_cell_of(row.line.text, f"| {key} |", 0)
            rows[at] = Row(key, (key, *row.cells[1:]), Line(text, row.line.end))
    return replace(mine, rows=tuple(rows))


def _with_the_one_before(rows: Sequence[Row]) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield from zip(["", *(row.key for row in rows)], (row.cells for row in rows), strict=False)


# ---- what becomes of the rows


def _deleted_and_written(base: Laid, theirs: Laid, mine: Laid) -> bool:
    """Say whether somebody deleted a row that the other wrote on."""
    changed = [laid.by_key for laid in (theirs, mine)]
    for key, row in base.by_key.items():
        kept = [known[key] for known in changed if key in known]
        if len(kept) == 1 and kept[0].cells != row.cells:
            return True
    return False


def _row(base: Row | None, theirs: Row | None, mine: Row | None) -> Line | None:
    """Join a row's changes cell by cell; None where they differ, or both added different ones."""
    if base is None or theirs is None or mine is None:
        added = [row for row in (theirs, mine) if row]
        return added[0].line if len({row.cells for row in added}) == 1 else None
    if mine.line.text == base.line.text or theirs.line.text == mine.line.text:
        return theirs.line
    if theirs.line.text == base.line.text:
        return mine.line
    if len({len(row.cells) for row in (base, theirs, mine)}) > 1:
        return None
    cells = zip(base.cells, theirs.cells, mine.cells, strict=True)
    if any(own != was != other != own for was, other, own in cells):
        return None
    return _with_mine(base, theirs, mine)


def _with_mine(base: Row, theirs: Row, mine: Row) -> Line:
    """Give their line with each cell that I wrote on."""
    text = theirs.line.text
    for at, (was, own) in enumerate(zip(base.cells, mine.cells, strict=True)):
        if own != was:
            text = with_cell_of(text, mine.line.text, at)
    return Line(text, theirs.line.end)


def _row_of_mine(base: Row | None, theirs: Row | None, mine: Row | None) -> Line | None:
    """Join a row's changes as far as they can be joined, and take mine where they can't."""
    joined = _row(base, theirs, mine)
    if joined or mine is None:
        return joined
    if base and theirs and len(base.cells) == len(theirs.cells) == len(mine.cells):
        return _with_mine(base, theirs, mine)
    return mine.line


# ---- their order


def _order(base: Laid, theirs: Laid, mine: Laid) -> list[str] | None:
    """Put the rows in the order both asked for, or None.

    Of two rows that were there before, one passes the other where either person made it do so.
    Where rows are no more than a list, new ones may stand before or after one another; where the
    first that fits decides, only one order may be possible.
    """
    lists = base.keys, theirs.keys, mine.keys
    for one, other in (lists[1:], lists[:0:-1]):
        if one == lists[0]:
            return other
    old = [key for key in lists[0] if all(key in keys for keys in map(set, lists[1:]))]
    if len(old) > _ORDERED_MOST:
        return None
    wanted = _passed(old, lists[1]) | _passed(old, lists[2])
    gone = set(lists[0]) - set(old)
    possible = dict.fromkeys(
        order
        for placed in _candidates(*lists)
        if _passed(old, order := tuple(key for key in placed if key not in gone)) == wanted
    )
    as_placed = [
        order for order in possible if all(_stand(keys, order, set(old)) for keys in lists[1:])
    ]
    found = as_placed or [*possible]
    matters = base.order_matters or theirs.order_matters or mine.order_matters
    return None if not found or (matters and len(found) > 1) else [*found[0]]


def _order_of_mine(base: Laid, theirs: Laid, mine: Laid) -> list[str]:
    """Keep the rows as I have them: with what they added, without what they alone took out."""
    lists = base.keys, theirs.keys, mine.keys
    own = mine.by_key
    unwritten = {key for key, row in base.by_key.items() if key in own and own[key] == row}
    placed = _placed_on(lists[2], lists[1], frozenset(lists[1]) - set(lists[0]) - set(lists[2]))
    gone = unwritten - set(lists[1])
    return [key for key in placed if key not in gone]


def _stand(changed: Sequence[str], order: Sequence[str], old: set[str]) -> bool:
    """Say whether rows that were added stand between the same rows as where they were added."""
    place = {key: at for at, key in enumerate(order)}
    kept = [key for key in changed if key in place]
    return all(
        place[one] < place[other]
        for one, other in combinations(kept, 2)
        if one not in old or other not in old
    )


def _passed(old: Sequence[str], order: Sequence[str]) -> frozenset[tuple[str, str]]:
    """Give the pairs of rows of which the later now stands first."""
    place = {key: at for at, key in enumerate(order)}
    return frozenset(pair for pair in combinations(old, 2) if place[pair[0]] > place[pair[1]])


def _candidates(
    base: Sequence[str], theirs: Sequence[str], mine: Sequence[str]
) -> Iterator[list[str]]:
    """Do to theirs what was done to mine, and the other way round.

    That two rows changed places may mean that either of them was moved, so each is tried.
    """
    for one, other in product(strays(base, theirs), strays(base, mine)):
        yield _placed_on(theirs, mine, other)
        yield _placed_on(mine, theirs, one)


def strays(base: Sequence[str], changed: Sequence[str]) -> list[frozenset[str]]:
    """Give the rows that were added or moved, read from the top and read from the bottom."""
    found = []
    for one, other in ((base, changed), (base[::-1], changed[::-1])):
        blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
        stayed = {key for block in blocks for key in other[block.b :][: block.size]}
        found.append(frozenset(changed) - stayed)
    return found


def _placed_on(order: Sequence[str], changed: Sequence[str], astray: frozenset[str]) -> list[str]:
    """Give an order in which the rows astray stand after the same row as in the changed one."""
    placed = [key for key in order if key not in astray]
    for at, key in enumerate(changed):
        if key in astray:
            before = next((k for k in reversed(changed[:at]) if k in placed), None)
            placed.insert(placed.index(before) + 1 if before is not None else 0, key)
    return placed
