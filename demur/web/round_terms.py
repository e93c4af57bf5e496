"""Shifts and shares: who calls on the round, when, for how long, and what is kept for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final, cast

from babel.dates import format_date
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from demur.actions.set_round import ShiftTold, set_shares, set_shift
from demur.domain.people import display_name
from demur.domain.refusal import Lang
from demur.records.round_terms import Shift, terms
from demur.records.users import Role, User
from demur.web.round_said import language

#: A Monday, to name the days of the week by.
MONDAY: Final = date(2024, 1, 1)
WEEK: Final = range(1, 8)
MINUTES_MOST: Final = 24 * 60
#: Who may call: whoever has a desk.
CALLERS: Final = (Role.SELLER, Role.HEAD, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class ShiftForm:
    """A seller's shift as its form shows it; `fault` says what is wrong with what was typed."""

    seller: str
    days: frozenset[int] = frozenset()
    starts: str = "09:00"
    ends: str = "17:00"
    languages: frozenset[str] = frozenset()
    minutes: str = "0"
    fault: str = ""


@dataclass(slots=True)
class Read:
    """What was typed into a form, read field by field; the first fault is kept."""

    typed: QueryDict
    fault: str = field(default="")

    def number(self, name: str, most: int) -> int:
        """A whole number from nought to `most`."""
        text = self.typed.get(name, "").strip()
        if text.isascii() and text.isdigit() and len(text) < 6 and int(text) <= most:
            return int(text)
        told = _("“%(typed)s” can't be used here. Please give a whole number from 0 to %(most)s.")
        self._wrong(told % {"typed": display_name(text, 20), "most": most})
        return 0

    def hour(self, name: str) -> time:
        """An hour and minute of the day."""
        try:
            return datetime.strptime(self.typed.get(name, ""), "%H:%M").time()  # noqa: DTZ007
        except ValueError:
            self._wrong(_("Please give each hour like 09:00."))
            return time()

    def in_order(self, starts: time, ends: time) -> None:
        """What begins has to end later."""
        if ends <= starts:
            self._wrong(_("A shift has to end after it begins. Please look at its hours."))

    def _wrong(self, told: str) -> None:
        self.fault = self.fault or told


def round_terms(request: HttpRequest) -> HttpResponse:
    """Show the shares and everybody's shift; keep the form that was sent."""
    if request.method != "POST":
        return _page(request)
    read, now, by = Read(request.POST), timezone.now(), cast(User, request.user).name
    seller = request.POST.get("seller", "")
    if not seller:
        return _shares(request, read, by, now)
    if not _callers().filter(name=seller).exists():
        raise Http404
    shift = _shift(read)
    if read.fault:
        return _page(request, {seller: _as_typed(seller, read)}, status=400)
    set_shift(seller, shift, by, now)
    return redirect("round-terms")


def _shares(request: HttpRequest, read: Read, by: str, now: datetime) -> HttpResponse:
    key, explore = read.number("key_share", 100), read.number("explore", 100)
    if read.fault:
        return _page(request, shares_fault=read.fault, status=400)
    set_shares(key / 100, explore / 100, by, now)
    return redirect("round-terms")


def _shift(read: Read) -> ShiftTold:
    starts, ends = read.hour("starts"), read.hour("ends")
    read.in_order(starts, ends)
    return ShiftTold(
        days=[day for day in WEEK if str(day) in read.typed.getlist("days")],
        starts=starts,
        ends=ends,
        languages=[lang.value for lang in Lang if lang in read.typed.getlist("languages")],
        minutes=read.number("minutes", MINUTES_MOST),
    )


def _page(
    request: HttpRequest,
    typed: Mapping[str, ShiftForm] | None = None,
    *,
    shares_fault: str = "",
    status: int = 200,
) -> HttpResponse:
    known = {one.seller: one for one in Shift.objects.all()}
    shares = terms()
    context: dict[str, Any] = {
        "key_share": round(shares.key_share * 100),
        "explore": round(shares.explore * 100),
        "shares_fault": shares_fault,
        "shifts": [
            (typed or {}).get(one.name) or _as_kept(one, known.get(one.name)) for one in _callers()
        ],
        "week": [(day, _day_name(day)) for day in WEEK],
        "langs": list(Lang),
    }
    return render(request, "round/terms.html", context, status=status)


def _callers() -> Any:
    return User.objects.filter(is_active=True, role__in=CALLERS).order_by("name")


def _as_kept(user: User, shift: Shift | None) -> ShiftForm:
    if shift is None:
        return ShiftForm(user.name, frozenset(range(1, 6)), languages=frozenset({user.language}))
    return ShiftForm(
        user.name,
        frozenset(shift.days),
        f"{shift.starts:%H:%M}",
        f"{shift.ends:%H:%M}",
        frozenset(shift.languages),
        str(shift.minutes),
    )


def _as_typed(seller: str, read: Read) -> ShiftForm:
    given = read.typed
    days = frozenset(day for day in WEEK if str(day) in given.getlist("days"))
    hours = given.get("starts", ""), given.get("ends", "")
    languages = frozenset(given.getlist("languages"))
    return ShiftForm(seller, days, *hours, languages, given.get("minutes", ""), read.fault)


def _day_name(day: int) -> str:
    return format_date(MONDAY + timedelta(days=day - 1), "EEE", locale=language())
