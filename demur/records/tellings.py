"""What another system is still to be told of: planned calls, each written with its plan.

Whoever tells one holds it by a lease, as with messages (`errands`): it is told at least once, each
time under the same id, and none is lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q

from demur.domain.errands import Became

if TYPE_CHECKING:
    from demur.records.calls import Planned

LEASE: Final = timedelta(minutes=2)
WHY_MOST: Final = 300


class Telling(models.Model):
    """That another system is to be told of a planned call; `next_at` empty: it was, or never is.

    `why` is what was in the way last.
    """

    call = models.OneToOneField("records.Planned", on_delete=models.CASCADE, related_name="telling")
    next_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    told_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=WHY_MOST, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], name="telling_due", condition=Q(next_at__isnull=False))
        ]

    def __str__(self) -> str:
        return f"call {self.call_id}"


def tell_soon(calls: Iterable[Planned], now: datetime) -> None:
    """Have another system told of calls, in the transaction that plans them, if there is one."""
    if settings.WEBHOOK is not None:
        Telling.objects.bulk_create(Telling(call=one, next_at=now) for one in calls)


def take(now: datetime) -> Telling | None:
    """What has been due longest, held until the lease ends; None when there is none."""
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    if not Telling.objects.filter(free, next_at__lte=now).exists():
        return None
    with transaction.atomic():
        rows = Telling.objects.filter(free, next_at__lte=now).order_by("next_at", "pk")
        telling = rows.select_for_update(skip_locked=True, of=("self",)).first()
        if telling is not None:
            telling.leased_until = now + LEASE
            telling.save(update_fields=["leased_until"])
    return telling


def settle(telling: Telling, became: Became, now: datetime) -> bool:
    """Record what a try came to; False where its lease had ended and another has it."""
    mine = Telling.objects.filter(pk=telling.pk, leased_until=telling.leased_until)
    told = became.next_at is None and not became.why
    return bool(
        mine.update(
            next_at=became.next_at,
            leased_until=None,
            tries=F("tries") + int(became.counted),
            told_at=now if told else None,
            why=became.why[:WHY_MOST],
        )
    )
