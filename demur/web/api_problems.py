"""Problems as other systems read them: RFC 9457, one shape for every error of the API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import JsonResponse

MEDIA_TYPE: Final = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Fault:
    """One field that can't be taken in, and why."""

    field: str
    message: str


class Problem(Exception):
    """A request that can't be answered as asked; nothing of it is recorded.

    `code` is one stable word for programs, `detail` a sentence for people.
    """

    def __init__(
        self, status: int, code: str, detail: str, faults: Sequence[Fault] = (), wait: int = 0
    ) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail
        self.faults, self.wait = faults, wait

    def response(self) -> JsonResponse:
        """The problem as an HTTP response."""
        body: dict[str, Any] = {"code": self.code, "status": self.status, "detail": self.detail}
        if self.faults:
            body["errors"] = [{"field": one.field, "message": one.message} for one in self.faults]
        response = JsonResponse(
            body,
            status=self.status,
            content_type=MEDIA_TYPE,
            json_dumps_params={"ensure_ascii": False},
        )
        if self.status == 401:
            response["WWW-Authenticate"] = "Bearer"
        if self.wait:
            response["Retry-After"] = str(self.wait)
        return response


#: The same shape for the OpenAPI document.
SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "title": "Problem",
    "required": ["code", "status", "detail"],
    "properties": {
        "code": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}


def documented(**statuses: str) -> dict[str, Any]:
    """The OpenAPI responses of these problems: `documented(_404="No such inquiry.")`."""
    return {
        "responses": {
            int(status.strip("_")): {
                "description": says,
                "content": {MEDIA_TYPE: {"schema": SCHEMA}},
            }
            for status, says in statuses.items()
        }
    }
