"""What the columns and the words of a call log mean, kept for the next file of the same make."""

from __future__ import annotations

from datetime import datetime

from django.db import models


class CallSheet(models.Model):
    """How files with these very headings are read, as somebody here once said it.

    `header` is the fingerprint of the headings; `columns` say by heading what we call it, `words`
    by folded outcome which disposition it is; `zone` is where the file's clock stands.
    """

    header = models.CharField(max_length=64, unique=True)
    columns = models.JSONField(default=dict)
    words = models.JSONField(default=dict)
    zone = models.CharField(max_length=40, blank=True)
    by = models.CharField(max_length=120)
    said_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"call log {self.header[:8]}"


def call_sheet(header: str) -> CallSheet:
    """What was said of files with these headings; of new ones nothing yet, and nothing saved."""
    return CallSheet.objects.filter(header=header).first() or CallSheet(header=header)


def keep(sheet: CallSheet, by: str, now: datetime) -> None:
    """Keep what was said of a file's make, in the caller's transaction."""
    said = {"columns": sheet.columns, "words": sheet.words, "zone": sheet.zone}
    said |= {"by": by, "said_at": now}
    CallSheet.objects.update_or_create(header=sheet.header, defaults=said)
