"""What calling cost is what the whole log says: corrections, strangers and merged people too."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from demur.actions.decline import decline
from demur.actions.make_link import make_link
from demur.domain.costs import End, lengths
from demur.domain.exits import Exit
from demur.domain.peace import Approach, Purpose
from demur.domain.refusal import Channel, Lang, Money
from demur.domain.regret import By, No, They
from demur.domain.time_ledger import Part, total
from demur.records.attempts import row_of, told
from demur.records.costs import (
    Unasked,
    bought_unasked,
    calls_made,
    calls_spared,
    open_offers,
    worth_of_sales,
)
from demur.records.gate import Wanted, ask
from demur.records.time_ledger import spells
from tests.records.calling import call, client, offer, rings
from tests.shop import NOW, open_shop

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _shop() -> None:
    open_shop()


def test_a_corrected_call_counts_as_corrected_and_a_withdrawn_one_not_at_all() -> None:
    eva = client("Éva")
    first, other = call(eva, NOW - DAY), call(eva, NOW - 2 * DAY)
    row_of(replace(told(first), disposition="later"), "Anna", NOW, about=first).save()
    row_of(told(other), "Anna", NOW, about=other, withdrawn=True).save()
    assert [one.end for one in calls_made(NOW - 9 * DAY, NOW)] == [End.SPOKEN]


def test_a_call_that_a_later_word_moves_into_the_span_counts_there() -> None:
    first = call(client("Éva"), NOW - 40 * DAY)
    row_of(replace(told(first), at=NOW - DAY), "Anna", NOW, about=first).save()
    assert len(calls_made(NOW - 9 * DAY, NOW)) == 1
    assert not calls_made(NOW - 60 * DAY, NOW - 20 * DAY)


def test_calls_to_strangers_are_nobodys_and_those_to_merged_people_are_the_others() -> None:
    eva, same = client("Éva"), client("Takács Éva")
    same.merged_into = eva
    same.save()
    call(same, NOW - DAY)
    call(None, NOW - 2 * DAY, address="+36309999999")
    call(None, NOW - 3 * DAY, address=eva.numbers.get().key)
    assert [one.whom for one in calls_made(NOW - 9 * DAY, NOW)] == [eva.pk, 0, eva.pk]


def test_a_sale_is_worth_the_last_offer_before_it_then_the_client_and_else_unknown() -> None:
    eva, bela, cili = client("Éva", yearly=7), client("Béla", yearly=50_000), client("Cili")
    offer(eva, NOW - 20 * DAY, 100_000)
    offer(eva, NOW - 10 * DAY, 120_000)
    offer(eva, NOW, 1)
    for one in (eva, bela, cili):
        call(one, NOW - DAY, "sale", 300)
    calls = calls_made(NOW - 9 * DAY, NOW)
    worth = worth_of_sales(calls)
    found = {one.whom: worth(one) for one in calls}
    assert found == {
        eva.pk: Money(120_000, "HUF"),
        bela.pk: Money(50_000, "HUF"),
        cili.pk: None,
    }


def test_an_offer_is_open_until_they_buy_or_refuse() -> None:
    eva, bela, cili, dora = (client(name) for name in ("Éva", "Béla", "Cili", "Dóra"))
    for one in (eva, bela, cili, dora):
        offer(one, NOW - 30 * DAY, 100_000)
    refused = offer(eva, NOW - 5 * DAY, None)
    call(bela, NOW - DAY, "sale")
    link = make_link(cili, lang=Lang.HU, by="Anna", now=NOW - DAY).link
    decline(link, No(They.PLAIN_NO, By.TAP), NOW)
    link = make_link(eva, lang=Lang.HU, by="Anna", now=NOW - DAY, offer=refused).link
    decline(link, No(They.PLAIN_NO, By.TAP), NOW)
    held = open_offers(NOW + DAY)
    assert held.money == (Money(200_000, "HUF"),)
    assert (held.count, held.longest, held.days, held.lapsed, held.priceless) == (2, 31, 31, 0, 0)


def test_a_call_held_back_by_peace_is_a_call_spared() -> None:
    eva = client("Éva")
    link = make_link(eva, lang=Lang.HU, by="Anna", now=NOW - DAY).link
    decline(link, No(They.NEVER, By.TAP), NOW)
    ask(Exit.PLAN, [Wanted(eva.numbers.get().key, Approach(Channel.PHONE, Purpose.SALE, NOW))])
    assert calls_spared(NOW - DAY, NOW + DAY) == 1


def test_what_called_clients_bought_without_a_call_is_shown_beside() -> None:
    eva, bela, never_called = client("Éva"), client("Béla"), client("Cili")
    call(eva, NOW - 3 * DAY)
    call(bela, NOW - 80 * DAY)
    for one in (eva, bela, never_called):
        rings(one, NOW - DAY)
    calls = calls_made(NOW - 90 * DAY, NOW)
    assert bought_unasked(calls, NOW - 90 * DAY, NOW) == Unasked(1, 1)


def test_minutes_go_to_the_part_their_client_belongs_to() -> None:
    key, known, asked, hard = (
        *(client("Kulcs", "key"), client("Ismert")),
        *(client("Stratégiai", "new"), client("Nehéz")),
    )
    rings(asked, NOW - 50 * DAY, importance="strategic")
    rings(key, NOW - 50 * DAY, importance="chance")
    for one in (key, known, asked):
        call(one, NOW - DAY, "answered", 600)
    for days in range(1, 8):
        call(hard, NOW - days * DAY, "answered", 600)
    call(None, NOW - DAY, "answered", 600, address="+36309999999")
    calls = calls_made(NOW - 90 * DAY, NOW)
    line = total(spells(calls, lengths(calls), NOW - 30 * DAY, NOW, ZoneInfo("Europe/Budapest")))
    assert {part: line.minutes[part] for part in Part} == {
        Part.KEY: 10,
        Part.TACTICAL: 10,
        Part.STRATEGIC: 10,
        Part.CHANCE: 10,
        Part.DIFFICULT: 70,
    }
