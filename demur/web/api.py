"""The API: voice bots, chat bots and other systems refuse by the same policy as the desk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, cast
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext, gettext_noop
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from pydantic import BaseModel

from demur.actions.answer import answer
from demur.actions.hear import Answer
from demur.actions.once import InFlight, OtherRequest
from demur.actions.refuse import refuse
from demur.channels.post_in import take_in
from demur.domain.answers import Blocked, Choice, Why
from demur.domain.needs.dialling import read as read_number
from demur.domain.policy.words.courtesy import remarks_by
from demur.domain.policy.words.wording import barred_in
from demur.domain.refusal import Channel, Lang, Situation
from demur.records.company import Company, company
from demur.records.gather import Asked
from demur.records.held import NoPolicy, held
from demur.records.inquiries import Inquiry
from demur.records.journal import ApiKey
from demur.records.keyed import LostKey
from demur.records.peace_journal import LostJournal
from demur.records.policies import AlteredPolicy
from demur.web import api_answers as answers
from demur.web import api_shapes as shapes
from demur.web import errors
from demur.web.access import Keyed
from demur.web.api_attempts import router as attempts
from demur.web.api_calls import router as calls
from demur.web.api_once import CREATED, PROBLEMS, counted, holder
from demur.web.api_problems import Fault, Problem, documented

CALL_BACK_MOST: Final = timedelta(days=366)


class Key:
    """The bearer key, as the OpenAPI document names it; `web.access` has looked at it already."""

    openapi_security_schema: Final = {"type": "http", "scheme": "bearer"}

    def __call__(self, request: HttpRequest) -> ApiKey:
        """Whose key it is."""
        return cast(Keyed, request).holder


api = NinjaAPI(
    title="Demur, the refusal desk",
    version="1",
    description="What to say to a caller, by the company's written policy.",
    docs_url=None,
    urls_namespace="api",
    parser=shapes.Json(),
    auth=Key(),
)


@api.post(
    "/inquiries",
    url_name="inquiries",
    summary="Ask what to say to a caller",
    response={CREATED: shapes.Answer},
    openapi_extra=documented(**PROBLEMS),
)
def inquiries(
    request: HttpRequest, inquiry: shapes.NewInquiry, idempotency_key: shapes.IdempotencyKey
) -> HttpResponse:
    """Decide an inquiry by the policy in force, record it, and answer with the words to say."""

    def deed(now: datetime) -> BaseModel:
        ref = uuid4()
        asked = Asked(inquiry.need, inquiry.lang, inquiry.number, inquiry.dialled, inquiry.source)
        decision, given = answer(asked, ref, holder(request), now)
        return answers.answer(ref, decision, given)

    return counted(request, idempotency_key, deed)


@api.post(
    "/inquiries/{uuid:inquiry_id}/refusal",
    url_name="refusal",
    summary="Record how the call ended",
    response={CREATED: shapes.Refused},
    openapi_extra=documented(**PROBLEMS, _404="This key made no such inquiry."),
)
def refusal(
    request: HttpRequest,
    inquiry_id: UUID,
    refusal: shapes.NewRefusal,
    idempotency_key: shapes.IdempotencyKey,
) -> HttpResponse:
    """Record the refusal of an inquiry that the same key made: once, and never changed."""

    def deed(now: datetime) -> BaseModel:
        inquiry = Inquiry.objects.filter(ref=inquiry_id, by=holder(request)).first()
        if inquiry is None:
            raise Http404
        return _refuse(inquiry, refusal, now)

    return counted(request, idempotency_key, deed)


@api.post(
    "/wording/check",
    url_name="wording-check",
    summary="Find the words the policy bars, and what could be politer",
    response={CREATED: shapes.Checked},
    openapi_extra=documented(**PROBLEMS),
)
def wording_check(
    request: HttpRequest, text: shapes.TextToCheck, idempotency_key: shapes.IdempotencyKey
) -> HttpResponse:
    """Look for barred words in all their forms, and for courtesy, in a text for a client."""

    def deed(now: datetime) -> BaseModel:
        ours = company()
        policy = held(now.astimezone(ZoneInfo(ours.zone)), ours).policy
        return answers.checked(
            barred_in(policy, text.text, text.lang),
            remarks_by(policy, text.text, text.lang),
            Lang(get_language() or text.lang),
        )

    return counted(request, idempotency_key, deed)


api.add_router("", calls)
api.add_router("", attempts)


@api.post(
    "/messages",
    url_name="messages",
    summary="Hand in a short message that a client sent",
    response={CREATED: shapes.Heard},
    openapi_extra=documented(**PROBLEMS),
)
def messages(
    request: HttpRequest, message: shapes.NewMessage, idempotency_key: shapes.IdempotencyKey
) -> HttpResponse:
    """Read a client's message: a clear no brings them peace, whatever else waits for a person."""

    def deed(now: datetime) -> BaseModel:
        answer = Answer(
            channel=Channel.SMS,
            sender=message.sender,
            address=read_number(message.sender, company().country).key or "",
            words=message.text,
            number=message.id,
            at=message.at or now,
            to=message.to,
        )
        reply = take_in(answer, holder(request), now)
        return shapes.Heard(id=reply.pk, meant=reply.meant, declined=reply.declined)

    return counted(request, idempotency_key, deed)


def _refuse(inquiry: Inquiry, sent: shapes.NewRefusal, now: datetime) -> BaseModel:
    if inquiry.situation == Situation.SERVED and not sent.only_polite:
        raise _problem("served")
    if sent.call_back_at is not None and not now < sent.call_back_at <= now + CALL_BACK_MOST:
        raise _problem("call-back", "call_back_at")
    choice = Choice(
        chosen=None if sent.chosen is None else sent.chosen - 1,
        only_polite=sent.only_polite,
        taken=sent.taken or "",
        call_back_at=sent.call_back_at,
    )
    try:
        settled = refuse(
            inquiry, choice, by=inquiry.by, now=now, source=sent.source, seconds=sent.seconds
        )
    except IntegrityError as error:
        raise _problem("refused-already") from error
    if isinstance(settled, Blocked):
        raise _problem(BLOCKED[settled.why], row=settled.row)
    return answers.refused(inquiry.ref, settled)


BLOCKED: Final[Mapping[Why, str]] = {
    Why.NOT_OPEN: "not-offered",
    Why.NOT_ALLOWED: "row-forbids",
    Why.PAST: "call-back",
}
#: What is said of each problem, and under which status.
TOLD: Final[Mapping[str, tuple[int, str]]] = {
    "not-json": (400, gettext_noop("Send one JSON object, in UTF-8.")),
    "invalid": (400, gettext_noop("Mend the fields named in errors, and send it again.")),
    "call-back": (400, gettext_noop("Promise a call back in the future, within a year.")),
    "served": (
        409,
        gettext_noop("This caller can be served. To say no anyway: only_polite."),
    ),
    "not-offered": (409, gettext_noop("That way was not open to this caller: choose an offer.")),
    "row-forbids": (409, gettext_noop("Policy row %(row)s lets nobody choose otherwise here.")),
    "refused-already": (409, gettext_noop("This inquiry has its refusal already.")),
    "in-flight": (409, gettext_noop("The first request with this key is still being done.")),
    "other-request": (422, gettext_noop("This Idempotency-Key was used for another request.")),
    "no-policy": (409, gettext_noop("No policy is in force, so there is nothing we may say.")),
    "not-set-up": (409, gettext_noop("The company is not set up yet.")),
}


def _problem(code: str, *fields: str, **params: str) -> Problem:
    status, told = TOLD[code]
    detail = gettext(told) % params
    faults = [Fault(field, detail) for field in fields]
    return Problem(status, code, detail, faults, wait=1 if code == "in-flight" else 0)


@api.exception_handler(Problem)
def _told(_: HttpRequest, problem: Problem) -> HttpResponse:
    return problem.response()


@api.exception_handler(ValidationError)
def _invalid(_: HttpRequest, error: ValidationError) -> HttpResponse:
    faults = [shapes.fault(one) for one in error.errors[: shapes.FAULTS_MOST]]
    return Problem(400, "invalid", gettext(TOLD["invalid"][1]), faults).response()


@api.exception_handler(AlteredPolicy)
def _altered(request: HttpRequest, refused: AlteredPolicy) -> HttpResponse:
    return errors.altered(request, refused)


@api.exception_handler(LostJournal)
@api.exception_handler(LostKey)
def _blind(request: HttpRequest, _: Exception) -> HttpResponse:
    """No peace can be promised now: nothing was recorded, and it is to be sent again."""
    return errors.page(request, 503)


@api.exception_handler(Http404)
def _missing(request: HttpRequest, _: Http404) -> HttpResponse:
    return errors.page(request, 404)


#: Errors that mean the same wherever they come from.
MEANT: Final[Mapping[type[Exception], str]] = {
    HttpError: "not-json",  # the only one ninja raises here: a body that can't be parsed
    InFlight: "in-flight",
    OtherRequest: "other-request",
    NoPolicy: "no-policy",
    Company.DoesNotExist: "not-set-up",
}


def _meant(_: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    return _problem(MEANT[cast(type[Exception], type(error))]).response()


for kind in MEANT:
    api.add_exception_handler(kind, _meant)
