"""A letter with our answer that did not arrive goes once more, and never a third time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from demur.actions.answer_offer import answer_better_offer
from demur.actions.decline import decline
from demur.channels import post
from demur.domain.errands import Became, State
from demur.domain.exits import Exit
from demur.domain.peace import Why as Held
from demur.domain.refusal import Channel
from demur.domain.regret import By, No, They
from demur.post_settings import MailServer
from demur.records import errands
from demur.records.better_offers import BetterOffer, Said, offer_behind
from demur.records.errands import Errand
from demur.records.inquiries import Refusal
from demur.records.peace import Answered
from demur.records.peace_journal import PeaceJournal
from demur.records.people import Mail
from demur.records.sealing import unsealed
from demur.records.users import Role
from tests.shop import open_shop
from tests.web.doors import signed_in, somebody
from tests.web.regret_answers import ADDRESS, LATER, page, refused, send, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(settings: Any) -> Iterator[None]:
    open_shop()
    settings.MAIL_SERVER = MailServer("127.0.0.1", 25, "none")
    settings.SMS_GATEWAY = None
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture(name="anna")
def _anna() -> Client:
    return signed_in(somebody(Role.HEAD, "Anna"))


def lost(anna: Client, how: str, **more: str) -> Refusal:
    """A no whose answer was written, and whose letter came to nothing."""
    regret = refused(number="+36305550112")
    send(anna, regret, **more)
    errand = errands.take(LATER, {Channel.MAIL})
    assert errand
    if how == "bounced":
        errands.settle(errand, Became(State.SENT, None), LATER)
        assert errands.bounced(errand.ref, ADDRESS, "5.1.1 no such user", LATER)
    else:
        errands.settle(errand, Became(State(how), None, Held.ZONE), LATER)
    return regret


def again(anna: Client, regret: Refusal, to: str = "") -> Any:
    to = to or f"mail-{Mail.objects.order_by('pk').first().pk}"
    return anna.post(f"/regrets/{regret.pk}/answer", {"do": "again", "to": to})


@pytest.mark.parametrize("how", ["bounced", "failed", "held"])
def test_a_letter_that_did_not_arrive_goes_once_more_and_never_twice(
    anna: Client, how: str
) -> None:
    regret = lost(anna, how)
    assert "Send it again" in text(anna.get("/regrets").content)
    assert "the letter did not arrive" in page(anna, regret)
    other = Mail.objects.create(contact=regret.contact, key="e@example.hu", raw="e@example.hu")
    assert again(anna, regret, f"mail-{other.pk}").status_code == 302
    first, second = Errand.objects.order_by("pk")
    assert (second.address, second.about) == ("e@example.hu", first.about)
    assert BetterOffer.objects.count() == 1
    assert offer_behind(unsealed(second.token, second.ref)) == BetterOffer.objects.get()
    assert leaves(second) == State.SENT
    assert "Send it again" not in text(anna.get("/regrets").content)
    assert again(anna, regret).status_code == 409
    assert Errand.objects.count() == 2
    # What came back twice stays lost: one offer, sent again once.
    if how == "bounced":
        errands.bounced(second.ref, "e@example.hu", "5.1.1 no such user", LATER)
        assert again(anna, regret).status_code == 409


def leaves(errand: Errand) -> str:
    """What becomes of a letter whose hour has come: the gate is asked, and it goes."""
    taken = errands.take(LATER, {Channel.MAIL})
    assert taken == errand
    passed = post._asked(Exit.MAIL, taken, LATER)
    assert not isinstance(passed, Became), passed
    errands.settle(taken, Became(State.SENT, None), LATER)
    return Errand.objects.get(pk=errand.pk).state


def test_a_letter_that_is_on_its_way_or_has_arrived_is_not_sent_again(anna: Client) -> None:
    regret = refused()
    send(anna, regret)
    assert again(anna, regret).status_code == 409
    errand = errands.take(LATER, {Channel.MAIL})
    assert errand
    errands.settle(errand, Became(State.SENT, None), LATER)
    assert again(anna, regret).status_code == 409
    assert Errand.objects.count() == 1


def test_one_that_waits_for_its_hour_goes_by_itself(anna: Client) -> None:
    regret = refused()
    send(anna, regret)
    errand = errands.take(LATER, {Channel.MAIL})
    assert errand
    errands.settle(errand, Became(State.HELD, LATER + timedelta(hours=9), Held.HOURS), LATER)
    assert again(anna, regret).status_code == 409


def test_whoever_has_asked_for_more_peace_since_is_sent_nothing_again(anna: Client) -> None:
    regret = lost(anna, "bounced")
    link = regret.link
    assert link
    decline(link, No(They.NEVER, By.TAP), LATER)
    refused_again = again(anna, regret)
    assert refused_again.status_code == 400
    assert "at peace" in text(refused_again.content)
    assert Errand.objects.count() == 1


def test_an_answer_that_was_read_after_all_is_not_sent_again(anna: Client) -> None:
    regret = lost(anna, "bounced")
    answer_better_offer(BetterOffer.objects.get(), Said.NO, call=False, now=LATER)
    assert again(anna, regret).status_code == 409


def test_an_offer_that_is_over_is_not_sent_again(anna: Client) -> None:
    regret = lost(anna, "failed", until="2026-11-24")
    with time_machine.travel(LATER + timedelta(days=1), tick=False):
        assert again(signed_in(somebody(Role.HEAD, "Éva")), regret).status_code == 409
    assert Errand.objects.count() == 1


def test_records_brought_back_do_not_send_it_a_third_time(anna: Client) -> None:
    regret = lost(anna, "bounced")
    # A copy of the records is made here; then it is sent again, and the copy brought back.
    read_to = PeaceJournal.objects.get().read_to
    with transaction.atomic():
        again(anna, regret)
        second = Errand.objects.order_by("pk").last()
        assert second
        leaves(second)
        second.delete()
        peaces = Answered.objects.filter(peace__refusal=regret)
        peaces.update(offer=BetterOffer.objects.get().ref)
        PeaceJournal.objects.update(read_to=read_to)
    assert again(anna, regret).status_code == 400
    assert not Errand.objects.filter(key__endswith="/again").exists()
