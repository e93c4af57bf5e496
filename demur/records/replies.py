"""Replies: what clients answered to our messages, in their own words, and how it was read."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from demur.domain.refusal import Channel
from demur.records.people import Contact
from demur.records.words import choices, one_of


class Reply(models.Model):
    """A message that came back. `meant` is how it was read, `sure` whether beyond doubt.

    What was not sure waits for a person, who has then seen it.
    """

    at = models.DateTimeField()
    heard_at = models.DateTimeField()
    channel = models.CharField(max_length=8, choices=choices(Channel))
    address = models.CharField(max_length=254)
    to = models.CharField(max_length=60, blank=True)
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL)
    words = models.TextField(blank=True)
    number = models.CharField(max_length=120)
    meant = models.CharField(max_length=24)
    sure = models.BooleanField()
    declined = models.BooleanField(default=False)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name_plural = "replies"
        indexes = [
            models.Index(fields=["-at"], name="reply_unseen", condition=Q(seen_at=None)),
            models.Index(fields=["contact", "-at"], name="reply_contact"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["channel", "number"], name="reply_once"),
            one_of("channel", Channel),
        ]

    def __str__(self) -> str:
        return f"{self.meant}: {self.words[:60]}"


def unseen(most: int = 50) -> list[Reply]:
    """The messages that wait for a person, the newest first: those that were not a clear no."""
    rows = Reply.objects.filter(seen_at=None, declined=False).select_related("contact")
    return list(rows.order_by("-at", "-pk")[:most])


def lately(since: datetime, most: int = 50) -> list[Reply]:
    """The messages that were dealt with since then, by a person or as a clear no."""
    dealt = Q(declined=True) | Q(seen_at__isnull=False)
    rows = Reply.objects.filter(dealt, at__gte=since).select_related("contact")
    return list(rows.order_by("-at", "-pk")[:most])
