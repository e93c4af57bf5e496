"""The shapes that other systems send and get: what is not exactly so is named and refused."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Any, Final, cast
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Header
from ninja.parser import Parser
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from demur.domain.people import Rejected, clean_text
from demur.domain.phone_events import Event, Way
from demur.domain.refusal import Channel, Importance, Lang, Situation, Step
from demur.records.inquiries import Taken
from demur.web.api_problems import Fault
from demur.web.limits import FORM, said

NEED_MOST: Final = 2_000
LINE_MOST: Final = 60
TEXT_MOST: Final = 20_000
ID_MOST: Final = 120
FAULTS_MOST: Final = 20
DAY_SECONDS: Final = 86_400
#: Longer whole numbers have no use here, and reading them takes quadratic time.
DIGITS_MOST: Final = 30
#: As telephone systems send what they have to tell.
FORMS: Final = frozenset({FORM, "multipart/form-data"})
CONTROLS: Final = r"\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f"
LINE: Final = f"^[^{CONTROLS}]*$"
WORDS: Final = f"^[^{CONTROLS}]*[^{CONTROLS}\\s][^{CONTROLS}]*$"
KEY: Final = re.compile(r"[\x21-\x7e]{1,128}")


class Json(Parser):
    """JSON as it is sent: numbers no computer can hold stay numbers, for their field to refuse."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Read the body; raises ValueError or RecursionError where it is no JSON.

        Telephone systems send forms: one is the object that it spells, `user[]` a list.
        """
        if request.content_type in FORMS:
            sent = request.POST
            return {
                name.removesuffix("[]"): sent.getlist(name) if name.endswith("[]") else sent[name]
                for name in sent
            }
        return cast(dict[str, Any], json.loads(request.body, parse_int=_whole))


def _whole(digits: str) -> float:
    return int(digits) if len(digits) <= DIGITS_MOST else math.inf


def _text(most: int, empty: str = "") -> Callable[[object, ValidationInfo], str]:
    """Take in a text of at most so many characters; an empty one too, unless `empty` says no."""

    def taken(value: object, info: ValidationInfo) -> str:
        text = clean_text("" if value is None else value, info.field_name or "", most)
        if isinstance(text, Rejected):
            raise PydanticCustomError("text", "{said}", {"said": said(text)})
        if empty and not text:
            raise PydanticCustomError("empty", "{said}", {"said": _(empty)})
        return text

    return taken


def _instant(value: object) -> datetime | None:
    """An instant with its time zone."""
    if value is None:
        return None
    try:
        instant = datetime.fromisoformat(cast(str, value))
        if instant.tzinfo is not None:
            return instant.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        pass
    message = _("Write it as 2026-11-24T09:00:00+01:00, with its time zone.")
    raise PydanticCustomError("instant", "{said}", {"said": message})


def _day(value: object) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(cast(str, value))
    except (TypeError, ValueError) as error:
        message = _("Write the day as 2026-11-24.")
        raise PydanticCustomError("day", "{said}", {"said": message}) from error


def _names(value: object) -> list[str]:
    """Names as telephone systems send them: one, several or none."""
    listed = value if isinstance(value, list) else [value]
    return [one for one in listed if isinstance(one, str)]


def _integer(value: object) -> object:
    """JSON knows one kind of number: 5.0 is 5."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _key(value: object) -> str:
    if isinstance(value, str) and KEY.fullmatch(value):
        return value
    message = _("Send 1 to 128 visible ASCII characters, new for every deed, such as a UUID.")
    raise PydanticCustomError("key", "{said}", {"said": message})


def _or_null(**schema: Any) -> WithJsonSchema:
    return WithJsonSchema({"anyOf": [{"type": "string", **schema}, {"type": "null"}]})


NO_NEED: Final = gettext_noop("Say what the caller wants, in their words.")
NO_SENDER: Final = gettext_noop("Say which number the message came from.")
NO_ID: Final = gettext_noop("Send your own id of the message: the same for its repeat.")
NO_TEXT: Final = gettext_noop("Send the text to look at.")
NO_OUTCOME: Final = gettext_noop("Say how the call ended.")
NO_CALL: Final = gettext_noop("Send the telephone system's id of the call.")

Need = Annotated[
    str,
    BeforeValidator(_text(NEED_MOST, NO_NEED)),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": NEED_MOST, "pattern": WORDS}),
]
Text = Annotated[
    str,
    BeforeValidator(_text(TEXT_MOST, NO_TEXT)),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": TEXT_MOST, "pattern": WORDS}),
]
Line = Annotated[
    str, BeforeValidator(_text(LINE_MOST)), _or_null(maxLength=LINE_MOST, pattern=LINE)
]
Body = Annotated[
    str, BeforeValidator(_text(NEED_MOST)), _or_null(maxLength=NEED_MOST, pattern=LINE)
]
Sender = Annotated[
    str,
    BeforeValidator(_text(LINE_MOST, NO_SENDER)),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": LINE_MOST, "pattern": WORDS}),
]
CarrierId = Annotated[
    str,
    BeforeValidator(_text(ID_MOST, NO_ID)),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": ID_MOST, "pattern": WORDS}),
]
Outcome = Annotated[
    str,
    BeforeValidator(_text(LINE_MOST, NO_OUTCOME)),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": LINE_MOST, "pattern": WORDS}),
]
CallId = Annotated[
    str,
    BeforeValidator(_text(ID_MOST, NO_CALL)),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": ID_MOST, "pattern": WORDS}),
]
OwnId = Annotated[str, BeforeValidator(_text(ID_MOST)), _or_null(maxLength=ID_MOST, pattern=LINE)]
Day = Annotated[date | None, BeforeValidator(_day), _or_null(format="date")]
Names = Annotated[list[str], BeforeValidator(_names), WithJsonSchema({})]
Instant = Annotated[datetime | None, BeforeValidator(_instant), _or_null(format="date-time")]
Count = Annotated[int, Field(strict=True, ge=0, le=DAY_SECONDS), BeforeValidator(_integer)]
OfferKey = Annotated[int, Field(strict=True, ge=1, le=9), BeforeValidator(_integer)]
YesNo = Annotated[bool, Field(strict=True)]
IdempotencyKey = Annotated[
    str,
    BeforeValidator(_key),
    WithJsonSchema({"type": "string", "pattern": "^[!-~]{1,128}$"}),
    Header(alias="Idempotency-Key", description="New for every deed; the same for its repeat."),
]


class Sent(BaseModel):
    """What is sent: a field that is not known here is refused, so that no typo passes unseen."""

    model_config = ConfigDict(extra="forbid")


class NewInquiry(Sent):
    """A caller's need, and where they ring from."""

    need: Need
    lang: Lang | None = None
    number: Line = ""
    dialled: Line = ""
    source: Line = ""


class NewRefusal(Sent):
    """How the call ended. `chosen` is the key of an offer; without it, the policy's own step."""

    chosen: OfferKey | None = None
    only_polite: YesNo = False
    taken: Taken | None = None
    source: Line = ""
    call_back_at: Instant = None
    seconds: Count | None = None


class TextToCheck(Sent):
    """A text that is meant for a client."""

    text: Text
    lang: Lang


class NewMessage(Sent):
    """A short message that a client sent to one of our numbers."""

    sender: Sender = Field(alias="from")
    to: Line = ""
    text: Body = ""
    id: CarrierId
    at: Instant = None


class NewAttempt(Sent):
    """A call that somebody of ours, or a program, made or tried; to a number or a client's id."""

    number: Line = ""
    client: Line = ""
    at: Instant = Field(None, description="When the call began; left out, now.")
    outcome: Outcome = Field(description="missed, answered, voicemail, … or your own name for it.")
    seconds: Count | None = None
    day: Day = Field(None, description="When they want to be called again.")
    id: OwnId = Field("", description="Your own id of the call: told twice, it is one call.")


class Attempted(BaseModel):
    """The call on record; `peace` says that it brought its client peace."""

    id: UUID
    outcome: str
    at: datetime
    known: bool = Field(description="Whether we know whom the call was to.")
    before: bool = Field(description="Whether it was on record already.")
    peace: bool


class PhoneEvent(BaseModel):
    """What a telephone system tells of a call, as Zammad's generic CTI webhook has it."""

    event: Event
    callId: CallId  # noqa: N815 (the name is theirs)
    direction: Way
    caller: Line = Field("", alias="from")
    to: Line = ""
    user: Names = []
    cause: Line = ""


class PhoneHeard(BaseModel):
    """The attempt that the call is on record as; null while it is not over, or came in."""

    attempt: UUID | None


class Heard(BaseModel):
    """How the message was read; `declined` says that it was taken for a no, and brought peace."""

    id: int
    meant: str
    declined: bool


class Offer(BaseModel):
    """A way to help that is open to this caller, with the sentence for it."""

    key: int
    step: Step
    label: str
    say: str
    until: date | None


class PolicyRow(BaseModel):
    """The version and row that decided; row is null where none fits."""

    version: int
    row: str | None


class Answer(BaseModel):
    """What to say to the caller, and why."""

    id: UUID
    situation: Situation
    confidence: float
    step: Step
    say: str
    offers: list[Offer]
    policy: PolicyRow
    ask: str | None
    lang: Lang
    importance: Importance
    why: str


class Vowed(BaseModel):
    """What was promised with a no."""

    what: str
    until: datetime
    channel: Channel


class Refused(BaseModel):
    """The refusal on record."""

    id: UUID
    step: Step
    say: str
    chosen: int | None
    promises: list[Vowed]


class BarredWord(BaseModel):
    """A word the policy bars: where it stands, counted in characters, and what to say instead."""

    start: int
    end: int
    found: str
    entry: str
    instead: str


class Remark(BaseModel):
    """Something to reconsider for courtesy's sake; it does not make a text unclean."""

    code: str
    severity: str
    start: int
    end: int
    found: str
    message: str


class Checked(BaseModel):
    """A text looked at: clean says that no barred word was found."""

    clean: bool
    barred: list[BarredWord]
    remarks: list[Remark]


MESSAGES: Final[Mapping[str, str]] = {
    "missing": gettext_noop("This is needed."),
    "extra_forbidden": gettext_noop("This is no field of ours. Leave it out, or mend its name."),
    "enum": gettext_noop("Send one of: %(expected)s."),
    "int_type": gettext_noop("Send a whole number."),
    "bool_type": gettext_noop("Send true or false."),
    "greater_than_equal": gettext_noop("Send at least %(ge)s."),
    "less_than_equal": gettext_noop("Send at most %(le)s."),
    "model_attributes_type": gettext_noop("Send one JSON object."),
    "model_type": gettext_noop("Send one JSON object."),
}


def fault(error: Mapping[str, Any]) -> Fault:
    """What is wrong with a field, from an entry of pydantic's list of errors."""
    message = MESSAGES.get(error["type"])
    told = _(message) % error.get("ctx", {}) if message else str(error["msg"])
    kind, *names = (str(part) for part in error["loc"])
    field = ".".join(names[1:] if kind == "body" else names) or kind
    # The name may be anything a stranger typed, half characters too.
    return Fault(field[:LINE_MOST].encode("utf-8", "replace").decode(), told)
