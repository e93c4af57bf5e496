"""What a press of the easy no said: in doubt a no, and never less peace than was asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final
from urllib.parse import unquote_plus

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from demur.domain.brought.cells import day_in
from demur.domain.people import Rejected, clean_text, display_name
from demur.domain.prices import price_in
from demur.domain.refusal import Money
from demur.domain.regret import By, No, Reason, They
from demur.records.inquiries import Explanation
from demur.web.limits import TOO_LARGE, said

FORM: Final = "multipart/form-data"
RIVAL_MOST: Final = 120
#: Nobody plans further ahead; "never" is for who does not want to be asked again.
DAYS_AHEAD: Final = 5 * 366
BACK: Final = "back"
MORE: Final = "more"
NEVER: Final = "never"
RECEIPT: Final = "receipt"
#: What each button says. Whatever else is sent is a plain no.
BUTTONS: Final[Mapping[str, tuple[They, Reason | None]]] = {
    Reason.TOO_EXPENSIVE: (They.REASON, Reason.TOO_EXPENSIVE),
    Reason.CHOSE_ANOTHER: (They.REASON, Reason.CHOSE_ANOTHER),
    Reason.NO_LONGER_NEEDED: (They.REASON, Reason.NO_LONGER_NEEDED),
    Reason.NOT_NOW: (They.LATER, Reason.NOT_NOW),
    NEVER: (They.NEVER, None),
}
UNREADABLE: Final = (
    *(BadRequest, SuspiciousOperation, MultiPartParserError, UnreadablePostError),
    *(RequestDataTooBig, UnicodeError, ValueError, LookupError),
)


@dataclass(frozen=True, slots=True)
class Sent:
    """The fields of a press, as far as they can be read, and what is wrong with the body."""

    fields: QueryDict
    is_one_click: bool = False
    is_too_large: bool = False

    @property
    def button(self) -> str:
        """Which button was pressed."""
        return self.fields.get("say", "")

    @property
    def takes_back(self) -> bool:
        """Whether it asks for the no back; whatever is not exactly that is a no."""
        return self.fields.getlist("say") == [BACK]

    @property
    def is_sure(self) -> bool:
        """Whether the box is ticked without which a no is not taken back."""
        return self.fields.getlist("again") == ["yes"]


@dataclass(frozen=True, slots=True)
class Ground:
    """What a press is read against: the day at the company, its currency, what was said before."""

    today: date
    currency: str
    before: Explanation | None = None


@dataclass(slots=True)
class Told:
    """What else was typed: what can be kept of it, and what is wrong with the rest, by field."""

    typed: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    rival: str = ""
    price: Money | None = None
    day: date | None = None


def sent(request: HttpRequest) -> Sent:
    """Take in a body whatever it is: what can't be read is left out, the press still counts."""
    try:
        body = request.body
    except UNREADABLE:
        return Sent(QueryDict(), is_too_large=True)
    if getattr(request, "scope", {}).get(TOO_LARGE):
        return Sent(QueryDict(), is_too_large=True)
    fields = _fields(request, body)
    return Sent(fields, is_one_click="say" not in fields and _is_one_click(body))


def told(fields: QueryDict, ground: Ground) -> Told:
    """Read what was typed beside the button; a field that was not there stays as it was before."""
    more = Told({name: _shown(str(fields[name])) for name in READERS if name in fields})
    if ground.before:
        more.rival, more.price = ground.before.rival, ground.before.rival_price
    for name, read in READERS.items():
        if name in fields:
            read(more, str(fields[name]).strip(), ground)
    return more


def no_of(button: str, more: Told, ground: Ground, *, by: By, by_robot: bool) -> No:
    """The no that a button says, with what can be kept of the rest."""
    they, reason = BUTTONS.get(button, (They.PLAIN_NO, None))
    day = more.day if they is They.LATER else None
    if button == MORE:
        they, reason, day = _as_before(ground.before, more.rival)
    return No(
        they, by, reason, rival=more.rival, rival_price=more.price, day=day, by_robot=by_robot
    )


NO_PRICE: Final = gettext_lazy("That price can't be read. Please write it like 12000 or 1200.50.")
NO_DAY: Final = gettext_lazy("That is no day. Please write it like 2027-03-31.")
PAST_DAY: Final = gettext_lazy("That day is past or today. Please name a later one.")
FAR_DAY: Final = gettext_lazy(
    "That day is too far away. Please name one within five years, or choose never."
)


def _fields(request: HttpRequest, body: bytes) -> QueryDict:
    """The fields of a form, in whatever wrapping they came."""
    try:
        if request.content_type == FORM:
            return request.POST
        return QueryDict(body, encoding="utf-8")
    except UNREADABLE:
        return QueryDict()


def _is_one_click(body: bytes) -> bool:
    """RFC 8058 §3.1: a mail program names the header, in any letter case, encoding and company."""
    text = unquote_plus(body.decode("latin-1")).replace("\0", "")
    return "list-unsubscribe" in text.casefold()


def _rival(more: Told, typed: str, _ground: Ground) -> None:
    name = clean_text(typed, _("The name"), RIVAL_MOST)
    if isinstance(name, Rejected):
        more.faults["rival"] = said(name)
    else:
        more.rival = name


def _price(more: Told, typed: str, ground: Ground) -> None:
    price = price_in(typed, ground.currency) if typed else None
    if typed and price is None:
        more.faults["price"] = str(NO_PRICE)
    else:
        more.price = price


def _day(more: Told, typed: str, ground: Ground) -> None:
    day = day_in(typed)
    if day is None:
        more.faults |= {"day": str(NO_DAY)} if typed else {}
    elif day <= ground.today:
        more.faults["day"] = str(PAST_DAY)
    elif day > ground.today + timedelta(days=DAYS_AHEAD):
        more.faults["day"] = str(FAR_DAY)
    else:
        more.day = day


READERS: Final[Mapping[str, Callable[[Told, str, Ground], None]]] = {
    "rival": _rival,
    "price": _price,
    "day": _day,
}


def _as_before(before: Explanation | None, rival: str) -> tuple[They, Reason | None, date | None]:
    """What is added to a no leaves its reason, and the day it names, as they were."""
    reason = Reason(before.reason) if before and before.reason else None
    if before and reason is Reason.NOT_NOW:
        return They.LATER, reason, before.day
    if reason or rival:
        return They.REASON, reason or Reason.CHOSE_ANOTHER, None
    return They.PLAIN_NO, None, None


def _shown(typed: str) -> str:
    """What was typed, to stand in its field again."""
    return display_name(typed, 10_000)
