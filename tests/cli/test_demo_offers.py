"""Four clients of the demo said no with a reason, and each has our one answer in writing."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from demur.cli.demo import prepare
from demur.cli.demo_offers import better_offers
from demur.records.better_offers import BetterOffer
from demur.records.held import forget
from demur.records.inquiries import Refusal
from demur.records.rivals import Compared
from tests.cli.test_demo import NOW

pytestmark = pytest.mark.django_db

SAID = (
    "Ours is the better buy for you",
    "Theirs is the better buy for you. We say so.",
    "everything weighed here they are alike",
    "by your own weights, ours comes out ahead",
)


@pytest.fixture(autouse=True)
def _nothing_held() -> None:
    forget()


def test_the_demo_has_a_comparison_we_win_one_they_win_a_tie_and_one_between() -> None:
    prepare(NOW)
    for said, (_client, page) in zip(SAID, better_offers(NOW), strict=True):
        with time_machine.travel(NOW):
            response = Client().get(f"/{page}?lang=en")
        assert response.status_code == 200
        assert said in response.content.decode()


def test_started_again_it_makes_no_second_offer_and_its_pages_open_by_new_addresses() -> None:
    prepare(NOW)
    first = dict(better_offers(NOW))
    again = dict(better_offers(NOW + timedelta(days=30)))
    assert [BetterOffer.objects.count(), Compared.objects.count()] == [4, 4]
    assert Refusal.objects.filter(direction="regret").count() == 4
    assert first.keys() == again.keys()
    assert not set(first.values()) & set(again.values())
    for page in (*first.values(), *again.values()):
        assert Client().get(f"/{page}").status_code == 200
