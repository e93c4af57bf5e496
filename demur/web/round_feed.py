"""One's own day as a calendar: a page that makes its secret address, and what is read there."""

from __future__ import annotations

from typing import Final, cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from demur.actions.make_feed import make_feed
from demur.channels.round_out import round_calendar
from demur.domain.exits import Exit
from demur.records.gate import ask
from demur.records.round_feeds import RoundFeed, feed_behind
from demur.records.turns import day_of_seller
from demur.records.users import Role, User

#: Where the round is worked.
ROUND: Final = "/round"
#: Who works in the round, and may read their own part of it.
SELLERS: Final = (Role.SELLER, Role.HEAD, Role.ADMINISTRATOR)


def calendar(request: HttpRequest) -> HttpResponse:
    """What a calendar of one's own is; a press makes its address, which is shown this once."""
    user, address = cast(User, request.user), ""
    if request.method == "POST":
        token = make_feed(user, timezone.now())
        address = settings.URL + reverse("round-feed", args=[token])
    had = RoundFeed.objects.filter(user=user).exists()
    return render(request, "round/calendar.html", {"address": address, "had": had})


def feed(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001
    """The day of whoever the address belongs to: names and hours, no numbers; else not found."""
    found = feed_behind(token)
    if found is None or not found.user.may(*SELLERS):
        raise Http404
    now = timezone.now()
    turns = {one.about: one for one in day_of_seller(found.user.name, now)}
    passage = ask(Exit.ROUND_CALENDAR, [one.wanted(now) for one in turns.values()])
    with translation.override(found.user.language):
        text = round_calendar(
            passage.cleared,
            turns,
            lambda name: gettext("Call %(name)s") % {"name": name},
            settings.URL + ROUND,
            now,
        )
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")
