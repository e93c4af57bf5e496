"""The ledger says on whom the time went, and the one thing that stands out."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demur.domain.refusal import Importance
from demur.domain.time_ledger import (
    DIFFICULT_CALLS,
    News,
    Part,
    Spell,
    by_time_and_seller,
    part_of,
    stands_out,
    total,
)

MONDAY = date(2026, 11, 23)
spells = st.lists(
    st.builds(
        Spell,
        st.sampled_from([MONDAY, date(2026, 11, 16)]),
        st.sampled_from(["Kata", "Béla"]),
        st.sampled_from(Part),
        st.floats(0, 1e4),
    ),
    max_size=40,
)


def line(**minutes: float) -> list[Spell]:
    return [Spell(MONDAY, "Kata", Part(part), many) for part, many in minutes.items()]


@given(spells)
def test_weeks_and_sellers_add_up(some: list[Spell]) -> None:
    lines = by_time_and_seller(some)
    assert sum(one.total for one in lines.values()) == pytest.approx(total(some).total)
    weeks = [week for week, _ in lines]
    assert weeks == sorted(weeks, reverse=True)


@pytest.mark.parametrize("importance", list(Importance))
def test_many_calls_without_a_purchase_make_a_client_difficult_unless_they_matter(
    importance: Importance,
) -> None:
    matters = importance in {Importance.KEY, Importance.STRATEGIC}
    difficult = part_of(importance, DIFFICULT_CALLS, bought=False) is Part.DIFFICULT
    assert difficult != matters
    assert part_of(importance, DIFFICULT_CALLS - 1, bought=False) == Part(importance.value)
    assert part_of(importance, 99, bought=True) == Part(importance.value)


def test_the_difficult_and_the_random_before_the_key_is_said_first() -> None:
    some = total(line(key=20, strategic=10, chance=25, difficult=25, tactical=20))
    told = stands_out(some, {Part.KEY: 0.9})
    assert (told.news, told.gap) == (News.RANDOM_FIRST, pytest.approx(0.2))


def test_the_largest_gap_to_the_plan_is_said_and_a_small_one_is_not() -> None:
    some = total(line(key=55, strategic=10, tactical=35))
    plan = {Part.KEY: 0.5, Part.STRATEGIC: 0.3, Part.TACTICAL: 0.2}
    told = stands_out(some, plan)
    assert (told.news, told.part, told.gap) == (
        *(News.TOO_LITTLE, Part.STRATEGIC),
        pytest.approx(0.2),
    )
    kept = {Part.KEY: 0.54, Part.STRATEGIC: 0.12, Part.TACTICAL: 0.34}
    assert stands_out(some, kept).news is News.AS_PLANNED
    assert stands_out(some, None).part is Part.KEY
    assert stands_out(total([]), plan).news is News.NOTHING
