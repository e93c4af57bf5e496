"""What we said to whom and why: the list of inquiries, one of them, and the list as a sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from demur.channels.exports import COLUMNS, inquiry_sheet, some_at_once
from demur.domain.exits import Exit
from demur.domain.needs.dialling import read as read_number
from demur.domain.peace import Blocked
from demur.records import listing
from demur.records.company import Company
from demur.records.errands import about
from demur.records.inquiries import Inquiry
from demur.records.listing import Page, Wanted
from demur.records.users import User
from demur.web.access import EDITORS
from demur.web.by_parts import as_made
from demur.web.cards import may_send_card
from demur.web.given import Given
from demur.web.held_back import held_back
from demur.web.page import our_company
from demur.web.reach import reach_at
from demur.web.said import SITUATIONS, STEPS, TAKEN, said

WORDS_MOST: Final = 200
HEADINGS: Final[Mapping[str, str | Promise]] = {
    "ref": _("Reference"),
    "when": _("When"),
    "number": _("Number"),
    "peace": _("Why there is no number"),
    "name": _("Name"),
    "need": _("Need"),
    "language": _("Language"),
    "dialled": _("Dialled"),
    "source": _("Where they heard of us"),
    "situation": _("Situation"),
    "step": _("Step"),
    "words": _("What we said"),
    "row": _("Row"),
    "version": _("Policy version"),
    "importance": _("Importance"),
    "taken": _("Taken?"),
    "taken_back": pgettext_lazy("column", "Taken back"),
    "seconds": _("Seconds"),
    "by": _("By"),
}
#: Excel opens a file in columns where the list separator of its country is a semicolon.
SEPARATORS: Final = {"hu": ";", "ru": ";", "en": ","}


@dataclass(frozen=True, slots=True)
class Filter:
    """The filter as it stands on the page."""

    q: str = ""
    situation: str = ""
    step: str = ""
    taken: str = ""
    since: date | None = None
    until: date | None = None

    def wanted(self, ours: Company) -> Wanted:
        """What it asks of the records; days are the company's."""
        zone = ZoneInfo(ours.zone)
        return Wanted(
            words=self.q,
            number=number_in(self.q, ours.country),
            situation=self.situation,
            step=self.step,
            taken=self.taken,
            since=_midnight(self.since, zone),
            until=_midnight(self.until, zone, days=1),
        )

    @property
    def query(self) -> str:
        """As it stands in an address."""
        parts = {name: getattr(self, name) for name in self.__slots__}
        return urlencode({name: str(part) for name, part in parts.items() if part})


def inquiries(request: HttpRequest) -> HttpResponse:
    """The list: newest first, fifty a page, as filtered."""
    given = Given(request.GET)
    return _list(request, _filter(given), given)


def _list(request: HttpRequest, chosen: Filter, given: Given) -> HttpResponse:
    """The page of the list; where a part of the filter can't be read, what is wrong with it."""
    unread = bool(given.faults)
    after = given.place("after")
    context = {
        "filter": chosen,
        "faults": given.faults,
        "page": Page(()) if unread else listing.inquiries(chosen.wanted(our_company()), after),
        "is_first": after is None,
        "situations": SITUATIONS,
        "steps": STEPS,
        "takens": TAKEN,
    }
    return render(request, "inquiries/list.html", context, status=given.status)


def inquiry(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One inquiry with its refusal: the words, the row, the reasons, what came of it."""
    try:
        one = listing.inquiry(ref)
    except Inquiry.DoesNotExist as error:
        raise Http404 from error
    context: dict[str, Any] = {
        "inquiry": one,
        "others": listing.same_demand(one),
        "reach": reach_at(
            Exit.INQUIRY_PAGE,
            one.number_key,
            one.contact_id,
            ZoneInfo(our_company().zone),
            timezone.now(),
        ),
        "errands": about(one.ref),
        "may_send_card": may_send_card(request),
        "may_edit_policy": isinstance(request.user, User) and request.user.may(*EDITORS),
    }
    return render(request, "inquiries/one.html", context)


def export(request: HttpRequest) -> HttpResponseBase:
    """The list as filtered, whole, as CSV; its columns speak the reader's language."""
    given = Given(request.GET)
    chosen = _filter(given)
    if given.faults:
        return _list(request, chosen, given)
    ours = our_company()
    language = translation.get_language() or "en"
    lines = inquiry_sheet(
        listing.all_inquiries(chosen.wanted(ours)),
        [str(HEADINGS[column]) for column in COLUMNS],
        _spoken_in(language),
        _told_in(language, ZoneInfo(ours.zone)),
        ZoneInfo(ours.zone),
        SEPARATORS.get(language, ","),
    )
    today = timezone.now().astimezone(ZoneInfo(ours.zone)).date()
    return as_made(
        request,
        some_at_once(lines),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="inquiries-{today}.csv"'},
    )


def number_in(words: str, country: str) -> str:
    """The key of the telephone number that was looked for, if the words are one."""
    if sum(char.isdigit() for char in words) < 6 or any(char.isalpha() for char in words):
        return ""
    return read_number(words, country).key or ""


def _filter(given: Given) -> Filter:
    """What is asked for, as far as it can be read."""
    chosen = Filter(
        q=given.words("q", WORDS_MOST),
        situation=given.listed("situation", SITUATIONS),
        step=given.listed("step", STEPS),
        taken=given.listed("taken", TAKEN),
        since=given.day("since"),
        until=given.day("until"),
    )
    if chosen.since and chosen.until and chosen.until < chosen.since:
        given.faults["until"] = gettext("The last day is before the first. Please look at both.")
    return chosen


def _midnight(day: date | None, zone: ZoneInfo, days: int = 0) -> datetime | None:
    return datetime.combine(day + timedelta(days=days), time(), zone) if day else None


def _spoken_in(language: str) -> Any:
    """`said` in one language, whenever it is asked: the sheet is written after the page is."""

    def say(word: str, table: str) -> str:
        with translation.override(language):
            return said(word, table)

    return say


def _told_in(language: str, zone: ZoneInfo) -> Callable[[Blocked], str]:
    """`held_back` in one language, whenever it is asked."""

    def tell(blocked: Blocked) -> str:
        with translation.override(language):
            return held_back(blocked, zone)

    return tell
