"""Calls told by other systems: a dialler's own and the telephone's events, each once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import permutations, product
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from demur.actions.make_key import Scope as KeyScope
from demur.domain.attempts import MESSAGES, Source
from demur.domain.peace import Scope
from demur.records.attempts import Attempt, calls_to
from demur.records.call_events import CallEvent
from demur.records.company import Company
from demur.records.held import forget
from demur.records.peace import Peace
from demur.records.people import Contact
from demur.web.attempts_said import TOLD
from tests.shop import NOW
from tests.web.doors import key
from tests.web.test_api import Caller

pytestmark = pytest.mark.django_db
NUMBER = "+36305550112"


@pytest.fixture(name="dialler")
def _dialler() -> Caller:
    forget()
    Company.objects.create(pk=1, name="Tintakút", numbers=["+3696555010"])
    return Caller(KeyScope.ATTEMPTS, KeyScope.CALLS, name="dialler")


@pytest.fixture(name="vera")
def _vera(dialler: Caller) -> Contact:
    contact = Contact.objects.create(name="Vera", code="K-7", created_at=NOW)
    contact.numbers.create(key=NUMBER, raw=NUMBER)
    return contact


def told(dialler: Caller, **body: Any) -> Any:
    return dialler.post("attempts", {"number": "06 30 555-0112", "outcome": "missed", **body})


def endings(contact: Contact) -> list[tuple[str, int | None]]:
    return [(one.disposition, one.seconds) for one in calls_to([contact.pk])[contact.pk]]


def test_a_call_is_put_down_with_its_client(dialler: Caller, vera: Contact) -> None:
    at = "2026-11-02T09:15:00+01:00"
    answered = told(dialler, at=at, seconds=240, outcome="felvette", id="c-1")
    assert answered.status_code == 201, answered.content
    body = answered.json()
    assert (body["outcome"], body["known"], body["before"], body["peace"]) == (
        *("answered", True, False),
        False,
    )
    row = Attempt.objects.get()
    assert (row.by, row.source, row.contact) == ("dialler (API)", Source.API, vera)
    assert told(dialler, at=at, outcome="no", id="c-1").json()["before"]
    assert endings(vera) == [("answered", 240)]


def test_a_client_may_be_named_by_their_id_and_a_stranger_is_kept(
    dialler: Caller, vera: Contact
) -> None:
    assert told(dialler, number="", client="K-7").json()["known"]
    assert not told(dialler, number="", client="K-8").json()["known"]
    assert not told(dialler, number="+36305550199").json()["known"]
    assert Attempt.objects.filter(contact=None).count() == 2


def test_a_no_brings_peace(dialler: Caller, vera: Contact) -> None:
    assert told(dialler, outcome="never").json()["peace"]
    assert Scope.EVERYTHING in {one.scope for one in Peace.objects.filter(lift=None)}


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"at": (timezone.now() + timedelta(hours=3)).isoformat()}, "future", "at"),
        ({"at": "0900-11-02T09:15:00+01:00"}, "ancient", "at"),
        ({"outcome": "vaporised"}, "unknown-outcome", "outcome"),
        ({"number": "112"}, "unreadable-number", "number"),
        ({"number": ""}, "nobody", "number"),
        ({"outcome": "later", "day": "2020-01-01"}, "past-day", "day"),
        ({"at": "2026-11-02 09:15"}, "invalid", "at"),
        ({"outcome": ""}, "invalid", "outcome"),
        ({"day": "soon"}, "invalid", "day"),
        ({"seconds": 86_401}, "invalid", "seconds"),
        ({"colour": "red"}, "invalid", "colour"),
    ],
)
def test_what_cannot_be_put_down_is_named_and_leaves_nothing(
    dialler: Caller, body: dict[str, Any], code: str, field: str
) -> None:
    refused = told(dialler, **body)
    assert refused.status_code == (400 if code == "invalid" else 409), refused.content
    assert refused.json()["code"] == code
    assert [one["field"] for one in refused.json()["errors"]] == [field]
    assert not Attempt.objects.exists()


def test_every_fault_is_told_in_the_readers_language() -> None:
    assert dict(TOLD) == dict(MESSAGES)
    for lang in ("hu", "ru"):
        with translation.override(lang):
            assert all(translation.gettext(text) != text for text in TOLD.values())


# ---- the telephone's events, as Zammad's generic CTI webhook sends them

NEW = {"event": "newCall"}
ANSWER = {"event": "answer", "answeringNumber": "36305550112"}
HANGUP = {"event": "hangup", "cause": "normalClearing"}


class Telephone:
    """A telephone system, which sends forms and no Idempotency-Key."""

    def __init__(self) -> None:
        self.headers = key(KeyScope.CALLS, name="pbx")
        self.client = Client(raise_request_exception=False)

    def sends(self, *events: dict[str, str], call: str = "abc-1", **more: Any) -> list[Any]:
        common = {"from": "3696555010", "to": "36305550112", "direction": "out", "callId": call}
        common |= {"user[]": "Kata", **more}
        url = "/api/v1/calls/events"
        return [self.client.post(url, common | one, headers=self.headers) for one in events]


@pytest.fixture(name="telephone")
def _telephone(vera: Contact) -> Telephone:
    return Telephone()


def test_a_call_is_an_attempt_when_it_is_over(telephone: Telephone, vera: Contact) -> None:
    first, second, last = telephone.sends(NEW, ANSWER, HANGUP)
    assert [one.status_code for one in (first, second, last)] == [200, 200, 200]
    assert first.json() == second.json() == {"attempt": None}
    row = Attempt.objects.get()
    assert last.json() == {"attempt": str(row.ref)}
    assert (row.contact, row.by, row.source) == (vera, "Kata", Source.CTI)
    assert endings(vera) == [("answered", 0)]


def test_a_call_that_came_in_is_no_attempt(telephone: Telephone) -> None:
    told = telephone.sends(NEW, ANSWER, HANGUP, direction="in")
    assert {one.status_code for one in told} == {200}
    assert not Attempt.objects.exists()
    assert not CallEvent.objects.exists()


@pytest.mark.parametrize("order", list(permutations((NEW, ANSWER, HANGUP))))
def test_late_repeated_and_shuffled_events_are_one_call(
    telephone: Telephone, vera: Contact, order: Sequence[dict[str, str]]
) -> None:
    told = telephone.sends(*order, order[0], *order)
    assert {one.status_code for one in told} == {200}
    ((ending, _seconds),) = endings(vera)
    assert ending == "answered"
    assert CallEvent.objects.count() == 3


def test_two_calls_are_two_whatever_system_counts_them(telephone: Telephone, vera: Contact) -> None:
    for call, cause in product(("1", "2"), ("cancel",)):
        telephone.sends(NEW, {"event": "hangup", "cause": cause}, call=call)
    assert endings(vera) == [("missed", 0), ("missed", 0)]


def test_an_internal_call_or_a_hidden_number_is_nobody(telephone: Telephone) -> None:
    for to in ("12", "anonymous", ""):
        assert telephone.sends(NEW, HANGUP, call=f"to {to}", to=to)[1].json() == {"attempt": None}
    assert not Attempt.objects.exists()


def test_the_same_events_come_as_json_too(telephone: Telephone, vera: Contact) -> None:
    body = {"from": "1", "to": NUMBER, "direction": "out", "callId": "j", "user": "Kata"}
    for event in (NEW, HANGUP):
        telephone.client.post(
            "/api/v1/calls/events",
            body | event,
            content_type="application/json",
            headers=telephone.headers,
        )
    assert endings(vera) == [("missed", 0)]


@pytest.mark.parametrize(
    "broken", [{"event": "explode"}, {"callId": ""}, {"direction": "sideways"}, {"to": "x" * 61}]
)
def test_an_event_that_is_none_is_refused(telephone: Telephone, broken: dict[str, str]) -> None:
    (refused,) = telephone.sends(NEW | broken)
    assert refused.status_code == 400
    assert not CallEvent.objects.exists()
