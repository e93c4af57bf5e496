"""On a person's page: what they consented to, a copy of what we hold of them, and their erasure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeVar, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from demur.actions import erase as deed
from demur.actions.consent import Spoken
from demur.actions.consent import consent as put_on_record
from demur.actions.export_person import export_person
from demur.channels.person_file import person_file
from demur.domain.consents import How
from demur.domain.peace import Purpose
from demur.domain.people import Rejected, clean_text
from demur.domain.refusal import Channel
from demur.records import erasing
from demur.records.consents import of_contact
from demur.records.mentions import LeftOver
from demur.records.people import Contact
from demur.records.personal import THEIRS
from demur.records.users import User
from demur.web.access import EDITORS
from demur.web.limits import said
from demur.web.page import our_company
from demur.web.peace_said import CHANNELS

WORDS_MOST: Final = 1000
Word = TypeVar("Word", bound=StrEnum)
#: What a client may be asked to allow; what they ask for themselves needs no consent.
PURPOSES: Final[Mapping[Purpose, Promise]] = {
    Purpose.MARKETING: pgettext_lazy("consent", "news and advertising"),
    Purpose.SALE: pgettext_lazy("consent", "calls and messages about an offer"),
    Purpose.ASKED: pgettext_lazy("consent", "what they asked for"),
}
HOWS: Final[Mapping[How, Promise]] = {
    How.CALL: pgettext_lazy("consent given", "on the telephone"),
    How.IN_PERSON: pgettext_lazy("consent given", "in person"),
    How.MAIL: pgettext_lazy("consent given", "by mail"),
    How.SMS: pgettext_lazy("consent given", "by text message"),
    How.LETTER: pgettext_lazy("consent given", "by letter"),
}
#: Those that no form offers are told all the same.
TOLD: Final[Mapping[How, Promise]] = dict(HOWS) | {
    How.PAGE: pgettext_lazy("consent given", "on a page of ours"),
    How.ERASURE: pgettext_lazy("consent given", "by asking to be erased"),
}


def data(request: HttpRequest, pk: int) -> HttpResponse:
    """Their consents; for whoever may, what a copy or an erasure would hold, table by table."""
    return _page(request, _known(pk))


def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Put on record that they give or withdraw consent."""
    contact = _known(pk)
    channel, purpose = _word(request, "channel", Channel), _word(request, "purpose", Purpose)
    how, words = _word(request, "how", How), clean_text(_typed(request, "words"), "", WORDS_MOST)
    if channel is None or purpose is None or how not in HOWS:
        return _page(request, contact, _("Please choose one of the answers shown."), 400)
    if isinstance(words, Rejected):
        return _page(request, contact, said(words), 400)
    spoken = Spoken(channel, purpose, cast(How, how), words)
    given = _typed(request, "given") == "yes"
    put_on_record(contact, spoken, given=given, by=_user(request).name, now=timezone.now())
    return redirect("person-data", pk)


def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Their copy of everything, as a file to hand over; that it was made is in the journal."""
    contact, now = _known(pk), timezone.now()
    tables = export_person(contact, _user(request).name, now)
    headers = {"Content-Disposition": f'attachment; filename="person-{pk}.zip"'}
    archive = person_file(tables, our_company().name, now)
    return HttpResponse(archive, content_type="application/zip", headers=headers)


def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Erase them, with a reason; what would go was on the page that asked."""
    contact = _known(pk)
    reason = clean_text(_typed(request, "reason"), _("Reason"), deed.REASON_MOST)
    if isinstance(reason, Rejected) or not reason:
        fault = said(reason) if isinstance(reason, Rejected) else _("Please say why.")
        return _page(request, contact, fault, 400)
    may_market = _typed(request, "may_market") == "yes"
    by, now = _user(request).name, timezone.now()
    erased = deed.erase(contact, by, reason, now, may_market=may_market)
    if not erased.left_over:
        return redirect("people")
    left = [(THEIRS[one.label].says, one, _page_of(one)) for one in erased.left_over]
    return render(request, "people/left_over.html", {"left": left})


def _page_of(one: LeftOver) -> str:
    """Where a place can be looked at; only people have pages by their rows."""
    return reverse("person", args=[one.row]) if one.label == Contact._meta.label else ""


def _page(
    request: HttpRequest, contact: Contact, fault: str = "", status: int = 200
) -> HttpResponse:
    may_erase = _user(request).may(*EDITORS)
    counts = erasing.counts(erasing.person_of(contact)) if may_erase else {}
    context = {
        "contact": contact,
        "consents": [_line(one) for one in of_contact(contact)],
        "channels": {one: CHANNELS[one] for one in (Channel.PHONE, Channel.SMS, Channel.MAIL)},
        "purposes": PURPOSES,
        "hows": HOWS,
        "words_most": WORDS_MOST,
        "may_erase": may_erase,
        "rows": [(THEIRS[label].says, count) for label, count in counts.items()],
        "reason_most": deed.REASON_MOST,
        "fault": fault,
    }
    return render(request, "people/data.html", context, status=status)


def _line(one: object) -> dict[str, object]:
    channel, purpose, how = (getattr(one, name) for name in ("channel", "purpose", "how"))
    return {
        "consent": one,
        "channel": CHANNELS.get(channel, channel),
        "purpose": PURPOSES.get(purpose, purpose),
        "how": TOLD.get(how, how),
    }


def _known(pk: int) -> Contact:
    return get_object_or_404(Contact.objects.defer("search"), pk=pk, merged_into=None)


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


def _typed(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "")


def _word(request: HttpRequest, name: str, words: type[Word]) -> Word | None:
    typed = _typed(request, name)
    return words(typed) if typed in set(words) else None
