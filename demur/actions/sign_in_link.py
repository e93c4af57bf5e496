"""Sign-in links: shown once, good once, stored only as a hash."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from demur.records import journal
from demur.records.users import SignInLink, User

HOURS = 24


def token_hash(token: str) -> str:
    """What is stored of a token: its SHA-256; 128 random bits need no slow hash."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def make_link(user: User, now: datetime) -> str:
    """A new token that signs the user in once within a day."""
    token = secrets.token_urlsafe(16)
    with transaction.atomic():
        SignInLink.objects.create(
            user=user, token_hash=token_hash(token), expires_at=now + timedelta(hours=HOURS)
        )
        journal.write("command line", "made a sign-in link", f"user {user.pk}", now)
    return token


def use_link(token: str, now: datetime) -> User | None:
    """The user a token signs in, once; None for a wrong, used or expired one."""
    with transaction.atomic():
        used = SignInLink.objects.filter(
            token_hash=token_hash(token),
            used_at=None,
            expires_at__gt=now,
            user__is_active=True,
        ).update(used_at=now)
        if not used:
            return None
        link = SignInLink.objects.select_related("user").get(token_hash=token_hash(token))
        journal.write(link.user.name, "signed in", f"user {link.user.pk}", now)
    return link.user
