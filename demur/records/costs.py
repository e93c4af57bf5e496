"""What calling has cost and brought, asked of the log of calls, the offers and the inquiries."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from demur.domain.attempts import Noted, Source, standing
from demur.domain.costs import End, Made, end_of, without_a_call
from demur.domain.exits import Exit
from demur.domain.refusal import Direction, Money, Situation
from demur.records.attempts import Attempt, calls_to, owners
from demur.records.dispositions import dispositions
from demur.records.inquiries import Came, Inquiry, Refusal
from demur.records.offers import Offer
from demur.records.peace import Spared, portions
from demur.records.people import Contact
from demur.records.rounds import Turn

#: A word may say that a call was some hours away from where its first line put it.
MOVED: Final = timedelta(hours=6)
#: An offer explains a sale for so long.
OFFER_DAYS: Final = 180
#: Offers older than this nobody holds in memory any more.
HELD_DAYS: Final = 730


@dataclass(frozen=True, slots=True)
class Open:
    """Offers without an answer: how many, their money by currency, how long in days.

    `lapsed` are those whose own last day is over; `priceless` those without a price.
    """

    count: int
    lapsed: int
    priceless: int
    days: int
    longest: int
    money: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class Unasked:
    """What called clients bought by ringing us: after a call of ours in 30 days, and without."""

    after_a_call: int
    without_a_call: int


def calls_made(since: datetime, until: datetime) -> list[Made]:
    """The calls of a span of time as the whole log has them now, the earliest first.

    Those to people whom we do not know are there too, as nobody's.
    """
    rows = list(_lines(since - MOVED, until + MOVED))
    whom = _owners(rows)
    by = {row.ref: row.by for row in rows}
    known = dispositions()
    found = []
    for one in standing(_noted(row, whom) for row in rows):
        end = end_of(known.get(one.disposition))
        if end and since <= one.at < until:
            place = int(one.whom) if one.whom.isdigit() else 0
            found.append(Made(place, by[one.ref], one.at, end, one.seconds))
    return found


def worth_of_sales(calls: Iterable[Made]) -> Callable[[Made], Money | None]:
    """What a sale brought, as far as is known: the client's last offer before it.

    A client without one is taken for what they are worth in a year; None where nobody knows.
    """
    sold = {one.whom for one in calls if one.end is End.SOLD} - {0}
    offers, yearly = _priced(sold), _yearly(sold)

    def worth(call: Made) -> Money | None:
        made = offers.get(call.whom, [])
        last = bisect_right(made, call.at, key=lambda one: one[0]) - 1
        if last >= 0 and call.at - made[last][0] <= timedelta(days=OFFER_DAYS):
            return made[last][1]
        return yearly.get(call.whom)

    return worth


def _priced(contacts: Collection[int]) -> dict[int, list[tuple[datetime, Money]]]:
    """By contact, their offers with a price, the earliest first."""
    offers: dict[int, list[tuple[datetime, Money]]] = defaultdict(list)
    for some in portions(sorted(contacts)):
        rows = Offer.objects.filter(contact__in=some).exclude(currency="").order_by("at", "pk")
        for whom, at, minor, currency in rows.values_list(
            "contact", "at", "price_minor", "currency"
        ):
            if whom and minor is not None:
                offers[whom].append((at, Money(minor, currency)))
    return offers


def _yearly(contacts: Collection[int]) -> dict[int, Money]:
    """By contact, what they are worth in a year."""
    found: dict[int, Money] = {}
    for some in portions(sorted(contacts)):
        rows = Contact.objects.filter(pk__in=some).exclude(currency="")
        for pk, minor, currency in rows.values_list("pk", "yearly_value_minor", "currency"):
            if minor is not None:
                found[pk] = Money(minor, currency)
    return found


def open_offers(now: datetime) -> Open:
    """The offers of two years that nobody has answered, neither by a no nor by a purchase."""
    offers = list(_unrefused(now))
    answered = _answered_at({one.whom for one in offers})
    held = [one for one in offers if not answered.get(one.whom, one.at) > one.at]
    money: dict[str, int] = defaultdict(int)
    for one in held:
        if one.minor is not None and one.currency:
            money[one.currency] += one.minor
    days = [(now - one.at).days for one in held]
    return Open(
        count=len(held),
        lapsed=sum(one.until is not None and one.until < now.date() for one in held),
        priceless=sum(one.minor is None for one in held),
        days=int(median(days)) if days else 0,
        longest=max(days, default=0),
        money=tuple(Money(minor, currency) for currency, minor in sorted(money.items())),
    )


def calls_spared(since: datetime, until: datetime) -> int:
    """The calls that peace has held back, each peace once a day."""
    return Spared.objects.filter(exit=Exit.PLAN, at__gte=since, at__lt=until).count()


def bought_unasked(calls: Iterable[Made], since: datetime, until: datetime) -> Unasked:
    """What the same clients bought by ringing us themselves, as far as inquiries tell of it."""
    rung: dict[int, list[datetime]] = defaultdict(list)
    for one in calls:
        if one.whom:
            rung[one.whom].append(one.at)
    bought = served(rung, since, until)
    return Unasked(*without_a_call(((one.whom, one.at) for one in bought), rung))


@dataclass(frozen=True, slots=True)
class Bought:
    """A client's own inquiry that was served."""

    whom: int
    at: datetime
    worth: Money | None


def foretold(since: datetime, until: datetime) -> list[tuple[float, bool]]:
    """Of the round's calls, the chance of an answer that was foretold, and whether one came.

    What was no try to reach anybody is left out. A call counts as it was first put down.
    """
    rows = Turn.objects.filter(
        p_answer__isnull=False, attempt__at__gte=since, attempt__at__lt=until
    )
    listed = rows.order_by("pk").values_list("p_answer", "attempt__disposition")
    known = dispositions()
    ended = ((chance, end_of(known.get(code))) for chance, code in listed.iterator())
    return [(chance, end is not End.IN_VAIN) for chance, end in ended if end and chance is not None]


def names(contacts: Collection[int]) -> dict[int, str]:
    """What contacts are called."""
    found: dict[int, str] = {}
    for some in portions(sorted(contacts)):
        found |= dict(Contact.objects.filter(pk__in=some).values_list("pk", "name"))
    return found


class _Line(NamedTuple):
    """A line of the log, as little of it as is needed: there may be a million."""

    pk: int
    ref: UUID
    contact: int | None
    address: str
    client: str
    at: datetime
    seconds: int | None
    disposition: str
    by: str
    source: str
    noted_at: datetime
    withdrawn: bool
    about: int | None
    about__ref: UUID | None


def _lines(since: datetime, until: datetime) -> list[_Line]:
    """Every line about a call that any of its lines puts into the span."""
    within = Q(at__gte=since, at__lt=until) | Q(about__at__gte=since, about__at__lt=until)
    rows = {row.pk: row for row in _read(within)}
    missing = {row.about for row in rows.values() if row.about} - rows.keys()
    for some in portions(sorted(missing)):
        rows |= {row.pk: row for row in _read(Q(pk__in=some) | Q(about__in=some))}
    return list(rows.values())


def _read(which: Q) -> Iterator[_Line]:
    rows = Attempt.objects.filter(which).order_by().values_list(*_Line._fields)
    return map(_Line._make, rows.iterator(chunk_size=5_000))


def _owners(rows: Collection[_Line]) -> Callable[[_Line], str]:
    """Whose each line is: a contact's place, or what somebody unknown is called by."""
    loose = [row for row in rows if not row.contact]
    known = owners({row.address for row in loose} - {""}, {row.client for row in loose} - {""})
    merged = _merged({row.contact for row in rows if row.contact})

    def whom(row: _Line) -> str:
        place = row.contact or known.get(row.address) or known.get(row.client)
        return str(merged.get(place, place)) if place else f"?{row.address or row.client}"

    return whom


def _merged(people: Collection[int]) -> dict[int, int]:
    """Who some of these people were found to be."""
    found: dict[int, int] = {}
    for some in portions(sorted(people)):
        rows = Contact.objects.filter(pk__in=some, merged_into__isnull=False)
        found |= {pk: other for pk, other in rows.values_list("pk", "merged_into") if other}
    return found


def _noted(row: _Line, whom: Callable[[_Line], str]) -> Noted:
    return Noted(
        ref=row.ref,
        whom=whom(row),
        at=row.at,
        disposition=row.disposition,
        source=Source(row.source),
        noted_at=row.noted_at,
        seconds=row.seconds,
        about=row.about__ref,
        withdrawn=row.withdrawn,
    )


def _answered_at(contacts: Collection[int]) -> dict[int, datetime]:
    """By contact, when they last bought or refused on the telephone."""
    known = dispositions()
    return {
        whom: one.at
        for whom, calls in calls_to(contacts).items()
        for one in calls
        if end_of(known.get(one.disposition)) in {End.SOLD, End.REFUSED}
    }


class _Offered(NamedTuple):
    whom: int
    at: datetime
    minor: int | None
    currency: str
    until: date | None


def _unrefused(now: datetime) -> Iterator[_Offered]:
    """The offers of the last two years that no standing no is about."""
    noes = Refusal.objects.filter(direction=Direction.REGRET).exclude(
        outcomes__came=Came.TAKEN_BACK
    )
    rows = Offer.objects.filter(contact__isnull=False, at__lte=now)
    rows = rows.filter(at__gt=now - timedelta(days=HELD_DAYS))
    rows = rows.exclude(pk__in=noes.filter(offer__isnull=False).values("offer"))
    of_all = noes.filter(offer=None, contact=OuterRef("contact"), at__gte=OuterRef("at"))
    rows = rows.exclude(Exists(of_all))
    person = Coalesce("contact__merged_into", "contact")
    found = rows.order_by("at").values_list(person, "at", "price_minor", "currency", "until")
    return map(_Offered._make, found)


def served(contacts: Iterable[int], since: datetime, until: datetime) -> Iterator[Bought]:
    """What clients bought by ringing us: who, when, for how much where it is known."""
    for some in portions(sorted(contacts)):
        rows = Inquiry.objects.filter(
            contact__in=some, situation=Situation.SERVED, at__gte=since, at__lt=until
        ).exclude(refusal__outcomes__came=Came.TAKEN_BACK)
        for whom, at, minor, currency in rows.values_list(
            "contact", "at", "worth_minor", "currency"
        ):
            worth = Money(minor, currency) if minor is not None and currency else None
            yield Bought(whom, at, worth)
