"""`demur backup`, `restore`, `peace`, `person`, `retention`: what they print, and how they end."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import typer
from django.conf import settings
from typer.testing import CliRunner, Result

from demur.actions.decline import decline
from demur.cli import backup, peace, person, restore, retention
from demur.domain.regret import By, No, They
from demur.records.inquiries import Inquiry
from demur.records.journal import Entry, Receipt
from demur.records.offers import Link
from demur.records.peace import Peace
from demur.records.people import Contact, Mail, Number
from tests.reliability.canaries import MAIL, NOW, NUMBER, klara
from tests.shop import open_shop

pytestmark = pytest.mark.django_db(transaction=True)
runner = CliRunner()


def run(command: Any, *words: object) -> Result:
    if not isinstance(command, typer.Typer):
        alone = typer.Typer()
        alone.command()(command)
        command = alone
    return runner.invoke(command, [str(word) for word in words])


@pytest.fixture(name="vera")
def _vera() -> Contact:
    open_shop()
    return klara()


def test_a_restore_says_how_many_promises_it_brought_back(vera: Contact, tmp_path: Path) -> None:
    file = tmp_path / "monday.zip"
    made = run(backup.backup, file, "--json")
    assert (made.exit_code, json.loads(made.stdout)["with_key"]) == (0, False)
    link = Link.objects.order_by("pk").last()
    assert link
    decline(link, No(They.NEVER, By.TAP), NOW)
    known = Peace.objects.count()
    done = run(restore.restore, file, "--yes", "--json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["promises_brought_back"], told["trouble"]) == (0, 1, None)
    assert Peace.objects.count() == known


def test_a_restore_without_the_journal_says_that_nobody_may_be_contacted(
    vera: Contact, tmp_path: Path
) -> None:
    file = tmp_path / "monday.zip"
    run(backup.backup, file)
    (Path(settings.PEACE) / "journal").unlink()
    done = run(restore.restore, file, "--yes")
    assert done.exit_code == 1
    assert "Nobody may be contacted yet" in done.stderr
    assert run(peace.app, "status").exit_code == 1
    assert run(peace.app, "rewrite", "--yes").exit_code == 0
    assert run(peace.app, "status").exit_code == 0


def test_a_restore_asks_before_it_replaces_anything(vera: Contact, tmp_path: Path) -> None:
    file = tmp_path / "monday.zip"
    run(backup.backup, file)
    Contact.objects.update(note="since")
    assert run(restore.restore, file).exit_code != 0
    assert Contact.objects.get().note == "since"


def test_the_status_of_peace_tells_programs_too(vera: Contact) -> None:
    told = json.loads(run(peace.app, "status", "--json").stdout)
    assert told["sound"]
    assert told["promises"] == Peace.objects.filter(lift=None).count() > 0


def test_a_person_gets_a_copy_of_what_we_hold(vera: Contact, tmp_path: Path) -> None:
    file = tmp_path / "copy.zip"
    assert run(person.app, "export", NUMBER, "-o", file).exit_code == 0
    with zipfile.ZipFile(file) as archive:
        assert MAIL in archive.read("person.html").decode()
    assert Entry.objects.filter(deed="gave a copy of").exists()


def test_a_rehearsed_erasure_tells_what_would_go_and_changes_nothing(vera: Contact) -> None:
    words = ("erase", vera.pk, "--by", "Anna", "--reason", "a letter")
    rehearsed = json.loads(run(person.app, *words, "--rehearse", "--json").stdout)
    assert Contact.objects.exists()
    assert json.loads(run(person.app, *words, "--json").stdout) == rehearsed
    assert not Contact.objects.exists()
    assert run(person.app, *words).exit_code != 0


def test_where_a_word_of_the_name_still_stands_is_told(vera: Contact) -> None:
    word = vera.name.split()[0]
    Contact.objects.create(name="Olga", note=f"ask {word} first", created_at=vera.created_at)
    words = ("erase", vera.pk, "--by", "Anna", "--reason", "a letter", "--json")
    told = json.loads(run(person.app, *words).stdout)
    assert [one["words"] for one in told["look_at"]] == [f"ask {word} first"]


def test_nobody_is_erased_without_a_name_and_a_reason(vera: Contact) -> None:
    done = run(person.app, "erase", vera.pk, "--by", "Anna", "--reason", " ")
    assert done.exit_code != 0
    assert Contact.objects.exists()


def test_without_a_period_nothing_goes(vera: Contact) -> None:
    assert "No period is set" in run(retention.app, "rehearse").stdout
    assert run(retention.app, "apply", "--by", "Anna").exit_code == 0
    assert Inquiry.objects.exclude(need="").exists()


def test_what_is_past_its_period_goes_and_counts_stay(vera: Contact) -> None:
    for kind in ("inquiries", "receipts"):
        assert run(retention.app, "keep", kind, "1 day", "--by", "Anna").exit_code == 0
    Contact.objects.update(note="kept")
    (inquiries, receipts) = json.loads(run(retention.app, "rehearse", "--json").stdout)
    assert (inquiries["count"], receipts["count"]) == (0, 0)
    with_age(days=3)
    told = json.loads(run(retention.app, "apply", "--by", "Anna", "--json").stdout)
    assert [(one["kind"], one["count"]) for one in told] == [("inquiries", 1), ("receipts", 1)]
    assert (Inquiry.objects.get().need, Inquiry.objects.get().number_key) == ("", "")
    assert not Receipt.objects.exists()
    assert Contact.objects.get().note == "kept"
    assert Number.objects.exists()
    assert Mail.objects.exists()
    assert json.loads(run(retention.app, "rehearse", "--json").stdout)[0]["count"] == 0


def with_age(days: int) -> None:
    """Make inquiries and receipts that old, as the clock will."""
    from datetime import timedelta

    from django.utils import timezone

    at = timezone.now() - timedelta(days=days)
    Inquiry.objects.update(at=at)
    Receipt.objects.update(at=at)


@pytest.mark.parametrize("period", ["", "0 days", "soon", "5", "1e9 years", "999999 years"])
def test_what_is_no_period_is_said_so(vera: Contact, period: str) -> None:
    assert run(retention.app, "keep", "inquiries", period, "--by", "Anna").exit_code != 0


def test_a_period_can_be_set_back_to_for_good(vera: Contact) -> None:
    run(retention.app, "keep", "receipts", "30 days", "--by", "Anna")
    run(retention.app, "keep", "receipts", "for good", "--by", "Anna")
    assert "No period is set" in run(retention.app, "rehearse").stdout
