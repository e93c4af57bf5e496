"""Users: added, given another role, and let go."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from demur.domain.people import search_text
from demur.domain.refusal import Lang
from demur.records import journal
from demur.records.users import Role, User


def user_called(name: str) -> User | None:
    """The user of that name, however its case, accents and spaces are typed.

    Databases fold case differently outside ASCII, so the few names are compared here.
    """
    wanted = search_text(name)
    return next((user for user in User.objects.all() if search_text(user.name) == wanted), None)


def add_user(name: str, role: Role, language: Lang, by: str, now: datetime) -> User:
    """Let somebody sign in with a role; whoever has that name already is given the role.

    Whoever had been let go may sign in again. A password is theirs to choose, after signing in by
    a link.
    """
    with transaction.atomic():
        user = user_called(name) or User(name=name, language=language)
        if user.pk and user.role == role and user.is_active:
            return user
        deed = "changed the role of" if user.pk else "added"
        user.role, user.is_active = role, True
        if not user.password:
            user.set_unusable_password()
        user.save()
        journal.write(by, deed, f"user {user.pk}", now, name=user.name, role=role)
    return user


def let_go(user: User, by: str, now: datetime) -> None:
    """End a user's access, from their next request on; what they did stays on record."""
    with transaction.atomic():
        user.is_active = False
        user.save(update_fields=["is_active"])
        journal.write(by, "let go", f"user {user.pk}", now, name=user.name)
