"""Who is silent, from the records to the arrays that silence is judged by; and what we believe."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from demur.domain.contact_rules.policy_hours import PolicyHours, policy_hours
from demur.domain.contact_rules.terms import DayKind
from demur.domain.days import DAY_SECONDS, day_of, days_of, on_the_wall
from demur.domain.dispositions import SECONDS_OF_A_TALK, Disposition, Flag, outcome
from demur.domain.peace import Scope
from demur.domain.refusal import Direction
from demur.domain.round.slots import Slots
from demur.domain.silence import model
from demur.domain.silence.log import Attempts, Clients, Outcome
from demur.records.attempts_at_once import Made, calls_made, who_is_who
from demur.records.company import Company
from demur.records.dispositions import dispositions
from demur.records.fits import Fit, last_fit
from demur.records.held import policy_in_force
from demur.records.inquiries import Came, Refusal
from demur.records.offers import Offer
from demur.records.peace import Peace
from demur.records.people import Client
from demur.records.silent_clients import KINDS, allowed, segments, told, trades, values

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """The firm's silent clients as arrays, one a place: `contacts` (N,) are their keys, ascending.

    Days are those of `demur.domain.days` by the firm's clock, slots those of `slots`, values whole
    units of `currency`, which is "" where nobody's value is known. `fields` are the trades by which
    segments are told apart.
    """

    contacts: NDArray[np.int64]
    clients: Clients
    attempts: Attempts
    slots: Slots
    fields: tuple[str, ...]
    currency: str

    @property
    def segments(self) -> int:
        """How many segments there may be."""
        return len(KINDS) * (1 + len(self.fields))


@dataclass(frozen=True, slots=True, eq=False)
class _Happened:
    """Something that happened with contacts (M,) at instants (M,), in seconds since 1970."""

    contact: NDArray[np.int64]
    at: NDArray[np.float64]


def gathered(until: datetime, on: date | None = None, *, to_learn: bool = False) -> Gathered:
    """Whom the firm called or offered something before an instant, and who has not ended it.

    They ended it who bought, or want no call ever again, unless we called or offered anew since;
    and who is at peace for good from everything. All other peace is the gate's to keep. A no that
    came by a link stands among the calls as one. `on` is the day by whose hours the slots are
    allowed, the day of the instant by default. `to_learn`: everybody who was ever called, those
    who ended it too, and nothing but calls.
    """
    ours, fit = Company.objects.filter(pk=1).first() or Company(), last_fit()
    zone, hours = ZoneInfo(ours.zone), _policy_hours(until, ours)
    slots = our_slots(hours) if fit is None or to_learn else fit.day_slots
    made, same = _until(calls_made(), until), who_is_who()
    contacts, since = _waited(made, _offers(until, same), to_learn=to_learn)
    known = told(contacts, ours)
    fields = _fields(fit, known.field, to_learn=to_learn)
    clients = Clients(
        segment=segments(known.kind, known.field, fields),
        value=values(known.value),
        born=days_of(on_the_wall(since, zone)),
        key=known.kind == KINDS.index(Client.KEY),
        allowed=allowed(known.place, on or until.astimezone(zone).date(), slots, zone, hours),
    )
    noes = _happened((), same) if to_learn else _noes(until, same)
    attempts = _attempts(made, noes, contacts, slots, zone)
    currency = ours.currency if (known.value > 0.0).any() else ""
    return Gathered(contacts, clients, attempts, slots, fields, currency)


def beliefs_now(now: datetime, on: date | None = None) -> tuple[Gathered, model.Beliefs]:
    """What is believed of every silent client at an instant: by the last fit, or where none can be
    used, by what is known of other firms."""
    found = gathered(now, on)
    zone = ZoneInfo((Company.objects.filter(pk=1).first() or Company()).zone)
    params = fitted_or_prior(found)
    return found, model.believe(params, found.clients, found.attempts, day_of(now, zone))


def fitted_or_prior(found: Gathered) -> model.Params:
    """What the last fit says, if it is about these slots and segments; else what a firm begins
    with."""
    fit = last_fit()
    params = fit.value() if fit else None
    if params and params.slots == found.slots.count and params.segments == found.segments:
        return params
    return model.prior(found.segments, found.slots.count)


def our_slots(hours: PolicyHours | None) -> Slots:
    """The slots of the firm's day: the hours of a working day in which its policy lets it call."""
    spans = hours.open(DayKind.WORKING) if hours else ()
    return Slots(spans[0][0], spans[-1][1]) if spans else Slots()


def _policy_hours(at: datetime, ours: Company) -> PolicyHours | None:
    found = policy_in_force(at.astimezone(ZoneInfo(ours.zone)), ours)
    return policy_hours(found[0]) if found else None


def _fields(fit: Fit | None, seen: list[str], *, to_learn: bool) -> tuple[str, ...]:
    """The trades of the last fit; a new fit adds to them, so that a segment keeps its number."""
    before = tuple(fit.fields) if fit else ()
    return trades(seen, before) if to_learn else before


# ---- for whom the firm waits


def _until(made: Made, until: datetime) -> Made:
    """The calls before an instant: a log may hold others, by clocks that were wrong."""
    mine = made.at < until.timestamp()
    columns = made.contact[mine], made.at[mine], made.seconds[mine], made.ending[mine]
    return Made(*columns, made.endings)


def _waited(
    made: Made, offers: _Happened, *, to_learn: bool
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """(N,) For whom the firm waits, (N,) since when, in seconds since 1970."""
    if to_learn:
        offers = _happened((), {})
    contact, at = np.r_[made.contact, offers.contact], np.r_[made.at, offers.at]
    contacts, place = np.unique(contact, return_inverse=True)
    since = np.full(len(contacts), np.inf)
    np.minimum.at(since, place, at)
    if to_learn:
        return contacts, since
    ends = np.r_[_by_ending(made, _ends), np.zeros(len(offers.at), np.bool_)]
    ended, went_on = np.full(len(contacts), -np.inf), np.full(len(contacts), -np.inf)
    np.maximum.at(ended, place[ends], at[ends])
    np.maximum.at(went_on, place[~ends], at[~ends])
    waits = (went_on > ended) & ~np.isin(contacts, _at_peace_for_good())
    return contacts[waits], since[waits]


def _by_ending(made: Made, says: object) -> NDArray[np.bool_]:
    known = dispositions()
    table = [one in known and says(known[one]) for one in made.endings]  # type: ignore[operator]
    return np.array(table, np.bool_)[made.ending] if table else np.zeros(0, np.bool_)


def _ends(one: Disposition) -> bool:
    """Whether nobody waits for anything after such a call. After a no their peace is waited for,
    and then their need may be back."""
    return Flag.NEVER in one.flags or (Flag.ENDS_NEED in one.flags and Flag.NO not in one.flags)


def _offers(until: datetime, same: dict[int, int]) -> _Happened:
    """Offers that nobody has answered."""
    refused = Refusal.objects.exclude(offer=None).exclude(outcomes__came=Came.TAKEN_BACK)
    rows = Offer.objects.filter(at__lt=until).exclude(contact=None)
    return _happened(
        rows.exclude(pk__in=refused.values("offer")).values_list("contact", "at"), same
    )


def _noes(until: datetime, same: dict[int, int]) -> _Happened:
    """The noes that did not come in a call of ours: by a link, a letter, a message."""
    rows = Refusal.objects.filter(direction=Direction.REGRET, at__lt=until, attempts=None)
    rows = rows.exclude(contact=None).exclude(outcomes__came=Came.TAKEN_BACK)
    return _happened(rows.values_list("contact", "at"), same)


def _happened(rows: Iterable[tuple[int, datetime]], same: dict[int, int]) -> _Happened:
    pairs = [(same.get(pk, pk), at.timestamp()) for pk, at in rows]
    contact, at = zip(*pairs, strict=True) if pairs else ((), ())
    return _Happened(np.array(contact, np.int64), np.array(at, np.float64))


def _at_peace_for_good() -> list[int]:
    """Whom we know to be at peace from everything for ever; merged ones by the other's place."""
    rows = Peace.objects.filter(scope=Scope.EVERYTHING, until=None, lift=None)
    same = who_is_who()
    found = rows.exclude(refusal__contact=None).values_list("refusal__contact", "channels")
    return [same.get(pk, pk) for pk, channels in found if pk and not channels]


# ---- their calls


def _attempts(
    made: Made, noes: _Happened, contacts: NDArray[np.int64], slots: Slots, zone: ZoneInfo
) -> Attempts:
    """The calls to these contacts from which something can be learned, and their noes."""
    whom = np.r_[made.contact, noes.contact]
    meant = np.r_[_outcomes(made), np.full(len(noes.at), Outcome.NO)].astype(np.int8)
    wall = on_the_wall(np.r_[made.at, noes.at], zone)
    place = np.asarray(np.searchsorted(contacts, whom), np.int64)
    place[place == len(contacts)] = 0
    kept = (meant >= 0) & (contacts[place] == whom) if len(contacts) else np.zeros(0, np.bool_)
    minute = (wall[kept] % DAY_SECONDS // 60).astype(np.int64)
    by_minute = np.array([slots.at(one) for one in range(DAY_SECONDS // 60)])
    return Attempts(place[kept], days_of(wall[kept]), by_minute[minute], meant[kept])


def _outcomes(made: Made) -> NDArray[np.int64]:
    """(M,) What each call was to the arithmetic; -1 where nothing can be learned from it."""
    known = dispositions()
    table = np.array(
        [[_meant(known.get(one), seconds) for seconds in (None, 0)] for one in made.endings]
    ).reshape(-1, 2)
    is_short = (made.seconds >= 0) & (made.seconds < SECONDS_OF_A_TALK)
    return np.asarray(table[made.ending, is_short.astype(np.int64)], np.int64)


def _meant(one: Disposition | None, seconds: int | None) -> int:
    meant = outcome(one, seconds) if one else None
    return -1 if meant is None else int(meant)


def with_every_segment(found: Gathered) -> Clients:
    """The same clients and, of each segment, one more who was never called: so that a fit has a
    place for kinds of clients who are still to come."""
    clients, more = found.clients, np.arange(found.segments)
    at = float(clients.born.max(initial=0.0))
    return replace(
        clients,
        segment=np.r_[clients.segment, more],
        value=np.r_[clients.value, np.full(len(more), np.median(clients.value))],
        born=np.r_[clients.born, np.full(len(more), at)],
        key=np.r_[clients.key, more % len(KINDS) == KINDS.index(Client.KEY)],
        allowed=np.r_[clients.allowed, np.ones((len(more), found.slots.count), np.bool_)],
    )
