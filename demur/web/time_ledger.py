"""Whom the sellers' time goes to, beside whom it was planned for; the head of sales plans it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from demur.actions.plan_time import WHOLE, plan_time
from demur.channels.exports import some_at_once
from demur.channels.sheets_writing import write_rows
from demur.domain.costs import lengths
from demur.domain.refusal import DECIMALS, Money
from demur.domain.time_ledger import (
    DIFFICULT_CALLS,
    DIFFICULT_DAYS,
    Line,
    News,
    Part,
    Spell,
    by_time_and_seller,
    stands_out,
    total,
)
from demur.records.company import Company
from demur.records.costs import calls_made
from demur.records.time_ledger import TimePlan, first_of_month, monday, spells, time_plan
from demur.records.users import User
from demur.web.access import SIGNER
from demur.web.by_parts import as_made
from demur.web.charts import bars
from demur.web.given import Given
from demur.web.inquiries import SEPARATORS
from demur.web.page import our_company
from demur.web.said import Words
from demur.web.templatetags.spoken import percent

SPANS: Final = {"28": _("4 weeks"), "91": _("13 weeks"), "364": _("52 weeks")}
USUAL: Final = "28"
HOUR_DIGITS: Final = 9
PARTS: Final[Words] = {
    Part.KEY: pgettext_lazy("time of", "key clients"),
    Part.STRATEGIC: pgettext_lazy("time of", "strategic clients"),
    Part.TACTICAL: pgettext_lazy("time of", "tactical clients"),
    Part.CHANCE: pgettext_lazy("time of", "chance callers"),
    Part.DIFFICULT: pgettext_lazy("time of", "difficult clients"),
}
#: Of the sheet; the parts stand between.
HEADINGS: Final = (_("Month"), _("Seller"))
TOGETHER: Final = _("Together")
#: What stands out, in a sentence: filled with the part and its share.
NEWS: Final[Words] = {
    News.NOTHING: _("Most of the time: %(part)s, %(share)s."),
    News.RANDOM_FIRST: _(
        "What stands out: the difficult and the random took %(share)s of the time more than key "
        "and strategic clients."
    ),
    News.TOO_MUCH: _("What stands out: %(part)s, %(share)s of the time more than planned."),
    News.TOO_LITTLE: _("What stands out: %(part)s, %(share)s of the time less than planned."),
    News.AS_PLANNED: _("The time went as it was planned, within five points."),
}


@dataclass(frozen=True, slots=True)
class Typed:
    """The plan as it stands on the form; `faults` say by field what is wrong with it."""

    percent: Mapping[str, str]
    hour: str
    faults: Mapping[str, str] = field(default_factory=dict)


def time(request: HttpRequest) -> HttpResponse:
    """The ledger by week and seller; the head of sales may plan the shares anew."""
    if request.method == "POST":
        return _plan(request)
    given = Given(request.GET)
    return _page(request, given, _kept(time_plan()), given.status)


def sheet(request: HttpRequest) -> HttpResponseBase:
    """The same by month and seller, in whole minutes, as a sheet for any office program."""
    given = Given(request.GET)
    span = given.listed("days", SPANS) or USUAL
    if given.faults:
        return _page(request, given, _kept(time_plan()), given.status)
    ours = our_company()
    lines = by_time_and_seller(_spent(int(span), ours, first_of_month))
    headings = [*map(str, (*HEADINGS, *(PARTS[part] for part in Part), TOGETHER))]
    separator = SEPARATORS.get(translation.get_language() or "en", ",")
    written = write_rows(headings, map(_cells, lines.items()), separator)
    name = f"time-{timezone.now().astimezone(ZoneInfo(ours.zone)).date()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    kind = "text/csv; charset=utf-8"
    return as_made(request, some_at_once(written), content_type=kind, headers=headers)


def _spent(days: int, ours: Company, begins: Callable[[date], date]) -> list[Spell]:
    """The minutes of the last so many days, each in its week or month."""
    now = timezone.now()
    since = now - timedelta(days=days)
    calls = calls_made(since - timedelta(days=DIFFICULT_DAYS), now)
    return spells(calls, lengths(calls), since, now, ZoneInfo(ours.zone), begins)


def _cells(line: tuple[tuple[date, str], Line]) -> list[str | int | None]:
    (month, seller), spent = line
    minutes = [round(spent.minutes[part]) for part in Part]
    return [f"{month:%Y-%m}", seller, *minutes, round(spent.total)]


def _plan(request: HttpRequest) -> HttpResponse:
    ours = our_company()
    typed = _typed(request.POST)
    if typed.faults:
        return _page(request, Given(QueryDict()), typed, 400)
    percents = {part: int(typed.percent[part]) for part in Part}
    scale = 10 ** DECIMALS.get(ours.currency, 2)
    hour = Money(int(typed.hour) * scale, ours.currency) if typed.hour else None
    plan_time(percents, hour, cast(User, request.user).name, timezone.now())
    return redirect("insight-time")


def _page(request: HttpRequest, given: Given, typed: Typed, status: int) -> HttpResponse:
    ours = our_company()
    span = given.listed("days", SPANS) or USUAL
    found = _spent(int(span), ours, monday)
    plan, whole = time_plan(), total(found)
    context = {
        "spans": SPANS,
        "span": span,
        "faults": dict(given.faults) | dict(typed.faults),
        "whole": whole,
        "news": _news(whole, plan),
        "plan": plan,
        "parts": _parts(whole, plan),
        "lines": [_line(key, line, plan) for key, line in by_time_and_seller(found).items()],
        "typed": [(part.value, PARTS[part], typed.percent.get(part, "")) for part in Part],
        "hour": typed.hour,
        "currency": ours.currency,
        "difficult": {"calls": DIFFICULT_CALLS, "days": DIFFICULT_DAYS},
        "may_plan": cast(User, request.user).may(*SIGNER),
    }
    return render(
        request, "insight/time.html", context, status=given.status if given.faults else status
    )


def _news(whole: Line, plan: TimePlan | None) -> str:
    told = stands_out(whole, plan.shares if plan else None)
    if not whole.total:
        return ""
    part = str(PARTS[told.part]) if told.part else ""
    return str(NEWS[told.news]) % {"part": part, "share": percent(told.gap)}


def _parts(line: Line, plan: TimePlan | None) -> list[dict[str, Any]]:
    return [_share(part, line, plan) for part in Part]


def _share(part: Part, line: Line, plan: TimePlan | None) -> dict[str, Any]:
    planned = plan.shares[part] if plan else None
    return {
        "name": PARTS[part],
        "minutes": line.minutes[part],
        "share": line.share(part),
        "planned": planned,
        "planned_minutes": planned * line.total if planned is not None else None,
        "drawn": _pair(planned or 0.0, line.share(part)),
    }


def _pair(planned: float, spent: float) -> SafeString:
    """Two bars, what was planned above what was spent, of all the time there was."""
    return bars(*(Fraction(min(max(share, 0.0), 1.0)) for share in (planned, spent)))


def _line(key: tuple[Any, str], line: Line, plan: TimePlan | None) -> dict[str, Any]:
    return {"week": key[0], "seller": key[1], "total": line.total, "parts": _parts(line, plan)}


def _kept(plan: TimePlan | None) -> Typed:
    if plan is None:
        return Typed({}, "")
    hour = f"{plan.hour.amount:.0f}" if plan.hour else ""
    return Typed({part: f"{plan.shares[part] * WHOLE:.0f}" for part in Part}, hour)


def _typed(form: QueryDict) -> Typed:
    """The plan as it was typed, and what is wrong with it."""
    shares = {part.value: form.get(part.value, "").strip() for part in Part}
    hour = form.get("hour", "").strip()
    faults = {}
    if not all(map(_is_percent, shares.values())) or sum(map(int, shares.values())) != WHOLE:
        faults["shares"] = gettext("Please give five whole percents that are 100 together.")
    if hour and not (hour.isascii() and hour.isdigit() and len(hour) <= HOUR_DIGITS):
        faults["hour"] = gettext("Please give a whole amount of at most nine digits, or nothing.")
    return Typed(shares, hour, faults)


def _is_percent(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) <= 3 and int(typed) <= WHOLE
