"""What can be written into a cell: the listed answers, the phrases, what stands there already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from demur.domain.policy import names, phrases, values
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.domains import Domain, Listed, Range
from demur.domain.policy.editing.reading_view import Grid, Role
from demur.domain.policy.names import ResultKey
from demur.domain.policy.policy import Policy
from demur.domain.policy.results import desk_words
from demur.domain.refusal import Lang

#: The shapes of a range worth proposing: at most, at least, between, over, under.
_SHAPES: Final = ("le", "ge", "in", "gt", "lt")
_MOST: Final = 60


def choices(policy: Policy | None, grid: Grid) -> tuple[tuple[str, ...], ...]:
    """Give for each column of a table what its cells may say, most usual first; none for prose."""
    if policy is None:
        return ((),) * len(grid.heads)
    by_fold = {voc.fold(name): question for name, question in policy.questions.items()}
    found: list[tuple[str, ...]] = []
    for at, head in enumerate(grid.heads):
        question = by_fold.get(voc.fold(head.name))
        written = [row.cells[at].text for row in grid.rows]
        if head.role is Role.QUESTION and question:
            told = [voc.ANY[policy.lang][0], *_answers(question.domain, policy)]
        elif head.role is Role.RESULT:
            domain = question.domain if question else None
            told = [*written, *_results(policy, head.name, domain, written)]
        else:
            told, written = [], []
        found.append(_each_once([*told, *written]))
    return tuple(found)


def _each_once(texts: Sequence[str]) -> tuple[str, ...]:
    by_fold: Mapping[str, str] = {voc.fold(text): text for text in reversed(texts) if text}
    return tuple(dict.fromkeys(by_fold[voc.fold(text)] for text in texts if text))[:_MOST]


def _answers(domain: Domain, policy: Policy) -> Iterator[str]:
    if isinstance(domain, Listed):
        yield from domain.all_answers
        if len(domain.answers) > 2:
            yield from (f"{voc.NOT[policy.lang][0]} {answer}" for answer in domain.answers)
        return
    yield from _phrases(domain, policy)
    if domain.unknown:
        yield domain.unknown


def _phrases(domain: Range, policy: Policy) -> Iterator[str]:
    """Give a phrase of each shape over the range's own ends, for the writer to put numbers in."""
    low = values.show(domain.kind, domain.lowest)
    high = values.show(domain.kind, domain.highest, domain.unit)
    for shape in _SHAPES:
        for phrase in phrases.PHRASES[shape].get(policy.lang, ())[:1]:
            if "~" not in phrase:
                ends = [low, high] if phrase.count("#") > 1 else [high]
                for end in ends:
                    phrase = phrase.replace("#", end, 1)
                yield phrase.replace(" - ", "–")


def _results(policy: Policy, name: str, domain: Domain | None, written: list[str]) -> list[str]:
    key = names.RESULT_KEYS.get(voc.fold(name))
    if isinstance(domain, Listed):
        return list(domain.all_answers)
    if key is ResultKey.SAY:
        return list(policy.sentences)
    return _desks_own(key, policy.lang, written) if key and key in names.MEANINGS else []


def _desks_own(key: ResultKey, lang: Lang, written: list[str]) -> list[str]:
    """Give a word for each thing the desk can do: the column's own, else one it understands."""
    said = {names.meaning_of(key, text) for text in written}
    known = set(desk_words(key, lang))
    return [
        next((word for word in words if word in known), words[0])
        for meaning, words in names.MEANINGS[key].items()
        if meaning not in said
    ]
