"""Two people changed one text: joined by lines where their changes stand apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final

from demur.domain.policy import document
from demur.domain.policy.findings import Severity
from demur.domain.policy.lint import check

#: Comparing lines that are all alike takes the square of their number.
LINES_MOST: Final = 2_000

Lines = Sequence[bytes]


@dataclass(frozen=True, slots=True)
class _Edit:
    """Lines `start` to `end` of the base, the end left out, put otherwise."""

    start: int
    end: int
    lines: tuple[bytes, ...]

    def touches(self, other: _Edit) -> bool:
        return self.start <= other.end and other.start <= self.end


def merged(base: bytes, theirs: bytes, mine: bytes) -> bytes | None:
    """Both changes of a text, or None where they touch or spoil one another.

    A three-way merge by lines: changes of neighbouring lines touch, the same change made twice is
    one. What reads worse than both texts, in that it has a fault neither has, is not joined.
    """
    joined = _joined(_lines(base), _lines(theirs), _lines(mine))
    if joined is None or _faults(joined) - _faults(theirs) - _faults(mine):
        return None
    return joined


def _lines(source: bytes) -> Lines:
    return source.splitlines(keepends=True)


def _joined(base: Lines, theirs: Lines, mine: Lines) -> bytes | None:
    edits = _edits(base, theirs), _edits(base, mine)
    if edits[0] is None or edits[1] is None:
        return None
    every = sorted({*edits[0], *edits[1]}, key=lambda edit: (edit.start, edit.end))
    if any(one.touches(other) for one, other in pairwise(every)):
        return None
    return b"".join(_applied(base, every))


def _edits(base: Lines, changed: Lines) -> list[_Edit] | None:
    """What was changed; None where the change is too large to be compared."""
    start = next((at for at, (a, b) in enumerate(zip(base, changed, strict=False)) if a != b), None)
    start = min(len(base), len(changed)) if start is None else start
    tail = 0
    while tail < min(len(base), len(changed)) - start and base[-1 - tail] == changed[-1 - tail]:
        tail += 1
    old, new = base[start : len(base) - tail], changed[start : len(changed) - tail]
    if max(len(old), len(new)) > LINES_MOST:
        return None
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [
        _Edit(start + low, start + high, tuple(new[first:last]))
        for kind, low, high, first, last in codes
        if kind != "equal"
    ]


def _applied(base: Lines, edits: Sequence[_Edit]) -> Iterator[bytes]:
    at = 0
    for edit in edits:
        yield from base[at : edit.start]
        yield from edit.lines
        at = edit.end
    yield from base[at:]


def _faults(source: bytes) -> frozenset[str]:
    """The faults of a text in words, whatever line they stand on."""
    findings = check(document.read(source))
    return frozenset(one.message for one in findings if one.severity is Severity.FAULT)
