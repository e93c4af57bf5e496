"""The language of a cell: from `up to 3 days` or `A or B` to the set of answers it takes in.

Both the words of people and S-FEEL's unary tests (DMN 1.3, clause 9) are read. *unknown* is taken
in by `any`, by its own name, and by `not A` where it stands in the question's list; a test of
numbers, dates or times takes it in only where it says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from demur.domain.policy import heard, values
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.domains import UNKNOWN_WORDS, Domain, Listed, Range
from demur.domain.policy.heard import BOTTOM, TOP, Span
from demur.domain.policy.values import Literal, NotAValue, Token, Value


class Trouble(StrEnum):
    """Why a cell cannot be read."""

    UNREADABLE = "unreadable"
    UNKNOWN_ANSWER = "unknown answer"
    UNIT = "unit"
    NOT_A_VALUE = "not a value"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell that says nothing we can hold to; `piece` is the part that cannot be read."""

    trouble: Trouble
    piece: str


@dataclass(frozen=True, slots=True)
class Test:
    """The answers a cell takes in: a bit for each listed answer, or spans of a range.

    `beyond` says that the cell names values the question can never have.
    """

    __test__ = False

    picks: int = 0
    spans: tuple[Span, ...] = ()
    unknown: bool = False
    beyond: bool = False

    @property
    def never_matches(self) -> bool:
        """Say whether no answer at all passes."""
        return not (self.picks or self.spans or self.unknown)


ANY_WORDS: Final = voc.words(voc.ANY) | {"-"}
ANY_TOO_WORDS: Final = voc.words(voc.ANY_TOO)
OR_WORDS: Final = voc.words(voc.OR)
NOT_WORDS: Final = voc.words(voc.NOT)
SEPARATORS: Final = OR_WORDS | {",", ";"}
_QUOTES: Final = re.compile(r'"([^"]*)"|“([^”]*)”|„([^“”]*)[“”]|«([^»]*)»')


def everything(domain: Domain) -> Test:
    """Give the test that every answer passes, *unknown* too: the cell `any`."""
    if isinstance(domain, Listed):
        return Test(picks=(1 << len(domain.all_answers)) - 1)
    return Test(spans=(_whole_span(domain),), unknown=domain.unknown is not None)


def read_cell(text: str, domain: Domain) -> Test | Unreadable:
    """Read what a cell takes in of a question's answers, or say which piece cannot be read."""
    folded = voc.fold(text)
    if not folded:
        return Unreadable(Trouble.EMPTY, "")
    if folded in ANY_WORDS or (folded in ANY_TOO_WORDS and not _is_an_answer(folded, domain)):
        return everything(domain)
    if isinstance(domain, Listed):
        return _read_listed(text, domain)
    return _read_range(text, domain)


def _is_an_answer(folded: str, domain: Domain) -> bool:
    return isinstance(domain, Listed) and folded in domain.codes


# ---- lists


def _read_listed(text: str, domain: Listed) -> Test | Unreadable:
    folded = voc.fold(text)
    if folded in domain.codes:
        return Test(picks=1 << domain.codes[folded])
    positive = _picks(folded, domain)
    if not isinstance(positive, Unreadable):
        return Test(picks=positive)
    inner = _without_not(folded)
    if inner is None:
        return positive
    negative = _picks(inner, domain)
    if isinstance(negative, Unreadable):
        return negative
    return Test(picks=((1 << len(domain.all_answers)) - 1) & ~negative)


def _without_not(folded: str) -> str | None:
    first, _, rest = folded.replace("(", " (", 1).partition(" ")
    rest = rest.strip()
    if first not in NOT_WORDS or not rest:
        return None
    return rest[1:-1].strip() if rest.startswith("(") and rest.endswith(")") else rest


def _picks(folded: str, domain: Listed) -> int | Unreadable:
    """Collect the bits of the answers named; an answer may itself hold "or" or a comma."""
    pieces = _pieces(folded)
    picks, at = 0, 0
    while at < len(pieces):
        for end in range(len(pieces), at, -1):
            code = domain.codes.get(_joined(pieces[at:end]))
            if code is not None:
                picks |= 1 << code
                at = end + 1
                break
        else:
            return Unreadable(Trouble.UNKNOWN_ANSWER, pieces[at])
    return picks if pieces and at == len(pieces) + 1 else Unreadable(Trouble.UNREADABLE, folded)


def _joined(pieces: list[str]) -> str:
    text = " ".join(pieces)
    return text.replace(" ,", ",").replace(" ;", ";")


def _pieces(folded: str) -> list[str]:
    """Cut at separators and keep them: pieces stand at even places, separators at odd ones."""
    pieces: list[str] = []
    for quoted, plain in _quoted_and_plain(folded):
        if quoted is not None:
            pieces.append(quoted)
            continue
        words: list[str] = []
        for word in plain.replace(",", " , ").replace(";", " ; ").split():
            if word in SEPARATORS:
                pieces += [" ".join(words), word] if words else [word]
                words = []
            else:
                words.append(word)
        pieces += [" ".join(words)] if words else []
    return _one_separator(pieces)


def _one_separator(pieces: list[str]) -> list[str]:
    """Read ", or" as one separator."""
    kept: list[str] = []
    for piece in pieces:
        if piece in OR_WORDS and kept and kept[-1] in ",;":
            kept[-1] = piece
        else:
            kept.append(piece)
    return kept


def _quoted_and_plain(text: str) -> Iterator[tuple[str | None, str]]:
    at = 0
    for found in _QUOTES.finditer(text):
        yield None, text[at : found.start()]
        yield next(group for group in found.groups() if group is not None).strip(), ""
        at = found.end()
    yield None, text[at:]


# ---- ranges


def _read_range(text: str, domain: Range) -> Test | Unreadable:
    bare = values.without_cents(text) if domain.whole else text
    found = values.tokens(bare, whole=domain.whole, own_unit=domain.unit)
    if wrong := _wrong_value(found, domain):
        return wrong
    symbols = ["#" if isinstance(token, Literal) else str(token) for token in found]
    literals = [token.value for token in found if isinstance(token, Literal)]
    positive = _spans(symbols, literals)
    if isinstance(positive, Unreadable):
        inner = _range_without_not(symbols, domain)
        if inner is None:
            return positive
        return _complement(inner, literals, domain)
    return _clipped(*positive, domain)


def _wrong_value(found: tuple[Token, ...], domain: Range) -> Unreadable | None:
    for token in found:
        if isinstance(token, NotAValue):
            return Unreadable(Trouble.NOT_A_VALUE, token.text)
        if isinstance(token, Literal) and token.kind is not domain.kind:
            return Unreadable(Trouble.NOT_A_VALUE, values.show(token.kind, token.value))
        if isinstance(token, Literal) and not values.unit_fits(token.unit, domain.unit):
            return Unreadable(Trouble.UNIT, token.unit or "")
    return None


def _spans(symbols: list[str], literals: list[Value]) -> tuple[list[Span], bool] | Unreadable:
    """Read alternatives of phrases, e.g. `# - #`, `,`, `# or more`, `or`, `unknown`."""
    spans: list[Span] = []
    unknown, at, used = False, 0, 0
    ways = _ways(symbols)
    while True:
        length, shape = ways[at] or heard.phrase_at(symbols, at)
        if shape is None:
            piece = " ".join(symbols[at : at + 3]) or (symbols[-1] if symbols else "")
            return Unreadable(Trouble.UNREADABLE, piece)
        needed = symbols[at : at + length].count("#")
        taken = heard.shaped(shape, literals[used : used + needed])
        if not taken and shape != "unknown":
            return Unreadable(Trouble.UNREADABLE, " ".join(symbols[at : at + length]))
        spans += taken
        unknown = unknown or shape == "unknown"
        at, used = at + length, used + needed
        if at == len(symbols):
            return spans, unknown
        after = _after_separator(symbols, at)
        if after is None:
            return Unreadable(Trouble.UNREADABLE, " ".join(symbols[at : at + 3]))
        at = after


def _ways(symbols: list[str]) -> list[tuple[int, str] | None]:
    """Give for each place the longest phrase after which the rest can be read too.

    "1 or over" is a phrase, but "1 or over 3" is 1, or over 3. Worked out from the end backwards,
    so that a long cell costs no more than its length.
    """
    ways: list[tuple[int, str] | None] = [None] * (len(symbols) + 1)
    for at in reversed(range(len(symbols))):
        for length, shape in heard.phrases_at(symbols, at):
            end = at + length
            after = None if end == len(symbols) else _after_separator(symbols, end)
            if end == len(symbols) or (after is not None and ways[after] is not None):
                ways[at] = length, shape
                break
    return ways


def _after_separator(symbols: list[str], at: int) -> int | None:
    if symbols[at] not in SEPARATORS:
        return None
    both = symbols[at] in {",", ";"} and symbols[at + 1 : at + 2] and symbols[at + 1] in OR_WORDS
    return at + 2 if both else at + 1


def _range_without_not(symbols: list[str], domain: Range) -> tuple[list[str], bool] | None:
    """Give what stands after *not*, and whether "or unknown" was added to the whole."""
    if len(symbols) < 2 or symbols[0] not in NOT_WORDS:
        return None
    rest, unknown = symbols[1:], False
    if len(rest) > 2 and rest[-1] in UNKNOWN_WORDS and rest[-2] in SEPARATORS and rest[-3] != "(":
        rest, unknown = rest[:-2], domain.unknown is not None
    if rest[0] == "(" and rest[-1] == ")" and tuple(rest) not in heard.FORMS:
        rest = rest[1:-1]
    return rest, unknown


def _complement(
    inner: tuple[list[str], bool], literals: list[Value], domain: Range
) -> Test | Unreadable:
    symbols, unknown = inner
    negated = _spans(symbols, literals)
    if isinstance(negated, Unreadable):
        return negated
    left: list[Span] = [_whole_span(domain)]
    for low, high in (span for span in negated[0] if span[0] < span[1]):
        left = [
            piece
            for start, end in left
            for piece in ((start, min(end, low)), (max(start, high), end))
            if piece[0] < piece[1]
        ]
    return _clipped(left, unknown, domain)


def _clipped(spans: list[Span], unknown: bool, domain: Range) -> Test:
    start, end = _whole_span(domain)
    kept = [(max(low, start), min(high, end)) for low, high in spans]
    reach = (BOTTOM, TOP)
    beyond = any(
        (low < start and low != reach[0]) or (high > end and high != reach[1])
        for low, high in spans
    ) or (unknown and domain.unknown is None)
    solid = [span for span in kept if span[0] < span[1] and not _hollow(span, domain)]
    return Test(
        spans=_disjoint(solid), unknown=unknown and domain.unknown is not None, beyond=beyond
    )


def _disjoint(spans: list[Span]) -> tuple[Span, ...]:
    """Put spans in order and join those that overlap: "5–7, over 5" is one stretch."""
    joined: list[Span] = []
    for low, high in sorted(spans):
        if joined and low <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], high)
        else:
            joined.append((low, high))
    return tuple(joined)


def _hollow(span: Span, domain: Range) -> bool:
    """Say whether a span of a whole-number question lies between two whole numbers: (3..4)."""
    (low, low_side), (high, high_side) = span
    return domain.whole and high - low + high_side - low_side < 1


def _whole_span(domain: Range) -> Span:
    return (domain.lowest, 0), (domain.highest, 1)
