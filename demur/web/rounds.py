"""The round: today's calls to silent clients, taken one by one, each ended by one key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final, cast
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from demur.actions.dial_turn import InHand, dial_turn
from demur.actions.drop_turn import drop_turn
from demur.actions.end_turn import Ended
from demur.actions.make_round import make_round
from demur.actions.take_turn import Elsewhere, Nothing, renew_turn, take_turn
from demur.channels.turns_in import end_turn, send_turn_link, undo_turn
from demur.domain.attempts import Fault
from demur.domain.contact_rules.calendars import day_kind
from demur.domain.contact_rules.terms import DayKind
from demur.domain.peace import Blocked
from demur.domain.refusal import Money
from demur.records.attempts import Attempt
from demur.records.company import Company
from demur.records.inquiries import Promised
from demur.records.offers import Offer
from demur.records.round_terms import Shift, shifts_on
from demur.records.rounds import Round, Turn
from demur.records.turns import in_hand, turns
from demur.records.users import Role, User
from demur.web import round_shown
from demur.web.attempts_said import told as told_fault
from demur.web.given import Given, day_of
from demur.web.held_back import held_back
from demur.web.page import our_company
from demur.web.reach import link_of_turn
from demur.web.round_said import minutes

#: So many lines are shown at once.
PAGE: Final = 60
WHOSE: Final = ("", "mine")


def round_page(request: HttpRequest) -> HttpResponse:
    """Today's round: who is to be called and why, and who is in whose hands."""
    return _page(request)


def take(request: HttpRequest) -> HttpResponse:
    """Put the next client, or the one chosen, into this seller's hands, with the number."""
    now, by = timezone.now(), _user(request).name
    came = take_turn(by, now, _ref(request.POST.get("ref", "")))
    if not isinstance(came, Turn):
        return _page(request, fault=_untaken(came), status=409)
    return _dialled(request, came.ref, now)


def dial(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The number of the client in hand again: the gate is asked anew."""
    return _dialled(request, ref, timezone.now())


def end(request: HttpRequest, ref: UUID) -> HttpResponse:
    """How the call ended: one of the firm's dispositions, and a day where they want one."""
    now = timezone.now()
    day, typed = request.POST.get("day", ""), day_of(request.POST.get("day", ""))
    if day and typed is None:
        return _page(request, fault=_("Please give the day like 2026-12-01."), status=400)
    came = end_turn(ref, request.POST.get("ended", ""), _user(request).name, now, day=typed)
    if isinstance(came, Fault):
        return _page(request, fault=told_fault(came), status=400)
    return _done(request, ref) if isinstance(came, Ended) else _gone(request)


def link(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Send the easy-no link instead of a call; whoever sends it takes the client first."""
    came = send_turn_link(ref, _user(request).name, timezone.now())
    if isinstance(came, Ended):
        return _done(request, ref)
    if isinstance(came, Elsewhere):
        return _page(request, fault=_untaken(came), status=409)
    if isinstance(came, Blocked):
        rests = held_back(came, ZoneInfo(our_company().zone))
        return _page(request, fault=_("Nothing was sent: %(rests)s") % {"rests": rests}, status=409)
    fault = _("Nothing sends that here yet: demur doctor says what is missing.")
    return _page(request, fault=fault, status=409)


def undo(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Take back how a call was ended: the client is in this seller's hands again."""
    if undo_turn(ref, _user(request).name, timezone.now()):
        return redirect(_here(request))
    fault = _("That can't be taken back any more: ten minutes have passed, or it was another's.")
    return _page(request, fault=fault, status=409)


def back(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Give a client back unworked, for somebody else to take."""
    drop_turn(ref, _user(request).name, timezone.now())
    return redirect(_here(request))


def keep(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The page is still open: hold the client for another lease."""
    renew_turn(ref, _user(request).name, timezone.now())
    return HttpResponse(status=204)


def make(request: HttpRequest) -> HttpResponse:
    """Plan today again: what is in hand or done stays, the rest is planned anew."""
    now = timezone.now()
    make_round(_today(now), now, _user(request).name)
    return redirect("round")


# ---- what came of a deed


def _dialled(request: HttpRequest, ref: UUID, now: datetime) -> HttpResponse:
    came = dial_turn(ref, _user(request).name, now)
    if isinstance(came, InHand):
        return _page(request, dialled=came)
    if isinstance(came, Blocked):
        return _page(request, fault=_untaken(came), status=409)
    return _gone(request)


def _done(request: HttpRequest, ref: UUID) -> HttpResponse:
    return redirect(_here(request, done=str(ref)))


def _gone(request: HttpRequest) -> HttpResponse:
    fault = _("That client is no longer in your hands. Please take the next one.")
    return _page(request, fault=fault, status=409)


def _untaken(came: Nothing | Elsewhere | Blocked) -> str:
    """Why no client was put into somebody's hands, and what to do."""
    zone = ZoneInfo(our_company().zone)
    if isinstance(came, Blocked):
        rests = held_back(came, zone)
        return _("This client can't be called now: %(rests)s") % {"rests": rests}
    if isinstance(came, Elsewhere):
        by = came.turn.taken_by
        taken = _("%(by)s has taken this client. Please take the next one.") % {"by": by}
        return taken if by else _("This client's turn is over. Please take the next one.")
    if came.next_at:
        hour = f"{came.next_at.astimezone(zone):%H:%M}"
        return _("Nobody is to be called just now. The next turn begins at %(hour)s.") % {
            "hour": hour
        }
    if came.shut:
        return _("Nobody can be called any more today: %(rests)s") % {
            "rests": held_back(came.shut, zone)
        }
    return _("Nobody is left to be called today. Well done.")


# ---- the page


def _page(
    request: HttpRequest,
    *,
    dialled: InHand | None = None,
    fault: str = "",
    status: int = 200,
) -> HttpResponse:
    """The whole page; htmx takes from it what it needs, faults too, so it is told of success."""
    now, ours, user = timezone.now(), our_company(), _user(request)
    zone = ZoneInfo(ours.zone)
    today = Round.objects.filter(day=now.astimezone(zone).date()).first()
    is_made = today is not None and today.made_at is not None
    hand = in_hand(user.name, now)
    hand = hand if hand and hand.contact else None  # whoever was erased is in nobody's hands
    context = {
        "fault": fault,
        "hand": hand,
        "done": _ended_now(request, ours, now),
        "round": today if is_made else None,
        "may_set": user.may(Role.HEAD, Role.ADMINISTRATOR),
        "here": _filters(request),
        "whose": request.GET.get("whose", ""),
        "key_only": bool(request.GET.get("key")),
        **(
            _of_the_day(request, today, ours, now)
            if today and is_made
            else _empty(ours, today, now)
        ),
        **(_work(hand, dialled, ours, now) if hand else {}),
    }
    return render(request, "round/round.html", context, status=200 if _is_htmx(request) else status)


def _of_the_day(request: HttpRequest, today: Round, ours: Company, now: datetime) -> dict[str, Any]:
    user = _user(request)
    listed = round_shown.in_order(_wanted(request, today, user.name))
    given = Given(request.GET)
    first = given.row("from") or 0
    return {
        "why_none": _why_none(ours, today),
        "minutes": minutes(today.minutes),
        "key_minutes": minutes(today.key_minutes),
        "rows": round_shown.rows(listed[first : first + PAGE], user.name, ours, now),
        "more": first + PAGE if len(listed) > first + PAGE else 0,
        "is_first": not first,
    }


def _why_none(ours: Company, today: Round) -> str:
    """Why a round that is made has nobody in it: the first that holds."""
    shifts = any(one.minutes for one in shifts_on(today.day))
    reasons = {
        "rest": day_kind(today.day, ours.country, ours.region) is not DayKind.WORKING,
        "no shift": not shifts,
        "over": not today.minutes,
    }
    return next((why for why, holds in reasons.items() if holds), "not worth it")


def _wanted(request: HttpRequest, today: Round, reader: str) -> Sequence[Turn]:
    """The turns of the day that the filters ask for; mine are also those that are anybody's."""
    rows = turns().filter(round=today)
    if request.GET.get("whose") == "mine":
        rows = rows.filter(seller__in=("", reader)).filter(taken_by__in=("", reader))
    if request.GET.get("key"):
        rows = rows.filter(key=True)
    return list(rows)


def _ended_now(request: HttpRequest, ours: Company, now: datetime) -> round_shown.Row | None:
    """The turn that was just ended, for the line that says what follows."""
    ref = _ref(request.GET.get("done", ""))
    found = turns().filter(ref=ref).first() if ref else None
    if found is None:
        return None
    return round_shown.rows([found], _user(request).name, ours, now)[0]


def _work(hand: Turn, dialled: InHand | None, ours: Company, now: datetime) -> dict[str, Any]:
    """What whoever has a client in hand needs to know and to press."""
    row = round_shown.rows([hand], hand.taken_by, ours, now)[0]
    offer = _open_offer(hand)
    promised = Promised.objects.filter(refusal__contact=hand.contact_id, until__gte=now)
    return {
        "row": row,
        "number": dialled.number if dialled else "",
        "link": link_of_turn(dialled) if dialled else "",
        "keys": round_shown.keys(),
        "offer": offer,
        "price": _price(offer),
        "last_calls": round_shown.last_calls(hand),
        "promised": list(promised.order_by("until")[:3]) if hand.contact_id else [],
        "tomorrow": now.astimezone(ZoneInfo(ours.zone)).date() + timedelta(days=1),
    }


def _open_offer(hand: Turn) -> Offer | None:
    if hand.offer or hand.contact_id is None:
        return hand.offer
    known = Offer.objects.filter(contact=hand.contact_id).select_related("item")
    return known.filter(regrets=None).order_by("-at").first()


def _price(offer: Offer | None) -> Money | None:
    if offer is None or offer.price_minor is None:
        return None
    return Money(offer.price_minor, offer.currency)


def _empty(ours: Company, today: Round | None, now: datetime) -> dict[str, Any]:
    """Why there is no round today, and what to do about it: the first that holds."""
    day = now.astimezone(ZoneInfo(ours.zone)).date()
    reasons = {
        "making": today is not None and today.is_being_made(now),
        "no log": not Attempt.objects.exists(),
        "no minutes": not Shift.objects.filter(minutes__gt=0).exists(),
        "free day": day_kind(day, ours.country, ours.region) is not DayKind.WORKING,
    }
    return {"empty": next((why for why, holds in reasons.items() if holds), "not yet")}


def _filters(request: HttpRequest) -> str:
    kept = {"whose": request.GET.get("whose", ""), "key": request.GET.get("key", "")}
    return urlencode({name: value for name, value in kept.items() if value})


def _here(request: HttpRequest, **more: str) -> str:
    query = "&".join(part for part in (urlencode(more), _filters(request)) if part)
    return f"{reverse('round')}?{query}" if query else reverse("round")


def _ref(text: str) -> UUID | None:
    """The turn that was chosen, None where none was; raises Http404 for what is no turn's."""
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def _today(now: datetime) -> date:
    return now.astimezone(ZoneInfo(our_company().zone)).date()


def _is_htmx(request: HttpRequest) -> bool:
    return bool(cast(HtmxDetails, request.htmx))  # type: ignore[attr-defined]


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)
