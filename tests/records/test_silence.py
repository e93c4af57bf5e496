"""From the records to the arrays of silence: who is silent, since when, and what was heard."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from demur.actions.decline import decline
from demur.actions.make_link import make_link
from demur.actions.merge_people import merge_people
from demur.channels.attempts_in import correct, take_in
from demur.domain.attempts import Call, Source
from demur.domain.days import instant_of
from demur.domain.refusal import Lang
from demur.domain.regret import By, No, They
from demur.domain.silence.log import Outcome
from demur.records.attempts import Attempt, calls_to, row_of
from demur.records.attempts_at_once import calls_made
from demur.records.company import Company
from demur.records.held import forget
from demur.records.offers import Offer
from demur.records.people import Client, Contact
from demur.records.silence import Gathered, beliefs_now, gathered
from tests.shop import NOW, open_shop

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _ours() -> None:
    forget()
    Company.objects.create(pk=1, name="Inkwell")


def somebody(name: str, number: str = "", **more: object) -> Contact:
    known = {"name": name, "code": name, "created_at": NOW} | more
    contact = Contact.objects.create(**known)
    if number:
        contact.numbers.create(key=number, raw=number)
    return contact


def rang(whom: Contact | str, ago: timedelta, ended: str = "missed", **more: object) -> Attempt:
    """A call as an import puts it down, which asks nobody."""
    told = Call(uuid4(), NOW - ago, ended, Source.IMPORT)
    whose = {"address": whom} if isinstance(whom, str) else {"contact": whom.pk}
    row = row_of(replace(told, **whose, **more), "Kata", NOW)  # type: ignore[arg-type]
    row.save(force_insert=True)
    return row


def offered(whom: Contact, ago: timedelta, **more: object) -> Offer:
    told = {"ref": uuid4(), "at": NOW - ago, "contact": whom, "need": "toner", "by": "Kata"} | more
    return Offer.objects.create(**told)


def names(found: Gathered) -> list[str]:
    known = dict(Contact.objects.values_list("pk", "name"))
    return [known[pk] for pk in found.contacts.tolist()]


def heard(found: Gathered, whom: Contact) -> list[Outcome]:
    log = found.attempts
    mine = np.flatnonzero(found.contacts[log.client] == whom.pk)
    return [Outcome(log.outcome[one]) for one in mine[np.argsort(log.day[mine])]]


def test_whoever_was_called_or_offered_something_is_waited_for() -> None:
    vera, oleg, _nobody = somebody("Vera"), somebody("Oleg"), somebody("Claire")
    rang(vera, 3 * DAY)
    rang(vera, DAY, "voicemail")
    offered(vera, 9 * DAY)
    offered(oleg, 2 * DAY)
    found = gathered(NOW)
    assert names(found) == ["Vera", "Oleg"]
    assert heard(found, vera) == [Outcome.MISSED, Outcome.VOICEMAIL]
    zone = ZoneInfo("Europe/Budapest")
    assert [instant_of(day, zone) for day in found.clients.born] == [NOW - 9 * DAY, NOW - 2 * DAY]


def test_who_bought_is_not_waited_for_until_we_ask_again() -> None:
    vera = somebody("Vera")
    rang(vera, 3 * DAY)
    rang(vera, 2 * DAY, "sale")
    assert names(gathered(NOW)) == []
    assert names(gathered(NOW, to_learn=True)) == ["Vera"]
    offered(vera, DAY)
    assert names(gathered(NOW)) == ["Vera"]


def test_who_wants_no_call_ever_again_is_out_and_who_said_no_may_want_something_later() -> None:
    vera, oleg = somebody("Vera", "+36301111111"), somebody("Oleg", "+36302222222")
    for whom, ended in ((vera, "never"), (oleg, "no")):
        told = Call(uuid4(), NOW - timedelta(minutes=9), ended, Source.DESK, contact=whom.pk)
        take_in(replace(told, address=whom.numbers.get().key), "Kata", NOW)
    offered(vera, timedelta(minutes=1))
    found = gathered(NOW)
    assert names(found) == ["Oleg"]
    assert heard(found, oleg) == [Outcome.NO]


def test_a_no_by_a_link_is_heard_and_taught_nobody() -> None:
    vera = somebody("Vera", "+36301111111")
    rang(vera, DAY)
    link = make_link(vera, lang=Lang.HU, by="Kata", now=NOW)
    decline(link.link, No(They.PLAIN_NO, By.TAP), NOW)
    assert heard(gathered(NOW + DAY), vera) == [Outcome.MISSED, Outcome.NO]
    assert heard(gathered(NOW + DAY, to_learn=True), vera) == [Outcome.MISSED]


def test_a_refused_offer_is_no_longer_waited_for() -> None:
    vera = somebody("Vera", "+36301111111")
    offer = offered(vera, DAY)
    assert names(gathered(NOW)) == ["Vera"]
    link = make_link(vera, lang=Lang.HU, by="Kata", now=NOW, offer=offer)
    decline(link.link, No(They.PLAIN_NO, By.TAP), NOW)
    assert names(gathered(NOW + DAY)) == []


def test_a_number_and_two_who_were_one_are_one_client() -> None:
    vera, veronika = somebody("Vera", "+36301111111"), somebody("Veronika", "+36302222222")
    rang("+36302222222", 2 * DAY)
    rang(vera, DAY, "later")
    rang(veronika, 3 * DAY, "secretary")
    rang("+36309999999", DAY)  # nobody whom we know
    assert merge_people(vera.pk, veronika.pk, versions=(1, 1), by="Anna", now=NOW)
    found = gathered(NOW)
    assert names(found) == ["Vera"]
    assert heard(found, vera) == [Outcome.SECRETARY, Outcome.MISSED, Outcome.LATER]


def test_a_correction_counts_and_so_does_a_call_that_two_have_told_of() -> None:
    vera = somebody("Vera", "+36301111111")
    first = rang(vera, DAY)
    correct(first.ref, "secretary", "Kata", NOW)
    rang(vera, 5 * DAY, "answered", seconds=90)
    told = Call(uuid4(), NOW - 5 * DAY, "voicemail", Source.CTI, contact=vera.pk, seconds=40)
    row_of(told, "telephone", NOW).save()
    found = gathered(NOW)
    assert heard(found, vera) == [Outcome.LATER, Outcome.SECRETARY]


def _told(row: Attempt) -> Call:
    return Call(uuid4(), row.at, row.disposition, Source.DESK, contact=row.contact_id)


def test_a_short_answer_teaches_nothing_and_a_call_to_come_is_not_read() -> None:
    vera = somebody("Vera")
    rang(vera, DAY, "answered", seconds=4)
    rang(vera, -DAY, "sale")
    found = gathered(NOW)
    assert names(found) == ["Vera"]
    assert heard(found, vera) == []


def test_value_is_what_is_known_and_else_the_median_of_the_others() -> None:
    known = {"Vera": 30_000, "Oleg": 10_000, "Claire": 20_000, "Eve": None}
    for name, value in known.items():
        rang(somebody(name, yearly_value_minor=value, currency="HUF"), DAY)
    rang(somebody("Ingrid", yearly_value_minor=5, currency="EUR"), DAY)
    assert gathered(NOW).clients.value.tolist() == [30_000, 10_000, 20_000, 20_000, 20_000]


def test_an_offer_says_better_than_a_year_what_a_sale_would_bring() -> None:
    vera, ilona = somebody("Vera", yearly_value_minor=30_000, currency="HUF"), somebody("Ilona")
    offered(vera, 9 * DAY, price_minor=7_000, currency="HUF")
    offered(vera, 3 * DAY, price_minor=5_000, currency="HUF")
    offered(vera, 2 * DAY, price_minor=80, currency="EUR")
    offered(ilona, 2 * DAY)
    assert gathered(NOW).clients.value.tolist() == [5_000, 5_000]


def test_each_is_known_by_their_own_row_whether_their_keys_lie_close_or_far_apart() -> None:
    known = {"Vera": (11, 3_000), "between": (12, 9_000), "Oleg": (13, 5_000)}
    for name, (pk, value) in known.items():
        whom = somebody(name, pk=pk, yearly_value_minor=value, currency="HUF", zone="Asia/Omsk")
        if name != "between":
            rang(whom, DAY)
            offered(whom, 9 * DAY, price_minor=value + 1, currency="HUF")
    near = gathered(NOW).clients
    assert near.value.tolist() == [3_001, 5_001]
    rang(somebody("Claire", pk=9_000_000, yearly_value_minor=7_000, currency="HUF"), DAY)
    far = gathered(NOW).clients
    assert far.value.tolist() == [3_001, 5_001, 7_000]
    assert far.allowed[:2].tolist() == near.allowed.tolist()


def test_kinds_are_segments_and_key_clients_are_told() -> None:
    for kind in (Client.KEY, Client.NEW, Client.REGULAR):
        rang(somebody(kind, client=kind), DAY)
    found = gathered(NOW)
    assert found.clients.segment.tolist() == [2, 0, 1]
    assert found.clients.key.tolist() == [True, False, False]


def test_each_may_be_called_by_their_own_clock_and_calendar() -> None:
    Company.objects.all().delete()
    open_shop()
    rang(somebody("Vera", "+36301111111"), DAY)
    rang(somebody("Omar", zone="Asia/Omsk"), DAY)
    rang(somebody("Sam", zone="Nowhere/Place"), DAY)
    monday = gathered(NOW)
    slots, (vera, omar, sam) = monday.slots, monday.clients.allowed
    assert (slots.opens, slots.closes) == (9 * 60, 18 * 60)
    assert vera.all()
    assert np.flatnonzero(omar).tolist() == [0, 1, 2, 3]  # five hours ahead of us: 13–18 there
    assert not sam.any()
    assert not gathered(NOW, date(2026, 11, 22)).clients.allowed[0].any()


def test_the_whole_log_at_once_is_what_it_is_of_each_client() -> None:
    people = [somebody(f"P{n}", f"+3630111110{n}") for n in range(4)]
    rng = np.random.default_rng(5)
    for _ in range(60):
        whom = people[rng.integers(4)]
        row = rang(
            whom if rng.random() < 0.5 else whom.numbers.get().key,
            timedelta(seconds=int(rng.integers(86_400))),
            source=rng.choice(list(Source)),
            seconds=int(rng.integers(600)) if rng.random() < 0.5 else None,
        )
        if rng.random() < 0.3:
            about = {"about": row, "withdrawn": bool(rng.random() < 0.5)}
            row_of(_told(row), "Kata", NOW, **about).save()
    made = calls_made()
    found = sorted(zip(made.contact.tolist(), made.at.tolist(), made.seconds.tolist(), strict=True))
    said = calls_to([one.pk for one in people])
    assert found == sorted(
        (pk, one.at.timestamp(), -1 if one.seconds is None else one.seconds)
        for pk, calls in said.items()
        for one in calls
    )


def test_the_number_of_statements_does_not_grow_with_the_clients() -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            gathered(NOW)
        return len(asked)

    rang(somebody("Vera", "+36301111111"), DAY)
    few = statements()
    for n in range(40):
        rang(somebody(f"P{n}", f"+363011122{n:02}"), DAY)
    assert statements() == few


def test_who_is_silent_is_believed_to_have_refused_the_more_the_longer() -> None:
    vera, oleg = somebody("Vera"), somebody("Oleg")
    rang(vera, DAY)
    for n in range(1, 8):
        rang(oleg, n * DAY)
    found, beliefs = beliefs_now(NOW)
    assert names(found) == ["Vera", "Oleg"]
    assert beliefs.p_refused[1] > beliefs.p_refused[0] > 0.3


def test_nobody_at_all_is_no_trouble() -> None:
    found, beliefs = beliefs_now(datetime(2026, 11, 22, tzinfo=UTC))
    assert (len(found.contacts), len(found.attempts), len(beliefs.p_refused)) == (0, 0, 0)
