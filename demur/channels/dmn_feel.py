"""S-FEEL, the language of a DMN cell: unary tests and literals.

DMN 1.3, clause 9 and grammar rules 1–24 of clause 7.3.1.3. What goes beyond it reads as None.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache
from typing import Final


class Type(StrEnum):
    """What sort of value a literal is, by FEEL's names."""

    STRING = "string"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    NULL = "null"


@dataclass(frozen=True, slots=True)
class Lit:
    """A literal: a number, or a text as it is written in a document's cell."""

    type: Type
    text: str

    @property
    def number(self) -> Decimal:
        """Give the value of a number."""
        return Decimal(self.text)


@dataclass(frozen=True, slots=True)
class Interval:
    """The values between two ends, None where there is no end; one value if both are the same."""

    low: Lit | None
    low_in: bool
    high: Lit | None
    high_in: bool

    @property
    def only(self) -> Lit | None:
        """Give the one value it is, None where it is a stretch."""
        return self.low if self.low is not None and self.low == self.high else None

    @property
    def is_closed(self) -> bool:
        """Say whether it has both its ends and takes them in."""
        both = self.low is not None and self.high is not None
        return both and self.low_in and self.high_in

    @property
    def ends(self) -> tuple[Lit, ...]:
        """Give the values it names."""
        return tuple(dict.fromkeys(end for end in (self.low, self.high) if end is not None))


@dataclass(frozen=True, slots=True)
class Tests:
    """A cell: anything, some intervals, or (`negated`) everything but them."""

    intervals: tuple[Interval, ...] = ()
    negated: bool = False
    anything: bool = False

    @property
    def literals(self) -> tuple[Lit, ...]:
        """Give every value the cell names."""
        return tuple(end for interval in self.intervals for end in interval.ends)

    def named(self) -> str:
        """Write the cell as the policy's own language reads it for numbers, dates and times."""
        inner = ", ".join(map(_interval_text, self.intervals))
        return "-" if self.anything else f"not({inner})" if self.negated else inner


_MAX_TEXT: Final = 20_000
_TOKEN: Final = re.compile(
    r"""\s*(?:
    (?P<moment>(?P<name>date|time)\s*\(\s*"(?P<inner>[^"]*)"\s*\)|@"(?P<at>[^"]*)")
    |(?P<string>"(?:[^"\\]|\\.)*")
    |(?P<number>-?(?:\d+(?:\.(?!\.)\d+)?|\.\d+)(?:[eE][+-]?\d{1,2})?)
    |(?P<word>not\b|true\b|false\b|null\b)
    |(?P<sign>\.\.|<=|>=|!=|<|>|=|[\[\]\(\),-])
    )\s*""",
    re.VERBOSE,
)
_DATE: Final = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_TIME: Final = re.compile(r"^(\d{2}:\d{2})(?::00(?:\.0+)?)?$")
_COMPARED: Final = {
    "<": (False, True, False),
    "<=": (False, True, True),
    ">": (True, False, False),
    ">=": (True, False, True),
}
_Token = Lit | str


class _BeyondError(ValueError):
    """The text goes beyond S-FEEL."""


@lru_cache(maxsize=20_000)
def read_tests(text: str) -> Tests | None:
    """Read a cell of a decision table; None where it is more than S-FEEL's unary tests."""
    if text.strip() in {"", "-"}:
        return Tests(anything=True)
    try:
        found = list(_tokens(text))
        return _negation(found) or Tests(tuple(_intervals(found)))
    except (_BeyondError, IndexError, InvalidOperation):
        return None


def read_literal(text: str) -> Lit | None:
    """Read one literal value, such as an output; an empty text is null, None what is no literal."""
    if text.strip() in {"", "-"}:
        return Lit(Type.NULL, "null")
    try:
        found = list(_tokens(text))
    except (_BeyondError, InvalidOperation):
        return None
    return found[0] if len(found) == 1 and isinstance(found[0], Lit) else None


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    if len(text) > _MAX_TEXT:
        raise _BeyondError
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise _BeyondError
        at = found.end()
        yield _token(found)


def _token(found: re.Match[str]) -> _Token:
    if found["moment"]:
        return _moment(found["name"], found["inner"] if found["at"] is None else found["at"])
    if found["string"]:
        return Lit(Type.STRING, _unescaped(found["string"]))
    if found["number"]:
        return Lit(Type.NUMBER, plain(Decimal(found["number"])))
    if found["word"] in {"true", "false"}:
        return Lit(Type.BOOLEAN, found["word"])
    if found["word"] == "null":
        return Lit(Type.NULL, "null")
    return found["word"] or found["sign"]


def _moment(name: str | None, text: str) -> Lit:
    """Read a date or a clock time; seconds and offsets are more than a policy can ask."""
    if name != "time" and _DATE.match(text):
        try:
            return Lit(Type.DATE, date.fromisoformat(text).isoformat())
        except ValueError:
            raise _BeyondError from None
    clock = _TIME.match(text) if name != "date" else None
    if clock is None or clock[1] > "23:59" or clock[1][3:] > "59":
        raise _BeyondError
    return Lit(Type.TIME, clock[1])


def plain(number: Decimal) -> str:
    """Write a number without an exponent and without zeros at its end."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _unescaped(quoted: str) -> str:
    try:
        return str(json.loads(quoted.replace("\n", "\\n").replace("\t", "\\t")))
    except ValueError:
        return re.sub(r"\\(.)", r"\1", quoted[1:-1])


def _negation(found: list[_Token]) -> Tests | None:
    if found[0] == "not" and found[1] == "(" and found[-1] == ")":
        return Tests(tuple(_intervals(found[2:-1])), negated=True)
    if found[0] == "!=" and len(found) == 2:
        return Tests(tuple(_intervals(found[1:])), negated=True)
    return None


def _intervals(found: list[_Token]) -> Iterator[Interval]:
    at = 0
    while True:
        made, at = _one(found, at)
        yield from made
        if at == len(found):
            return
        if found[at] != ",":
            raise _BeyondError
        at += 1


def _one(found: list[_Token], at: int) -> tuple[list[Interval], int]:
    token = found[at]
    if isinstance(token, Lit):
        return [Interval(token, True, token, True)], at + 1
    if token == "=":  # noqa: S105
        value = _value(found, at + 1)
        return [Interval(value, True, value, True)], at + 2
    if token in _COMPARED:
        from_low, from_high, included = _COMPARED[token]
        value = _value(found, at + 1)
        low, high = (value if from_low else None), (value if from_high else None)
        return [Interval(low, included, high, included)], at + 2
    if token in {"[", "]", "("} and found[at + 2] == "..":
        return [_stretch(found, at)], at + 5
    if token in {"[", "("}:
        return _list(found, at)
    raise _BeyondError


def _stretch(found: list[_Token], at: int) -> Interval:
    low, high, end = _value(found, at + 1), _value(found, at + 3), found[at + 4]
    if end not in {"]", ")", "["} or low.type is not high.type:
        raise _BeyondError
    return Interval(low, found[at] == "[", high, end == "]")


def _list(found: list[_Token], at: int) -> tuple[list[Interval], int]:
    """Read `["A", "B"]`: any of the values in a list."""
    closing = "]" if found[at] == "[" else ")"
    end = found.index(closing, at) if closing in found[at:] else at
    inner = list(_intervals(found[at + 1 : end])) if end > at + 1 else []
    if not inner or not all(interval.only for interval in inner):
        raise _BeyondError
    return inner, end + 1


def _value(found: list[_Token], at: int) -> Lit:
    token = found[at]
    if not isinstance(token, Lit):
        raise _BeyondError
    return token


def _interval_text(interval: Interval) -> str:
    if interval.only:
        return interval.only.text
    low, high = interval.low, interval.high
    if low is None and high is not None:
        return f"{'<=' if interval.high_in else '<'} {high.text}"
    if high is None and low is not None:
        return f"{'>=' if interval.low_in else '>'} {low.text}"
    assert low is not None  # noqa: S101
    assert high is not None  # noqa: S101
    opening, closing = "[" if interval.low_in else "(", "]" if interval.high_in else ")"
    return f"{opening}{low.text}..{high.text}{closing}"
