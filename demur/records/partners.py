"""Partners: whom we may name to a caller we cannot serve ourselves."""

from __future__ import annotations

from django.db import models


class Partner(models.Model):
    """A company we send callers to, and how our callers say it behaved."""

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=40)
    phone_key = models.CharField(max_length=20, blank=True)
    mail = models.CharField(max_length=254, blank=True)
    trades = models.JSONField(default=list)
    regions = models.JSONField(default=list)
    complaints_per_100 = models.PositiveSmallIntegerField(null=True)
    callback_hours = models.PositiveSmallIntegerField(null=True)
    trust = models.DecimalField(max_digits=3, decimal_places=2, null=True)
    terms_signed_on = models.DateField(null=True)
    note = models.CharField(max_length=200, blank=True)
    search = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name
