"""A person of whom every text of every table says something that can be found again."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import connection

from demur.actions.consent import Spoken, consent
from demur.actions.decline import decline
from demur.actions.finish import finish
from demur.actions.lift import lift
from demur.actions.make_link import make_link
from demur.actions.once import Answered, once
from demur.actions.plan import plan
from demur.actions.take_no_back import take_no_back
from demur.domain.answers import Choice
from demur.domain.consents import How
from demur.domain.peace import Approach, Purpose
from demur.domain.people import search_text
from demur.domain.refusal import Channel, Lang, Money
from demur.domain.regret import By, No, Reason, They
from demur.records import journal
from demur.records.attempts import Attempt
from demur.records.better_offers import BetterOffer, OfferAnswer
from demur.records.call_events import CallEvent
from demur.records.company import KnownNumber
from demur.records.erasing import Person, erasing, rows_of
from demur.records.errands import Errand
from demur.records.gate import Wanted
from demur.records.gather import Asked
from demur.records.inquiries import Inquiry
from demur.records.offers import Offer
from demur.records.partners import Partner
from demur.records.people import Contact, Mail, Number
from demur.records.personal import TEXTS, THEIRS
from demur.records.referrals import Referral
from demur.records.replies import Reply
from demur.records.rounds import Rest, Round, Turn
from demur.records.trials import Trial, TrialClient

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NUMBER = "+36301234567"
NAME = "Kanári Klára"
MAIL = "klara@kanari.example"
#: A text that has no room for a canary is a code of two or three letters.
SHORTEST = 10


def klara(name: str = NAME, number: str = NUMBER, mail: str = MAIL) -> Contact:
    """Somebody about whom there is a row in every table that has any of clients."""
    contact = Contact.objects.create(
        code=f"K{number[-4:]}",
        name=name,
        note="kéri a papírt",
        search=search_text(name),
        created_at=NOW,
    )
    Number.objects.create(contact=contact, key=number, raw=number)
    Mail.objects.create(contact=contact, key=mail, raw=mail)
    _asks(number)
    _refuses(contact)
    _is_planned_and_handed_over(contact, number)
    _is_written_to_and_answers(contact, mail)
    KnownNumber.objects.create(key=number, owner=name)
    _is_called(contact, number)
    _is_in_the_round(contact)
    _takes_part_in_a_trial(contact)
    spoken = Spoken(Channel.MAIL, Purpose.MARKETING, How.CALL, "igen, küldjék")
    consent(contact, spoken, given=True, by="Kata", now=NOW)
    journal.write("Kata", "noted", f"person {contact.pk}", NOW, said="halkan beszél")
    return contact


def _takes_part_in_a_trial(contact: Contact) -> None:
    trial = Trial.objects.create(
        ref=uuid4(),
        started_at=NOW,
        until=NOW + timedelta(days=28),
        cadence_days=7,
        seed="00" * 16,
        clients=1,
        sales=1.0,
        error=1.0,
        smallest=2.0,
        currency="HUF",
        by="Anna",
    )
    TrialClient.objects.create(trial=trial, contact=contact, pair=0, arm="round")


def _asks(number: str) -> None:
    ref = uuid4()
    call_back = Choice(call_back_at=NOW + timedelta(hours=3))
    finish(Asked("négy monitor", Lang.HU, number), call_back, ref, by="Kata", now=NOW)
    body = json.dumps({"id": str(ref), "say": "…"}, ensure_ascii=False)
    once("voicebot", f"key of {ref}", "0" * 64, NOW, lambda: Answered(201, body))


def _refuses(contact: Contact) -> None:
    offer = Offer.objects.create(
        ref=uuid4(), at=NOW, contact=contact, need="Négy nyomtató", by="Anna"
    )
    link = make_link(contact, lang=Lang.HU, by="Anna", now=NOW, offer=offer).link
    no = No(
        *(They.REASON, By.TAP, Reason.CHOSE_ANOTHER, "PrintX"),
        rival_price=Money(1000, "HUF"),
        words="drága volt",
    )
    first = decline(link, no, NOW)
    better = BetterOffer.objects.create(
        ref=uuid4(),
        token_hash=f"{link.pk:064}",
        regret=first.refusal,
        lang="hu",
        price_minor=900,
        weights={"price": 5},
        at=NOW,
        by="Anna",
    )
    OfferAnswer.objects.create(offer=better, said="no", at=NOW)
    lift(first.peaces[0], "She rang and asked for prices.", "Anna", NOW)
    other = make_link(contact, lang=Lang.HU, by="Anna", now=NOW, offer=offer).link
    decline(other, No(They.PLAIN_NO, By.LETTER, words="nem kérjük"), NOW)
    third = make_link(contact, lang=Lang.HU, by="Anna", now=NOW).link
    decline(third, No(They.PLAIN_NO, By.TAP), NOW)
    take_no_back(third, NOW)


def _is_planned_and_handed_over(contact: Contact, number: str) -> None:
    at = NOW + timedelta(hours=4)
    asked = Approach(Channel.PHONE, Purpose.ASKED, at, asked_at=at)
    plan([Wanted(number, asked, contact.pk)], "Kata", NOW)
    partner = Partner.objects.order_by("pk")[0]
    inquiry = Inquiry.objects.get(contact=contact)
    Referral.objects.create(
        ref=uuid4(),
        inquiry=inquiry,
        contact=contact,
        partner=partner,
        address=number,
        agreed_at=NOW,
        at=NOW,
        by="Kata",
    )


def _is_called(contact: Contact, number: str) -> None:
    call = {"at": NOW, "noted_at": NOW, "disposition": "missed", "by": "Kata", "source": "desk"}
    Attempt.objects.create(ref=uuid4(), contact=contact, address=number, **call)
    Attempt.objects.create(ref=uuid4(), client=contact.code or "", **call)
    CallEvent.objects.create(call=f"{contact.pk:064}", event="hangup", at=NOW, address=number)


def _is_in_the_round(contact: Contact) -> None:
    today, _ = Round.objects.get_or_create(day=NOW.date())
    offer = Offer.objects.filter(contact=contact).first()
    turn = {"round": today, "offer": offer, "at": NOW, "kind": "call", "because": ["answers"]}
    Turn.objects.create(ref=uuid4(), contact=contact, **turn)
    Rest.objects.create(contact=contact, until=NOW.date(), why="own day", since=NOW.date())


def _is_written_to_and_answers(contact: Contact, mail: str) -> None:
    Errand.objects.create(
        ref=uuid4(),
        key=f"a letter to {mail[:6]} {contact.pk}",
        at=NOW,
        by="Kata",
        kind="card",
        channel="mail",
        contact=contact,
        address=mail,
        purpose="asked",
        lang="hu",
        subject="Üdvözlettel",
        body="Kedves Klára!",
        next_at=NOW,
    )
    Reply.objects.create(
        at=NOW,
        heard_at=NOW,
        channel="mail",
        address=mail,
        contact=contact,
        words="Köszönöm, nem.",
        number=f"message {contact.pk}",
        meant="plain no",
        sure=True,
    )


def plant(person: Person) -> set[str]:
    """Put a canary of its own into every open text that a person has; their telephone stays."""
    canaries: set[str] = set()
    number = itertools.count()
    with erasing("the test"):
        for label, table, rows in rows_of(person):
            for row in list(rows):
                fields = [one for one in _open_texts(label) if one.name in table.theirs]
                for one in fields:
                    canary = _canary(next(number))
                    canaries.add(canary)
                    value = getattr(row, one.name)
                    setattr(row, one.name, _with(value, canary))
                row.save(update_fields=[one.name for one in fields])
    return canaries


def _open_texts(label: str) -> Iterator[Any]:
    """The texts that take any words: no closed lists, nothing that finds the person."""
    found_by = {"records.Number.key", "records.Mail.key", "records.KnownNumber.key"}
    found_by |= {"records.Attempt.address", "records.Attempt.client", "records.CallEvent.address"}
    for one in apps.get_model(label)._meta.concrete_fields:
        closed = bool(one.choices) or (one.max_length or SHORTEST) < SHORTEST
        if isinstance(one, TEXTS) and not closed and f"{label}.{one.name}" not in found_by:
            yield one


def _canary(number: int) -> str:
    return f"kanári{number:04}"


def _with(value: Any, canary: str) -> Any:
    if isinstance(value, dict) and "words" in value and "ways" in value:
        ways = [way | {"label": canary, "words": canary} for way in value["ways"]]
        return value | {"words": canary, "polite_words": canary, "ways": ways}
    if isinstance(value, dict):
        return value | {"said": canary}
    if isinstance(value, str) and value.startswith("{"):
        return value.replace("…", canary)  # an answer kept for others is found by whom it names
    return [canary] if isinstance(value, list) else canary


def every_table() -> str:
    """Everything the database holds, as one text."""
    texts = []
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = [[_plain(value) for value in row] for row in cursor.fetchall()]
            texts.append(f"{table} {rows!r}")
    return "\n".join(texts)


def _plain(value: Any) -> Any:
    """SQLite keeps JSON as escaped text; memory views hide what they hold."""
    if isinstance(value, memoryview):
        return bytes(value)
    if isinstance(value, str) and "\\u" in value:
        return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), value)
    return value


def tables_of_clients() -> set[str]:
    return set(THEIRS)
