"""The one better offer, as the client meets it: compare, weigh, take it or leave it (B5).

The token is the authority: no sign-in, no cookie, no session. Looking changes nothing; the sliders
are a plain form that asks for the same page again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from demur.actions.answer_offer import answer_better_offer
from demur.domain.refusal import Lang
from demur.domain.robots import FASTEST_READER, Press, signs
from demur.records.better_offers import BetterOffer, Said, offer_behind
from demur.records.company import Company
from demur.web import errors, public
from demur.web.offer_page import Visit, page_of

#: Says when a page was made, and of which offer; another salt where it asks to press once more.
MADE: Final = Signer(salt="demur.web.offer.made")
ASKED: Final = Signer(salt="demur.web.offer.asked")


@csrf_exempt
def offer(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a better offer, and the client's answer to it."""
    found = offer_behind(token)
    if found is None:
        return errors.page(request, 404)
    company = Company.objects.filter(pk=1).first() or Company(name="")
    at = timezone.now().astimezone(ZoneInfo(company.zone))
    visit = Visit(found, company, at, _lang(request, found))
    with translation.override(visit.lang):
        request.LANGUAGE_CODE = visit.lang
        response = (_answered if request.method == "POST" else _page)(request, visit)
        return public.hidden(response)


def _lang(request: HttpRequest, found: BetterOffer) -> Lang:
    chosen = request.GET.get("lang", "")
    return Lang(chosen) if chosen in set(Lang) else Lang(found.lang)


def _answered(request: HttpRequest, visit: Visit) -> HttpResponse:
    fields = request.POST
    if _is_one_click(fields):
        # RFC 8058: a mail program's own button, which follows no redirect.
        answer_better_offer(visit.offer, Said.NO, call=False, now=visit.at)
        said = _("Your no is recorded. Thank you for telling us.")
        return HttpResponse(f"{said}\n", content_type="text/plain; charset=utf-8")
    said = fields.get("said", "")
    if fault := _against(said, visit):
        return _page(request, visit, fault)
    if said == Said.TAKE and visit.answer is None and _may_be_a_machine(request, visit, fields):
        once_more = _("That was very quick. Do you take this offer? Then please press once more.")
        return _page(request, visit, once_more, asks_again=True)
    call = bool(fields.get("call"))
    answer_better_offer(visit.offer, Said(said), call=call, now=visit.at)
    return redirect(request.get_full_path())


def _is_one_click(fields: Iterable[str]) -> bool:
    """Whether a mail program pressed its own button, whatever letter case it sends."""
    names = {name.casefold() for name in fields}
    return "list-unsubscribe" in names and "said" not in names


def _against(said: str, visit: Visit) -> str:
    """Why an answer can't be taken, or nothing."""
    if said not in set(Said):
        return _("Please choose one of the two answers.")
    if said == Said.TAKE and visit.is_over and visit.answer is None:
        return _("This offer has ended. If you are still interested, please write to us.")
    return ""


def _page(
    request: HttpRequest, visit: Visit, fault: str = "", *, asks_again: bool = False
) -> HttpResponse:
    context = page_of(visit, request.GET) | {"fault": fault}
    context["stamp_name"] = "asked" if asks_again else "made"
    context["stamp"] = (ASKED if asks_again else MADE).sign(_stamp(visit))
    status = 400 if fault or context["faults"] else 200
    return render(request, "offer/offer.html", context, status=status)


# ---- who pressed


def _may_be_a_machine(request: HttpRequest, visit: Visit, fields: Mapping[str, str]) -> bool:
    """Whether a press has the signs of a machine, and was not asked for once more in good time."""
    asked = _age(ASKED, fields.get("asked", ""), visit)
    if asked is not None and asked >= FASTEST_READER:
        return False
    press = Press(
        agent=request.headers.get("User-Agent", ""),
        sent=frozenset(name.lower() for name in request.headers),
        page_age=_age(MADE, fields.get("made", ""), visit),
    )
    return asked is not None or bool(signs(press))


def _stamp(visit: Visit) -> str:
    return f"{visit.offer.ref} {visit.at.isoformat()}"


def _age(signer: Signer, stamp: str, visit: Visit) -> timedelta | None:
    """How long ago a page of this offer was made; None where it does not say."""
    try:
        ref, at = signer.unsign(stamp).split(" ")
        return visit.at - datetime.fromisoformat(at) if ref == str(visit.offer.ref) else None
    except (BadSignature, ValueError):
        return None
