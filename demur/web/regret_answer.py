"""Anna answers a no, once and in writing: what they said, what we can show, where it goes."""

from __future__ import annotations

from typing import Any, cast
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from demur.actions.better_offer import (
    NotToBeMade,
    Terms,
    Written,
    drafted,
    leaves_room,
    send_again,
    send_better_offer,
)
from demur.domain.peace import Blocked
from demur.domain.refusal import Lang
from demur.records import regrets as records
from demur.records.company import Company
from demur.records.users import User
from demur.web.answer_form import (
    Regret,
    Typed,
    candidates,
    chosen_way,
    terms_of,
    typed,
    ways,
)
from demur.web.held_back import held_back
from demur.web.offer_page import Visit, page_of
from demur.web.said import LANGUAGES

PREVIEW = "preview"
AGAIN = "again"


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The page on which our one answer is written; a press shows it first, or sends it."""
    regret = _regret(pk)
    if request.method != "POST":
        return _page(request, regret, typed(QueryDict(), regret))
    form = typed(request.POST, regret)
    if request.POST.get("do") == AGAIN:
        return _sent_again(request, regret, form)
    if not leaves_room(regret.refusal, regret.at):
        return _page(request, regret, form, status=409)
    terms = terms_of(form, regret, candidates(regret, Lang(form.lang)))
    if request.POST.get("do") == PREVIEW:
        return _page(request, regret, form) if form.faults else _preview(request, regret, terms)
    return _sent(request, regret, form, terms)


def _regret(pk: int) -> Regret:
    refusal = records.one(pk)
    if refusal is None:
        raise Http404
    ours = Company.objects.filter(pk=1).first() or Company(name="")
    word = records.last_word(refusal)
    at = timezone.now().astimezone(ZoneInfo(ours.zone))
    return Regret(refusal, ours, at, word.rival if word else "")


def _preview(request: HttpRequest, regret: Regret, terms: Terms) -> HttpResponse:
    """The client's page, in their language, of an offer that is on record nowhere."""
    lang = Lang(typed(request.POST, regret).lang)
    offer = drafted(regret.refusal, terms, lang, _who(request), regret.at)
    visit = Visit(offer, regret.ours, regret.at, lang)
    # That it is one is said to who looks at it, in their own language.
    note = _("Preview: this is what your client would read. Nothing has been sent.")
    preview = {"is_preview": True, "note": note, "note_lang": get_language()}
    with translation.override(lang):
        shown = page_of(visit, QueryDict()) | preview | {"LANGUAGE_CODE": lang}
        return render(request, "offer/offer.html", shown)


def _sent(request: HttpRequest, regret: Regret, form: Typed, terms: Terms) -> HttpResponse:
    way = chosen_way(form, ways(regret, Lang(form.lang)))
    if way is None or form.faults:
        return _page(request, regret, form)
    try:
        made = send_better_offer(regret.refusal, terms, way.to, by=_who(request), now=regret.at)
    except NotToBeMade:
        return _page(request, regret, form, status=409)
    return redirect("regrets") if isinstance(made, Written) else _held(request, regret, form, made)


def _sent_again(request: HttpRequest, regret: Regret, form: Typed) -> HttpResponse:
    """The letter that did not arrive goes once more; the offer stays as it was written."""
    offer = records.answer_to(regret.refusal)
    if offer is None or records.lost_letter(offer) is None:
        return _page(request, regret, form, status=409)
    way = chosen_way(form, ways(regret, Lang(offer.lang), offer))
    if way is None:
        return _page(request, regret, form)
    try:
        blocked = send_again(offer, way.to, by=_who(request), now=regret.at)
    except NotToBeMade:
        form.faults["to"] = _("It can't be sent again: it has arrived, or what it offers is over.")
        return _page(request, regret, form, status=409)
    return redirect("regrets") if blocked is None else _held(request, regret, form, blocked)


def _held(request: HttpRequest, regret: Regret, form: Typed, blocked: Blocked) -> HttpResponse:
    why = held_back(blocked, ZoneInfo(regret.ours.zone))
    form.faults["to"] = _("It can't go there: %(why)s") % {"why": why}
    return _page(request, regret, form, status=409)


def _page(request: HttpRequest, regret: Regret, form: Typed, status: int = 200) -> HttpResponse:
    refusal = regret.refusal
    room = leaves_room(refusal, regret.at)
    offer = records.answer_to(refusal)
    lost = records.lost_letter(offer) if offer else None
    context: dict[str, Any] = {
        "refusal": refusal,
        "person": regret.person,
        "word": records.last_word(refusal),
        "rival_price": records.rival_price(refusal),
        "reason": records.reason_of(refusal),
        "rival": regret.rival,
        "offered": regret.offered,
        "has_room": bool(room),
        "is_answered": offer is not None,
        "lost": lost,
        "form": form,
        "faults": form.faults,
        "langs": LANGUAGES,
        "client_reads": LANGUAGES[form.lang],
        "today": regret.at.date(),
    }
    if room:
        known = candidates(regret, Lang(form.lang))
        usual = next((str(one.row.pk) for one in known if one.can_be_shown), "")
        there = ways(regret, Lang(form.lang))
        open_way = next((one.value for one in there if not one.held), "")
        context |= {
            "candidates": known,
            "ways": there,
            "can_go": bool(open_way),
            "compared": form.compared if request.method == "POST" else usual,
            "to": form.to or open_way,
        }
    if offer and lost:
        there = ways(regret, Lang(offer.lang), offer)
        open_way = next((one.value for one in there if not one.held), "")
        context |= {"ways": there, "can_go": bool(open_way), "to": form.to or open_way}
    status = 400 if form.faults and status == 200 else status
    return render(request, "regrets/answer.html", context, status=status)


def _who(request: HttpRequest) -> str:
    return cast(User, request.user).name
