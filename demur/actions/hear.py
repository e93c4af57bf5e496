"""Hear what a client answered: put their message on record, for a person where it is not clear."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from demur.domain.refusal import Channel
from demur.records import journal
from demur.records.people import Contact
from demur.records.replies import Reply


@dataclass(frozen=True, slots=True)
class Answer:
    """A message as it came: from whom, on which of our numbers, when, what the carrier calls it.

    `address` is the key of the number or mail it came from, empty where `sender` is none.
    """

    channel: Channel
    sender: str
    address: str
    words: str
    number: str
    at: datetime
    to: str = ""


def hear(
    answer: Answer, contact: Contact | None, *, meant: str, is_no: bool, by: str, now: datetime
) -> Reply:
    """Put a message on record; `is_no` says that it was taken for a no beyond doubt.

    The journal tells that it came, not what it says.
    """
    with transaction.atomic():
        reply = Reply.objects.create(
            at=answer.at,
            heard_at=now,
            channel=answer.channel,
            address=answer.address or answer.sender,
            to=answer.to,
            contact=contact,
            words=answer.words,
            number=answer.number,
            meant=meant,
            sure=is_no,
            declined=is_no,
        )
        journal.write(by, "heard", f"reply {reply.pk}", now, channel=answer.channel, meant=meant)
    return reply


def see(reply: Reply, by: str, now: datetime) -> None:
    """Somebody has read a message and done what it asks; seeing twice is seeing once."""
    with transaction.atomic():
        unseen = Reply.objects.filter(pk=reply.pk, seen_at=None)
        if unseen.update(seen_at=now, seen_by=by):
            journal.write(by, "saw", f"reply {reply.pk}", now)
