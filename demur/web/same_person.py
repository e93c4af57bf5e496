"""On a person's page: these two are the same person, or this one is two."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from demur.actions.merge_people import merge_people
from demur.actions.split_person import split_person
from demur.domain.people import Rejected, clean_text
from demur.records import listing
from demur.records.people import Contact
from demur.records.users import User
from demur.web.given import Given
from demur.web.inquiries import WORDS_MOST, number_in
from demur.web.limits import said
from demur.web.page import our_company

NAME_MOST = 200


def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Find whom a contact is the same as; POST makes the two one."""
    kept = get_object_or_404(Contact.objects.defer("search"), pk=pk, merged_into=None)
    if request.method == "POST":
        return _merged(request, kept)
    return _merge_page(request, kept)


def split(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose what is another person's; POST makes them a contact of their own."""
    whole = get_object_or_404(Contact.objects.defer("search"), pk=pk, merged_into=None)
    if request.method == "POST":
        return _parted(request, whole)
    return _split_page(request, whole)


def _merged(request: HttpRequest, kept: Contact) -> HttpResponse:
    gone, versions = _number(request, "gone"), (_number(request, "version"), _number(request, "v"))
    by = cast(User, request.user).name
    if merge_people(kept.pk, gone, versions=versions, by=by, now=timezone.now()):
        return redirect("person", kept.pk)
    fault = _("One of the two has changed meanwhile. Please look at both again.")
    return _merge_page(request, kept, fault, 409)


def _merge_page(
    request: HttpRequest, kept: Contact, fault: str = "", status: int = 200
) -> HttpResponse:
    given = Given(request.GET)
    words = given.words("q", WORDS_MOST) or kept.name
    number = number_in(words, our_company().country)
    found = () if given.faults else listing.people(words, number).rows
    context = {
        "contact": kept,
        "q": words,
        "found": [one for one in found if one.pk != kept.pk],
        "faults": given.faults,
        "fault": fault,
    }
    return render(request, "people/merge.html", context, status=max(status, given.status))


def _parted(request: HttpRequest, whole: Contact) -> HttpResponse:
    name = clean_text(request.POST.get("name", ""), _("Name"), NAME_MOST)
    lines = request.POST.getlist("lines")
    if isinstance(name, Rejected):
        return _split_page(request, whole, said(name), 400)
    if not name or not lines:
        fault = _("Please name the other person, and choose at least one number or address.")
        return _split_page(request, whole, fault, 400)
    by, version = cast(User, request.user).name, _number(request, "version")
    try:
        other = split_person(whole.pk, lines, name, version=version, by=by, now=timezone.now())
    except ValueError:
        fault = _("What you chose is not theirs any more. Please choose again.")
        return _split_page(request, whole, fault, 409)
    if other is None:
        fault = _("This person has changed meanwhile. Please look at them again.")
        return _split_page(request, whole, fault, 409)
    return redirect("person", other.pk)


def _split_page(
    request: HttpRequest, whole: Contact, fault: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "contact": whole,
        "lines": [*whole.numbers.order_by("pk"), *whole.mails.order_by("pk")],
        "chosen": set(request.POST.getlist("lines")),
        "name": request.POST.get("name", "")[:NAME_MOST],
        "name_most": NAME_MOST,
        "fault": fault,
    }
    return render(request, "people/split.html", context, status=status)


def _number(request: HttpRequest, name: str) -> int:
    """A number the form carries itself; a mangled one is none of ours."""
    typed = request.POST.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else 0
