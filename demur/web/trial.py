"""The trial of the round: what it could show before it begins, nothing until its day, then all."""

from __future__ import annotations

from datetime import datetime
from math import log
from typing import Any, Final, cast

from babel.numbers import format_decimal
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from demur.actions.end_trial import NoReason, end_trial
from demur.actions.start_trial import FEWEST_CLIENTS, LONGEST_CADENCE, Why, start_trial
from demur.domain.people import Rejected, clean_text
from demur.domain.trials.power import FEWEST_SALES, Power, days_to_show
from demur.domain.trials.result import Between, Result
from demur.domain.trials.split import Arm
from demur.records.company import Company
from demur.records.trials import Ready, Trial, last_trial, ready, result_of, running, safety
from demur.records.users import User
from demur.web.access import SIGNER
from demur.web.given import Given
from demur.web.limits import said
from demur.web.plots import Frame, beside, curve
from demur.web.said import Words
from demur.web.templatetags.spoken import percent

#: How long a trial may last, in days: as the address says it, and as the page does.
LENGTHS: Final = {
    "28": _("4 weeks"),
    "56": _("8 weeks"),
    "91": _("13 weeks"),
    "182": _("26 weeks"),
    "364": _("52 weeks"),
}
USUAL: Final = "91"
REASON_MOST: Final = 300
#: How far the curve of power is drawn: the round brings so many times as much a minute.
MOST_RATIO: Final = 3.0
STEPS: Final = 40
RATIOS: Final = (1.0, 1.5, 2.0, 2.5, 3.0)
#: A gain worth a change of habits: how long it would take to show is told.
A_QUARTER_MORE: Final = 1.25
#: The ends of the scale on which a ratio is drawn.
SCALE: Final = (0.25, 4.0)
ARMS: Final[Words] = {
    Arm.ROUND: pgettext_lazy("side of the trial", "the round"),
    Arm.CADENCE: pgettext_lazy("side of the trial", "the old cadence"),
}
WHY_NOT: Final[Words] = {
    Why.RUNNING: _("A trial is on already. One runs at a time."),
    Why.FEW_CLIENTS: _("There are too few silent clients for a trial: at least %(clients)s."),
    Why.NO_PAST: _(
        "Under %(sales)s sales to silent clients are known of the last half year. A trial would "
        "show nothing."
    ),
}


def trial(request: HttpRequest) -> HttpResponse:
    """What a trial could show, or the one that is on, or what the last one has shown."""
    if request.method == "POST":
        return _start(request)
    given = Given(request.GET)
    days = int(given.listed("days", LENGTHS) or USUAL)
    return _page(request, days, dict(given.faults), given.status)


def end(request: HttpRequest) -> HttpResponse:
    """End the trial that is on, with a reason that the journal keeps."""
    now = timezone.now()
    one = running(now)
    if one is None:
        raise Http404
    typed = clean_text(request.POST.get("reason", ""), gettext("The reason"), REASON_MOST)
    if isinstance(typed, Rejected):
        return _page(request, one.days, {"reason": said(typed)}, 400)
    try:
        end_trial(one, typed, cast(User, request.user).name, now)
    except NoReason:
        fault = gettext("Please say why the trial ends early: the journal keeps it.")
        return _page(request, one.days, {"reason": fault}, 400)
    return redirect("round-trial")


def _start(request: HttpRequest) -> HttpResponse:
    typed, every = request.POST.get("days", ""), request.POST.get("cadence", "").strip()
    if typed not in LENGTHS:
        fault = gettext("Please choose one of the answers shown.")
        return _page(request, int(USUAL), {"days": fault}, 400)
    if not (
        every.isascii()
        and every.isdigit()
        and len(every) < 4
        and 1 <= int(every) <= LONGEST_CADENCE
    ):
        fault = gettext("Please give a whole number of days from 1 to %(most)s.")
        return _page(request, int(typed), {"cadence": fault % {"most": LONGEST_CADENCE}}, 400)
    begun = start_trial(int(typed), int(every), cast(User, request.user).name, timezone.now())
    if isinstance(begun, Why):
        return _page(request, int(typed), {"start": _why_not(begun)}, 409)
    return redirect("round-trial")


def _page(request: HttpRequest, days: int, faults: dict[str, str], status: int) -> HttpResponse:
    now = timezone.now()
    on, last = running(now), last_trial()
    context: dict[str, Any] = {
        "faults": faults,
        "on": on,
        "may_start": cast(User, request.user).may(*SIGNER),
    }
    if on:
        context |= {"safety": [(ARMS[one.arm], one) for one in safety(on, now)], "said": on.power}
        context |= {"drawn": _power_drawn(on.power)}
    else:
        context |= _before(days, now) | (_after(last) if last else {})
    return render(request, "round/trial.html", context, status=status)


def _before(days: int, now: datetime) -> dict[str, Any]:
    """What a trial that began now could show."""
    ours = Company.objects.filter(pk=1).first() or Company()
    group = ready(now, ours.currency)
    power = group.power(days)
    return {
        "lengths": LENGTHS,
        "days": str(days),
        "ready": group,
        "cadence": group.cadence_days,
        "said": power,
        "needed": days_to_show(group.past, A_QUARTER_MORE) if power else None,
        "why_not": _not_yet(group, power),
        "drawn": _power_drawn(power) if power else "",
    }


def _not_yet(group: Ready, power: Power | None) -> str:
    if len(group.clients) < FEWEST_CLIENTS:
        return _why_not(Why.FEW_CLIENTS)
    return "" if power else _why_not(Why.NO_PAST)


def _why_not(why: Why) -> str:
    return str(WHY_NOT[why]) % {"clients": FEWEST_CLIENTS, "sales": FEWEST_SALES}


def _after(last: Trial) -> dict[str, Any]:
    """What the last trial has shown; one that was ended early shows less than it says."""
    shown = result_of(last)
    return {
        "last": last,
        "result": shown,
        "sides": [(ARMS[Arm.ROUND], shown.by_round), (ARMS[Arm.CADENCE], shown.by_cadence)],
        "ratio_drawn": _ratio_drawn(shown.ratio) if shown.ratio else "",
        "verdict": _verdict(shown),
    }


def _verdict(shown: Result) -> str:
    if shown.difference is None:
        return gettext("Too little was sold on the two sides for anything to be told.")
    if not shown.is_told_apart:
        return gettext(
            "The two sides can't be told apart: chance alone may have made the difference."
        )
    if shown.difference.figure > 0:
        return gettext("The round brings more money a minute than the old cadence.")
    return gettext("The round brings less money a minute than the old cadence.")


def times(ratio: float) -> str:
    """A ratio as people say it: "1.35"."""
    return format_decimal(ratio, "#,##0.00", locale=translation.get_language() or "en")


def _power_drawn(power: Power) -> SafeString:
    told = gettext(
        "A trial shows a ratio of %(ratio)s in four cases of five; a smaller one less often."
    )
    frame = Frame(
        title=gettext("How often the trial would show it"),
        told=told % {"ratio": times(power.smallest)},
        across=gettext("times as much money a minute"),
        up=gettext("shown"),
        ticks=tuple(((one - 1) / (MOST_RATIO - 1), times(one)) for one in RATIOS),
        levels=tuple((one / 4, percent(one / 4)) for one in range(5)),
    )
    at = [1 + (MOST_RATIO - 1) * step / STEPS for step in range(STEPS + 1)]
    points = [((one - 1) / (MOST_RATIO - 1), power.shown(one)) for one in at]
    place = (power.smallest - 1) / (MOST_RATIO - 1)
    return curve(frame, points, (place, 0.8) if place <= 1 else None, "power")


def _ratio_drawn(ratio: Between) -> SafeString:
    def at(one: float) -> float:
        return log(max(one, 1e-9) / SCALE[0]) / log(SCALE[1] / SCALE[0])

    told = gettext("%(ratio)s times as much, by chance within %(low)s and %(high)s.")
    figures = {"ratio": times(ratio.figure), "low": times(ratio.low), "high": times(ratio.high)}
    frame = Frame(
        title=gettext("The round beside the old cadence"),
        told=told % figures,
        across=gettext("times as much money a minute"),
        up="",
        ticks=tuple((at(one), times(one)) for one in (0.25, 0.5, 1.0, 2.0, 4.0)),
    )
    return beside(frame, (at(ratio.low), at(ratio.figure), at(ratio.high)), at(1.0), "ratio")
