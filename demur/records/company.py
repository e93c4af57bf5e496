"""The company itself: who we are, on which numbers, what we serve, which teams are free."""

from __future__ import annotations

from django.db import models

from demur.domain.refusal import Lang
from demur.records.words import choices


class Company(models.Model):
    """One row: the company, and a counter a subject that grows with every change to it.

    A process keeps what it computed from a subject (an index of goods, partners by trade) as
    long as the counter stands still, so one small query says whether anything has changed.
    """

    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2, default="HU")
    region = models.CharField(max_length=12, blank=True)
    zone = models.CharField(max_length=40, default="Europe/Budapest")
    language = models.CharField(max_length=2, choices=choices(Lang), default=Lang.HU)
    currency = models.CharField(max_length=3, default="HUF")
    numbers = models.JSONField(default=list)
    trades = models.JSONField(default=list)
    goods_change = models.PositiveIntegerField(default=0)
    partners_change = models.PositiveIntegerField(default=0)
    policy_change = models.PositiveIntegerField(default=0)
    standing_change = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_company")]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """People who serve callers together; busy until an instant, as last said by someone."""

    name = models.CharField(max_length=60, unique=True)
    busy_until = models.DateTimeField(null=True)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return self.name


class KnownNumber(models.Model):
    """A number of somebody else that callers may have meant, with its owner."""

    key = models.CharField(max_length=20, unique=True)
    owner = models.CharField(max_length=120)
    note = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.key} {self.owner}"


def company() -> Company:
    """The company; raises Company.DoesNotExist before it is set up."""
    return Company.objects.get(pk=1)


def changed(*subjects: str) -> None:
    """Say that these subjects ("goods", "partners", "policy", "standing") have changed."""
    counters = {f"{subject}_change": models.F(f"{subject}_change") + 1 for subject in subjects}
    Company.objects.filter(pk=1).update(**counters)
