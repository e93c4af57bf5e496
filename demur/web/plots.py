"""Plots as SVG: columns, what was foretold against what happened, a curve, a span beside one.

As in `charts`: no script, no inline style, every text escaped; widths are shares of the room there
is, heights are pixels. Places within a plot are shares of its breadth and of its height.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import floor, log10
from typing import Final
from xml.etree import ElementTree as Xml

from django.utils.safestring import SafeString

HEIGHT: Final = 236
#: The field of a plot: shares of the width, and pixels.
LEFT, RIGHT = 9.0, 98.0
TOP, FLOOR = 30.0, 186.0
LOW_HEIGHT: Final = 92
#: More words than this would run into each other on a telephone.
WORDS_MOST: Final = 6
#: A word this far along hangs to the left of its place.
NEAR_THE_END: Final = 0.95
#: Of the room of a column, how much it fills.
FILLED: Final = 0.7

Tick = tuple[float, str]


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a plot: a title, the same in words, its axes with their ticks."""

    title: str
    told: str
    across: str
    up: str
    ticks: tuple[Tick, ...] = ()
    levels: tuple[Tick, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """A dot with the span in which the truth may lie."""

    x: float
    y: float
    low: float
    high: float


def columns(
    frame: Frame, stacks: Sequence[Sequence[tuple[str, float]]], mark: str = "columns"
) -> SafeString:
    """Columns side by side; each is parts, from the floor up: a class and a share of the height."""
    svg = _framed(frame, mark)
    room = (RIGHT - LEFT) / max(len(stacks), 1)
    for at, parts in enumerate(stacks):
        below = 0.0
        for kind, share in parts:
            top = _up(below + share)
            size = {
                "x": _share(LEFT + room * (at + (1 - FILLED) / 2)),
                "width": _share(room * FILLED),
            }
            tall = {"y": _pixels(top), "height": _pixels(_up(below) - top)}
            _put(svg, "rect", **size, **tall, kind=kind)
            below += share
    return _shown(svg)


def middles(words: Sequence[str]) -> tuple[Tick, ...]:
    """The words below columns, each under the middle of its own; some are left out if many."""
    step = -(-len(words) // WORDS_MOST) if words else 1
    return tuple(((at + 0.5) / len(words), word) for at, word in enumerate(words) if at % step == 0)


def against(frame: Frame, spans: Iterable[Span], mark: str = "against") -> SafeString:
    """What happened above what was foretold; on the slant line the two are the same."""
    svg = _framed(frame, mark)
    _line(svg, (0, 0), (1, 1), "slant")
    for one in spans:
        _line(svg, (one.x, one.low), (one.x, one.high), "reach")
        _put(svg, "circle", cx=_across(one.x), cy=_pixels(_up(one.y)), r="5", kind="dot")
    return _shown(svg)


def curve(
    frame: Frame, points: Sequence[tuple[float, float]], at: tuple[float, float] | None, mark: str
) -> SafeString:
    """A line through points, and one place on it that matters."""
    svg = _framed(frame, mark)
    for one, two in pairwise(points):
        _line(svg, one, two, "curve")
    if at:
        _line(svg, (at[0], 0), at, "slant")
        _put(svg, "circle", cx=_across(at[0]), cy=_pixels(_up(at[1])), r="5", kind="dot")
    return _shown(svg)


def beside(frame: Frame, span: tuple[float, float, float], one: float, mark: str) -> SafeString:
    """A figure with its span lying along the floor, beside the place where nothing differs."""
    svg = _named(frame, mark, LOW_HEIGHT)
    middle = 36.0
    for at, word in frame.ticks:
        _tick(svg, at, word, LOW_HEIGHT - 26)
    _across_line(svg, 0, 1, middle, "axis")
    _put(svg, "line", x1=_across(one), x2=_across(one), y1="14", y2="58", kind="slant")
    low, figure, high = span
    _across_line(svg, low, high, middle, "reach")
    _put(svg, "circle", cx=_across(figure), cy=_pixels(middle), r="6", kind="dot")
    _put(
        svg,
        "text",
        f"{frame.across} →",
        x="100%",
        y=_pixels(LOW_HEIGHT - 6),
        kind="axis-name",
        anchor="end",
    )
    return _shown(svg)


def round_levels(most: float) -> tuple[float, ...]:
    """From nought up past the most, four or so round figures to read a plot by."""
    if most <= 0:
        return (0.0, 1.0)
    rough = most / 4
    power = 10.0 ** floor(log10(rough))
    step = next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= rough)
    return tuple(step * at for at in range(int(-(-most // step)) + 1))


def _framed(frame: Frame, mark: str) -> Xml.Element:
    svg = _named(frame, mark, HEIGHT)
    _put(svg, "text", f"↑ {frame.up}", x="0", y="14", kind="axis-name")
    for at, word in frame.levels:
        _line(svg, (0, at), (1, at), "level")
        _put(
            svg, "text", word, x=_share(LEFT - 1), y=_pixels(_up(at) + 4), kind="tick", anchor="end"
        )
    for at, word in frame.ticks:
        _tick(svg, at, word, FLOOR + 18)
    _line(svg, (0, 0), (1, 0), "axis")
    where = {"x": "100%", "y": _pixels(HEIGHT - 8)}
    _put(svg, "text", f"{frame.across} →", **where, kind="axis-name", anchor="end")
    return svg


def _named(frame: Frame, mark: str, height: int) -> Xml.Element:
    svg = Xml.Element("svg", {"class": "plot", "role": "img", "width": "100%"})
    svg.set("height", str(height))
    svg.set("aria-labelledby", f"{mark}-title {mark}-told")
    _put(svg, "title", frame.title, id=f"{mark}-title")
    _put(svg, "desc", frame.told, id=f"{mark}-told")
    return svg


def _tick(svg: Xml.Element, at: float, word: str, height: float) -> None:
    """A word below its place; the last one ends there, or it would stick out of a narrow page."""
    anchor = "end" if at > NEAR_THE_END else "middle"
    _put(svg, "text", word, x=_across(at), y=_pixels(height), kind="tick", anchor=anchor)


def _line(svg: Xml.Element, one: tuple[float, float], two: tuple[float, float], kind: str) -> None:
    ends = {"x1": _across(one[0]), "y1": _pixels(_up(one[1]))}
    _put(svg, "line", **ends, x2=_across(two[0]), y2=_pixels(_up(two[1])), kind=kind)


def _across_line(svg: Xml.Element, one: float, two: float, height: float, kind: str) -> None:
    at = _pixels(height)
    _put(svg, "line", x1=_across(one), x2=_across(two), y1=at, y2=at, kind=kind)


def _put(
    svg: Xml.Element, tag: str, words: str = "", *, kind: str = "", anchor: str = "", **given: str
) -> None:
    named = given | ({"class": kind} if kind else {}) | ({"text-anchor": anchor} if anchor else {})
    Xml.SubElement(svg, tag, named).text = words or None


def _across(share: float) -> str:
    return _share(LEFT + (RIGHT - LEFT) * min(max(share, 0.0), 1.0))


def _up(share: float) -> float:
    return FLOOR - (FLOOR - TOP) * min(max(share, 0.0), 1.0)


def _share(share: float) -> str:
    return f"{share:.2f}%"


def _pixels(height: float) -> str:
    return f"{height:.1f}"


def _shown(svg: Xml.Element) -> SafeString:
    # ElementTree has escaped every text and attribute: nothing of it can end a tag or begin one.
    return SafeString(Xml.tostring(svg, encoding="unicode"))  # nosec B703
