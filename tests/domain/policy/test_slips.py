"""Every slip in a table read as "exactly one row fits every case" is found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from demur.domain.policy import document
from demur.domain.policy.findings import Finding, Severity
from demur.domain.policy.proof import analysis
from demur.domain.refusal import Lang
from tests.domain.policy.editions import example, source

UNIQUE_TABLES = ("P", "S", "N")


def slips() -> Iterator[tuple[str, str]]:
    """Give every one-edit change of the conditions of the example's such tables."""
    text = source(Lang.EN).decode()
    for letter in UNIQUE_TABLES:
        table = example().tables[letter]
        for row in table.rows:
            line = next(each for each in text.split("\n") if each.startswith(f"| {row.ref} |"))
            yield f"{row.ref} dropped", text.replace(line + "\n", "")
            parts = line.split(" | ")
            for at, column in enumerate(table.columns, 1):
                for other in changed(parts[at], getattr(column.question.domain, "answers", ())):
                    mutant = " | ".join([*parts[:at], other, *parts[at + 1 :]])
                    yield f"{row.ref}: {parts[at]} → {other}", text.replace(line, mutant)


def changed(cell: str, answers: tuple[str, ...]) -> Iterator[str]:
    """Give every cell one edit away: one off, an answer more, less or another, not, any."""
    for number in re.finditer(r"\d+", cell):
        for by in (-1, 1):
            yield f"{cell[: number.start()]}{int(number[0]) + by}{cell[number.end() :]}"
    named = cell.split(" or ") if answers and cell != "any" else []
    for old, new in product(named, answers):
        if new not in named:
            yield cell.replace(old, new)
            yield f"{cell} or {new}"
    yield from (" or ".join(n for n in named if n != lost) for lost in named if len(named) > 1)
    yield from () if cell == "any" else ("any", f"not {cell}")
    for one, other in (("up to", "over"), ("over", "up to"), (" or more", ""), (" or unknown", "")):
        if one in cell:
            yield cell.replace(one, other)


SLIPS = list(slips())


def test_every_slip_in_a_condition_is_found() -> None:
    missed = [
        name
        for name, text in SLIPS
        if not any(finding.severity is Severity.FAULT for finding in _found(text))
    ]
    assert len(SLIPS) > 150
    assert missed == []


def _found(text: str) -> tuple[Finding, ...]:
    read = document.read(text.encode())
    assert read.policy is not None
    return (*read.findings, *analysis.analyse(read.policy, read.findings))
