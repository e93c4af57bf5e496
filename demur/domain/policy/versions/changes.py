"""What two versions of a policy decide and say differently: exact, and in sentences to be signed.

A change is another result for the same case. Rows that were renumbered, split or put in another
place with the same results are told apart as `moved`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from demur.domain.policy import vocabulary as voc
from demur.domain.policy.columns import Question
from demur.domain.policy.names import QUESTION_KEYS
from demur.domain.policy.policy import Policy
from demur.domain.policy.versions import notices
from demur.domain.policy.versions.changes_tables import compared_tables
from demur.domain.policy.versions.difference import (
    BarredChange,
    Change,
    Difference,
    Kind,
    Move,
    QuestionChange,
    RowPair,
    TableChange,
    WordingChange,
)
from demur.domain.policy.versions.joint import joined, paired
from demur.domain.refusal import Lang

__all__ = [
    "BarredChange",
    "Change",
    "Difference",
    "Kind",
    "Move",
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
    told_of: list[object] = list(compared_tables(old, new))
    return Difference(
        pairs=_only(RowPair, told_of),
        moved=_only(Move, told_of),
        tables=_only(TableChange, told_of),
        questions=tuple(_questions(old, new)),
        wordings=tuple(_wordings(old, new)),
        barred=tuple(_barred(old, new)),
        gave_up=tuple(dict.fromkeys(_only(str, told_of))),
    )


def _only(kind: type[T], mixed: list[object]) -> tuple[T, ...]:
    return tuple(each for each in mixed if isinstance(each, kind))


# ---- questions


def _questions(old: Policy, new: Policy) -> Iterator[QuestionChange]:
    for before, after in paired(old.questions, new.questions, QUESTION_KEYS):
        one = old.questions[before] if before is not None else None
        other = new.questions[after] if after is not None else None
        if not _asked_alike(one, other):
            yield _question_change(one, other, new.lang)


def _asked_alike(old: Question | None, new: Question | None) -> bool:
    if old is None or new is None:
        return False
    joint = joined(old, new)
    return joint is not None and not joint.grew


def _question_change(old: Question | None, new: Question | None, lang: Lang) -> QuestionChange:
    before, after = (each.domain.choices() if each else None for each in (old, new))
    either = new or old
    assert either is not None  # noqa: S101
    sentence = notices.question(lang, either.name, before, after)
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
