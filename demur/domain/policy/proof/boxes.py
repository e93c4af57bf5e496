"""Sets of answers put back into words: an answer for an example, a cell for a box.

What is written here reads back as exactly the same answers, in a document of any of the three
languages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from demur.domain.policy import cells, values
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.cells import Test
from demur.domain.policy.columns import Column
from demur.domain.policy.domains import Domain, Listed, Range
from demur.domain.policy.heard import Edge, Span
from demur.domain.policy.proof.lines import Box, bits
from demur.domain.policy.values import Kind, Value
from demur.domain.policy.writing.writing_cells import half_open
from demur.domain.refusal import Lang

EN, HU, RU = Lang.EN, Lang.HU, Lang.RU
_MOST: Final = MappingProxyType({EN: "up to {}", HU: "legfeljebb {}", RU: "не более {}"})
_LEAST: Final = MappingProxyType({EN: "{} or more", HU: "{} vagy több", RU: "{} и более"})
_OVER: Final = MappingProxyType({EN: "over {}", HU: "több mint {}", RU: "более {}"})
_UNDER: Final = MappingProxyType({EN: "under {}", HU: "kevesebb mint {}", RU: "менее {}"})


def answer(column: Column, code: int) -> str:
    """Write one answer out of an elementary cell as a caller would give it: 2 days, unknown."""
    domain = column.question.domain
    if isinstance(domain, Listed):
        return domain.all_answers[code]
    if domain.unknown is not None and code == column.count - 1:
        return domain.unknown
    return values.show(domain.kind, _value(column, code, domain), domain.unit)


def _value(column: Column, code: int, domain: Range) -> Value:
    """Take a value: the point itself, the first whole one of a stretch, or a short decimal."""
    place, between = divmod(code - 1, 2)
    low = column.boundaries[place]
    if not between:
        return low
    return low + 1 if domain.whole else _short(Decimal(low), Decimal(column.boundaries[place + 1]))


def _short(low: Decimal, high: Decimal) -> Value:
    """Give a value strictly between two others with as few decimals as will do."""
    step = Decimal(1)
    while True:
        tried = (low // step + (0 if low < 0 and low % step else 1)) * step
        if low < tried < high:
            return int(tried) if tried == tried.to_integral_value() else tried
        step /= 10


def caller(columns: Sequence[Column], codes: Sequence[int]) -> dict[str, str]:
    """Write a case as a concrete caller: every question with an answer."""
    named = zip(columns, codes, strict=True)
    return {column.question.name: answer(column, code) for column, code in named}


def row_of(columns: Sequence[Column], box: Box, lang: Lang) -> tuple[str, ...]:
    """Write a box as the cells of a row."""
    return tuple(cell(column, codes, lang) for column, codes in zip(columns, box, strict=True))


def when(columns: Sequence[Column], box: Box, lang: Lang) -> Mapping[str, str]:
    """Write a box by question, those that any answer fits left out."""
    cells_of = row_of(columns, box, lang)
    return {
        column.question.name: text
        for column, text in zip(columns, cells_of, strict=True)
        if text != voc.ANY[lang][0]
    }


def cell(column: Column, codes: int, lang: Lang) -> str:
    """Write a set of codes as a cell; `codes` holds at least one that some answer has.

    Of several ways that read back right the first is taken: the plain one, S-FEEL at the worst.
    Raises ValueError where the document's answers are such that no cell can say it.
    """
    domain = column.question.domain
    wanted = _wanted(column, codes)
    ways = (
        _listed(domain, wanted.picks, lang)
        if isinstance(domain, Listed)
        else _ranged(wanted, domain, lang)
    )
    for text in ways:
        test = cells.read_cell(text, domain)
        if isinstance(test, Test) and _same(test, wanted, domain):
            return text
    raise ValueError(column.question.name)


def _wanted(column: Column, codes: int) -> Test:
    domain = column.question.domain
    real = codes & column.real_bits
    if isinstance(domain, Listed):
        return Test(picks=real)
    unknown = domain.unknown is not None and bool(real >> (column.count - 1) & 1)
    return Test(spans=tuple(_spans(column, real, domain)), unknown=unknown)


def _same(read: Test, wanted: Test, domain: Domain) -> bool:
    if isinstance(domain, Listed):
        return read.picks == wanted.picks
    spans = _tidied(read.spans, domain)
    return (spans, read.unknown, read.beyond) == (wanted.spans, wanted.unknown, False)


def _tidied(spans: Sequence[Span], domain: Range) -> tuple[Span, ...]:
    """Put spans in order, ends included where values are whole, neighbours joined."""
    step = 1 if domain.whole else 0
    tidied: list[Span] = []
    for (low, low_side), (high, high_side) in sorted(spans):
        start: Edge = (low + low_side, 0) if domain.whole else (low, low_side)
        end: Edge = (high + high_side - 1, 1) if domain.whole else (high, high_side)
        if tidied and start <= (tidied[-1][1][0] + step, tidied[-1][1][1] * (1 - step)):
            tidied[-1] = tidied[-1][0], max(tidied[-1][1], end)
        else:
            tidied.append((start, end))
    return tuple(tidied)


# ---- lists


def _listed(domain: Listed, wanted: int, lang: Lang) -> Iterator[str]:
    count = len(domain.all_answers)
    named = [domain.all_answers[code] for code in bits(wanted)]
    missing = [domain.all_answers[code] for code in range(count) if not wanted >> code & 1]
    if not missing:
        yield voc.ANY[lang][0]
    if len(missing) == 1 and count > 3:
        yield f"{voc.NOT[lang][0]} {missing[0]}"
    joined = f" {voc.OR[lang][0]} "
    yield joined.join(named)
    yield ", ".join(named)
    yield ", ".join(f'"{text}"' for text in named)
    yield ", ".join(f"«{text}»" for text in named)


# ---- ranges


def _ranged(wanted: Test, domain: Range, lang: Lang) -> Iterator[str]:
    whole = wanted.spans == (((domain.lowest, 0), (domain.highest, 1)),)
    if whole and wanted.unknown == (domain.unknown is not None):
        yield voc.ANY[lang][0]
    tail = [domain.unknown or ""] if wanted.unknown else []
    for way in (_plainly, _formally):
        yield _joined([way(span, domain, lang) for span in wanted.spans] + tail, lang)


def _joined(parts: list[str], lang: Lang) -> str:
    return f" {voc.OR[lang][0]} ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))


def _spans(column: Column, points: int, domain: Range) -> Iterator[Span]:
    """Give runs of codes as spans; whole numbers are neighbours across an empty stretch."""
    run: list[int] = []
    for code in bits(points & ~(1 << column.count - 1) if domain.unknown else points):
        if run and column.real_bits >> run[-1] + 1 & (1 << code - run[-1] - 1) - 1:
            yield _span(column, run, domain)
            run = []
        run.append(code)
    if run:
        yield _span(column, run, domain)


def _span(column: Column, run: list[int], domain: Range) -> Span:
    (first, open_low), (last, open_high) = divmod(run[0] - 1, 2), divmod(run[-1] - 1, 2)
    low, high = column.boundaries[first], column.boundaries[last + open_high]
    if domain.whole:
        return (low + open_low, 0), (high - open_high, 1)
    return (low, open_low), (high, 1 - open_high)


def _plainly(span: Span, domain: Range, lang: Lang) -> str:
    (low, low_side), (high, high_side) = span
    first, last = values.show(domain.kind, low), values.show(domain.kind, high)
    unit = f" {domain.unit}" if domain.unit else ""
    if low == high:
        return f"{first}{unit}" if lang is not Lang.RU and low != 1 else first
    numbers = domain.kind is Kind.NUMBER
    if numbers and low == domain.lowest and not low_side:
        return (_MOST if high_side else _UNDER)[lang].format(f"{last}{unit}")
    if numbers and high == domain.highest and high_side:
        return (_OVER if low_side else _LEAST)[lang].format(f"{first}{unit}")
    if low_side or not high_side:
        return half_open(span, domain, lang, unit)
    return f"{first}–{last}{unit}"


def _formally(span: Span, domain: Range, _lang: Lang) -> str:
    (low, low_side), (high, high_side) = span
    first, last = values.show(domain.kind, low), values.show(domain.kind, high)
    if low == high:
        return first
    return f"{'(' if low_side else '['}{first}..{last}{']' if high_side else ')'}"
