"""Taking an easy no back: a ticked box and a press, within thirty days, and nothing else."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from demur.actions.lift import lift
from demur.records.peace import Peace
from tests.shop import NOW, open_shop
from tests.web.links import may_ring, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shop() -> None:
    open_shop()


def taken_back(vera: Client, url: str, clock: time_machine.Coordinates, **fields: str) -> object:
    """Open the receipt, think for five seconds, and press."""
    page = vera.get(url).content.decode()
    made = re.search(r'name="made" value="([^"]+)"', page)
    clock.shift(timedelta(seconds=5))
    return vera.post(url, {"say": "back", "made": made[1] if made else "", **fields}).status_code


def test_a_no_is_taken_back_by_a_ticked_box_and_a_press(
    vera: Client, url: str, clock: time_machine.Coordinates
) -> None:
    vera.post(url, {"say": "no"})
    clock.shift(timedelta(days=29))
    assert taken_back(vera, url, clock, again="yes") == 303
    assert may_ring(NOW + timedelta(days=30))
    assert "You took your last no back on 22 December 2026" in text(vera.get(url))
    vera.post(url, {"say": "no"})
    assert not may_ring(NOW + timedelta(days=60))


@pytest.mark.parametrize("again", [None, "", "no", "Yes", "yes ", "true", "on", "1"])
def test_without_the_ticked_box_the_no_stands(
    vera: Client, url: str, clock: time_machine.Coordinates, again: str | None
) -> None:
    vera.post(url, {"say": "no"})
    clock.shift(timedelta(days=1))
    fields = {} if again is None else {"again": again}
    assert taken_back(vera, url, clock, **fields) == 400
    assert not may_ring(NOW + timedelta(days=2))


@pytest.mark.parametrize("say", ["Back", "back ", "bаck", "BACK", "take back", "undo"])
def test_what_is_not_exactly_the_wish_to_take_it_back_is_a_no(
    vera: Client, url: str, say: str
) -> None:
    vera.post(url, {"say": "no"})
    assert vera.post(url, {"say": say, "again": "yes"}).status_code == 303
    assert not may_ring(NOW + timedelta(days=1))


def test_two_boxes_and_two_buttons_take_nothing_back(
    vera: Client, url: str, clock: time_machine.Coordinates
) -> None:
    vera.post(url, {"say": "no"})
    clock.shift(timedelta(days=1))
    vera.post(url, {"say": ["back", "no"], "again": "yes"})
    vera.post(url, {"say": "back", "again": ["yes", "no"]})
    assert not may_ring(NOW + timedelta(days=2))


def test_after_thirty_days_the_page_says_whom_to_tell(
    vera: Client, url: str, clock: time_machine.Coordinates
) -> None:
    vera.post(url, {"say": "no"})
    clock.shift(timedelta(days=30, seconds=1))
    receipt = text(vera.get(url)).replace("\N{NO-BREAK SPACE}", " ")
    assert "Take my no back" not in receipt
    assert "+36 96 555 010" in receipt
    assert taken_back(vera, url, clock, again="yes") == 409
    assert not may_ring(NOW + timedelta(days=31))


def test_a_peace_that_ran_out_or_was_lifted_gives_the_button_again(
    vera: Client, url: str, clock: time_machine.Coordinates
) -> None:
    vera.post(url, {"say": "no"})
    lift(Peace.objects.get(), "They rang us.", "Anna", NOW)
    assert "No, thank you" in text(vera.get(url))
    vera.post(url, {"say": "no"})
    assert not may_ring(NOW + timedelta(days=1))
    clock.shift(timedelta(days=400))
    assert "No, thank you" in text(vera.get(url))
