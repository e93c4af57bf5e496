"""What the company sells: names in three languages, stock, what stands in for what."""

from __future__ import annotations

from django.db import models

from demur.records.company import Team


class Item(models.Model):
    """Something we sell. `stock` is empty where nothing is counted (a service)."""

    code = models.CharField(max_length=60, unique=True)
    hu = models.CharField(max_length=200, blank=True)
    ru = models.CharField(max_length=200, blank=True)
    en = models.CharField(max_length=200, blank=True)
    field = models.CharField(max_length=60, blank=True)
    brand = models.CharField(max_length=60, blank=True)
    variant = models.CharField(max_length=80, blank=True)
    synonyms = models.JSONField(default=list)
    trade = models.CharField(max_length=60, blank=True)
    stock = models.PositiveIntegerField(null=True)
    back_on = models.DateField(null=True)
    price_minor = models.PositiveBigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    alternatives = models.JSONField(default=list)
    team = models.ForeignKey(Team, null=True, on_delete=models.SET_NULL)
    search = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~(models.Q(hu="") & models.Q(ru="") & models.Q(en="")), name="item_named"
            )
        ]

    def __str__(self) -> str:
        return self.code
