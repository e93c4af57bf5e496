"""Rivals, their things, and what is known of them beside ours: facts with a source and a day.

A comparison is never edited: who knows better writes a new one, and the newest is used. So a page
that a client was sent keeps saying what it said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models

from demur.domain.offers.comparison import (
    Better,
    Claim,
    Comparison,
    Cost,
    Feature,
    Figure,
    Matter,
    Side,
    Thing,
    Use,
    Words,
    is_measure,
)
from demur.domain.refusal import Lang, Money
from demur.records.goods import Item
from demur.records.words import choices, one_of


class Rival(models.Model):
    """Somebody who sells what we sell."""

    name = models.CharField(max_length=120, unique=True)

    def __str__(self) -> str:
        return self.name


class RivalThing(models.Model):
    """What a rival sells, and the needs it serves."""

    rival = models.ForeignKey(Rival, on_delete=models.PROTECT, related_name="things")
    name = models.CharField(max_length=120)
    serves = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rival", "name"], name="rival_thing_named_once")
        ]

    def __str__(self) -> str:
        return self.name


class Compared(models.Model):
    """An item of ours beside a rival's thing for one need; texts by language.

    Prices are to buy; `a_unit` is the running cost of a unit of use in whole units of the
    currency. A side whose price is null has none on record.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="compared")
    theirs = models.ForeignKey(RivalThing, on_delete=models.PROTECT, related_name="compared")
    need = models.CharField(max_length=200)
    serves = models.JSONField(default=list)
    months = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    a_month = models.PositiveIntegerField()
    unit = models.JSONField(default=dict)
    matters = models.JSONField(default=list)
    questions = models.JSONField(default=list)
    currency = models.CharField(max_length=3)
    ours_minor = models.PositiveBigIntegerField(null=True)
    ours_a_unit = models.DecimalField(max_digits=15, decimal_places=6, null=True)
    ours_source = models.JSONField(default=dict)
    ours_on = models.DateField(null=True)
    theirs_minor = models.PositiveBigIntegerField(null=True)
    theirs_a_unit = models.DecimalField(max_digits=15, decimal_places=6, null=True)
    theirs_source = models.JSONField(default=dict)
    theirs_on = models.DateField(null=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    class Meta:
        verbose_name_plural = "compared"
        indexes = [models.Index(fields=["item", "-at"], name="compared_item")]
        constraints = [
            models.CheckConstraint(condition=models.Q(months__gte=1), name="compared_some_months"),
            models.CheckConstraint(
                condition=~models.Q(ours_a_unit__lt=0) & ~models.Q(theirs_a_unit__lt=0),
                name="compared_costs_from_nought",
            ),
        ]

    def __str__(self) -> str:
        return self.need


class ComparedFeature(models.Model):
    """A property of both things: a number or words a side, each with its source and its day."""

    compared = models.ForeignKey(Compared, on_delete=models.PROTECT, related_name="features")
    place = models.PositiveSmallIntegerField()
    name = models.JSONField(default=dict)
    unit = models.JSONField(default=dict)
    better = models.CharField(max_length=8, choices=choices(Better))
    matter = models.CharField(max_length=40, blank=True)
    ours_number = models.DecimalField(max_digits=15, decimal_places=6, null=True)
    ours_words = models.JSONField(default=dict)
    ours_source = models.JSONField(default=dict)
    ours_on = models.DateField(null=True)
    theirs_number = models.DecimalField(max_digits=15, decimal_places=6, null=True)
    theirs_words = models.JSONField(default=dict)
    theirs_source = models.JSONField(default=dict)
    theirs_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["compared", "place"], name="compared_feature_place"),
            one_of("better", Better),
        ]

    def __str__(self) -> str:
        return str(self.name)


def compared_with(item: Item) -> list[Compared]:
    """The comparisons of an item that are used: the last of each pair and need, newest first."""
    rows = Compared.objects.filter(item=item).select_related("item", "theirs__rival")
    last: dict[tuple[int, str], Compared] = {}
    for row in rows.prefetch_related("features").order_by("-at", "-pk"):
        last.setdefault((row.theirs_id, row.need), row)
    return list(last.values())


# ---- between rows and values


def comparison_of(row: Compared) -> Comparison:
    """A comparison on record as the domain weighs it; its features come in their order."""
    item = row.item
    names = {Lang.HU: item.hu, Lang.RU: item.ru, Lang.EN: item.en}
    return Comparison(
        need=row.need,
        ours=Thing(names, tuple(row.serves), _cost(row, Side.OURS)),
        theirs=Thing({Lang.EN: row.theirs.name}, tuple(row.theirs.serves), _cost(row, Side.THEIRS)),
        use=Use(words_of(row.unit), row.a_month, row.months),
        matters=tuple(Matter(one["key"], words_of(one["name"])) for one in row.matters),
        features=tuple(_feature(one) for one in sorted(row.features.all(), key=_place)),
        questions=tuple(words_of(one) for one in row.questions),
    )


def feature_rows(row: Compared, features: Iterable[Feature]) -> list[ComparedFeature]:
    """The rows of a comparison's features, in their order, not yet saved."""
    return [
        ComparedFeature(
            compared=row,
            place=place,
            name=dict(one.name),
            unit=dict(one.unit),
            better=one.better,
            matter=one.matter,
            **_columns(one, Side.OURS),
            **_columns(one, Side.THEIRS),
        )
        for place, one in enumerate(features)
    ]


def words_of(kept: Mapping[str, str]) -> Words:
    """A text by language, from how it is kept; a language that Demur does not speak is dropped."""
    return {lang: kept[lang] for lang in Lang if kept.get(lang)}


def _place(row: ComparedFeature) -> int:
    return row.place


def _cost(row: Compared, side: Side) -> Cost | None:
    minor = getattr(row, f"{side}_minor")
    if minor is None:
        return None
    source = words_of(getattr(row, f"{side}_source"))
    a_unit, on = getattr(row, f"{side}_a_unit"), getattr(row, f"{side}_on")
    return Cost(Money(minor, row.currency), a_unit, source, on)


def _feature(row: ComparedFeature) -> Feature:
    ours, theirs = (
        Claim(
            _figure(getattr(row, f"{side}_number"), getattr(row, f"{side}_words")),
            words_of(getattr(row, f"{side}_source")),
            getattr(row, f"{side}_on"),
        )
        for side in Side
    )
    name, unit = words_of(row.name), words_of(row.unit)
    return Feature(name, unit, Better(row.better), ours, theirs, row.matter)


def _figure(number: Decimal | None, words: Mapping[str, str]) -> Figure | None:
    return number if number is not None else words_of(words) or None


def _columns(feature: Feature, side: Side) -> dict[str, Any]:
    claim = feature.of(side)
    figure = claim.figure
    return {
        f"{side}_number": figure if isinstance(figure, Decimal) and is_measure(figure) else None,
        f"{side}_words": dict(figure) if isinstance(figure, Mapping) else {},
        f"{side}_source": dict(claim.source),
        f"{side}_on": claim.on,
    }
