"""What the head of sales says must never happen, proved over the whole chain of tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from demur.domain.policy import vocabulary as voc
from demur.domain.policy.appendices import Invariant
from demur.domain.policy.findings import Code, Finding, Severity
from demur.domain.policy.margin import Margin
from demur.domain.policy.messages import say
from demur.domain.policy.policy import Policy
from demur.domain.policy.proof.boxes import caller
from demur.domain.policy.proof.invariants_read import Meant, meant_by, promised
from demur.domain.policy.proof.lines import bits
from demur.domain.policy.proof.sweep import Budget, Verdict, grid, sweep, within
from demur.domain.policy.versions.joint import joined
from demur.domain.policy.versions.lineup import (
    MAX_COLUMNS,
    Lineup,
    Version,
    cost,
    line_up,
    narrowed,
)
from demur.domain.refusal import Lang

_SHOWN: Final = 3
MAX_STEPS: Final = 1_000_000
"""For all invariants of a document together: some two seconds."""


def check_invariants(policy: Policy, margin: Margin) -> None:
    """Write down what must never happen and can: the rows that let it, and a caller who meets it.

    What an invariant names and the document does not have is a finding too. The invariants of a
    document share a limit of steps; beyond it `gave-up`.
    """
    budget = Budget(MAX_STEPS)
    for invariant in policy.invariants:
        meant = meant_by(policy, invariant, margin)
        if meant is not None:
            _prove(policy, invariant, meant, budget, margin)


def proved(policy: Policy, findings: Iterable[Finding]) -> tuple[str, ...]:
    """Give, a sentence each, what was promised and holds: the invariants nothing was found against.

    `findings` are all of a check's: one of a broken table leaves nothing proved about it.
    """
    doubted = {finding.line for finding in findings if finding.severity is not Severity.NOTE}
    broken = {table.line for table in policy.tables.values() if table.broken}
    if broken:
        return ()
    return tuple(_promise(policy, one) for one in policy.invariants if one.line not in doubted)


def _promise(policy: Policy, invariant: Invariant) -> str:
    """Give an invariant that is proved as the promise it is: what always or never is, and when."""
    lang = policy.lang
    name, cell, always = promised(policy, invariant)
    others = {each: text for each, text in invariant.never.items() if each != name}
    cases = [
        say(lang, "is", question=each, answer=text)
        for each, text in (*invariant.when.items(), *others.items())
        if voc.fold(text) not in voc.words(voc.ANY)
    ]
    when = say(lang, "promised when", when=", ".join(cases)) if cases else say(lang, "every case")
    where = say(lang, "in table", table=invariant.table) if invariant.table else ""
    key = "promised always" if always else "promised never"
    fields = {"invariant": invariant.number, "when": when, "where": where}
    return say(lang, key, column=name, cell=cell, **fields)


def rule(invariant: Invariant, lang: Lang) -> str:
    """Give an invariant as a sentence, in the document's own words."""
    when, never = (
        "; ".join(f"{name}: {text}" for name, text in cells.items())
        for cells in (invariant.when, invariant.never)
    )
    fields = {"when": when or voc.ANY[lang][0], "never": never}
    return say(lang, "invariant rule", table=invariant.table or "–", **fields)


def _prove(
    policy: Policy, invariant: Invariant, meant: Meant, budget: Budget, margin: Margin
) -> None:
    """Sweep the chain for the cases in which it is broken."""
    if not budget.spend(cost(meant.tables)) or _too_wide(meant):
        _gave_up(invariant, meant, margin)
        return
    lineup = _lined_up(policy, invariant, meant)
    trial = _Trial(lineup, meant)
    sides = (narrowed(lineup.columns, rows) for rows in (trial.bad, trial.when))
    box = tuple(one & other for one, other in zip(*sides, strict=True))
    if not all(box):
        return
    lines = within(grid(lineup.columns), box)
    swept = sweep(
        lines,
        trial.settle,
        budget,
        alive=lineup.start,
        boxes=1,
        narrow=lineup.chains[0].narrow,
    )
    if swept.leaves:
        leaf = next(iter(swept.leaves.values()))
        example = caller(lineup.columns, leaf.example)
        margin.written.append(_broken(invariant, meant, list(swept.leaves), example))
    elif swept.gave_up:
        _gave_up(invariant, meant, margin)


def _too_wide(meant: Meant) -> bool:
    return len({q.name for table in meant.tables for q in table.questions}) > MAX_COLUMNS


def _gave_up(invariant: Invariant, meant: Meant, margin: Margin) -> None:
    fields = {"table": meant.table.letter, "invariant": invariant.number}
    margin.fault(Code.GAVE_UP, invariant.line, "invariant gave up", **fields, limit=MAX_STEPS)


def _lined_up(policy: Policy, invariant: Invariant, meant: Meant) -> Lineup:
    """Line up the chain's rows, and above them the cases the invariant speaks of."""
    asked = {question.name: question for table in meant.tables for question in table.questions}
    asked |= {name: policy.questions[name] for name in invariant.when}
    joints = [joined(None, question) for question in asked.values()]
    known = [joint for joint in joints if joint is not None]
    own = {joint.question.name: (joint.question.name, joint.new) for joint in known if joint.new}
    version = Version(policy, meant.tables, own, chained=True)
    return line_up([version], known, [version.row(invariant.when) or {}])


class _Trial:
    """Says of a case which rows break an invariant."""

    def __init__(self, lineup: Lineup, meant: Meant) -> None:
        self._lineup, self._meant = lineup, meant
        self.when = lineup.extra[0]
        self.bad = meant.rows << lineup.chains[0].seats[-1].first

    def settle(self, alive: int, certain: int) -> int | Verdict:
        """Name the rows that break it, a bit a row of the table."""
        if not alive & self.when or not alive & self.bad:
            return Verdict.DROPPED
        chain = self._lineup.chains[0]
        outcome = chain.outcome(alive, certain)
        if outcome is None:
            return Verdict.OPEN
        fits, codes = outcome[0][-1], outcome[1]
        broken = self._meant.broken_by(fits) if chain.seats[-1].alone(fits) else 0
        met = self._lineup.met(self.when, 0, codes, alive, certain)
        if not broken or met is False:
            return Verdict.DROPPED
        impossible = self._lineup.cannot_happen(0, codes, alive, certain)
        if impossible:
            return Verdict.DROPPED
        return Verdict.OPEN if met is None or impossible is None else broken


def _broken(
    invariant: Invariant, meant: Meant, outcomes: Sequence[int], example: Mapping[str, str]
) -> Finding:
    """Say that it can be broken: by which rows, and by which of them in the example."""
    by, *_ = ([meant.table.rows[at].ref for at in bits(fits)] for fits in outcomes)
    every = {row for fits in outcomes for row in bits(fits)}
    fields = {"invariant": invariant.number, "rows": ", ".join(map(str, by[:_SHOWN]))}
    return Finding(
        Code.INVARIANT,
        Severity.FAULT,
        invariant.line,
        say(meant.table.lang, "invariant broken", **fields),
        table=meant.table.letter,
        rows=tuple(str(meant.table.rows[at].ref) for at in sorted(every)),
        example=example,
    )
