"""A page that takes a while is sent as it comes about: its top, how far it has come, the rest.

The browser draws what has arrived, with scripts or without, and one process answers from the
first byte to the last, so there is nothing to keep between two requests. Whoever closes the page
ends the work at its next part.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from itertools import chain
from typing import Final, TypeVar

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import translation

#: Where in a page its parts come.
HERE: Final = "<!-- here -->"
Part = TypeVar("Part", str, bytes)


def by_parts(request: HttpRequest, page: str, parts: Iterator[str]) -> StreamingHttpResponse:
    """A page with parts that are made one by one, in the reader's language, and sent at once."""
    top, _, bottom = page.partition(HERE)
    language = translation.get_language() or "en"
    return as_made(request, chain([top], _spoken(parts, language), [bottom]))


def as_made(
    request: HttpRequest,
    parts: Iterator[Part],
    content_type: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> StreamingHttpResponse:
    """What is made part by part, each sent before the next is made: no more is in memory at once.

    Django collects all parts of an ASGI server's answer before it sends the first, unless they
    come asynchronously; elsewhere it would collect those that do.
    """
    sent = _one_by_one(parts) if isinstance(request, ASGIRequest) else parts
    # A proxy may collect them too: nginx does, unless it is told.
    every = {"X-Accel-Buffering": "no"} | dict(headers or {})
    return StreamingHttpResponse(sent, content_type=content_type, headers=every)


def _spoken(parts: Iterator[str], language: str) -> Iterator[str]:
    while True:
        with translation.override(language):
            part = next(parts, None)
        if part is None:
            return
        yield part


async def _one_by_one(parts: Iterator[Part]) -> AsyncIterator[Part]:
    while (part := await sync_to_async(_next)(parts)) is not None:
        yield part


def _next(parts: Iterator[Part]) -> Part | None:
    return next(parts, None)
