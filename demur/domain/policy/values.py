"""The values a cell or an answer can hold: numbers with their units, dates, clock times.

A value is an int (whole numbers; dates as ordinals; times as minutes after midnight) or a Decimal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from demur.domain.policy import phrases, spelt_dates
from demur.domain.policy import vocabulary as voc

Value = int | Decimal


class Kind(StrEnum):
    """What sort of value answers a question that is asked by a range."""

    NUMBER = "number"
    DATE = "date"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Literal:
    """One value as it was written, with the unit that stood beside it (its folded words)."""

    kind: Kind
    value: Value
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class NotAValue:
    """What is written like a value and is none: 2026-02-30, 25:00, a number of 19 digits."""

    text: str


Token = str | Literal | NotAValue

_QUOTED_VALUE: Final = re.compile(r'(?:\b(?:date|time)\s*\(\s*"([^"]*)"\s*\))|@"([^"]*)"')
_DATE: Final = (
    r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?!\d)"
    r"|(?P<y2>\d{4})\. ?(?P<m2>\d{1,2})\. ?(?P<d2>\d{1,2})\.?(?!\d)"
    r"|(?P<d3>\d{1,2})\.(?P<m3>\d{1,2})\.(?P<y3>\d{4})(?!\d)"
)
_TIME: Final = r"(?P<h>\d{1,2}):(?P<min>\d{2})(?::(?P<s>\d{2}))?(?!\d)"
_WHOLE: Final = r"(?P<n>[1-9]\d{0,2}(?:[ .,']\d{3})+(?!\d)|\d+)"
_DECIMAL: Final = r"(?P<n>(?:\d{1,3}(?:[ ']\d{3})+|\d+)(?:[.,]\d+)?)"
_REST: Final = r"(?P<word>[^\W\d_]+)|(?P<sign><=|>=|==|!=|<>|\.\.\.?|…|\S)"
_WHOLE_TOKEN: Final = re.compile(f"{_DATE}|{_TIME}|{_WHOLE}|{_REST}")
_DECIMAL_TOKEN: Final = re.compile(f"{_DATE}|{_TIME}|{_DECIMAL}|{_REST}")
_POWER: Final = re.compile(r"\b([kcm]?m|[ксм]?м)([23])\b")  # m2 is m²
_NO_CENTS: Final = re.compile(r"(?<=\d)[.,]00(?![\d.,])")
_CURRENCY_BEFORE: Final = frozenset("€$£₽")
_MAX_DIGITS: Final = 18


#: After these a hyphen before a digit is a minus: "1 or -3", "from -3 to -2".
_CONNECTING: Final = {
    *(word for link in (voc.OR, phrases.JOINS) for said in voc.words(link) for word in said.split())
} | {
    word
    for by_lang in phrases.PHRASES.values()
    for said in by_lang.values()
    for phrase in said
    for word in voc.fold(phrase).split()
    if word.isalpha()
}


def tokens(text: str, *, whole: bool, own_unit: str | None = None) -> tuple[Token, ...]:
    """Cut a cell into values, words and signs; a unit joins the value it follows.

    `whole` reads 20,000 and 20.000 as twenty thousand, and never a decimal; `own_unit` is the
    question's unit, which needs not be one we know.
    """
    bare = _QUOTED_VALUE.sub(lambda found: found[1] or found[2] or "", voc.fold(text))
    folded = _POWER.sub(_raised, spelt_dates.in_digits(bare))
    pattern = _WHOLE_TOKEN if whole else _DECIMAL_TOKEN
    raw = list(_raw_tokens(pattern, folded))
    return tuple(_with_units(raw, _one_slash(own_unit) if own_unit else None))


def without_cents(text: str) -> str:
    """Give a text about whole amounts without cents that are none: $1,000.00 is $1,000."""
    return _NO_CENTS.sub("", text)


def _raised(found: re.Match[str]) -> str:
    return found[1] + {"2": "²", "3": "³"}[found[2]]


def _raw_tokens(pattern: re.Pattern[str], text: str) -> Iterator[Token]:
    at, negative, after_value = 0, False, False
    while found := pattern.search(text, at):
        at = found.end()
        token = _token(found, negative)
        if token == "-" and not after_value and text[at : at + 1].isdigit():  # noqa: S105
            negative = True
            continue
        negative = False
        in_unit = after_value and found["word"] is not None and token not in _CONNECTING
        after_value = isinstance(token, Literal) or in_unit
        yield ".." if token in ("...", "…") else token


def _token(found: re.Match[str], negative: bool) -> Token:
    if found["n"] is not None:
        return _number(found["n"], negative, found.re is _WHOLE_TOKEN)
    if found["h"] is not None:
        return _time(found)
    if found["word"] is not None or found["sign"] is not None:
        return str(found[0])
    return _date(found)


def _number(text: str, negative: bool, whole: bool) -> Token:
    plain = re.sub(r"[ .,']" if whole else r"[ ']", "", text)
    if len(plain) > _MAX_DIGITS:
        return NotAValue(text)
    number = Decimal(plain.replace(",", "."))
    value: Value = int(number) if number == number.to_integral_value() else number
    return Literal(Kind.NUMBER, -value if negative else value)


def _time(found: re.Match[str]) -> Token:
    hours, minutes, seconds = int(found["h"]), int(found["min"]), int(found["s"] or 0)
    if hours > 23 or minutes > 59 or seconds:
        return NotAValue(found[0])
    return Literal(Kind.TIME, hours * 60 + minutes)


def _date(found: re.Match[str]) -> Token:
    parts = [found[form] or found[f"{form}2"] or found[f"{form}3"] for form in ("y", "m", "d")]
    try:
        return Literal(Kind.DATE, date(*map(int, parts)).toordinal())
    except ValueError:
        return NotAValue(found[0])


def _with_units(raw: list[Token], own: str | None) -> Iterator[Token]:
    at = 0
    while at < len(raw):
        token, taken = raw[at], 1
        if isinstance(token, Literal):
            unit, suffix, taken = _unit_after(raw, at + 1, own)
            yield Literal(token.kind, token.value, unit)
            if suffix:
                yield suffix
            taken += 1
        elif token in _CURRENCY_BEFORE and at + 1 < len(raw) and isinstance(raw[at + 1], Literal):
            amount = raw[at + 1]
            assert isinstance(amount, Literal)  # noqa: S101
            yield Literal(amount.kind, amount.value, str(token))
            taken = 2
        else:
            yield token
        at += taken


def _unit_after(raw: list[Token], at: int, own: str | None) -> tuple[str | None, str | None, int]:
    """Find the unit and the Hungarian ending after a value, and how many tokens they take."""
    unit, suffix, taken = None, None, 0
    for length in (3, 2, 1):
        unit, suffix = _as_unit(raw[at : at + length], length, own)
        if unit:
            taken = length
            break
    ending = raw[at + taken : at + taken + 2]
    if not suffix and len(ending) == 2 and ending[0] == "-" and ending[1] in _SUFFIX_KEYS:
        return unit, _SUFFIX_KEYS[str(ending[1])], taken + 2
    return unit, suffix, taken


def _as_unit(parts: list[Token], length: int, own: str | None) -> tuple[str | None, str | None]:
    if len(parts) < length or not all(isinstance(part, str) for part in parts):
        return None, None
    glue = "" if "°" in parts else " "
    text = glue.join(str(part) for part in parts).replace(" / ", "/")
    if text in phrases.UNIT_KEYS or (own and _same_unit(text, own)):
        return text, None
    for ending, suffix in _SUFFIX_KEYS.items():
        stem = text.removesuffix(ending)
        if stem != text and (known := _known_stem(stem, own)):
            return known, suffix
    return None, None


def _known_stem(stem: str, own: str | None) -> str | None:
    short = stem[:-1] + {"á": "a", "é": "e"}.get(stem[-1:], stem[-1:])
    return next((s for s in (stem, short) if s and (s in phrases.UNIT_KEYS or s == own)), None)


def _same_unit(one: str, other: str) -> bool:
    return one.removesuffix("s") == other.removesuffix("s")


def unit_fits(written: str | None, own: str | None) -> bool:
    """Say whether a unit written in a cell is the question's; a bare number always fits.

    Of what is counted per something the first half is enough: 8,000 Ft where Ft/hour is asked.
    """
    if written is None:
        return True
    if own is None:
        return False
    folded = _one_slash(own)
    if written in phrases.UNIT_KEYS and folded in phrases.UNIT_KEYS:
        return phrases.UNIT_KEYS[written] == phrases.UNIT_KEYS[folded]
    counted, slash, _ = folded.partition("/")
    return _same_unit(written, folded) or bool(slash and unit_fits(written, counted))


def _one_slash(unit: str) -> str:
    return voc.fold(unit).replace(" / ", "/")


def show(kind: Kind, value: Value, unit: str | None = None) -> str:
    """Write a value as people read it: 2 days, 09:30, 2026-12-17."""
    if kind is Kind.DATE:
        return date.fromordinal(int(value)).isoformat()
    if kind is Kind.TIME:
        return f"{int(value) // 60:02}:{int(value) % 60:02}"
    return f"{value} {unit}" if unit else str(value)


_SUFFIX_KEYS: Final = {
    form: name for name, forms in phrases.SUFFIXES.items() for form in sorted(forms, key=len)[::-1]
}
