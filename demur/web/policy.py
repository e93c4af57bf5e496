"""The policy as people read it: the version in force, those before it, and who adopted them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from demur.channels import paper
from demur.records.policies import (
    Adoption,
    AlteredPolicy,
    Draft,
    PolicyVersion,
    in_force,
    is_as_signed,
    signed_text,
)
from demur.records.users import Role, User
from demur.web import errors
from demur.web.page import our_company
from demur.web.policy_grid import seen


@dataclass(frozen=True, slots=True)
class Signed:
    """A line of the history: who put a version in force from when, and what that changed."""

    adoption: Adoption
    is_in_force: bool
    is_to_come: bool

    @property
    def differences(self) -> list[str]:
        """What the signer was shown, a sentence a change; none where it was never kept."""
        kept = self.adoption.differences
        return [str(one) for one in kept] if isinstance(kept, list) else []


def today() -> date:
    """The day at the company."""
    return timezone.now().astimezone(ZoneInfo(our_company().zone)).date()


def policy(request: HttpRequest) -> HttpResponse:
    """The version in force today, or that there is none yet."""
    return _page(request, in_force(today()))


def policy_version(request: HttpRequest, version: int) -> HttpResponse:
    """A version that was adopted once, whether it is in force or not."""
    return _page(request, get_object_or_404(PolicyVersion, version=version))


def policy_print(request: HttpRequest, version: int) -> HttpResponse:
    """A version as a PDF to be printed and signed by hand; its footer carries the hash."""
    one = get_object_or_404(PolicyVersion, version=version)
    try:
        printed = _printed(signed_text(one))
    except AlteredPolicy as refused:
        return errors.altered(request, refused)
    except paper.Unprintable as refused:
        return errors.page(request, 503, str(refused), reverse("policy"))
    name = f'inline; filename="policy-{version}.pdf"'
    return HttpResponse(printed, "application/pdf", headers={"Content-Disposition": name})


@lru_cache(maxsize=4)
def _printed(source: bytes) -> bytes:
    """Typesetting takes seconds, and the same bytes give the same paper."""
    return paper.pdf(source)


def _page(request: HttpRequest, shown: PolicyVersion | None) -> HttpResponse:
    now_in_force = in_force(today())
    read = seen(bytes(shown.source)) if shown else None
    lines, adopted = history(now_in_force), request.GET.get("adopted", "")
    context: dict[str, Any] = {
        "shown": shown,
        "read": read,
        "is_in_force": shown is not None and shown == now_in_force,
        "now_in_force": now_in_force,
        "history": lines,
        "adopted": next((one for one in lines if str(one.adoption.pk) == adopted), None),
        "is_altered": shown is not None and not is_as_signed(shown),
        "drafts": Draft.objects.filter(closed_at=None).order_by("-changed_at")[:20],
        "may_edit": _is(request, Role.HEAD, Role.ADMINISTRATOR),
        "may_adopt": _is(request, Role.HEAD),
    }
    return render(request, "policy/policy.html", context)


def history(now_in_force: PolicyVersion | None) -> list[Signed]:
    """Every adoption, the newest first; the one that holds today is marked."""
    day = today()
    adoptions = list(
        Adoption.objects.select_related("policy", "replaced")
        .defer("policy__source", "replaced__source")
        .order_by("-in_force_from", "-pk")[:200]
    )
    begun = next((one for one in adoptions if one.in_force_from <= day), None)
    return [
        Signed(one, one == begun and now_in_force is not None, one.in_force_from > day)
        for one in adoptions
    ]


def _is(request: HttpRequest, *roles: Role) -> bool:
    return isinstance(request.user, User) and request.user.may(*roles)
