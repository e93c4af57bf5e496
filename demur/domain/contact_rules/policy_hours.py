"""The company's own quiet hours: what its policy answers for every minute of every kind of day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Final

from demur.domain.contact_rules.terms import WHOLE_DAY, DayKind, Span
from demur.domain.policy import facts, names
from demur.domain.policy import vocabulary as voc
from demur.domain.policy.names import QuestionKey, ResultKey
from demur.domain.policy.policy import Policy
from demur.domain.policy.tables import Row

_YES: Final = "yes"


@dataclass(frozen=True, slots=True)
class Said:
    """What the policy says of a run of minutes: whether we may call, and the row that says it.

    Where its table has not decided, that means no, and `row` is the table's letter alone.
    """

    span: Span
    may: bool
    row: str

    @property
    def decided(self) -> bool:
        """Say whether it was a row that spoke."""
        return self.row[-1:].isdigit()


@dataclass(frozen=True, slots=True)
class PolicyHours:
    """A policy's answers, a run of minutes each, for a working day, a Saturday and a Sunday.

    With them the version that answers, and the day from which it is in force.
    """

    version: int
    since: date | None
    working: tuple[Said, ...]
    saturday: tuple[Said, ...]
    sunday: tuple[Said, ...]

    def of(self, kind: DayKind) -> tuple[Said, ...]:
        """Give the runs of a kind of day: together they are the whole day."""
        return getattr(self, kind.name.lower())  # type: ignore[no-any-return]

    def at(self, kind: DayKind, minute: int) -> Said:
        """Give what the policy says of one minute of a kind of day."""
        return next(said for said in self.of(kind) if minute < said.span[1])

    def open(self, kind: DayKind) -> tuple[Span, ...]:
        """Give the minutes in which the policy says yes."""
        return tuple(said.span for said in self.of(kind) if said.may)


def policy_hours(policy: Policy) -> PolicyHours | None:
    """Ask a policy's own quiet-hours table; None where it has no such table and sets no hours.

    The table is found by its result, and may ask and answer in any of our languages. Where it
    cannot tell (another question unanswered, no row, or rows that disagree) we do not call.
    """
    return _asked(_Itself(policy))


class _Itself:
    """A policy as the one it is: asking it every minute again would cost a tenth of a second."""

    __slots__ = ("policy",)

    def __init__(self, policy: Policy) -> None:
        self.policy = policy

    def __hash__(self) -> int:
        return id(self.policy)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and other.policy is self.policy


@lru_cache(maxsize=8)
def _asked(this: _Itself) -> PolicyHours | None:
    if this.policy.result_table(ResultKey.MAY_WE_CALL) is None:
        return None
    policy = this.policy
    said = (tuple(_runs(policy, kind)) for kind in DayKind)
    return PolicyHours(policy.version, policy.in_force_from, *said)


def _runs(policy: Policy, kind: DayKind) -> Iterator[Said]:
    minutes = range(WHOLE_DAY)
    for answer, run in groupby(minutes, lambda minute: _answer(policy, kind, minute)):
        first, *others = run
        yield Said((first, (others or [first])[-1] + 1), *answer)


def _answer(policy: Policy, kind: DayKind, minute: int) -> tuple[bool, str]:
    hour = f"{minute // 60:02}:{minute % 60:02}"
    asked = {QuestionKey.DAY: str(kind), QuestionKey.HOUR: hour}
    ruling = facts.ruling(policy, ResultKey.MAY_WE_CALL, asked)
    table = policy.result_table(ResultKey.MAY_WE_CALL)
    if table is None or ruling is None or ruling.row is None:
        return False, table.letter if table else ""
    fitting = [row for row in table.rows if row.ref in (ruling.row, *ruling.also)]
    barring = next((row for row in fitting if not _says_yes(row)), None)
    return barring is None, str(barring.ref if barring else ruling.row)


def _says_yes(row: Row) -> bool:
    named = {names.RESULT_KEYS.get(voc.fold(name)): text for name, text in row.results.items()}
    return names.meaning_of(ResultKey.MAY_WE_CALL, named[ResultKey.MAY_WE_CALL]) == _YES
