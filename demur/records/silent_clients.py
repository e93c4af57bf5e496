"""Silent clients as columns: of what kind and trade, worth what, and when they may be called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import numpy as np
from django.db.models import Q

from demur.domain.contact_rules.approaches import Place
from demur.domain.contact_rules.policy_hours import PolicyHours
from demur.domain.refusal import Money
from demur.domain.round.open_slots import open_slots
from demur.domain.round.slots import Slots
from demur.records.attempts_at_once import NAMED
from demur.records.company import Company
from demur.records.contact_rules import place_from
from demur.records.offers import Offer
from demur.records.peace import portions
from demur.records.people import Client, Contact, Number

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: In this order, so that of a kind which a fit never met the one before it is the nearest.
KINDS: Final = (Client.NEW, Client.REGULAR, Client.KEY)
#: So many clients of one trade, at least, before it is told apart, and so many trades at most:
#: each has numbers of its own to learn.
TRADE_CLIENTS: Final = 200
TRADES: Final = 3
COLUMNS: Final = ("pk", "client", "field", "yearly_value_minor", "currency", "zone", "region")
#: So many contacts of others for each of those asked for may be read along.
CLOSE: Final = 4
#: Digits at the end of a number that tell nothing of where it is: a subscriber's own.
OWN_DIGITS: Final = 4


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What is known of clients, one a place: their kind by `KINDS`, their trade, the money a sale
    would bring (NaN: nobody knows), and what tells where they are."""

    kind: NDArray[np.int64]
    field: list[str]
    value: NDArray[np.float64]
    place: list[Place]


def told(contacts: NDArray[np.int64], ours: Company) -> Told:
    """What the records say of contacts, in bulk; of one who is gone, nothing."""
    rows = {row[0]: row[1:] for row in _rows(contacts.tolist())}
    unknown = (Client.NEW, "", None, "", "", "")
    found = [rows.get(pk, unknown) for pk in contacts.tolist()]
    kinds = {kind: number for number, kind in enumerate(KINDS)}
    numbers = _numbers([pk for pk in contacts.tolist() if pk in rows and not rows[pk][4]])
    offered = _offered(contacts.tolist(), ours.currency)
    return Told(
        np.array([kinds[row[0]] for row in found], np.int64),
        [row[1] for row in found],
        np.array(
            [
                offered.get(pk) or _value(row[2], row[3], ours.currency)
                for pk, row in zip(contacts.tolist(), found, strict=True)
            ],
            np.float64,
        ),
        _places(
            [
                (numbers.get(pk, ""), *row[4:])
                for pk, row in zip(contacts.tolist(), found, strict=True)
            ],
            ours,
        ),
    )


def _places(told: Sequence[tuple[str, str, str]], ours: Company) -> list[Place]:
    """Where each is, by number, zone and region; clients of one town are asked about once."""
    known = {one: place_from(one[0], {"zone": one[1], "region": one[2]}, ours) for one in set(told)}
    return [known[one] for one in told]


def _among(column: str, pks: Sequence[int]) -> Q:
    """Rows of these contacts; where they lie close together, of those between them too, as a span
    is asked in no time and ten thousand keys are not."""
    first, last = min(pks), max(pks)
    if last - first > CLOSE * len(pks):
        return Q(**{f"{column}__in": pks})
    return Q(**{f"{column}__gte": first, f"{column}__lte": last})


def _rows(pks: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    for some in portions(pks, NAMED):
        yield from Contact.objects.filter(_among("pk", some)).values_list(*COLUMNS)


def _numbers(pks: Sequence[int]) -> dict[int, str]:
    """A number of each, the first that they gave, without what is the subscriber's own."""
    found: dict[int, str] = {}
    for some in portions(pks, NAMED):
        rows = Number.objects.filter(_among("contact", some)).order_by("-pk")
        found |= dict(rows.values_list("contact", "key"))
    return {pk: key[:-OWN_DIGITS] + "0" * OWN_DIGITS for pk, key in found.items()}


def _offered(pks: Sequence[int], ours: str) -> dict[int, float]:
    """What the last offer to each would bring, as far as it was priced in our money."""
    found: dict[int, float] = {}
    for some in portions(pks, NAMED):
        rows = Offer.objects.filter(_among("contact", some), currency=ours, price_minor__gt=0)
        for pk, minor in rows.order_by("at", "pk").values_list("contact", "price_minor"):
            found[pk or 0] = Money(minor or 0, ours).amount
    return found


def _value(minor: int | None, currency: str, ours: str) -> float:
    """What a client brings in a year; of money that is not ours nobody here knows the worth."""
    if minor is None or (currency and currency != ours):
        return float("nan")
    return Money(minor, ours).amount


def values(known: NDArray[np.float64]) -> NDArray[np.float64]:
    """(N,) What each is worth: of whom nobody knows it, the median of the others; alike where
    nobody knows it of anybody."""
    said = known[known > 0.0]
    return np.where(known >= 0.0, known, np.median(said) if len(said) else 1.0)


def trades(fields: Sequence[str], before: Sequence[str]) -> tuple[str, ...]:
    """The trades that are told apart from now on: those that were, and the most frequent ones."""
    counted = Counter(one for one in fields if one and one not in before).most_common()
    new = [one for one, count in counted if count >= TRADE_CLIENTS]
    return (*before, *new[: max(TRADES - len(before), 0)])


def segments(kind: NDArray[np.int64], fields: Sequence[str], known: Sequence[str]) -> Any:
    """(N,) The segment of each: by kind, and by trade where it is told apart."""
    places = {one: place for place, one in enumerate(("", *known))}
    trade = np.array([places.get(one, 0) for one in fields], np.int64)
    return kind + len(KINDS) * trade


def allowed(
    places: Sequence[Place], day: date, slots: Slots, zone: ZoneInfo, hours: PolicyHours | None
) -> NDArray[np.bool_]:
    """(N, S) In which slots of a day each may be called; the rules are asked once a place."""
    rows: dict[Place, int] = {}
    row_of = np.array([rows.setdefault(one, len(rows)) for one in places], np.int64)
    asked = [open_slots(one, day, slots, zone, hours) for one in rows]
    table = np.array(asked, np.bool_).reshape(len(rows), slots.count)
    return table[row_of]
