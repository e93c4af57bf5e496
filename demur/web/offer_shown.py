"""What the page of a better offer shows of a comparison: its lines, its picture, its questions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from demur.domain.offers import telling
from demur.domain.offers.comparison import (
    Claim,
    Comparison,
    Cost,
    Feature,
    Side,
    counts_running,
    spoken_in,
    total,
)
from demur.domain.offers.figures import (
    counted,
    spoken_amount,
    spoken_figure,
    spoken_share,
    unit_alone,
)
from demur.domain.offers.weighing import Weighed, Weights, weigh
from demur.domain.people import display_name
from demur.domain.refusal import Lang
from demur.web.charts import Dot, Scatter, bars, scatter
from demur.web.templatetags.spoken import full_day


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure comes from: whose it is (empty: both have the same), what, as of which day."""

    whose: str
    what: str
    on: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: the two figures, the bars that show them, and where they are from."""

    what: str
    note: str
    ours: str
    theirs: str
    bars: SafeString | None
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Apart:
    """Two that look the same: the sentence that tells them apart, and where that is from."""

    sentence: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A comparison as the page shows it, in one language and by one client's weights."""

    headline: str
    verdict: str
    order: str
    ours: str
    theirs: str
    chart: SafeString | None
    lines: tuple[Line, ...]
    apart: tuple[Apart, ...]
    questions: tuple[str, ...]
    break_even: str


def shown(comparison: Comparison, weights: Weights, sellers: tuple[str, str], lang: Lang) -> Shown:
    """Put a comparison, already examined, into the words and figures of a page.

    `sellers` are our company and the rival, as they are called.
    """
    weighed = weigh(comparison, weights)
    ours, theirs = (display_name(spoken_in(comparison.of(side).name, lang)) for side in Side)
    return Shown(
        headline=telling.headline(weighed, lang),
        verdict=telling.verdict(weighed, lang),
        order=telling.order(comparison, weights, lang) if weights.said else "",
        ours=ours,
        theirs=f"{display_name(sellers[1])}: {theirs}",
        chart=_chart(comparison, weighed, sellers, lang),
        lines=tuple(_lines(comparison, weighed, lang)),
        apart=tuple(
            Apart(telling.told_apart(one, lang), _sources(one.ours, one.theirs, lang))
            for one in telling.look_alikes(comparison)
        ),
        questions=telling.to_ask(comparison, lang),
        break_even=telling.where_they_cost_less(comparison, lang),
    )


# ---- the table


def _lines(comparison: Comparison, weighed: Weighed, lang: Lang) -> Iterator[Line]:
    yield _price_line(comparison, weighed, lang)
    scores = {id(one.feature): bars(one.ours, one.theirs) for one in weighed.scored}
    for feature in comparison.features:
        if feature not in telling.look_alikes(comparison):
            yield _feature_line(feature, scores.get(id(feature)), lang)
    if weighed.ours is not None and weighed.theirs is not None:
        ours, theirs = (spoken_share(one, lang) for one in (weighed.ours, weighed.theirs))
        picture = bars(weighed.ours, weighed.theirs)
        yield Line(_value_name(weighed), _("of 100"), ours, theirs, picture, ())


def _price_line(comparison: Comparison, weighed: Weighed, lang: Lang) -> Line:
    costs = [comparison.of(side).cost for side in Side]
    totals = [total(comparison, side) for side in Side]
    told = [_price(cost, amount, lang) for cost, amount in zip(costs, totals, strict=True)]
    picture = None
    if weighed.price:
        behind = 1 - weighed.price.share
        is_ours = weighed.price.side is Side.OURS
        picture = bars(*((Fraction(1), behind) if is_ours else (behind, Fraction(1))))
    claims = [Claim(None, one.source, one.on) if one else None for one in costs]
    return Line(
        what=price_name(comparison),
        note=_price_note(comparison, lang),
        ours=told[0],
        theirs=told[1],
        bars=picture,
        sources=_sources(claims[0], claims[1], lang),
    )


def price_name(comparison: Comparison) -> str:
    """What the prices hold: everything over the months, or buying alone."""
    months = comparison.use.months
    if not counts_running(comparison):
        return _("Price to buy")
    if months % 12 == 0:
        years = months // 12
        told = ngettext("Price over %(n)d year", "Price over %(n)d years", years)
        return told % {"n": years}
    return ngettext("Price over %(n)d month", "Price over %(n)d months", months) % {"n": months}


def _price_note(comparison: Comparison, lang: Lang) -> str:
    if not counts_running(comparison):
        return _("without running costs, which are not known of both")
    use = counted(comparison.use.a_month, comparison.use.unit, lang)
    return _("all in, at %(use)s a month") % {"use": use}


def _price(cost: Cost | None, amount: Fraction | None, lang: Lang) -> str:
    if cost is None or amount is None:
        return _("not known")
    return spoken_amount(amount, cost.buy.currency, lang)


def _value_name(weighed: Weighed) -> str:
    return _("What you value") if weighed.weights.said else _("All of it weighed alike")


def _feature_line(feature: Feature, picture: SafeString | None, lang: Lang) -> Line:
    ours, theirs = (_told(feature, side, lang) for side in Side)
    sources = _sources(feature.ours, feature.theirs, lang)
    return Line(spoken_in(feature.name, lang), "", ours, theirs, picture, sources)


def _told(feature: Feature, side: Side, lang: Lang) -> str:
    figure = feature.of(side).figure
    return _("not known") if figure is None else spoken_figure(figure, feature.unit, lang)


def _sources(ours: Claim | None, theirs: Claim | None, lang: Lang) -> tuple[Source, ...]:
    """Each side's source and day; once where both have the same."""
    one, two = (_source(claim, lang) for claim in (ours, theirs))
    if one == two:
        return (Source("", *one),) if one else ()
    named = ((_("We"), one), (_("They"), two))
    return tuple(Source(whose, *told) for whose, told in named if told)


def _source(claim: Claim | None, lang: Lang) -> tuple[str, str] | None:
    if claim is None or claim.on is None or not spoken_in(claim.source, lang):
        return None
    return spoken_in(claim.source, lang), full_day(claim.on)


# ---- the picture


def _chart(
    comparison: Comparison, weighed: Weighed, sellers: tuple[str, str], lang: Lang
) -> SafeString | None:
    """Price against value; none where one of the two is not known of both."""
    totals, values = [total(comparison, side) for side in Side], (weighed.ours, weighed.theirs)
    dots = tuple(
        Dot(
            side.value,
            display_name(name),
            _price(comparison.of(side).cost, amount, lang),
            amount,
            value,
        )
        for side, name, amount, value in zip(Side, sellers, totals, values, strict=True)
        if amount is not None and value is not None
    )
    if len(dots) != 2:
        return None
    parts = (
        f"{dot.name}: {dot.note}, {_value_name(weighed)}: {spoken_share(dot.value, lang)}."
        for dot in dots
    )
    return scatter(
        Scatter(
            title=telling.headline(weighed, lang),
            told=" ".join(parts),
            across=price_name(comparison),
            up=_value_name(weighed),
            dots=(dots[0], dots[1]),
        )
    )


def use_name(comparison: Comparison, lang: Lang) -> str:
    """What is asked of the client's use: "Pages a month"."""
    return _("%(units)s a month") % {"units": unit_alone(comparison.use.unit, lang)}
