"""What changed beside the tables: cases taken as impossible, invariants, examples, the text.

None of it changes what is decided today; all of it is signed, and changes what is proved, tried
or read.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Final

from demur.domain.policy import cells
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.appendices import Example, Impossible
from demur.domain.policy.messages import say
from demur.domain.policy.policy import Policy
from demur.domain.policy.proof import invariants
from demur.domain.policy.versions import notices
from demur.domain.policy.versions.both import Both
from demur.domain.policy.versions.difference import Part, PartChange

MOST_LINES: Final = 2_000
"""Lines of text that changed, of which more are not held against each other."""
_AROUND: Final = 4
"""Words shown before and after those that changed."""
_KEPT: Final = 7
"""So many words are not worth leaving out any of them."""
Told = PartChange | str


def parts_told(both: Both) -> Iterator[Told]:
    """Say what changed beside the tables; a bare sentence says what could not be compared."""
    yield from _head(both)
    yield from _impossible(both)
    yield from _invariants(both)
    yield from _examples(both)
    yield from _text(both)


# ---- the head


def _head(both: Both) -> Iterator[Told]:
    old, new = both.old, both.new
    sides = (
        ("owner", old.owner, new.owner),
        ("languages", ", ".join(old.languages), ", ".join(new.languages)),
    )
    for key, before, after in sides:
        if before != after:
            name = voc.HEADERS[key][both.lang][0]
            yield notices.part(both.lang, Part.HEAD, name, before or "–", after or "–")


# ---- what cannot happen


def _impossible(both: Both) -> Iterator[Told]:
    one = {_meant(both, case, old=True): case for case in both.old.impossible}
    other = {_meant(both, case, old=False): case for case in both.new.impossible}
    for meant in dict.fromkeys((*one, *other)):
        if meant not in one or meant not in other:
            case = one.get(meant) or other[meant]
            text = _case(case.cells)
            where = say(both.lang, "in table", table=case.table) if case.table else ""
            sides = (text, None) if meant in one else (None, text)
            yield notices.part(both.lang, Part.IMPOSSIBLE, where, *sides)


def _meant(both: Both, case: Impossible, *, old: bool) -> Hashable:
    """Give what a case takes in, whatever its spelling and language."""
    asked = both.asked[0 if old else 1]
    policy = both.old if old else both.new
    names = both.new_names if old else {}
    meant: set[Hashable] = set()
    for name, text in case.cells.items():
        test = cells.read_cell(text, policy.questions[name].domain)
        known = asked.get(name)
        if known is None or isinstance(test, cells.Unreadable):
            meant.add((voc.fold(name), voc.fold(text)))
        else:
            meant.add((names.get(name, name), known.test(test)))
    return case.table, frozenset(meant)


# ---- what must never happen


def _invariants(both: Both) -> Iterator[Told]:
    one = {each.number: invariants.rule(each, both.lang) for each in both.old.invariants}
    other = {each.number: invariants.rule(each, both.lang) for each in both.new.invariants}
    if both.translated and one and other:
        yield notices.two_languages(both.lang, Part.INVARIANT)
        return
    yield from _sides(both, Part.INVARIANT, one, other)


# ---- worked examples


def _examples(both: Both) -> Iterator[Told]:
    one, other = _rows_by_case(both.old.examples), _rows_by_case(both.new.examples)
    if both.translated and one and other:
        yield notices.two_languages(both.lang, Part.EXAMPLE)
        return
    yield from _sides(both, Part.EXAMPLE, one, other)


def _rows_by_case(examples: Sequence[Example]) -> dict[str, str]:
    return {f"{each.table}, {_case(each.case)}": each.row or "–" for each in examples}


def _sides(
    both: Both, part: Part, one: Mapping[str, str], other: Mapping[str, str]
) -> Iterator[PartChange]:
    for name in dict.fromkeys((*one, *other)):
        before, after = one.get(name), other.get(name)
        if before != after:
            yield notices.part(both.lang, part, name, before, after)


def _case(written: Mapping[str, str]) -> str:
    return "; ".join(f"{name}: {text}" for name, text in written.items())


# ---- the text around the tables


def _text(both: Both) -> Iterator[Told]:
    """Hold the text of two versions against each other, line by line; it is for people only."""
    old, new = _apart(both.old, both.new)
    if not old and not new:
        return
    if both.translated:
        yield notices.two_languages(both.lang, Part.TEXT)
        return
    if max(len(old), len(new)) > MOST_LINES:
        yield say(both.lang, "not compared lines", limit=MOST_LINES)
        return
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield from _lines(both, old[a:b], new[c:d])


def _apart(old: Policy, new: Policy) -> tuple[Sequence[str], Sequence[str]]:
    """Leave out the lines that both begin with, and those that both end with."""
    one, other = old.text, new.text
    least = min(len(one), len(other))
    start = next((at for at in range(least) if one[at] != other[at]), least)
    one, other = one[start:], other[start:]
    least = min(len(one), len(other))
    end = next((at for at in range(least) if one[-1 - at] != other[-1 - at]), least)
    return one[: len(one) - end], other[: len(other) - end]


def _lines(both: Both, old: Sequence[str], new: Sequence[str]) -> Iterator[PartChange]:
    """Tell lines that stand in each other's place as changed, the rest as come or gone."""
    for at in range(max(len(old), len(new))):
        before = old[at] if at < len(old) else None
        after = new[at] if at < len(new) else None
        if before is not None and after is not None:
            before, after = _around(before, after)
        yield notices.part(both.lang, Part.TEXT, "", before, after)


def _around(before: str, after: str) -> tuple[str, str]:
    """Cut two lines down to the words that differ, with a few on either side."""
    one, other = before.split(), after.split()
    least = min(len(one), len(other))
    start = next((at for at in range(least) if one[at] != other[at]), least)
    alike = least - start
    end = next((at for at in range(alike) if one[-1 - at] != other[-1 - at]), alike)
    first, last = (each - _AROUND if each > _KEPT else 0 for each in (start, end))
    return _cut(one, first, last), _cut(other, first, last)


def _cut(words: list[str], first: int, last: int) -> str:
    kept = words[first : len(words) - last]
    return " ".join([*(["…"] if first else []), *kept, *(["…"] if last else [])])
