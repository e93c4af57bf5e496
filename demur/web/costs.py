"""What silence costs and what calling brings: by month, seller and client, drawn and as a sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from demur.channels.exports import some_at_once
from demur.channels.sheets_writing import write_rows
from demur.domain.costs import Lengths, Made, Spent, lengths, spent_by
from demur.domain.foretold import Calibration, calibration
from demur.domain.refusal import Money
from demur.records import costs as records
from demur.records.time_ledger import time_plan
from demur.web.by_parts import as_made
from demur.web.given import Given
from demur.web.inquiries import SEPARATORS
from demur.web.page import our_company
from demur.web.plots import Frame, Span, against, columns, middles, round_levels
from demur.web.templatetags.figures import lasting
from demur.web.templatetags.spoken import count, percent

SPANS: Final = {"30": _("30 days"), "90": _("90 days"), "365": _("a year")}
USUAL: Final = "90"
#: So many clients stand on the page; all of them in the sheet.
CLIENTS_SHOWN: Final = 12
QUARTERS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
HEADINGS: Final = (
    *(_("Client's number here"), _("Client"), _("Calls"), _("In vain"), _("Minutes in vain")),
    *(
        _("Minutes"),
        _("Noes"),
        _("Sales"),
        _("Sales of unknown value"),
        _("Brought"),
        _("Currency"),
    ),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: whose it is, the calls, and what their minutes in vain cost."""

    name: str
    spent: Spent
    cost: Money | None
    pk: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """The calls of a span of time, summed in every way that the page and the sheet show."""

    calls: Sequence[Made]
    lengths: Lengths
    whole: Spent
    months: Mapping[date, Spent]
    sellers: Mapping[str, Spent]
    clients: Sequence[tuple[int, Spent]]


def silence(request: HttpRequest) -> HttpResponse:
    """What calls in vain took, what calling brought, and whether what was foretold came about."""
    given = Given(request.GET)
    span = given.listed("days", SPANS) or USUAL
    now = timezone.now()
    since = now - timedelta(days=int(span))
    found = _counted(since, now)
    plan = time_plan()
    hour = plan.hour if plan else None
    told = calibration(records.foretold(since, now))
    context = {
        "spans": SPANS,
        "span": span,
        "span_said": SPANS[span],
        "faults": given.faults,
        "whole": Row("", found.whole, found.whole.cost(hour)),
        "lengths": found.lengths,
        "months": [
            Row(_month(one), spent, spent.cost(hour)) for one, spent in found.months.items()
        ],
        "drawn": _months_drawn(found.months),
        "sellers": [Row(one, spent, spent.cost(hour)) for one, spent in found.sellers.items()],
        "clients": _clients(found.clients[:CLIENTS_SHOWN], hour),
        "open": records.open_offers(now),
        "spared": records.calls_spared(since, now),
        "unasked": records.bought_unasked(found.calls, since, now),
        "foretold": told,
        "foretold_drawn": _foretold_drawn(told) if told else "",
    }
    return render(request, "insight/silence.html", context, status=given.status)


def sheet(request: HttpRequest) -> HttpResponseBase:
    """The same by client, all of them, as a sheet for any office program."""
    given = Given(request.GET)
    span = given.listed("days", SPANS) or USUAL
    if given.faults:
        return silence(request)
    now = timezone.now()
    found = _counted(now - timedelta(days=int(span)), now)
    language = translation.get_language() or "en"
    lines = write_rows(
        [str(heading) for heading in HEADINGS], _cells(found), SEPARATORS.get(language, ",")
    )
    name = f"silence-{now.astimezone(ZoneInfo(our_company().zone)).date()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    kind = "text/csv; charset=utf-8"
    return as_made(request, some_at_once(lines), content_type=kind, headers=headers)


def _counted(since: datetime, until: datetime) -> Counted:
    calls = records.calls_made(since, until)
    last, worth = lengths(calls), records.worth_of_sales(calls)
    zone = ZoneInfo(our_company().zone)
    months = spent_by(calls, last, lambda one: one.at.astimezone(zone).date().replace(day=1), worth)
    clients = spent_by(calls, last, lambda one: one.whom, worth)
    return Counted(
        calls=calls,
        lengths=last,
        whole=spent_by(calls, last, lambda _: 0, worth).get(0, Spent()),
        months=dict(sorted(months.items())),
        sellers=dict(sorted(spent_by(calls, last, lambda one: one.seller, worth).items())),
        clients=sorted(clients.items(), key=lambda one: (-one[1].minutes_in_vain, one[0])),
    )


def _clients(found: Sequence[tuple[int, Spent]], hour: Money | None) -> list[Row]:
    names = records.names({pk for pk, _ in found})
    unknown = gettext("people we do not know")
    return [Row(names.get(pk, unknown), spent, spent.cost(hour), pk) for pk, spent in found]


def _cells(found: Counted) -> Iterator[list[str | int | None]]:
    """A line a client and currency, so that no two moneys stand in one cell."""
    names = records.names({pk for pk, _ in found.clients})
    for pk, one in found.clients:
        own: list[str | int | None] = [pk or None, names.get(pk, "")]
        own += [one.calls, one.in_vain, round(one.minutes_in_vain), round(one.minutes)]
        own += [one.refused, one.sold, one.unvalued]
        for money in one.money or (None,):
            yield [*own, round(money.amount) if money else None, money.currency if money else ""]


def _month(first: date) -> str:
    return format_date(first, "LLLL y", locale=translation.get_language() or "en")


def _short_month(first: date) -> str:
    return format_date(first, "LLL", locale=translation.get_language() or "en")


def _figure(number: float) -> str:
    return format_decimal(number, "#,##0.##", locale=translation.get_language() or "en")


def _months_drawn(months: Mapping[date, Spent]) -> SafeString | str:
    if not months:
        return ""
    hours = {
        month: (one.minutes - one.minutes_in_vain, one.minutes_in_vain)
        for month, one in months.items()
    }
    levels = round_levels(max(map(sum, hours.values())) / 60)
    most = levels[-1] * 60
    vain = sum(one.minutes_in_vain for one in months.values())
    spoken = sum(one.minutes for one in months.values()) - vain
    frame = Frame(
        title=gettext("Time spent calling, by month"),
        told=gettext("%(vain)s in vain and %(spoken)s in talks; the table below has each month.")
        % {"vain": lasting(vain), "spoken": lasting(spoken)},
        across=gettext("month"),
        up=gettext("hours"),
        ticks=middles([_short_month(one) for one in months]),
        levels=tuple((one * 60 / most, _figure(one)) for one in levels),
    )
    return columns(
        frame, [(("vain", vain / most), ("spoken", talk / most)) for talk, vain in hours.values()]
    )


def _foretold_drawn(told: Calibration) -> SafeString:
    quarters = tuple((one, percent(one)) for one in QUARTERS)
    frame = Frame(
        title=gettext("Answers foretold and answers that came"),
        told=gettext("%(calls)s calls; foretold and happened lie %(apart)s apart on average.")
        % {"calls": count(told.calls), "apart": percent(told.apart)},
        across=gettext("foretold"),
        up=gettext("answered"),
        ticks=quarters,
        levels=quarters,
    )
    spans = [Span(one.foretold, one.happened, one.low, one.high) for one in told.groups]
    return against(frame, spans, "foretold")
