"""What the demo company has behind it: its files, and the callers it has answered."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from demur.cli.progress import progressing
from demur.demo import callers
from demur.demo.tables import Row, content, rows
from demur.domain.brought.rows import Kind, shape
from demur.domain.refusal import Lang
from demur.domain.spoken import after_working_days

BY: Final = "demo"
HERE: Final = ZoneInfo("Europe/Budapest")
OPENING: Final = time(9, 0)
NOON: Final = time(12, 0)
BETWEEN_CALLS: Final = timedelta(minutes=9)
SECONDS_A_CALL: Final = 40
#: Days before today of which every call is known.
QUARTER: Final = 91
#: Past callers are known by their line or their day, so that a second run finds them.
INQUIRIES: Final = uuid5(NAMESPACE_URL, "demur:demo:inquiries")


def bring_in(kind: Kind, now: datetime) -> None:
    """Bring in one of the demo's files as of an instant."""
    _bring_in(kind, rows(kind.value), hashlib.sha256(content(kind.value)).hexdigest(), now)


def _bring_in(kind: Kind, lines: Iterable[Row], sha256: str, now: datetime) -> None:
    from demur.actions import bring_in as deed

    lines = list(lines)
    form = shape(kind, list(lines[0].values))
    begun = deed.begin(form, sha256, now)
    if not begun.finished_at:
        deque(deed.bring_in(begun, form, lines, BY, now), maxlen=0)


# ---- a year's callers, a few of each kind


def inquiries(now: datetime) -> None:
    """Answer the past callers, oldest first, through the desk's own door; each once."""
    from demur.records.inquiries import Inquiry

    calls = {uuid5(INQUIRIES, str(row.line)): row for row in rows("inquiries")}
    known = set(Inquiry.objects.filter(ref__in=calls).values_list("ref", flat=True))
    rang = sorted((_rang_at(row, now), ref) for ref, row in calls.items() if ref not in known)
    for at, ref in rang:
        _answer(calls[ref].values, ref, at)


def _rang_at(row: Row, now: datetime) -> datetime:
    """In working hours of its day in Győr, one caller after another."""
    day = now.astimezone(HERE).date() - timedelta(days=int(row.values["days_ago"]))
    opening = datetime.combine(day, OPENING, HERE)
    return (opening + row.line * BETWEEN_CALLS).astimezone(UTC)


def _answer(call: Mapping[str, Any], ref: UUID, at: datetime) -> None:
    """One call at the desk; in the mornings the engineers are out."""
    from demur.actions.finish import finish
    from demur.domain.answers import Choice
    from demur.records.gather import Asked

    if at.astimezone(HERE).time() < NOON:
        send_out_engineers(at)
    asked = Asked(
        need=call["need"],
        lang=Lang(call["lang"]),
        number=call["number"],
        dialled=call["dialled"],
        source=call["source"],
    )
    finish(asked, Choice(), ref, by="Kata", now=at, seconds=SECONDS_A_CALL)


def send_out_engineers(now: datetime) -> None:
    """Until the next working noon the engineers are out on visits: no one is free for a repair."""
    from demur.actions.standing import set_team
    from demur.records.company import Team

    engineers = Team.objects.get(name="service")
    if engineers.busy_until is None or engineers.busy_until <= now:
        local = now.astimezone(HERE)
        day = after_working_days(local.date() - timedelta(days=local.time() < NOON), 1)
        set_team(engineers, datetime.combine(day, NOON, local.tzinfo), "Anna", now)


# ---- a quarter of callers, as many as a desk has


def quarter(now: datetime) -> None:
    """Answer the callers of the last thirteen weeks, a day a transaction; each day once.

    It leaves the shelves as the last week found them. A demo that is started again some days later
    hears the callers of the days between.
    """
    today = now.astimezone(HERE).date()
    fresh = _unheard([today - timedelta(days=back) for back in range(QUARTER, 0, -1)])
    if not fresh:
        return
    with progressing("The last quarter's callers", len(fresh)) as reached:
        for monday, days in groupby(fresh, _monday):
            _count_shelves(monday)
            for day in days:
                _hear(day)
                reached(fresh.index(day) + 1)


def _ref(day: date, place: int) -> UUID:
    return uuid5(INQUIRIES, f"{day} {place}")


def _unheard(days: list[date]) -> list[date]:
    """Give those of the days on which somebody rang whom the records don't know."""
    from demur.records.inquiries import Inquiry

    first = {_ref(day, 0): day for day in days if callers.calls(day)}
    known = set(Inquiry.objects.filter(ref__in=first).values_list("ref", flat=True))
    return [day for ref, day in first.items() if ref not in known]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _count_shelves(monday: date) -> None:
    """Bring in the stock file of a week, as of its first morning."""
    lines, opening = callers.shelves(monday), datetime.combine(monday, time(), HERE)
    _bring_in(Kind.GOODS, lines, hashlib.sha256(f"shelves {monday}".encode()).hexdigest(), opening)


def _hear(day: date) -> None:
    from django.db import transaction

    with transaction.atomic():
        for place, call in enumerate(callers.calls(day)):
            _answer(asdict(call), _ref(day, place), datetime.combine(day, call.at, HERE))


# ---- an offer that nobody has answered


def offer(now: datetime) -> None:
    """Orsolya was offered four printers twenty days ago, and has been silent since; once."""
    from demur.actions.make_offer import make_offer
    from demur.domain.refusal import Money
    from demur.records.goods import Item
    from demur.records.people import Contact

    silent = Contact.objects.get(code="varga-orsolya")
    item = Item.objects.get(code="inkwell-m-400")
    make_offer(
        silent,
        item.hu,
        uuid5(INQUIRIES, "offer to varga-orsolya"),
        by="Anna",
        now=now - timedelta(days=20),
        item=item,
        quantity=4,
        price=Money(4 * (item.price_minor or 0), item.currency),
    )
