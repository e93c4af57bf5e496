"""How a firm's round is made: its sellers' shifts, what is kept for whom, how long it is held."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q

from demur.domain.contact_rules.calendars import is_holiday
from demur.records.company import Company
from demur.records.rounds import Round

#: ISO weekdays: Monday is 1.
WORKING_WEEK: Final = (1, 2, 3, 4, 5)


def working_week() -> list[int]:
    """The days of a shift that nobody said otherwise of."""
    return list(WORKING_WEEK)


class RoundTerms(models.Model):
    """One row: the shares that are kept, how long a turn is held, when the round is made.

    `key_share` of the minutes are key clients', `explore` are given by chance. `made_at`, by the
    company's clock, is when the day's round is made in the background. The hours of the firm are
    its policy's.
    """

    key_share = models.FloatField(default=0.25)
    explore = models.FloatField(default=0.05)
    lease_minutes = models.PositiveSmallIntegerField(default=15)
    made_at = models.TimeField(default=time(5, 30))

    class Meta:
        verbose_name_plural = "round terms"
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="one_round_terms"),
            models.CheckConstraint(
                condition=Q(key_share__gte=0, key_share__lte=1, explore__gte=0, explore__lte=1),
                name="round_shares_are_shares",
            ),
            models.CheckConstraint(
                condition=Q(lease_minutes__gt=0), name="round_turn_is_held_some_time"
            ),
        ]

    def __str__(self) -> str:
        return f"made at {self.made_at:%H:%M}"

    @property
    def lease(self) -> timedelta:
        """How long a turn is held by whoever took it."""
        return timedelta(minutes=self.lease_minutes)


class Shift(models.Model):
    """When a seller works on the round: on which days, from when to when, in which languages.

    `minutes` of it are the round's; what they do with the rest is theirs. `days` are ISO weekdays.
    """

    seller = models.CharField(max_length=80, unique=True)
    days = models.JSONField(default=working_week)
    starts = models.TimeField(default=time(9))
    ends = models.TimeField(default=time(17))
    languages = models.JSONField(default=list)
    minutes = models.PositiveSmallIntegerField(default=60)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=models.F("starts")), name="shift_lasts")
        ]

    def __str__(self) -> str:
        return f"{self.seller} {self.starts:%H:%M}–{self.ends:%H:%M}"


def terms() -> RoundTerms:
    """How the firm's round is made; what we think usual where nobody has said."""
    return RoundTerms.objects.filter(pk=1).first() or RoundTerms(pk=1)


def shifts_on(day: date) -> list[Shift]:
    """The shifts of a day, by the sellers' names."""
    return [one for one in Shift.objects.order_by("seller") if day.isoweekday() in one.days]


def round_is_due(now: datetime, zone: ZoneInfo) -> bool:
    """Whether today's round is to be made by itself: early on a day on which somebody works.

    One that was cut short is due again, when the lease of whoever made it is over.
    """
    local = now.astimezone(zone)
    ours = Company.objects.filter(pk=1).first() or Company()
    if local.time() < terms().made_at or is_holiday(local.date(), ours.country, ours.region):
        return False
    made = Round.objects.filter(day=local.date()).first()
    if made and (made.made_at or made.is_being_made(now)):
        return False
    return bool(shifts_on(local.date()))


def languages_of(seller: str, day: date) -> frozenset[str] | None:
    """The languages in which a seller calls on a day; None where they have no shift then."""
    one = Shift.objects.filter(seller=seller).first()
    if one is None or day.isoweekday() not in one.days or not one.languages:
        return None
    return frozenset(one.languages)
