"""The round on record: each day's turns, who has which in hand, and who rests until when.

A turn is one client's call of one day. Whoever takes it holds it by a lease: should they go, it is
open again when the lease ends, and until then nobody else is given the same client.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import models
from django.db.models import Q

from demur.domain.peace import Approach, Purpose, Why
from demur.domain.refusal import Channel
from demur.domain.round.turns import Kind
from demur.records.attempts import Attempt
from demur.records.calls import Planned
from demur.records.gate import Wanted
from demur.records.offers import Link, Offer
from demur.records.people import Contact
from demur.records.words import choices, one_of


class State(StrEnum):
    """What has become of a turn."""

    OPEN = "open"
    TAKEN = "taken"
    DONE = "done"
    DROPPED = "dropped"


class Dropped(StrEnum):
    """Why nobody works a turn any more, where it was not the gate (`domain.peace.Why`)."""

    CALLED = "called today"
    SAME = "same client"
    ENDED = "day ended"
    UNSAID = "unsaid"


class Resting(StrEnum):
    """Why a client rests: until their own day, or because no call is worth its minutes."""

    OWN_DAY = "own day"
    STOP = "stop"
    LINK = "link sent"
    PROMISE = "promise"
    REFUSED = "refused"
    SALE = "sale"
    PEACE = "peace"
    RULE = "rule"


class Round(models.Model):
    """A day's round: the minutes it had, how many calls were worth making, who rests or is let go.

    `minutes` are the team's, `key_minutes` those kept for key clients. Of money, in whole units:
    `price` is what the last minute of the day was worth, `minute_price` what a minute is worth to
    whoever rests, `usual_value` what a client brings of whom nobody has said it. `making_until` is
    the lease of whoever is making it; `made_at` is empty until it is whole.
    """

    day = models.DateField(unique=True)
    made_at = models.DateTimeField(null=True)
    making_until = models.DateTimeField(null=True)
    by = models.CharField(max_length=120, blank=True)
    minutes = models.PositiveIntegerField(default=0)
    key_minutes = models.PositiveIntegerField(default=0)
    silent = models.PositiveIntegerField(default=0)
    worth_making = models.PositiveIntegerField(default=0)
    resting = models.PositiveIntegerField(default=0)
    stopped = models.PositiveIntegerField(default=0)
    price = models.FloatField(default=0.0)
    minute_price = models.FloatField(default=0.0)
    usual_value = models.FloatField(default=1.0)
    currency = models.CharField(max_length=3, blank=True)
    seed = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"round of {self.day}"

    def is_being_made(self, now: datetime) -> bool:
        """Whether somebody makes it; who was cut short is waited for until the lease is over."""
        return self.making_until is not None and now < self.making_until


class Turn(models.Model):
    """One client's call in a day's round: when, whose, worth what, why, and what became of it.

    `seller` is empty where anybody may take it. `worth_minor` is money a minute, None where a call
    is not weighed (a promise, a link). `propensity` is the chance with which the plan chose it.
    `planned` is the promised call it keeps, `offer` what is open with the client, `attempt` the
    call that was made, `link` the easy-no link that was sent instead. `dialled_at` is when its
    number was given to whoever has it in hand. `why` says why it was dropped.
    """

    ref = models.UUIDField(unique=True)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="turns")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL)
    planned = models.ForeignKey(Planned, null=True, on_delete=models.SET_NULL)
    offer = models.ForeignKey(Offer, null=True, on_delete=models.SET_NULL)
    at = models.DateTimeField()
    seller = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=8, choices=choices(Kind))
    key = models.BooleanField(default=False)
    language = models.CharField(max_length=2, blank=True)
    worth_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    p_refused = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    p_answer = models.FloatField(null=True)
    propensity = models.FloatField(default=1.0)
    because = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=choices(State), default=State.OPEN)
    taken_by = models.CharField(max_length=120, blank=True)
    taken_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    dialled_at = models.DateTimeField(null=True)
    given_back_by = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True)
    attempt = models.ForeignKey(Attempt, null=True, on_delete=models.SET_NULL, related_name="turns")
    link = models.ForeignKey(Link, null=True, on_delete=models.SET_NULL)
    why = models.CharField(max_length=12, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["round", "state", "at"], name="turn_next"),
            models.Index(fields=["contact", "-ended_at"], name="turn_contact"),
        ]
        constraints = [
            one_of("kind", Kind),
            one_of("state", State),
            models.UniqueConstraint(fields=["round", "contact"], name="turn_once_a_day"),
            # One client is in one seller's hands, whatever was merged or planned anew meanwhile.
            models.UniqueConstraint(
                fields=["contact"], condition=Q(state=State.TAKEN), name="turn_in_one_hand"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.TAKEN) | ~Q(taken_by="") & Q(lease_until__isnull=False),
                name="turn_taken_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.DROPPED) | ~Q(why=""), name="turn_dropped_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.at:%Y-%m-%d %H:%M}: {self.state}"

    def wanted(self, at: datetime) -> Wanted:
        """What the gate is asked, were the call made, or the client shown, at this instant.

        A promised call is the one that was planned; any other sells, about what is open with them.
        """
        if self.planned is not None:
            return self.planned.wanted(at)
        need = self.offer.need_key if self.offer else ""
        approach = Approach(Channel.PHONE, Purpose.SALE, at, need)
        return Wanted(number_of(self.contact), approach, self.contact_id, about=self.ref)

    @property
    def about(self) -> Planned | UUID:
        """What the gate gives back with its verdict on this turn."""
        return self.planned or self.ref

    def is_held(self, now: datetime) -> bool:
        """Whether the turn is in somebody's hands: by a lease, or because its number was given."""
        is_leased = self.lease_until is not None and now < self.lease_until
        return self.state == State.TAKEN and (is_leased or self.dialled_at is not None)

    def is_unsaid(self, by: str) -> bool:
        """Whether somebody was given its number and has let it lie."""
        return self.why == Dropped.UNSAID and self.taken_by == by

    def may_be_ended(self, by: str) -> bool:
        """Whether somebody may say how its call ended: who has it in hand, and who was given its
        number, whatever became of the turn while they spoke."""
        was_given = self.dialled_at is not None and self.contact_id is not None
        is_over = self.state == State.DROPPED and was_given
        return self.taken_by == by and (self.state == State.TAKEN or is_over)

    def drop(self, why: Why | Dropped) -> None:
        """Let nobody work the turn any more, for a reason; not saved yet.

        Who was given its number is remembered: they may have called.
        """
        self.state, self.why, self.lease_until = State.DROPPED, why, None
        self.taken_by = self.taken_by if self.dialled_at else ""


class Rest(models.Model):
    """That a client is left to rest until a day; without a day we stop calling them.

    `because` is the fact that says why (`domain.round.because`), where the plan of a day found it.
    """

    contact = models.OneToOneField(Contact, on_delete=models.CASCADE, related_name="rest")
    until = models.DateField(null=True)
    why = models.CharField(max_length=10, choices=choices(Resting))
    since = models.DateField()
    because = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["until"], name="rest_until")]
        constraints = [one_of("why", Resting)]

    def __str__(self) -> str:
        return f"{self.why} until {self.until or 'further notice'}"


def number_of(contact: Contact | None) -> str:
    """The number (E.164) by which a contact is called: the one they gave first; "" without any."""
    keys = sorted((one.pk, one.key) for one in contact.numbers.all()) if contact else []
    return str(keys[0][1]) if keys else ""
