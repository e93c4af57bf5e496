"""Before a version is signed: what it decides differently from the one in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Final, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from demur.actions.adopt import NotAdopted, adopt, difference_hash
from demur.domain.policy.policy import Policy
from demur.domain.policy.versions import changes
from demur.domain.policy.versions.difference import Difference, Kind, RowPair
from demur.records.policies import AlteredPolicy, Draft, PolicyVersion, in_force, signed_text
from demur.records.users import Role, User
from demur.web import errors
from demur.web.policy import today
from demur.web.policy_draft import open_draft
from demur.web.policy_grid import Seen, seen

NOT_SEEN: Final = gettext_lazy("Please say that you have seen what it changes; then sign.")
NO_DAY: Final = gettext_lazy("Please give the day from which it is in force.")
PAST_DAY: Final = gettext_lazy("Nothing is in force backwards. Please give today or a later day.")


@dataclass(frozen=True, slots=True)
class Signing:
    """A text to be signed, beside the one in force: what is different, and its proof."""

    source: bytes
    read: Seen
    old: PolicyVersion | None
    difference: Difference | None
    seen: str

    @property
    def by_table(self) -> list[TableGroup]:
        """The changed decisions, table by table; last who is only weighed otherwise."""
        found = self.difference.pairs if self.difference else ()
        policy = self.read.document.policy
        tables = policy.tables if policy else {}
        return [
            TableGroup(letter, tables[letter].title.split("(")[0].strip(), weighed, list(some))
            for (letter, weighed), some in groupby(found, _table_of)
        ]


@dataclass(frozen=True, slots=True)
class TableGroup:
    """The changes of one table under its title; `weighed` by what an earlier table answers."""

    letter: str
    title: str
    weighed: bool
    pairs: list[RowPair]


def _table_of(pair: RowPair) -> tuple[str, bool]:
    return pair.table, pair.kind is Kind.WEIGHED


def difference(request: HttpRequest, pk: int) -> HttpResponse:
    """What a draft decides differently from the version in force; POST signs it."""
    one = open_draft(pk)
    return _to_sign(request, _signing(bytes(one.source)), one, reverse(_HERE, args=[pk]))


def again(request: HttpRequest, version: int) -> HttpResponse:
    """What changes if a version is put in force again; POST signs it."""
    one = get_object_or_404(PolicyVersion, version=version)
    return _to_sign(request, _signing(bytes(one.source)), None, request.path)


_HERE: Final = "policy-difference"


# ---- signing


def _signing(source: bytes) -> Signing:
    read, old = seen(source), in_force(today())
    told = _difference(old, read.document.policy)
    return Signing(source, read, old, told, difference_hash(told) if told else "")


def _difference(old: PolicyVersion | None, new: Policy | None) -> Difference | None:
    before = seen(signed_text(old)).document.policy if old else None
    return changes.difference(before, new) if before and new else None


def _to_sign(
    request: HttpRequest, signing: Signing, one: Draft | None, action: str
) -> HttpResponse:
    told = ""
    if request.method == "POST":
        outcome = _signed(request, signing)
        if isinstance(outcome, HttpResponse):
            return outcome
        told = outcome
    context: dict[str, Any] = {
        "signing": signing,
        "read": signing.read,
        "draft": one,
        "action": action,
        "fault": told,
        "day": request.POST.get("from") or _first_day(signing.read.document.policy),
        "today": today().isoformat(),
        "may_sign": cast(User, request.user).may(Role.HEAD),
    }
    return render(request, "policy/difference.html", context, status=409 if told else 200)


def _signed(request: HttpRequest, signing: Signing) -> HttpResponse | str:
    day = day_of(request.POST.get("from", ""))
    if "has_seen" not in request.POST:
        return str(NOT_SEEN)
    if day is None:
        return str(NO_DAY)
    if day < today():
        return str(PAST_DAY)
    by = cast(User, request.user).name
    try:
        seen_hash = request.POST.get("seen", "")
        signed = adopt(signing.source, by, day, timezone.now(), seen=seen_hash)
    except AlteredPolicy as refused:
        return errors.altered(request, refused)
    except NotAdopted as refused:
        return str(refused)
    return redirect(f"{reverse('policy')}?adopted={signed.pk}")


def _first_day(policy: Policy | None) -> str:
    """The day the document names, or today where that is past: nothing is in force backwards."""
    named = policy.in_force_from if policy else None
    return max(named, today()).isoformat() if named else today().isoformat()


def day_of(text: str) -> date | None:
    """A day as a form sends it; None for what is none, or too far away to be meant."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1990 <= day.year < 2200 else None
