"""A draft as the tests of its pages see it: its text, the lines of its rows, its form sent."""

from __future__ import annotations

from html import unescape

from django.test import Client

from demur.actions import draft as drafting
from demur.records.policies import Draft
from tests.shop import NOW

HTMX = {"HX-Request": "true"}


def text(response: object) -> str:
    return unescape(response.getvalue().decode())  # type: ignore[attr-defined]


def source(draft: Draft) -> str:
    draft.refresh_from_db()
    return bytes(draft.source).decode()


def line(draft: Draft, row: str) -> int:
    lines = source(draft).split("\n")
    return 1 + next(at for at, each in enumerate(lines) if each.startswith(f"| {row} |"))


def edit(client: Client, draft: Draft, revision: int | None = None, **fields: object) -> object:
    """Send the form of a draft's page, as it stood at a revision."""
    given = {name.replace("_", "-"): value for name, value in fields.items()}
    known = draft.revision if revision is None else revision
    return client.post(f"/policy/draft/{draft.pk}", {"revision": known, **given})


def rewritten(draft: Draft, old: str, new: str) -> None:
    """Save a draft with other words in it."""
    changed = source(draft).replace(old, new)
    assert changed != source(draft)
    drafting.save(draft.pk, draft.revision, changed.encode(), "Anna", NOW)
    draft.refresh_from_db()
