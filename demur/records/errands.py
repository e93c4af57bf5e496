"""Errands: messages to send, written together with the deed that causes them.

Whoever sends one holds it by a lease. Should they die, the lease ends and another takes it: a
message goes out at least once, each time with the same reference, and none is lost.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import IntegrityError, models, transaction
from django.db.models import F, Q

from demur.domain.errands import Became, Kind, State
from demur.domain.peace import Purpose
from demur.domain.refusal import Channel, Lang
from demur.records import journal, peace_journal
from demur.records.people import Contact
from demur.records.sealing import sealed
from demur.records.words import choices, one_of

#: Longer than any conversation with a server may take; see `demur.channels`.
LEASE: Final = timedelta(minutes=5)
#: What a person may be told; a longer error says no more.
ERROR_MOST: Final = 300
WHO: Final = "post"


class Errand(models.Model):
    """A message to send, and what became of it.

    `key` names the deed it belongs to, so that a deed done twice sends once. The token of its
    link is sealed: it can't be read from the database. `enclosed` is what goes with a mail: cards
    and a day for the calendar.
    """

    ref = models.UUIDField(unique=True)
    key = models.CharField(max_length=160, unique=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=choices(Kind))
    channel = models.CharField(max_length=8, choices=choices(Channel))
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL)
    address = models.CharField(max_length=254)
    purpose = models.CharField(max_length=16, choices=choices(Purpose))
    need = models.CharField(max_length=250, blank=True)
    asked_at = models.DateTimeField(null=True)
    about = models.UUIDField(null=True)
    lang = models.CharField(max_length=2, choices=choices(Lang))
    subject = models.CharField(max_length=300, blank=True)
    body = models.TextField()
    token = models.CharField(max_length=64, blank=True)
    enclosed = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=choices(State), default=State.WAITING)
    next_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    why = models.CharField(max_length=ERROR_MOST, blank=True)
    held_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    number = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], name="errand_due", condition=Q(next_at__isnull=False)),
            models.Index(fields=["about"], name="errand_about"),
        ]
        constraints = [
            one_of("kind", Kind),
            one_of("channel", Channel),
            one_of("purpose", Purpose),
            one_of("lang", Lang),
            one_of("state", State),
            models.CheckConstraint(
                condition=~Q(state=State.SENT) | Q(sent_at__isnull=False),
                name="errand_sent_has_its_instant",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.SENT, State.FAILED]) | Q(next_at=None),
                name="errand_done_is_not_tried_again",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.WAITING) | Q(next_at__isnull=False),
                name="errand_that_waits_is_tried",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.channel}: {self.state}"


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be sent, to whom, for what purpose. `token` is the easy-no link's, if it has one.

    `text` may hold `letters.LINK` where the link stands; `key` is the same for the same deed.
    `not_before` lets it rest until then. `about` is the inquiry or offer it belongs to.
    """

    key: str
    kind: Kind
    channel: Channel
    address: str
    purpose: Purpose
    lang: Lang
    text: str
    by: str
    subject: str = ""
    contact: int | None = None
    need: str = ""
    asked_at: datetime | None = None
    about: UUID | None = None
    token: str = ""
    enclosed: Mapping[str, Any] = field(default_factory=dict)
    not_before: datetime | None = None


def send_soon(message: Message, now: datetime) -> bool:
    """Write an errand, inside the transaction of the deed that causes it; False if it is there.

    It is sent after the commit, by whoever looks after the post, unless the gate says no then.
    """
    ref = uuid4()
    errand = Errand(
        ref=ref,
        key=message.key,
        at=now,
        by=message.by,
        kind=message.kind,
        channel=message.channel,
        contact_id=message.contact,
        address=message.address,
        purpose=message.purpose,
        need=message.need,
        asked_at=message.asked_at,
        about=message.about,
        lang=message.lang,
        subject=message.subject,
        body=message.text,
        token=sealed(message.token, ref),
        enclosed=dict(message.enclosed),
        next_at=max(now, message.not_before or now),
    )
    try:
        with transaction.atomic():
            errand.save(force_insert=True)
    except IntegrityError:
        if not Errand.objects.filter(key=message.key).exists():
            raise
        return False
    return True


def about(ref: UUID) -> list[Errand]:
    """What was or is to be sent about an inquiry or an offer, the newest first."""
    told = ("kind", "channel", "state", "why", "at")
    return list(Errand.objects.filter(about=ref).only(*told).order_by("-at", "-pk")[:20])


def is_due(now: datetime, ways: Collection[Channel]) -> bool:
    """Whether anything is to be sent by these channels: asked without locking anybody out."""
    return _due(now, ways).exists()


def take(now: datetime, ways: Collection[Channel], lease: timedelta = LEASE) -> Errand | None:
    """The errand that has been due longest, held until the lease ends; None when there is none.

    Two who ask at once get two errands: SQLite begins IMMEDIATE, PostgreSQL skips what is locked.
    """
    with transaction.atomic():
        rows = _due(now, ways).order_by("next_at", "pk")
        errand = rows.select_for_update(skip_locked=True).first()
        if errand is not None:
            errand.leased_until = now + lease
            errand.save(update_fields=["leased_until"])
    return errand


def settle(errand: Errand, became: Became, now: datetime) -> bool:
    """Record what a try made of an errand; False where its lease had ended and another has it.

    The transaction is this function's own. What is done with is told in the journal, without the
    address: the journal outlives the person's data.
    """
    sent = became.state is State.SENT
    with transaction.atomic():
        mine = Errand.objects.filter(pk=errand.pk, leased_until=errand.leased_until)
        settled = mine.update(
            state=became.state,
            next_at=became.next_at,
            leased_until=None,
            tries=F("tries") + int(became.counted),
            why=became.why[:ERROR_MOST],
            held_until=became.next_at if became.state is State.HELD else None,
            sent_at=now if sent else None,
            number=became.number[:120],
        )
        if settled and sent and errand.purpose == Purpose.BETTER_OFFER and errand.about:
            peace_journal.answer_has_left(errand.about, now)
        if settled and became.next_at is None:
            _tell(errand, became.state, now, became.why)
    return bool(settled)


def bounced(ref: UUID, address: str, why: str, now: datetime) -> bool:
    """Record that a mail we had sent came back; False where none such is on record as sent."""
    with transaction.atomic():
        sent = Errand.objects.filter(ref=ref, channel=Channel.MAIL, state=State.SENT)
        errand = sent.filter(address=address).select_for_update().first()
        if errand is None:
            return False
        sent.update(state=State.FAILED, why=why[:ERROR_MOST])
        if errand.purpose == Purpose.BETTER_OFFER and errand.about:
            peace_journal.answer_came_back(errand.about)
        _tell(errand, State.FAILED, now, "came back")
    return True


def _due(now: datetime, ways: Collection[Channel]) -> models.QuerySet[Errand]:
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    return Errand.objects.filter(free, next_at__lte=now, channel__in=list(ways))


DEEDS: Final[Mapping[State, str]] = {
    State.SENT: "sent",
    State.HELD: "held back",
    State.FAILED: "could not send",
}


def _tell(errand: Errand, state: State, now: datetime, why: str) -> None:
    facts = {"kind": errand.kind, "channel": errand.channel}
    if state is State.HELD:
        facts["why"] = why
    journal.write(WHO, DEEDS[state], f"errand {errand.ref}", now, **facts)
