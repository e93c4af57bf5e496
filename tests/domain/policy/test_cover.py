"""What rows leave is counted as by going through the cases, whichever way it is counted."""

from __future__ import annotations

import random
from itertools import product
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.policy.proof import cover, meetings
from demur.domain.policy.proof.cover import Cover
from demur.domain.policy.proof.lines import Face, Grid, Line, in_order
from demur.domain.policy.proof.sweep import Budget
from tests.domain.policy.test_analysis_proof import agree

MANY = Budget(10_000_000)
WAYS = {"one by one": (99, 99, 0), "at once": (0, 0, 1_000_000), "parted": (0, 0, 0)}
"""Up to so many rows, meeting so often, one by one; so many numbers gone through at once."""
HUGE = 1 << 70


@st.composite
def grids(draw: st.DrawFn) -> tuple[Grid, int]:
    """Invent up to 14 rows over one to four columns, and which of the rows are alive."""
    rows = draw(st.integers(0, 14))
    faces = st.lists(
        st.tuples(st.integers(0, (1 << rows) - 1), st.integers(1, 5) | st.just(HUGE)),
        min_size=1,
        max_size=5,
    )
    columns = draw(st.lists(faces, min_size=1, max_size=4))
    lines = tuple(
        Line(tuple(Face(fit, 1 << at, count) for at, (fit, count) in enumerate(made)), True)
        for made in columns
    )
    return lines, draw(st.integers(0, (1 << rows) - 1))


def by_going_through(lines: Grid, alive: int) -> int:
    left = 0
    for faces in product(*(line.faces for line in lines)):
        fit = alive
        for face in faces:
            fit &= face.rows
        left += 0 if fit else prod(face.count for face in faces)
    return left


def counted_only(patch: pytest.MonkeyPatch, way: str) -> None:
    many, seldom, most = WAYS[way]
    patch.setattr(cover, "_MANY", many)
    patch.setattr(cover, "_SELDOM", seldom)
    patch.setattr(meetings, "_MOST", most)


@pytest.mark.parametrize("way", WAYS)
@given(grids())
def test_what_rows_leave_is_counted_exactly(way: str, made: tuple[Grid, int]) -> None:
    lines, alive = made
    with pytest.MonkeyPatch.context() as patch:
        counted_only(patch, way)
        assert Cover(lines, MANY).missing(0, alive) == by_going_through(lines, alive)


def test_a_column_of_more_faces_than_a_word_has_bits_is_counted_too() -> None:
    draw = random.Random(0)
    lines = tuple(
        Line(tuple(Face(draw.getrandbits(80), 1 << at, at + 1) for at in range(200)), True)
        for _ in range(2)
    )
    alive = draw.getrandbits(80) & draw.getrandbits(80) & draw.getrandbits(80)
    with pytest.MonkeyPatch.context() as patch:
        counted_only(patch, "at once")
        assert Cover(lines, Budget(10**9)).missing(0, alive) == by_going_through(lines, alive)


@given(grids())
def test_it_is_from_any_column_on(made: tuple[Grid, int]) -> None:
    lines, alive = made
    counted = Cover(lines, MANY)
    ordered = [lines[at] for at in in_order(lines)]
    for at in range(len(lines) + 1):
        assert counted.missing(at, alive) == by_going_through(tuple(ordered[at:]), alive)


@given(grids())
def test_a_count_that_the_budget_ends_is_no_number(made: tuple[Grid, int]) -> None:
    lines, alive = made
    left = Cover(lines, Budget(random.Random(alive).randint(1, 60))).missing(0, alive)
    assert left in (None, by_going_through(lines, alive))


@pytest.mark.parametrize("way", ["at once", "parted"])
def test_policies_are_proved_the_same_whichever_way_their_rows_are_counted(
    way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted_only(monkeypatch, way)
    for seed in range(200, 230):
        agree(seed)
