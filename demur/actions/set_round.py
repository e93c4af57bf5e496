"""Set the round: the shares of its minutes, and who calls when, in which languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, time

from django.db import transaction

from demur.records import journal
from demur.records.round_terms import RoundTerms, Shift


@dataclass(frozen=True, slots=True)
class ShiftTold:
    """When a seller works on the round: ISO weekdays, from when to when, how many minutes of it.

    `languages` are those they call in; none: any.
    """

    days: Sequence[int]
    starts: time
    ends: time
    languages: Sequence[str]
    minutes: int


def set_shares(key_share: float, explore: float, by: str, now: datetime) -> RoundTerms:
    """Say which share of the minutes is key clients', and which is given by chance, to learn."""
    told = {"key_share": key_share, "explore": explore}
    with transaction.atomic():
        terms, _ = RoundTerms.objects.update_or_create(pk=1, defaults=told)
        journal.write(by, "set the round's shares", "round", now, **told)
    return terms


def set_shift(seller: str, shift: ShiftTold, by: str, now: datetime) -> Shift:
    """Say when a seller works on the round; what was said of them before is replaced."""
    told = asdict(shift) | {"days": list(shift.days), "languages": list(shift.languages)}
    with transaction.atomic():
        row, _ = Shift.objects.update_or_create(seller=seller, defaults=told)
        journal.write(by, "set a shift", f"shift {row.pk}", now, minutes=shift.minutes)
    return row
