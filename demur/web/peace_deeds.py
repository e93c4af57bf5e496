"""What is done about a person's peace on their page: a link is made, a promise is ended."""

from __future__ import annotations

from typing import Final, cast
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from demur.actions.lift import NoReason, lift
from demur.actions.make_link import make_link
from demur.channels import qr
from demur.domain.people import Rejected, clean_text
from demur.domain.refusal import Lang
from demur.domain.short_codes import shown
from demur.records.offers import Offer
from demur.records.peace import of_contact
from demur.records.people import Contact
from demur.records.users import User
from demur.web import people
from demur.web.limits import said
from demur.web.page import our_company

REASON_MOST: Final = 300


def link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an easy-no link and show it, this once: only its hash is kept."""
    contact = get_object_or_404(Contact, pk=pk)
    lang = request.POST.get("lang", "")
    about = _offer(contact, request.POST.get("offer", ""))
    new = make_link(
        contact,
        lang=Lang(lang if lang in set(Lang) else contact.language or our_company().language),
        by=_user(request).name,
        now=timezone.now(),
        offer=about,
    )
    url = f"{settings.URL}/no/{new.token}"
    context = {
        "contact": contact,
        "offer": about,
        "url": url,
        "code": shown(new.code),
        "qr": _drawn(url),
    }
    return render(request, "people/link.html", context)


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
    return mark_safe(qr.svg(url, _("QR code")))  # noqa: S308


def _user(request: HttpRequest) -> User:
    """Whoever is signed in; the access table lets nobody else through."""
    return cast(User, request.user)
