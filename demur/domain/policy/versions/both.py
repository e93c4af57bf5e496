"""Two versions of a policy with their questions paired."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Final

from demur.domain.policy.names import QUESTION_KEYS
from demur.domain.policy.policy import Policy
from demur.domain.policy.proof.sweep import Budget
from demur.domain.policy.tables import Table
from demur.domain.policy.versions.joint import Asked, Joint, joined, paired

MAX_STEPS: Final = 600_000
"""Of all sweeps of two documents together: some three seconds."""


class Both:
    """Two versions with their questions and results paired."""

    def __init__(self, old: Policy, new: Policy) -> None:
        self.old, self.new, self.lang = old, new, new.lang
        self.translated = old.lang is not new.lang
        self.steps = MAX_STEPS
        self.budget = Budget(self.steps)
        self.questions = paired(old.questions, new.questions, QUESTION_KEYS)
        self._joints: dict[tuple[str | None, str | None], Joint | None] = {}

    def joint(self, one: str | None, other: str | None) -> Joint | None:
        """Bring one question together by its two names; None where it can't be."""
        if (one, other) not in self._joints:
            mine = self.old.questions[one] if one is not None else None
            yours = self.new.questions[other] if other is not None else None
            self._joints[one, other] = joined(mine, yours)
        return self._joints[one, other]

    def joints(self, old: Sequence[Table], new: Sequence[Table]) -> dict[str, Joint | None]:
        """Give the joint questions of tables by name; None where they can't be compared."""
        before, after = _asked_by(old), _asked_by(new)
        found: dict[str, Joint | None] = {}
        for one, other in self.questions:
            mine, yours = one if one in before else None, other if other in after else None
            if mine is not None or yours is not None:
                joint = self.joint(mine, yours)
                lost = self.translated and (None in (one, other) or bool(joint and joint.grew))
                found[str(other or one)] = None if lost else joint
        return found

    @cached_property
    def asked(self) -> tuple[dict[str, Asked], dict[str, Asked]]:
        """Give for each version all of its questions that the other has too, by its own names."""
        before: dict[str, Asked] = {}
        after: dict[str, Asked] = {}
        for one, other in self.questions:
            joint = self.joint(one, other) if one is not None and other is not None else None
            if joint and joint.old and joint.new:
                before[str(one)], after[str(other)] = joint.old, joint.new
        return before, after

    @cached_property
    def new_names(self) -> dict[str, str]:
        """Give the new names of the old version's questions that both ask."""
        return {
            one: other for one, other in self.questions if one is not None and other is not None
        }


def _asked_by(tables: Sequence[Table]) -> set[str]:
    return {question.name for table in tables for question in table.questions}
