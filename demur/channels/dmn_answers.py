"""The closed list of a question's answers, as far as a model gives it; the rest is assumed.

What is assumed is said: a model leaves open what a policy has to close.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from demur.channels.dmn_feel import Interval, Lit, Tests, Type, read_tests
from demur.channels.dmn_model import Model
from demur.domain.policy import cells
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.cells import Test, Unreadable
from demur.domain.policy.domains import UNKNOWN_WORDS, Domain, Listed, Range
from demur.domain.policy.values import Kind, Value
from demur.domain.refusal import Lang

_TYPES: Final = {
    **dict.fromkeys(("string",), Type.STRING),
    **dict.fromkeys(
        ("number", "double", "float", "decimal", "int", "integer", "long"), Type.NUMBER
    ),
    "boolean": Type.BOOLEAN,
    "date": Type.DATE,
    "time": Type.TIME,
}
_WHOLE: Final = frozenset({"int", "integer", "long"})
_OPEN: Final = frozenset({"", "Any"})
_LEAST_TOP: Final = 1_000_000
_KINDS: Final = {Type.NUMBER: Kind.NUMBER, Type.DATE: Kind.DATE, Type.TIME: Kind.TIME}
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
_MAX_ANSWERS: Final = 199


@dataclass(slots=True)
class Asked:
    """What a model's tables say of one question, collected before its answers are closed.

    `type_names` and `allowed` are as the model has them; `results` are the values another
    decision gives; `is_beyond` says that some cell is more than S-FEEL.
    """

    name: str
    line: int
    label: str = ""
    type_names: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)
    tests: list[Tests] = field(default_factory=list)
    results: list[Lit] = field(default_factory=list)
    is_beyond: bool = False

    @property
    def literals(self) -> list[Lit]:
        """Give every value that is named, in order, null left out."""
        named = [lit for tests in self.tests for lit in tests.literals]
        return [lit for lit in dict.fromkeys((*named, *self.results)) if lit.type is not Type.NULL]

    @property
    def is_open(self) -> bool:
        """Say whether some table asks without saying which answers are allowed."""
        return "" in self.allowed

    @property
    def may_be_null(self) -> bool:
        """Say whether the model speaks of a missing answer."""
        named = [lit for tests in self.tests for lit in tests.literals]
        return any(lit.type is Type.NULL for lit in (*named, *self.results))


@dataclass(frozen=True, slots=True)
class Closed:
    """A question's answers; `assumed` says that the model does not close them so."""

    domain: Domain
    assumed: bool = False


def resolved(model: Model, type_name: str) -> tuple[str, str]:
    """Give a type's base and its allowed values, through the types the model defines."""
    allowed = ""
    for _ in range(10):
        item = model.types.get(type_name)
        if item is None or item.is_list or item.parts:
            break
        allowed, type_name = allowed or item.allowed, item.base
    item = model.types.get(type_name)
    return ("list" if item and item.is_list else "context" if item else type_name), allowed


def typed(model: Model, expression: str) -> tuple[str, str]:
    """Give the type and the allowed values of what an expression names, `Applicant.Age` too."""
    first, *rest = expression.split(".")
    known = {**model.decided, **model.data}
    if expression in known or not rest:
        return resolved(model, known.get(expression, ""))
    here = model.types.get(known.get(first, ""))
    for part in rest[:-1]:
        found = here.parts.get(part) if here else None
        here = (model.types.get(found.base) or found) if found else None
    last = here.parts.get(rest[-1]) if here else None
    if last is None or last.is_list:
        return "list" if last else "", ""
    base, allowed = resolved(model, last.base)
    return base, last.allowed or allowed


def kind_of(asked: Asked) -> Type | str:
    """Give a question's type by what the model says or its values show; a str is none we have.

    Where these differ, the values are believed rather than *string*: modellers leave that as the
    type of a column and test it for numbers.
    """
    said = [_TYPES.get(name, name) for name in asked.type_names if name not in _OPEN]
    shown = {lit.type for lit in asked.literals}
    if said and not (said[0] is Type.STRING and len(shown) == 1):
        return next((kind for kind in said if shown == {kind}), said[0])
    return next(iter(shown)) if len(shown) == 1 else Type.STRING if not shown else "Any"


def closed(asked: Asked, kind: Type, lang: Lang) -> Closed | None:
    """Close a question's answers; None where nothing at all is said of them."""
    unknown = voc.UNKNOWN[lang][0] if asked.may_be_null or _allows_null(asked) else None
    allowed = [tests for text in asked.allowed if (tests := read_tests(text))]
    listed = _listed(allowed)
    if kind is Type.BOOLEAN:
        return Closed(Listed(("true", "false"), unknown))
    if listed and all(lit.type is kind for lit in listed):
        beyond = [lit.text for lit in asked.literals if asked.is_open and lit.type is kind]
        return Closed(_list([*(lit.text for lit in listed), *beyond], unknown))
    if kind is Type.STRING:
        return _named(asked, unknown, lang)
    whole = kind is not Type.NUMBER or any(name in _WHOLE for name in asked.type_names)
    return _ranged(asked, allowed, _KINDS[kind], unknown, whole)


def _allows_null(asked: Asked) -> bool:
    allowed = [tests for text in asked.allowed if (tests := read_tests(text))]
    return any(lit.type is Type.NULL for tests in allowed for lit in tests.literals)


def _listed(allowed: Sequence[Tests]) -> list[Lit]:
    """Give the values of a plain list of allowed values, null left out; none if it is no list."""
    intervals = [each for tests in allowed for each in tests.intervals]
    plain = all(each.only for each in intervals) and not any(tests.negated for tests in allowed)
    found = [each.only for each in intervals if each.only and each.only.type is not Type.NULL]
    return list(dict.fromkeys(found)) if plain and len(found) <= _MAX_ANSWERS else []


def _named(asked: Asked, unknown: str | None, lang: Lang) -> Closed | None:
    """Take the values the tables name for the list, and one more for any other."""
    texts = [lit.text for lit in asked.literals if lit.type is Type.STRING]
    if not texts:
        return None
    rest = any(tests.anything or tests.negated for tests in asked.tests)
    other = [_OTHER[lang]] if rest and not asked.results and _OTHER[lang] not in texts else []
    return Closed(_list([*texts[:_MAX_ANSWERS], *other], unknown), assumed=not asked.results)


def _list(texts: Sequence[str], unknown: str | None) -> Listed:
    answers = dict.fromkeys(map(as_answer, texts))
    own = next((text for text in answers if voc.fold(text) in UNKNOWN_WORDS), unknown)
    return Listed(tuple(text for text in answers if text != own), own)


def as_answer(text: str) -> str:
    """Give a text as an answer of a document's list can be spelled: quotes belong to the list."""
    return voc.tidy(voc.tidy(text).translate(_NO_QUOTES)) or "–"


_NO_QUOTES: Final = str.maketrans(dict.fromkeys('"“”„«»', " "))
_OTHER: Final = {Lang.EN: "something else", Lang.HU: "egyéb", Lang.RU: "другое"}


def _ranged(
    asked: Asked, allowed: Sequence[Tests], kind: Kind, unknown: str | None, whole: bool
) -> Closed:
    """Take the ends the model allows; where it has none, some well beyond what it names."""
    named = [_value(lit) for lit in asked.literals if _KINDS.get(lit.type) is kind]
    plain = [each for tests in allowed for each in tests.intervals if not tests.negated]
    of_kind = (each for each in plain if all(_KINDS.get(end.type) is kind for end in each.ends))
    bounds = list(dict.fromkeys(of_kind))
    low, high = _ends(asked, kind, named, bounds)
    whole = whole and all(value == int(value) for value in (*named, low, high))
    given = {(_value(each.low), _value(each.high)) for each in bounds if each.is_closed}
    exact = len(bounds) == 1 and given == {(low, high)}
    return Closed(Range(kind, low, high, whole, None, unknown), assumed=not exact)


def _ends(
    asked: Asked, kind: Kind, named: Sequence[Value], bounds: Sequence[Interval]
) -> tuple[Value, Value]:
    lows = [_value(each.low) for each in bounds if each.low]
    highs = [_value(each.high) for each in bounds if each.high]
    wide_low, wide_high = _wide(kind, [*named, *lows, *highs], asked.tests)
    low, high = min(lows, default=wide_low), max(highs, default=wide_high)
    if asked.is_open and _is_asked(asked.tests, kind, below=low):
        low = min(low, wide_low)
    if asked.is_open and _is_asked(asked.tests, kind, above=high):
        high = max(high, wide_high)
    return (low, high) if low < high else (wide_low, wide_high)


def _is_asked(
    tests: Iterable[Tests], kind: Kind, *, below: Value | None = None, above: Value | None = None
) -> bool:
    """Say whether some cell asks for nothing but values below, or above, an end."""
    for each in (interval for cell in tests for interval in cell.intervals):
        if any(_KINDS.get(end.type) is not kind for end in each.ends):
            continue
        low, high = (None if end is None else _value(end) for end in (each.low, each.high))
        if below is not None and high is not None and (high < below or high == below != low):
            return True
        if above is not None and low is not None and (low > above or low == above != high):
            return True
    return False


def _value(lit: Lit | None) -> Value:
    assert lit is not None  # noqa: S101
    if lit.type is Type.DATE:
        return date.fromisoformat(lit.text).toordinal()
    if lit.type is Type.TIME:
        return int(lit.text[:2]) * 60 + int(lit.text[3:])
    return int(lit.number) if lit.number == int(lit.number) else lit.number


def _wide(kind: Kind, named: Sequence[Value], tests: Iterable[Tests]) -> tuple[Value, Value]:
    if kind is Kind.TIME:
        return 0, 23 * 60 + 59
    if kind is Kind.DATE:
        near = 3660
        first = min(_FIRST_DAY.toordinal(), *(int(v) - near for v in named), _LAST_DAY.toordinal())
        last = max(_LAST_DAY.toordinal(), *(int(v) + near for v in named), _FIRST_DAY.toordinal())
        return max(first, 1), min(last, date.max.toordinal())
    top = _LEAST_TOP
    while named and top < 10 * max(abs(Decimal(value)) for value in named):
        top *= 10
    below = any(value < 0 for value in named) or any(map(_reaches_below_zero, tests))
    return (-top if below else 0), top


def _reaches_below_zero(tests: Tests) -> bool:
    return any(
        each.low is None and each.high is not None and each.high.text == "0"
        for each in tests.intervals
    )


# ---- cells


def test_of(tests: Tests, kind: Type, domain: Domain) -> Test | None:
    """Give what a cell takes in of a question's answers; None where it tests another type."""
    if tests.anything:
        return cells.everything(domain)
    if any(lit.type not in {kind, Type.NULL} for lit in tests.literals):
        return None
    if isinstance(domain, Listed):
        picks = (_takes_in(tests, kind, domain, code) for code in range(len(domain.all_answers)))
        return Test(picks=sum(taken << code for code, taken in enumerate(picks)))
    read = cells.read_cell(tests.named(), domain)
    return None if isinstance(read, Unreadable) else read


def _takes_in(tests: Tests, kind: Type, domain: Listed, code: int) -> bool:
    """Say whether a listed answer passes; *unknown* is null, or the text it is listed as."""
    if code == len(domain.answers):
        said = Lit(Type.STRING, domain.all_answers[code])
        spellings = [said, Lit(Type.NULL, "null")]
    elif kind is Type.BOOLEAN:
        spellings = [Lit(kind, "true" if code == domain.codes["yes"] else "false")]
    else:
        spellings = [Lit(kind, domain.answers[code])]
    met = any(_meets(interval, one) for interval in tests.intervals for one in spellings)
    return met is not tests.negated


def _meets(interval: Interval, answer: Lit) -> bool:
    if interval.only:
        only = interval.only
        return only.type is answer.type and answer.text in {only.text, as_answer(only.text)}
    if answer.type not in _KINDS:
        return False
    value = _value(answer)
    low = interval.low is None or _value(interval.low) < value
    high = interval.high is None or value < _value(interval.high)
    at_low = interval.low == answer and interval.low_in
    at_high = interval.high == answer and interval.high_in
    return (low or at_low) and (high or at_high)
