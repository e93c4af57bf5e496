"""Cases told in few boxes: no case lost, none added but what cannot happen, few enough to read."""

from __future__ import annotations

import random
from itertools import product

from demur.domain.policy import cells
from demur.domain.policy.columns import Column, Question
from demur.domain.policy.domains import Listed
from demur.domain.policy.versions.covering import Box, Cover, disjoint, length, merged

SIZES = (3, 4, 3)
Point = tuple[int, ...]
COLUMNS = [
    Column(Question(f"Q{at}", "", Listed(tuple("abcd"[:size])), 1), (cells.Test(picks=1),))
    for at, size in enumerate(SIZES)
]


def points(boxes: list[Box] | tuple[Box, ...]) -> list[Point]:
    """Give every case of some boxes, once for each box that holds it."""
    every = list(product(*(range(size) for size in SIZES)))
    return [
        point
        for box in boxes
        for point in every
        if all(codes >> at & 1 for codes, at in zip(box, point, strict=True))
    ]


def words(boxes: tuple[Box, ...]) -> int:
    sides = (side for box in boxes for side in zip(COLUMNS, box, strict=True))
    return len(boxes) + sum(length(column, codes) for column, codes in sides)


def a_box(rng: random.Random) -> Box:
    return tuple(rng.randrange(1, 1 << size) for size in SIZES)


def an_input(seed: int) -> tuple[list[Box], list[Box]]:
    """Give disjoint boxes to be told, and beside them spare ones."""
    rng = random.Random(seed)
    cut = disjoint(a_box(rng) for _ in range(5))
    split = rng.randint(1, len(cut))
    return cut[:split], cut[split:]


def test_cutting_and_joining_boxes_keeps_each_case_once() -> None:
    for seed in range(100):
        rng = random.Random(seed)
        boxes = [a_box(rng) for _ in range(4)]
        cut = points(disjoint(boxes))
        assert len(cut) == len(set(cut))
        assert set(cut) == set(points(boxes))
        assert sorted(points(merged(disjoint(boxes)))) == sorted(cut)


def test_the_exact_boxes_hold_each_case_once_and_no_other() -> None:
    for seed in range(100):
        wanted, spare = an_input(seed)
        exact, _ = Cover(COLUMNS, spare).fitted(wanted)
        assert sorted(points(exact)) == sorted(points(wanted))


def test_what_is_told_adds_only_what_is_spare_and_is_no_longer() -> None:
    shorter = 0
    for seed in range(100):
        wanted, spare = an_input(seed)
        exact, told = Cover(COLUMNS, spare).fitted(wanted)
        assert set(points(wanted)) <= set(points(told)) <= set(points([*wanted, *spare]))
        assert words(told) <= words(exact)
        shorter += len(told) < len(exact)
    assert shorter > 10


def test_a_question_that_matters_only_where_nothing_can_happen_is_left_out() -> None:
    wanted, spare = [(0b001, 0b0111, 0b111)], [(0b001, 0b1000, 0b111)]
    exact, told = Cover(COLUMNS, spare).fitted(wanted)
    assert exact == ((0b001, 0b0111, 0b111),)
    assert told == ((0b001, 0b1111, 0b111),)


def test_the_heaviest_box_comes_first_and_cases_are_counted() -> None:
    wanted = [(0b001, 0b0001, 0b001), (0b110, 0b1110, 0b110)]
    cover = Cover(COLUMNS)
    assert cover.fitted(wanted)[0] == ((0b110, 0b1110, 0b110), (0b001, 0b0001, 0b001))
    assert cover.cases(wanted) == 13
