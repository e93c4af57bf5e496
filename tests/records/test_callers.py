"""Who is on the line: gathered in one statement, whatever is known of them."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from demur.records.callers import Known, known
from demur.records.company import KnownNumber
from demur.records.inquiries import Inquiry
from demur.records.people import Contact, Number
from tests.shop import NOW

pytestmark = pytest.mark.django_db

KEY = "+36305550142"


def inquire(days_ago: float, trade: str = "shop/computer", key: str = KEY) -> Inquiry:
    return Inquiry.objects.create(
        ref=uuid4(),
        at=NOW - timedelta(days=days_ago),
        need="monitor",
        lang="en",
        number_key=key,
        by="Kata",
        situation="other speciality",
        nearness="adjacent",
        confidence=0.9,
        step="partner",
        trade=trade,
    )


def test_a_withheld_number_is_nobody(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_num_queries(0):
        assert known("", None, (), NOW) == Known()


def test_contact_history_and_owner_come_in_one_statement(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    contact = Contact.objects.create(
        name="Takács Éva",
        client="key",
        yearly_value_minor=4_800_000,
        currency="EUR",
        field="print house",
        region="HU-GS",
        language="hu",
        created_at=NOW,
    )
    Number.objects.create(contact=contact, key=KEY, raw="06 30 555 0142")
    KnownNumber.objects.create(key="+3696555016", owner="Pizzéria")
    first, second = inquire(3), inquire(1)
    with django_assert_num_queries(1):
        caller = known(KEY, second.ref, ("+3696555016", "+3696555010"), NOW)
    assert caller.contact == contact.pk
    assert (caller.name, caller.client, caller.region) == ("Takács Éva", "key", "HU-GS")
    assert (caller.yearly_value_minor, caller.currency) == (4_800_000, "EUR")
    assert (caller.field, caller.language) == ("print house", "hu")
    assert [one.id for one in caller.earlier] == [second.pk, first.pk]
    assert caller.earlier[0].at == second.at
    assert caller.recorded == second.pk
    assert caller.owners == {"+3696555016": "Pizzéria"}


def test_inquiries_of_others_and_of_long_ago_are_not_earlier_ones() -> None:
    inquire(31)
    inquire(1, key="+36305550143")
    assert known(KEY, None, (), NOW).earlier == ()
