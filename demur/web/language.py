"""In which language the pages speak: the user's own, or, before sign-in, the browser's."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

from demur.domain.refusal import Lang
from demur.records.users import User
from demur.web import public


class InterfaceLanguage:
    """Speaks the reader's language while a request is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.LANGUAGE_CODE = language_of(request)
        with translation.override(request.LANGUAGE_CODE):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response


def language_of(request: HttpRequest) -> str:
    """The language chosen in the account; else by the language cookie; else Accept-Language.

    On a client's page nobody is asked who they are: not even a session is looked up.
    """
    if public.is_public(request.path):
        return public.browsers_language(request)
    if isinstance(request.user, User) and request.user.is_authenticated:
        return request.user.language
    spoken = translation.get_language_from_request(request)
    return spoken if spoken in set(Lang) else Lang.EN
