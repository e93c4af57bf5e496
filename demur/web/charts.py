"""Charts as SVG, drawn here: no script, no inline style, every text escaped.

Widths are shares of the room there is and heights are pixels, so letters keep their size from a
telephone to a desk. Colours come from classes, and so does the dark scheme.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final
from xml.etree import ElementTree as Xml

from django.utils.safestring import SafeString

#: A dot lies between these shares of the width, and between these heights.
LEFT, RIGHT = 8, 92
TOP, FLOOR = 62, 186
HEIGHT: Final = 252
RADIUS: Final = 9
#: Of two dots in one place, the second is drawn within the first.
WITHIN: Final = 5
#: Nearer than this, in shares of the width and in pixels, one dot would hide the other.
NEAR: Final = (2.5, RADIUS)
#: From the middle of a dot to the base lines of its two lines of text.
ABOVE: Final = (-32, -16)
BELOW: Final = (26, 42)
#: Text begins at a dot in the left third, ends at it in the right, and is centred between.
THIRD: Final = 100 / 3
LABEL_MOST: Final = 20
#: Of a likelihood: how high its span is drawn, and how thick its bar.
LIKELY_HIGH, LIKELY_THICK = 14, 8


@dataclass(frozen=True, slots=True)
class Dot:
    """A thing on the chart: what it is called, what stands under that, its price and its value.

    `kind` is the class that colours it; `value` is a share of one.
    """

    kind: str
    name: str
    note: str
    price: Fraction
    value: Fraction


@dataclass(frozen=True, slots=True)
class Scatter:
    """Two things by price and value; `title` and `told` say the same in words."""

    title: str
    told: str
    across: str
    up: str
    dots: tuple[Dot, Dot]


@dataclass(frozen=True, slots=True)
class _Place:
    across: float
    height: float


def scatter(chart: Scatter, mark: str = "chart") -> SafeString:
    """Price against value, both from nought, so that no gap looks greater than it is.

    The label of the upper dot stands above it and that of the lower one below, so they never meet,
    however near the dots are and however narrow the page. `mark` makes the ids its own.
    """
    svg = Xml.Element(
        "svg",
        {
            "class": "scatter",
            "role": "img",
            "width": "100%",
            "height": str(HEIGHT),
            "aria-labelledby": f"{mark}-title {mark}-told",
        },
    )
    _text(svg, "title", chart.title, id=f"{mark}-title")
    _text(svg, "desc", chart.told, id=f"{mark}-told")
    _axes(svg, chart)
    one, two = (_place(dot, chart) for dot in chart.dots)
    _line(svg, one, two, "between")
    ours_above = (one.height, 0) <= (two.height, 1)
    _dot(svg, chart.dots[0], one, RADIUS, ABOVE if ours_above else BELOW)
    radius = WITHIN if _hides(one, two) else RADIUS
    _dot(svg, chart.dots[1], two, radius, BELOW if ours_above else ABOVE)
    return _shown(svg)


def bars(ours: Fraction, theirs: Fraction) -> SafeString:
    """Two bars, the longer the better; the figures stand beside them, so these are for the eye."""
    svg = Xml.Element(
        "svg", {"class": "bars", "width": "100%", "height": "26", "aria-hidden": "true"}
    )
    for top, (kind, share) in zip((2, 15), (("ours", ours), ("theirs", theirs)), strict=True):
        _bar(svg, "track", top, Fraction(1))
        _bar(svg, kind, top, share)
    return _shown(svg)


def likely(share: float, low: float, high: float, told: str) -> SafeString:
    """How likely something is, as a bar, and within it the span in which that may lie.

    All three are shares of one; what is no number is drawn as nothing. `told` says it in words.
    """
    share, low, high = (_kept(one) for one in (share, low, high))
    room = {"width": "100%", "height": str(LIKELY_HIGH), "role": "img", "aria-label": told}
    svg = Xml.Element("svg", {"class": "likely", **room})
    _strip(svg, "track", 0.0, 1.0, LIKELY_THICK)
    _strip(svg, "span", low, max(low, high), LIKELY_HIGH)
    _strip(svg, "share", 0.0, share, LIKELY_THICK)
    return _shown(svg)


def short(name: str, most: int = LABEL_MOST) -> str:
    """A name that fits beside a dot: whole words, and an ellipsis where some are left out."""
    if len(name) <= most:
        return name
    kept = name[:most].rsplit(" ", 1)[0].rstrip(" ,;:-–")
    return f"{kept[: most - 1]}…"


def _place(dot: Dot, chart: Scatter) -> _Place:
    most = max(one.price for one in chart.dots)
    share = float(dot.price / most) if most else 0.0
    across = LEFT + (RIGHT - LEFT) * share
    return _Place(across, TOP + (FLOOR - TOP) * float(1 - dot.value))


def _axes(svg: Xml.Element, chart: Scatter) -> None:
    corner = _Place(LEFT / 2, FLOOR + RADIUS)
    _line(svg, _Place(LEFT / 2, 24), corner, "axis")
    _line(svg, corner, _Place(100 - LEFT / 2, FLOOR + RADIUS), "axis")
    _text(svg, "text", f"↑ {chart.up}", x="0", y="14", **{"class": "axis-name"})
    across = {"x": "100%", "y": str(HEIGHT - 6), "text-anchor": "end", "class": "axis-name"}
    _text(svg, "text", f"{chart.across} →", **across)


def _hides(one: _Place, two: _Place) -> bool:
    return abs(one.across - two.across) < NEAR[0] and abs(one.height - two.height) < NEAR[1]


def _dot(svg: Xml.Element, dot: Dot, place: _Place, radius: int, lines: tuple[int, int]) -> None:
    at = {"cx": _share(place.across), "cy": _pixels(place.height)}
    Xml.SubElement(svg, "circle", {**at, "r": str(radius), "class": dot.kind})
    anchor, shift = _anchor(place.across)
    for words, rise, kind in zip(
        (dot.name, dot.note), lines, ("dot-name", "dot-note"), strict=True
    ):
        where = {"x": _share(place.across), "dx": str(shift), "y": _pixels(place.height + rise)}
        _text(svg, "text", short(words), **where, **{"text-anchor": anchor, "class": kind})


def _anchor(across: float) -> tuple[str, int]:
    """Where a label hangs at its dot, so that it stays within the chart."""
    if across < THIRD:
        return "start", -RADIUS
    return ("end", RADIUS) if across > 2 * THIRD else ("middle", 0)


def _line(svg: Xml.Element, one: _Place, two: _Place, kind: str) -> None:
    ends = {"x1": _share(one.across), "y1": _pixels(one.height)}
    ends |= {"x2": _share(two.across), "y2": _pixels(two.height)}
    Xml.SubElement(svg, "line", {**ends, "class": kind})


def _bar(svg: Xml.Element, kind: str, top: int, share: Fraction) -> None:
    size = {"width": _share(float(share) * 100), "height": "9", "rx": "4.5"}
    Xml.SubElement(svg, "rect", {"x": "0", "y": str(top), **size, "class": kind})


def _kept(share: float) -> float:
    return min(max(share, 0.0), 1.0) if share == share else 0.0  # only what is no number differs


def _strip(svg: Xml.Element, kind: str, left: float, right: float, thick: int) -> None:
    """A bar in the middle of its line, from one share of the width to another."""
    size = {"width": _share(100 * (right - left)), "height": str(thick), "rx": str(thick / 2)}
    top = _pixels((LIKELY_HIGH - thick) / 2)
    Xml.SubElement(svg, "rect", {"x": _share(100 * left), "y": top, **size, "class": kind})


def _text(svg: Xml.Element, tag: str, words: str, **attributes: str) -> None:
    Xml.SubElement(svg, tag, attributes).text = words


def _share(share: float) -> str:
    return f"{share:.2f}%"


def _pixels(height: float) -> str:
    return f"{height:.1f}"


def _shown(svg: Xml.Element) -> SafeString:
    # ElementTree has escaped every text and attribute: nothing of it can end a tag or begin one.
    return SafeString(Xml.tostring(svg, encoding="unicode"))  # nosec B703
