"""Compare: put on record what is known of a rival's thing beside one of ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from demur.domain.offers.comparison import Comparison, Side, Words
from demur.domain.offers.fairness import Objection, examine
from demur.domain.policy.appendices import Barred
from demur.domain.refusal import Lang
from demur.records import journal
from demur.records.goods import Item
from demur.records.rivals import (
    Compared,
    ComparedFeature,
    Rival,
    RivalThing,
    comparison_of,
    feature_rows,
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """The comparison as it stands on record, None where nothing of it may be shown; and why."""

    compared: Compared | None
    objections: tuple[Objection, ...]


def compare(
    comparison: Comparison,
    item: Item,
    rival: str,
    barred: Sequence[Barred],
    *,
    currency: str,
    by: str,
    now: datetime,
) -> Recorded:
    """Keep a comparison with all its sources; one that could never be shown is not kept.

    The newest one of an item, a rival's thing and a need is used. Said again as it stands it
    changes nothing.
    """
    examined = examine(comparison, now.date(), barred)
    if examined.shown is None:
        return Recorded(None, examined.objections)
    with transaction.atomic():
        theirs = _thing(comparison, rival)
        known = newest(item, theirs, comparison.need)
        if known and comparison_of(known) == comparison:
            return Recorded(known, examined.objections)
        row = Compared.objects.create(
            item=item, theirs=theirs, at=now, by=by, currency=currency, **_columns(comparison)
        )
        ComparedFeature.objects.bulk_create(feature_rows(row, comparison.features))
        journal.write(by, "compared", f"item {item.code}", now, rival=rival, thing=theirs.name)
    return Recorded(row, examined.objections)


def newest(item: Item, theirs: RivalThing, need: str) -> Compared | None:
    """The comparison that is used of two things for a need."""
    found = Compared.objects.filter(item=item, theirs=theirs, need=need)
    return found.select_related("item", "theirs").order_by("-at", "-pk").first()


def _thing(comparison: Comparison, rival: str) -> RivalThing:
    """The rival's thing; what it serves is as last told."""
    named, _ = Rival.objects.get_or_create(name=rival)
    thing, _ = RivalThing.objects.update_or_create(
        rival=named,
        name=comparison.theirs.name[Lang.EN],
        defaults={"serves": list(comparison.theirs.serves)},
    )
    return thing


def _columns(comparison: Comparison) -> dict[str, Any]:
    columns: dict[str, Any] = {
        "need": comparison.need,
        "serves": list(comparison.ours.serves),
        "months": comparison.use.months,
        "a_month": comparison.use.a_month,
        "unit": dict(comparison.use.unit),
        "matters": [{"key": one.key, "name": dict(one.name)} for one in comparison.matters],
        "questions": [dict(one) for one in comparison.questions],
    }
    for side in Side:
        cost = comparison.of(side).cost
        source: Words = cost.source if cost else {}
        columns |= {
            f"{side}_minor": cost.buy.minor if cost else None,
            f"{side}_a_unit": cost.a_unit if cost else None,
            f"{side}_source": dict(source),
            f"{side}_on": cost.on if cost else None,
        }
    return columns
