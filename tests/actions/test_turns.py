"""A client of the round is in one seller's hands, and only while the gate lets them be called."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings

from demur.actions.decline import decline
from demur.actions.dial import Dialled, dial
from demur.actions.dial import Elsewhere as CallElsewhere
from demur.actions.dial_turn import InHand, dial_turn
from demur.actions.drop_turn import drop_turn
from demur.actions.make_link import make_link
from demur.actions.merge_people import merge_people
from demur.actions.plan import plan
from demur.actions.take_turn import Elsewhere, Nothing, renew_turn, take_turn
from demur.domain.peace import Approach, Blocked, Purpose, Why
from demur.domain.refusal import Channel, Lang
from demur.domain.regret import By, No, They
from demur.records.gate import Wanted
from demur.records.people import Contact
from demur.records.round_terms import RoundTerms, Shift
from demur.records.rounds import Dropped, Rest, State, Turn
from tests.actions.turns import OVER, client, turn, turns
from tests.shop import NOW, TODAY, open_shop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _open() -> None:
    open_shop()


def says_no(contact: Contact) -> None:
    link = make_link(contact, lang=Lang.HU, by="Anna", now=NOW).link
    decline(link, No(They.NEVER, By.TAP), NOW)


def test_the_turn_that_is_worth_most_is_taken_first_and_by_nobody_twice() -> None:
    first, second = turns(2)
    assert take_turn("Kata", NOW) == first
    assert take_turn("Béla", NOW) == second
    assert take_turn("Dóra", NOW) == Nothing(None)


def test_a_promised_call_comes_before_what_is_worth_more() -> None:
    turns(1)
    promised = turn(client(7), kind="promise", worth_minor=None)
    assert take_turn("Kata", NOW) == promised


def test_whoever_has_a_client_in_hand_is_given_that_one_again() -> None:
    turns(2)
    taken = take_turn("Kata", NOW)
    again = take_turn("Kata", NOW + timedelta(minutes=10))
    assert again == taken
    assert isinstance(again, Turn)
    assert again.lease_until == NOW + timedelta(minutes=25)


def test_a_lease_ends_and_the_turn_is_open_to_the_next() -> None:
    (only,) = turns(1)
    take_turn("Kata", NOW)
    assert take_turn("Béla", NOW + timedelta(minutes=14)) == Nothing(None)
    assert take_turn("Béla", OVER) == only
    assert renew_turn(only.ref, "Kata", OVER) is None
    assert renew_turn(only.ref, "Béla", OVER) == only


def test_a_page_that_stays_open_keeps_its_client() -> None:
    (only,) = turns(1)
    take_turn("Kata", NOW)
    renew_turn(only.ref, "Kata", NOW + timedelta(minutes=14))
    assert take_turn("Béla", NOW + timedelta(minutes=28)) == Nothing(None)


def test_a_lease_is_as_long_as_the_firm_says() -> None:
    RoundTerms.objects.create(pk=1, lease_minutes=5)
    turns(1)
    take_turn("Kata", NOW)
    assert isinstance(take_turn("Béla", NOW + timedelta(minutes=6)), Turn)


def test_a_turn_is_for_its_seller_and_for_whoever_speaks_the_language() -> None:
    Shift.objects.create(seller="Kata", languages=["hu"])
    turn(client(1), seller="Béla")
    turn(client(2), language="ru")
    mine = turn(client(3), language="hu", worth_minor=1)
    assert take_turn("Kata", NOW) == mine


def test_what_is_for_later_waits_and_says_until_when() -> None:
    at = NOW + timedelta(hours=2)
    later = turn(client(1), at=at)
    assert take_turn("Kata", NOW) == Nothing(at)
    assert take_turn("Kata", at - timedelta(minutes=20)) == later


def test_one_may_be_chosen_unless_somebody_has_it() -> None:
    _, second = turns(2)
    assert take_turn("Kata", NOW, second.ref) == second
    came = take_turn("Béla", NOW, second.ref)
    assert isinstance(came, Elsewhere)
    assert came.turn.taken_by == "Kata"
    assert take_turn("Béla", NOW, uuid4()) == Nothing()


def test_whoever_said_no_since_is_dropped_and_the_next_is_taken() -> None:
    first, second = turns(2)
    assert first.contact
    says_no(first.contact)
    assert take_turn("Kata", NOW) == second
    first.refresh_from_db()
    assert (first.state, first.why) == (State.DROPPED, Why.PEACE)


def test_a_no_between_taking_and_dialling_gives_no_number() -> None:
    (only,) = turns(1)
    take_turn("Kata", NOW)
    assert only.contact
    says_no(only.contact)
    came = dial_turn(only.ref, "Kata", NOW)
    assert isinstance(came, Blocked)
    assert came.why is Why.PEACE
    only.refresh_from_db()
    assert only.state == State.DROPPED


def test_the_number_is_given_to_whoever_has_the_turn_in_hand_and_to_nobody_else() -> None:
    (only,) = turns(1)
    assert dial_turn(only.ref, "Kata", NOW) is None
    take_turn("Kata", NOW)
    assert dial_turn(only.ref, "Béla", NOW) is None
    came = dial_turn(only.ref, "Kata", NOW)
    assert isinstance(came, InHand)
    assert came.number == "+36305550000"


def test_without_a_number_given_the_turn_ends_with_its_lease() -> None:
    (only,) = turns(1)
    take_turn("Kata", NOW)
    assert dial_turn(only.ref, "Kata", OVER) is None


# ---- the lease ends while they speak


@pytest.fixture(name="speaking")
def _speaking() -> Turn:
    """Kata was given the number, and their talk lasts longer than the lease."""
    (only,) = turns(1)
    take_turn("Kata", NOW)
    assert isinstance(dial_turn(only.ref, "Kata", NOW), InHand)
    return only


def test_whom_somebody_speaks_with_is_given_to_nobody_else_today(speaking: Turn) -> None:
    assert isinstance(take_turn("Béla", OVER, speaking.ref), Elsewhere)
    assert take_turn("Béla", OVER) == Nothing(None)
    assert dial_turn(speaking.ref, "Béla", OVER) is None
    speaking.refresh_from_db()
    assert (speaking.state, speaking.why) == (State.DROPPED, Dropped.UNSAID)


def test_whoever_speaks_with_them_is_given_them_again(speaking: Turn) -> None:
    assert take_turn("Kata", OVER) == speaking
    assert isinstance(dial_turn(speaking.ref, "Kata", OVER + timedelta(hours=1)), InHand)


def test_whoever_let_a_call_lie_may_take_it_up_again_and_nobody_else(speaking: Turn) -> None:
    take_turn("Béla", OVER)
    assert take_turn("Kata", OVER) == Nothing(None)
    assert isinstance(take_turn("Béla", OVER, speaking.ref), Elsewhere)
    again = take_turn("Kata", OVER, speaking.ref)
    assert again == speaking
    later = OVER + timedelta(hours=1)
    assert isinstance(take_turn("Béla", later, speaking.ref), Elsewhere)


def test_whoever_did_not_call_gives_them_back_and_another_may(speaking: Turn) -> None:
    assert drop_turn(speaking.ref, "Kata", OVER)
    assert take_turn("Béla", OVER) == speaking


def test_where_the_gate_can_not_see_nobody_is_given_anybody_and_nothing_is_dropped() -> None:
    (only,) = turns(1)
    assert only.contact
    says_no(client(9))
    journal = Path(settings.PEACE) / "journal"
    kept = journal.read_bytes()
    journal.write_text("{}")
    came = take_turn("Kata", NOW)
    assert isinstance(came, Blocked)
    assert came.why is Why.BLIND
    journal.write_bytes(kept)
    assert take_turn("Kata", NOW) == only


def test_a_client_whose_day_has_not_begun_waits_for_their_hour() -> None:
    far = turn(client(1, zone="America/New_York", region=""))
    near = turn(client(2), worth_minor=1)
    assert take_turn("Kata", NOW) == near
    far.refresh_from_db()
    assert far.state == State.OPEN
    assert far.at > NOW


def test_whoever_asks_when_the_hours_of_the_day_are_over_is_told_until_when() -> None:
    rows = turns(3)
    night = NOW.replace(hour=21)
    came = take_turn("Kata", night)
    assert isinstance(came, Nothing)
    assert came.shut
    assert came.shut.why is Why.HOURS
    assert came.shut.until
    assert came.shut.until.date() > night.date()
    for row in rows:
        row.refresh_from_db()
        assert (row.state, row.why) == (State.DROPPED, Why.HOURS)


def test_whoever_has_no_number_any_more_is_dropped() -> None:
    lost = turn(client(1))
    assert lost.contact
    lost.contact.numbers.all().delete()
    assert isinstance(take_turn("Kata", NOW, lost.ref), Blocked)
    lost.refresh_from_db()
    assert lost.why == Why.UNREACHABLE


# ---- the other list of calls, and people who are found to be one


def planned_turn() -> Turn:
    one = client(5)
    asked = Approach(Channel.PHONE, Purpose.ASKED, NOW, asked_at=NOW - timedelta(days=1))
    call = plan([Wanted("+36305550005", asked, one.pk)], "Anna", NOW).planned[0]
    return turn(one, kind="promise", planned=call, worth_minor=None)


def test_a_promised_call_in_hand_is_not_dialled_from_the_list_of_calls_by_another() -> None:
    promised = planned_turn()
    take_turn("Kata", NOW)
    assert promised.planned
    assert isinstance(dial(promised.planned.ref, "Béla", NOW), CallElsewhere)
    assert isinstance(dial_turn(promised.ref, "Kata", NOW), InHand)


def test_a_promised_call_that_another_dialled_is_dropped_from_the_round() -> None:
    promised = planned_turn()
    assert promised.planned
    assert isinstance(dial(promised.planned.ref, "Béla", NOW), Dialled)
    assert take_turn("Kata", NOW) == Nothing(None)
    promised.refresh_from_db()
    assert promised.why == Dropped.CALLED


def merged(gone: Contact, kept: Contact) -> None:
    assert merge_people(kept.pk, gone.pk, versions=(kept.version, gone.version), by="Anna", now=NOW)


def test_two_who_are_found_to_be_one_stay_in_the_hands_that_had_one_of_them() -> None:
    first, second = turns(2)
    assert first.contact
    assert second.contact
    kept = second.contact
    take_turn("Kata", NOW)
    merged(first.contact, kept)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.contact_id, first.state, first.taken_by) == (kept.pk, State.TAKEN, "Kata")
    assert (second.contact_id, second.why) == (None, Dropped.SAME)
    assert take_turn("Béla", NOW) == Nothing(None)


def test_two_in_hands_who_are_found_to_be_one_stay_with_whoever_took_them_first() -> None:
    first, second = turns(2)
    take_turn("Kata", NOW)
    take_turn("Béla", NOW + timedelta(seconds=1))
    assert first.contact
    assert second.contact
    merged(second.contact, first.contact)
    assert Turn.objects.get(state=State.TAKEN).taken_by == "Kata"


def test_of_two_rests_one_stays() -> None:
    one, other = client(1), client(2)
    for at, contact in enumerate((one, other)):
        until = TODAY + timedelta(days=at)
        Rest.objects.create(contact=contact, until=until, why="own day", since=TODAY)
    merged(other, one)
    assert Rest.objects.get().contact == one
