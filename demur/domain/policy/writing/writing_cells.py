"""Answers and cells to the words people write: `0–250 days, or unknown`, `up to 3`, `A or B`.

Every cell written here is read back before it is given: what cannot be said exactly is None.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from demur.domain.policy import cells, values
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.cells import Test, Unreadable
from demur.domain.policy.columns import Column, Question
from demur.domain.policy.domains import Domain, Listed, Range
from demur.domain.policy.heard import Span
from demur.domain.policy.values import Kind, Value
from demur.domain.refusal import Lang

EN, HU, RU = Lang.EN, Lang.HU, Lang.RU
_NUMBERS: Final[Mapping[str, Mapping[Lang, str]]] = MappingProxyType(
    {
        "le": {EN: "up to {}", HU: "legfeljebb {}", RU: "не более {}"},
        "lt": {EN: "under {}", HU: "kevesebb mint {}", RU: "менее {}"},
        "ge": {EN: "{} or more", HU: "{} vagy több", RU: "{} и более"},
        "gt": {EN: "over {}", HU: "több mint {}", RU: "более {}"},
        "lo-open": {
            EN: "over {} and up to {}",
            HU: "több mint {} és legfeljebb {}",
            RU: "более {} и не более {}",
        },
        "hi-open": {
            EN: "at least {} and under {}",
            HU: "legalább {} és kevesebb mint {}",
            RU: "не менее {} и менее {}",
        },
        "open": {
            EN: "over {} and under {}",
            HU: "több mint {} és kevesebb mint {}",
            RU: "более {} и менее {}",
        },
    }
)
_MOMENTS: Final[Mapping[str, Mapping[Lang, str]]] = MappingProxyType(
    {
        "le": {EN: "up to {}", HU: "legfeljebb {}", RU: "не позже {}"},
        "lt": {EN: "before {}", HU: "{} előtt", RU: "раньше {}"},
        "ge": {EN: "from {}", HU: "legalább {}", RU: "начиная с {}"},
        "gt": {EN: "after {}", HU: "{} után", RU: "после {}"},
        "lo-open": {
            EN: "after {} and up to {}",
            HU: "{} után és legfeljebb {}",
            RU: "после {} и не позже {}",
        },
        "hi-open": {
            EN: "from {} and before {}",
            HU: "legalább {} és {} előtt",
            RU: "начиная с {} и раньше {}",
        },
        "open": {
            EN: "after {} and before {}",
            HU: "{} után és {} előtt",
            RU: "после {} и раньше {}",
        },
    }
)


#: Which ends are left out, by the sides of a stretch.
_HALF_OPEN: Final = MappingProxyType({(1, 1): "lo-open", (0, 0): "hi-open", (1, 0): "open"})


def answers_text(domain: Domain, lang: Lang) -> str:
    """Write the closed list of a question's answers so that it is read back the same."""
    if isinstance(domain, Range):
        return domain.written or _range_text(domain, lang)
    return _list_text(domain)


def _range_text(domain: Range, lang: Lang) -> str:
    low, high = (_end(domain, value) for value in (domain.lowest, domain.highest))
    unit = f" {domain.unit}" if domain.unit else ""
    unknown = f", {voc.OR[lang][0]} {domain.unknown}" if domain.unknown else ""
    return f"{low}–{high}{unit}{unknown}"


def _end(domain: Range, value: Value) -> str:
    text = values.show(domain.kind, value)
    decimal = domain.kind is Kind.NUMBER and not domain.whole
    return text if not decimal or "." in text else f"{text}.0"


def _list_text(domain: Listed) -> str:
    """Join a list by commas, or by semicolons where an answer holds a comma."""
    mark = "; " if any("," in answer for answer in domain.all_answers) else ", "
    guarded = [_guarded(answer, mark.strip()) for answer in domain.all_answers]
    if len(guarded) == 1:
        return f'"{domain.all_answers[0]}"'
    return mark.join(guarded)


def _guarded(answer: str, mark: str) -> str:
    begins = answer.split(" ")[0].casefold()
    return f'"{answer}"' if mark in answer or begins in cells.OR_WORDS else answer


def same(one: Test, other: Test, question: Question) -> bool:
    """Say whether two cells take in the same answers, however they are written."""
    column = Column(question, (one, other))
    return column.covers(one) == column.covers(other)


def cell_text(test: Test, question: Question, lang: Lang) -> str | None:
    """Write what a cell takes in, in a language's own words; None where no words say it."""
    domain = question.domain
    if same(test, cells.everything(domain), question):
        return voc.ANY[lang][0]
    tried = _listed(test, domain, lang) if isinstance(domain, Listed) else ()
    tried = tried or _ranged(test, domain, lang) if isinstance(domain, Range) else tried
    for text in tried:
        read = cells.read_cell(text, domain)
        if not isinstance(read, Unreadable) and same(read, test, question):
            return text
    return None


def _listed(test: Test, domain: Listed, lang: Lang) -> tuple[str, ...]:
    picked = [answer for at, answer in enumerate(domain.all_answers) if test.picks >> at & 1]
    left = [answer for answer in domain.all_answers if answer not in picked]
    by_or = f" {voc.OR[lang][0]} "
    said = by_or.join(picked)
    negated = f"{voc.NOT[lang][0]} {by_or.join(left)}"
    exact = ", ".join(f'"{answer}"' for answer in picked)
    shorter = (negated, said) if len(left) < len(picked) - 1 else (said, negated)
    return (*shorter, exact)


def _ranged(test: Test, domain: Range, lang: Lang) -> tuple[str, ...]:
    spans = _merged(test.spans, domain)
    tail = [domain.unknown or ""] if test.unknown else []
    by_or = f" {voc.OR[lang][0]} "
    spoken = [_span_words(span, domain, lang) for span in spans]
    exact = [_span_exact(span, domain) for span in spans]
    return by_or.join((*spoken, *tail)), ", ".join((*exact, *tail))


def _merged(spans: tuple[Span, ...], domain: Range) -> list[Span]:
    """Give spans in order, joined where they touch; whole values end in whole values."""
    merged: list[Span] = []
    for low, high in sorted(_closed(span, domain) for span in spans):
        touching = merged and low <= _next(merged[-1][1], domain)
        if touching:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return merged


def _closed(span: Span, domain: Range) -> Span:
    (low, low_side), (high, high_side) = span
    if not domain.whole:
        return span
    return (low + low_side, 0), (high - (1 - high_side), 1)


def _next(edge: tuple[Value, int], domain: Range) -> tuple[Value, int]:
    return (edge[0] + 1, 0) if domain.whole else edge


def _span_words(span: Span, domain: Range, lang: Lang) -> str:
    (low, low_side), (high, high_side) = span
    words = _NUMBERS if domain.kind is Kind.NUMBER else _MOMENTS
    show = {value: values.show(domain.kind, value) for value in (low, high)}
    if low == high:
        return show[low]
    if (low, low_side) == (domain.lowest, 0) and (high, high_side) != (domain.highest, 1):
        return words["le" if high_side else "lt"][lang].format(show[high])
    if (high, high_side) == (domain.highest, 1):
        return words["gt" if low_side else "ge"][lang].format(show[low])
    if low_side or not high_side:
        return half_open(span, domain, lang)
    return _span_exact(span, domain) if low < 0 else f"{show[low]}–{show[high]}"


def half_open(span: Span, domain: Range, lang: Lang, unit: str = "") -> str:
    """Write a stretch of which an end is left out; a unit follows the second end."""
    (low, low_side), (high, high_side) = span
    words = _NUMBERS if domain.kind is Kind.NUMBER else _MOMENTS
    first, last = values.show(domain.kind, low), values.show(domain.kind, high)
    return words[_HALF_OPEN[low_side, high_side]][lang].format(first, f"{last}{unit}")


def _span_exact(span: Span, domain: Range) -> str:
    (low, low_side), (high, high_side) = span
    low_text, high_text = (values.show(domain.kind, value) for value in (low, high))
    return f"{'(' if low_side else '['}{low_text}..{high_text}{']' if high_side else ')'}"


def spans_of(test: Test, domain: Range) -> Iterator[Span]:
    """Give a cell's stretches in order, joined where they touch."""
    yield from _merged(test.spans, domain)
