"""Closed lists as database choices, from the same enumerations the domain thinks with."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import CheckConstraint, Q


def choices(words: type[StrEnum]) -> list[tuple[str, str]]:
    """Django choices of an enumeration: stored as its value, named by its value."""
    return [(word.value, word.value) for word in words]


def one_of(field: str, words: type[StrEnum], *, or_empty: bool = False) -> CheckConstraint:
    """A constraint that the database itself keeps: the field holds a listed word."""
    listed = [word.value for word in words] + ([""] if or_empty else [])
    return CheckConstraint(
        condition=Q(**{f"{field}__in": listed}), name=f"%(class)s_{field}_listed"
    )
