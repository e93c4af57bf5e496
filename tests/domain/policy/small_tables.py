"""A small policy with one table B, and what is said of it."""

from __future__ import annotations

from demur.domain.policy import document
from demur.domain.policy.findings import Finding
from demur.domain.policy.proof import analysis
from tests.domain.policy.oracle import WAYS

QUESTIONS = {"Client": "key, regular, new", "Wait": "0–60 days, or unknown", "Weight": "0.0–9.5 kg"}


def policy(way: str, *rows: str, asks: str = "Client | Wait", barred: tuple[str, ...] = ()) -> str:
    """Write a table B; a row is its cells and its result."""
    numbered = [f"| B{at} | {row} |" for at, row in enumerate(rows, 1)]
    return "\n".join(
        [
            "| Question | Possible answers |",
            "|---|---|",
            *(f"| {name} | {answers} |" for name, answers in QUESTIONS.items()),
            f"## Table B: {WAYS[way]}",
            f"| No. | {asks} | → Outcome |",
            "|---" * (asks.count("|") + 3) + "|",
            *numbered,
            "## What cannot happen",
            "| Table | Case |",
            "|---|---|",
            *(f"| B | {case} |" for case in barred),
        ]
    )


def said(text: str) -> list[Finding]:
    read = document.read(text.encode())
    assert read.policy is not None
    return list(analysis.analyse(read.policy, read.findings))


def only(text: str) -> Finding:
    (finding,) = said(text)
    return finding
