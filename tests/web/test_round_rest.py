"""Who rests, and why: the page that answers "why not this client?"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.translation import override
from time_machine import travel

from demur.records.attempts import Attempt
from demur.records.rounds import Rest, Resting
from demur.records.users import Role
from demur.web.round_said import why_not
from tests.shop import NOW, open_shop
from tests.web.doors import signed_in, somebody
from tests.web.rounds import a_client, a_round, resting, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shop() -> Iterator[None]:
    open_shop()
    with travel(NOW, tick=False):
        yield


@pytest.fixture(name="kata")
def _kata() -> Client:
    return signed_in(somebody(Role.SELLER, "Kata"))


def test_who_rests_and_why_is_found_by_name(kata: Client) -> None:
    resting(NOW)
    page = text(kata.get("/round/rest"))
    assert "2 January 2027" in page
    assert "Their own day is 2 January 2027" in page
    assert "Elveszett" not in page
    stops = text(kata.get("/round/rest?kind=stop"))
    assert "One more call would cost more than it can bring" in stops
    assert "Nyugvó" in text(kata.get("/round/rest?q=nyugvo"))
    sums = {"call": 7, "costs": 612.0, "brings": 140.0, "currency": "HUF"}
    Rest.objects.filter(why="stop").update(because=[{"kind": "stopped at", "fills": sums}])
    stops = text(kata.get("/round/rest?kind=stop")).replace("\N{NO-BREAK SPACE}", " ")
    assert "We stop: a seventh call costs 612 Ft and can bring 140 Ft." in stops
    assert "Nobody was found" in text(kata.get("/round/rest?q=zzz"))
    assert kata.get("/round/rest?kind=zzz").status_code == 400
    assert kata.get("/round/rest?after=zzz").status_code == 400


def test_a_hungarian_day_brings_its_own_full_stop() -> None:
    fact = {"kind": "more later", "fills": {"on": "2026-12-03"}}
    rest = Rest(why="own day", because=[fact], until=date(2026, 12, 3))
    with override("hu"):
        told = why_not(rest, NOW.date())
    assert told.replace("\N{NO-BREAK SPACE}", " ") == "Érdemes várni, legjobb napja: december 3."


@pytest.mark.parametrize(
    ("why", "facts", "said"),
    [
        ("peace", [{"kind": "at peace for good", "fills": {}}], "peace"),
        ("rule", [{"kind": "quiet", "fills": {}}], ""),
        ("rule", [], ""),
    ],
    ids=["peace", "rule", "rule without a fact"],
)
def test_whom_peace_or_a_rule_holds_back_is_at_rest_as_well(
    kata: Client, why: str, facts: list[dict[str, object]], said: str
) -> None:
    contact = a_client("Béres Nóra", "", "+36301234999", NOW)
    Rest.objects.create(contact=contact, why=why, since=NOW.date(), because=facts)
    response = kata.get("/round/rest?q=beres")
    assert response.status_code == 200
    assert "Béres Nóra" in text(response)
    assert said in text(response)


def test_whoever_is_looked_for_and_is_on_another_list_is_found_there(kata: Client) -> None:
    a_round(NOW)
    resting(NOW)
    a_client("Csendes Csilla", "", "+36301234777", NOW)
    assert "They are in today's round." in text(kata.get("/round/rest?q=takacs"))
    lost = text(kata.get("/round/rest?q=elek"))
    assert "These were found elsewhere" in lost
    assert "so we stop" in lost
    assert "Not among the silent clients" in text(kata.get("/round/rest?q=csilla"))
    assert "found elsewhere" not in text(kata.get("/round/rest?q=nora"))


def test_the_likely_reason_of_a_silence_stands_beside_it(kata: Client) -> None:
    turns = a_round(NOW)
    resting(NOW)
    told = "number may not be theirs: somebody else answered 1\N{NO-BREAK SPACE}day ago"
    for page in ("/round", "/round/rest"):
        assert told not in text(kata.get(page))
    for contact in (turns[0].contact_id, Rest.objects.get(why="own day").contact_id):
        Attempt.objects.create(
            ref=uuid4(),
            at=NOW - timedelta(days=1),
            contact_id=contact,
            disposition="wrong person",
            by="Kata",
            source="desk",
            noted_at=NOW,
        )
    for page in ("/round", "/round/rest"):
        assert text(kata.get(page)).count(told) == 1
    assert f"<dt>Likely reason</dt><dd>the {told}" in text(kata.post("/round/take"))


def test_an_empty_list_says_what_will_stand_there(kata: Client) -> None:
    assert "Once a round has been planned" in text(kata.get("/round/rest"))
    assert "There is nobody at whom we stop" in text(kata.get("/round/rest?kind=stop"))


def test_ten_pages_of_clients_ask_no_more_than_one_and_each_leads_to_the_next(
    kata: Client, django_assert_max_num_queries: object
) -> None:
    for at in range(120):
        one = a_client(f"Client {at:03}", "", f"+3630999{at:04}", NOW)
        until = NOW.date() + timedelta(days=1 + at % 3)
        Rest.objects.create(contact=one, until=until, why=Resting.OWN_DAY, since=NOW.date())
    pages = 0
    address = "/round/rest?"
    while address:
        with django_assert_max_num_queries(25):  # type: ignore[operator]
            page = text(kata.get(address))
        pages += 1
        more = page.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
        address = f"/round/rest{more}" if 'rel="next"' in page else ""
    assert (pages, page.count("<tr>")) == (3, 20)
