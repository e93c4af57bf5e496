"""Our card for a caller we refused: one small form, on the desk and on the inquiry's page."""

from __future__ import annotations

from typing import Final, cast
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from demur.actions.send_card import NotSent, send_card
from demur.domain.people import Rejected, clean_text
from demur.records.inquiries import Inquiry
from demur.records.users import User
from demur.web.access import DESK
from demur.web.said import NOT_SENT

ADDRESS_MOST: Final = 254


def send(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Send the card, and go back to where it was asked for."""
    rows = Inquiry.objects.select_related("contact").filter(refusal__isnull=False)
    inquiry = get_object_or_404(rows, ref=ref)
    to = clean_text(request.POST.get("to", ""), "to", ADDRESS_MOST)
    sent: object = NotSent.NO_ADDRESS
    if not isinstance(to, Rejected):
        who, agreed = cast(User, request.user).name, request.POST.get("agreed") == "yes"
        sent = send_card(inquiry, to, agreed=agreed, by=who, now=timezone.now())
    back = _back(request.POST.get("from", ""), ref)
    if not isinstance(sent, NotSent):
        return redirect(back)
    context = {
        "inquiry": inquiry,
        "number": request.POST.get("to", "")[:ADDRESS_MOST],
        "from": request.POST.get("from", "")[:20],
        "fault": NOT_SENT[sent],
        "back": back,
    }
    return render(request, "inquiries/card.html", context, status=400)


def may_send_card(request: HttpRequest) -> bool:
    """Whether this reader may send cards, and there is a way to."""
    user = request.user
    is_set_up = bool(settings.MAIL_SERVER or settings.SMS_GATEWAY)
    return is_set_up and isinstance(user, User) and user.may(*DESK)


def _back(name: str, ref: UUID) -> str:
    if name == "desk":
        return f"{reverse('desk')}?{urlencode({'done': ref})}"
    return reverse("inquiry", kwargs={"ref": ref})
