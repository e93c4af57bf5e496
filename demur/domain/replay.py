"""What a draft would have done to the callers of the past: both versions asked the same again.

It enters the policy by the questions the desk puts to it, and judges partners as the desk does,
so a replay on the version that decided gives the row that was recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from demur.domain.partners import Figures, judged
from demur.domain.policy import facts as asked
from demur.domain.policy import many, names
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.many import Fact, Integers, Outcome
from demur.domain.policy.names import QuestionKey, ResultKey, Trust
from demur.domain.policy.policy import Policy
from demur.domain.refusal import Importance, Situation, Step
from demur.domain.replayed import EXAMPLES, Cases, Flags, Left, Replayed, Treatment, drifts, groups

_REPLAYED: Final = (ResultKey.IMPORTANCE, ResultKey.STEP)


def replay(cases: Cases, old: Policy, new: Policy, named: int = EXAMPLES) -> Replayed:
    """Decide past inquiries by two versions and say who would have been treated otherwise.

    An importance that was overruled stays as it was. `named` inquiries of each group are named.
    """
    of, kinds = _kinds(cases, old, new)
    before, after = _treated(old, kinds), _treated(new, kinds)
    newly = _newly_asked(old, new)
    known, lacking = kinds.known[of], after.lacks(newly)[of]
    done = known & ~lacking
    was, would_be = before.treatment.at(of), after.treatment.at(of)
    otherwise = groups(cases, was, would_be, done, named)
    return Replayed(
        inquiries=cases.inquiries(np.ones(len(of), bool)),
        same=cases.inquiries(done) - sum(group.inquiries for group in otherwise),
        groups=otherwise,
        drifts=drifts(cases, was, known & cases.by_old),
        left={
            Left.RECORDED_BEFORE: cases.inquiries(~known),
            Left.NEWLY_ASKED: cases.inquiries(known & lacking),
        },
        newly_asked=tuple(sorted(frozenset[str]().union(*newly.values()))),
        by_others=cases.inquiries(known & ~cases.by_old),
    )


# ---- what the policies are asked


@dataclass(frozen=True, slots=True)
class _Kinds:
    """The kinds of case, as facts of each shape (K,)."""

    said: Mapping[QuestionKey, Fact]
    partners: Fact
    importance: Fact
    overruled: Flags

    @property
    def known(self) -> Flags:
        """The kinds recorded with what the policy was asked."""
        return np.array([line is not None for line in self.partners.values], bool)[
            self.partners.codes
        ]


def _kinds(cases: Cases, old: Policy, new: Policy) -> tuple[Integers, _Kinds]:
    """The kind of each case, and what is asked of each kind."""
    both = (old, new)
    said = {
        QuestionKey.REASON: _mapped(cases.situation, {Situation.SERVED: "none"}),
        QuestionKey.BACK_IN: many.numbers(cases.back_in, QuestionKey.BACK_IN, both),
        QuestionKey.ALTERNATIVE: _flags(cases.alternative),
        QuestionKey.CLIENT: cases.client,
        QuestionKey.YEARLY_VALUE: many.numbers(cases.yearly_value, QuestionKey.YEARLY_VALUE, both),
        QuestionKey.FIELD: _mapped(cases.field, {"": None}),
    }
    overruled = _flags(cases.overruled)
    all_facts = [*said.values(), cases.partners, cases.importance, overruled]
    first, kinds = many.distinct(all_facts, len(cases.id))
    return kinds, _Kinds(
        {key: fact.at(first) for key, fact in said.items()},
        cases.partners.at(first),
        cases.importance.at(first),
        cases.overruled[first],
    )


def _flags(flags: Flags) -> Fact:
    return Fact((False, True), flags.astype(np.int64))


def _mapped(fact: Fact, meant: Mapping[object, object]) -> Fact:
    return Fact(tuple(meant.get(value, value) for value in fact.values), fact.codes)


# ---- what a policy does


@dataclass(frozen=True, slots=True)
class _Treated:
    """What a version does for each kind of case, and which table lacked an answer."""

    treatment: Fact
    unanswered: Mapping[ResultKey, Flags]

    def lacks(self, newly: Mapping[ResultKey, frozenset[str]]) -> Flags:
        """The kinds that lack the answer to a question that is asked only now."""
        size = len(self.treatment.codes)
        lacking = [self.unanswered[key] for key, asked in newly.items() if asked]
        return np.logical_or.reduce(lacking) if lacking else np.zeros(size, bool)


def _treated(policy: Policy, kinds: _Kinds) -> _Treated:
    size = len(kinds.overruled)
    of_the_caller = {key: kinds.said[key] for key in asked.WEIGHED}
    weighed = many.put(policy, ResultKey.IMPORTANCE, of_the_caller, size)
    given = {
        **kinds.said,
        QuestionKey.PARTNER: _recommended(policy, kinds.partners),
        QuestionKey.IMPORTANCE: _importance(weighed, kinds),
    }
    stepped = many.put(policy, ResultKey.STEP, given, size)
    return _Treated(
        _treatment(stepped),
        {
            ResultKey.IMPORTANCE: _unanswered(weighed) & ~kinds.overruled,
            ResultKey.STEP: _unanswered(stepped),
        },
    )


def _importance(weighed: Fact, kinds: _Kinds) -> Fact:
    """As the version weighs the caller; as it was where the desk had overruled it."""
    values = tuple(
        Importance(_meant(outcome, ResultKey.IMPORTANCE) or Importance.CHANCE)
        for outcome in many.outcomes(weighed)
    )
    recorded = kinds.importance
    codes = np.where(kinds.overruled, recorded.codes + len(values), weighed.codes)
    return Fact((*values, *recorded.values), codes)


def _recommended(policy: Policy, partners: Fact) -> Fact:
    """Whether a partner in reach is recommended, as the version judges partners."""
    trusts = {
        text: judged(Figures.read(text), policy)[0]
        for text in {text for line in partners.values if line for text in str(line).split()}
    }
    near = [
        any(trusts[text] is Trust.RECOMMENDED for text in str(line or "").split())
        for line in partners.values
    ]
    return _flags(np.array(near, bool)[partners.codes])


def _treatment(stepped: Fact) -> Fact:
    values = tuple(
        Treatment(
            outcome.row,
            Step(_meant(outcome, ResultKey.STEP) or Step.POLITE_NO),
            _meant(outcome, ResultKey.SAY),
        )
        for outcome in many.outcomes(stepped)
    )
    return Fact(values, stepped.codes)


def _meant(outcome: Outcome, key: ResultKey) -> str:
    """The desk's own word for a result; the name of a sentence as it is."""
    for name, text in outcome.results.items():
        if names.RESULT_KEYS.get(voc.fold(name)) is key:
            return voc.letter(text) if key is ResultKey.SAY else names.meaning_of(key, text) or ""
    return ""


def _unanswered(put: Fact) -> Flags:
    return np.array([one.unanswered for one in many.outcomes(put)], bool)[put.codes]


def _newly_asked(old: Policy, new: Policy) -> Mapping[ResultKey, frozenset[str]]:
    """The draft's questions that were never put to a caller, by the table that asks them."""
    return {
        key: many.unsaid_questions(new, key, given) - many.unsaid_questions(old, key, given)
        for key in _REPLAYED
        for given in [asked.ANSWERED[key]]
    }
