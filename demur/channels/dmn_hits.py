"""DMN's hit policies to the three ways a table of ours is read, where the meaning is equal.

DMN 1.3, clause 8.2.10. What has no equal is a finding: a table read otherwise than it was meant
would be worse than none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from demur.channels.dmn_feel import Lit, Type, plain
from demur.channels.dmn_totals import MAX_ROWS, free, totals
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.columns import Column
from demur.domain.policy.findings import Code
from demur.domain.policy.margin import Margin
from demur.domain.policy.tables import Reading

_BUDGET: Final = 3_000_000


@dataclass(frozen=True, slots=True)
class Ruled:
    """A table before it is read our way: its columns, and what each rule results in.

    `priorities` gives for each output the place of its values, the most important first.
    """

    name: str
    line: int
    hit_policy: str
    columns: tuple[Column, ...]
    results: tuple[tuple[Lit, ...], ...]
    priorities: tuple[Mapping[Lit, int] | None, ...]
    has_default: bool


@dataclass(frozen=True, slots=True)
class Read:
    """How a table is to be read, and in which order its rules stand (their places).

    `totals` are rows that stand for the rules where these add up: cells, and what they come to.
    `rest` are the cells of the rows for the default.
    """

    reading: Reading
    order: tuple[int, ...]
    totals: tuple[tuple[tuple[str, ...], str], ...] = ()
    rest: tuple[tuple[str, ...], ...] = ()


def read_as(ruled: Ruled, margin: Margin) -> Read | None:
    """Find the reading equal to a hit policy; None and a finding where there is none."""
    way = _WAYS.get(ruled.hit_policy)
    if way is None:
        return _left_out(ruled, margin, "dmn hit policy")
    read = way(ruled, margin)
    return _with_default(ruled, read, margin) if read is not None and ruled.has_default else read


def _with_default(ruled: Ruled, read: Read, margin: Margin) -> Read | None:
    """Add what holds where no rule fits: a last row for any case, or rows for just those cases."""
    if read.reading is Reading.COLLECT:
        rest = free(ruled.columns, margin.lang)
        if rest is None:
            return _left_out(ruled, margin, "dmn default", limit=MAX_ROWS)
        return replace(read, rest=rest)
    if not read.totals and read.reading is Reading.UNIQUE:
        pair = next(overlaps(ruled.columns, margin), None)
        if pair is not None:
            return _overlapping(ruled, pair, margin)
    any_case = (voc.ANY[margin.lang][0],) * len(ruled.columns)
    return replace(read, reading=Reading.FIRST, rest=(any_case,))


def _left_out(ruled: Ruled, margin: Margin, key: str, **fields: object) -> Read | None:
    named = {"decision": ruled.name, "policy": ruled.hit_policy, **fields}
    margin.warn(Code.NOT_CARRIED, ruled.line, key, **named)
    return None


def _overlapping(ruled: Ruled, pair: tuple[int, int], margin: Margin) -> Read | None:
    return _left_out(ruled, margin, "dmn overlap", one=pair[0] + 1, other=pair[1] + 1)


def _as_written(ruled: Ruled) -> tuple[int, ...]:
    return tuple(range(len(ruled.results)))


def _unique(ruled: Ruled, _: Margin) -> Read:
    return Read(Reading.UNIQUE, _as_written(ruled))


def _first(ruled: Ruled, _: Margin) -> Read:
    return Read(Reading.FIRST, _as_written(ruled))


def _collect(ruled: Ruled, _: Margin) -> Read:
    return Read(Reading.COLLECT, _as_written(ruled))


def _any(ruled: Ruled, margin: Margin) -> Read | None:
    """Rules that overlap must agree: then the first that fits says what they all say."""
    together = False
    for one, other in overlaps(ruled.columns, margin):
        together = True
        if ruled.results[one] != ruled.results[other]:
            return _overlapping(ruled, (one, other), margin)
    if _is_too_much(ruled.columns):
        return None
    return Read(Reading.FIRST if together else Reading.UNIQUE, _as_written(ruled))


def _priority(ruled: Ruled, margin: Margin) -> Read | None:
    return _by_priority(ruled, Reading.FIRST, margin)


def _output_order(ruled: Ruled, margin: Margin) -> Read | None:
    return _by_priority(ruled, Reading.COLLECT, margin)


def _by_priority(ruled: Ruled, reading: Reading, margin: Margin) -> Read | None:
    """The most important result first: with the rules in that order, the first that fits decides.

    Of several outputs, the first weighs most; those without a list of values do not count.
    """
    counted = [(at, places) for at, places in enumerate(ruled.priorities) if places is not None]
    known = all(row[at] in places for row in ruled.results for at, places in counted)
    if not counted or not known:
        return _left_out(ruled, margin, "dmn priority")

    def weight(rule: int) -> tuple[int, ...]:
        return tuple(places[ruled.results[rule][at]] for at, places in counted)

    return Read(reading, tuple(sorted(_as_written(ruled), key=weight)))


def _smallest(ruled: Ruled, margin: Margin) -> Read | None:
    return _by_number(ruled, margin, sign=1)


def _greatest(ruled: Ruled, margin: Margin) -> Read | None:
    return _by_number(ruled, margin, sign=-1)


def _by_number(ruled: Ruled, margin: Margin, *, sign: int) -> Read | None:
    """The smallest of all that fit is the first that fits once the rules stand by size."""
    if not all(len(row) == 1 and row[0].type is Type.NUMBER for row in ruled.results):
        return _left_out(ruled, margin, "dmn hit policy")
    order = sorted(_as_written(ruled), key=lambda rule: sign * ruled.results[rule][0].number)
    return Read(Reading.FIRST, tuple(order))


def _sum(ruled: Ruled, margin: Margin) -> Read | None:
    """A sum of one is that one: where no two rules fit together, the table is a plain one."""
    numbers = [row[0].number for row in ruled.results if row[0].type is Type.NUMBER]
    if len(ruled.priorities) != 1 or len(numbers) < len(ruled.results):
        return _left_out(ruled, margin, "dmn hit policy")
    if next(overlaps(ruled.columns, margin), None) is None:
        return Read(Reading.UNIQUE, _as_written(ruled))

    def total(rules: int) -> str:
        fitting = (number for rule, number in enumerate(numbers) if rules >> rule & 1)
        return plain(sum(fitting, Decimal(0)))

    return _by_total(ruled, total, margin)


def _count(ruled: Ruled, margin: Margin) -> Read | None:
    """Count the rules that fit; rules that say the same leave open whether they count once.

    DMN 1.1 counts distinct outputs, later versions all of them.
    """
    if len(ruled.priorities) != 1:
        return _left_out(ruled, margin, "dmn hit policy")
    few = len(ruled.results) <= MAX_ROWS
    for one, other in overlaps(ruled.columns, margin) if few else ():
        if ruled.results[one] == ruled.results[other]:
            return _overlapping(ruled, (one, other), margin)
    return _by_total(ruled, lambda rules: str(rules.bit_count()), margin)


def _by_total(ruled: Ruled, total: Callable[[int], str], margin: Margin) -> Read | None:
    few = len(ruled.results) <= MAX_ROWS
    rows = totals(ruled.columns, total, margin.lang) if few else None
    if rows is None:
        return _left_out(ruled, margin, "dmn totals", limit=MAX_ROWS)
    told = {"decision": ruled.name, "policy": ruled.hit_policy, "count": len(rows)}
    margin.note(Code.NOT_CARRIED, ruled.line, "dmn written out", **told)
    return Read(Reading.UNIQUE, (), totals=rows)


_WAYS: Final = MappingProxyType(
    {
        "UNIQUE": _unique,
        "FIRST": _first,
        "ANY": _any,
        "PRIORITY": _priority,
        "COLLECT": _collect,
        "RULE ORDER": _collect,
        "OUTPUT ORDER": _output_order,
        "COLLECT MIN": _smallest,
        "COLLECT MAX": _greatest,
        "COLLECT SUM": _sum,
        "COLLECT COUNT": _count,
    }
)


def overlaps(columns: Sequence[Column], margin: Margin) -> Iterator[tuple[int, int]]:
    """Give the pairs of rules that some case meets together, exactly; the earlier one first.

    Past a budget of elementary cells nothing is known: `gave-up`, and the first two are given.
    """
    rules = len(columns[0].tests) if columns else 0
    if _is_too_much(columns):
        margin.fault(Code.GAVE_UP, 1, "gave up", limit=f"{_BUDGET} cells")
        yield 0, 1
        return
    meeting = [_meeting(column) for column in columns]
    for rule in range(rules):
        together = (1 << rules) - (2 << rule)
        for by_rule in meeting:
            together &= by_rule[rule]
        while together:
            yield rule, (together & -together).bit_length() - 1
            together &= together - 1


def _is_too_much(columns: Sequence[Column]) -> bool:
    return sum(column.count * len(set(column.tests)) for column in columns) > _BUDGET


def _meeting(column: Column) -> list[int]:
    """Give for each rule the rules that share an answer with it in a column, a bit a rule."""
    known: dict[int, int] = {}
    met = []
    for test in column.tests:
        covered = column.covers(test)
        if covered not in known:
            rows = 0
            for code, fitting in enumerate(column.rows):
                rows |= fitting if covered >> code & 1 else 0
            known[covered] = rows
        met.append(known[covered])
    return met
