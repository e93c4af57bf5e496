"""Two versions held against each other by going through the cases one by one."""

from __future__ import annotations

from collections.abc import Mapping

from demur.domain.policy.cells import Unreadable, read_cell
from demur.domain.policy.columns import Column
from demur.domain.policy.policy import Policy
from demur.domain.policy.tables import Decision


def takes_in(policy: Policy, cells: Mapping[str, str], case: Mapping[str, str]) -> bool:
    """Say whether written cells all take in a case."""
    for name, text in cells.items():
        question = policy.questions[name]
        test = read_cell(text, question.domain)
        assert not isinstance(test, Unreadable), text
        column = Column(question, (test,))
        if not column.rows[column.code(case[name])]:
            return False
    return True


def differs(old: Decision, new: Decision) -> bool:
    one, other = (
        (
            bool(each.rows),
            each.conflict,
            {name: frozenset(said.split("; ")) for name, said in each.results.items()},
        )
        for each in (old, new)
    )
    return one != other
