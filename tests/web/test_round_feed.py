"""One's own day as a calendar: a secret address, names and hours, never a number."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.test import Client

from demur.actions.decline import decline
from demur.actions.make_link import make_link
from demur.domain.refusal import Lang
from demur.domain.regret import By, No, They
from demur.records.round_feeds import RoundFeed
from demur.records.users import Role, User
from tests.actions.turns import client, turn
from tests.reliability.canaries import every_table
from tests.shop import NOW, open_shop
from tests.web.doors import signed_in, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _open() -> object:
    open_shop()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(name="kata")
def _kata() -> Client:
    return signed_in(somebody(Role.SELLER, "Kata"))


def address(kata: Client) -> str:
    page = kata.post("/round/calendar").content.decode()
    found = re.search(r"/round/[\w-]{22}\.ics", page)
    assert found, page
    return found.group()


def test_the_address_shows_its_owner_s_turns_and_no_number(kata: Client) -> None:
    mine, anybody = turn(client(1), seller="Kata"), turn(client(2))
    turn(client(3), seller="Béla")
    text = Client().get(address(kata)).content.decode()
    assert str(mine.ref) in text
    assert str(anybody.ref) in text
    assert text.count("BEGIN:VEVENT") == 2
    assert "Client 1" in text
    assert "+3630" not in text
    assert "/round" in text


def test_who_says_no_is_not_in_it_when_it_is_looked_at_next(kata: Client) -> None:
    here = address(kata)
    one = client(1)
    turn(one)
    assert "Client 1" in Client().get(here).content.decode()
    link = make_link(one, lang=Lang.HU, by="Anna", now=NOW).link
    decline(link, No(They.NEVER, By.TAP), NOW)
    assert "Client 1" not in Client().get(here).content.decode()


def test_a_new_address_ends_the_old_one_and_neither_stands_in_the_records(kata: Client) -> None:
    old, new = address(kata), address(kata)
    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200
    assert RoundFeed.objects.count() == 1
    assert new.split("/")[2].removesuffix(".ics") not in every_table()


def test_who_leaves_reads_nothing_more(kata: Client) -> None:
    here = address(kata)
    User.objects.filter(name="Kata").update(is_active=False)
    assert Client().get(here).status_code == 404


def test_looking_writes_nothing(kata: Client) -> None:
    here = address(kata)
    turn(client(1))
    before = every_table()
    Client().get(here)
    Client().head(here)
    assert every_table() == before
