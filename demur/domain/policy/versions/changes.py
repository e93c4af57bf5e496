"""What two versions of a policy decide and say differently: exact, and in sentences to be signed.

A change is another result for the same case. Rows that were renumbered, split or put in another
place with the same results are told apart as `moved`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import TypeVar

from demur.domain.policy import vocabulary as voc
from demur.domain.policy.columns import Question
from demur.domain.policy.domains import Domain, Listed
from demur.domain.policy.policy import Policy
from demur.domain.policy.versions import notices
from demur.domain.policy.versions.besides import parts_told
from demur.domain.policy.versions.both import Both
from demur.domain.policy.versions.changes_tables import compared_tables
from demur.domain.policy.versions.difference import (
    BarredChange,
    Change,
    Difference,
    Kind,
    Move,
    Part,
    PartChange,
    QuestionChange,
    RowPair,
    TableChange,
    WordingChange,
)
from demur.domain.refusal import Lang

__all__ = [
    "BarredChange",
    "Change",
    "Difference",
    "Kind",
    "Move",
    "Part",
    "PartChange",
    "QuestionChange",
    "RowPair",
    "TableChange",
    "WordingChange",
    "difference",
]

T = TypeVar("T")


def difference(old: Policy, new: Policy) -> Difference:
    """Say what a new version decides and says differently, in the new one's language.

    Tables are matched by letter, questions and results by name or by what the desk knows them as,
    answers and results by meaning: the versions may be written in two languages. Each table has a
    limit of steps; what was not compared stands in `gave_up`.
    """
    both = Both(old, new)
    told: list[object] = [*compared_tables(both), *_questions(both), *parts_told(both)]
    return Difference(
        pairs=_only(RowPair, told),
        moved=_only(Move, told),
        tables=_only(TableChange, told),
        questions=_only(QuestionChange, told),
        wordings=tuple(_wordings(old, new)),
        barred=tuple(_barred(old, new)),
        parts=_only(PartChange, told),
        gave_up=tuple(dict.fromkeys(_only(str, told))),
    )


def _only(kind: type[T], mixed: list[object]) -> tuple[T, ...]:
    return tuple(each for each in mixed if isinstance(each, kind))


# ---- questions


def _questions(both: Both) -> Iterator[QuestionChange | str]:
    """Say which questions came, went, are answered or explained otherwise.

    In a translation one that came and one that went may be the same: that is not known.
    """
    alone = {one is None for one, other in both.questions if one is None or other is None}
    unknown = both.translated and len(alone) > 1
    for before, after in both.questions:
        old = both.old.questions[before] if before is not None else None
        new = both.new.questions[after] if after is not None else None
        if old is None or new is None:
            name = str(after or before)
            yield notices.stranger(both.lang, name) if unknown else _asked(both, old, new)
            continue
        if not _asked_alike(both, old, new):
            yield _asked(both, old, new)
        if not both.translated and voc.fold(old.meaning) != voc.fold(new.meaning):
            sentence = notices.meaning(both.lang, new.name, old.meaning, new.meaning)
            yield QuestionChange(new.name, old.meaning, new.meaning, sentence)


def _asked_alike(both: Both, old: Question, new: Question) -> bool:
    """Say whether a question has the same answers; in one language in the same words too."""
    joint = both.joint(*next(pair for pair in both.questions if pair[1] == new.name))
    alike = joint is not None and not joint.grew
    return alike and (both.translated or _shown(old.domain) == _shown(new.domain))


def _shown(domain: Domain) -> Hashable:
    if isinstance(domain, Listed):
        return frozenset(map(voc.fold, domain.all_answers))
    return domain.unit and voc.fold(domain.unit)


def _asked(both: Both, old: Question | None, new: Question | None) -> QuestionChange:
    before, after = (each.domain.choices() if each else None for each in (old, new))
    either = new or old
    assert either is not None  # noqa: S101
    sentence = notices.question(both.lang, either.name, before, after)
    return QuestionChange(either.name, before, after, sentence)


# ---- words


def _wordings(old: Policy, new: Policy) -> Iterator[WordingChange]:
    for name in dict.fromkeys((*old.wordings, *new.wordings)):
        for lang in Lang:
            before = old.wordings.get(name, {}).get(lang)
            after = new.wordings.get(name, {}).get(lang)
            if before != after:
                sentence = notices.wording(new.lang, name, lang, before, after)
                yield WordingChange(name, lang, before, after, sentence)


def _barred(old: Policy, new: Policy) -> Iterator[BarredChange]:
    one, other = _entries(old), _entries(new)
    for lang, entry in dict.fromkeys((*one, *other)):
        before, after = one.get((lang, entry)), other.get((lang, entry))
        if before != after:
            sentence = notices.barred(new.lang, lang, entry, before, after)
            yield BarredChange(lang, entry, before, after, sentence)


def _entries(policy: Policy) -> dict[tuple[Lang, str], str]:
    return {(each.lang, voc.fold(each.entry)): each.instead for each in policy.barred}
