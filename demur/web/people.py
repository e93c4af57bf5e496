"""Whom we know: the list of contacts, and one of them with what we said to them."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from demur.channels.cards import person_card
from demur.domain.exits import Exit
from demur.domain.refusal import Money
from demur.records import listing
from demur.records.listing import Page, Wanted
from demur.records.people import Contact, Mail, Number
from demur.records.users import User
from demur.web import whereabouts
from demur.web.access import DESK, EDITORS
from demur.web.given import Given
from demur.web.inquiries import WORDS_MOST, number_in
from demur.web.page import our_company
from demur.web.peace import of_person
from demur.web.reach import passage_of, reach_of


def people(request: HttpRequest) -> HttpResponse:
    """The contacts, found by name, organisation, number or mail."""
    given = Given(request.GET)
    words = given.words("q", WORDS_MOST)
    unread = bool(given.faults)
    place = given.row("after")
    number = number_in(words, our_company().country)
    page = Page(()) if unread else listing.people(words, number, place)
    reach = reach_of(Exit.PEOPLE_PAGE, page.rows, ZoneInfo(our_company().zone), timezone.now())
    context = {
        "q": words,
        "here": urlencode({"q": words}) if words else "",
        "faults": given.faults,
        "page": page,
        "reach": reach,
        "is_first": place is None,
    }
    return render(request, "people/list.html", context, status=given.status)


def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One contact: how to reach them, what they mean to us, and what we said to them."""
    contact = get_object_or_404(known(), pk=pk)
    if contact.merged_into_id:
        return redirect("person", contact.merged_into_id)
    return page(request, contact, {})


def page(request: HttpRequest, contact: Contact, told: dict[str, Any]) -> HttpResponse:
    """A contact's page; a 400 where something typed on it is `told` about."""
    given = Given(request.GET)
    after = given.place("after")
    zone = ZoneInfo(our_company().zone)
    user, now = cast(User, request.user), timezone.now()
    context = {
        "contact": contact,
        "value": _value(contact),
        "reach": reach_of(Exit.PERSON_PAGE, [contact], zone, now),
        "page": listing.inquiries(Wanted(contact=contact.pk), after),
        "is_first": after is None,
        "may_edit": user.may(*EDITORS),
        "may_see_data": user.may(*DESK),
        "faults": given.faults,
        **of_person(contact, user, now),
        **whereabouts.of_person(contact, user, now),
    }
    status = 400 if told else given.status
    return render(request, "people/one.html", context | told, status=status)


def card(request: HttpRequest, pk: int) -> HttpResponse:  # noqa: ARG001
    """A contact as a vCard, with the numbers and addresses at which they may be reached now."""
    contact = get_object_or_404(known(), pk=pk, merged_into=None)
    passage = passage_of(Exit.CONTACT_CARD, [contact], timezone.now())
    if not passage.cleared:
        return redirect("person", pk)
    text = person_card(passage.cleared, contact.name, contact.organisation)
    headers = {"Content-Disposition": f'attachment; filename="person-{pk}.vcf"'}
    return HttpResponse(text, content_type="text/vcard; charset=utf-8", headers=headers)


def known() -> QuerySet[Contact]:
    """The contacts with their numbers and addresses."""
    return Contact.objects.defer("search").prefetch_related(
        Prefetch("numbers", Number.objects.order_by("pk")),
        Prefetch("mails", Mail.objects.order_by("pk")),
    )


def _value(contact: Contact) -> Money | None:
    if contact.yearly_value_minor is None:
        return None
    return Money(contact.yearly_value_minor, contact.currency)
