"""What users decide about themselves: their password and the language of the pages."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from demur.domain.refusal import Lang
from demur.records import journal
from demur.records.users import User


def choose_password(user: User, password: str, now: datetime) -> None:
    """Give oneself a password; every other session of this user ends."""
    user.set_password(password)
    with transaction.atomic():
        user.save(update_fields=["password"])
        journal.write(user.name, "chose a password", f"user {user.pk}", now)


def choose_language(user: User, language: Lang, now: datetime) -> None:
    """Read the pages in another language from now on."""
    user.language = language
    with transaction.atomic():
        user.save(update_fields=["language"])
        journal.write(user.name, "chose a language", f"user {user.pk}", now, language=language)
