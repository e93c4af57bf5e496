"""How much may come in by the door, and in what state: everything else is turned away unread."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, MutableMapping
from typing import Any, Final, TypeVar
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from demur.domain.people import Reason, Rejected, clean_text
from demur.web import errors

FORM: Final = "application/x-www-form-urlencoded"
QUERY_MOST: Final = 8_000
#: No form of ours has room for more in one field; what is shorter the forms judge themselves.
FIELD_MOST: Final = 100_000
FIELD_NAME_MOST: Final = 100
TOO_LARGE: Final = "demur.too_large"
BROKEN: Final = gettext_noop("%(field)s was damaged on its way. Please type it again.")
#: Why a text is not taken in, for the reader's language.
TOLD: Final[Mapping[Reason, str]] = {
    Reason.NOT_TEXT: gettext_noop("%(field)s must be text, not a number, a list or a yes/no."),
    Reason.NUL: gettext_noop("%(field)s has a NUL character at place %(place)d. Please remove it."),
    Reason.SURROGATE: gettext_noop(
        "%(field)s has half a character at place %(place)d. Please type it again."
    ),
    Reason.CONTROL: gettext_noop(
        "%(field)s has an invisible control character at place %(place)d. Please remove it."
    ),
    Reason.TOO_LONG: gettext_noop(
        "%(field)s is %(length)d characters long; at most %(limit)d fit. Please shorten it."
    ),
}

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
View = TypeVar("View", bound=Callable[..., Any])
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]


class Limits:
    """Turns away what is too large or is no text, naming the field, before a view sees it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], *_given: object
    ) -> HttpResponse | None:
        """First of all that look at the request itself; raises what becomes a 400 page."""
        request.get_host()
        if getattr(view, "takes_any_body", False):
            return None
        if _is_too_large(request):
            return errors.page(request, 413)
        fault = next(_faults(request), "")
        return errors.page(request, 400, fault) if fault else None


def any_body(view: View) -> View:
    """A view that makes something of every body, even of one that can't be read."""
    view.takes_any_body = True  # type: ignore[attr-defined]
    return view


def bounded(app: App) -> App:
    """The ASGI application, reading no more of a body than may come in.

    Django reads a body whole before it asks anybody. Here reading stops at the limit, and the
    request goes on without its body and with a mark, so that it gets its 413 like any other.
    """

    async def bounded_app(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await app(scope, _counted(scope, receive), _closing(scope, send))
        else:
            await app(scope, receive, send)

    return bounded_app


def said(fault: Rejected) -> str:
    """A rejected field in the reader's language."""
    return _(TOLD[fault.reason]) % {"field": fault.field, **fault.params}


def _counted(scope: MutableMapping[str, Any], receive: Receive) -> Receive:
    length = dict(scope["headers"]).get(b"content-length", b"0")
    scope[TOO_LARGE] = not length.isdigit() or int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    read, ended = 0, False

    async def counted() -> Message:
        nonlocal read, ended
        while ended or not scope[TOO_LARGE]:
            message = await receive()
            if message["type"] != "http.request":
                return message
            read += len(message.get("body", b""))
            scope[TOO_LARGE] = scope[TOO_LARGE] or read > settings.DATA_UPLOAD_MAX_MEMORY_SIZE
            if not scope[TOO_LARGE]:
                return message
        # What still comes of the body is dropped above; only a disconnect is passed on.
        ended = True
        return {"type": "http.request", "body": b"", "more_body": False}

    return counted


def _closing(scope: MutableMapping[str, Any], send: Send) -> Send:
    async def closing(message: Message) -> None:
        if scope[TOO_LARGE] and message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], (b"connection", b"close")]
        await send(message)

    return closing


def _is_too_large(request: HttpRequest) -> bool:
    if isinstance(request, ASGIRequest) and request.scope.get(TOO_LARGE):
        return True
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    return not length.isdigit() or int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def _faults(request: HttpRequest) -> Iterator[str]:
    """What no view could make sense of, a sentence a field; the API looks at JSON itself."""
    query = request.META.get("QUERY_STRING", "")
    if len(query) > QUERY_MOST:
        limit = {"length": len(query), "limit": QUERY_MOST}
        yield said(Rejected("query", Reason.TOO_LONG, limit))
    yield from _damaged(query.encode("latin-1", "replace"))
    yield from _unclean(request.GET)
    if request.path.startswith(errors.API) or request.method != "POST":
        return
    if request.content_type == FORM:
        yield from _damaged(request.body)
    yield from _unclean(request.POST)


def _damaged(raw: bytes) -> Iterator[str]:
    """Fields whose bytes are no UTF-8: Django would put replacement marks in their place."""
    for pair in raw.replace(b"+", b" ").split(b"&"):
        try:
            unquote_to_bytes(pair).decode()
        except UnicodeDecodeError:
            field = unquote_to_bytes(pair.partition(b"=")[0]).decode("utf-8", "replace")
            yield _(BROKEN) % {"field": field[:FIELD_NAME_MOST]}


def _unclean(fields: QueryDict) -> Iterator[str]:
    for name, values in fields.lists():
        named = clean_text(name, "name", FIELD_NAME_MOST)
        if isinstance(named, Rejected):
            yield said(named)
        for value in values:
            taken = clean_text(value, name, FIELD_MOST)
            if isinstance(taken, Rejected):
                yield said(taken)
