"""Make the secret address of a seller's own calendar: shown once, kept only as a hash."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from demur.records import journal
from demur.records.offers import TOKEN_BYTES
from demur.records.round_feeds import keep_feed
from demur.records.users import User


def make_feed(user: User, now: datetime) -> str:
    """A new token for a seller's calendar; whoever has the old one reads nothing more."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction.atomic():
        keep_feed(user.pk, token, now)
        journal.write(user.name, "made a calendar", f"user {user.pk}", now)
    return token
