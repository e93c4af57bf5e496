"""When something is not as it should be: one calm page, or one problem for another system."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from demur.records.keyed import LostKey
from demur.records.peace_journal import LostJournal
from demur.records.policies import AlteredPolicy
from demur.web import policy_closed
from demur.web.api_problems import Problem
from demur.web.policy_closed import ClosedDraft

log = logging.getLogger(__name__)

API: Final = "/api/"
SECONDS: Final[Mapping[int, int]] = {409: 1, 429: 900, 503: 5}


@dataclass(frozen=True, slots=True)
class Words:
    """What a page says: one sentence on what happened, one on what to do."""

    code: str
    happened: str | Promise
    advice: str | Promise


WORDS: Final[Mapping[int, Words]] = {
    400: Words(
        "unreadable",
        _("That could not be read."),
        _("Go back, look at what was typed, and send it again."),
    ),
    401: Words(
        "no-key",
        _("This needs a key that is in use: Authorization: Bearer …"),
        _("An administrator makes keys with demur key new."),
    ),
    403: Words(
        "not-allowed",
        _("This is not open to you."),
        _("If you need it for your work, ask an administrator to change your role."),
    ),
    404: Words(
        "not-found",
        _("There is nothing here."),
        _("The address may be mistyped or old. Start again from the first page."),
    ),
    405: Words(
        "no-such-method",
        _("This address can't be used that way."),
        _("Start again from the first page."),
    ),
    409: Words(
        "conflict",
        _("Somebody else was quicker."),
        _("Load the page again to see how it stands now."),
    ),
    413: Words(
        "too-large",
        _("That is more than fits."),
        _("Send it in smaller parts."),
    ),
    429: Words(
        "too-many",
        _("Too many attempts from here or with this name."),
        _("Please wait a quarter of an hour, then try again."),
    ),
    500: Words(
        "fault",
        _("Something went wrong on our side, and nothing was recorded."),
        _("Try again. If it stays so, tell your administrator what you were doing."),
    ),
    503: Words(
        "unavailable",
        _("The records can't be reached just now, and nothing was recorded."),
        _("Wait a few seconds and try again. Go on serving your caller meanwhile."),
    ),
}
ALTERED: Final = Words(
    "altered-policy",
    _("Version %(version)s of the policy is no longer what was signed."),
    _("Nothing is decided by it, and nothing was recorded."),
)
FORGED: Final = Words(
    "forged",
    _("This page was open too long, or the browser keeps no cookies."),
    _("Go back, load the page again, and send it once more."),
)
TOO_MANY_FIELDS: Final = _("There are more fields than any of our forms has.")


def page(request: HttpRequest, status: int, detail: str = "", back: str = "/") -> HttpResponse:
    """What is shown for an HTTP status: `detail` names the field, `back` is a way out."""
    return _shown(request, status, WORDS[status], detail, back)


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler for bad requests (400), and for those that are too large (413)."""
    if isinstance(exception, RequestDataTooBig):
        return page(request, 413)
    if isinstance(exception, TooManyFieldsSent):
        return page(request, 400, str(TOO_MANY_FIELDS))
    return page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Django's handler for 403."""
    return page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler for 404: the same for what is missing and for what is someone else's.

    A draft that was closed is told apart, to whoever may write drafts: only they get this far.
    """
    if isinstance(exception, ClosedDraft):
        return policy_closed.page(request, exception.draft)
    return page(request, 404)


def failed(request: HttpRequest) -> HttpResponse:
    """Django's handler for everything else: 503 where records or policy are not sound, or 500.

    Django calls it from within its `except`, wherever the error was raised: in a view, in a
    middleware, or as the session was saved. So nothing answers 2xx that was not kept.
    """
    error = sys.exc_info()[1]
    # Nobody is looked up again: the page of a fault must not meet the fault itself.
    request.user = AnonymousUser()
    if isinstance(error, AlteredPolicy):
        return altered(request, error)
    away = isinstance(error, (OperationalError, InterfaceError, LostJournal, LostKey))
    return page(request, 503 if away else 500)


def altered(request: HttpRequest, refused: AlteredPolicy) -> HttpResponse:
    """A policy that was changed after it was signed: which version, and who can put it right."""
    words = altered_words(refused)
    if request.path.startswith(API):
        return Problem(503, words.code, f"{words.happened} {words.advice}").response()
    return HttpResponse(_html(request, words, "", "/", "errors/altered.html"), status=503)


def altered_words(refused: AlteredPolicy) -> Words:
    """What happened, with the version it happened to."""
    return replace(ALTERED, happened=str(ALTERED.happened) % {"version": refused.version})


def forged(request: HttpRequest, **_: object) -> HttpResponse:
    """A form without its token: most often a page left open over night."""
    return _shown(request, 403, FORGED, "", _way_back(request))


def slow_down(request: HttpRequest, *_: object) -> HttpResponse:
    """Too many wrong passwords, for a name or from an address; the same for names we don't know."""
    return page(request, 429, back=request.path)


def _shown(request: HttpRequest, status: int, words: Words, detail: str, back: str) -> HttpResponse:
    if not hasattr(request, "LANGUAGE_CODE"):
        with translation.override(translation.get_language_from_request(request)):
            request.LANGUAGE_CODE = translation.get_language() or "en"
            return _shown(request, status, words, detail, back)
    if request.path.startswith(API):
        said = detail or str(words.happened)
        return Problem(status, words.code, said, wait=SECONDS.get(status, 0)).response()
    response = HttpResponse(_html(request, words, detail, back), status=status)
    if status in SECONDS:
        response["Retry-After"] = str(SECONDS[status])
    return response


def _html(
    request: HttpRequest, words: Words, detail: str, back: str, template: str = "errors/error.html"
) -> str:
    if not hasattr(request, "user"):
        request.user = AnonymousUser()
    # Without the forms of the layout, whose tokens differ each time: what is missing and what is
    # someone else's must be the same bytes.
    context = {"words": words, "detail": detail, "back": back, "without_forms": True}
    try:
        return render_to_string(template, context, request)
    except Exception:
        # The layout itself is what fails, or what it asks for: the plainest page remains.
        log.exception("The page of an error could not be shown.")
        return render_to_string("errors/plain.html", context)


def _way_back(request: HttpRequest) -> str:
    """The page the form was on if it is ours: its path only, so that it leads nowhere else."""
    try:
        parts = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return "/"
    ours = parts.netloc == request.get_host() and parts.path.startswith("/")
    return parts.path if ours and not parts.path.startswith("//") else "/"
