"""What was learned from the firm's calls: each fit is kept, and the last one is believed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext as _

from demur.domain.round.slots import Slots
from demur.domain.silence.history import NAMES
from demur.domain.silence.model import Params
from demur.records.attempts import Attempt
from demur.records.packed import Unreadable, packed, unpacked
from demur.records.soundness import Fact, Severity

#: Older, a fit knows nothing of the last week's calls but what each says of its own client.
OLD: Final = timedelta(days=7)
#: When nobody calls, and learning disturbs nobody.
NIGHT: Final = range(1, 5)
SAME_NIGHT: Final = timedelta(hours=12)
MISSED_A_NIGHT: Final = timedelta(hours=30)
FIRST: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Fit(models.Model):
    """What a log of calls said on a day of how clients refuse and answer.

    `borne_out` False: the later calls bore nothing better out than what is known of other firms,
    and that was kept. `slots` are the firm's opening, close and slot, in minutes; `fields` the
    trades that clients were told apart by, in an order that only grows; `params` as `packed` has
    them, with the names of what is known of a client, by which they are numbered.
    """

    fitted_at = models.DateTimeField()
    calls = models.PositiveIntegerField()
    clients = models.PositiveIntegerField()
    borne_out = models.BooleanField()
    slots = models.JSONField(default=list)
    fields = models.JSONField(default=list)
    params = models.BinaryField()
    by = models.CharField(max_length=120)

    def __str__(self) -> str:
        return f"fit of {self.fitted_at:%Y-%m-%d}"

    @property
    def day_slots(self) -> Slots:
        """The slots of the day that it was fitted by."""
        return Slots(*self.slots)

    def value(self) -> Params | None:
        """What it says; None where another version of Demur kept it, which we can't read."""
        try:
            names, found = unpacked(bytes(self.params))
        except (Unreadable, TypeError, ValueError):
            return None
        return found if names == NAMES and isinstance(found, Params) else None


def last_fit() -> Fit | None:
    """The fit that is believed now."""
    return Fit.objects.order_by("-fitted_at", "-pk").first()


def is_due(now: datetime, zone: ZoneInfo) -> bool:
    """Whether to learn anew: there are new calls and it is night here, or no night has done it; or
    what was learned can't be read by this version."""
    fit = last_fit()
    if fit and fit.value() is None:
        return Attempt.objects.exists()
    if not Attempt.objects.filter(noted_at__gt=fit.fitted_at if fit else FIRST).exists():
        return False
    age = now - fit.fitted_at if fit else MISSED_A_NIGHT
    return age >= MISSED_A_NIGHT or (age >= SAME_NIGHT and now.astimezone(zone).hour in NIGHT)


def keep_fit(
    params: Params,
    slots: Slots,
    fields: Sequence[str],
    seen: tuple[int, int],
    by: str,
    now: datetime,
) -> Fit:
    """Keep a fit, in the caller's transaction; `seen` are how many clients and calls it read."""
    clients, calls = seen
    return Fit.objects.create(
        fitted_at=now,
        calls=calls,
        clients=clients,
        borne_out=params.fitted,
        slots=[slots.opens, slots.closes, slots.minutes],
        fields=list(fields),
        params=packed((NAMES, params)),
        by=by,
    )


def facts(now: datetime) -> tuple[Fact, ...]:
    """Whether what is believed of silent clients is fresh, and borne out by our own calls."""
    fit = last_fit()
    if fit is None:
        return (_told(True, _("none yet")),)
    found = f"{fit.fitted_at:%Y-%m-%d}, {fit.calls} calls"
    if fit.value() is None:
        return (_told(False, found, _("Learn it anew from the log: demur silence refit")),)
    if now - fit.fitted_at > OLD:
        advice = _(
            "It is over a week old. Run demur silence refit, and find out why the night does not."
        )
        return (_told(False, found, advice),)
    if not fit.borne_out:
        advice = _(
            "Your later calls do not bear it out, so what is known of other firms is used. More "
            "calls, with machines and secretaries told apart, mend it."
        )
        return (_told(False, found, advice),)
    return (_told(True, found),)


def _told(sound: bool, found: str, advice: str = "") -> Fact:
    return Fact("silence", sound, Severity.WARNING, found, advice)
