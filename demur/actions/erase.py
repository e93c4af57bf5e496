"""Erase a person (GDPR art. 17): everything about them goes, peace stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import connection, transaction

from demur.domain.consents import How
from demur.domain.peace import Scope
from demur.domain.regret import By
from demur.records import erasing, journal, peace_journal
from demur.records.consents import Consent, record, standing
from demur.records.erasing import Erasure, Person
from demur.records.mentions import LeftOver
from demur.records.peace import Peace, keys_of
from demur.records.people import Contact
from demur.records.personal import THEIRS

REASON_MOST = 300


class NoReason(ValueError):
    """Nobody is erased without saying why."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure took: rows by table; `peace` is the one it left behind.

    `is_swept` says that the database's own files are rid of it too; else `erasing.sweep` waits for
    whoever is writing, or for room on the disk. `left_over` are places where a word of their name
    still stands, for somebody to look at; they are told this once and kept nowhere.
    """

    counts: dict[str, int]
    peace: Peace | None
    is_swept: bool
    left_over: Sequence[LeftOver] = ()


def erase(
    contact: Contact | None,
    by: str,
    reason: str,
    now: datetime,
    *,
    address: str = "",
    may_market: bool = False,
) -> Erased:
    """Erase a contact, or whoever called from an address and is no contact; facts stay as counts.

    Whoever asks to be erased objects to marketing too (GDPR art. 21(3)), unless they say otherwise:
    so a peace from marketing for good stays, known by keyed hashes only. The journal of peace keeps
    that they were erased, so that no restore brings them back. Raises NoReason, LostJournal,
    LostKey; and then nothing is erased.
    """
    why = reason.strip()[:REASON_MOST]
    if not why:
        raise NoReason
    with transaction.atomic():
        peace_journal.catch_up()
        if contact:
            # What they were promised must be found by every number of theirs once nothing else is.
            peace_journal.cover_all_lines([contact.pk])
        person = erasing.person_of(contact, address)
        if contact:
            _withdraw_consents(contact, by, now)
        counts = erasing.erase_rows(person, by)
        why = person.mentions.taken_out_of(why)
        erased = _record(person, counts, by, why, now)
        peace_journal.forget(person.keys, now)
        peace = None if may_market else _leave_in_peace(person, erased, by, now)
    is_swept = not connection.in_atomic_block and erasing.sweep()
    return Erased(counts, peace, is_swept, person.mentions.left_over(THEIRS))


def _withdraw_consents(contact: Contact, by: str, now: datetime) -> None:
    """What they allowed they allowed as somebody we knew; whoever comes back is asked anew."""
    words = [
        Consent(
            channel=one.channel,
            purpose=one.purpose,
            given=False,
            at=now,
            how=How.ERASURE,
            by=by,
        )
        for one in standing(contact)
        if one.given
    ]
    record(words, keys_of([contact.pk])[contact.pk])


def _record(person: Person, counts: dict[str, int], by: str, reason: str, now: datetime) -> Erasure:
    subject = " ".join(f"person {pk}" for pk in sorted(person.contacts)) or "caller"
    journal.write(by, "erased", subject, now, rows=sum(counts.values()), reason=reason)
    return Erasure.objects.create(
        at=now, by=by, reason=reason, keys=sorted(person.keys), counts=counts
    )


def _leave_in_peace(person: Person, erased: Erasure, by: str, now: datetime) -> Peace:
    peace = Peace(
        ref=uuid4(),
        scope=Scope.MARKETING,
        since=now,
        source=By.ERASURE,
        proof={"erasure": erased.pk},
        granted_by=by,
    )
    peace_journal.grant([peace], person.keys)
    return peace
