"""Charts say what the figures say, at any width, and nothing that is written in them is run."""

from __future__ import annotations

from fractions import Fraction
from xml.etree import ElementTree as Xml

import pytest
from defusedxml.ElementTree import fromstring as parsed
from hypothesis import given
from hypothesis import strategies as st

from demur.web.charts import Dot, Scatter, bars, likely, scatter, short

#: How wide a letter of 13 pixels is at most on the average, bold Cyrillic included.
LETTER = 8.3
WIDTHS = (256, 320, 680)
shares = st.fractions(0, 1)
prices = st.fractions(0, 10**9)
names = st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=60)


def drawn(ours: Dot, theirs: Dot) -> Xml.Element:
    return parsed(scatter(Scatter("Title", "Told", "price", "value", (ours, theirs))))


def boxes(svg: Xml.Element, width: int) -> list[tuple[float, float, float, float]]:
    """The labels of the two dots as left, top, right, bottom, at a width of the page."""
    found = []
    for text in svg.iter("text"):
        if not text.get("class", "").startswith("dot-"):
            continue
        x = float(text.get("x", "").rstrip("%")) / 100 * width + float(text.get("dx", 0))
        y, wide = float(text.get("y", 0)), len(text.text or "") * LETTER
        left = {"start": x, "middle": x - wide / 2, "end": x - wide}[text.get("text-anchor", "")]
        found.append((left, y - 11, left + wide, y + 4))
    return found


@given(prices, prices, shares, shares, names, names)
def test_labels_never_overlap_and_never_leave_the_chart(
    one: Fraction, two: Fraction, high: Fraction, low: Fraction, name: str, other: str
) -> None:
    svg = drawn(Dot("ours", name, "1 Ft", one, high), Dot("theirs", other, "2 Ft", two, low))
    height = float(svg.get("height", 0))
    for width in WIDTHS:
        labels = boxes(svg, width)
        assert len(labels) == 4
        for at, (left, top, right, bottom) in enumerate(labels):
            assert left >= -1
            assert right <= width + 1
            assert top >= 0
            assert bottom <= height
            for other_left, other_top, other_right, other_bottom in labels[at + 1 :]:
                apart = right <= other_left or other_right <= left
                assert apart or bottom <= other_top or other_bottom <= top


@given(prices, prices, shares, shares)
def test_the_dearer_stands_further_right_and_the_better_higher(
    one: Fraction, two: Fraction, high: Fraction, low: Fraction
) -> None:
    svg = drawn(Dot("ours", "a", "", one, high), Dot("theirs", "b", "", two, low))
    dots = list(svg.iter("circle"))
    ours, theirs = (float(dot.get("cx", "").rstrip("%")) for dot in dots)
    assert (ours - theirs) * (one - two) >= 0
    ours, theirs = (float(dot.get("cy", "")) for dot in dots)
    assert (ours - theirs) * (low - high) >= 0


def test_prices_are_drawn_from_nought() -> None:
    svg = drawn(
        Dot("ours", "a", "", Fraction(100), Fraction(1)),
        Dot("theirs", "b", "", Fraction(50), Fraction(1)),
    )
    assert [dot.get("cx") for dot in svg.iter("circle")] == ["92.00%", "50.00%"]


def test_of_two_dots_in_one_place_both_are_seen() -> None:
    same = Dot("ours", "a", "", Fraction(1), Fraction(1))
    svg = drawn(same, same)
    assert [dot.get("r") for dot in svg.iter("circle")] == ["9", "5"]


@pytest.mark.parametrize("nasty", ["</svg><script>x</script>", '"><svg onload=x>', "a&b", "<b>"])
def test_what_is_written_in_a_chart_is_text(nasty: str) -> None:
    dot = Dot("ours", nasty, nasty, Fraction(1), Fraction(1))
    made = scatter(Scatter(nasty, nasty, nasty, nasty, (dot, dot)), mark="chart")
    svg = parsed(made)
    assert {one.tag for one in svg.iter()} == {"svg", "title", "desc", "line", "circle", "text"}
    assert svg.find("title") is not None
    assert svg.findtext("title") == nasty
    assert svg.findtext("desc") == nasty


def test_a_chart_is_named_by_its_title_and_description_and_styled_by_classes_alone() -> None:
    svg = drawn(
        Dot("ours", "a", "", Fraction(1), Fraction(1)),
        Dot("theirs", "b", "", Fraction(2), Fraction(0)),
    )
    assert svg.get("role") == "img"
    named = {one.get("id") for one in svg if one.tag in {"title", "desc"}}
    assert set(str(svg.get("aria-labelledby")).split()) == named
    assert not [one for one in svg.iter() if "style" in one.attrib]


@given(shares, shares)
def test_bars_are_as_long_as_their_shares(ours: Fraction, theirs: Fraction) -> None:
    found = {one.get("class"): one.get("width") for one in parsed(bars(ours, theirs))}
    assert found == {
        "track": "100.00%",
        "ours": f"{float(ours) * 100:.2f}%",
        "theirs": f"{float(theirs) * 100:.2f}%",
    }


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Inkwell", "Inkwell"),
        ("Inkwell Nyomtató Kft.", "Inkwell Nyomtató…"),
        ("Nyomtatástechnikaiszaküzlet", "Nyomtatástechnikais…"),
        ("Képpont – a másik üzlet", "Képpont – a másik…"),
    ],
)
def test_a_long_name_is_cut_between_words(name: str, shown: str) -> None:
    assert short(name) == shown


@given(st.floats(), st.floats(), st.floats())
def test_a_likelihood_is_drawn_within_its_line_whatever_it_is_told(
    share: float, low: float, high: float
) -> None:
    svg = parsed(likely(share, low, high, 'told <b>"so"</b>'))
    assert svg.get("aria-label") == 'told <b>"so"</b>'
    for rect in svg.iter("rect"):
        left, width = (float(rect.get(name, "").rstrip("%")) for name in ("x", "width"))
        assert 0 <= left <= left + width <= 100.01


def test_a_likelihood_shows_its_span_behind_its_bar() -> None:
    svg = parsed(likely(0.45, 0.34, 0.61, "34 to 61 %, most likely 45 %"))
    drawn = {one.get("class"): (one.get("x"), one.get("width")) for one in svg.iter("rect")}
    assert list(drawn) == ["track", "span", "share"]
    assert drawn["span"] == ("34.00%", "27.00%")
    assert drawn["share"] == ("0.00%", "45.00%")
