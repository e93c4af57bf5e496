"""Today's planned calls: as a page, as a sheet, as a calendar; and dialled, one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from demur.actions.dial import Dialled, Elsewhere
from demur.actions.dial import dial as dial_it
from demur.actions.end_call import end_call
from demur.actions.plan import plan
from demur.channels.calls_out import COLUMNS, call_calendar, call_sheet
from demur.domain.exits import Exit
from demur.domain.peace import Blocked, Purpose, Why
from demur.records.calls import Planned, State, promised_calls, still_planned, to_make
from demur.records.gate import Cleared, Passage, ask, leaves_by
from demur.records.users import User
from demur.web.by_parts import as_made
from demur.web.contact_rules import address_of
from demur.web.held_back import held_back
from demur.web.inquiries import SEPARATORS
from demur.web.page import our_company
from demur.web.reach import link_to_dial
from demur.web.whereabouts import wants_place

HEADINGS: Final[Mapping[str, str | Promise]] = {
    "ref": _("Reference"),
    "when": _("When"),
    "number": _("Number"),
    "name": _("Name"),
    "organisation": _("Organisation"),
    "purpose": pgettext_lazy("of a call", "What for"),
    "need": _("Need"),
}
PURPOSES: Final[Mapping[str, str | Promise]] = {
    Purpose.SALE: pgettext_lazy("purpose", "to sell"),
    Purpose.BETTER_OFFER: pgettext_lazy("purpose", "a better offer"),
    Purpose.MARKETING: pgettext_lazy("purpose", "marketing"),
    Purpose.ASKED: pgettext_lazy("purpose", "they asked for it"),
}
#: What may be lifted by knowing where the client's clock stands.
BY_THE_CLOCK: Final = frozenset({Why.ZONE, Why.HOURS})
#: So much of the days to come is in the calendar.
CALENDAR_DAYS: Final = 31
#: A call back that was due before this is no longer a promise to keep but an apology to make.
FORGOTTEN: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Line:
    """A planned call as the page shows it: whether it may be dialled, and what holds it back.

    `is_next`: it is the first that nobody has in hand, and so the one thing to do on the page.
    `wants_place`: what hour it is there would have to be known.
    """

    call: Planned
    purpose: str | Promise
    may_dial: bool
    is_mine: bool
    is_next: bool
    rests: str
    wants_place: bool


def calls(request: HttpRequest) -> HttpResponse:
    """Today's calls in their order; those that are held, and why."""
    now = timezone.now()
    zone = ZoneInfo(our_company().zone)
    rows = to_make(*_day(now, zone))
    lines = _lines(rows, zone, now, cast(User, request.user).name)
    promised = sum(len(some) for some in promised_calls(now - FORGOTTEN))
    return render(request, "calls/list.html", {"lines": lines, "promised": promised})


def calls_plan(request: HttpRequest) -> HttpResponse:
    """Plan the promised call backs that are not planned yet."""
    now = timezone.now()
    for some in promised_calls(now - FORGOTTEN):
        plan(some, cast(User, request.user).name, now)
    return redirect("calls")


def dial(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Ask the gate at this instant; the number to dial, or why not."""
    came = dial_it(ref, cast(User, request.user).name, timezone.now())
    if came is None:
        raise Http404
    context, status = _told(came, ref)
    return render(request, "calls/dial.html", context, status=status)


def done(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The call is over; where it is not this person's, the list shows whose."""
    end_call(ref, cast(User, request.user).name, timezone.now())
    return redirect("calls")


def sheet(request: HttpRequest) -> StreamingHttpResponse:
    """Today's calls that may be made, as CSV; its columns speak the reader's language."""
    now = timezone.now()
    zone = ZoneInfo(our_company().zone)
    language = translation.get_language() or "en"
    lines = call_sheet(
        _passage(Exit.CALLS_FILE, still_planned(_day(now, zone)[1]), now).cleared,
        [str(HEADINGS[column]) for column in COLUMNS],
        lambda purpose: str(PURPOSES[purpose]),
        zone,
        SEPARATORS.get(language, ","),
    )
    headers = {"Content-Disposition": f'attachment; filename="calls-{now.astimezone(zone):%F}.csv"'}
    return as_made(request, iter(list(lines)), "text/csv; charset=utf-8", headers)


def calendar(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The calls of the coming month that may be made, as a calendar."""
    return feed(timezone.now())


def feed(now: datetime) -> HttpResponse:
    """The calendar, for whoever may see it."""
    rows = still_planned(now + timedelta(days=CALENDAR_DAYS))
    cleared = _passage(Exit.CALENDAR, rows, now).cleared
    text = call_calendar(cleared, lambda name: gettext("Call %(name)s") % {"name": name}, now)
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")


@leaves_by(Exit.CALLS_PAGE)
def dialable(cleared: Sequence[Cleared]) -> frozenset[int]:
    """The calls beside which there is a button; a number stands beside none."""
    return frozenset(one.wanted.about.pk for one in cleared)


def _told(came: Dialled | Blocked | Elsewhere, ref: UUID) -> tuple[dict[str, Any], int]:
    if isinstance(came, Dialled):
        return {"call": came.call, "number": came.number, "link": link_to_dial(came)}, 200
    if isinstance(came, Elsewhere):
        return {"elsewhere": came.call}, 409
    rests = held_back(came, ZoneInfo(our_company().zone))
    call = Planned.objects.select_related("contact").get(ref=ref)
    asks = came.why in BY_THE_CLOCK and wants_place(call, timezone.now())
    return {"rests": rests, "rule": address_of(came.rule), "call": call, "wants_place": asks}, 409


def _lines(rows: Sequence[Planned], zone: ZoneInfo, now: datetime, reader: str) -> list[Line]:
    passage = _passage(Exit.CALLS_PAGE, [one for one in rows if one.state != State.HELD], now)
    may = dialable(passage.cleared)
    held = {one.wanted.about.pk: one.blocked for one in passage.held}
    held |= {one.pk: Blocked(Why(one.why), one.until) for one in rows if one.state == State.HELD}
    first = next((one.pk for one in rows if one.pk in may and one.state == State.PLANNED), 0)
    return [
        Line(
            call=one,
            purpose=PURPOSES[one.purpose],
            may_dial=one.pk in may and (one.state == State.PLANNED or one.dialled_by == reader),
            is_mine=one.state == State.DIALLED and one.dialled_by == reader,
            is_next=one.pk == first,
            rests=held_back(held[one.pk], zone) if one.pk in held else "",
            wants_place=one.pk not in held and wants_place(one, now),
        )
        for one in rows
    ]


def _passage(exit: Exit, rows: Sequence[Planned], now: datetime) -> Passage:  # noqa: A002
    """The gate's word on calls that would be made, or shown, now: not when they are planned for."""
    return ask(exit, [one.wanted(now) for one in rows])


def _day(now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The company's own day."""
    today = datetime.combine(now.astimezone(zone).date(), time(), zone)
    return today, datetime.combine(today.date() + timedelta(days=1), time(), zone)
