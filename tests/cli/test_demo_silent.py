"""The demo's clients have fallen silent, with a log of calls that is the same on every machine."""

from __future__ import annotations

from datetime import timedelta

import pytest

from demur.cli.demo import prepare
from demur.cli.demo_past import HERE
from demur.cli.demo_silent import NOT_SILENT, fall_silent, plan_today
from demur.demo.silent import LAST_CALL, silent
from demur.records.attempts import Attempt
from demur.records.held import forget
from demur.records.offers import Offer
from demur.records.rounds import Round
from tests.cli.test_demo import NOW, tables

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_held() -> None:
    forget()


def test_the_demo_falls_silent_once_and_stays_as_it_was_a_day_later() -> None:
    prepare(NOW)
    fall_silent(NOW)
    called = set(Attempt.objects.values_list("contact__code", flat=True))
    assert len(called) > 50
    assert not called & NOT_SILENT
    assert Attempt.objects.count() > 200
    assert Offer.objects.filter(contact__code__in=called).count() > 25
    before = tables()
    fall_silent(NOW + timedelta(days=1))
    assert tables() == before


@pytest.mark.parametrize("hour", [8, 14, 19, 23])
def test_at_any_hour_of_a_working_day_its_round_has_somebody_to_call(hour: int) -> None:
    now = NOW.astimezone(HERE).replace(hour=hour)
    assert now.weekday() < 5
    prepare(now)
    fall_silent(now)
    plan_today(now)
    made = Round.objects.get()
    assert (made.day, made.is_being_made(now)) == (now.date(), False)
    assert made.turns.count() > 3
    plan_today(now + timedelta(minutes=5))
    assert Round.objects.get().made_at == made.made_at


def test_nobody_is_called_at_a_weekend_or_by_night_or_within_the_last_days() -> None:
    today = NOW.date()
    whens = [call.when(today, HERE) for one in silent() for call in one.calls]
    assert all(when.weekday() < 5 and 9 <= when.hour < 17 for when in whens)
    assert max(when.date() for when in whens) <= today - timedelta(days=LAST_CALL)


def test_no_client_has_two_calls_at_one_instant() -> None:
    for one in silent():
        whens = [call.when(NOW.date(), HERE) for call in one.calls]
        assert len(set(whens)) == len(whens), one.client
