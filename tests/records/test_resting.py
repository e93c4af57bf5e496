"""Who rests, page by page: everybody once, in their order, whatever the pages' length."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from demur.domain.people import search_text
from demur.records.people import Contact
from demur.records.resting import resting, stopped
from demur.records.rounds import Rest, Resting
from tests.shop import NOW, open_shop

pytestmark = pytest.mark.django_db

TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _shop() -> None:
    open_shop()


def at_rest(name: str, until: date | None, why: Resting = Resting.OWN_DAY) -> Rest:
    contact = Contact.objects.create(name=name, search=search_text(name), created_at=NOW)
    return Rest.objects.create(contact=contact, until=until, why=why, since=TODAY)


def names(ask: object, words: str = "", most: int = 4) -> list[str]:
    """All pages of a list, one after another."""
    found: list[str] = []
    after: int | None = None
    while True:
        rows, more = ask(words, after, most)  # type: ignore[operator]
        assert len(rows) <= most
        found += [one.contact.name for one in rows]
        if not more:
            return found
        after = int(more)


def test_everybody_at_rest_is_told_once_by_their_day_and_whoever_has_none_last() -> None:
    for at in range(11):
        at_rest(f"Client {at}", TODAY + timedelta(days=(at * 7) % 5 + 1))
    at_rest("Sold", None, Resting.SALE)
    at_rest("Sent", None, Resting.LINK)
    at_rest("Lost", None, Resting.STOP)
    found = names(resting)
    assert len(found) == len(set(found)) == 13
    assert found[-2:] == ["Sold", "Sent"]
    days = [Rest.objects.get(contact__name=name).until for name in found[:-2]]
    assert days == sorted(days, key=str)
    assert names(resting, most=100) == found


def test_whom_we_no_longer_call_is_told_by_name_and_namesakes_are_both_told() -> None:
    for name in ("Nagy Béla", "Ádám Éva", "Nagy Béla", "Kiss Ildikó", "Иванов Пётр"):
        at_rest(name, None, Resting.STOP)
    at_rest("For good", None, Resting.REFUSED)
    found = names(stopped, most=2)
    assert sorted(found) == sorted(names(stopped, most=100))
    assert found.count("Nagy Béla") == 2
    assert "For good" in found
    assert names(resting) == []


def test_a_page_goes_on_where_it_ended_though_the_client_before_is_gone_or_moved() -> None:
    rests = [at_rest(f"Client {at}", TODAY + timedelta(days=at + 1)) for at in range(6)]
    rows, more = resting("", None, 3)
    rests[0].delete()
    assert [one.pk for one in resting("", int(more), 3)[0]] == [one.pk for one in rests[3:]]
    rests[2].delete()
    assert len(resting("", int(more), 9)[0]) == 4  # nobody knows the place: from the beginning
    assert rows[2].contact.name == "Client 2"


def test_a_search_goes_through_all_pages_of_what_it_found() -> None:
    for at in range(9):
        at_rest(f"{'Őrség' if at % 2 else 'Forrás'} {at}", TODAY + timedelta(days=9 - at))
    assert names(resting, "orseg", 2) == ["Őrség 7", "Őrség 5", "Őrség 3", "Őrség 1"]
