"""The ways to help, as keys on the desk: wait, an alternative, partners; each with its words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from demur.domain import partners as referral
from demur.domain.inquiry import Case, Circumstances, Good
from demur.domain.partners import Standing
from demur.domain.policy import facts as asked
from demur.domain.policy.facts import Ruling
from demur.domain.policy.words import wording
from demur.domain.policy.words.wording import Said
from demur.domain.refusal import Importance, Nearness, Situation, Step
from demur.domain.sentences import say_of
from demur.domain.spoken import spoken, spoken_number

KEYS = 4


@dataclass(frozen=True, slots=True)
class Option:
    """One way to help, a key on the desk: what, with whom, by when, and the words for it."""

    step: Step
    possible: bool
    label: str = ""
    good: Good | None = None
    partner: Standing | None = None
    until: date | None = None
    said: Said | None = None


def options_of(case: Case, importance: Importance) -> tuple[Option, ...]:
    """The keys of the desk in article A's order of help (A4); none where nothing is refused."""
    if case.situation in {Situation.SERVED, Situation.WRONG_NUMBER}:
        return ()
    ways = [_wait(case), _alternative(case), *_partners(case, importance)][:KEYS]
    return tuple(_with_words(case, way, importance) if way.possible else way for way in ways)


def circumstances_of(case: Case, options: tuple[Option, ...]) -> Circumstances:
    """What the policy is asked of this case; of partners only where a refusal has options."""
    caller = case.facts.caller
    near = referral.in_reach(case.facts.partners, case.trades, caller.region) if options else ()
    return Circumstances(
        client=caller.client,
        yearly_value=caller.yearly_value,
        field=caller.field,
        back_in=None if case.is_too_late else case.back_in,
        alternative=any(one.step is Step.ALTERNATIVE and one.possible for one in options),
        partners=frozenset(referral.figures_of(one.partner) for one in near),
    )


def rule(
    case: Case, importance: Importance, options: tuple[Option, ...], asks: Circumstances
) -> Ruling | None:
    """Put the case to the policy's table of steps, with the ways that are open."""
    return asked.step(
        case.policy,
        reason=case.situation,
        back_in=asks.back_in,
        alternative=asks.alternative,
        partner=any(one.partner is not None and one.partner.is_recommended for one in options),
        importance=importance,
        client=asks.client,
        yearly_value=asks.yearly_value,
        field=asks.field,
    )


def said(case: Case, wording_id: str | None, option: Option | None = None) -> Said | None:
    """Fill one of the policy's sentences with what is known of this caller and this option."""
    if wording_id is None:
        return None
    blanks = {
        "company": case.facts.company or case.policy.company,
        "our_number": case.facts.our_number,
        "caller": case.facts.caller.name,
        "item": case.wanted,
        "quantity": str(case.facts.quantity),
        "right_number": _right_number(case),
        **(_blanks_of(case, option) if option else {}),
    }
    known = {name: value for name, value in blanks.items() if value}
    return wording.say(case.policy, wording_id, case.lang, known)


def _wait(case: Case) -> Option:
    possible = case.back_in is not None and not case.is_too_late
    label = case.subject.name(case.lang) if case.subject else ""
    return Option(Step.WAIT, possible, label, case.subject, until=case.until)


def _alternative(case: Case) -> Option:
    codes = case.subject.alternatives if case.subject else ()
    if case.facts.match.nearness is Nearness.ALTERNATIVE:
        codes = tuple(hit.id for hit in case.facts.match.items)
    for good in case.facts.held(codes):
        if case.facts.is_ready(good):
            return Option(Step.ALTERNATIVE, True, good.name(case.lang), good)
    return Option(Step.ALTERNATIVE, False)


def _partners(case: Case, importance: Importance) -> list[Option]:
    fitting = referral.fitting(
        case.facts.partners,
        case.trades,
        importance,
        region=case.facts.caller.region,
        home=case.facts.home,
    )
    named = [Option(Step.PARTNER, True, one.partner.name, partner=one) for one in fitting]
    return named or [Option(Step.PARTNER, False)]


def _with_words(case: Case, option: Option, importance: Importance) -> Option:
    """The option with the sentence the policy would say if it were the only way to help."""
    caller = case.facts.caller
    alone = asked.step(
        case.policy,
        reason=case.situation,
        back_in=case.back_in if option.step is Step.WAIT else None,
        alternative=option.step is Step.ALTERNATIVE,
        partner=option.step is Step.PARTNER,
        importance=importance,
        client=caller.client,
        yearly_value=caller.yearly_value,
        field=caller.field,
    )
    if alone is not None and alone.step is option.step:
        return replace(option, said=said(case, alone.say, option))
    return replace(option, said=said(case, say_of(case.policy, option.step), option))


def _right_number(case: Case) -> str:
    """The number they were looking for, with its owner where our book knows them."""
    misdial = case.facts.misdial
    if misdial is None:
        return ""
    number = spoken_number(misdial.right_number or misdial.meant)
    return f"{number} ({misdial.owner})" if misdial.owner else number


def _blanks_of(case: Case, option: Option) -> dict[str, str]:
    """What an option adds to the sentence."""
    blanks = {"date": spoken(option.until, case.lang) if option.until else ""}
    if option.step is Step.ALTERNATIVE:
        blanks["alternative"] = option.label
    if option.partner is not None:
        blanks["partner"] = option.partner.partner.name
        blanks["partner_phone"] = option.partner.partner.phone
    return blanks
