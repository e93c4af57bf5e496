"""What clients wrote back: what waits for a person, and what was dealt with lately."""

from __future__ import annotations

from datetime import timedelta
from typing import Final, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from demur.actions.hear import see
from demur.records import replies as records
from demur.records.replies import Reply
from demur.records.users import User
from demur.web.access import DESK

LATELY: Final = timedelta(days=30)


def replies(request: HttpRequest) -> HttpResponse:
    """The messages that nobody has read yet, and those of the last 30 days."""
    context = {
        "unseen": records.unseen(),
        "lately": records.lately(timezone.now() - LATELY),
        "may_answer": cast(User, request.user).may(*DESK),
    }
    return render(request, "replies/list.html", context)


def seen(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody has read a message and dealt with it."""
    reply = get_object_or_404(Reply, pk=pk)
    see(reply, cast(User, request.user).name, timezone.now())
    return redirect("replies")
