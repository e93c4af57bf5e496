"""How often clients were rung, and are to be: calls that are planned, dialled and on record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.apps import apps
from django.db.models import Q

from demur.domain.attempts import CLOCKS_DIFFER, SAID_WITHIN, Noted, Source, standing
from demur.domain.peace import Purpose
from demur.records.among import among
from demur.records.attempts import lines_of
from demur.records.dispositions import dispositions
from demur.records.people import Contact, Number

#: Whoever dialled says how it ended when it is over, and seldom how long it took.
TALK: Final = timedelta(minutes=30)
#: By contact and by number, calls with what each is known by; a call may stand under several.
Rung = dict[int | str, list[tuple[Hashable, datetime]]]


@dataclass(frozen=True, slots=True)
class _Whose:
    """Who clients are: by number whose it is, and by contact who was merged into whom."""

    owner: Mapping[str, int]
    same: Mapping[int, int]

    def of(self, contact: int | None, address: str) -> int | str:
        """What somebody's calls stand under: the client, or a number that is nobody's."""
        pk = contact or self.owner.get(address, 0)
        return self.same.get(pk, pk) or address


@dataclass(frozen=True, slots=True)
class _Planned:
    """A planned call: whose, when, when it was dialled, and whether the client asked for it."""

    pk: int
    whose: int | str
    at: datetime
    dialled_at: datetime | None
    asked: bool


def rung(
    contacts: Collection[int], addresses: Collection[str], since: datetime, until: datetime
) -> Rung:
    """The calls to clients in a span of time, those to come included, each once.

    Theirs are those to any of their numbers, and of whoever was found to be them. A call that was
    dialled here and the attempt on record that it became are one. What the client asked for
    counts as none.
    """
    whose = _whose(contacts)
    named = set(addresses) | set(whose.owner)
    theirs = among("contact", {*contacts, *whose.same}) | among("address", named)
    planned = _planned(theirs, whose, since, until)
    found: Rung = defaultdict(list)
    for one in planned:
        if not one.asked:
            found[one.whose].append((one.pk, one.dialled_at or one.at))
    for call in _unplanned(_made(theirs, whose, since, until), planned):
        found[int(call.whom) if call.whom.isdigit() else call.whom].append((call.ref, call.at))
    for address, pk in whose.owner.items():
        found[address] = found[whose.same.get(pk, pk)]
    return found


def _whose(contacts: Collection[int]) -> _Whose:
    merged = Contact.objects.filter(among("merged_into", contacts)).values_list("pk", "merged_into")
    same = {pk: int(other) for pk, other in merged if other}
    numbers = Number.objects.filter(among("contact", {*contacts, *same}))
    return _Whose(dict(numbers.values_list("key", "contact")), same)


def _planned(theirs: Q, whose: _Whose, since: datetime, until: datetime) -> list[_Planned]:
    # The table's own module asks the gate, and the gate asks here.
    table: Any = apps.get_model("records", "Planned")
    rows = table._default_manager.filter(theirs, at__gte=since, at__lt=until)
    columns = ("pk", "contact", "address", "at", "dialled_at", "purpose")
    return [
        _Planned(pk, whose.of(contact, address), at, dialled_at, purpose == Purpose.ASKED)
        for pk, contact, address, at, dialled_at, purpose in rows.exclude(state="held")
        .order_by("dialled_at", "pk")
        .values_list(*columns)
    ]


def _made(theirs: Q, whose: _Whose, since: datetime, until: datetime) -> tuple[Noted, ...]:
    """The calls on record as the log has them now, that were tries to reach the client."""
    known = dispositions()
    lines = lines_of(
        theirs & Q(at__gte=since, at__lt=until),
        lambda row: str(whose.of(row.contact_id, row.address)),
    )
    return tuple(
        one
        for one in standing(lines)
        if since <= one.at < until
        and (one.disposition not in known or known[one.disposition].counts)
    )


def _unplanned(calls: Iterable[Noted], planned: Iterable[_Planned]) -> list[Noted]:
    """The calls on record that were not dialled here; each dialled call became one at most."""
    dialled: dict[str, list[datetime]] = defaultdict(list)
    for one in planned:
        if one.dialled_at:
            dialled[str(one.whose)].append(one.dialled_at)
    left = []
    for call in calls:
        mine = next((at for at in dialled[call.whom] if _is_of(call, at)), None)
        if mine is None:
            left.append(call)
        else:
            dialled[call.whom].remove(mine)
    return left


def _is_of(call: Noted, dialled_at: datetime) -> bool:
    """Whether a call on record may be the one that was dialled at an instant."""
    lasted = timedelta(seconds=call.seconds or 0)
    late = TALK if call.source is Source.DESK and call.seconds is None else SAID_WITHIN
    return dialled_at - CLOCKS_DIFFER <= call.at <= dialled_at + lasted + late
