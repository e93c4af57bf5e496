"""Rules made for a test, as a pack would hold them."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType

from demur.domain.contact_rules.terms import (
    CHANNELS,
    Attempts,
    Basis,
    DayKind,
    Holidays,
    Hours,
    Kind,
    Rule,
    Source,
    Span,
    Terms,
)
from demur.domain.refusal import Lang

SAYS = MappingProxyType(dict.fromkeys(Lang, "as the test says"))


def made(
    code: str,
    terms: Terms,
    basis: Basis = Basis.FLOOR,
    since: date | None = None,
    until: date | None = None,
) -> Rule:
    """Give a rule of any terms on every channel."""
    kinds = {Hours: Kind.HOURS, Attempts: Kind.ATTEMPTS, Holidays: Kind.HOLIDAYS}
    source = Source("the test's law", SAYS)
    return Rule(code, kinds[type(terms)], CHANNELS, terms, basis, source, since, until)


def hours(*spans: Span, saturday: tuple[Span, ...] = (), sunday: tuple[Span, ...] = ()) -> Hours:
    """Give hours by the minutes of a working day, a Saturday and a Sunday."""
    by_day = {DayKind.WORKING: spans, DayKind.SATURDAY: saturday, DayKind.SUNDAY: sunday}
    return Hours(MappingProxyType(by_day))
