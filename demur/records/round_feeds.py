"""The secret address under which a seller's calendar reads their own day."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models

from demur.records.offers import token_hash


class RoundFeed(models.Model):
    """One seller's feed; only the hash of its token is kept, and a new one ends the old."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="round_feed"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"feed of {self.user_id}"


def feed_behind(token: str) -> RoundFeed | None:
    """The feed of a token; None, after the same look-up, for any other, or one of who has left."""
    rows = RoundFeed.objects.select_related("user").filter(user__is_active=True)
    return rows.filter(token_hash=token_hash(token)).first()


def keep_feed(user: int, token: str, now: datetime) -> RoundFeed:
    """Keep a seller's new token, in place of the one they had."""
    told = {"token_hash": token_hash(token), "made_at": now}
    return RoundFeed.objects.update_or_create(user_id=user, defaults=told)[0]
