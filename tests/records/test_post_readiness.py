"""The doctor says whether messages can leave, and which could not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django.fixtures import Settings as DjangoSettings

from demur.domain.errands import Became, State
from demur.domain.refusal import Channel
from demur.post_settings import Gateway, MailServer
from demur.records.errands import send_soon, settle, take
from demur.records.post_readiness import facts
from demur.records.soundness import Severity
from tests.records.test_errands import BOTH, message
from tests.shop import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)


def unsound(at: object = NOW) -> dict[str, str]:
    """What is to be mended, and what was found there."""
    asked = facts(at)  # type: ignore[arg-type]
    assert all(fact.severity is Severity.WARNING for fact in asked)
    return {fact.name: fact.found for fact in asked if not fact.sound}


def test_a_house_that_sends_nothing_is_sound_and_says_so() -> None:
    assert unsound() == {}
    assert {fact.name: fact.found for fact in facts(NOW)} == {
        "mail": "not set up",
        "SMS": "not set up",
        "links": "not set up",
        "messages that wait": "none",
        "messages that failed": "none",
        "webhook": "not set up",
    }


def test_what_is_set_up_is_named_without_its_secrets(settings: DjangoSettings) -> None:
    settings.MAIL_SERVER = MailServer("mail.example.org", 465, "tls", "desk", "open sesame")
    settings.SMS_GATEWAY = Gateway("https://sms.example.org/x?k=1", "key-1", "secret-1")
    settings.URL, settings.HAS_URL = "https://desk.example.org", True
    assert unsound() == {}
    told = repr(facts(NOW))
    assert "mail.example.org:465 (tls)" in told
    assert not [word for word in ("sesame", "key-1", "secret-1", "k=1") if word in told]


def test_links_that_lead_nowhere_are_to_be_mended(settings: DjangoSettings) -> None:
    settings.MAIL_SERVER = MailServer("mail.example.org", 25, "none")
    settings.HAS_URL = False
    assert unsound().keys() == {"mail", "links"}
    settings.URL, settings.HAS_URL = "http://desk.example.org", True
    assert "links" in unsound()


def test_messages_that_nobody_sends_are_told_after_an_hour() -> None:
    send_soon(message(), NOW)
    send_soon(message("card/2", not_before=NOW + timedelta(days=3)), NOW)
    assert unsound(NOW + timedelta(minutes=59)) == {}
    assert unsound(LATER) == {"messages that wait": "1: nobody sends them"}


def test_messages_turned_away_are_told_with_the_reason() -> None:
    send_soon(message(), NOW)
    errand = take(NOW, BOTH)
    assert errand is not None
    settle(errand, Became(State.WAITING, LATER, "451 try later"), NOW)
    assert unsound(LATER) == {"messages that wait": "1: 451 try later"}


def test_messages_that_failed_are_told_for_a_week() -> None:
    send_soon(message(channel=Channel.SMS), NOW)
    errand = take(NOW, BOTH)
    assert errand is not None
    settle(errand, Became(State.FAILED, None, "the gateway answered 400"), NOW)
    found = unsound(LATER)
    assert found == {"messages that failed": "1 in 7 days; the last: the gateway answered 400"}
    assert unsound(NOW + timedelta(days=8)) == {}
