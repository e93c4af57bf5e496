"""The least peace that the law or our own floor gives after a no, whatever the policy promises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from demur.domain.contact_rules import packs
from demur.domain.contact_rules.terms import After, Rest, Rule
from demur.domain.peace import IN_WRITING, Scope
from demur.domain.policy.stops import Granted
from demur.domain.regret import By, They

#: Whoever answers a message of ours with a no objects to being written to as well.
IN_ANSWER_TO_A_MESSAGE: Final = frozenset({By.ONE_CLICK, By.SMS, By.MAIL})


def at_least(granted: Granted, they: They, rules: Sequence[Rule], now: datetime) -> Granted:
    """Lengthen what the policy grants to the rest that the rules demand after a no.

    A day that the client named themselves stays theirs, however near.
    """
    rule = packs.rest(rules, After.NO)
    if they is They.LATER or granted.until is None or rule is None:
        return granted
    days = _days(rule)
    least = None if days is None else now + timedelta(days=days)
    if least is not None and least <= granted.until:
        return granted
    return replace(granted, until=least)


def objecting(by: By, rules: Sequence[Rule]) -> tuple[Granted, ...]:
    """Grant what an objection to being written to brings, besides the no itself.

    Nothing where the no came another way, or no rule speaks of objections.
    """
    rule = packs.rest(rules, After.OBJECTION)
    if by not in IN_ANSWER_TO_A_MESSAGE or rule is None:
        return ()
    return (Granted(Scope.MARKETING, IN_WRITING, row=rule.code),)


@cache
def objections() -> frozenset[str]:
    """Give the codes of the rules by which an objection lasts, in all packs."""
    every = (rule for pack in packs.packs().values() for rule in pack.rules)
    return frozenset(
        rule.code
        for rule in every
        if isinstance(rule.terms, Rest) and rule.terms.after is After.OBJECTION
    )


def _days(rule: Rule) -> int | None:
    return rule.terms.days if isinstance(rule.terms, Rest) else None
