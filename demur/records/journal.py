"""The journal: every deed a line, never changed. Audit and outbox in one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models


class Entry(models.Model):
    """Who did what to which subject, when."""

    at = models.DateTimeField()
    who = models.CharField(max_length=120)
    deed = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    facts = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["subject", "id"], name="entry_subject")]

    def __str__(self) -> str:
        return f"{self.who} {self.deed} {self.subject}"


class ApiKey(models.Model):
    """A bearer key of another system; only its hash is kept."""

    name = models.CharField(max_length=80, unique=True)
    key_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Receipt(models.Model):
    """The answer given to an Idempotency-Key, so that a repeat gets the same bytes."""

    holder = models.CharField(max_length=120)
    key = models.CharField(max_length=128)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["holder", "key"], name="receipt_once")]

    def __str__(self) -> str:
        return f"{self.holder} {self.key}"


class FileImport(models.Model):
    """How far a file has been brought in, so that a cut import goes on where it stopped."""

    kind = models.CharField(max_length=16)
    sha256 = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    line = models.PositiveBigIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "sha256"], name="import_file_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.sha256[:8]}"


def write(who: str, deed: str, subject: str, at: datetime, **facts: Any) -> None:
    """Add a line to the journal, inside the transaction of the deed itself."""
    Entry.objects.create(at=at, who=who, deed=deed, subject=subject, facts=facts)
