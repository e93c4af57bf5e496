"""A policy's answers and cells written in S-FEEL."""

from __future__ import annotations

import json
from typing import Final

from demur.channels.dmn_feel import Type
from demur.domain.policy import values
from demur.domain.policy.cells import Test
from demur.domain.policy.domains import Domain, Listed
from demur.domain.policy.heard import Span
from demur.domain.policy.writing.writing_cells import spans_of

_KINDS: Final = {
    values.Kind.NUMBER: Type.NUMBER,
    values.Kind.DATE: Type.DATE,
    values.Kind.TIME: Type.TIME,
}


def type_of(domain: Domain) -> Type:
    """Give FEEL's type of a question's answers."""
    if isinstance(domain, Listed):
        return Type.BOOLEAN if domain.is_yes_no else Type.STRING
    return _KINDS[domain.kind]


def literal(type_: Type, text: str) -> str:
    """Write a value as FEEL's literal."""
    if type_ is Type.STRING:
        return json.dumps(text, ensure_ascii=False)
    if type_ is Type.TIME:
        return f'time("{text}:00")'
    return f'date("{text}")' if type_ is Type.DATE else text


def answer_literal(domain: Domain, answer: str) -> str:
    """Write one of a question's answers, as the document spells it, as FEEL's literal."""
    if isinstance(domain, Listed):
        return _listed_literal(domain, domain.read(answer))
    value = domain.read(answer)
    return "null" if value is None else literal(type_of(domain), values.show(domain.kind, value))


def _listed_literal(domain: Listed, code: int) -> str:
    if not domain.is_yes_no:
        return literal(Type.STRING, domain.all_answers[code])
    if code == len(domain.answers):
        return "null"
    return "true" if code == domain.codes["yes"] else "false"


def domain_tests(domain: Domain) -> str:
    """Write all the answers of a question, as allowed values."""
    if isinstance(domain, Listed):
        return ",".join(_listed_literal(domain, code) for code in range(len(domain.all_answers)))
    type_ = type_of(domain)
    ends = (
        literal(type_, values.show(domain.kind, end)) for end in (domain.lowest, domain.highest)
    )
    return f"[{'..'.join(ends)}]" + (",null" if domain.unknown else "")


def test_text(test: Test, domain: Domain) -> str:
    """Write what a cell takes in; one that takes in nothing names what no answer is."""
    if isinstance(domain, Listed):
        picked = [code for code in range(len(domain.all_answers)) if test.picks >> code & 1]
        if not picked:
            return f"not({domain_tests(domain)})"
        everything = len(picked) == len(domain.all_answers)
        return "-" if everything else ",".join(_listed_literal(domain, code) for code in picked)
    if test.never_matches:
        return f"< {literal(type_of(domain), values.show(domain.kind, domain.lowest))}"
    whole = ((domain.lowest, 0), (domain.highest, 1))
    spans = list(spans_of(test, domain))
    if spans == [whole] and test.unknown == (domain.unknown is not None):
        return "-"
    texts = [_span_text(span, whole, domain) for span in spans]
    return ",".join([*texts, *(["null"] if test.unknown else [])])


def _span_text(span: Span, whole: Span, domain: Domain) -> str:
    (low, low_side), (high, high_side) = span
    assert not isinstance(domain, Listed)  # noqa: S101
    type_ = type_of(domain)
    ends = [literal(type_, values.show(domain.kind, end)) for end in (low, high)]
    if low == high:
        return ends[0]
    if span[0] == whole[0] and span != whole:
        return f"{'<=' if high_side else '<'} {ends[1]}"
    if span[1] == whole[1] and span != whole:
        return f"{'>' if low_side else '>='} {ends[0]}"
    return f"{'(' if low_side else '['}{'..'.join(ends)}{']' if high_side else ')'}"
