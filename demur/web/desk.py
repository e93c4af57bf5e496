"""The desk: a caller's need comes in, the words to say go out, and the refusal is on record."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, cast
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from demur.actions import standing
from demur.actions import take_back as taking_back
from demur.actions.consider import consider
from demur.actions.finish import finish
from demur.domain.answers import Blocked, Why
from demur.domain.refusal import Importance, Lang
from demur.records.company import Company, Team
from demur.records.errands import about
from demur.records.gather import Gathered, gather
from demur.records.held import NoPolicy
from demur.records.inquiries import Came, Inquiry, Refusal
from demur.records.users import Role, User
from demur.web.answered import answer as shown
from demur.web.answered import repeat_chip
from demur.web.cards import may_send_card
from demur.web.forms import OTHER, Desk, fresh, moment, read
from demur.web.page import our_company
from demur.web.said import BLOCKED, SOURCES, TAKEN

SOURCE_KEYS: Final = dict(zip(SOURCES, "qwert", strict=True))
TAKEN_KEYS: Final = dict(zip(TAKEN, "ynm", strict=True))


def desk(request: HttpRequest) -> HttpResponse:
    """A fresh desk; `number`, `dialled` and `need` may come in the address."""
    now = timezone.now()
    taken_back = _inquiry(request.GET.get("back", ""), is_taken_back=True)
    given = fresh(request.GET, now)
    if taken_back:
        given = _once_more(given, taken_back, now)
    done = _inquiry(request.GET.get("done", ""), is_taken_back=False)
    return _page(request, given, now, done=done, taken_back=taken_back)


def words(request: HttpRequest) -> HttpResponse:
    """What to say to what was typed so far; nothing is recorded."""
    now = timezone.now()
    given = read(request.POST, now)
    try:
        context = _answered(request, given, now)
    except (NoPolicy, Company.DoesNotExist):
        return render(request, "desk/closed_words.html")
    return render(request, "desk/words.html", context)


def answer(request: HttpRequest) -> HttpResponse:
    """Done, or only a polite no. An answer that nobody has seen yet is shown first."""
    now = timezone.now()
    given = read(request.POST, now)
    only_polite = "only_polite" in request.POST
    if not given.need:
        fault = _("Please type in a word or two what they need; then there are words to say.")
        given = replace(given, faults={"need": fault} | given.faults)
    if given.faults:
        return _page(request, given, now, status=400)
    if not (only_polite or given.is_answered):
        return _page(request, given, now)
    return _finished(request, given, now, only_polite=only_polite)


def take_back(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The refusal was a slip of the hand: withdraw it, and put the need on the desk again."""
    inquiry = get_object_or_404(Inquiry.objects.select_related("refusal"), ref=ref)
    try:
        outcome = taking_back.take_back(inquiry, _user(request).name, timezone.now())
    except Refusal.DoesNotExist:
        return redirect("desk")
    if isinstance(outcome, Blocked):
        return redirect(_desk_with(late=ref))
    return redirect(_desk_with(back=ref))


def team_free(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a team is free, or busy until an instant."""
    now = timezone.now()
    team = get_object_or_404(Team, pk=pk)
    when = request.POST.get("until", "")
    on, at = request.POST.get("until_on", ""), request.POST.get("until_time", "")
    until = moment(when or "at", on, at, now.astimezone(_zone()))
    if when != "free" and (until is None or until <= now):
        given = fresh(request.GET, now)
        fault = _("Please choose until when they are busy; a moment that is still to come.")
        return _page(request, given, now, status=400, team_fault=(team.pk, fault))
    standing.set_team(team, until, _user(request).name, now)
    return redirect("desk")


def _finished(
    request: HttpRequest, given: Desk, now: datetime, *, only_polite: bool
) -> HttpResponse:
    by_head = _is_head(request)
    local = now.astimezone(_zone())
    try:
        done = finish(
            given.asked(by_head=by_head),
            given.choice(local, only_polite=only_polite, by_head=by_head),
            given.ref,
            by=_user(request).name,
            now=now,
            seconds=given.seconds(now),
        )
    except (NoPolicy, Company.DoesNotExist):
        return _closed(request, given, status=409)
    if isinstance(done, Blocked):
        place = "call_back" if done.why is Why.PAST else "chosen"
        fault = {place: str(BLOCKED[done.why]) % {"row": done.row}}
        return _page(request, replace(given, faults=fault), now, status=400)
    return redirect(_desk_with(done=done.ref))


def _page(
    request: HttpRequest, given: Desk, now: datetime, *, status: int = 200, **more: Any
) -> HttpResponse:
    try:
        context = _answered(request, given, now)
    except (NoPolicy, Company.DoesNotExist):
        return _closed(request, given, status=status)
    context |= {
        "sources": [(word, label, SOURCE_KEYS[word]) for word, label in SOURCES.items()],
        "other": OTHER,
        "takens": [(word, label, TAKEN_KEYS[word]) for word, label in TAKEN.items()],
        "langs": list(Lang),
        "now": now,
        "teams": Team.objects.order_by("name"),
        "tomorrow": moment("tomorrow", "", "", now.astimezone(_zone())),
        "is_late": "late" in request.GET,
        "may_send_card": may_send_card(request),
        "errands": about(done.ref) if (done := more.get("done")) else (),
    }
    return render(request, "desk/desk.html", context | more, status=status)


def _closed(request: HttpRequest, given: Desk, *, status: int) -> HttpResponse:
    """No policy is in force, so there are no words to say: what to do about it."""
    return render(request, "desk/closed.html", {"desk": given}, status=status)


def _answered(request: HttpRequest, given: Desk, now: datetime) -> dict[str, Any]:
    """The caller, and the answer to their need where one was typed.

    Raises NoPolicy where no policy is in force, Company.DoesNotExist before set-up.
    """
    by_head = _is_head(request)
    asked = given.asked(by_head=by_head)
    context: dict[str, Any] = {"desk": given, "seconds": given.seconds(now) or 0}
    if not asked.need:
        return context | _caller(gather(replace(asked, ref=None), now))
    began = time.perf_counter()
    considered = consider(replace(asked, ref=None), now)
    took = time.perf_counter() - began
    gathered = considered.gathered
    return (
        context
        | _caller(gathered)
        | {
            "answer": shown(considered, given, by_head=by_head, seconds=took),
            "again": repeat_chip(considered, gathered.facts.now),
            "lang": gathered.lang,
            "importances": list(reversed(Importance)),
        }
    )


def _caller(gathered: Gathered) -> dict[str, Any]:
    """What is known of whoever is on the line."""
    return {
        "caller": gathered.known,
        "caller_region": gathered.facts.caller.region or "",
        "caller_number": gathered.number,
        "dialled": gathered.dialled.key or gathered.asked.dialled,
        "policy_version": gathered.held.policy.version,
    }


def _once_more(given: Desk, inquiry: Inquiry, now: datetime) -> Desk:
    """The need that was taken back, on the desk again, to be answered otherwise."""
    return replace(
        given,
        need=inquiry.need,
        number=inquiry.number_raw,
        dialled=inquiry.dialled_raw,
        lang=inquiry.lang,
        begun=now,
    )


def _inquiry(ref: str, *, is_taken_back: bool) -> Inquiry | None:
    """The inquiry a line above the desk is about, with its refusal if it has one."""
    try:
        found = UUID(ref)
    except ValueError:
        return None
    rows = Inquiry.objects.select_related("refusal__policy").defer("answer", "search")
    taken_back = Q(refusal__outcomes__came=Came.TAKEN_BACK)
    return rows.filter(taken_back if is_taken_back else ~taken_back, ref=found).first()


def _desk_with(**about: UUID) -> str:
    return f"{reverse('desk')}?{urlencode(about)}"


def _zone() -> ZoneInfo:
    return ZoneInfo(our_company().zone)


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


def _is_head(request: HttpRequest) -> bool:
    return _user(request).may(Role.HEAD, Role.ADMINISTRATOR)
