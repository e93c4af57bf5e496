"""A call that is told comes on record once, and a no in it is a no to us all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from demur.actions.correct_attempt import Corrected, take_attempt_back
from demur.actions.merge_people import merge_people
from demur.actions.record_attempt import Recorded, record_attempt
from demur.actions.split_person import split_person
from demur.channels.attempts_in import correct, take_in
from demur.domain.attempts import Call, Fault, Source, Why
from demur.domain.peace import Scope
from demur.records.attempts import Attempt, called, calls_to, source_mark, strangers
from demur.records.inquiries import Refusal
from demur.records.journal import Entry
from demur.records.peace import Peace
from demur.records.people import Contact
from tests.shop import NOW, open_shop

pytestmark = pytest.mark.django_db
NUMBER = "+36305550112"


@pytest.fixture(name="vera")
def _vera() -> Contact:
    open_shop()
    return somebody("Vera", NUMBER)


def somebody(name: str, number: str) -> Contact:
    contact = Contact.objects.create(name=name, code=name, created_at=NOW)
    contact.numbers.create(key=number, raw=number)
    return contact


def call(disposition: str = "missed", **more: object) -> Call:
    told = Call(uuid4(), NOW - timedelta(minutes=1), disposition, Source.DESK, address=NUMBER)
    return replace(told, **more)  # type: ignore[arg-type]


def put(one: Call) -> Recorded:
    recorded = take_in(one, "Kata", NOW)
    assert isinstance(recorded, Recorded), recorded
    return recorded


def endings(contact: Contact) -> list[str]:
    return [one.disposition for one in calls_to([contact.pk])[contact.pk]]


def lasting() -> list[Peace]:
    return list(Peace.objects.filter(lift=None))


def test_a_call_is_on_record_with_its_client_and_a_line_in_the_journal(vera: Contact) -> None:
    attempt = put(call(seconds=40)).attempt
    assert (attempt.contact, attempt.seconds, attempt.by) == (vera, 40, "Kata")
    entry = Entry.objects.get(subject=f"attempt {attempt.ref}")
    assert (entry.deed, entry.facts) == ("recorded", {"disposition": "missed", "source": "desk"})
    assert endings(vera) == ["missed"]
    assert called(NOW - timedelta(days=1), NOW) == [vera.pk]


def test_a_call_that_is_told_twice_is_one(vera: Contact) -> None:
    once = call("no")
    assert not put(once).before
    assert put(once).before
    mark = source_mark(Source.API, "dialler", "17")
    put(call(source=Source.API, mark=mark))
    again = put(call("never", source=Source.API, mark=mark, at=NOW - timedelta(days=1)))
    assert (again.before, again.attempt.disposition) == (True, "missed")
    assert Attempt.objects.count() == 2
    assert Refusal.objects.count() == 1


@pytest.mark.parametrize(("code", "scope"), [("no", Scope.MARKETING), ("never", Scope.EVERYTHING)])
def test_a_no_on_the_telephone_brings_the_peace_of_the_policy(
    vera: Contact, code: str, scope: Scope
) -> None:
    attempt = put(call(code)).attempt
    assert attempt.refusal is not None
    assert (attempt.refusal.contact, attempt.refusal.at) == (vera, attempt.at)
    assert {one.scope for one in lasting()} >= {scope}
    assert {one.source for one in lasting()} == {"phone"}


def test_a_no_from_a_number_nobody_is_known_behind_brings_peace_too() -> None:
    open_shop()
    attempt = put(call("never")).attempt
    assert attempt.contact is None
    assert Scope.EVERYTHING in {one.scope for one in lasting()}


def test_a_no_is_never_put_down_without_its_peace(vera: Contact) -> None:
    with pytest.raises(ValueError, match="brings peace"):
        record_attempt(call("no", contact=vera.pk), "Kata", NOW)
    assert not Attempt.objects.exists()


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"at": NOW + timedelta(hours=3)}, Why.FUTURE),
        ({"at": datetime(26, 1, 1, tzinfo=UTC)}, Why.ANCIENT),
        ({"address": ""}, Why.NOBODY),
        ({"disposition": "vaporised"}, Why.UNKNOWN),
        ({"seconds": 90_000}, Why.TOO_LONG),
        ({"disposition": "later", "day": date(2026, 11, 23)}, Why.PAST_DAY),
    ],
)
def test_what_cannot_have_been_is_not_put_down(
    vera: Contact, more: dict[str, object], why: Why
) -> None:
    fault = take_in(call(**more), "Kata", NOW)  # type: ignore[arg-type]
    assert isinstance(fault, Fault)
    assert fault.why is why
    assert not Attempt.objects.exists()


def test_a_correction_is_a_line_of_its_own_and_the_last_word(vera: Contact) -> None:
    first = put(call("missed")).attempt
    corrected = correct(first.ref, "answered", "Kata", NOW)
    assert isinstance(corrected, Corrected)
    assert corrected.attempt.about == first
    assert Attempt.objects.count() == 2
    assert endings(vera) == ["answered"]
    assert correct(uuid4(), "missed", "Kata", NOW) is None


def test_a_call_taken_back_was_none_and_may_be_put_right_again(vera: Contact) -> None:
    first = put(call("missed")).attempt
    assert take_attempt_back(first.ref, "Kata", NOW)
    assert endings(vera) == []
    correct(first.ref, "sale", "Kata", NOW + timedelta(seconds=1))
    assert endings(vera) == ["sale"]
    assert take_attempt_back(uuid4(), "Kata", NOW) is None


def test_a_slip_of_the_hand_leaves_no_peace_and_an_old_no_keeps_it(vera: Contact) -> None:
    slip = put(call("never")).attempt
    corrected = correct(slip.ref, "missed", "Kata", NOW)
    assert isinstance(corrected, Corrected)
    assert not corrected.peace_stands
    assert not lasting()
    old = put(call("no", at=NOW - timedelta(hours=2))).attempt
    taken = take_attempt_back(old.ref, "Kata", NOW)
    assert taken is not None
    assert taken.peace_stands
    assert lasting()


def test_a_correction_to_a_no_brings_its_peace(vera: Contact) -> None:
    first = put(call("missed")).attempt
    correct(first.ref, "never", "Kata", NOW)
    assert Scope.EVERYTHING in {one.scope for one in lasting()}
    assert endings(vera) == ["never"]


def test_the_log_can_only_grow(vera: Contact) -> None:
    put(call())
    for change in (lambda: Attempt.objects.update(seconds=1), Attempt.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Attempt.objects.get().seconds is None


def test_whom_we_do_not_know_is_kept_apart_and_found_when_they_are_known() -> None:
    open_shop()
    for seconds in range(3):
        put(call(at=NOW - timedelta(days=1, seconds=seconds)))
    put(call(address="", client="K-7"))
    assert [(one.address, one.client, one.calls) for one in strangers()] == [
        (NUMBER, "", 3),
        ("", "K-7", 1),
    ]
    iván = somebody("K-7", NUMBER)
    assert strangers() == []
    assert endings(iván) == ["missed"] * 4


def test_calls_go_with_whoever_was_found_to_be_the_same_person(vera: Contact) -> None:
    other = somebody("Veronika", "+36305550113")
    put(call())
    put(call(address="+36305550113"))
    assert merge_people(vera.pk, other.pk, versions=(1, 1), by="Anna", now=NOW)
    assert endings(vera) == ["missed", "missed"]
    assert called(NOW - timedelta(days=1), NOW) == [vera.pk]


def test_calls_to_a_number_go_with_the_person_whose_number_it_turned_out_to_be(
    vera: Contact,
) -> None:
    vera.numbers.create(key="+36305550113", raw="+36305550113")
    put(call("missed"))
    put(call("sale", address="+36305550113"))
    sára = split_person(vera.pk, ["+36305550113"], "Sára", version=1, by="Anna", now=NOW)
    assert sára is not None
    assert (endings(vera), endings(sára)) == (["missed"], ["sale"])


def test_a_mark_says_nothing_of_the_number_it_was_made_of() -> None:
    mark = source_mark(Source.IMPORT, "", f"{NUMBER}@20261123T090000Z")
    assert mark is not None
    assert (len(mark), NUMBER[1:] in mark) == (64, False)
    assert source_mark(Source.DESK, "", "") is None
