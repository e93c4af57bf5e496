"""Check a text: what a seller is about to send, held to the policy's words. Nothing is recorded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from demur.domain.needs.text import guess
from demur.domain.people import Rejected, clean_text
from demur.domain.policy.findings import Code
from demur.domain.policy.words.courtesy import Remark, remarks_by
from demur.domain.policy.words.wording import Spotted, barred_in
from demur.domain.refusal import Lang
from demur.records.company import Company, company
from demur.records.held import NoPolicy, held
from demur.web.limits import said

TEXT_MOST: Final = 20_000
#: A sentence that is too long is named below the text; marked, it would hide the other marks.
SHOWN_IN_PLACE: Final = frozenset({Code.INFORMAL_ADDRESS, Code.BARE_NO, Code.SHOUTING})


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text; a barred one has what to say instead, a doubtful one its remark."""

    words: str
    instead: str | None = None
    doubtful: bool = False


def texts(request: HttpRequest) -> HttpResponse:
    """The page on which any text is checked: whole without JavaScript, while typing with it."""
    context = _checked(request) if request.method == "POST" else {}
    page = "texts/checked.html" if request.headers.get("HX-Request") else "texts/texts.html"
    status = 400 if context.get("fault") and page == "texts/texts.html" else 200
    return render(request, page, {"langs": list(Lang), "most": TEXT_MOST} | context, status=status)


def _checked(request: HttpRequest) -> dict[str, Any]:
    typed, chosen = request.POST.get("text", ""), request.POST.get("lang", "")
    text = clean_text(typed, _("Your text"), TEXT_MOST)
    lang = Lang(chosen) if chosen in set(Lang) else None
    given = {"text": typed, "lang": lang}
    if isinstance(text, Rejected):
        return given | {"fault": said(text)}
    if not text:
        return given
    try:
        return given | _found(text, lang or guess(text, usual=_reader()))
    except (NoPolicy, Company.DoesNotExist):
        return given | {"is_closed": True}


def _found(text: str, lang: Lang) -> dict[str, Any]:
    ours = company()
    policy = held(timezone.now().astimezone(ZoneInfo(ours.zone)), ours).policy
    barred = barred_in(policy, text, lang)
    remarks = remarks_by(policy, text, lang)
    return {
        "pieces": list(_pieces(text, barred, remarks)),
        "barred": barred,
        "remarks": [(one, one.told(_reader())) for one in remarks],
        "read_as": lang,
        "entries": sum(one.lang is lang for one in policy.barred),
    }


def _reader() -> Lang:
    return Lang(get_language() or Lang.EN)


def _pieces(text: str, barred: Sequence[Spotted], remarks: Sequence[Remark]) -> Iterator[Piece]:
    """Cut the text at its marks; of marks that overlap the first is shown, a barred one before."""
    marks: list[tuple[int, int, str | None]] = [(one.start, one.end, one.instead) for one in barred]
    marks += [(one.start, one.end, None) for one in remarks if one.code in SHOWN_IN_PLACE]
    shown: list[tuple[int, int, str | None]] = []
    for mark in marks:
        if all(mark[1] <= start or end <= mark[0] for start, end, _instead in shown):
            shown.append(mark)
    at = 0
    for start, end, instead in sorted(shown, key=itemgetter(0)):
        yield Piece(text[at:start])
        yield Piece(text[start:end], instead, doubtful=instead is None)
        at = end
    yield Piece(text[at:])
