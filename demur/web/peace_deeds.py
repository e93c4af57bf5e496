"""What is done about a person's peace on their page: a link is made, a promise is ended."""

from __future__ import annotations

from datetime import date
from typing import Final, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from demur.actions.decline import decline
from demur.actions.lift import NoReason, lift
from demur.actions.make_link import make_link
from demur.actions.send_link import send_link
from demur.channels import qr
from demur.domain.people import Rejected, clean_text
from demur.domain.refusal import Channel, Lang
from demur.domain.regret import By, No, Reason, They
from demur.domain.short_codes import shown
from demur.records.offers import Offer
from demur.records.peace import of_contact
from demur.records.people import Contact
from demur.records.users import User
from demur.web import people
from demur.web.given import day_of
from demur.web.held_back import held_back
from demur.web.limits import said
from demur.web.page import our_company
from demur.web.peace import TOLD_BY, TOLD_WHY, addresses

REASON_MOST: Final = 300
WORDS_MOST: Final = 1000


def link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an easy-no link and show it, this once; or send it to an address of theirs."""
    contact = get_object_or_404(people.known(), pk=pk)
    about = _offer(contact, request.POST.get("offer", ""))
    lang = _lang(contact, request.POST.get("lang", ""))
    if request.POST.get("send"):
        return _send(request, contact, about, lang)
    by, now = _user(request).name, timezone.now()
    new = make_link(contact, lang=lang, by=by, now=now, offer=about)
    url = f"{settings.URL}/no/{new.token}"
    context = {
        "contact": contact,
        "offer": about,
        "url": url,
        "code": shown(new.code),
        "qr": _drawn(url),
    }
    return render(request, "people/link.html", context)


def told_no(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a no that a client told one of us: by telephone, by letter, by mail."""
    contact = get_object_or_404(people.known(), pk=pk)
    about = _offer(contact, request.POST.get("offer", ""))
    no = _no(request)
    if isinstance(no, str):
        return people.page(request, contact, {"no_fault": no, "no_typed": request.POST.dict()})
    by, now = _user(request).name, timezone.now()
    new = make_link(contact, lang=_lang(contact, ""), by=by, now=now, offer=about)
    decline(new.link, no, now, by)
    return redirect("person", pk=pk)


def _send(request: HttpRequest, contact: Contact, about: Offer | None, lang: Lang) -> HttpResponse:
    to = request.POST.get("to", "")
    if to not in addresses(contact):
        raise Http404
    by, now = _user(request).name, timezone.now()
    sent = send_link(contact, to, lang=lang, by=by, now=now, offer=about)
    if isinstance(sent, Channel):
        return render(request, "people/link.html", {"contact": contact, "offer": about, "to": to})
    if sent is None:
        fault = _("Nothing sends that here yet: demur doctor says what is missing.")
    else:
        rests = held_back(sent, ZoneInfo(our_company().zone))
        fault = _("Nothing was sent: %(rests)s") % {"rests": rests}
    return people.page(request, contact, {"link_fault": fault})


def _no(request: HttpRequest) -> No | str:
    """The no as it was told, or what is wrong with what was typed of it."""
    why, by = request.POST.get("why", ""), request.POST.get("by", "")
    words = clean_text(request.POST.get("words", ""), _("In their words"), WORDS_MOST)
    if isinstance(words, Rejected):
        return said(words)
    if why not in TOLD_WHY or by not in TOLD_BY:
        return _("Please choose one of the answers shown.")
    if why in {They.PLAIN_NO, They.NEVER}:
        return No(They(why), By(by), words=words)
    if why != Reason.NOT_NOW:
        return No(They.REASON, By(by), reason=Reason(why), words=words)
    day = day_of(request.POST.get("day", ""))
    if day is None or day <= _today():
        return _("Please give the day on which we may ask again; it must be to come.")
    return No(They.LATER, By(by), reason=Reason.NOT_NOW, day=day, words=words)


def _today() -> date:
    return timezone.now().astimezone(ZoneInfo(our_company().zone)).date()


def _lang(contact: Contact, chosen: str) -> Lang:
    known = {*Lang}
    return Lang(
        next(word for word in (chosen, contact.language, our_company().language) if word in known)
    )


def lifted(request: HttpRequest, pk: int, ref: UUID) -> HttpResponse:
    """End a promise of peace before its time, with a reason that the journal keeps."""
    contact = get_object_or_404(people.known(), pk=pk)
    peace = of_contact(contact).filter(ref=ref).first()
    if peace is None:
        raise Http404
    typed = request.POST.get("reason", "")
    reason = clean_text(typed, _("The reason"), REASON_MOST)
    if isinstance(reason, Rejected):
        return _asked_again(request, contact, said(reason), typed, ref)
    try:
        lift(peace, reason, _user(request).name, timezone.now())
    except NoReason:
        fault = _("Please say why this peace ends: the journal keeps it.")
        return _asked_again(request, contact, fault, typed, ref)
    return redirect("person", pk=pk)


def _asked_again(
    request: HttpRequest, contact: Contact, fault: str, typed: str, ref: UUID
) -> HttpResponse:
    told = {"lift_fault": fault, "lift_typed": typed, "lift_ref": ref}
    return people.page(request, contact, told)


def _offer(contact: Contact, ref: str) -> Offer | None:
    """The offer that was chosen; raises Http404 where it is none of this contact's."""
    if not ref:
        return None
    try:
        return get_object_or_404(Offer, ref=UUID(ref), contact=contact)
    except ValueError as error:
        raise Http404 from error


def _drawn(url: str) -> SafeString:
    """The link as a QR code on the page: our own drawing, with nothing of anybody else's in it."""
    return mark_safe(qr.svg(url, _("QR code")))  # noqa: S308  # nosec B308 B703


def _user(request: HttpRequest) -> User:
    """Whoever is signed in; the access table lets nobody else through."""
    return cast(User, request.user)
