"""The doctor tells of calls for which a number was given, and of which nobody has said the end."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import translation

from demur.actions.dial_turn import dial_turn
from demur.actions.take_turn import take_turn
from demur.channels.turns_in import end_turn
from demur.records.attempts import Attempt
from demur.records.rounds import Turn
from demur.records.turns_left import facts
from tests.actions.turns import OVER, turns
from tests.shop import NOW, open_shop

pytestmark = pytest.mark.django_db


@pytest.fixture(name="given")
def _given() -> Turn:
    open_shop()
    (only,) = turns(1)
    take_turn("Kata", NOW)
    dial_turn(only.ref, "Kata", NOW)
    return only


def test_while_they_speak_there_is_nothing_to_tell(given: Turn) -> None:
    (fact,) = facts(NOW + timedelta(minutes=14))
    assert (fact.sound, fact.found, fact.advice) == (True, "none", "")


@pytest.mark.parametrize("asked", [False, True])
def test_a_call_that_nobody_ended_is_told_with_whose_it_is(given: Turn, asked: bool) -> None:
    if asked:
        take_turn("Béla", OVER)
    (fact,) = facts(OVER)
    assert (fact.sound, fact.found) == (False, "Kata: 1")
    for lang in ("hu", "ru"):
        with translation.override(lang):
            assert facts(OVER)[0].advice != fact.advice
    assert facts(NOW + timedelta(days=8))[0].sound


def test_once_it_is_said_how_it_ended_there_is_nothing_to_tell(given: Turn) -> None:
    take_turn("Béla", OVER)
    end_turn(given.ref, "answered", "Kata", OVER)
    assert facts(OVER)[0].sound


def test_what_the_telephone_told_of_is_no_call_without_an_ending(given: Turn) -> None:
    told = {"contact": given.contact, "disposition": "answered", "by": "pbx", "source": "cti"}
    Attempt.objects.create(ref=uuid4(), at=NOW - timedelta(minutes=1), noted_at=NOW, **told)
    assert facts(OVER)[0].sound


def test_what_was_never_dialled_is_no_call() -> None:
    open_shop()
    turns(1)
    take_turn("Kata", NOW)
    assert facts(OVER)[0].sound
