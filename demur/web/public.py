"""Pages for clients: no session, no cookie, no trace in a cache, a search engine or a Referer."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from demur.domain.refusal import Lang
from demur.web.page import our_company
from demur.web.said import LANGUAGES

#: Below these addresses nobody is asked who they are; what follows is a secret of the client's.
ROOTS: Final = ("/no", "/offer")
HEADERS: Final = {
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
}


def is_public(path: str) -> bool:
    """Whether an address is a client's."""
    return f"{path.lower()}/".startswith(tuple(f"{root}/" for root in ROOTS))


def chosen_language(request: HttpRequest, usual: str) -> Lang:
    """The language asked for in the address or by a button, or else the usual one."""
    asked = request.GET.get("lang", "")
    return Lang(asked if asked in set(Lang) else usual)


def browsers_language(request: HttpRequest) -> Lang:
    """The language that the browser asks for, as far as we speak it."""
    spoken = translation.get_language_from_request(request)
    return Lang(spoken if spoken in set(Lang) else Lang.EN)


def render(template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page in the language spoken now; the request is kept out, and with it user and session."""
    ours = {"company": our_company(), "language": translation.get_language(), "langs": LANGUAGES}
    response = HttpResponse(render_to_string(template, ours | context), status=status)
    return hidden(response)


def hidden(response: HttpResponse) -> HttpResponse:
    """A response that leaves no trace of its address."""
    for name, value in HEADERS.items():
        response[name] = value
    response["Content-Language"] = translation.get_language() or Lang.EN
    return response
