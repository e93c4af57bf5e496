"""Who rests until when, whom we no longer call, and why not this client."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from demur.domain.round.likely import Likely
from demur.records import listing
from demur.records.likely import likely_reasons
from demur.records.people import Contact
from demur.records.resting import resting, stopped
from demur.records.rounds import Rest, State, Turn
from demur.web import round_said
from demur.web.given import Given
from demur.web.inquiries import WORDS_MOST
from demur.web.page import our_company

#: Which of them are shown: those with a day of their own, those we stop at.
KINDS: Final = {
    "rest": gettext_lazy("At rest until their day"),
    "stop": gettext_lazy("We no longer call them"),
}
LISTS: Final = {"rest": resting, "stop": stopped}
#: So many clients are named who are on another list than the one looked at.
ELSEWHERE: Final = 10


@dataclass(frozen=True, slots=True)
class Line:
    """A client who is not called today, until when, why not, and why they are likely silent."""

    contact: Contact
    until: date | None
    why: str
    likely: str


def rest(request: HttpRequest) -> HttpResponse:
    """The clients at rest, those whose day comes first above; or those we stop at."""
    given = Given(request.GET)
    words, kind = given.words("q", WORDS_MOST), given.listed("kind", KINDS) or "rest"
    after = given.row("after")
    rows, more = ([], "") if given.faults else LISTS[kind](words, after)
    is_lost = bool(words) and not rows and after is None and not given.faults
    elsewhere = _elsewhere(words) if is_lost else []
    here = {"q": words, "kind": "" if kind == "rest" else kind}
    context = {
        "q": words,
        "kind": kind,
        "kinds": KINDS.items(),
        "here": urlencode({name: value for name, value in here.items() if value}),
        "faults": given.faults,
        "lines": _lines([one.contact for one in rows], rows) or elsewhere,
        "is_elsewhere": bool(elsewhere),
        "more": more,
        "is_first": after is None,
    }
    return render(request, "round/rest.html", context, status=given.status)


def _elsewhere(words: str) -> list[Line]:
    """Clients of that name who are on no such list: in today's round, at rest, or not silent."""
    found = listing.people(words, "", most=ELSEWHERE).rows
    return _lines(found, Rest.objects.filter(contact__in=[one.pk for one in found]))


def _lines(contacts: Sequence[Contact], rests: Iterable[Rest]) -> list[Line]:
    zone, by_contact = ZoneInfo(our_company().zone), {one.contact_id: one for one in rests}
    today = timezone.now().astimezone(zone).date()
    turns = _turns(contacts, today)
    likely = likely_reasons([one.pk for one in contacts], timezone.now(), zone)
    return [
        _line(one, by_contact.get(one.pk), turns.get(one.pk), likely.get(one.pk), today)
        for one in contacts
    ]


def _turns(contacts: Sequence[Contact], today: date) -> Mapping[int | None, Turn]:
    rows = Turn.objects.filter(contact__in=[one.pk for one in contacts], round__day=today)
    return {one.contact_id: one for one in rows}


def _line(
    contact: Contact, rest: Rest | None, turn: Turn | None, likely: Likely | None, today: date
) -> Line:
    why = _why(rest, turn, today)
    return Line(contact, rest.until if rest else None, why, round_said.likely(likely))


def _why(rest: Rest | None, turn: Turn | None, today: date) -> str:
    """Why a client is not called now; whoever is in today's round was, or still will be."""
    if turn is not None and turn.state in {State.OPEN, State.TAKEN}:
        return _("They are in today's round.")
    told = [_("Called today.")] if turn is not None and turn.state == State.DONE else []
    told += [round_said.why_not(rest, today)] if rest else []
    return " ".join(told) or _(
        "Not among the silent clients: no call or offer of ours waits for their answer, or they "
        "want none."
    )
