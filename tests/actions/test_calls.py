"""A planned call is made only if the gate lets it through at the instant of dialling."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings

from demur.actions.decline import decline
from demur.actions.dial import Dialled, Elsewhere, dial
from demur.actions.end_call import end_call
from demur.actions.finish import finish
from demur.actions.hand_over import hand_over
from demur.actions.lift import lift
from demur.actions.make_link import make_link
from demur.actions.plan import plan
from demur.domain.answers import Choice
from demur.domain.peace import Approach, Blocked, Purpose, Why
from demur.domain.refusal import Channel, Lang
from demur.domain.regret import By, No, They
from demur.records.calls import Planned, State, promised_calls, to_make
from demur.records.gate import Wanted
from demur.records.gather import Asked
from demur.records.inquiries import Inquiry, Promised
from demur.records.partners import Partner
from demur.records.peace import Peace
from demur.records.people import Contact, Number
from demur.records.referrals import Referral
from tests.shop import NOW as OPEN
from tests.shop import open_shop

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
NUMBER = "+36301111111"
#: When a call back that was asked for is due: a Monday, past noon.
LATER = OPEN + timedelta(hours=3)
NEVER = No(They.NEVER, By.TAP)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(name="vera")
def _vera() -> Contact:
    vera = Contact.objects.create(name="Vera", created_at=NOW)
    Number.objects.create(contact=vera, key=NUMBER, raw=NUMBER)
    return vera


def wanted(contact: Contact, number: str = NUMBER, at: datetime = NOW) -> Wanted:
    return Wanted(number, Approach(Channel.PHONE, Purpose.SALE, at), contact.pk)


def planned(contact: Contact) -> Planned:
    return plan([wanted(contact)], "Anna", NOW).planned[0]


def says_no(contact: Contact | None, number: str = "", at: datetime = NOW) -> Peace:
    link = make_link(contact, lang=Lang.HU, by="Anna", now=at, address=number).link
    return decline(link, NEVER, at).peaces[0]


def test_a_planned_call_is_dialled_once_by_one_person(vera: Contact) -> None:
    ref = planned(vera).ref
    for _ in range(2):  # whoever lost the number from the screen asks again
        dialled = dial(ref, "Kata", NOW)
        assert isinstance(dialled, Dialled)
        assert dialled.number == NUMBER
    assert isinstance(dial(ref, "Béla", NOW), Elsewhere)
    assert not end_call(ref, "Béla", NOW)
    assert end_call(ref, "Kata", NOW)
    assert isinstance(dial(ref, "Kata", NOW), Elsewhere)


def test_a_call_that_nobody_planned_is_not_there() -> None:
    assert dial(uuid4(), "Kata", NOW) is None
    assert not end_call(uuid4(), "Kata", NOW)


def test_whoever_is_at_peace_is_not_planned(vera: Contact) -> None:
    says_no(vera)
    planning = plan([wanted(vera)], "Anna", NOW)
    assert not planning.planned
    assert [one.blocked.why for one in planning.held] == [Why.PEACE]
    assert not Planned.objects.exists()


def test_a_no_between_planning_and_dialling_holds_the_call_and_takes_its_number(
    vera: Contact,
) -> None:
    call = planned(vera)
    says_no(vera)
    for _ in range(2):
        assert dial(call.ref, "Kata", NOW) == Blocked(
            Why.PEACE, None, Peace.objects.get().ref if call.state == State.PLANNED else None
        )
        call.refresh_from_db()
    assert (call.state, call.why, call.address) == (State.HELD, Why.PEACE, "")


def test_even_whoever_dialled_already_is_not_given_the_number_after_a_no(vera: Contact) -> None:
    call = planned(vera)
    dial(call.ref, "Kata", NOW)
    says_no(vera)
    assert isinstance(dial(call.ref, "Kata", NOW), Blocked)


def test_where_the_gate_can_not_see_the_call_stays_planned(vera: Contact) -> None:
    call = planned(vera)
    journal = Path(settings.PEACE) / "journal"
    kept = journal.read_bytes()
    journal.write_text("{}")
    blocked = dial(call.ref, "Kata", NOW)
    assert isinstance(blocked, Blocked)
    assert blocked.why is Why.BLIND
    journal.write_bytes(kept)
    assert isinstance(dial(call.ref, "Kata", NOW), Dialled)


def test_a_long_plan_is_built_five_hundred_a_transaction(
    vera: Contact, django_assert_max_num_queries: object
) -> None:
    strangers = [f"+3630{number:07}" for number in range(1201)]
    many = [replace(wanted(vera), address=number, contact=None) for number in strangers]
    assert len(plan(many, "Anna", NOW).planned) == 1201
    assert Planned.objects.count() == 1201


# ---- call backs that were promised at the desk


def asks(number: str = NUMBER, hours: int = 3) -> Inquiry:
    now = OPEN
    ref = uuid4()
    choice = Choice(only_polite=True, call_back_at=now + timedelta(hours=hours))
    finish(Asked("four monitors", lang=Lang.EN, number=number), choice, ref, by="Kata", now=now)
    return Inquiry.objects.get(ref=ref)


def test_a_call_back_promised_at_the_desk_is_a_planned_call(vera: Contact) -> None:
    open_shop()
    inquiry = asks()
    call = Planned.objects.get()
    assert call.promised_by == Promised.objects.get()
    assert (call.purpose, call.asked_at, call.address) == (Purpose.ASKED, inquiry.at, NUMBER)
    assert not list(promised_calls(NOW))


def test_whoever_asks_after_their_no_is_called_back(vera: Contact) -> None:
    open_shop()
    says_no(vera)
    asks()
    assert isinstance(dial(Planned.objects.get().ref, "Kata", LATER), Dialled)


def test_whoever_says_no_after_they_asked_is_not_called_back(vera: Contact) -> None:
    open_shop()
    asks()
    says_no(vera, at=LATER)
    assert isinstance(dial(Planned.objects.get().ref, "Kata", LATER), Blocked)


def test_a_call_back_that_could_not_be_planned_is_found_later_and_planned_once(
    vera: Contact,
) -> None:
    open_shop()
    says_no(vera)
    journal = Path(settings.PEACE) / "journal"
    kept = journal.read_bytes()
    journal.write_text("{}")
    asks()
    journal.write_bytes(kept)
    assert not Planned.objects.exists()
    (portion,) = promised_calls(NOW)
    assert len(plan(portion, "Kata", NOW).planned) == 1
    assert not plan(portion, "Kata", NOW).planned


def test_a_call_back_to_a_number_nobody_can_read_is_put_down_as_held() -> None:
    open_shop()
    asks(number="withheld")
    call = Planned.objects.get()
    assert (call.state, call.why) == (State.HELD, Why.UNREACHABLE)
    assert to_make(call.at, call.at + timedelta(seconds=1)) == [call]


# ---- partners


def test_a_caller_is_handed_over_with_their_yes_and_only_once(vera: Contact) -> None:
    open_shop()
    inquiry, partner = asks(), Partner.objects.all()[0]
    for _ in range(2):
        handed = hand_over(inquiry, partner, agreed_at=inquiry.at, by="Kata", now=OPEN)
        assert handed == Referral.objects.get()


def test_a_no_said_after_that_yes_stands(vera: Contact) -> None:
    open_shop()
    inquiry, partner = asks(), Partner.objects.all()[0]
    peace = says_no(vera, at=LATER)
    blocked = hand_over(inquiry, partner, agreed_at=inquiry.at, by="Kata", now=LATER)
    assert isinstance(blocked, Blocked)
    assert not Referral.objects.exists()
    lift(peace, "They rang and asked.", "Anna", LATER)
    again = hand_over(inquiry, partner, agreed_at=inquiry.at, by="Kata", now=LATER)
    assert isinstance(again, Referral)
