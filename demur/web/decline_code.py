"""The easy no by its short code, for whoever has it on paper, or a link that was cut.

Eleven digits can be guessed by who may try for long enough. So wrong codes are counted by
address as wrong passwords are (django-axes): ten of them within a quarter of an hour shut this
page, and the sign-in page, to that address for a quarter of an hour. A right code does not count,
and links go on working.
"""

from __future__ import annotations

from typing import Final

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from demur.domain.short_codes import NotACode, read_code
from demur.records.offers import link_by_code
from demur.records.users import User
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
    if not AxesProxyHandler.is_allowed(*_address(request)):
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
    response["Retry-After"] = "900"
    return response


def _asked(request: HttpRequest, *, is_wrong: bool = False) -> HttpResponse:
    with translation.override(_language(request)):
        return public.render("no/code.html", {"is_wrong": is_wrong}, 400 if is_wrong else 200)


def _wrong(request: HttpRequest) -> HttpResponse:
    """Count a wrong code against the address it came from."""
    bare, nobody = _address(request)
    user_login_failed.send(sender=__name__, credentials=nobody, request=bare)
    return _asked(request, is_wrong=True)


def _address(request: HttpRequest) -> tuple[HttpRequest, dict[str, str]]:
    """The request without its body, so that what was typed is not written down; and nobody."""
    bare = HttpRequest()
    bare.META = {"REMOTE_ADDR": request.META.get("REMOTE_ADDR", "")}
    bare.method, bare.path = "POST", request.path
    # Codes are nobody's: what is counted together is what comes from one address.
    return bare, {User.USERNAME_FIELD: f"short codes from {bare.META['REMOTE_ADDR']}"}


def _language(request: HttpRequest) -> str:
    return public.chosen_language(request, public.browsers_language(request))
