"""Trials of the round: who takes part, on which side, what was said before, what came of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Final

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from demur.domain.costs import End, Made, lengths
from demur.domain.refusal import Money
from demur.domain.trials.power import Past, Power, power
from demur.domain.trials.result import Result, Seen, result
from demur.domain.trials.split import Arm, Assigned, Client
from demur.records.costs import calls_made, served, worth_of_sales
from demur.records.peace import portions
from demur.records.people import Contact
from demur.records.words import choices, one_of

#: Whoever was called within so many days and has neither bought nor refused since takes part.
SILENT_DAYS: Final = 365
#: The stretch of the past by which a trial is planned.
PAST_DAYS: Final = 180
#: Where the log shows no cadence.
USUAL_CADENCE: Final = 7


class Trial(models.Model):
    """A trial as it was begun: who is called how, until when, and what was said it could show.

    `error` and `smallest` are those of `Power`, `sales` the sales to be expected. It is over at
    `until`, or when a person ended it early and said why.
    """

    ref = models.UUIDField(unique=True)
    started_at = models.DateTimeField()
    until = models.DateTimeField()
    cadence_days = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=64)
    clients = models.PositiveIntegerField()
    sales = models.FloatField()
    error = models.FloatField()
    smallest = models.FloatField()
    currency = models.CharField(max_length=3)
    by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | ~Q(why="") & ~Q(ended_by=""),
                name="trial_ends_early_with_why",
            ),
            models.CheckConstraint(
                condition=Q(until__gt=models.F("started_at")), name="trial_ends"
            ),
            models.CheckConstraint(condition=Q(cadence_days__gte=1), name="trial_cadence_a_day"),
        ]

    def __str__(self) -> str:
        return f"trial since {self.started_at:%Y-%m-%d}"

    @property
    def over_at(self) -> datetime:
        """When it was over, or will be."""
        return min(self.until, self.ended_at) if self.ended_at else self.until

    @property
    def days(self) -> int:
        """How many days it was to last."""
        return (self.until - self.started_at).days

    @property
    def power(self) -> Power:
        """What was said, before it began, that it could show."""
        return Power(self.clients, self.days, self.sales, self.error, self.smallest)


class TrialClient(models.Model):
    """A client of a trial: on which side, and with whom they are compared."""

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="members")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE)
    pair = models.PositiveIntegerField()
    arm = models.CharField(max_length=8, choices=choices(Arm))

    class Meta:
        constraints = [
            one_of("arm", Arm),
            models.UniqueConstraint(fields=["trial", "contact"], name="trial_client_once"),
        ]

    def __str__(self) -> str:
        return f"{self.arm} of pair {self.pair}"


@dataclass(frozen=True, slots=True)
class Ready:
    """What a trial that began now would be: its clients, their past, the firm's own cadence."""

    clients: tuple[Client, ...]
    past: Past
    cadence_days: int

    def power(self, days: int) -> Power | None:
        """What it could show in so many days; None where the past says too little."""
        return power(self.past, days)


@dataclass(frozen=True, slots=True)
class Safety:
    """What is shown of a side while the result is closed: nothing of what it brings."""

    arm: Arm
    clients: int
    calls: int
    refused: int


def running(now: datetime) -> Trial | None:
    """The trial that is on, if one is."""
    return Trial.objects.filter(started_at__lte=now, until__gt=now, ended_at=None).first()


def last_trial() -> Trial | None:
    """The trial that was begun last."""
    return Trial.objects.order_by("pk").last()


def arms(contacts: Collection[int], now: datetime) -> Mapping[int, Arm]:
    """By contact, by what they are called while a trial is on; whoever takes no part is missing."""
    trial = running(now)
    found: dict[int, Arm] = {}
    for some in portions(sorted(contacts)) if trial else ():
        rows = TrialClient.objects.filter(trial=trial, contact__in=some)
        found |= {pk: Arm(arm) for pk, arm in rows.values_list("contact", "arm")}
    return found


def arm_of(contact: int, now: datetime) -> Arm | None:
    """By what one contact is called while a trial is on; None: they take no part."""
    return arms([contact], now).get(contact)


def ready(now: datetime, currency: str) -> Ready:
    """Who would take part in a trial that began now, and what their past says of it."""
    calls = calls_made(now - timedelta(days=SILENT_DAYS), now)
    last = {one.whom: one.end for one in calls}
    still = {whom for whom, end in last.items() if whom and end in {End.IN_VAIN, End.SPOKEN}}
    clients = _clients(still, currency)
    since = now - timedelta(days=PAST_DAYS)
    money, minutes, sales = _came([one.place for one in clients], calls, since, now, currency)
    past = Past(
        [money[one.place] for one in clients],
        [minutes[one.place] for one in clients],
        sales,
        PAST_DAYS,
    )
    return Ready(clients, past, _cadence(calls))


def keep(trial: Trial, assigned: Sequence[Assigned]) -> None:
    """Keep a trial and its sides, in the caller's transaction."""
    trial.save(force_insert=True)
    rows = [
        TrialClient(trial=trial, contact_id=one.place, pair=one.pair, arm=one.arm)
        for one in assigned
    ]
    TrialClient.objects.bulk_create(rows, batch_size=500)


def safety(trial: Trial, now: datetime) -> list[Safety]:
    """How many calls each side was made, and how many noes they met: what may be seen before."""
    arm = {contact: arm for contact, _, arm in _members(trial)}
    clients = Counter(arm.values())
    calls = [
        one for one in calls_made(trial.started_at, min(now, trial.over_at)) if one.whom in arm
    ]
    made = Counter(arm[one.whom] for one in calls)
    refused = Counter(arm[one.whom] for one in calls if one.end is End.REFUSED)
    return [Safety(one, clients[one], made[one], refused[one]) for one in Arm]


def result_of(trial: Trial) -> Result:
    """What a trial that is over has shown; everybody counts on the side they were given."""
    since, until = trial.started_at, trial.over_at
    members = _members(trial)
    places = [contact for contact, _, _ in members]
    money, minutes, _ = _came(places, calls_made(since, until), since, until, trial.currency)
    seen = [
        Seen(pair, Arm(arm), money[contact], minutes[contact]) for contact, pair, arm in members
    ]
    return result(seen, seed=int(trial.seed[:8], 16))


def _members(trial: Trial) -> list[tuple[int, int, str]]:
    """Everybody in a trial with their pair and side; who was found to be another is that one."""
    person = Coalesce("contact__merged_into", "contact")
    return list(trial.members.order_by("pk").values_list(person, "pair", "arm"))


def _clients(contacts: Collection[int], currency: str) -> tuple[Client, ...]:
    found = []
    for some in portions(sorted(contacts)):
        rows = Contact.objects.filter(pk__in=some, merged_into=None).order_by("pk")
        for pk, client, minor, money in rows.values_list(
            "pk", "client", "yearly_value_minor", "currency"
        ):
            value = minor if minor is not None and money == currency else 0
            found.append(Client(pk, client, float(value)))
    return tuple(found)


def _came(
    contacts: Collection[int],
    calls: Sequence[Made],
    since: datetime,
    until: datetime,
    currency: str,
) -> tuple[Mapping[int, float], Mapping[int, float], int]:
    """By client the money and the minutes of a span of time, and how many sales there were.

    Money of another currency counts as none. A purchase that a client rang us for counts too.
    """
    wanted = set(contacts)
    own = [one for one in calls if one.whom in wanted and since <= one.at < until]
    last, worth = lengths(own), worth_of_sales(own)
    minutes: dict[int, float] = defaultdict(float)
    for one in own:
        minutes[one.whom] += last.minutes(one)
    brought = [(one.whom, worth(one)) for one in own if one.end is End.SOLD]
    brought += [(one.whom, one.worth) for one in served(wanted, since, until)]
    money: dict[int, float] = defaultdict(float)
    for whom, amount in brought:
        money[whom] += _amount(amount, currency)
    return money, minutes, sum(_amount(amount, currency) > 0 for _, amount in brought)


def _amount(money: Money | None, currency: str) -> float:
    return money.amount if money and money.currency == currency else 0.0


def _cadence(calls: Sequence[Made]) -> int:
    """After how many days the firm usually calls the same client again."""
    by_client: dict[int, list[datetime]] = defaultdict(list)
    for one in calls:
        if one.whom:
            by_client[one.whom].append(one.at)
    gaps = [(b - a).days for some in by_client.values() for a, b in pairwise(some)]
    return max(1, round(median(gaps))) if gaps else USUAL_CADENCE
