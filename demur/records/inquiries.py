"""Inquiries, and the refusals that came of them: facts, written once and never edited."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.db import models

from demur.domain.refusal import (
    Channel,
    Direction,
    Importance,
    Lang,
    Money,
    Nearness,
    Situation,
    Step,
)
from demur.domain.regret import Reason
from demur.records.goods import Item
from demur.records.partners import Partner
from demur.records.people import Contact
from demur.records.policies import PolicyVersion
from demur.records.words import choices, one_of


class Taken(StrEnum):
    """What the caller said to an offer."""

    YES = "yes"
    NO = "no"
    THINKING = "wants to think"


class Came(StrEnum):
    """What came of a refusal, each said later and added, never overwritten."""

    TAKEN_BACK = "taken back"
    CAME_BACK = "came back"


class Inquiry(models.Model):
    """One caller's need, on one occasion.

    `demand` points to the first inquiry of the same demand, so that a caller who rings three
    times about one printer is one refused demand and three inquiries.
    """

    ref = models.UUIDField(unique=True)
    at = models.DateTimeField()
    need = models.TextField()
    lang = models.CharField(max_length=2, choices=choices(Lang))
    number_key = models.CharField(max_length=20, blank=True)
    number_raw = models.CharField(max_length=60, blank=True)
    dialled_key = models.CharField(max_length=20, blank=True)
    dialled_raw = models.CharField(max_length=60, blank=True)
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL)
    source = models.CharField(max_length=60, blank=True)
    by = models.CharField(max_length=120)
    situation = models.CharField(max_length=20, choices=choices(Situation))
    nearness = models.CharField(max_length=12, choices=choices(Nearness))
    confidence = models.FloatField()
    item = models.ForeignKey(Item, null=True, on_delete=models.SET_NULL)
    trade = models.CharField(max_length=60, blank=True)
    quantity = models.PositiveIntegerField(null=True)
    region = models.CharField(max_length=12, blank=True)
    step = models.CharField(max_length=16, choices=choices(Step))
    policy = models.ForeignKey(PolicyVersion, null=True, on_delete=models.PROTECT)
    answer = models.JSONField(default=dict)
    demand = models.ForeignKey("self", null=True, on_delete=models.SET_NULL)
    search = models.TextField(blank=True)

    # What the policy was asked, so that another version can be asked the same: a replay.
    # `partners` are the figures of the partners in reach, each once: "2/8 6/" is two complaints
    # and eight hours, six complaints and no word of hours. Null: recorded before this was kept.
    row = models.CharField(max_length=12, blank=True)
    importance = models.CharField(max_length=10, choices=choices(Importance), blank=True)
    importance_overruled = models.BooleanField(default=False)
    client = models.CharField(max_length=10, blank=True)
    yearly_value = models.FloatField(null=True)
    field = models.CharField(max_length=60, blank=True)
    back_in = models.PositiveIntegerField(null=True)
    alternative = models.BooleanField(null=True)
    partners = models.TextField(null=True)  # noqa: DJ001
    # What was at stake: price by quantity, where both are known.
    worth_minor = models.PositiveBigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)

    class Meta:
        verbose_name_plural = "inquiries"
        indexes = [
            models.Index(fields=["-at", "-id"], name="inquiry_newest"),
            models.Index(fields=["number_key", "-at"], name="inquiry_number"),
            models.Index(fields=["contact", "-at"], name="inquiry_contact"),
            models.Index(fields=["situation", "-at", "-id"], name="inquiry_situation"),
        ]
        constraints = [one_of("situation", Situation), one_of("lang", Lang)]

    def __str__(self) -> str:
        return self.need[:60]


class Refusal(models.Model):
    """The fact of a no: why, what was said and offered, by which row of which policy.

    A denial is an inquiry's. A regret came through a link, or was told to one of us; what the
    client gave as reasons stands in its `explanations`, for they may say more later.
    """

    inquiry = models.OneToOneField(
        Inquiry, null=True, on_delete=models.PROTECT, related_name="refusal"
    )
    contact = models.ForeignKey(
        Contact, null=True, on_delete=models.PROTECT, related_name="regrets"
    )
    offer = models.ForeignKey(
        "records.Offer", null=True, on_delete=models.PROTECT, related_name="regrets"
    )
    link = models.ForeignKey(
        "records.Link", null=True, on_delete=models.PROTECT, related_name="regrets"
    )
    at = models.DateTimeField()
    direction = models.CharField(max_length=8, choices=choices(Direction))
    situation = models.CharField(max_length=20, choices=choices(Situation), blank=True)
    reason = models.CharField(max_length=60)
    contributing = models.JSONField(default=list)
    step = models.CharField(max_length=16, choices=choices(Step), blank=True)
    proposed_step = models.CharField(max_length=16, choices=choices(Step), blank=True)
    wording = models.CharField(max_length=12, blank=True)
    words = models.TextField(blank=True)
    policy = models.ForeignKey(PolicyVersion, null=True, on_delete=models.PROTECT)
    row = models.CharField(max_length=12, blank=True)
    source = models.CharField(max_length=60, blank=True)
    importance = models.CharField(max_length=10, choices=choices(Importance))
    importance_row = models.CharField(max_length=12, blank=True)
    importance_overruled = models.BooleanField(default=False)
    taken = models.CharField(max_length=16, choices=choices(Taken), blank=True)
    only_polite = models.BooleanField(default=False)
    by = models.CharField(max_length=120)
    seconds = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            one_of("direction", Direction),
            one_of("situation", Situation, or_empty=True),
            one_of("step", Step, or_empty=True),
            one_of("importance", Importance),
            one_of("taken", Taken, or_empty=True),
            models.CheckConstraint(
                condition=models.Q(direction=Direction.REGRET, inquiry=None, situation="")
                | models.Q(direction=Direction.DENIAL, inquiry__isnull=False)
                & ~models.Q(situation="")
                & ~models.Q(step=""),
                name="refusal_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step}: {self.words[:60]}"


class Explanation(models.Model):
    """What a client said of their no, with it or after it; the last word counts."""

    refusal = models.ForeignKey(Refusal, on_delete=models.PROTECT, related_name="explanations")
    at = models.DateTimeField()
    reason = models.CharField(max_length=20, choices=choices(Reason), blank=True)
    rival = models.CharField(max_length=120, blank=True)
    rival_price_minor = models.PositiveBigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    day = models.DateField(null=True)
    words = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [one_of("reason", Reason, or_empty=True)]

    def __str__(self) -> str:
        return self.reason or self.words[:60]

    @property
    def rival_price(self) -> Money | None:
        """What the client pays the one they chose, where they say."""
        minor = self.rival_price_minor
        return Money(minor, self.currency) if minor is not None else None


def changes(link: int, since: datetime) -> int:
    """How often what a no through a link says was changed since: told, or taken back."""
    told = Explanation.objects.filter(refusal__link=link, at__gt=since).count()
    back = Outcome.objects.filter(refusal__link=link, came=Came.TAKEN_BACK, at__gt=since)
    return told + back.count()


class Offered(models.Model):
    """Something offered instead, in the order it stood on the desk."""

    refusal = models.ForeignKey(Refusal, on_delete=models.PROTECT, related_name="offers")
    position = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=16, choices=choices(Step))
    label = models.CharField(max_length=240)
    item = models.ForeignKey(Item, null=True, on_delete=models.PROTECT)
    partner = models.ForeignKey(Partner, null=True, on_delete=models.PROTECT)
    until = models.DateField(null=True)
    chosen = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["refusal", "position"], name="offer_position"),
            one_of("step", Step),
        ]

    def __str__(self) -> str:
        return self.label


class Promised(models.Model):
    """What we promised with a no. It always has an end."""

    refusal = models.ForeignKey(Refusal, on_delete=models.PROTECT, related_name="promises")
    what = models.CharField(max_length=240)
    until = models.DateTimeField()
    channel = models.CharField(max_length=8, choices=choices(Channel))

    class Meta:
        indexes = [models.Index(fields=["until"], name="promise_until")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(what=""), name="promise_says_what"),
            one_of("channel", Channel),
        ]

    def __str__(self) -> str:
        return self.what


class Outcome(models.Model):
    """What came of a refusal: taken back, the caller came back."""

    refusal = models.ForeignKey(Refusal, on_delete=models.PROTECT, related_name="outcomes")
    came = models.CharField(max_length=16, choices=choices(Came))
    at = models.DateTimeField()
    by = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["refusal", "came"], name="outcome_once"),
            one_of("came", Came),
        ]

    def __str__(self) -> str:
        return self.came
