"""What a comparison must be before a client may see it: Directive 2006/114/EC, article 4.

Its conditions as they are checked here: the same need (b); material, verifiable features (c), so
each figure has a source and a day, not older than a year; no figure of one side without the
other's being shown or said to be missing (a); nothing that discredits the rival (d). Whether the
features are representative is a person's judgment: what the client weighs is at least looked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from demur.domain.offers.comparison import (
    Better,
    Claim,
    Comparison,
    Cost,
    Feature,
    Side,
    Thing,
    Words,
    is_measure,
    spoken_in,
)
from demur.domain.offers.messages import in_all, say
from demur.domain.people import search_text
from demur.domain.policy.appendices import Barred
from demur.domain.policy.words.wording import spot
from demur.domain.refusal import Lang

#: A claim older than a year is about something that may have changed.
MONTHS_FRESH: Final = 12


class Code(StrEnum):
    """The stable name of each kind of objection."""

    OTHER_NEED = "other-need"
    OTHER_CURRENCY = "other-currency"
    DISCREDITS = "discredits"
    NOTHING_LEFT = "nothing-left"
    NO_SOURCE = "no-source"
    STALE = "stale"
    NO_FIGURE = "no-figure"
    NOT_COMPARABLE = "not-comparable"
    NO_FEATURE = "no-feature"
    NO_PRICE = "no-price"


#: With one of these the whole comparison is kept back; with the others only the claim it is about.
BLOCKING: Final = frozenset({Code.OTHER_NEED, Code.DISCREDITS, Code.NOTHING_LEFT})


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a comparison, or one claim in it, is not shown, and what would mend it."""

    code: Code
    about: Words = field(default_factory=dict)
    side: Side | None = None
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> bool:
        """Whether the whole comparison is kept back."""
        return self.code in BLOCKING

    def told(self, lang: Lang) -> str:
        """The objection in a language, with what to do."""
        whose = say(lang, f"of {self.side}") if self.side else ""
        blanks = {"about": spoken_in(self.about, lang), "whose": whose, **self.fields}
        return say(lang, f"objection {self.code}", **blanks)


@dataclass(frozen=True, slots=True)
class Examined:
    """What of a comparison may be shown, None where nothing may, and every objection."""

    shown: Comparison | None
    objections: tuple[Objection, ...]


def examine(comparison: Comparison, today: date, barred: Sequence[Barred]) -> Examined:
    """Take out of a comparison what may not be claimed on a day, and say why.

    A figure without a source, or too old, becomes one that is not known: the feature stays on the
    page, with the side that lacks it. `barred` are the policy's words; those that discredit
    anybody are barred besides.
    """
    objections = [*_of_need(comparison), *_of_words(comparison, barred)]
    ours, theirs = (_thing(comparison, side, today, objections) for side in Side)
    features = tuple(_features(comparison, today, objections))
    objections += _of_matters(comparison, features)
    shown = replace(comparison, ours=ours, theirs=theirs, features=features)
    objections += _of_prices(shown)
    if not any(one.is_figured for one in features) and not (ours.cost and theirs.cost):
        objections.append(Objection(Code.NOTHING_LEFT))
    kept = None if any(one.blocks for one in objections) else shown
    return Examined(kept, tuple(objections))


def unsaid(comparison: Comparison, lang: Lang) -> tuple[str, ...]:
    """What a reader of a language would read in another one: the texts that are not in theirs."""
    missing = (one for one in _spoken(comparison) if not one.get(lang, "").strip())
    return tuple(dict.fromkeys(text for one in missing if (text := spoken_in(one, lang))))


def is_fresh(on: date, today: date) -> bool:
    """Whether a claim is of the last twelve months, and not of a day to come."""
    months = today.year * 12 + today.month - on.year * 12 - on.month
    return on <= today and (months, today.day) <= (MONTHS_FRESH, on.day)


# ---- the comparison as a whole


def _of_need(comparison: Comparison) -> Iterator[Objection]:
    need = search_text(comparison.need)
    for side in Side:
        thing = comparison.of(side)
        if not need or need not in {search_text(one) for one in thing.serves}:
            fields = {"need": comparison.need}
            yield Objection(Code.OTHER_NEED, thing.name, side, fields)


def _of_words(comparison: Comparison, barred: Sequence[Barred]) -> Iterator[Objection]:
    entries = (*barred, *DISCREDITING)
    for lang in Lang:
        ours = tuple(one for one in entries if one.lang is lang)
        for text in dict.fromkeys(_texts(comparison, lang)):
            for found in spot(text, ours, lang):
                yield Objection(Code.DISCREDITS, fields={"word": found.found, "text": text})


def _texts(comparison: Comparison, lang: Lang) -> Iterator[str]:
    """What the company has written in a language."""
    return (one.get(lang, "") for one in _spoken(comparison))


def _spoken(comparison: Comparison) -> Iterator[Words]:
    """Every text of a comparison, whatever its languages; names of things are names."""
    for feature in comparison.features:
        told = (claim.figure for claim in (feature.ours, feature.theirs))
        yield from (feature.name, feature.unit, feature.ours.source, feature.theirs.source)
        yield from (one for one in told if isinstance(one, Mapping))
    for cost in (comparison.ours.cost, comparison.theirs.cost):
        yield from (cost.source,) if cost else ()
    yield from (one.name for one in comparison.matters)
    yield from (comparison.use.unit, *comparison.questions)


def _of_matters(comparison: Comparison, features: Iterable[Feature]) -> Iterator[Objection]:
    figured = {one.matter for one in features if one.is_weighed}
    for matter in comparison.matters:
        if matter.key not in figured:
            yield Objection(Code.NO_FEATURE, matter.name)


def _of_prices(shown: Comparison) -> Iterator[Objection]:
    ours, theirs = shown.ours.cost, shown.theirs.cost
    if ours and theirs and ours.buy.currency != theirs.buy.currency:
        fields = {"one": ours.buy.currency, "other": theirs.buy.currency}
        yield Objection(Code.OTHER_CURRENCY, fields=fields)


# ---- one claim


def _thing(comparison: Comparison, side: Side, today: date, objections: list[Objection]) -> Thing:
    thing = comparison.of(side)
    cost, price = thing.cost, in_all("the price")
    if cost is None:
        objections.append(Objection(Code.NO_PRICE, side=side))
        return thing
    code = _unproved(cost, today)
    if code is None:
        return thing
    objections.append(Objection(code, price, side))
    return replace(thing, cost=None)


def _features(
    comparison: Comparison, today: date, objections: list[Objection]
) -> Iterator[Feature]:
    for feature in comparison.features:
        ours, theirs = (_claim(feature, side, today, objections) for side in Side)
        proved = replace(feature, ours=ours, theirs=theirs)
        if not _fits(proved):
            objections.append(Objection(Code.NOT_COMPARABLE, feature.name))
        elif ours.figure is not None or theirs.figure is not None:
            yield proved


def _claim(feature: Feature, side: Side, today: date, objections: list[Objection]) -> Claim:
    """One side's claim as it may be shown: without a figure where nothing proves it."""
    claim = feature.of(side)
    unproved = Code.NO_FIGURE if claim.figure is None else _unproved(claim, today)
    if unproved is None:
        return claim
    objections.append(Objection(unproved, feature.name, side))
    return replace(claim, figure=None)


def _unproved(claim: Claim | Cost, today: date) -> Code | None:
    if claim.on is None or not any(text.strip() for text in claim.source.values()):
        return Code.NO_SOURCE
    return None if is_fresh(claim.on, today) else Code.STALE


def _fits(feature: Feature) -> bool:
    """Whether what is told of both is of one kind, and of a kind that can be better or worse."""
    told = [one.figure for one in (feature.ours, feature.theirs) if one.figure is not None]
    if feature.better is not Better.NEITHER:
        return all(is_measure(one) for one in told)
    kinds = {isinstance(one, Decimal) for one in told}
    return len(kinds) < 2 and all(is_measure(one) or not isinstance(one, Decimal) for one in told)


def _discrediting(lang: Lang, words: str) -> Iterator[Barred]:
    for word in words.split(", "):
        yield Barred(lang, word, "", 0)


#: Words that run a rival down, whatever the policy bars (2006/114/EC, article 4 d).
DISCREDITING: Final = (
    *_discrediting(Lang.HU, "vacak, bóvli, szemét, silány, hitvány, átverés, csaló, becsap, hazug"),
    *_discrediting(
        Lang.RU, "барахло, хлам, дрянь, халтура, обман, обманывать, мошенник, жулик, позор"
    ),
    *_discrediting(
        Lang.EN, "junk, rubbish, garbage, shoddy, crap, rip-off, scam, fraud, cheat, liar, fake"
    ),
)
