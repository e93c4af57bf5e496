"""A trial is off by default, one at a time, said before, closed until its day, and ended aloud."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from demur.actions.end_trial import NoReason, end_trial
from demur.actions.plan_time import plan_time
from demur.actions.start_trial import Why, start_trial
from demur.domain.refusal import Money
from demur.domain.time_ledger import Part
from demur.domain.trials.split import Arm
from demur.records.journal import Entry
from demur.records.people import Contact
from demur.records.time_ledger import TimePlan, time_plan
from demur.records.trials import Trial, arm_of, arms, ready, result_of, running, safety
from tests.records.calling import call, client, rings
from tests.shop import NOW, open_shop

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(name="clients")
def _clients() -> list[Contact]:
    """Forty silent clients, every seven days called; now and then one of them rings and buys."""
    open_shop()
    lots = random.Random(1)
    found = [
        client(f"Ügyfél {at}", lots.choice(["key", "regular"]), 1_000 * at) for at in range(40)
    ]
    for one in found:
        for week in range(1, 9):
            call(one, NOW - week * 7 * DAY, lots.choice(["missed", "voicemail", "answered"]))
        if lots.random() < 0.5:
            rings(one, NOW - lots.randrange(1, 60) * DAY, lots.randrange(10_000, 90_000))
    return found


def begun(days: int = 28) -> Trial:
    trial = start_trial(days, 7, "Anna", NOW)
    assert isinstance(trial, Trial)
    return trial


def test_nobody_takes_part_before_a_trial_is_started(clients: list[Contact]) -> None:
    assert running(NOW) is None
    assert arms([one.pk for one in clients], NOW) == {}


def test_a_trial_splits_the_silent_in_halves_and_keeps_what_it_said(clients: list[Contact]) -> None:
    bought, refused = clients[0], clients[1]
    call(bought, NOW - DAY, "sale")
    call(refused, NOW - DAY, "no")
    trial = begun()
    sides = arms([one.pk for one in clients], NOW + DAY)
    assert len(sides) == trial.clients == 38
    assert list(sides.values()).count(Arm.ROUND) == 19
    assert arm_of(bought.pk, NOW + DAY) is None
    assert trial.smallest > 1
    assert trial.power.shown(trial.smallest) == pytest.approx(0.8, abs=0.01)
    entry = Entry.objects.get(deed="started a trial")
    assert (entry.who, entry.facts["clients"], entry.facts["days"]) == ("Anna", 38, 28)
    assert ready(NOW, "HUF").cadence_days == 7


def test_a_second_trial_waits_for_the_end_of_the_first(clients: list[Contact]) -> None:
    begun()
    assert start_trial(28, 7, "Anna", NOW + DAY) is Why.RUNNING
    assert isinstance(start_trial(28, 7, "Anna", NOW + 28 * DAY), Trial)
    assert Trial.objects.count() == 2


def test_a_trial_that_could_not_be_planned_is_not_started() -> None:
    open_shop()
    assert start_trial(28, 7, "Anna", NOW) is Why.FEW_CLIENTS
    for at in range(25):
        call(client(f"Ügyfél {at}"), NOW - DAY)
    assert start_trial(28, 7, "Anna", NOW) is Why.NO_PAST
    assert not Trial.objects.exists()
    for days, cadence in ((6, 7), (366, 7), (28, 0), (28, 181)):
        with pytest.raises(ValueError, match="a trial of"):
            start_trial(days, cadence, "Anna", NOW)


def test_a_trial_ends_early_only_with_a_reason_in_the_journal(clients: list[Contact]) -> None:
    trial = begun()
    with pytest.raises(NoReason):
        end_trial(trial, "  ", "Anna", NOW + DAY)
    assert end_trial(trial, "too many noes", "Anna", NOW + DAY)
    assert not end_trial(trial, "again", "Anna", NOW + DAY)
    assert running(NOW + DAY) is None
    assert arms([one.pk for one in clients], NOW + DAY) == {}
    assert Entry.objects.get(deed="ended a trial early").facts == {"reason": "too many noes"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Trial.objects.update(why="")


def test_everybody_counts_on_the_side_they_were_given(clients: list[Contact]) -> None:
    trial = begun()
    sides = arms([one.pk for one in clients], NOW)
    for one in clients:
        call(one, NOW + DAY, "answered", 60)
        if sides[one.pk] is Arm.ROUND:
            rings(one, NOW + 2 * DAY, 50_000)
    call(clients[0], NOW + 3 * DAY, "no", 60)
    call(clients[0], NOW + 30 * DAY, "answered", 60)
    found = result_of(trial)
    assert (found.by_round.money, found.by_cadence.money) == (20 * 50_000, 0)
    assert found.by_round.minutes + found.by_cadence.minutes == pytest.approx(41)
    assert found.is_told_apart
    seen = safety(trial, NOW + 10 * DAY)
    assert sum(one.calls for one in seen) == 41
    assert sum(one.refused for one in seen) == 1


def test_whoever_was_found_to_be_another_counts_as_that_one(clients: list[Contact]) -> None:
    trial = begun()
    other = client("Másik")
    clients[3].merged_into = other
    clients[3].save()
    call(other, NOW + DAY, "answered", 120)
    found = result_of(trial)
    assert found.by_round.minutes + found.by_cadence.minutes == pytest.approx(2)


def test_a_plan_of_the_time_is_whole_and_the_last_one_holds() -> None:
    open_shop()
    assert time_plan() is None
    percent = dict(zip(Part, (40, 30, 15, 10, 5), strict=True))
    plan_time(percent, None, "Anna", NOW)
    plan_time(percent | {Part.KEY: 45, Part.DIFFICULT: 0}, Money(6_000, "HUF"), "Anna", NOW)
    plan = time_plan()
    assert plan
    assert (plan.shares[Part.KEY], plan.hour) == (0.45, Money(6_000, "HUF"))
    with pytest.raises(ValueError, match="hundred percent"):
        plan_time(percent | {Part.KEY: 41}, None, "Anna", NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        TimePlan.objects.update(key=1)
