"""Planned calls for other systems: those that may be made now, and which are held, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import BaseModel, Field

from demur.domain.exits import Exit
from demur.domain.peace import Purpose, Why
from demur.records.calls import Planned, still_planned
from demur.records.gate import Cleared, Held, ask, leaves_by
from demur.web import calls
from demur.web.api_problems import documented
from demur.web.page import our_company

router = Router()
PROBLEMS: Final = {
    "_401": "No key, or one that is not in use.",
    "_403": "The key has not this scope.",
    "_503": "The records can't be reached; try again.",
}


class Call(BaseModel):
    """A call that may be made now."""

    id: UUID
    at: datetime = Field(description="When it is planned for.")
    number: str = Field(description="E.164. Ask again before dialling: a client may say no.")
    name: str
    purpose: Purpose
    need: str


class HeldCall(BaseModel):
    """A call that may not be made now; it has no number."""

    id: UUID
    at: datetime
    why: Why
    until: datetime | None = Field(description="None: for good.")


class Calls(BaseModel):
    """Today's calls, and those left over from before."""

    calls: list[Call]
    held: list[HeldCall]


@router.get(
    "/calls",
    url_name="calls",
    summary="Today's planned calls",
    response=Calls,
    openapi_extra=documented(**PROBLEMS),
)
def planned(request: HttpRequest) -> Calls:  # noqa: ARG001
    """The calls planned up to the end of the company's day; the gate is asked at this instant."""
    now = timezone.now()
    day = now.astimezone(ZoneInfo(our_company().zone)).date() + timedelta(days=1)
    until = datetime.combine(day, datetime.min.time(), ZoneInfo(our_company().zone))
    passage = ask(Exit.API, [one.wanted(now) for one in still_planned(until)])
    return Calls(calls=told(passage.cleared), held=[_held(one) for one in passage.held])


@router.get(
    "/calls.ics",
    url_name="calls-calendar",
    summary="The coming month's planned calls, as a calendar",
    openapi_extra=documented(**PROBLEMS),
)
def calendar(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The same calendar that the page of calls gives, for a program that subscribes to it."""
    return calls.feed(timezone.now())


@leaves_by(Exit.API)
def told(cleared: Sequence[Cleared]) -> list[Call]:
    """The calls another system is told, with their numbers."""
    return [
        Call(
            id=call.ref,
            at=call.at,
            number=one.address,
            name=call.contact.name if call.contact else "",
            purpose=Purpose(call.purpose),
            need=call.need,
        )
        for one in cleared
        for call in [_call(one)]
    ]


def _call(cleared: Cleared) -> Planned:
    call: Planned = cleared.wanted.about
    return call


def _held(held: Held) -> HeldCall:
    call: Planned = held.wanted.about
    return HeldCall(id=call.ref, at=call.at, why=held.blocked.why, until=held.blocked.until)
