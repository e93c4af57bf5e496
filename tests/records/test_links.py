"""Links made for a number that nobody was known behind find whoever has it later."""

from __future__ import annotations

from collections.abc import Collection

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from demur.actions.make_link import make_link
from demur.domain.refusal import Lang
from demur.records.offers import Link, links_find_their_people
from demur.records.peace import address_key, keys_of
from tests.shop import NOW
from tests.web.links import contact

pytestmark = pytest.mark.django_db


def waiting(count: int, first: int = 0) -> list[Link]:
    """Links for numbers of nobody we know."""
    numbers = [f"+3620{first + n:07d}" for n in range(count)]
    return [
        make_link(None, lang=Lang.HU, by="Anna", now=NOW, address=number).link for number in numbers
    ]


def statements(keys: dict[int, Collection[str]]) -> int:
    with CaptureQueriesContext(connection) as asked:
        links_find_their_people(keys)
    return len(asked)


def test_a_link_is_theirs_whose_number_it_was_made_for() -> None:
    mine, other = waiting(2)
    vera = contact("Vera", "+36200000000")
    links_find_their_people({vera.pk: keys_of([vera.pk])[vera.pk]})
    assert Link.objects.get(pk=mine.pk).contact == vera
    assert Link.objects.get(pk=other.pk).contact is None


def test_a_link_that_is_somebodys_stays_theirs() -> None:
    vera, olga = contact("Vera", "+36200000000"), contact("Olga", "+36200000001")
    link = make_link(vera, lang=Lang.HU, by="Anna", now=NOW).link
    links_find_their_people({olga.pk: {address_key("+36200000000")}})
    assert Link.objects.get(pk=link.pk).contact == vera


def test_it_takes_as_many_statements_however_many_links_wait() -> None:
    vera = contact("Vera", "+36209999999")
    keys: dict[int, Collection[str]] = {vera.pk: keys_of([vera.pk])[vera.pk]}
    waiting(3)
    few = statements(keys)
    waiting(300, first=10)
    assert statements(keys) == few == 1


@pytest.mark.engine("sqlite")
def test_the_engine_looks_the_keys_up_and_reads_no_other_row() -> None:
    waiting(3)
    vera = contact("Vera", "+36200000000")
    with CaptureQueriesContext(connection) as asked:
        links_find_their_people({vera.pk: {address_key("+36200000000")}})
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {asked.captured_queries[0]['sql']}")
        steps = [row[-1] for row in cursor.fetchall()]
    assert steps
    assert all(step.startswith("SEARCH") for step in steps)
