"""A version to come is withdrawn before its day: an act on record, and nothing is deleted."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, transaction

from demur.actions.adopt import adopt
from demur.actions.consider import consider
from demur.actions.withdraw import WHY_MOST, NotWithdrawn, withdraw
from demur.records.company import Company
from demur.records.gather import Asked
from demur.records.journal import Entry
from demur.records.policies import Adoption, PolicyVersion, Withdrawal, in_force, to_come
from tests.shop import NOW, TODAY, open_shop, policy_text

pytestmark = pytest.mark.django_db

DAY = date(2027, 1, 10)


def next_version() -> Adoption:
    """Version 5, signed for a later day."""
    open_shop()
    source = policy_text().replace(b"| 4 | 2026-12-01 | 3 |", b"| 5 | 2027-01-10 | 4 |")
    return adopt(source, "Anna", DAY, NOW)


def decided_at(at: datetime) -> int:
    return consider(Asked("toner"), at).decision.policy_version


def test_what_was_withdrawn_never_begins_and_stays_on_record() -> None:
    adoption = next_version()
    assert to_come(TODAY) == [adoption]
    withdraw(adoption, "Bea", " The  works council\nasks for a month. ", NOW)
    assert decided_at(datetime(2027, 1, 11, 9, tzinfo=ZoneInfo("Europe/Budapest"))) == 4
    assert (in_force(DAY), to_come(TODAY)) == (PolicyVersion.objects.get(version=4), [])
    kept = Withdrawal.objects.get()
    assert (kept.by, kept.at, kept.why) == ("Bea", NOW, "The works council asks for a month.")
    assert Adoption.objects.count() == PolicyVersion.objects.count() == 2
    entry = Entry.objects.latest("pk")
    assert (entry.who, entry.deed, entry.subject) == ("Bea", "withdrew", "policy version 5")
    assert entry.facts["why"] == kept.why


def test_a_withdrawn_version_can_be_signed_again_for_another_day() -> None:
    adoption = next_version()
    withdraw(adoption, "Bea", "too early", NOW)
    again = adopt(bytes(adoption.policy.source), "Anna", DAY, NOW + timedelta(minutes=1))
    assert in_force(DAY) == again.policy == adoption.policy


@pytest.mark.parametrize("minutes", [0, 600])
def test_from_midnight_of_its_day_on_it_is_not_withdrawn(minutes: int) -> None:
    adoption = next_version()
    begun = datetime(2027, 1, 10, tzinfo=ZoneInfo("Europe/Budapest"))
    with pytest.raises(NotWithdrawn, match="has begun"):
        withdraw(adoption, "Bea", "too early", begun + timedelta(minutes=minutes))
    withdraw(adoption, "Bea", "too early", begun - timedelta(minutes=1))


def test_its_day_is_the_companys() -> None:
    adoption = next_version()
    Company.objects.update(zone="Pacific/Kiritimati")
    with pytest.raises(NotWithdrawn, match="has begun"):
        withdraw(adoption, "Bea", "too early", datetime(2027, 1, 9, 11, tzinfo=ZoneInfo("UTC")))


@pytest.mark.parametrize(("why", "says"), [(" \n", "say why"), ("x" * (WHY_MOST + 1), "at most")])
def test_why_is_said_and_said_briefly(why: str, says: str) -> None:
    with pytest.raises(NotWithdrawn, match=says):
        withdraw(next_version(), "Bea", why, NOW)
    assert not Withdrawal.objects.exists()


def test_it_is_withdrawn_once() -> None:
    adoption = next_version()
    withdraw(adoption, "Bea", "too early", NOW)
    with pytest.raises(NotWithdrawn, match="Bea has withdrawn it already"):
        withdraw(adoption, "Anna", "too late", NOW)


def test_the_database_keeps_a_withdrawal_as_it_was_written() -> None:
    withdraw(next_version(), "Bea", "too early", NOW)
    for deed in (
        lambda: Withdrawal.objects.update(why="nothing"),
        lambda: Withdrawal.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            deed()
