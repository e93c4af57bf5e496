"""Takes in calls of ours as they are told: whose they were, and the peace where they said no."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from demur.actions.correct_attempt import Corrected, correct_attempt
from demur.actions.decline import decline
from demur.actions.make_link import make_link
from demur.actions.match_attempts import match_attempts
from demur.actions.record_attempt import Recorded, fault_of, record_attempt, recorded_before
from demur.domain.attempts import Call, Fault
from demur.domain.dispositions import Disposition
from demur.domain.refusal import Lang
from demur.domain.regret import By, No
from demur.records.attempts import first_line, last_line, lines_about, owners, told
from demur.records.company import Company
from demur.records.dispositions import dispositions
from demur.records.inquiries import Refusal
from demur.records.people import Contact


def take_in(call: Call, by: str, now: datetime) -> Recorded | Fault:
    """Put a call on record; whoever said no in it is left in peace as if they had told us so.

    Told twice it is one call. Raises LostJournal or LostKey, and then nothing is recorded.
    """
    if before := recorded_before(call):
        return before
    call = placed(call)
    if fault := fault_of(call, now):
        return fault
    try:
        with transaction.atomic():
            return record_attempt(call, by, now, spoken_no(call, dispositions(), by, now))
    except IntegrityError:
        if before := recorded_before(call):
            return before  # it was told twice at once
        raise


def correct(
    ref: UUID, disposition: str, by: str, now: datetime, day: date | None = None
) -> Corrected | Fault | None:
    """Say how a call ended after all; a no brings its peace, as it does when it is told first.

    `day` is when they want to be called again. None where there is no such call.
    """
    first = first_line(ref)
    if first is None:
        return None
    word = replace(placed(told(last_line(first))), disposition=disposition, day=day)
    known = dispositions()
    with transaction.atomic():
        refusal = spoken_no(word, known, by, now) if disposition in known else None
        return correct_attempt(ref, word, by, now, refusal)


def match(address: str, client: str, contact: Contact, by: str, now: datetime) -> int:
    """Say whose the calls to a stranger were; a no they spoke to us brings them its peace now."""
    known = dispositions()
    with transaction.atomic():
        lines = [] if address else lines_about(address, client)
        count = match_attempts(address, client, contact, by, now)
        for line in lines:
            spoken_no(replace(told(line), contact=contact.pk), known, by, now)
    return count


def placed(call: Call) -> Call:
    """The call with its client, where we know them by their number or by what they are called."""
    if call.contact is not None:
        return call
    found = owners({call.address} - {""}, {call.client} - {""})
    return replace(call, contact=found.get(call.address) or found.get(call.client))


def spoken_no(
    call: Call, known: Mapping[str, Disposition], by: str, now: datetime
) -> Refusal | None:
    """The no that was spoken in a call, recorded with its peace; None where none was.

    The peace begins when it was spoken: a file may tell of last year's calls.
    """
    they = known[call.disposition].they
    if they is None or not (call.contact or call.address):
        return None
    contact = Contact.objects.filter(pk=call.contact).first() if call.contact else None
    ours = Company.objects.filter(pk=1).first() or Company()
    lang = Lang((contact and contact.language) or ours.language)
    said_at = min(call.at, now)
    link = make_link(contact, lang=lang, by=by, now=now, address=call.address).link
    return decline(link, No(they, By.PHONE), said_at, by).refusal
