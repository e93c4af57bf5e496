"""The questions of two versions brought together, so that one case can be put to both.

A question keeps its place by its name, or by what the desk knows it as in another language; an
answer by its spelling, or by its meaning. A question whose list grew or shrank is asked with all
answers of both, and each version knows which of them it lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from demur.domain.policy import cells, names, phrases
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.cells import Test
from demur.domain.policy.columns import Question
from demur.domain.policy.domains import Listed, OutsideError, Range


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as one version asks it; `codes` lead its listed answers to the joint ones.

    Without `codes` every answer has the same code in both.
    """

    question: Question
    codes: tuple[int, ...] = ()

    def test(self, test: Test) -> Test:
        """Give one of its cells as a test of the joint answers."""
        if not self.codes:
            return test
        picks = sum(1 << to for code, to in enumerate(self.codes) if test.picks >> code & 1)
        return replace(test, picks=picks)

    def everything(self) -> Test:
        """Give the test that every answer of this version passes."""
        return self.test(cells.everything(self.question.domain))

    def code(self, text: str) -> int | None:
        """Give the joint code of a listed answer as this version spells it; None: no answer."""
        try:
            read = self.question.domain.read(text)
        except OutsideError:
            return None
        if not isinstance(self.question.domain, Listed) or not isinstance(read, int):
            return None
        return self.codes[read] if self.codes else read


@dataclass(frozen=True, slots=True)
class Joint:
    """A question as both versions ask it, or one of them; `question` has the answers of both."""

    question: Question
    old: Asked | None
    new: Asked | None

    @property
    def grew(self) -> bool:
        """Say whether some answer is listed by one version only."""
        if self.old is None or self.new is None:
            return False
        return self.old.everything() != self.new.everything()


def joined(old: Question | None, new: Question | None) -> Joint | None:
    """Bring a question of two versions together; None where it is answered in another way."""
    either = new or old
    assert either is not None  # noqa: S101
    if old is None or new is None:
        return Joint(either, Asked(either) if old else None, Asked(either) if new else None)
    if old.domain == new.domain:
        return Joint(new, Asked(old), Asked(new))
    if isinstance(old.domain, Listed) and isinstance(new.domain, Listed):
        return _joined_lists(old, new, old.domain, new.domain)
    if isinstance(old.domain, Range) and isinstance(new.domain, Range):
        domain = _joined_ranges(old.domain, new.domain)
        return Joint(replace(new, domain=domain), Asked(old), Asked(new)) if domain else None
    return None


def _joined_lists(old: Question, new: Question, before: Listed, after: Listed) -> Joint:
    same = same_answers(new.name, before, after)
    gone = [answer for answer in before.answers if answer not in same]
    domain = Listed((*after.answers, *gone), after.unknown or before.unknown)
    place = {answer: at for at, answer in enumerate(domain.all_answers)}
    from_old = [place[same.get(answer, answer)] for answer in before.answers]
    unknown = [len(domain.answers)]
    return Joint(
        replace(new, domain=domain),
        Asked(old, (*from_old, *(unknown if before.unknown else []))),
        Asked(new, (*range(len(after.answers)), *(unknown if after.unknown else []))),
    )


def same_answers(name: str, before: Listed, after: Listed) -> dict[str, str]:
    """Give for each old answer the new one that is the same, spelt alike or meant alike."""
    same: dict[str, str] = {}
    for answer in before.answers:
        code = after.codes.get(voc.fold(answer))
        if code is not None and code < len(after.answers):
            same[answer] = after.answers[code]
    for answer in before.answers:
        meant = _meaning(name, answer)
        if answer not in same and meant:
            left = [each for each in after.answers if each not in same.values()]
            twin = next((each for each in left if _meaning(name, each) == meant), None)
            if twin:
                same[answer] = twin
    return same


def _meaning(name: str, answer: str) -> str | None:
    """Give the desk's own word for an answer."""
    key = names.QUESTION_KEYS.get(voc.fold(name))
    return names.answer_meant(key, answer) if key else None


def _joined_ranges(old: Range, new: Range) -> Range | None:
    alike = old.kind is new.kind and old.whole is new.whole and same_unit(old.unit, new.unit)
    if not alike:
        return None
    return replace(
        new,
        lowest=min(old.lowest, new.lowest),
        highest=max(old.highest, new.highest),
        unknown=new.unknown or old.unknown,
    )


def same_unit(one: str | None, other: str | None) -> bool:
    """Say whether two units are one, in whatever language; a number without one fits any."""
    if one is None or other is None:
        return True
    left, right = voc.fold(one), voc.fold(other)
    return left == right or phrases.UNIT_KEYS.get(left, left) == phrases.UNIT_KEYS.get(right, right)


def paired(
    old: Iterable[str], new: Iterable[str], keys: Mapping[str, object]
) -> list[tuple[str | None, str | None]]:
    """Pair names of two versions: alike but for case, else known to the desk as the same thing.

    `keys` gives what the desk knows by a folded name. What only the old version has comes last.
    """
    mine: dict[str, str] = {}
    left = list(old)
    for same in (lambda one, other: one == other, lambda *both: _known_alike(keys, *both)):
        for name in new:
            twin = next((each for each in left if same(voc.fold(each), voc.fold(name))), None)
            if twin is not None and name not in mine:
                mine[name] = twin
                left.remove(twin)
    return [*((mine.get(name), name) for name in new), *((name, None) for name in left)]


def _known_alike(keys: Mapping[str, object], one: str, other: str) -> bool:
    return one in keys and keys[one] == keys.get(other)
