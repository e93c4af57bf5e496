"""For how long what is kept is kept: one period a kind of record, none unless somebody sets it."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from demur.domain.retention import Kind
from demur.records.words import choices, one_of


class Period(models.Model):
    """From an instant on, records of a kind are let go after so many days; None: never."""

    kind = models.CharField(max_length=20, choices=choices(Kind))
    days = models.PositiveIntegerField(null=True)
    since = models.DateTimeField()
    by = models.CharField(max_length=120)

    class Meta:
        constraints = [
            one_of("kind", Kind),
            models.CheckConstraint(condition=~models.Q(days=0), name="period_is_some_time"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.days}"


def periods(at: datetime) -> dict[Kind, int]:
    """The periods that hold at an instant, in days; a kind that is kept for ever is left out."""
    held: dict[Kind, int | None] = {}
    for one in Period.objects.filter(since__lte=at).order_by("since", "pk"):
        held[Kind(one.kind)] = one.days
    return {kind: days for kind, days in held.items() if days is not None}
