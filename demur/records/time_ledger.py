"""The time ledger asked of the records: how the time is to be shared, and where it went."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db import models

from demur.domain.costs import End, Lengths, Made
from demur.domain.refusal import Direction, Importance, Money
from demur.domain.time_ledger import DIFFICULT_DAYS, Part, Spell, part_of
from demur.records.inquiries import Inquiry, Refusal
from demur.records.peace import portions
from demur.records.people import Client, Contact

#: How much a client matters of whom no inquiry says it.
BY_CLIENT: Final = {
    Client.KEY.value: Importance.KEY,
    Client.REGULAR.value: Importance.TACTICAL,
    Client.NEW.value: Importance.CHANCE,
}


class TimePlan(models.Model):
    """How the head of sales wants the sellers' time shared, in whole percent; the last one holds.

    `hour_minor` is what an hour of a seller costs, where it was said.
    """

    key = models.PositiveSmallIntegerField()
    strategic = models.PositiveSmallIntegerField()
    tactical = models.PositiveSmallIntegerField()
    chance = models.PositiveSmallIntegerField()
    difficult = models.PositiveSmallIntegerField()
    hour_minor = models.PositiveBigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    key=100
                    - models.F("strategic")
                    - models.F("tactical")
                    - models.F("chance")
                    - models.F("difficult")
                ),
                name="time_plan_is_whole",
            )
        ]

    def __str__(self) -> str:
        return f"plan of {self.set_at:%Y-%m-%d}"

    @property
    def shares(self) -> Mapping[Part, float]:
        """The planned share of each part, 0 to 1."""
        return {part: getattr(self, part.value) / 100 for part in Part}

    @property
    def hour(self) -> Money | None:
        """What an hour of a seller costs."""
        return Money(self.hour_minor, self.currency) if self.hour_minor is not None else None


def time_plan() -> TimePlan | None:
    """The plan that holds; None before there is one."""
    return TimePlan.objects.order_by("pk").last()


def monday(day: date) -> date:
    """The day on which its week begins."""
    return day - timedelta(days=day.weekday())


def first_of_month(day: date) -> date:
    """The day on which its month begins."""
    return day.replace(day=1)


def spells(
    calls: Iterable[Made],
    last: Lengths,
    since: datetime,
    until: datetime,
    zone: ZoneInfo,
    begins: Callable[[date], date] = monday,
) -> list[Spell]:
    """The minutes of the calls we made since then, and of the refusals at the desk, each in the
    week, or whatever `begins` says, of the firm's own clock.

    `calls` reach back ninety days before `since`, by which a client shows as difficult. What a
    served caller took is on no record.
    """
    every = list(calls)
    parts = _parts(every, until)
    own = [one for one in every if since <= one.at]

    def span(at: datetime) -> date:
        return begins(at.astimezone(zone).date())

    found = [Spell(span(one.at), one.seller, parts[one.whom], last.minutes(one)) for one in own]
    for whom, importance, by, at, seconds in _at_the_desk(since, until):
        part = parts.get(whom or 0, Part.CHANCE)
        part = Part.DIFFICULT if part is Part.DIFFICULT and whom else Part(importance)
        found.append(Spell(span(at), by, part, seconds / 60))
    return found


def _parts(calls: Collection[Made], until: datetime) -> dict[int, Part]:
    """Of everybody called, whom their minutes count for."""
    lately = [one for one in calls if one.at >= until - timedelta(days=DIFFICULT_DAYS)]
    many = Counter(one.whom for one in lately)
    bought = {one.whom for one in lately if one.end is End.SOLD}
    matter = _importance({one.whom for one in calls} - {0})
    return {0: Part.CHANCE} | {
        whom: part_of(importance, many[whom], bought=whom in bought)
        for whom, importance in matter.items()
    }


def _importance(contacts: Collection[int]) -> dict[int, Importance]:
    """How much contacts matter: key clients, then what their last inquiry was weighed as."""
    found: dict[int, Importance] = defaultdict(lambda: Importance.CHANCE)
    for some in portions(sorted(contacts)):
        clients = Contact.objects.filter(pk__in=some).values_list("pk", "client")
        known = {pk: BY_CLIENT[client] for pk, client in clients}
        asked = Inquiry.objects.filter(contact__in=some).exclude(importance="")
        for whom, importance in asked.order_by("at", "pk").values_list("contact", "importance"):
            if whom and known.get(whom) is not Importance.KEY:
                known[whom] = Importance(importance)
        found |= {pk: known.get(pk, Importance.CHANCE) for pk in some}
    return found


def _at_the_desk(
    since: datetime, until: datetime
) -> Iterator[tuple[int | None, str, str, datetime, int]]:
    rows = Refusal.objects.filter(
        direction=Direction.DENIAL, at__gte=since, at__lt=until, seconds__isnull=False
    )
    listed = rows.values_list("inquiry__contact", "importance", "by", "at", "seconds")
    for whom, importance, by, at, seconds in listed.iterator():
        yield whom, importance, by, at, seconds or 0
