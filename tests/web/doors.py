"""Every door of the house, everybody who may knock, and whether anything has moved since."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Final
from uuid import UUID

from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from demur.actions.make_key import Scope, make_key
from demur.records.users import Role, User
from demur.web import access

PASSWORD: Final = "négy szürke elefánt"
NOWHERE: Final = UUID("00000000-0000-4000-8000-000000000000")
ARGUMENTS: Final = {
    "sign-in-link": {"token": "a-token-nobody-made"},
    "no": {"token": "a-token-nobody-made"},
    "no-calendar": {"token": "a-token-nobody-made"},
    "offer": {"token": "a-token-nobody-made"},
    "round-feed": {"token": "a-token-nobody-made"},
    "desk-take-back": {"ref": NOWHERE},
    "inquiry": {"ref": NOWHERE},
    "inquiry-card": {"ref": NOWHERE},
    "person": {"pk": 999_999},
    "person-card": {"pk": 999_999},
    "person-link": {"pk": 999_999},
    "person-place": {"pk": 999_999},
    "person-no": {"pk": 999_999},
    "person-lift": {"pk": 999_999, "ref": NOWHERE},
    "person-merge": {"pk": 999_999},
    "person-split": {"pk": 999_999},
    "person-data": {"pk": 999_999},
    "person-consent": {"pk": 999_999},
    "person-copy": {"pk": 999_999},
    "person-erase": {"pk": 999_999},
    "call-dial": {"ref": NOWHERE},
    "call-done": {"ref": NOWHERE},
    **{
        f"round-{deed}": {"ref": NOWHERE}
        for deed in ("dial", "end", "link", "undo", "back", "keep")
    },
    "reply-seen": {"pk": 999_999},
    "regret-answer": {"pk": 999_999},
    "team-free": {"pk": 999_999},
    "api:refusal": {"inquiry_id": NOWHERE},
    "inquiry-example": {"ref": NOWHERE},
    "policy-version": {"version": 999_999},
    "policy-print": {"version": 999_999},
    "policy-again": {"version": 999_999},
    "policy-draft": {"pk": 999_999},
    "policy-check": {"pk": 999_999},
    "policy-text": {"pk": 999_999},
    "policy-aside": {"pk": 999_999},
    "policy-take-up": {"pk": 999_999},
    "policy-withdraw": {"pk": 999_999},
    "policy-difference": {"pk": 999_999},
    "policy-replay": {"pk": 999_999},
    "policy-callers": {"pk": 999_999},
    "policy-if-adopted": {"pk": 999_999},
    "policy-kept": {"pk": 999_999, "kept_pk": 999_999},
}


def address(route: str) -> str:
    """Where a route leads, to nothing in particular where it needs a name."""
    return reverse(route, kwargs=ARGUMENTS.get(route))


def routes() -> Iterator[tuple[str, str]]:
    """Every route with its address."""
    for route in sorted(access.TABLE):
        yield route, address(route)


def somebody(role: Role, name: str = "", language: str = "en", password: str = "") -> User:
    """A user of that role, who signs in by link where no password is given."""
    user = User(name=name or f"A {role}", role=role, language=language)
    user.set_password(password or None)
    user.save()
    return user


def signed_in(user: User) -> Client:
    """A browser in which this user has signed in."""
    client = Client(raise_request_exception=False)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def key(*scopes: Scope, name: str = "voicebot") -> dict[str, str]:
    """The headers with which a system of these scopes asks."""
    made = make_key(name, scopes, "the test", timezone.now())
    return {"Authorization": f"Bearer {made}"}


def everything() -> str:
    """One hash over every row of every table."""
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            digest.update(repr((table, sorted(map(repr, cursor.fetchall())))).encode())
    return digest.hexdigest()
