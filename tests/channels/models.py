"""DMN models for the tests, written from a few lines of tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from xml.sax.saxutils import escape

from demur.channels import dmn_in
from demur.channels.dmn_in import BroughtIn
from demur.domain.policy import document
from demur.domain.policy.findings import Code
from demur.domain.policy.policy import Policy
from demur.domain.policy.tables import Decision, Unanswerable

MODEL = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def table(
    hit_policy: str,
    inputs: Sequence[str],
    rules: Sequence[str],
    *,
    name: str = "Verdict",
    outputs: Sequence[str] = ("verdict",),
    needs: Sequence[str] = (),
) -> str:
    """Write a decision: `Age: number`, rules `>= 18 | "a"`, an output `said: "a","b" = "b"`."""
    policy, _, aggregation = hit_policy.partition(" + ")
    required = "".join(
        f'<informationRequirement><requiredDecision href="#{need}"/></informationRequirement>'
        for need in needs
    )
    total = f' aggregation="{aggregation}"' if aggregation else ""
    return (
        f'<decision id="{name}" name="{name}">{required}'
        f'<decisionTable hitPolicy="{policy}"{total}>\n'
        + "\n".join((*map(_input, inputs), *map(_output, outputs)))
        + "\n"
        + "\n".join(_rule(rule, len(inputs)) for rule in rules)
        + "</decisionTable></decision>"
    )


def _input(spec: str) -> str:
    asked, _, rest = spec.rpartition(": ")
    typed, _, allowed = rest.partition(" in ")
    values = f"<inputValues><text>{escape(allowed)}</text></inputValues>" if allowed else ""
    return (
        f'<input><inputExpression typeRef="{typed or "Any"}"><text>{escape(asked)}</text>'
        f"</inputExpression>{values}</input>"
    )


def _output(spec: str) -> str:
    named, _, rest = spec.partition(": ")
    values, _, default = rest.partition(" = ")
    listed = f"<outputValues><text>{escape(values)}</text></outputValues>" if values else ""
    entry = f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>"
    return f'<output name="{named}">{listed}{entry if default else ""}</output>'


def _rule(rule: str, asks: int) -> str:
    cells = [cell.strip() for cell in rule.split("|")]
    entries = (f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in cells[:asks])
    results = (f"<outputEntry><text>{escape(cell)}</text></outputEntry>" for cell in cells[asks:])
    return f"<rule>{''.join((*entries, *results))}</rule>"


def model(*parts: str, space: str = MODEL) -> bytes:
    """Put definitions around decisions and whatever else."""
    inner = "\n".join(parts)
    head = f'<definitions xmlns="{space}" id="m" name="Made up" namespace="urn:made-up">'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}\n{inner}\n</definitions>'.encode()


def policy_in(brought: BroughtIn) -> Policy:
    """Give the policy an import wrote; it reads without a fault."""
    assert brought.document is not None, brought.findings
    read = document.read(brought.document)
    assert [each for each in read.findings if each.severity == "fault"] == []
    assert read.policy is not None
    return read.policy


def verdict(source: bytes, case: Mapping[str, object]) -> str | None:
    """Bring a model's first table in and decide a case: its results, or None where none fits."""
    brought = dmn_in.bring_in(source)
    policy = policy_in(brought)
    decided = policy.decide(next(iter(brought.tables)), case)
    assert isinstance(decided, Decision), decided
    if not decided.rows or decided.conflict:
        return None
    return " & ".join(decided.results.values())


def codes(source: bytes) -> set[Code]:
    """Give the codes of what an import has to say."""
    return {each.code for each in dmn_in.bring_in(source).findings}


def same_decisions(one: Policy, other: Policy, random: Random) -> None:
    """Hold two policies to the same questions, rows and decisions on cases of the first."""
    from tests.domain.policy.invented import cases

    assert list(one.questions) == list(other.questions)
    for case in cases(one, random):
        for letter in one.tables:
            mine, theirs = one.decide(letter, case), other.decide(letter, case)
            assert _told(mine) == _told(theirs), (letter, case)


def _told(decided: Decision | Unanswerable) -> object:
    if isinstance(decided, Unanswerable):
        return decided.question
    return decided.rows, dict(decided.results), decided.conflict
