"""`demur attempts`: strangers find their people, and a firm says in its own words how calls end."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from typer.testing import CliRunner

from demur.channels.attempts_in import take_in
from demur.cli import CouldNot
from demur.cli.attempts import app
from demur.domain.attempts import Call, Source
from demur.domain.dispositions import SHIPPED
from demur.domain.peace import Scope
from demur.records.attempts import calls_to
from demur.records.journal import Entry
from demur.records.peace import Peace
from demur.records.people import Contact
from tests.shop import NOW, open_shop

pytestmark = pytest.mark.django_db
NUMBER = "+36305550112"


@pytest.fixture(name="vera")
def _vera() -> Contact:
    open_shop()
    for address, client in ((NUMBER, ""), ("", "K-9"), ("", "K-9")):
        call = Call(uuid4(), NOW, "missed", Source.API, address=address, client=client)
        take_in(call, "Kata", NOW)
    return Contact.objects.create(name="Vera", code="V-1", created_at=NOW)


def attempts(*words: str) -> str:
    """What the command said; raises CouldNot where `demur` would end with 2."""
    done = CliRunner().invoke(app, words)
    if isinstance(done.exception, CouldNot):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.stdout


def endings(contact: Contact) -> int:
    return len(calls_to([contact.pk])[contact.pk])


def test_a_stranger_is_listed_until_somebody_says_who_it_is(vera: Contact) -> None:
    assert [one["who"] for one in json.loads(attempts("strangers", "--json"))] == ["K-9", NUMBER]
    assert "2 calls were to V-1" in attempts("match", "K-9", "V-1", "--by", "Anna")
    assert "1 calls were to V-1" in attempts("match", "06 30 555-0112", "V-1", "--by", "Anna")
    assert "Everybody who was called is known" in attempts("strangers")
    assert endings(vera) == 3
    take_in(Call(uuid4(), NOW, "missed", Source.API, address=NUMBER), "Kata", NOW)
    assert endings(vera) == 4


def test_a_stranger_who_said_never_is_left_in_peace_when_they_are_known(vera: Contact) -> None:
    take_in(Call(uuid4(), NOW, "never", Source.API, client="K-10"), "Kata", NOW)
    assert not Peace.objects.exists()
    attempts("match", "K-10", "V-1", "--by", "Anna")
    assert Scope.EVERYTHING in {one.scope for one in Peace.objects.all()}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("match", "+36305550199", "V-1", "--by", "Anna"), "no call to"),
        (("match", "K-9", "V-2", "--by", "Anna"), "nobody has the id"),
        (("match", "K-9", "V-1", "--by", " "), "--by is empty"),
        (("ending", "missed", "--key", "l", "--by", "Anna"), "round page.s own"),
        (("ending", "missed", "--key", "a", "--by", "Anna"), "two dispositions"),
        (("ending", "missed", "--flag", "bought", "--by", "Anna"), "stands for life"),
        (("ending", "ours", "--flag", "vaporised", "--by", "Anna"), "is none of"),
        (("ending", "ours", "--by", "Anna"), "who was on the line"),
    ],
)
def test_what_cannot_be_done_is_said(vera: Contact, words: tuple[str, ...], said: str) -> None:
    with pytest.raises(CouldNot, match=said):
        attempts(*words)


def test_a_firm_renames_retires_and_adds_and_old_calls_mean_what_they_meant(vera: Contact) -> None:
    attempts("match", "K-9", "V-1", "--by", "Anna")
    attempts("ending", "missed", "--en", "rang out", "--key", "8", "--by", "Anna")
    attempts("ending", "secretary", "--retire", "--by", "Anna")
    new = ("--hu", "fax", "--ru", "факс", "--en", "fax", "--key", "f")
    flags = ("--flag", "a machine answered", "--flag", "counts as attempt")
    attempts("ending", "fax", *new, *flags, "--by", "Anna")
    listed = {one["code"]: one for one in json.loads(attempts("endings", "--json"))}
    assert len(listed) == len(SHIPPED) + 1
    assert (listed["missed"]["en"], listed["missed"]["key"]) == ("rang out", "8")
    assert listed["missed"]["hu"] == "nem vette fel"
    assert listed["secretary"]["retired"]
    attempts("ending", "secretary", "--en", "gatekeeper", "--by", "Anna")
    assert "gatekeeper" in attempts("endings")
    assert {one.disposition for one in calls_to([vera.pk])[vera.pk]} == {"missed"}
    assert Entry.objects.filter(deed="shaped a disposition").count() == 4
