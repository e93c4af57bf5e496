"""What the desk knows of a caller, put to the policy's own tables in the policy's own words.

The desk speaks in the words of domain/refusal.py; a document may be written in any of three
languages and may name its tables by any letter. A table is found by what it results in.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from demur.domain.policy import names
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.columns import Question
from demur.domain.policy.domains import Listed, Range
from demur.domain.policy.names import Override, QuestionKey, ResultKey, Trust
from demur.domain.policy.policy import Policy
from demur.domain.policy.tables import Decision, Unanswerable
from demur.domain.refusal import Importance, RowRef, Situation, Step

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})

WEIGHED: Final = frozenset({QuestionKey.CLIENT, QuestionKey.YEARLY_VALUE, QuestionKey.FIELD})
#: What the desk answers, by the result it asks for: what `importance`, `step` and
#: `partner_status` put to the policy.
ANSWERED: Final[Mapping[ResultKey, frozenset[QuestionKey]]] = MappingProxyType(
    {
        ResultKey.IMPORTANCE: WEIGHED,
        ResultKey.STEP: WEIGHED
        | {
            QuestionKey.REASON,
            QuestionKey.BACK_IN,
            QuestionKey.ALTERNATIVE,
            QuestionKey.PARTNER,
            QuestionKey.IMPORTANCE,
        },
        ResultKey.STATUS: frozenset({QuestionKey.COMPLAINTS, QuestionKey.CALLBACK}),
    }
)


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the policy says of a caller: the row, its results as written, and what they mean.

    `row` is None when no row fits, when several disagree (`also` names them), or when an answer
    was missing or not of the list; `why` says which, in the policy's language.
    """

    row: RowRef | None
    results: Mapping[str, str]
    meaning: Mapping[ResultKey, str]
    why: str
    also: tuple[RowRef, ...] = ()

    @property
    def step(self) -> Step | None:
        """Give what is done for the caller, None where the desk does not know the step."""
        found = self.meaning.get(ResultKey.STEP)
        return Step(found) if found else None

    @property
    def say(self) -> str | None:
        """Give the name of the sentence to say: W4."""
        return self.meaning.get(ResultKey.SAY)

    @property
    def may_override(self) -> Override:
        """Say who may decide otherwise: nobody, unless the row names someone we know."""
        return Override(self.meaning.get(ResultKey.WHO_MAY_DECIDE, Override.NOBODY))

    @property
    def importance(self) -> Importance | None:
        """Give how much the caller matters."""
        found = self.meaning.get(ResultKey.IMPORTANCE)
        return Importance(found) if found else None

    @property
    def trust(self) -> Trust | None:
        """Give how far the partner is trusted."""
        found = self.meaning.get(ResultKey.STATUS)
        return Trust(found) if found else None


def importance(
    policy: Policy, *, client: str, yearly_value: float | None, field: str | None
) -> Ruling | None:
    """Weigh a caller (article A5): `client` is key, regular or new; the value is a year's.

    Returns None when the policy has no table that results in importance.
    """
    facts = {
        QuestionKey.CLIENT: client,
        QuestionKey.YEARLY_VALUE: yearly_value,
        QuestionKey.FIELD: field,
    }
    return ruling(policy, ResultKey.IMPORTANCE, facts)


def partner_status(
    policy: Policy, *, complaints: int, callback_hours: float | None
) -> Ruling | None:
    """Judge a partner by what our callers say of them (article A10).

    `complaints` per 100 callers sent, in the last 12 months; `callback_hours` in working hours,
    None when unknown. Returns None when the policy has no table that results in a status.
    """
    # Rounded up: a partner who rings after 8.2 hours does not ring within 8.
    hours = None if callback_hours is None else math.ceil(callback_hours)
    facts = {QuestionKey.COMPLAINTS: complaints, QuestionKey.CALLBACK: hours}
    return ruling(policy, ResultKey.STATUS, facts)


def step(
    policy: Policy,
    *,
    reason: Situation | str,
    back_in: int | None,
    alternative: bool,
    partner: bool,
    importance: Importance | str | None,
    **other: object,
) -> Ruling | None:
    """Decide what is done for a caller, in article A's order of help.

    `reason` is a Situation or "none"; `back_in` days until we can serve, None when unknown.
    `other` are further facts by their key (client=…, field=…); with importance None they are
    weighed by the policy's own table. Returns None when no table results in a step.
    """
    facts: dict[QuestionKey, object] = {
        QuestionKey.REASON: "none" if reason == Situation.SERVED else reason,
        QuestionKey.BACK_IN: back_in,
        QuestionKey.ALTERNATIVE: alternative,
        QuestionKey.PARTNER: partner,
        QuestionKey.IMPORTANCE: importance,
        **{QuestionKey(key): fact for key, fact in other.items()},
    }
    return ruling(policy, ResultKey.STEP, facts)


def peace_after(
    policy: Policy, *, they_said: str, importance: Importance | str | None, **other: object
) -> Ruling | None:
    """Ask what a client's no gets them (article B5): what stops, and for how long.

    `they_said` is a They of domain/regret.py; `other` are further facts by their key. Returns
    None when no table says what stops. What it grants is read by `stops.promised`.
    """
    facts: dict[QuestionKey, object] = {
        QuestionKey.THEY_SAID: they_said,
        QuestionKey.IMPORTANCE: importance,
        **{QuestionKey(key): fact for key, fact in other.items()},
    }
    return ruling(policy, ResultKey.WHAT_STOPS, facts)


def ruling(policy: Policy, result: ResultKey, facts: Mapping[QuestionKey, object]) -> Ruling | None:
    """Put what is known to the table that decides a result; None when there is no such table."""
    table = policy.result_table(result)
    if table is None:
        return None
    decided = policy.decide(table.letter, answers(policy, facts))
    if isinstance(decided, Unanswerable):
        return Ruling(None, _NOTHING, {}, decided.message)
    return _meant(decided)


def _meant(decided: Decision) -> Ruling:
    meaning: dict[ResultKey, str] = {}
    for name, text in decided.results.items():
        key = names.RESULT_KEYS.get(voc.fold(name))
        if key is ResultKey.SAY:
            meaning[key] = voc.letter(text)
        elif key and (meant := names.meaning_of(key, text)):
            meaning[key] = meant
    also = decided.rows if decided.conflict else decided.rows[1:]
    return Ruling(decided.row, decided.results, MappingProxyType(meaning), decided.why, also)


def answers(policy: Policy, facts: Mapping[QuestionKey, object]) -> dict[str, object]:
    """Give facts as answers to the document's questions, in the document's own words."""
    said: dict[str, object] = {}
    for name, question in policy.questions.items():
        key = names.QUESTION_KEYS.get(voc.fold(name))
        if key is not None and facts.get(key) is not None:
            said[name] = answer_for(question, key, facts[key])
    return said


def answer_for(question: Question, key: QuestionKey, fact: object) -> object:
    """Give one fact as the document spells it; as it is when the document has no word for it.

    A trade that is not listed is *unknown*, where that is. None where the policy had better answer
    by itself: of an importance in words of its own, by the table that weighs callers.
    """
    domain = question.domain
    if not isinstance(domain, Listed):
        return _within(domain, fact)
    if isinstance(fact, bool):
        if domain.is_yes_no:
            return fact
        fact = "yes" if fact else "no"
    if voc.fold(str(fact)) in domain.codes:
        return fact
    spoken = _spoken(key, voc.fold(str(fact)))
    listed = next((a for a in domain.all_answers if voc.fold(a) in spoken), None)
    if listed is None and key is not QuestionKey.IMPORTANCE:
        return (domain.unknown or fact) if key is QuestionKey.FIELD else fact
    return listed


def _spoken(key: QuestionKey, wanted: str) -> frozenset[str]:
    """Give all words for what one of them means, folded; none where nobody knows it."""
    meanings = names.ANSWERS.get(key, {}).items()
    every = (names.folded((canonical, *words)) for canonical, words in meanings)
    return next((spoken for spoken in every if wanted in spoken), frozenset())


def _within(domain: Range, fact: object) -> object:
    """Hold a number to the top of its range: 400 days is as long as the longest we ask about."""
    if isinstance(fact, bool) or not isinstance(fact, int | float) or not math.isfinite(fact):
        return fact
    if fact > domain.highest:
        return domain.highest
    return math.floor(fact) if domain.whole else fact
