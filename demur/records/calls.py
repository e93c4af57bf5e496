"""Planned calls: whom somebody here means to ring, when and why; what became of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid4

from django.db import models

from demur.domain.exits import Exit
from demur.domain.peace import Approach, Blocked, Purpose, Why
from demur.domain.refusal import Channel
from demur.records.gate import Cleared, Held, Wanted, ask, leaves_by
from demur.records.inquiries import Came, Promised
from demur.records.people import Contact
from demur.records.tellings import tell_soon
from demur.records.words import choices, one_of

#: What `Promised.what` says where a call back was promised.
CALL_BACK: Final = "call back"
AT_ONCE: Final = 500


class State(StrEnum):
    """What became of a planned call."""

    PLANNED = "planned"
    DIALLED = "dialled"
    HELD = "held"
    DONE = "done"


class Planned(models.Model):
    """A call that somebody means to make: at which number, for what, when.

    `asked_at` is when the client asked for it; `promised_by` the promise that it keeps. A call
    that is held says by what and until when, and no longer has a number.
    """

    ref = models.UUIDField(unique=True)
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL)
    address = models.CharField(max_length=254, blank=True)
    channel = models.CharField(max_length=8, choices=choices(Channel), default=Channel.PHONE)
    purpose = models.CharField(max_length=16, choices=choices(Purpose))
    need = models.CharField(max_length=250, blank=True)
    asked_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    promised_by = models.OneToOneField(
        Promised, null=True, on_delete=models.PROTECT, related_name="planned"
    )
    planned_at = models.DateTimeField()
    by = models.CharField(max_length=120)
    state = models.CharField(max_length=8, choices=choices(State), default=State.PLANNED)
    why = models.CharField(max_length=12, choices=choices(Why), blank=True)
    until = models.DateTimeField(null=True)
    dialled_at = models.DateTimeField(null=True)
    dialled_by = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name_plural = "planned calls"
        indexes = [models.Index(fields=["state", "at", "id"], name="planned_when")]
        constraints = [
            one_of("channel", Channel),
            one_of("purpose", Purpose),
            one_of("state", State),
            one_of("why", Why, or_empty=True),
            models.CheckConstraint(
                condition=~models.Q(state=State.HELD) | ~models.Q(why="") & models.Q(address=""),
                name="planned_held_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} for {self.at:%Y-%m-%d %H:%M}"

    def wanted(self, at: datetime) -> Wanted:
        """What the gate is asked, were the call made, or its number shown, at this instant."""
        purpose = Purpose(self.purpose)
        approach = Approach(Channel(self.channel), purpose, at, self.need, self.asked_at)
        return Wanted(self.address, approach, self.contact_id, about=self)

    def hold(self, blocked: Blocked) -> None:
        """Let the call rest for a reason that will not pass within the day; not saved yet."""
        self.state, self.address = State.HELD, ""
        self.why, self.until = blocked.why, blocked.until


#: What forbids a call for longer than a shift: the others pass, and the call stays planned.
LASTING: Final = frozenset({Why.PEACE, Why.CONSENT, Why.UNREACHABLE})


def write_down(
    wanted: Sequence[Wanted], by: str, now: datetime
) -> tuple[list[Planned], tuple[Held, ...]]:
    """Plan calls as far as the gate allows, in the caller's transaction.

    `about` of a wanted call is the key of the promise that it keeps, or None: a promise is planned
    once, and one that peace forbids is put down as held.
    """
    passage = ask(Exit.PLAN, _not_yet(wanted))
    held = [one for one in passage.held if one.wanted.about and one.blocked.why in LASTING]
    rows = [_row(one.wanted, by, now) for one in held]
    for row, one in zip(rows, held, strict=True):
        row.hold(one.blocked)
    Planned.objects.bulk_create(rows)
    return put_down(passage.cleared, by, now), passage.held


@leaves_by(Exit.PLAN)
def put_down(cleared: Sequence[Cleared], by: str, now: datetime) -> list[Planned]:
    """Put calls on record that the gate let through, and have who is to know told of them."""
    calls = Planned.objects.bulk_create(_row(one.wanted, by, now) for one in cleared)
    tell_soon(calls, now)
    return calls


def keep_promises(promises: Iterable[Promised], by: str, now: datetime) -> None:
    """Plan the call backs among promises just given, in the transaction that gives them."""
    calls = [_asked_for(one) for one in promises if one.what == CALL_BACK]
    if calls:
        write_down(calls, by, now)


def to_make(since: datetime, until: datetime) -> list[Planned]:
    """The calls planned for before an instant and not made yet, and what became of the others.

    Those that were held, or are in somebody's hands, are told from `since` on.
    """
    states = (State.HELD, State.DIALLED)
    rows = Planned.objects.filter(
        models.Q(state=State.PLANNED) | models.Q(state__in=states, at__gte=since), at__lt=until
    ).exclude(promised_by__refusal__outcomes__came=Came.TAKEN_BACK)
    return list(rows.select_related("contact", "promised_by").order_by("at", "pk"))


def still_planned(until: datetime) -> list[Planned]:
    """The calls planned for before an instant that nobody has made, and that nothing holds yet."""
    return [one for one in to_make(until, until) if one.state == State.PLANNED]


def planned_call(ref: UUID) -> Planned | None:
    """One call as it stands; nobody else can take it until the caller's transaction ends."""
    rows = Planned.objects.select_for_update(of=("self",)).select_related("contact")
    return rows.filter(ref=ref).first()


def promised_calls(since: datetime) -> Iterator[Sequence[Wanted]]:
    """The call backs promised for after an instant that nobody has planned yet, by portions."""
    rows = (
        Promised.objects.filter(what=CALL_BACK, until__gte=since, planned=None)
        .exclude(refusal__outcomes__came=Came.TAKEN_BACK)
        .select_related("refusal__inquiry")
        .order_by("pk")
    )
    last = 0
    while some := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        last = some[-1].pk
        yield [_asked_for(one) for one in some]


def _asked_for(one: Promised) -> Wanted:
    """A call back as the caller asked for it; a regret has no inquiry, and promises none."""
    inquiry = one.refusal.inquiry
    approach = Approach(
        channel=Channel(one.channel),
        purpose=Purpose.ASKED,
        at=one.until,
        asked_at=inquiry.at if inquiry else one.refusal.at,
    )
    number, contact = (inquiry.number_key, inquiry.contact_id) if inquiry else ("", None)
    return Wanted(number, approach, contact, about=one.pk)


def _not_yet(wanted: Sequence[Wanted]) -> list[Wanted]:
    """Those that keep no promise which is planned already."""
    promises = [one.about for one in wanted if one.about]
    rows = Planned.objects.filter(promised_by__in=promises) if promises else Planned.objects.none()
    before = set(rows.values_list("promised_by", flat=True))
    return [one for one in wanted if one.about is None or one.about not in before]


def _row(wanted: Wanted, by: str, now: datetime) -> Planned:
    approach = wanted.approach
    return Planned(
        ref=uuid4(),
        contact_id=wanted.contact,
        address=wanted.address,
        channel=approach.channel,
        purpose=approach.purpose,
        need=approach.need,
        asked_at=approach.asked_at,
        at=approach.at,
        promised_by_id=wanted.about,
        planned_at=now,
        by=by,
    )
