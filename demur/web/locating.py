"""On a person's page: where they are, so that it is known what hour it is there."""

from __future__ import annotations

from typing import Final, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from demur.actions.locate_person import locate_person
from demur.domain.contact_rules.zones import is_region, zone_named
from demur.records.people import Contact
from demur.records.users import User
from demur.web import people
from demur.web.given import Given

#: One more than the longest that is kept: what is longer is none that we know.
TYPED_MOST: Final = 41


def locate(request: HttpRequest, pk: int) -> HttpResponse:
    """Put on record where a client is, by their time zone, their region or both."""
    contact = get_object_or_404(people.known(), pk=pk, merged_into=None)
    zone, region = _typed(request, "zone"), _typed(request, "region").upper()
    faults = _faults(zone, region)
    if not faults and not _located(request, contact, zone_named(zone), region):
        faults = {"place": _("This person has changed meanwhile. Please look at them again.")}
    if not faults:
        return redirect("person", pk)
    told = {"place_faults": faults, "place_typed": {"zone": zone, "region": region}}
    return people.page(request, contact, told)


def _located(request: HttpRequest, contact: Contact, zone: str, region: str) -> bool:
    version, by = Given(request.POST).row("version") or 0, cast(User, request.user).name
    now = timezone.now()
    return locate_person(contact.pk, zone=zone, region=region, version=version, by=by, now=now)


def _typed(request: HttpRequest, name: str) -> str:
    return " ".join(request.POST.get(name, "")[:TYPED_MOST].split())


def _faults(zone: str, region: str) -> dict[str, str]:
    faults = {}
    if zone and not zone_named(zone):
        faults["zone"] = _(
            "We know no time zone of that name. Please choose one, or write it like Asia/Omsk."
        )
    if region and not is_region(region):
        faults["region"] = _("That is no region's code. Please write it like RU-SVE or HU-GS.")
    return faults
