"""What to say to this caller: inquiry + facts + policy → decision.

The desk, the API, the phone event, the bot and the replay all enter `decide`: there is no second
path. It reads no clock and asks no database; whatever it must know comes in as `Facts`.
"""

from __future__ import annotations

from dataclasses import dataclass

from demur.domain.inquiry import Case, Circumstances, Facts, Good, case_of
from demur.domain.options import Option, circumstances_of, options_of, rule, said
from demur.domain.policy import facts as asked
from demur.domain.policy.names import Override
from demur.domain.policy.policy import Policy
from demur.domain.policy.words.wording import Said
from demur.domain.questions import which_number
from demur.domain.refusal import Importance, Lang, Money, RowRef, Situation, Step
from demur.domain.sentences import say_of

#: A caller who names the number they dialled is believed, but people do misread a number.
SURE_OF_A_NUMBER = 0.99


@dataclass(frozen=True, slots=True)
class Decision:
    """What the policy has the desk do and say, and every reason for it.

    `chosen` is the place in `options` of the key the policy proposes, None where the step has no
    key (serve, wrong number, the polite no).
    """

    situation: Situation
    confidence: float
    sure: bool
    step: Step
    said: Said | None
    row: RowRef | None
    why: str
    may_override: str
    importance: Importance
    importance_row: RowRef | None
    overruled: bool
    options: tuple[Option, ...]
    chosen: int | None
    polite_no: Said | None
    lang: Lang
    policy_version: int
    asked: Circumstances
    good: Good | None = None
    trade: str = ""
    quantity: int = 1
    back_in: int | None = None
    too_late: bool = False
    contributing: tuple[Situation, ...] = ()
    ask: str | None = None

    @property
    def asks_first(self) -> bool:
        """Whether the question goes before the sentence: a yes is a promise, so only when sure."""
        return self.ask is not None and not self.sure and self.situation is Situation.SERVED

    @property
    def first_words(self) -> str:
        """What the caller hears first: the question where it goes first, else the sentence."""
        if self.asks_first and self.ask:
            return self.ask
        return self.said.text if self.said else ""

    @property
    def worth(self) -> Money | None:
        """What was at stake: the price by the quantity; None where the item has no price."""
        price = self.good.price if self.good else None
        return Money(price.minor * self.quantity, price.currency) if price else None

    @property
    def offered(self) -> tuple[Option, ...]:
        """The ways to help that are open to this caller."""
        return tuple(option for option in self.options if option.possible)


def decide(facts: Facts, policy: Policy, lang: Lang) -> Decision:
    """Decide one inquiry by the policy; the same facts and policy give the same decision.

    An importance that the desk would rather have (`facts.importance`) counts only where the row
    that decides without it says that this person may decide otherwise.
    """
    case = case_of(facts, policy, lang)
    decision = _decided(case, None)
    if facts.importance and may_overrule(decision.may_override, by_head=facts.by_head):
        return _decided(case, facts.importance)
    return decision


def may_overrule(by_whom: str, *, by_head: bool) -> bool:
    """Whether a row lets this person decide otherwise: anybody at the desk, or its head only."""
    return by_whom == Override.CLERK or (by_whom == Override.HEAD and by_head)


def _decided(case: Case, overruled: Importance | None) -> Decision:
    importance, importance_row = _importance(case, overruled)
    options = options_of(case, importance)
    circumstances = circumstances_of(case, options)
    ruling = rule(case, importance, options, circumstances)
    step = (ruling and ruling.step) or Step.POLITE_NO
    chosen = _chosen(options, step)
    option = options[chosen] if chosen is not None else None
    polite = said(case, say_of(case.policy, Step.POLITE_NO))
    words = said(case, ruling.say, option) if ruling and ruling.step else None
    misdialled = case.situation is Situation.WRONG_NUMBER
    return Decision(
        situation=case.situation,
        confidence=SURE_OF_A_NUMBER if misdialled else case.facts.match.confidence,
        sure=misdialled or case.facts.match.sure,
        step=step,
        said=words or polite,
        row=ruling.row if ruling else None,
        why=ruling.why if ruling else "",
        may_override=ruling.may_override if ruling else Override.CLERK,
        importance=importance,
        importance_row=importance_row,
        overruled=overruled is not None,
        options=options,
        chosen=chosen,
        polite_no=polite,
        lang=case.lang,
        policy_version=case.policy.version,
        asked=circumstances,
        good=case.subject,
        trade=next(iter(case.trades), ""),
        quantity=case.facts.quantity,
        back_in=case.back_in,
        too_late=case.is_too_late,
        contributing=case.contributing,
        ask=_ask(case),
    )


def _importance(case: Case, overruled: Importance | None) -> tuple[Importance, RowRef | None]:
    """The caller's importance by the policy, or as the desk overruled it."""
    if overruled is not None:
        return overruled, None
    caller = case.facts.caller
    ruling = asked.importance(
        case.policy, client=caller.client, yearly_value=caller.yearly_value, field=caller.field
    )
    if ruling is None or ruling.importance is None:
        return Importance.CHANCE, None
    return ruling.importance, ruling.row


def _chosen(options: tuple[Option, ...], step: Step) -> int | None:
    """The key the policy's step stands for, if that key is open."""
    for place, option in enumerate(options):
        if option.step is step and option.possible:
            return place
    return None


def _ask(case: Case) -> str | None:
    """The one question worth asking: which of two things is meant, or which number was dialled."""
    if case.situation is Situation.WRONG_NUMBER:
        return None
    if case.situation is Situation.OTHER_BUSINESS and not case.facts.may_be_ours:
        return None if case.facts.dialled_known else which_number(case.lang)
    return case.facts.match.ask
