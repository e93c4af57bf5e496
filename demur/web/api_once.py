"""What every POST of the API does alike: it counts once, under the name of its key."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Final, cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from pydantic import BaseModel

from demur.actions.once import Answered, once
from demur.web.access import Keyed

CREATED: Final = 201
PROBLEMS: Final = {
    "_400": "A field can't be taken in; `errors` names it.",
    "_401": "No key, or one that is not in use.",
    "_403": "The key has not this scope.",
    "_409": "It can't be done as things stand; `code` says why.",
    "_413": "The body is too large.",
    "_422": "The Idempotency-Key was used for another request.",
    "_503": "The records can't be reached; try again.",
}


def holder(request: HttpRequest) -> str:
    """Under whose name it goes on record; no user is called that."""
    return f"{cast(Keyed, request).holder.name} (API)"


def counted(request: HttpRequest, key: str, deed: Callable[[datetime], BaseModel]) -> HttpResponse:
    """Do a deed once for its Idempotency-Key; its repeat gets the same bytes."""
    now = timezone.now()
    asked = f"{request.method} {request.path}\n".encode() + request.body
    answered = once(
        f"key {cast(Keyed, request).holder.pk}",
        key,
        hashlib.sha256(asked).hexdigest(),
        now,
        lambda: Answered(CREATED, deed(now).model_dump_json()),
    )
    return HttpResponse(answered.body, status=answered.status, content_type="application/json")
