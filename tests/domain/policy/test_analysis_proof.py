"""What analysis proves is what trying every combination of answers finds, and what z3 finds."""

from __future__ import annotations

import random

import pytest
import z3

from demur.domain.policy import document
from demur.domain.policy.findings import Code, Finding
from demur.domain.policy.proof import analysis
from demur.domain.policy.tables import Decision
from tests.domain.policy.oracle import UNKNOWN, Asked, Piece, World, world

ROWS_THAT_SHARE = {Code.OVERLAP, Code.CONTRADICTION}


def proved(source: str) -> tuple[Finding, ...]:
    read = document.read(source.encode())
    assert read.policy is not None
    assert not read.policy.tables["B"].broken, source
    return analysis.analyse(read.policy, read.findings)


def pairs(found: tuple[Finding, ...]) -> set[tuple[str, ...]]:
    return {each.rows for each in found if each.code in ROWS_THAT_SHARE}


def unreachable(found: tuple[Finding, ...]) -> set[str]:
    return {each.rows[0] for each in found if each.code is Code.UNREACHABLE}


def gap(found: tuple[Finding, ...]) -> Finding | None:
    gaps = [each for each in found if each.code is Code.GAP]
    assert len(gaps) < 2
    return gaps[0] if gaps else None


# ---- every combination tried


def agree(seed: int) -> None:
    """Hold one random policy's findings to what is true of it."""
    made = world(random.Random(seed))
    found = proved(made.document())
    assert pairs(found) == (made.sharing if made.reading == "unique" else set()), seed
    assert unreachable(found) == (made.unreached if made.reading == "first" else set()), seed
    read = document.read(made.document().encode())
    unmet = {each.rows[0] for each in read.findings if each.code is Code.NEVER_MATCHES}
    assert unmet == made.unmet, seed
    missing = made.missing if made.reading != "collect" else 0
    hole = gap(found)
    assert bool(hole) == bool(missing), seed
    assert hole is None or hole.missing == (missing if made.finite else None), seed
    hold_examples(made, found)


def hold_examples(made: World, found: tuple[Finding, ...]) -> None:
    """Put every caller given as an example to the table itself."""
    policy = document.read(made.document().encode()).policy
    assert policy is not None
    for each in found:
        if each.code in {*ROWS_THAT_SHARE, Code.GAP}:
            assert each.example is not None
            assert set(each.example) == {asked.name for asked in made.asked}
            decided = policy.decide("B", each.example)
            assert isinstance(decided, Decision)
            fitting = {str(row) for row in decided.rows}
            assert fitting >= set(each.rows)
            assert each.code is not Code.GAP or not fitting


@pytest.mark.parametrize("first", range(0, 160, 40))
def test_pairs_unreachable_rows_and_missing_cases_are_those_of_brute_force(first: int) -> None:
    for seed in range(first, first + 40):
        agree(seed)


@pytest.mark.deep
@pytest.mark.parametrize("first", range(1000, 3000, 100))
def test_they_are_on_two_thousand_tables_too(first: int) -> None:
    for seed in range(first, first + 100):
        agree(seed)


# ---- mended


def mended(source: str, rows: str) -> str:
    lines = source.split("\n")
    at = lines.index("## What cannot happen")
    return "\n".join([*lines[:at], *rows.split("\n"), *lines[at:]])


@pytest.mark.parametrize("first", range(0, 120, 40))
def test_the_rows_proposed_for_a_gap_close_it_and_overlap_with_none(first: int) -> None:
    for seed in range(first, first + 40):
        source = world(random.Random(seed)).document()
        before = proved(source)
        hole = gap(before)
        if hole is None:
            continue
        assert hole.mend is not None
        after = proved(mended(source, hole.mend))
        assert (pairs(after), unreachable(after)) == (pairs(before), unreachable(before)), seed
        assert gap(after) is None or hole.mend.count("\n") == 49, seed


def shuffled(source: str, rng: random.Random) -> str:
    """The same document with the columns of table B in another order, the row numbers first."""
    lines = source.split("\n")
    head = next(at for at, line in enumerate(lines) if line.startswith("| No. |"))
    order = list(range(2, lines[head].count(" | ") + 2))
    rng.shuffle(order)
    for at in range(head, next(at for at in range(head, len(lines)) if "|" not in lines[at])):
        cells = lines[at].replace("\\|", "\0").split("|")
        moved = [*cells[:2], *(cells[place] for place in order), cells[-1]]
        lines[at] = "|".join(moved).replace("\0", "\\|")
    return "\n".join(lines)


@pytest.mark.parametrize("first", range(0, 90, 30))
def test_in_whatever_order_the_columns_stand_the_same_is_proved_and_mended(first: int) -> None:
    for seed in range(first, first + 30):
        source = world(random.Random(seed)).document()
        other = shuffled(source, random.Random(seed))
        one, two = proved(source), proved(other)
        assert (pairs(one), unreachable(one)) == (pairs(two), unreachable(two)), seed
        holes = gap(one), gap(two)
        assert (holes[0] and holes[0].missing) == (holes[1] and holes[1].missing), seed
        if holes[1]:
            assert holes[1].mend is not None
            after = gap(proved(mended(other, holes[1].mend)))
            assert after is None or holes[1].mend.count("\n") == 49, seed


# ---- z3, from the written text


def meant(asked: Asked, text: str) -> z3.BoolRef:
    """Write what a cell takes in as a formula over the question's answer."""
    negated, pieces, unknown = asked.read(text)
    spoken = z3.Or(*(holds(asked, piece) for piece in pieces))
    if not asked.numbers:
        return z3.Not(spoken) if negated else spoken
    said = z3.Bool(f"{asked.name} said")
    known = z3.And(said, z3.Not(spoken) if negated else spoken)
    return z3.Or(known, z3.Not(said)) if unknown else known


def holds(asked: Asked, piece: Piece) -> z3.BoolRef:
    answer = variable(asked)
    if isinstance(piece, str):
        return answer == asked.values.index(piece)
    low, high, open_low, open_high = piece
    start, end = z3.RealVal(str(low)), z3.RealVal(str(high))
    return z3.And(
        answer > start if open_low else answer >= start,
        answer < end if open_high else answer <= end,
    )


def variable(asked: Asked) -> z3.ArithRef:
    return z3.Real(asked.name) if asked.kind == "decimal" else z3.Int(asked.name)


def closed(asked: Asked) -> z3.BoolRef:
    """Say that an answer is one of those the question lists."""
    answer = variable(asked)
    if not asked.numbers:
        return z3.And(answer >= 0, answer < len(asked.values))
    low, high = z3.RealVal(str(asked.numbers[0])), z3.RealVal(str(asked.numbers[-1]))
    said = z3.BoolVal(True) if UNKNOWN not in asked.values else z3.Bool(f"{asked.name} said")
    never = [] if UNKNOWN in asked.values else [z3.Bool(f"{asked.name} said")]
    return z3.And(z3.Implies(said, z3.And(answer >= low, answer <= high)), *never)


def solver_of(made: World) -> tuple[z3.Solver, list[z3.BoolRef]]:
    solver = z3.Solver()
    solver.add(*map(closed, made.asked), *barred_by(made))
    cells = [zip(made.asked, row, strict=True) for row in made.rows]
    return solver, [z3.And(*(meant(asked, text) for asked, text in row)) for row in cells]


def barred_by(made: World) -> list[z3.BoolRef]:
    every = {asked.name: asked for asked in (*made.asked, *made.beyond)}
    cases = [
        z3.And(*(meant(every[name], text) for name, text in case.items()))
        for case in made.impossible
    ]
    return [*map(closed, made.beyond), *(z3.Not(case) for case in cases)]


def possible(solver: z3.Solver, *claims: z3.BoolRef) -> bool:
    return bool(solver.check(*claims) == z3.sat)


def agree_with_z3(seed: int) -> None:
    made = world(random.Random(seed))
    found = proved(made.document())
    solver, rows = solver_of(made)
    places = range(len(rows))
    if made.reading == "unique":
        assert pairs(found) == {
            (f"B{one + 1}", f"B{other + 1}")
            for one in places
            for other in places[one + 1 :]
            if possible(solver, rows[one], rows[other])
        }, seed
    if made.reading == "first":
        assert (
            unreachable(found)
            == {
                f"B{at + 1}"
                for at in places
                if not possible(solver, rows[at], *map(z3.Not, rows[:at]))
            }
            - made.unmet
        ), seed
    if made.reading != "collect":
        assert (gap(found) is not None) == possible(solver, *map(z3.Not, rows)), seed


@pytest.mark.parametrize("first", range(5000, 5030, 10))
def test_z3_finds_the_same_pairs_rows_and_gaps(first: int) -> None:
    for seed in range(first, first + 10):
        agree_with_z3(seed)


@pytest.mark.deep
@pytest.mark.parametrize("first", range(6000, 6300, 25))
def test_z3_finds_them_on_three_hundred_tables(first: int) -> None:
    for seed in range(first, first + 25):
        agree_with_z3(seed)
