"""The easy no by its short code, for whoever has it on paper, or a link that was cut.

Eleven digits can be guessed by who may try for long enough. So wrong codes are counted by the
address they come from: ten of them within a quarter of an hour shut this page, and no other, to
that address until the first of them is a quarter of an hour old. Wrong passwords are counted
elsewhere: whoever floods the one page locks nobody out of the other (P24). A right code does not
count, and links go on working.
"""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt

from demur.actions.count_wrong_code import count_wrong_code
from demur.domain.short_codes import NotACode, read_code
from demur.records.offers import link_by_code
from demur.records.wrong_codes import WINDOW, has_to_wait
from demur.web import public
from demur.web.decline import answer, or_away
from demur.web.decline_sent import sent
from demur.web.limits import any_body

#: Of what is typed no more is looked at: a code has eleven digits, with room to breathe.
LONGEST: Final = 60


# Here the code is the authority, as the token is in a link.
@csrf_exempt
@any_body
@or_away
def by_code(request: HttpRequest) -> HttpResponse:
    """Where a short code is typed; the page of its link is shown here, with the code in it."""
    if request.method != "POST":
        return _asked(request)
    if has_to_wait(_address(request), timezone.now()):
        return too_many(request)
    came = sent(request)
    code = read_code(came.fields.get("code", "")[:LONGEST])
    link = None if isinstance(code, NotACode) else link_by_code(code)
    if link is None or isinstance(code, NotACode):
        return _wrong(request)
    # To have come here by code is not yet a no; only a button is.
    return answer(request, link, code, came if came.button else None)


def too_many(request: HttpRequest) -> HttpResponse:
    """Too many wrong codes from one address."""
    with translation.override(public.browsers_language(request)):
        response = public.render("no/slow.html", {}, 429)
    response["Retry-After"] = str(int(WINDOW.total_seconds()))
    return response


def _asked(request: HttpRequest, *, is_wrong: bool = False) -> HttpResponse:
    with translation.override(_language(request)):
        return public.render("no/code.html", {"is_wrong": is_wrong}, 400 if is_wrong else 200)


def _wrong(request: HttpRequest) -> HttpResponse:
    """Count a wrong code against the address it came from."""
    count_wrong_code(_address(request), timezone.now())
    return _asked(request, is_wrong=True)


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _language(request: HttpRequest) -> str:
    return public.chosen_language(request, public.browsers_language(request))
