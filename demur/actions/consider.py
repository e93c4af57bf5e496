"""Consider an inquiry without recording anything: what the desk shows while Kata types."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from demur.domain.answers import Answer, answer_of
from demur.domain.decide import Decision, decide
from demur.domain.demand import Again
from demur.records.gather import Asked, Gathered, gather


@dataclass(frozen=True, slots=True)
class Considered:
    """What the desk would do, with every reason for it."""

    gathered: Gathered
    decision: Decision
    answer: Answer
    again: Again | None


def consider(asked: Asked, now: datetime) -> Considered:
    """Decide an inquiry and keep nothing.

    Raises NoPolicy where no policy is in force, Company.DoesNotExist before set-up.
    """
    gathered = gather(asked, now)
    decision = decide(gathered.facts, gathered.held.policy, gathered.lang)
    repeat = gathered.again(decision)
    return Considered(gathered, decision, answer_of(decision), repeat)
