"""Says in a person's words what a comparison comes to: no sentence says more than the figures."""

from __future__ import annotations

from itertools import groupby
from typing import Final

from demur.domain.offers.comparison import (
    Better,
    Comparison,
    Feature,
    Side,
    break_even,
    counts_running,
    spoken_in,
)
from demur.domain.offers.figures import spoken_count, spoken_figure, unit_alone
from demur.domain.offers.messages import say
from demur.domain.offers.weighing import Lead, Verdict, Weighed, Weights
from demur.domain.refusal import Lang

#: How the sentence of a verdict begins in the catalogue; a mixed one says who is ahead in all.
_VERDICTS: Final = {
    Verdict.WE_WIN: "verdict we win",
    Verdict.THEY_WIN: "verdict they win",
    Verdict.TIE: "verdict tie",
    Verdict.UNKNOWN: "verdict unknown",
    Verdict.UNWEIGHED: "verdict unweighed",
}


def headline(weighed: Weighed, lang: Lang) -> str:
    """The two claims in one line: who is cheaper, and who gives more on what matters."""
    return f"{_price(weighed, lang)} {_value(weighed, lang)}"


def verdict(weighed: Weighed, lang: Lang) -> str:
    """Which is the better buy for this client, said plainly where it is theirs."""
    if weighed.verdict is not Verdict.MIXED:
        return say(lang, _VERDICTS[weighed.verdict])
    ahead = weighed.overall.side if weighed.overall else None
    by = say(lang, "by said" if weighed.weights.said else "by alike")
    return say(lang, f"verdict mixed {ahead or 'level'}", by=by)


def order(comparison: Comparison, weights: Weights, lang: Lang) -> str:
    """What matters to the client, first things first; empty where nothing does."""
    named = [(weights.price, say(lang, "the price"))]
    named += [(weights.of(one.key), spoken_in(one.name, lang)) for one in comparison.matters]
    weighty = sorted((one for one in named if one[0]), key=lambda one: -one[0])
    steps = [
        say(lang, "order and").join(_inner(name) for _, name in alike)
        for _, alike in groupby(weighty, key=lambda one: one[0])
    ]
    return say(lang, "order", list=say(lang, "order then").join(steps)) if steps else ""


def look_alikes(comparison: Comparison) -> tuple[Feature, ...]:
    """The features in which the two things look the same, where both are known."""
    return tuple(
        one for one in comparison.features if one.better is Better.NEITHER and one.is_figured
    )


def told_apart(feature: Feature, lang: Lang) -> str:
    """Of two things that look the same: whether they are, and what each of them is."""
    told = {"name": spoken_in(feature.name, lang)}
    for side in Side:
        figure = feature.of(side).figure
        told[side] = "" if figure is None else spoken_figure(figure, feature.unit, lang)
    return say(lang, "alike in" if told["ours"] == told["theirs"] else "unlike", **told)


def to_ask(comparison: Comparison, lang: Lang) -> tuple[str, ...]:
    """What to ask the rival before signing: the company's questions, and what is not known."""
    asked = [spoken_in(one, lang) for one in comparison.questions]
    theirs = comparison.theirs.cost
    if theirs is None:
        asked.append(say(lang, "ask about price"))
    elif not counts_running(comparison) and theirs.a_unit is None:
        asked.append(say(lang, "ask about running"))
    untold = [one.name for one in comparison.features if one.theirs.figure is None]
    asked += [say(lang, "ask about", name=spoken_in(name, lang)) for name in untold]
    return tuple(dict.fromkeys(one for one in asked if one))


def where_they_cost_less(comparison: Comparison, lang: Lang) -> str:
    """The use at which theirs is the cheaper; empty where no use is."""
    found = break_even(comparison)
    if found is None:
        return ""
    key = "break-even below" if found.theirs_below else "break-even above"
    unit = unit_alone(comparison.use.unit, lang)
    return say(lang, key, unit=unit, n=spoken_count(found.units, lang))


def _price(weighed: Weighed, lang: Lang) -> str:
    if weighed.price is None:
        return say(lang, "price unknown")
    return _led("price", weighed.price, lang)


def _value(weighed: Weighed, lang: Lang) -> str:
    weights = weighed.weights
    if weights.says_nothing:
        return say(lang, "value unweighed")
    if not any(weights.matters.values()):
        return say(lang, "value only price")
    if weighed.value is None:
        return say(lang, "value unknown")
    whose = "said" if weights.said else "alike"
    on = say(lang, f"on {whose} partly" if weighed.is_partial else f"on {whose}")
    return _led("value", weighed.value, lang, on=on)


def _led(subject: str, lead: Lead, lang: Lang, **fields: object) -> str:
    if lead.side is None:
        return say(lang, f"{subject} same", **fields)
    if not lead.per_cent:
        return say(lang, f"{subject} {lead.side} slightly", **fields)
    return say(lang, f"{subject} {lead.side}", n=lead.per_cent, **fields)


def _inner(name: str) -> str:
    """A name within a sentence: a small first letter, save where the second is a capital too."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
