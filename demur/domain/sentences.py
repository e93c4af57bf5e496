"""Which of the policy's sentences goes with a step, whatever the row that proposes it."""

from __future__ import annotations

from demur.domain.policy import names
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.names import ResultKey
from demur.domain.policy.policy import Policy
from demur.domain.refusal import Step


def say_of(policy: Policy, step: Step) -> str | None:
    """The sentence of the first row that results in a step; None where no row does."""
    table = policy.result_table(ResultKey.STEP)
    for row in table.rows if table else ():
        meant = {names.RESULT_KEYS.get(voc.fold(name)): text for name, text in row.results.items()}
        found = names.meaning_of(ResultKey.STEP, meant.get(ResultKey.STEP, ""))
        if found == step and meant.get(ResultKey.SAY):
            return voc.letter(meant[ResultKey.SAY])
    return None
