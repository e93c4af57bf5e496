"""P21: export is complete, erasure is complete, and peace outlives it."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from demur.actions.decline import decline
from demur.actions.erase import NoReason, erase
from demur.actions.export_person import export_person
from demur.actions.lift import lift
from demur.actions.make_link import make_link
from demur.channels.person_file import person_file
from demur.domain.exits import Exit
from demur.domain.peace import Approach, Purpose, Scope
from demur.domain.refusal import Channel, Lang
from demur.domain.regret import By, No, They
from demur.records import journal, personal
from demur.records.consents import consented
from demur.records.erasing import Erasing, Erasure, counts, erasing, person_of
from demur.records.gate import Wanted, ask
from demur.records.inquiries import Inquiry, Refusal
from demur.records.peace import Peace, keys_of
from demur.records.peace_journal import PeaceJournal
from demur.records.people import Contact, Mail, Number
from tests.reliability.canaries import (
    MAIL,
    NAME,
    NOW,
    NUMBER,
    every_table,
    klara,
    plant,
    tables_of_clients,
)
from tests.shop import open_shop

LATER = NOW + timedelta(days=1)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _shop() -> None:
    open_shop()


def may_sell(number: str = NUMBER, at: datetime = LATER) -> bool:
    approach = Approach(Channel.PHONE, Purpose.SALE, at)
    return not ask(Exit.DIAL, [Wanted(number, approach)]).held


def test_nobody_forgot_to_say_what_a_text_holds() -> None:
    assert personal.undeclared() == set()


def test_a_text_nobody_decided_about_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    without = {k: v for k, v in personal.TABLES.items() if k != "records.Explanation"}
    monkeypatch.setattr(personal, "TABLES", without)
    told = {"records.Explanation", "records.Explanation.rival", "records.Explanation.words"}
    assert told <= personal.undeclared()


def test_the_person_of_these_tests_has_a_row_in_every_table_of_clients() -> None:
    assert set(counts(person_of(klara()))) == tables_of_clients()


def test_nothing_of_an_erased_person_is_left_anywhere(caplog: pytest.LogCaptureFixture) -> None:
    contact = klara()
    contact.note = "before it was changed: kanári-old"
    contact.save()
    canaries = plant(person_of(contact)) | {NUMBER, MAIL, NUMBER[1:], "kanári-old"}
    assert all(one in every_table() for one in canaries - {"kanári-old"})
    contact.refresh_from_db()
    erase(contact, "Anna", f"{contact.name} asked by mail", LATER)
    left = every_table() + caplog.text + (Path(settings.PEACE) / "journal").read_text()
    assert not [one for one in canaries if one in left]
    assert not Erasing.objects.exists()


@pytest.mark.engine("sqlite")
def test_nothing_of_an_erased_person_is_left_in_the_bytes_of_the_file() -> None:
    contact = klara()
    canaries = plant(person_of(contact)) | {NUMBER, MAIL}
    file = Path(connection.settings_dict["NAME"])
    written = [file, file.with_name(f"{file.name}-wal")]
    assert any(NUMBER.encode() in one.read_bytes() for one in written)
    erase(contact, "Anna", "asked by mail", LATER)
    bytes_left = b"".join(one.read_bytes() for one in written if one.exists())
    assert not [one for one in canaries if one.encode() in bytes_left]


def test_facts_stay_as_counts() -> None:
    contact = klara()
    facts = Inquiry.objects.values_list("situation", "row", "worth_minor", "region", "at").get()
    regrets = Refusal.objects.filter(direction="regret").count()
    erase(contact, "Anna", "asked", LATER)
    assert (
        Inquiry.objects.values_list("situation", "row", "worth_minor", "region", "at").get()
        == facts
    )
    assert Refusal.objects.filter(direction="regret").count() == regrets


def test_an_erased_person_is_still_at_peace_when_an_old_list_brings_them_back() -> None:
    erase(klara(), "Anna", "asked", LATER)
    again = Contact.objects.create(name="K. Klára", created_at=LATER)
    Number.objects.create(contact=again, key=NUMBER, raw="06 30 123 4567")
    assert not may_sell(at=LATER + timedelta(days=9 * 365))
    assert Peace.objects.get(source="erasure").scope == Scope.MARKETING


def test_whoever_wants_only_to_be_erased_may_be_offered_something_again() -> None:
    contact = klara()
    for peace in Peace.objects.filter(lift=None):
        lift(peace, "They asked for it.", "Anna", NOW)
    erase(contact, "Anna", "asked, and still wants our news", LATER, may_market=True)
    assert may_sell()


def test_a_link_of_an_erased_person_still_says_no_for_them() -> None:
    contact = klara()
    link = make_link(contact, lang=Lang.HU, by="Anna", now=NOW).link
    for peace in Peace.objects.filter(lift=None):
        lift(peace, "They asked for it.", "Anna", NOW)
    erase(contact, "Anna", "asked", LATER, may_market=True)
    link.refresh_from_db()
    decline(link, No(They.NEVER, By.TAP), LATER)
    assert not may_sell()


def test_consent_does_not_outlive_the_person() -> None:
    contact = klara()
    keys = keys_of([contact.pk])[contact.pk]
    assert consented(keys, Channel.MAIL, Purpose.MARKETING, LATER)
    erase(contact, "Anna", "asked", LATER)
    assert not consented(keys, Channel.MAIL, Purpose.MARKETING, LATER)


def test_a_caller_who_is_no_contact_can_be_erased_by_their_number() -> None:
    contact = klara()
    Inquiry.objects.update(contact=None)
    Number.objects.all().delete()
    erase(None, "Anna", "asked", LATER, address=NUMBER)
    assert NUMBER not in every_table()
    assert Contact.objects.get() == contact
    assert not may_sell()


def test_others_keep_what_is_theirs_and_lose_only_the_name() -> None:
    contact = klara()
    other = klara("Más Mária", "+36307654321", "maria@mas.example")
    other.note = f"sister of {NAME}, {MAIL}, {NUMBER}, likes kanári"
    other.save()
    journal.write("Kata", "noted", f"person {other.pk}", NOW, said=[f"rang {NAME.upper()}"])
    erase(contact, "Anna", "asked", LATER)
    other.refresh_from_db()
    assert other.note == "sister of …, …, …, likes kanári"
    assert "KANÁRI KLÁRA" not in every_table()
    assert set(counts(person_of(other))) == tables_of_clients()
    assert may_sell() is False


def test_a_database_of_yesterday_does_not_bring_back_whoever_was_erased() -> None:
    contact = klara()
    erase(contact, "Anna", "asked", LATER)
    back = klara()
    forget_the_erasure()
    assert not may_sell()
    assert not Contact.objects.filter(pk=back.pk).exists()
    assert "Kanári" not in every_table()


def test_whoever_came_back_by_themselves_after_being_erased_stays() -> None:
    erase(klara(), "Anna", "asked", LATER)
    back = Contact.objects.create(name="Kanári Klára", created_at=LATER + timedelta(days=2))
    Number.objects.create(contact=back, key=NUMBER, raw=NUMBER)
    Mail.objects.create(contact=back, key=MAIL, raw=MAIL)
    forget_the_erasure()
    assert not may_sell()
    assert Contact.objects.get().name == "Kanári Klára"


def test_nobody_is_erased_without_a_reason() -> None:
    contact = klara()
    with pytest.raises(NoReason):
        erase(contact, "Anna", "  ", LATER)
    assert Contact.objects.exists()
    assert not Erasure.objects.exists()


def forget_the_erasure() -> None:
    """Leave the records as a database of before it: it has read none of the journal of peace."""
    with erasing("the test"):
        Erasure.objects.all().delete()
    PeaceJournal.objects.update(read_to=0)


def test_the_copy_a_person_gets_has_all_we_hold_of_them() -> None:
    contact = klara()
    canaries = plant(person_of(contact)) | {NUMBER, MAIL}
    tables = export_person(contact, "Anna", LATER)
    archive = zipfile.ZipFile(io.BytesIO(person_file(tables, "Inkwell", LATER)))
    data, page = (archive.read(f"person.{kind}").decode() for kind in ("json", "html"))
    assert not [one for one in canaries if one not in data]
    assert not [one for one in canaries if one not in page]
    assert json.loads(data)["tables"].keys() == {
        label.partition(".")[2] for label in tables_of_clients()
    }


def test_the_copy_names_nobody_of_ours_and_runs_nothing() -> None:
    contact = klara(name="<script>alert(1)</script> & Co")
    tables = export_person(contact, "Anna Szabó", LATER)
    with zipfile.ZipFile(io.BytesIO(person_file(tables, "<b>Inkwell", LATER))) as archive:
        data, page = (archive.read(f"person.{kind}").decode() for kind in ("json", "html"))
    assert "Anna" not in data
    assert "Kata" not in data
    assert "<script" not in page
    assert "<b>" not in page


def test_a_number_that_no_list_brought_is_at_peace_after_the_erasure_too() -> None:
    now = timezone.now()
    vera = Contact.objects.create(name="Vera", created_at=now)
    Number.objects.create(contact=vera, key="+36301111111", raw="+36301111111")
    link = make_link(vera, lang=Lang.HU, by="Anna", now=now).link
    decline(link, No(They.NEVER, By.TAP), now)
    Number.objects.create(contact=vera, key="+36302222222", raw="+36302222222")
    erase(vera, "Anna", "They asked for it.", now)
    call = Approach(Channel.PHONE, Purpose.ASKED, now, asked_at=now - timedelta(days=1))
    assert ask(Exit.CALLS_PAGE, [Wanted("+36302222222", call)]).held
