"""A rule pack's file, read strictly: whatever is odd in it is refused, with the place."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, TypeVar

from demur.domain.contact_rules import terms
from demur.domain.contact_rules.terms import (
    CHANNELS,
    PURPOSES,
    WHOLE_DAY,
    After,
    Ask,
    Attempts,
    Basis,
    Consent,
    DayKind,
    FirstWord,
    FirstWords,
    Holidays,
    Hours,
    Kind,
    Pack,
    Rest,
    Rule,
    Source,
    Span,
)
from demur.domain.refusal import Lang

Word = TypeVar("Word", bound=StrEnum)

_PACK: Final = ("pack", "name", "countries", "as_of", "rules")
_RULE: Final = ("code", "kind", "channels", "values", "basis", "from", "until", "source")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_SPAN: Final = re.compile(r"([01]\d|2[0-4]):([0-5]\d)–([01]\d|2[0-4]):([0-5]\d)", re.ASCII)


class PackError(ValueError):
    """A rule pack that cannot be trusted: which one, which of its rules, and why."""

    def __init__(self, pack: str, rule: str, why: str) -> None:
        place = f"rule {rule}" if rule else "its head"
        super().__init__(f"The rule pack “{pack}” is not used: {place} {why}.")
        self.pack, self.rule, self.why = pack, rule, why


class _Odd(ValueError):
    """What is wrong within a pack; the place is added on the way out."""


def read(text: str, name: str) -> Pack:
    """Read a pack out of its JSON text; `name` is what an error calls it.

    Raises PackError at the first thing that is missing, unknown, or of no sense.
    """
    try:
        given = _fields(json.loads(text, object_pairs_hook=_once), _PACK)
        head = _head(given)
    except (ValueError, RecursionError) as odd:
        raise PackError(name, "", _told(odd)) from None
    rules = tuple(_rule(each, name, head[0]) for each in given["rules"])
    for rule in rules:
        if sum(rule.code == other.code for other in rules) > 1:
            raise PackError(name, rule.code, "stands there twice")
    return Pack(*head, rules)


def _told(odd: Exception) -> str:
    return str(odd) if isinstance(odd, _Odd) else f"is not JSON ({odd})"


def _head(given: Mapping[str, Any]) -> tuple[str, Mapping[Lang, str], frozenset[str], date]:
    code, countries = _text(given["pack"]), given["countries"]
    _must(bool(re.fullmatch("[A-Z]{2}", code)), "has a code other than two capital letters")
    _must(isinstance(countries, list) and isinstance(given["rules"], list), "has no list")
    for country in countries:
        _must(bool(re.fullmatch("[A-Z]{2}", _text(country))), "names an odd country")
    return code, _spoken(given["name"]), frozenset(countries), _day(given["as_of"])


def _rule(given: object, name: str, pack: str) -> Rule:
    code = given.get("code", "?") if isinstance(given, dict) else "?"
    try:
        return _read_rule(_fields(given, _RULE), pack)
    except _Odd as odd:
        raise PackError(name, str(code)[:20], str(odd)) from None


def _read_rule(given: Mapping[str, Any], pack: str) -> Rule:
    code, kind = _text(given["code"]), _word(Kind, given["kind"])
    _must(bool(re.fullmatch(rf"{pack}-[1-9]\d?", code)), "has a code not of this pack")
    source = _fields(given["source"], ("reference", "says"))
    rule = Rule(
        code=code,
        kind=kind,
        channels=_words(given["channels"], CHANNELS),
        terms=_TERMS[kind](given["values"]),
        basis=_word(Basis, given["basis"]),
        source=Source(source["reference"], _spoken(source["says"])),
        since=None if given["from"] is None else _day(given["from"]),
        until=None if given["until"] is None else _day(given["until"]),
    )
    floor = rule.basis is Basis.FLOOR
    _must(isinstance(rule.source.reference, str), "has a reference that is no text")
    _must(floor or bool(rule.source.reference.strip()), "has no reference")
    _must(floor or rule.since is not None, "has no first day")
    _must(not (rule.since and rule.until and rule.until < rule.since), "ends before it begins")
    return rule


def _hours(given: object) -> Hours:
    days = _fields(given, tuple(DayKind))
    return Hours(MappingProxyType({kind: _spans(days[kind]) for kind in DayKind}))


def _spans(given: object) -> tuple[Span, ...]:
    _must(isinstance(given, list), "has hours that are no list")
    assert isinstance(given, list)  # noqa: S101
    spans = tuple(_span(each) for each in given)
    ends = [end for span in spans for end in span]
    _must(ends == sorted(set(ends)), "has hours that overlap, touch or run backwards")
    return spans


def _span(given: object) -> Span:
    found = _SPAN.fullmatch(_text(given))
    if found is None:
        raise _Odd(f"has hours not written as 08:00–20:00: {str(given)[:20]}")
    hour, minute, last_hour, last_minute = map(int, found.groups())
    span = hour * 60 + minute, last_hour * 60 + last_minute
    _must(span[1] <= WHOLE_DAY, "has hours after midnight")
    return span


def _attempts(given: object) -> Attempts:
    limits = _fields(given, ("a day", "a week", "a month"))
    _must(any(limit is not None for limit in limits.values()), "limits nothing")
    return Attempts(*(_count(limit) for limit in limits.values()))


def _rest(given: object) -> Rest:
    values = _fields(given, ("after", "days"))
    return Rest(_word(After, values["after"]), _count(values["days"]))


def _consent(given: object) -> Consent:
    values = _fields(given, ("ask", "purposes", "we prove", "robot"))
    said = [values["we prove"], values["robot"]]
    _must(all(isinstance(each, bool) for each in said), "has a yes or no that is neither")
    return Consent(_word(Ask, values["ask"]), _words(values["purposes"], PURPOSES), *said)


def _holidays(given: object) -> Holidays:
    country = _fields(given, ("country",))["country"]
    _must(isinstance(country, str) and bool(re.fullmatch("([A-Z]{2})?", country)), "has no country")
    return Holidays(country)


def _first_words(given: object) -> FirstWords:
    words = _fields(given, ("words",))["words"]
    _must(isinstance(words, list) and bool(words), "has no words")
    return FirstWords(tuple(_word(FirstWord, each) for each in words))


_TERMS: Final[Mapping[Kind, Callable[[object], terms.Terms]]] = MappingProxyType(
    {
        Kind.HOURS: _hours,
        Kind.ATTEMPTS: _attempts,
        Kind.REST: _rest,
        Kind.CONSENT: _consent,
        Kind.HOLIDAYS: _holidays,
        Kind.FIRST_WORDS: _first_words,
    }
)


def _must(so: bool, otherwise: str) -> None:
    if not so:
        raise _Odd(otherwise)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object whose keys stand there once: of two, JSON would silently keep the last."""
    for key, _ in pairs:
        _must(sum(key == other for other, _ in pairs) == 1, f"says “{key[:20]}” twice")
    return dict(pairs)


def _fields(given: object, wanted: tuple[str, ...]) -> dict[str, Any]:
    """An object with exactly these keys, in this order."""
    if not isinstance(given, dict):
        raise _Odd(f"has no object with {', '.join(wanted)}")
    missing, odd = set(wanted) - given.keys(), given.keys() - set(wanted)
    _must(not missing, f"does not say “{min(missing, default='')}”")
    _must(not odd, f"says “{min(odd, default='')[:20]}”, which nobody reads")
    return {key: given[key] for key in wanted}


def _text(given: object) -> str:
    if not isinstance(given, str) or not given.strip():
        raise _Odd("has a blank where words belong")
    return given


def _spoken(given: object) -> Mapping[Lang, str]:
    said = _fields(given, tuple(Lang))
    return MappingProxyType({lang: _text(said[lang]) for lang in Lang})


def _word(words: type[Word], given: object) -> Word:
    try:
        return words(_text(given))
    except ValueError:
        raise _Odd(f"says “{str(given)[:20]}”, not one of: {', '.join(words)}") from None


def _words(given: object, known: frozenset[Word]) -> frozenset[Word]:
    by_word = {str(word): word for word in known}
    fit = isinstance(given, list) and bool(given) and all(isinstance(each, str) for each in given)
    if not fit or not isinstance(given, list) or not by_word.keys() >= set(given):
        raise _Odd(f"has a list of others than: {', '.join(sorted(by_word))}")
    return frozenset(by_word[each] for each in given)


def _day(given: object) -> date:
    text = _text(given)
    try:
        # Python reads weeks and bare digits as dates too; a lawyer would not.
        return date.fromisoformat(text if _DAY.fullmatch(text) else "")
    except ValueError:
        raise _Odd(f"has a date not written as 2026-12-01: {text[:20]}") from None


def _count(given: object) -> int | None:
    if given is not None and (type(given) is not int or not 0 < given < 10_000):
        raise _Odd("has a number that is none, or too small or too large")
    return given
