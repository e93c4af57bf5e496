"""What has been kept for its period, kind by kind, and how it is let go of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.db.models import Min, QuerySet

from demur.domain.retention import Kind
from demur.records import kept_calls
from demur.records.attempts import Attempt
from demur.records.call_events import CallEvent
from demur.records.erasing import erase_rows, erasing, person_of_inquiries
from demur.records.inquiries import Inquiry
from demur.records.journal import FileImport, Receipt
from demur.records.periods import periods
from demur.records.users import SignInLink

Rows = QuerySet[Any]


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of a kind: which are old by an instant, by which column, and how they go."""

    old: Callable[[datetime], Rows]
    column: str
    go: Callable[[Collection[int], str], object]


@dataclass(frozen=True, slots=True)
class Due:
    """What of a kind has been kept longer than its period: how much, and since when."""

    kind: Kind
    days: int
    before: datetime
    count: int
    oldest: datetime | None


def _deleting(model: Any, column: str) -> Part:
    rows = model._default_manager

    def go(pks: Collection[int], _: str) -> object:
        return rows.filter(pk__in=pks).delete()

    return Part(lambda before: rows.filter(**{f"{column}__lt": before}), column, go)


def _old_inquiries(before: datetime) -> Rows:
    """Inquiries with words in them: an emptied one has no need any more."""
    return Inquiry.objects.filter(at__lt=before).exclude(need="")


def _empty(pks: Collection[int], by: str) -> object:
    """Inquiries stay as counts: what they say of a person goes, with their refusals' words."""
    return erase_rows(person_of_inquiries(pks), by)


def _old_attempts(before: datetime) -> Rows:
    """Calls that somebody can still be known by."""
    nameless = Attempt.objects.filter(contact=None, address="", client="")
    return Attempt.objects.filter(at__lt=before).exclude(pk__in=nameless.values("pk"))


def _forget_whom(pks: Collection[int], by: str) -> object:
    """Calls stay as counts: when they were and how they ended, not to whom."""
    lines = Attempt.objects.filter(pk__in=pks)
    with erasing(by):
        kept_calls.let_go(lines)
        return lines.update(contact=None, address="", client="")


PARTS: Final[Mapping[Kind, tuple[Part, ...]]] = {
    Kind.INQUIRIES: (Part(_old_inquiries, "at", _empty),),
    Kind.RECEIPTS: (_deleting(Receipt, "at"),),
    Kind.SESSIONS: (_deleting(Session, "expire_date"),),
    Kind.SIGN_IN_ATTEMPTS: tuple(
        _deleting(table, "attempt_time") for table in (AccessAttempt, AccessFailureLog, AccessLog)
    ),
    Kind.SIGN_IN_LINKS: (_deleting(SignInLink, "expires_at"),),
    Kind.IMPORTS: (_deleting(FileImport, "finished_at"),),
    Kind.ATTEMPTS: (Part(_old_attempts, "at", _forget_whom), _deleting(CallEvent, "at")),
}


def due(now: datetime) -> tuple[Due, ...]:
    """What would go now, of every kind that has a period."""
    return tuple(_due(kind, days, now) for kind, days in sorted(periods(now).items()))


def some_due(one: Due, at_once: int) -> tuple[Part, list[Any]] | None:
    """The next rows of a kind to let go of, and how; None where there are none."""
    for part in PARTS[one.kind]:
        rows = part.old(one.before).order_by(part.column, "pk")
        if pks := list(rows.values_list("pk", flat=True)[:at_once]):
            return part, pks
    return None


def _due(kind: Kind, days: int, now: datetime) -> Due:
    before = now - timedelta(days=days)
    parts = [(part.old(before), part.column) for part in PARTS[kind]]
    ages = [rows.aggregate(oldest=Min(column))["oldest"] for rows, column in parts]
    known = [age for age in ages if age is not None]
    count = sum(rows.count() for rows, _ in parts)
    return Due(kind, days, before, count, min(known, default=None))
