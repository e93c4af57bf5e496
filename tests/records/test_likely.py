"""The likely reason of a silence, from what is on record: calls, noes, inquiries and offers."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from demur.actions.decline import decline
from demur.actions.make_link import make_link
from demur.actions.take_no_back import take_no_back
from demur.domain.refusal import Lang
from demur.domain.regret import By, No, Reason, They
from demur.domain.round.because import Why
from demur.records.attempts import Attempt
from demur.records.likely import likely_reasons
from demur.records.offers import Offer
from demur.records.people import Contact
from tests.shop import NOW, open_shop
from tests.web.rounds import a_client

pytestmark = pytest.mark.django_db

BUDAPEST = ZoneInfo("Europe/Budapest")


@pytest.fixture(name="eva")
def _eva() -> Contact:
    open_shop()
    return a_client("Takács Éva", "", "+36301110001", NOW)


def rung(whom: Contact, at: datetime, ended: str, seconds: int | None = None) -> None:
    told = {"contact": whom, "disposition": ended, "seconds": seconds}
    Attempt.objects.create(ref=uuid4(), at=at, noted_at=at, by="Kata", source="desk", **told)


def why(whom: Contact) -> Why | None:
    found = likely_reasons([whom.pk], NOW, BUDAPEST).get(whom.pk)
    return found.fact.kind if found else None


def test_nothing_is_said_of_whom_nothing_is_known(eva: Contact) -> None:
    assert why(eva) is None
    assert likely_reasons([], NOW, BUDAPEST) == {}


def test_a_firms_own_ending_counts_by_what_is_true_of_it(eva: Contact) -> None:
    rung(eva, NOW - timedelta(days=9), "wrong number")
    assert why(eva) is Why.SOMEBODY_ELSE
    rung(eva, NOW - timedelta(days=8), "answered", seconds=5)
    assert why(eva) is Why.SOMEBODY_ELSE  # too short to be sure that it was the person
    rung(eva, NOW - timedelta(days=7), "secretary")
    assert why(eva) is None


def test_the_reason_of_a_no_counts_until_it_is_taken_back(eva: Contact) -> None:
    link = make_link(eva, lang=Lang.HU, by="Anna", now=NOW).link
    then = NOW - timedelta(days=3)
    decline(link, No(They.REASON, By.TAP, Reason.CHOSE_ANOTHER), then)
    assert why(eva) is Why.CHOSE_ANOTHER
    take_no_back(link, NOW - timedelta(days=1))
    assert why(eva) is None


def test_an_offer_shows_that_there_was_a_need(eva: Contact) -> None:
    for days in (90, 60, 30):
        rung(eva, NOW - timedelta(days=days), "missed")
    assert why(eva) is None
    Offer.objects.filter(contact=eva).update(at=NOW - timedelta(days=500))
    assert why(eva) is Why.NEED_GONE
