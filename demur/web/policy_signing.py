"""Before a version is signed: what it decides differently, and what past callers would have met."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from demur.actions.adopt import NotAdopted, adopt, difference_hash
from demur.actions.replay import replay_past
from demur.domain.policy.policy import Policy
from demur.domain.policy.versions import changes
from demur.domain.policy.versions.difference import Difference, Kind, RowPair
from demur.domain.replayed import Group, Left, Replayed
from demur.records.held import NoPolicy
from demur.records.policies import AlteredPolicy, Draft, PolicyVersion, in_force, signed_text
from demur.records.replays import PastCaller, callers_of
from demur.records.users import Role, User
from demur.web.page import our_company
from demur.web.policy import today
from demur.web.policy_draft import open_draft
from demur.web.policy_grid import Seen, seen

#: How many groups of a replay say who their callers were; each asks the records.
NAMED_MOST: Final = 20
#: How many groups stand beside the draft.
SHORT: Final = 3
NOT_SEEN: Final = gettext_lazy("Please say that you have seen what it changes; then sign.")
NO_DAY: Final = gettext_lazy("Please give the day from which it is in force.")

_BEFORE: Final = gettext_lazy(
    "Could not be asked again, as what the policy was asked was not kept then: %(number)d."
)
_NEWLY_ASKED: Final = gettext_lazy(
    "Could not be decided, as the draft asks what nobody asked then (%(questions)s): %(number)d."
)
_DRIFTED: Final = gettext_lazy(
    "Recorded with another row than the version in force gives today: %(number)d."
)
_BY_OTHERS: Final = gettext_lazy(
    "Decided by earlier versions, and asked here of the one in force: %(number)d."
)


@dataclass(frozen=True, slots=True)
class Bar:
    """A group of past callers as it is drawn: its share of the largest, and who they were."""

    group: Group
    share: int
    callers: tuple[PastCaller, ...]


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


def replay(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of a replay; its figures follow by themselves, or at once where asked for."""
    one = open_draft(pk)
    since = request.GET.get("since", "")[:10]
    context = {"draft": one, "read": seen(bytes(one.source)), "since": since}
    if "whole" in request.GET:
        context |= _replayed(one, since)
    return render(request, "policy/replay.html", context)


def replayed(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures of a replay: who would have been treated otherwise, and what it was worth.

    `short` gives the first few beside the draft, without the callers.
    """
    one = open_draft(pk)
    if "short" in request.GET:
        found = _asked_again(one, None)
        first = found.groups[:SHORT] if found else ()
        return render(request, "policy/if_adopted.html", {"replayed": found, "first": first})
    context = {"draft": one, **_replayed(one, request.GET.get("since", "")[:10])}
    return render(request, "policy/replayed.html", context)


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
        "may_sign": cast(User, request.user).may(Role.HEAD),
    }
    return render(request, "policy/difference.html", context, status=409 if told else 200)


def _signed(request: HttpRequest, signing: Signing) -> HttpResponse | str:
    day = _day(request.POST.get("from", ""))
    if "has_seen" not in request.POST:
        return str(NOT_SEEN)
    if day is None:
        return str(NO_DAY)
    by = cast(User, request.user).name
    try:
        seen_hash = request.POST.get("seen", "")
        signed = adopt(signing.source, by, day, timezone.now(), seen=seen_hash)
    except (NotAdopted, AlteredPolicy) as refused:
        return str(refused)
    return redirect(f"{reverse('policy')}?adopted={signed.pk}")


def _first_day(policy: Policy | None) -> str:
    """The day the document names, or today where that is past: nothing is in force backwards."""
    named = policy.in_force_from if policy else None
    return max(named, today()).isoformat() if named else today().isoformat()


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1990 <= day.year < 2200 else None


# ---- replay


def _replayed(one: Draft, since: str) -> dict[str, Any]:
    day = _day(since)
    zone = ZoneInfo(our_company().zone)
    begun = datetime.combine(day, time(), zone) if day else None
    found = _asked_again(one, begun)
    bars = tuple(_bars(found, begun)) if found else ()
    return {"replayed": found, "bars": bars, "besides": tuple(_besides(found)) if found else ()}


def _asked_again(one: Draft, since: datetime | None) -> Replayed | None:
    """The past put to the draft; None where it decides nothing, or nothing is in force."""
    policy = seen(bytes(one.source)).document.policy
    try:
        return replay_past(policy, today(), since) if policy else None
    except NoPolicy:
        return None


def _besides(found: Replayed) -> Iterator[str]:
    """What the figures leave out, or rest on: said, so that nobody takes them for more."""
    said = (
        (found.left.get(Left.RECORDED_BEFORE, 0), _BEFORE),
        (found.left.get(Left.NEWLY_ASKED, 0), _NEWLY_ASKED),
        (found.drifted, _DRIFTED),
        (found.by_others, _BY_OTHERS),
    )
    for number, sentence in said:
        if number:
            yield str(sentence) % {"number": number, "questions": ", ".join(found.newly_asked)}


def _bars(found: Replayed, since: datetime | None) -> Iterator[Bar]:
    largest = max((group.inquiries for group in found.groups), default=1)
    for at, group in enumerate(found.groups):
        callers = callers_of(group, since=since) if at < NAMED_MOST else ()
        yield Bar(group, max(1, round(100 * group.inquiries / largest)), callers)
