"""The policy as people read it: the version in force, those before it, and who adopted them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
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
    Withdrawal,
    adoption_in_force,
    in_force,
    is_as_signed,
    signed_text,
)
from demur.records.users import Role, User
from demur.web import errors
from demur.web.given import Given
from demur.web.page import our_company
from demur.web.policy_grid import seen

HISTORY_MOST: Final = 200
DRAFTS_MOST: Final = 20


@dataclass(frozen=True, slots=True)
class Signed:
    """A line of the history: who put a version in force from when, and what that changed."""

    adoption: Adoption
    is_in_force: bool
    is_to_come: bool
    withdrawal: Withdrawal | None

    @property
    def differences(self) -> list[str]:
        """What the signer was shown, a sentence a change; none where it was never kept."""
        kept = self.adoption.differences
        return [str(one) for one in kept] if isinstance(kept, list) else []

    @property
    def weight(self) -> tuple[bool, bool, bool, int]:
        """Which of a version's lines says most: in force, to come, held once; then the last one."""
        held = self.withdrawal is None
        return self.is_in_force, self.is_to_come, held, self.adoption.pk


def today() -> date:
    """The day at the company."""
    return _day(timezone.now())


def policy(request: HttpRequest) -> HttpResponse:
    """The version in force today, or that there is none yet."""
    return _page(request, in_force(today()))


def policy_version(request: HttpRequest, version: int) -> HttpResponse:
    """A version that was adopted once, whether it is in force or not."""
    return _page(request, get_object_or_404(PolicyVersion, version=version))


def policy_print(request: HttpRequest, version: int) -> HttpResponse:
    """A version as a PDF; its footer says who signed it, from which day it holds, and its hash."""
    one = get_object_or_404(PolicyVersion, version=version)
    try:
        printed = _printed(signed_text(one), _signature(one))
    except AlteredPolicy as refused:
        return errors.altered(request, refused)
    except paper.Unprintable as refused:
        return errors.page(request, 503, str(refused), reverse("policy"))
    name = f'inline; filename="policy-{version}.pdf"'
    return HttpResponse(printed, "application/pdf", headers={"Content-Disposition": name})


@lru_cache(maxsize=4)
def _printed(source: bytes, signature: paper.Signature | None) -> bytes:
    """Typesetting takes seconds, and the same bytes give the same paper."""
    return paper.pdf(source, signature)


def _signature(version: PolicyVersion) -> paper.Signature | None:
    """What the paper says of the version's adoption; of several, of the one that says most."""
    adopted = lines(_adoptions().filter(policy=version))
    if not adopted:
        return None
    signed = max(adopted, key=lambda one: one.weight)
    adoption, withdrawn = signed.adoption, signed.withdrawal
    return paper.Signature(
        adoption.adopted_by,
        _day(adoption.adopted_at),
        adoption.in_force_from,
        _day(withdrawn.at) if withdrawn else None,
    )


def _page(request: HttpRequest, shown: PolicyVersion | None) -> HttpResponse:
    now_in_force = in_force(today())
    read = seen(bytes(shown.source)) if shown else None
    adopted, withdrawn = (request.GET.get(name, "") for name in ("adopted", "withdrawn"))
    told = lines(_adoptions().order_by("-in_force_from", "-pk")[:HISTORY_MOST])
    aside = Draft.objects.filter(adoption=None).exclude(closed_at=None).defer("source")
    context: dict[str, Any] = {
        "shown": shown,
        "read": read,
        "signed": lines(_adoptions().filter(policy=shown).order_by("-pk")) if shown else (),
        "is_in_force": shown is not None and shown == now_in_force,
        "now_in_force": now_in_force,
        "history": told,
        "adopted": next((one for one in told if str(one.adoption.pk) == adopted), None),
        "withdrawn": next((one for one in told if str(one.adoption.pk) == withdrawn), None),
        "is_altered": shown is not None and not is_as_signed(shown),
        "drafts": Draft.objects.filter(closed_at=None).order_by("-changed_at")[:DRAFTS_MOST],
        "put_aside": aside.order_by("-closed_at")[:DRAFTS_MOST],
        "now_aside": aside.filter(pk=Given(request.GET).row("aside") or 0).first(),
        "may_edit": _is(request, Role.HEAD, Role.ADMINISTRATOR),
        "may_adopt": _is(request, Role.HEAD),
    }
    return render(request, "policy/policy.html", context)


def lines(adoptions: Iterable[Adoption]) -> list[Signed]:
    """Adoptions as the history tells them: whether each holds today, is to come, was withdrawn."""
    day = today()
    begun = adoption_in_force(day)
    return [
        Signed(one, one == begun, one.in_force_from > day and withdrawal is None, withdrawal)
        for one in adoptions
        for withdrawal in [getattr(one, "withdrawal", None)]
    ]


def _adoptions() -> QuerySet[Adoption]:
    known = Adoption.objects.select_related("policy", "replaced", "withdrawal")
    return known.defer("policy__source", "replaced__source")


def _day(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(our_company().zone)).date()


def _is(request: HttpRequest, *roles: Role) -> bool:
    return isinstance(request.user, User) and request.user.may(*roles)
