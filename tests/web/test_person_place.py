"""Where a client is: said on their page or brought in, so that it is known when they may be called.

A Russian mobile may be anywhere between Kaliningrad and Kamchatka.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from time_machine import travel

from demur.actions.plan import plan
from demur.domain.peace import Approach, Purpose
from demur.domain.refusal import Channel
from demur.records.calls import Planned
from demur.records.gate import Wanted
from demur.records.journal import Entry
from demur.records.people import Contact, Number
from demur.records.users import Role
from tests.shop import open_shop
from tests.web.doors import signed_in, somebody
from tests.web.test_no import text

pytestmark = pytest.mark.django_db

MOBILE = "+79161234567"
#: A Tuesday: two in the afternoon in Omsk, noon's hour is past in Kamchatka and not yet in Moscow.
AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _shop() -> object:
    open_shop()
    with travel(AT, tick=False):
        yield


@pytest.fixture(name="kata")
def _kata() -> Client:
    return signed_in(somebody(Role.SELLER, "Kata"))


@pytest.fixture(name="ivan")
def _ivan() -> Contact:
    """A firm's man, so that no consent stands between him and a call."""
    ivan = Contact.objects.create(name="Иван", organisation="Омск-Печать", created_at=AT)
    Number.objects.create(contact=ivan, key=MOBILE, raw=MOBILE)
    return ivan


def call_for(contact: Contact) -> Planned:
    """A call that they asked for, due now."""
    asked = Approach(Channel.PHONE, Purpose.ASKED, AT, asked_at=AT)
    return plan([Wanted(MOBILE, asked, contact.pk)], "Anna", AT).planned[0]


def locate(client: Client, contact: Contact, **typed: str) -> object:
    contact.refresh_from_db()
    given = {"zone": "", "region": "", "version": str(contact.version)} | typed
    return client.post(f"/people/{contact.pk}/place", given)


def test_a_call_waits_for_a_clock_nobody_knows_until_somebody_says_where_they_are(
    kata: Client, ivan: Contact
) -> None:
    call = call_for(ivan)
    link = f'href="/people/{ivan.pk}#place"'
    assert "Say where they are" in text(kata.get("/calls"))
    refused = kata.post(f"/calls/{call.ref}/dial")
    assert refused.status_code == 409
    assert link in refused.content.decode()
    page = text(kata.get(f"/people/{ivan.pk}"))
    assert "somewhere between Tue 11:30 and Tue 21:30" in page
    assert 'value="Asia/Omsk"' in kata.get(f"/people/{ivan.pk}").content.decode()
    assert locate(kata, ivan, zone=" asia/omsk ").status_code == 302
    assert "It is Tue 15:30 there now (Omsk)." in text(kata.get(f"/people/{ivan.pk}"))
    assert "Say where they are" not in text(kata.get("/calls"))
    assert kata.post(f"/calls/{call.ref}/dial").status_code == 200


def test_the_code_of_a_region_does_as_well(kata: Client, ivan: Contact) -> None:
    call = call_for(ivan)
    assert locate(kata, ivan, region="ru-sve").status_code == 302
    ivan.refresh_from_db()
    assert (ivan.zone, ivan.region) == ("", "RU-SVE")
    assert kata.post(f"/calls/{call.ref}/dial").status_code == 200
    assert Entry.objects.filter(deed="located a person", who="Kata").count() == 1


def test_quiet_hours_of_a_known_place_do_not_ask_where_it_is(kata: Client, ivan: Contact) -> None:
    call = call_for(ivan)
    locate(kata, ivan, zone="Asia/Kamchatka")
    refused = text(kata.post(f"/calls/{call.ref}/dial"))
    assert "quiet hours" in refused
    assert "Say where they are" not in refused


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"zone": "Moscow time"}, "place-zone"),
        ({"zone": "x" * 5000}, "place-zone"),
        ({"zone": "Factory"}, "place-zone"),
        ({"zone": "../../etc/passwd"}, "place-zone"),
        ({"region": "RU-XXX"}, "place-region"),
        ({"region": "Omsk"}, "place-region"),
        ({"region": "QQ-1"}, "place-region"),
    ],
)
def test_what_is_no_place_is_told_at_its_field_and_nothing_is_kept(
    kata: Client, ivan: Contact, typed: dict[str, str], field: str
) -> None:
    refused = locate(kata, ivan, **typed)
    page = refused.content.decode()
    assert refused.status_code == 400
    assert page.index(f'id="{field}"') < page.index('aria-invalid="true"')
    ivan.refresh_from_db()
    assert (ivan.zone, ivan.region, ivan.version) == ("", "", 1)


def test_what_somebody_else_has_said_meanwhile_is_not_written_over(
    kata: Client, ivan: Contact
) -> None:
    locate(kata, ivan, zone="Asia/Omsk")
    late = locate(kata, ivan, zone="Europe/Moscow", version="1")
    assert late.status_code == 400
    assert "changed meanwhile" in text(late)
    ivan.refresh_from_db()
    assert ivan.zone == "Asia/Omsk"


def test_a_reader_sees_the_hour_and_no_form(ivan: Contact) -> None:
    reader = signed_in(somebody(Role.READER))
    assert locate(reader, ivan, zone="Asia/Omsk").status_code == 403
    assert "Enter where they are" not in text(reader.get(f"/people/{ivan.pk}"))
