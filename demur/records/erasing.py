"""Erasing a person: the one deed for which facts let their words about that person go."""

from __future__ import annotations

from django.db import models


class Erasing(models.Model):
    """Stands only inside the transaction that erases somebody, and is gone before it commits.

    The database lets facts be changed while it sees one; no other transaction ever does.
    """

    by = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.by
