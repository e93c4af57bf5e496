"""Whom we know: the list of contacts, and one of them with what we said to them."""

from __future__ import annotations

from urllib.parse import urlencode

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from demur.domain.refusal import Money
from demur.records import listing
from demur.records.listing import Page, Wanted
from demur.records.people import Contact, Mail, Number
from demur.web.given import Given
from demur.web.inquiries import WORDS_MOST, number_in
from demur.web.page import our_company


def people(request: HttpRequest) -> HttpResponse:
    """The contacts, found by name, organisation, number or mail."""
    given = Given(request.GET)
    words = given.words("q", WORDS_MOST)
    unread = bool(given.faults)
    place = given.row("after")
    number = number_in(words, our_company().country)
    context = {
        "q": words,
        "here": urlencode({"q": words}) if words else "",
        "faults": given.faults,
        "page": Page(()) if unread else listing.people(words, number, place),
        "is_first": place is None,
    }
    return render(request, "people/list.html", context, status=given.status)


def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One contact: how to reach them, what they mean to us, and what we said to them."""
    known = Contact.objects.defer("search").prefetch_related(
        Prefetch("numbers", Number.objects.order_by("pk")),
        Prefetch("mails", Mail.objects.order_by("pk")),
    )
    contact = get_object_or_404(known, pk=pk)
    given = Given(request.GET)
    after = given.place("after")
    context = {
        "contact": contact,
        "value": _value(contact),
        "page": listing.inquiries(Wanted(contact=contact.pk), after),
        "is_first": after is None,
        "faults": given.faults,
    }
    return render(request, "people/one.html", context, status=given.status)


def _value(contact: Contact) -> Money | None:
    if contact.yearly_value_minor is None:
        return None
    return Money(contact.yearly_value_minor, contact.currency)
