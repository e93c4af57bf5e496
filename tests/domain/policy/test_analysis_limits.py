"""Where a table is too hard: what is cut or given up is said, and what is known is shown."""

from __future__ import annotations

import random

import pytest

from bench.tables import KINDS, written
from demur.domain.policy import document
from demur.domain.policy.findings import Code
from demur.domain.policy.proof import analysis
from demur.domain.policy.tables import Decision
from tests.domain.policy.oracle import WAYS
from tests.domain.policy.small_tables import policy, said


def test_more_pairs_than_anyone_reads_are_cut_and_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis, "MAX_PAIRS", 5)
    found = said(policy("unique", *["any | any | a"] * 5))
    assert [each.code for each in found] == [Code.OVERLAP] * 5 + [Code.GAVE_UP]


def test_a_hard_table_is_given_up_with_its_limit_and_the_next_still_checked() -> None:
    found = said(
        hard(60, 260)
        + "\n"
        + "\n".join(["## Table C", "| No. | Q0 | → R |", "|---|---|---|", "| C1 | yes | r |"])
    )
    assert [(each.table, each.code) for each in found if each.code is not Code.UNREACHABLE] == [
        ("B", Code.GAVE_UP),
        ("C", Code.GAP),
    ]
    assert f"{analysis.MAX_STEPS}" in found[-2].message


def test_where_cases_take_too_long_to_be_counted_one_is_shown_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = written(KINDS["mixed, unknown and not"], ragged(120)).decode()
    (counted,) = [each for each in said(text) if each.code is Code.GAP]
    monkeypatch.setattr(analysis, "MAX_STEPS", 30_000)
    gap, limit = [each for each in said(text) if each.code in {Code.GAP, Code.GAVE_UP}]
    assert (limit.code, bool(counted.missing), gap.missing) == (Code.GAVE_UP, True, None)
    policy = document.read(text.encode()).policy
    assert policy is not None
    assert gap.example is not None
    decided = policy.decide("B", gap.example)
    assert isinstance(decided, Decision)
    assert decided.rows == ()


def ragged(rows: int) -> list[list[str]]:
    return KINDS["mixed, unknown and not"].rows(rows, 8, random.Random(3))


def test_a_hundred_rows_and_ten_columns_of_any_kind_reach_no_limit() -> None:
    for name, kind in KINDS.items():
        found = said(written(kind, kind.rows(100, 10, random.Random(name))).decode())
        assert all(each.code is not Code.GAVE_UP for each in found), name


def hard(questions: int, rows: int) -> str:
    """Write a table of rows that test three of many questions: as hard to cover as can be."""
    rng = random.Random(1)
    names = [f"Q{at}" for at in range(questions)]
    lines = []
    for at in range(1, rows + 1):
        chosen = rng.sample(names, 3)
        row = [rng.choice(["yes", "no"]) if name in chosen else "any" for name in names]
        lines.append(f"| B{at} | {' | '.join(row)} | r |")
    return "\n".join(
        [
            "| Question | Possible answers |",
            "|---|---|",
            *(f"| {name} | yes, no |" for name in names),
            f"## Table B: {WAYS['first']}",
            f"| No. | {' | '.join(names)} | → R |",
            "|---" * (questions + 2) + "|",
            *lines,
        ]
    )
