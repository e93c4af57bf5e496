"""What came of a turn decides what follows: a rest, a promise, a peace; and may be taken back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from demur.actions.decline import decline
from demur.actions.dial_turn import dial_turn
from demur.actions.drop_turn import drop_turn
from demur.actions.end_turn import Ended
from demur.actions.make_link import make_link
from demur.actions.plan import plan
from demur.actions.shape_disposition import shape_disposition
from demur.actions.take_turn import Elsewhere, Nothing, take_turn
from demur.channels.turns_in import end_turn, send_turn_link, undo_turn
from demur.domain.attempts import Fault, Why
from demur.domain.dispositions import Disposition, Flag
from demur.domain.exits import Exit
from demur.domain.peace import Approach, Blocked, Purpose
from demur.domain.refusal import Channel, Lang
from demur.domain.regret import By, No, They
from demur.records import calls
from demur.records.attempts import Attempt, calls_to
from demur.records.calls import Planned
from demur.records.errands import Errand
from demur.records.gate import Wanted, ask
from demur.records.inquiries import Refusal
from demur.records.offers import Link
from demur.records.people import Contact, Mail
from demur.records.rests import own_day
from demur.records.round_ground import clear
from demur.records.rounds import Rest, Resting, Round, State, Turn
from tests.actions.turns import OVER, client, turn, turns
from tests.shop import NOW, TODAY, open_shop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _open() -> None:
    open_shop()


@pytest.fixture(name="mine")
def _mine() -> Turn:
    (only,) = turns(1)
    assert take_turn("Kata", NOW) == only
    return only


def ended(one: Turn, disposition: str, **more: Any) -> Ended:
    came = end_turn(one.ref, disposition, "Kata", NOW, **more)
    assert isinstance(came, Ended), came
    return came


def may_call(contact: Contact, at: datetime = NOW) -> bool:
    approach = Approach(Channel.PHONE, Purpose.SALE, at)
    return bool(ask(Exit.API, [Wanted("+36305550000", approach, contact.pk)]).cleared)


def test_a_missed_call_is_on_record_and_its_client_rests_until_a_later_day(mine: Turn) -> None:
    came = ended(mine, "missed")
    assert came.turn.state == State.DONE
    assert Attempt.objects.get().disposition == "missed"
    assert came.rest
    assert (came.rest.why, came.rest.since) == (Resting.OWN_DAY, TODAY)
    assert came.rest.until
    assert came.rest.until > TODAY
    assert came.rest.because[-1]["fills"]["on"] == f"{came.rest.until}"


def test_who_has_missed_a_dozen_calls_rests_longer_than_who_has_missed_none() -> None:
    contacts = [client(at, yearly_value_minor=100_000, currency="HUF") for at in (1, 2)]
    told = {"contact": contacts[0], "disposition": "missed", "by": "Kata", "source": "desk"}
    for days in range(1, 13):
        Attempt.objects.create(ref=uuid4(), at=NOW - timedelta(days=days), noted_at=NOW, **told)
    today = Round.objects.create(day=TODAY)
    often, never = (own_day(one.pk, NOW, today).day for one in contacts)
    assert never
    assert never < (often or date.max)


def test_a_no_brings_its_peace_and_the_rest_lasts_as_long(mine: Turn) -> None:
    assert mine.contact
    came = ended(mine, "no")
    assert Refusal.objects.get().contact == mine.contact
    assert not may_call(mine.contact)
    assert came.rest
    assert came.rest.why == Resting.REFUSED
    assert ended(mine, "no").before
    assert Attempt.objects.count() == 1


def test_a_sale_ends_it(mine: Turn) -> None:
    came = ended(mine, "sale")
    assert came.rest
    assert (came.rest.why, came.rest.until) == (Resting.SALE, None)


def test_who_asks_for_a_day_is_planned_for_it(mine: Turn) -> None:
    day = TODAY + timedelta(days=3)
    came = ended(mine, "later", day=day)
    promised = Planned.objects.get()
    assert (promised.contact, promised.purpose) == (mine.contact, Purpose.ASKED)
    assert promised.at == NOW + timedelta(days=3)
    assert came.rest
    assert (came.rest.why, came.rest.until) == (Resting.PROMISE, day)


def test_a_firm_may_call_its_endings_as_it_likes(mine: Turn) -> None:
    names = dict.fromkeys(Lang, "hung up shouting")
    flags = frozenset({Flag.COUNTS, Flag.PERSON, Flag.NO, Flag.ASKS_PEACE})
    shape_disposition(Disposition("shouted", "h", names, flags), "Anna", NOW)
    came = ended(mine, "shouted")
    assert came.rest
    assert came.rest.why == Resting.REFUSED


def test_what_can_not_have_been_so_is_said_and_the_turn_stays_in_hand(mine: Turn) -> None:
    came = end_turn(mine.ref, "levitated", "Kata", NOW)
    assert isinstance(came, Fault)
    assert came.why is Why.UNKNOWN
    past = end_turn(mine.ref, "later", "Kata", NOW, day=TODAY)
    assert isinstance(past, Fault)
    mine.refresh_from_db()
    assert mine.state == State.TAKEN
    assert not Attempt.objects.exists()


def test_nobody_ends_what_another_has_in_hand(mine: Turn) -> None:
    assert isinstance(end_turn(mine.ref, "missed", "Béla", NOW), Elsewhere)
    assert drop_turn(mine.ref, "Béla", NOW) is None
    assert take_turn("Béla", OVER) == mine
    assert isinstance(end_turn(mine.ref, "missed", "Kata", OVER), Elsewhere)
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("meanwhile", ["nothing", "another asked", "a new day", "a no by link"])
def test_how_a_call_ended_is_kept_though_the_lease_ended_while_they_spoke(
    mine: Turn, meanwhile: str
) -> None:
    dial_turn(mine.ref, "Kata", NOW)
    if meanwhile == "another asked":
        take_turn("Béla", OVER)
    if meanwhile == "a new day":
        clear(Round.objects.create(day=TODAY + timedelta(days=1)))
    if meanwhile == "a no by link":
        assert mine.contact
        link = make_link(mine.contact, lang=Lang.HU, by="Anna", now=NOW).link
        decline(link, No(They.NEVER, By.TAP), NOW)
        assert isinstance(dial_turn(mine.ref, "Kata", NOW), Blocked)
    assert isinstance(end_turn(mine.ref, "answered", "Béla", OVER), Elsewhere)
    came = end_turn(mine.ref, "answered", "Kata", OVER)
    assert isinstance(came, Ended), came
    assert (came.turn.state, came.turn.why) == (State.DONE, "")
    line = Attempt.objects.get()
    assert (line.at, line.disposition, line.by) == (NOW, "answered", "Kata")
    assert isinstance(take_turn("Béla", OVER, mine.ref), Elsewhere)


def test_a_promised_call_that_was_made_is_off_the_list_of_calls() -> None:
    contact = client(5)
    asked = Approach(Channel.PHONE, Purpose.ASKED, NOW, asked_at=NOW - timedelta(days=1))
    call = plan([Wanted("+36305550005", asked, contact.pk)], "Anna", NOW).planned[0]
    promised = turn(contact, kind="promise", planned=call)
    take_turn("Kata", NOW)
    dial_turn(promised.ref, "Kata", NOW)
    ended(promised, "answered")
    call.refresh_from_db()
    assert call.state == calls.State.DONE
    undo_turn(promised.ref, "Kata", NOW)
    drop_turn(promised.ref, "Kata", NOW)
    call.refresh_from_db()
    assert call.state == calls.State.PLANNED


# ---- taken back


def test_a_slip_of_the_hand_is_taken_back_and_the_client_is_in_the_same_hands(mine: Turn) -> None:
    assert mine.contact
    ended(mine, "missed")
    undone = undo_turn(mine.ref, "Kata", NOW + timedelta(minutes=9))
    assert undone
    assert (undone.state, undone.taken_by, undone.attempt) == (State.TAKEN, "Kata", None)
    assert calls_to([mine.contact.pk])[mine.contact.pk] == ()
    assert not Rest.objects.exists()
    assert ended(mine, "answered").turn.state == State.DONE
    assert [one.disposition for one in calls_to([mine.contact.pk])[mine.contact.pk]] == ["answered"]


def test_a_no_that_nobody_said_is_taken_back_with_its_peace(mine: Turn) -> None:
    assert mine.contact
    ended(mine, "never")
    assert not may_call(mine.contact)
    assert undo_turn(mine.ref, "Kata", NOW)
    assert may_call(mine.contact)


def test_what_was_promised_by_a_slip_is_not_planned_any_more(mine: Turn) -> None:
    ended(mine, "later", day=TODAY + timedelta(days=3))
    undo_turn(mine.ref, "Kata", NOW + timedelta(minutes=1))
    assert not Planned.objects.exists()


@pytest.mark.parametrize(("by", "after"), [("Béla", 1), ("Kata", 11)])
def test_neither_another_nor_later_can_take_it_back(mine: Turn, by: str, after: int) -> None:
    ended(mine, "missed")
    assert undo_turn(mine.ref, by, NOW + timedelta(minutes=after)) is None
    mine.refresh_from_db()
    assert mine.state == State.DONE


def test_what_is_given_back_goes_to_another_and_not_to_the_same_hands_again(mine: Turn) -> None:
    assert drop_turn(mine.ref, "Kata", NOW)
    assert take_turn("Kata", NOW) == Nothing(None)
    assert take_turn("Béla", NOW) == mine


# ---- the link instead of a call


def test_without_a_way_to_send_no_link_is_sent(mine: Turn) -> None:
    assert send_turn_link(mine.ref, "Kata", NOW) is None
    mine.refresh_from_db()
    assert mine.state == State.TAKEN


def test_a_link_is_sent_instead_of_a_call_and_the_client_rests(mine: Turn, settings: Any) -> None:
    settings.MAIL_SERVER = object()
    assert mine.contact
    Mail.objects.create(contact=mine.contact, key="vera@example.hu", raw="vera@example.hu")
    came = send_turn_link(mine.ref, "Kata", NOW)
    assert isinstance(came, Ended)
    assert came.rest
    assert came.rest.why == Resting.LINK
    assert Errand.objects.get().address == "vera@example.hu"
    assert came.turn.link == Link.objects.get()
    assert isinstance(send_turn_link(mine.ref, "Kata", NOW), Elsewhere)
    assert Errand.objects.count() == 1


def test_who_is_at_peace_is_sent_no_link(mine: Turn, settings: Any) -> None:
    settings.MAIL_SERVER = object()
    assert mine.contact
    Mail.objects.create(contact=mine.contact, key="vera@example.hu", raw="vera@example.hu")
    ended(mine, "never")
    other = Turn.objects.get()
    Turn.objects.filter(pk=other.pk).update(state=State.OPEN, taken_by="", attempt=None)
    assert isinstance(send_turn_link(other.ref, "Kata", NOW), Blocked)
    assert not Errand.objects.exists()


def test_a_call_begins_when_its_number_was_given(mine: Turn) -> None:
    dial_turn(mine.ref, "Kata", NOW)
    end_turn(mine.ref, "answered", "Kata", NOW + timedelta(minutes=6), seconds=300)
    line = Attempt.objects.get()
    assert (line.at, line.seconds) == (NOW, 300)
