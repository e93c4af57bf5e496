"""Calls we made, as other systems tell them: a dialler's own, and the telephone's events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, cast
from uuid import uuid4

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from ninja import Router
from pydantic import BaseModel

from demur.actions.hear_call import hear_call
from demur.channels.attempts_in import take_in
from demur.domain.attempts import Call, Source, Why
from demur.domain.attempts import Fault as Amiss
from demur.domain.brought.call_cells import ending_in
from demur.domain.brought.calls import line_key, own_words
from demur.domain.brought.flaws import Flaw
from demur.domain.phone_events import Heard, Way
from demur.records.attempts import source_mark
from demur.records.company import company
from demur.records.dispositions import dispositions
from demur.web import api_shapes as shapes
from demur.web.access import Keyed
from demur.web.api_once import CREATED, PROBLEMS, counted, holder
from demur.web.api_problems import Fault, Problem, documented
from demur.web.attempts_said import told

router = Router()
#: What a program reads of a call that can't be put down as it is told, and which field says it.
REFUSED: Final[Mapping[Why, tuple[str, str]]] = {
    Why.FUTURE: ("future", "at"),
    Why.ANCIENT: ("ancient", "at"),
    Why.NOBODY: ("nobody", "number"),
    Why.UNKNOWN: ("unknown-outcome", "outcome"),
    Why.RETIRED: ("retired-outcome", "outcome"),
    Why.NEEDS_DAY: ("needs-day", "day"),
    Why.PAST_DAY: ("past-day", "day"),
    Why.TOO_LONG: ("too-long", "seconds"),
}
NO_NUMBER: Final = gettext_noop(
    "That is no telephone number that can be called. Write it with + and the country code."
)


@router.post(
    "/attempts",
    url_name="attempts",
    summary="Put down a call that was made or tried",
    response={CREATED: shapes.Attempted},
    openapi_extra=documented(**PROBLEMS),
)
def attempts(
    request: HttpRequest, attempt: shapes.NewAttempt, idempotency_key: shapes.IdempotencyKey
) -> object:
    """Put a call down, once; whoever said no in it is left in peace by the policy."""

    def deed(now: datetime) -> BaseModel:
        call = _call(cast(Keyed, request), attempt, now)
        recorded = take_in(call, holder(request), now)
        if isinstance(recorded, Amiss):
            raise _refused(*REFUSED[recorded.why], told(recorded))
        row = recorded.attempt
        return shapes.Attempted(
            id=row.ref,
            outcome=row.disposition,
            at=row.at,
            known=row.contact_id is not None,
            before=recorded.before,
            peace=row.refusal_id is not None,
        )

    return counted(request, idempotency_key, deed)


@router.post(
    "/calls/events",
    url_name="calls-events",
    summary="Tell what becomes of a call (Zammad's generic CTI webhook)",
    response={200: shapes.PhoneHeard},
    openapi_extra=documented(**PROBLEMS),
)
def events(request: HttpRequest, event: shapes.PhoneEvent) -> shapes.PhoneHeard:
    """Put an event down, once, however late and in whatever order; a call that went out counts."""
    if event.direction is not Way.OUT:
        return shapes.PhoneHeard(attempt=None)
    now, address = timezone.now(), line_key(event.to, company().country)
    heard = Heard(
        event.event,
        now,
        address if isinstance(address, str) else "",
        ", ".join(event.user)[: shapes.ID_MOST],
        event.cause,
    )
    attempt = hear_call(holder(request), event.callId, heard, now)
    return shapes.PhoneHeard(attempt=attempt.ref if attempt else None)


def _call(request: Keyed, sent: shapes.NewAttempt, now: datetime) -> Call:
    known = dispositions()
    return Call(
        ref=uuid4(),
        at=sent.at or now,
        disposition=ending_in(sent.outcome, own_words(known, {})) or sent.outcome,
        source=Source.API,
        address=_address(sent.number),
        client=sent.client,
        seconds=sent.seconds,
        day=sent.day,
        mark=source_mark(Source.API, str(request.holder.pk), sent.id),
    )


def _address(number: str) -> str:
    if not number:
        return ""
    key = line_key(number, company().country)
    if isinstance(key, Flaw):
        raise _refused("unreadable-number", "number", gettext(NO_NUMBER))
    return key


def _refused(code: str, field: str, message: str) -> Problem:
    return Problem(409, code, message, [Fault(field, message)])
