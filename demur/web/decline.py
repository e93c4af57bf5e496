"""The easy no: a client says no with one tap, without an account, a cookie or a script (B4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import wraps
from typing import Final

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt

from demur.actions.decline import decline
from demur.actions.send_receipt import NotSent, send_receipt
from demur.actions.take_no_back import Enough, take_no_back
from demur.channels.calendars import day_entry
from demur.domain.answers import Blocked
from demur.domain.people import display_name
from demur.domain.refusal import Lang
from demur.domain.regret import By, No, They
from demur.domain.robots import Press, Sign, signs
from demur.records.keyed import LostKey
from demur.records.offers import Link, link_behind
from demur.records.peace_journal import LostJournal
from demur.web import public
from demur.web.decline_page import Standing, Typed, made_at, page, promises, standing, what
from demur.web.decline_sent import BACK, RECEIPT, Ground, Sent, no_of, sent, told
from demur.web.limits import any_body

View = Callable[..., HttpResponse]
#: The records, the key or the journal of peace do not answer: nothing can be promised just now.
AWAY: Final = (OperationalError, InterfaceError, LostJournal, LostKey)
SECONDS_AWAY: Final = "60"
#: Whoever shows these is asked once more before a no is taken back.
NOT_SENT: Final[Mapping[NotSent, str | Promise]] = {
    NotSent.NO_ADDRESS: gettext_lazy("That is no mail address. Please look at it once more."),
    NotSent.NOT_SET_UP: gettext_lazy("We can't send mail just now. Please print this page."),
    NotSent.OFTEN_ENOUGH: gettext_lazy("It was sent three times already. Please print this page."),
}
ENOUGH: Final = "enough"
SAID_ENOUGH: Final = gettext_lazy(
    "You have told us a lot today, and all of it is kept. Your no stands. If something is missing, "
    "please add it tomorrow."
)
HASTY: Final = frozenset({Sign.KNOWN_MACHINE, Sign.AT_ONCE, Sign.MANY_BUTTONS})


def or_away(view: View) -> View:
    """Where nothing can be recorded the client is told so, and never thanked for a lost no."""

    @wraps(view)
    def told_view(request: HttpRequest, **given: str) -> HttpResponse:
        try:
            return view(request, **given)
        except AWAY:
            with translation.override(public.browsers_language(request)):
                response = public.render("no/away.html", {"company": None}, 503)
            response["Retry-After"] = SECONDS_AWAY
            return response

    return told_view


# The token is the authority: whoever has it may say no, from a mail program too, which has no
# cookie of ours to show (RFC 8058). No session is asked, so nobody's can be misused.
@csrf_exempt
@any_body
@or_away
def no(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a link, and a press on it; what is no link of ours is always the same page."""
    link = link_behind(token)
    if link is None:
        return unknown(request)
    came = sent(request) if request.method == "POST" else None
    if came and came.button == RECEIPT:
        return _receipt(request, link, came, token)
    return answer(request, link, came=came)


@or_away
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The day on which we may ask again, for the client's own calendar."""
    link = link_behind(token)
    state = standing(link, timezone.now()) if link else None
    if state is None or state.asks_on is None:
        return unknown(request)
    with translation.override(public.chosen_language(request, state.link.lang)):
        return public.hidden(_entry(state, state.asks_on))


def answer(
    request: HttpRequest, link: Link, code: str = "", came: Sent | None = None
) -> HttpResponse:
    """Show the page of a link, or take in the press that came.

    `code` is the short code where the client came by that: their page has no address of its own,
    so it is shown in answer to the press.
    """
    with translation.override(public.chosen_language(request, link.lang)):
        if came is None:
            return page(standing(link, timezone.now()), request.path, code)
        return _pressed(request, link, came, code)


def unknown(request: HttpRequest) -> HttpResponse:
    """What a cut, re-cased, random or empty token gets: a way to go on, the same for all."""
    with translation.override(public.browsers_language(request)):
        return public.render("no/code.html", {"is_unknown": True}, 404)


def _pressed(request: HttpRequest, link: Link, came: Sent, code: str) -> HttpResponse:
    if came.is_one_click:
        decline(link, No(They.PLAIN_NO, By.ONE_CLICK), timezone.now())
        said = _("Your no is recorded. Thank you for telling us.")
        return public.hidden(HttpResponse(f"{said}\n", content_type="text/plain; charset=utf-8"))
    typed = _take_back(request, link, came) if came.takes_back else _decline(request, link, came)
    if typed or code:
        return page(standing(link, timezone.now()), request.path, code, typed)
    # With its query: the language that was chosen is spoken on.
    response = HttpResponse(status=303, headers={"Location": request.get_full_path()})
    return public.hidden(response)


def _receipt(request: HttpRequest, link: Link, came: Sent, token: str) -> HttpResponse:
    """Mail the receipt of the no that stands; where none does, the page with its button."""
    with translation.override(public.chosen_language(request, link.lang)):
        state = standing(link, timezone.now())
        if state.refusal is None:
            return page(state, request.path)
        to = came.fields.get("to", "")
        why = send_receipt(
            state.peaces[-1],
            to,
            promise="; ".join(promises(state)),
            lang=Lang(translation.get_language() or link.lang),
            token=token,
            day=state.asks_on,
            now=timezone.now(),
        )
        if why is None:
            return page(state, request.path, typed=Typed(fields={"sent": display_name(to)}))
        faults = {RECEIPT: str(NOT_SENT[why])}
        return page(state, request.path, typed=Typed({"to": display_name(to)}, faults, 400))


def _decline(request: HttpRequest, link: Link, came: Sent) -> Typed | None:
    """Record the no with what can be kept of the rest; give back what can't."""
    state = standing(link, timezone.now())
    ground = Ground(state.today, state.company.currency, state.said)
    more = told(came.fields, ground)
    by_robot = bool(_signs(request, state, came))
    no = no_of(came.button, more, ground, by=By.TAP, by_robot=by_robot)
    if decline(link, no, state.now).enough:
        return Typed(faults={ENOUGH: str(SAID_ENOUGH)}, status=429)
    if came.is_too_large:
        return Typed(status=413)
    return Typed(more.typed, more.faults, 400) if more.faults else None


def _take_back(request: HttpRequest, link: Link, came: Sent) -> Typed | None:
    """Take the no back, if the box says that it is meant and a person had the time to tick it."""
    state = standing(link, timezone.now())
    if not came.is_sure:
        fault = _("Please tick the box, so that we know you mean it.")
        return Typed(faults={BACK: fault}, status=400)
    if _signs(request, state, came) & HASTY:
        fault = _("That was very quick. Please tick the box and press once more.")
        return Typed(faults={BACK: fault}, status=400)
    blocked = take_no_back(link, state.now)
    if isinstance(blocked, Enough):
        return Typed(faults={ENOUGH: str(SAID_ENOUGH)}, status=429)
    return Typed(status=409) if isinstance(blocked, Blocked) else None


def _signs(request: HttpRequest, state: Standing, came: Sent) -> frozenset[Sign]:
    made = made_at(came.fields.get("made", ""))
    last = state.said.at if state.said else state.refusal.at if state.refusal else None
    press = Press(
        agent=request.headers.get("User-Agent", ""),
        sent=frozenset(name.lower() for name in request.headers),
        page_age=state.now - made if made else None,
        since_another=state.now - last if last else None,
    )
    return signs(press)


def _entry(state: Standing, day: date) -> HttpResponse:
    title = _("%(company)s may ask again") % {"company": state.company.name}
    if state.link.offer:
        title = f"{title} · {what(state.link.offer)}"
    entry = day_entry(f"{state.ref}@demur", day, title, state.peaces[-1].since)
    response = HttpResponse(entry, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="no.ics"'
    return response
