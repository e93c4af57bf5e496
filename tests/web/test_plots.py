"""Plots stay within their field, are named for whoever can't see them, and run nothing."""

from __future__ import annotations

from xml.etree import ElementTree as Xml

import pytest
from defusedxml.ElementTree import fromstring as parsed
from hypothesis import given
from hypothesis import strategies as st

from demur.web.plots import (
    HEIGHT,
    Frame,
    Span,
    against,
    beside,
    columns,
    curve,
    middles,
    round_levels,
)

NASTY = '"></svg><script>x</script>'
FRAME = Frame(NASTY, NASTY, NASTY, NASTY, ((0.5, NASTY),), ((0.5, NASTY),))
anywhere = st.floats(-1e9, 1e9)
TAGS = {"svg", "title", "desc", "line", "circle", "text", "rect"}


def within(svg: Xml.Element) -> None:
    for one in svg.iter():
        assert one.tag in TAGS
        assert "style" not in one.attrib
        for name in ("x", "cx", "x1", "x2"):
            assert 0 <= float(one.get(name, "0").rstrip("%")) <= 100
        for name in ("y", "cy", "y1", "y2"):
            assert 0 <= float(one.get(name, "0")) <= HEIGHT
        for name in ("width", "height"):
            assert float(one.get(name, "0").rstrip("%")) >= 0


@given(
    st.lists(st.lists(st.tuples(st.just("spoken"), st.floats(0, 2)), max_size=3), max_size=30),
    st.lists(st.builds(Span, anywhere, anywhere, anywhere, anywhere), max_size=5),
    st.lists(st.tuples(anywhere, anywhere), max_size=5),
    st.tuples(anywhere, anywhere, anywhere),
)
def test_whatever_the_figures_nothing_leaves_the_plot_and_what_is_written_is_text(
    stacks: list[list[tuple[str, float]]],
    spans: list[Span],
    points: list[tuple[float, float]],
    span: tuple[float, float, float],
) -> None:
    for drawn in (
        columns(FRAME, stacks),
        against(FRAME, spans),
        curve(FRAME, points, (0.5, 0.8), "power"),
        beside(FRAME, span, 0.5, "ratio"),
    ):
        svg = parsed(drawn)
        within(svg)
        assert svg.findtext("title") == NASTY
        named = {one.get("id") for one in svg if one.tag in {"title", "desc"}}
        assert set(str(svg.get("aria-labelledby")).split()) == named


def test_a_column_twice_as_high_is_drawn_twice_as_high() -> None:
    svg = parsed(columns(FRAME, [[("spoken", 0.4)], [("spoken", 0.2), ("vain", 0.1)]]))
    heights = [float(one.get("height", 0)) for one in svg.iter("rect")]
    assert heights == pytest.approx([2 * heights[1], heights[1], heights[1] / 2], abs=0.2)


@given(st.floats(1e-6, 1e12))
def test_levels_are_few_and_reach_past_the_most(most: float) -> None:
    levels = round_levels(most)
    assert levels[0] == 0
    assert levels[-1] >= most * (1 - 1e-9)
    assert 2 <= len(levels) <= 6


@given(st.lists(st.text(max_size=5), max_size=60))
def test_of_many_words_below_columns_some_are_left_out(words: list[str]) -> None:
    assert len(middles(words)) <= 6
    assert not words or middles(words)
