"""The phrases of a range as they are heard: which begin at a place, and what they take in.

A cell's values stand in it as `#`: "over 3 and up to 7" is `over # and up to #`, its shape `gt le`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from demur.domain.policy import phrases
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.domains import UNKNOWN_WORDS
from demur.domain.policy.values import Value

Edge = tuple[Value, int]
"""A place on the line: just before a value (side 0) or just after it (side 1)."""
Span = tuple[Edge, Edge]

FORMS: Final[Mapping[tuple[str, ...], str]] = MappingProxyType(
    {
        tuple(voc.fold(phrase).split()): shape
        for shape, by_lang in phrases.PHRASES.items()
        for phrases in by_lang.values()
        for phrase in phrases
    }
)
_LONGEST: Final = max(map(len, FORMS))
_JOINS: Final = tuple(tuple(said.split()) for said in sorted(voc.words(phrases.JOINS)))
_LOWER: Final = frozenset({"ge", "gt"})
_UPPER: Final = frozenset({"le", "lt"})


def phrase_at(symbols: list[str], at: int) -> tuple[int, str | None]:
    """Give the length and the shape of the longest phrase that begins at a place."""
    return next(phrases_at(symbols, at), (0, None))


def phrases_at(symbols: list[str], at: int) -> Iterator[tuple[int, str]]:
    """Give the phrases that begin at a place, the longest first."""
    for length, shape in _simple_phrases_at(symbols, at):
        if shape in _LOWER | _UPPER:
            yield from _with_the_other_end(symbols, at, length, shape)
        yield length, shape


def _with_the_other_end(
    symbols: list[str], at: int, length: int, shape: str
) -> Iterator[tuple[int, str]]:
    """Go on with "and" and the end that lacks: "over 3 and up to 7", "up to 7, but over 3"."""
    others = _UPPER if shape in _LOWER else _LOWER
    for join in _JOINS:
        then = at + length + len(join)
        if tuple(symbols[at + length : then]) != join:
            continue
        for more, other in _simple_phrases_at(symbols, then):
            if other in others:
                yield length + len(join) + more, f"{shape} {other}"


def _simple_phrases_at(symbols: list[str], at: int) -> Iterator[tuple[int, str]]:
    for length in range(min(_LONGEST, len(symbols) - at), 0, -1):
        phrase = tuple(symbols[at : at + length])
        if phrase in FORMS:
            yield length, FORMS[phrase]
        elif " ".join(phrase).strip('"') in UNKNOWN_WORDS:
            yield length, "unknown"


BOTTOM: Final[Edge] = (-(10**30), 0)
TOP: Final[Edge] = (10**30, 1)


def shaped(shape: str, given: list[Value]) -> list[Span]:
    """Give the stretches a phrase takes in; none where two ends joined by "and" leave nothing."""
    one, _, other = shape.partition(" ")
    if other:
        (low, high), (start, end) = shaped(one, given[:1])[0], shaped(other, given[1:])[0]
        both = max(low, start), min(high, end)
        return [both] if both[0] < both[1] else []
    first: Value = given[0] if given else 0
    last: Value = given[-1] if given else 0
    table: dict[str, list[Span]] = {
        "unknown": [],
        "eq": [((first, 0), (first, 1))],
        "ne": [(BOTTOM, (first, 0)), ((first, 1), TOP)],
        "le": [(BOTTOM, (first, 1))],
        "lt": [(BOTTOM, (first, 0))],
        "ge": [((first, 0), TOP)],
        "gt": [((first, 1), TOP)],
        "in": [((first, 0), (last, 1))],
        "lo-open": [((first, 1), (last, 1))],
        "hi-open": [((first, 0), (last, 0))],
        "open": [((first, 1), (last, 0))],
    }
    return table[shape]
