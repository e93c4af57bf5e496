"""A day's round is made of who is silent, and anew around what is worked; it breaks no rule."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest

from demur.actions.decline import decline
from demur.actions.make_link import make_link
from demur.actions.make_round import A_CLIENT, Made, make_round
from demur.actions.plan import plan
from demur.actions.plan_time import plan_time
from demur.actions.take_turn import take_turn
from demur.domain.peace import Approach, Purpose
from demur.domain.refusal import Channel, Lang, Money
from demur.domain.regret import By, No, They
from demur.domain.silence.parts import HERE, Workers
from demur.domain.time_ledger import Part
from demur.domain.trials.split import Arm
from demur.records.attempts import Attempt
from demur.records.gate import Wanted
from demur.records.offers import Offer
from demur.records.people import Contact, Mail
from demur.records.round_terms import Shift
from demur.records.rounds import Dropped, Rest, Resting, Round, State, Turn
from demur.records.trials import Trial, TrialClient
from tests.actions.turns import client, turn
from tests.shop import NOW, TODAY, open_shop

pytestmark = pytest.mark.django_db

EARLY = datetime.combine(TODAY, time(5), NOW.tzinfo)


@pytest.fixture(autouse=True)
def _open() -> None:
    open_shop()
    Shift.objects.create(seller="Kata", minutes=60)


def silent(at: int, missed: int = 2, **more: Any) -> Contact:
    """A client who was offered something and has not answered since."""
    contact = client(at, yearly_value_minor=1_000_000, currency="HUF", **more)
    offered = NOW - timedelta(days=60)
    told = {"need": "Négy nyomtató", "price_minor": 350_000, "currency": "HUF", "by": "Anna"}
    Offer.objects.create(ref=uuid4(), contact=contact, at=offered, quantity=4, **told)
    called = {"contact": contact, "disposition": "missed", "by": "Kata", "source": "desk"}
    for days in range(missed):
        at_ = offered + timedelta(days=7 * days + 1)
        Attempt.objects.create(ref=uuid4(), at=at_, noted_at=NOW, **called)
    return contact


def made(day: date = TODAY, now: datetime = EARLY) -> Made:
    came = make_round(day, now, "Anna")
    assert came
    return came


def test_everybody_silent_has_a_turn_or_a_rest_and_the_round_counts_them() -> None:
    clients = [silent(at) for at in range(60)]
    today = made().round
    turns = Turn.objects.filter(round=today)
    assert turns
    assert {one.contact_id for one in turns} | set(
        Rest.objects.values_list("contact", flat=True)
    ) == {one.pk for one in clients}
    assert not Rest.objects.filter(contact__in=[one.contact_id for one in turns]).exists()
    assert all(one.because for one in Rest.objects.all())
    assert (today.silent, today.minutes, today.key_minutes) == (60, 60, 15)
    assert today.made_at == EARLY
    first = turns[0]
    assert first.seller == "Kata"
    assert 0.0 <= (first.low or 0.0) <= (first.p_refused or 0.0) <= (first.high or 0.0) <= 1.0
    assert first.because
    assert first.offer
    assert first.at.astimezone(NOW.tzinfo) >= EARLY


def test_made_again_it_keeps_what_is_worked_and_plans_the_rest_anew() -> None:
    for at in range(40):
        silent(at)
    made()
    taken = take_turn("Kata", NOW)
    assert isinstance(taken, Turn)
    made(now=NOW + timedelta(minutes=1))
    taken.refresh_from_db()
    assert (taken.state, taken.taken_by) == (State.TAKEN, "Kata")
    contacts = list(Turn.objects.values_list("contact", flat=True))
    assert len(contacts) == len(set(contacts))
    assert all(one.at >= NOW for one in Turn.objects.filter(state=State.OPEN))


def test_while_somebody_makes_it_nobody_else_does_and_a_cut_one_is_made_anew() -> None:
    Round.objects.create(day=TODAY, making_until=EARLY + timedelta(minutes=5))
    assert make_round(TODAY, EARLY, "Anna") is None
    assert make_round(TODAY, EARLY + timedelta(minutes=6), "Anna")


def test_what_could_not_be_made_is_made_by_whoever_comes_next_without_waiting() -> None:
    def stops(_position: float, _of: float, doing: str) -> None:
        if doing == "Judging and planning":
            raise KeyboardInterrupt

    for at in range(3):
        silent(at)
    with pytest.raises(KeyboardInterrupt):
        make_round(TODAY, EARLY, "Anna", hear=stops)
    assert Round.objects.get().made_at is None
    again = make_round(TODAY, EARLY, "Kata")
    assert again
    assert again.turns == 3


def test_a_large_firm_is_given_longer_before_its_round_is_made_by_another() -> None:
    lasts: list[float] = []

    def looks(*_said: object) -> None:
        until = Round.objects.get().making_until
        assert until
        lasts.append((until - EARLY).total_seconds())

    make_round(TODAY, EARLY, "Anna", hear=looks)
    Contact.objects.bulk_create(Contact(name=f"P{n}", created_at=EARLY) for n in range(2000))
    make_round(TODAY, EARLY, "Anna", hear=looks)
    assert lasts[0] >= 300
    assert lasts[-1] == pytest.approx(lasts[0] + 2000 * A_CLIENT.total_seconds())


def test_who_was_too_slow_and_fails_does_not_end_the_lease_of_who_makes_it_now() -> None:
    others = EARLY + timedelta(hours=1)

    def overtaken(*_said: object) -> None:
        Round.objects.update(making_until=others)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_round(TODAY, EARLY, "Anna", hear=overtaken)
    assert Round.objects.get().making_until == others


def test_whoever_waits_hears_how_far_it_is() -> None:
    for at in range(3):
        silent(at)
    heard: list[tuple[float, float, str]] = []
    make_round(TODAY, EARLY, "Anna", hear=lambda *said: heard.append(said))
    positions = [position for position, _, _ in heard]
    assert positions == sorted(positions)
    assert (positions[0], {of for _, of, _ in heard}) == (0, {3})
    assert len({doing for _, _, doing in heard}) == 3


def test_who_is_at_peace_has_no_turn_and_rests_as_long_as_was_promised() -> None:
    quiet, other = silent(1), silent(2)
    link = make_link(quiet, lang=Lang.HU, by="Anna", now=EARLY).link
    decline(link, No(They.PLAIN_NO, By.TAP), EARLY)
    made()
    assert [one.contact for one in Turn.objects.all()] == [other]
    rest = Rest.objects.get(contact=quiet)
    assert rest.why == Resting.PEACE
    assert (rest.until or date.max) > TODAY


def test_promised_calls_come_first_at_their_time_and_those_of_strangers_too() -> None:
    known = silent(1)
    at = NOW + timedelta(hours=3)
    asked = Approach(Channel.PHONE, Purpose.ASKED, at, asked_at=EARLY - timedelta(days=1))
    lines = [Wanted("+36305550001", asked, known.pk), Wanted("+36305559999", asked)]
    calls = plan(lines, "Anna", EARLY).planned
    made()
    promises = Turn.objects.filter(kind="promise")
    assert {one.planned for one in promises} == set(calls)
    assert {one.at for one in promises} == {at}


def test_on_a_public_holiday_of_the_firm_there_are_no_minutes_and_no_calls() -> None:
    silent(1)
    christmas = date(2026, 12, 25)
    assert made(christmas).round.minutes == 0
    assert not Turn.objects.exists()


def test_without_anybody_silent_or_any_shift_a_round_is_made_all_the_same() -> None:
    Shift.objects.all().delete()
    assert made().turns == 0
    silent(1)
    assert made(now=NOW).round.silent == 1


def test_who_was_called_today_is_not_called_again() -> None:
    contact = silent(1)
    told = {"contact": contact, "disposition": "missed", "by": "Kata", "source": "desk"}
    Attempt.objects.create(ref=uuid4(), at=NOW, noted_at=NOW, **told)
    made(now=NOW + timedelta(hours=1))
    assert not Turn.objects.exists()


def test_what_was_left_of_yesterday_ends_with_it() -> None:
    left = turn(client(1))
    made(TODAY + timedelta(days=1), NOW + timedelta(hours=20))
    left.refresh_from_db()
    assert (left.state, left.why) == (State.DROPPED, Dropped.ENDED)


def test_while_a_trial_is_on_its_old_way_is_called_by_the_cadence() -> None:
    contacts = [silent(at) for at in range(60)]
    trial = Trial.objects.create(
        ref=uuid4(),
        started_at=EARLY - timedelta(days=1),
        until=EARLY + timedelta(days=60),
        cadence_days=30,
        seed="s",
        clients=60,
        sales=5.0,
        error=1.0,
        smallest=2.0,
        currency="HUF",
        by="Anna",
    )
    old_way = {one.pk for one in contacts[::2]}
    for pair, one in enumerate(contacts):
        arm = Arm.CADENCE if one.pk in old_way else Arm.ROUND
        TrialClient.objects.create(trial=trial, contact=one, pair=pair // 2, arm=arm)
    just_called = contacts[0]
    at_ = EARLY - timedelta(days=3)
    Attempt.objects.create(
        ref=uuid4(),
        contact=just_called,
        disposition="missed",
        by="Kata",
        source="desk",
        at=at_,
        noted_at=at_,
    )
    turns = Turn.objects.filter(round=made().round)
    kinds = {one.kind for one in turns if one.contact_id in old_way}
    assert kinds == {"call"}
    assert any(one.contact_id not in old_way for one in turns)
    assert just_called.pk not in {one.contact_id for one in turns}
    assert Rest.objects.get(contact=just_called).until == TODAY + timedelta(days=27)


def test_where_an_hour_costs_more_than_a_call_can_bring_the_round_stops() -> None:
    for at in range(40):
        silent(at)
    percent = dict.fromkeys(Part, 20)
    plan_time(percent, Money(600_000_000, "HUF"), "Anna", EARLY)
    today = made().round
    assert not Turn.objects.filter(round=today, kind="call").exists()
    assert today.stopped == 40
    assert Rest.objects.filter(until=None, why=Resting.STOP).count() >= 30


def test_whoever_is_sent_a_link_is_not_counted_among_those_at_whom_it_stops() -> None:
    for at in range(40):
        Mail.objects.create(contact=silent(at), key=f"c{at}@example.com", raw=f"c{at}@example.com")
    plan_time(dict.fromkeys(Part, 20), Money(600_000_000, "HUF"), "Anna", EARLY)
    today = made().round
    sent = Turn.objects.filter(round=today, kind="link").count()
    assert 0 < sent < 40
    assert today.stopped == Rest.objects.filter(why=Resting.STOP).count() <= 40 - sent


def test_it_is_the_same_round_whoever_judges_the_clients() -> None:
    for at in range(1, 7):
        silent(at, at)

    def planned(workers: Workers) -> list[tuple[object, ...]]:
        assert make_round(TODAY, EARLY, "Anna", workers)
        turns = Turn.objects.order_by("at", "contact")
        return list(turns.values_list("contact", "at", "kind", "worth_minor", "p_refused"))

    assert len(planned(HERE)) > 1
    assert planned(HERE) == planned(Workers(map, map, 3))
