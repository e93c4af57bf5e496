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
from demur.records.policies import (
    Adoption,
    Draft,
    PolicyVersion,
    in_force,
    is_as_signed,
    to_come,
)
from demur.records.users import Role, User
from demur.web.given import day_of
from demur.web.policy import today
from demur.web.policy_draft import open_draft
from demur.web.policy_grid import Seen, seen

NOT_SEEN: Final = gettext_lazy("Please say that you have seen what it changes; then sign.")
NOT_AS_SEEN: Final = gettext_lazy(
    "What it changes is no longer what you have seen. Please look again, then sign."
)
NO_DAY: Final = gettext_lazy("Please give the day from which it is in force.")
PAST_DAY: Final = gettext_lazy("Nothing is in force backwards. Please give today or a later day.")


@dataclass(frozen=True, slots=True)
class Signing:
    """A text to be signed, beside the one in force: what is different, and its proof.

    `draft` is None where a version is signed again, whose bytes stay as they are. `to_come` are
    the adoptions that take over later, whatever is signed for an earlier day.
    """

    source: bytes
    draft: Draft | None
    read: Seen
    old: PolicyVersion | None
    difference: Difference | None
    to_come: list[Adoption]

    @property
    def told(self) -> str:
        """Name what is decided differently, as it stands on the page."""
        return difference_hash(self.difference) if self.difference else ""

    @property
    def seen(self) -> str:
        """Name the difference and the text that are shown: only those are signed."""
        return f"{self.told}.{self.read.document.sha256}"

    @property
    def is_altered(self) -> bool:
        """Whether the version in force is no longer what was signed, so that nothing compares."""
        return self.old is not None and not is_as_signed(self.old)

    @property
    def named(self) -> date | None:
        """The day that the text itself names."""
        policy = self.read.document.policy
        return policy.in_force_from if policy else None

    @property
    def first_day(self) -> date:
        """The day to offer: the draft's own, but none that has passed; for an old version today."""
        return max(self.named, today()) if self.draft and self.named else today()

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
    return _to_sign(request, _signing(bytes(one.source), one))


def again(request: HttpRequest, version: int) -> HttpResponse:
    """What changes if a version is put in force again; POST signs it."""
    one = get_object_or_404(PolicyVersion, version=version)
    return _to_sign(request, _signing(bytes(one.source), None))


# ---- signing


def _signing(source: bytes, draft: Draft | None) -> Signing:
    read, day = seen(source), today()
    old = in_force(day)
    told = _difference(old, read.document.policy)
    return Signing(source, draft, read, old, told, to_come(day))


def _difference(old: PolicyVersion | None, new: Policy | None) -> Difference | None:
    if old is None or not is_as_signed(old):
        return None
    before = seen(bytes(old.source)).document.policy
    return changes.difference(before, new) if before and new else None


def _to_sign(request: HttpRequest, signing: Signing) -> HttpResponse:
    told = ""
    if request.method == "POST":
        outcome = _signed(request, signing)
        if isinstance(outcome, HttpResponse):
            return outcome
        told = outcome
    context: dict[str, Any] = {
        "signing": signing,
        "read": signing.read,
        "draft": signing.draft,
        "fault": told,
        "day": request.POST.get("from") or signing.first_day.isoformat(),
        "today": today().isoformat(),
        "may_sign": cast(User, request.user).may(Role.HEAD),
    }
    return render(request, "policy/difference.html", context, status=409 if told else 200)


def _signed(request: HttpRequest, signing: Signing) -> HttpResponse | str:
    day = day_of(request.POST.get("from", ""))
    if "has_seen" not in request.POST:
        return str(NOT_SEEN)
    if request.POST.get("seen") != signing.seen:
        return str(NOT_AS_SEEN)
    if day is None:
        return str(NO_DAY)
    if day < today():
        return str(PAST_DAY)
    by, draft = cast(User, request.user).name, signing.draft
    try:
        signed = adopt(signing.source, by, day, timezone.now(), seen=signing.told, draft=draft)
    except NotAdopted as refused:
        return str(refused)
    return redirect(f"{reverse('policy')}?adopted={signed.pk}")
