"""P18: a backup loses nothing, and no restore brings back a call to someone who said no."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from demur.actions.decline import decline
from demur.actions.make_link import make_link
from demur.domain.exits import BY_RULES, Exit
from demur.domain.peace import Approach, Purpose, Why
from demur.domain.refusal import Channel, Lang
from demur.domain.regret import By, No, They
from demur.records import backups, journal, keyed, peace_journal
from demur.records.backups import NotABackup
from demur.records.gate import Wanted, ask
from demur.records.journal import Entry
from demur.records.offers import Link
from demur.records.peace import Peace
from demur.records.people import Contact, Mail, Number
from demur.records.serving import InUse
from tests.world import World

Served = Callable[..., AbstractContextManager[World]]
CLIENTS = 50
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _clients() -> None:
    """Fifty clients with two numbers, an address and an easy-no link each."""
    for n in range(CLIENTS):
        one = Contact.objects.create(code=f"C{n}", name=f"Client {n}", created_at=NOW)
        for kind in (1, 2):
            Number.objects.create(contact=one, key=f"+3630{kind}{n:06}", raw=f"{n}")
        Mail.objects.create(contact=one, key=f"c{n}@example.hu", raw=f"c{n}@example.hu")
        make_link(one, lang=Lang.HU, by="Anna", now=NOW)


@pytest.fixture(name="file")
def _file(tmp_path: Path) -> Path:
    return backed_up(tmp_path / "monday.zip")


def backed_up(file: Path, *, with_peace: bool = False) -> Path:
    backups.write(file, NOW, lambda *_: None, with_peace=with_peace)
    return file


def restore(file: Path) -> Path:
    """Bring a backup back; the folder with what it replaced."""
    aside = file.parent / f"aside-{file.name}"
    manifest = backups.fitting(file)
    with backups.unpacked(file, manifest) as folder:
        backups.put_back(folder, manifest, aside)
    return aside


def all_decline() -> None:
    for link in Link.objects.all():
        decline(link, No(They.PLAIN_NO, By.TAP), NOW)


def let_through() -> int:
    """How many of the clients' numbers and addresses come through any exit."""
    keys = [one.key for table in (Number, Mail) for one in table._default_manager.all()]
    assert len(keys) == 3 * CLIENTS
    wanted = [Wanted(key, Approach(Channel.PHONE, Purpose.SALE, LATER)) for key in keys]
    return sum(len(ask(one, wanted).cleared) for one in Exit)


def everything() -> dict[str, str]:
    """By table, a hash over all its rows."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = repr(sorted(map(repr, cursor.fetchall())))
            found[table] = hashlib.sha256(rows.encode()).hexdigest()
    return found


def test_whoever_said_no_after_the_backup_is_at_peace_after_the_restore(file: Path) -> None:
    # At the other exits the rules of the day bite as well.
    assert let_through() >= 3 * CLIENTS * len({*Exit} - BY_RULES)
    all_decline()
    restore(file)
    assert Peace.objects.count() == 0
    assert let_through() == 0
    assert Peace.objects.count() == CLIENTS


def test_the_records_are_what_they_were(file: Path) -> None:
    before = everything()
    all_decline()
    assert everything() != before
    restore(file)
    assert everything() == before
    journal.write("Kata", "wrote on", "a line", LATER)
    with pytest.raises(Exception, match="append-only"):
        Entry.objects.update(who="somebody else")


def test_without_the_journal_nobody_is_called_after_a_restore(file: Path) -> None:
    all_decline()
    (Path(settings.PEACE) / "journal").unlink()
    restore(file)
    assert let_through() == 0
    with pytest.raises(peace_journal.LostJournal):
        peace_journal.catch_up()


def test_the_key_is_in_a_backup_only_where_it_was_asked_for(file: Path, tmp_path: Path) -> None:
    keyed_file = backed_up(tmp_path / "keyed.zip", with_peace=True)
    own = Path(settings.PEACE) / "key"
    key = own.read_text()
    assert key.encode() not in b"".join(zipfile.ZipFile(file).read(n) for n in names(file))
    own.unlink()
    restore(keyed_file)
    keyed._key.cache_clear()
    assert own.read_text() == key
    assert own.stat().st_mode & 0o077 == 0
    assert let_through() > 0


def names(file: Path) -> list[str]:
    with zipfile.ZipFile(file) as archive:
        return archive.namelist()


def test_a_key_of_other_records_lets_nobody_be_called(file: Path) -> None:
    (Path(settings.PEACE) / "key").write_text("0" * 64)
    keyed._key.cache_clear()
    restore(file)
    wanted = Wanted("+36301000001", Approach(Channel.PHONE, Purpose.SALE, LATER))
    assert [one.blocked.why for one in ask(Exit.DIAL, [wanted]).held] == [Why.BLIND]


def test_a_backup_taken_while_others_write_is_of_one_instant(tmp_path: Path) -> None:
    is_over = threading.Event()

    def write_on() -> None:
        while not is_over.is_set():
            journal.write("Kata", "wrote", "a line", NOW)
        connection.close()

    writers = [threading.Thread(target=write_on) for _ in "ab"]
    for one in writers:
        one.start()
    try:
        files = [backed_up(tmp_path / f"{n}.zip") for n in range(3)]
    finally:
        is_over.set()
        for one in writers:
            one.join()
    counted = [backups.examine(one).rows["records_entry"] for one in files]
    assert counted == sorted(counted)
    restore(files[1])
    assert Entry.objects.count() == counted[1] < counted[2]


@pytest.mark.parametrize("flaw", ["cut", "bent", "foreign", "empty", "newer", "missing", "stuffed"])
def test_a_file_that_is_no_whole_backup_changes_nothing(file: Path, flaw: str) -> None:
    spoil(file, flaw)
    before = everything()
    with pytest.raises(NotABackup, match=file.name):
        restore(file)
    assert everything() == before
    assert not list(file.parent.glob("aside-*"))
    assert not list(Path(settings.DATA).glob(".demur-backup-*"))


def spoil(file: Path, flaw: str) -> None:
    whole = file.read_bytes()
    middle = len(whole) // 3
    flaws = {
        "cut": whole[:middle],
        "bent": whole[:middle] + bytes(200) + whole[middle + 200 :],
        "foreign": b"name,number\nAnna,+3630\n",
        "empty": b"",
    }
    if flaw in flaws:
        file.write_bytes(flaws[flaw])
    elif flaw == "missing":
        file.unlink()
    else:
        rewritten(file, is_newer=flaw == "newer")


def rewritten(file: Path, *, is_newer: bool) -> None:
    """The same backup of a newer program, or with a file in it that belongs elsewhere."""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    told = json.loads(parts["manifest.json"])
    if is_newer:
        told["migrations"].append("9999_to_come")
    else:
        parts["../outside"] = b"!"
        told["files"]["../outside"] = {"size": 1, "sha256": hashlib.sha256(b"!").hexdigest()}
    parts["manifest.json"] = json.dumps(told).encode()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_a_backup_of_the_other_engine_is_refused(file: Path) -> None:
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[connection.vendor]
    with zipfile.ZipFile(file) as archive:
        told = json.loads(archive.read("manifest.json"))
    name = backups.COPIES[other]
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, b"")
        told |= {"engine": other, "files": {name: {"size": 0, "sha256": ""}}}
        archive.writestr("manifest.json", json.dumps(told))
    with pytest.raises(NotABackup, match=f"is of {other}"):
        restore(file)


def test_what_is_no_backup_is_not_written_over(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Vera")
    with pytest.raises(NotABackup):
        backed_up(letter)
    assert letter.read_text() == "Dear Vera"


def test_an_older_backup_is_replaced_by_a_newer_one(file: Path) -> None:
    all_decline()
    backed_up(file)
    restore(file)
    assert Peace.objects.count() == CLIENTS


@pytest.mark.engine("sqlite")
def test_a_database_too_damaged_to_open_is_replaced_and_kept_aside(file: Path) -> None:
    all_decline()
    connection.close()
    database = Path(connection.settings_dict["NAME"])
    database.write_bytes(b"\0" * 5000)
    aside = restore(file)
    assert (aside / database.name).read_bytes() == b"\0" * 5000
    assert let_through() == 0


@pytest.mark.engine("sqlite")
def test_nothing_is_restored_while_another_program_has_the_database_open(file: Path) -> None:
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM records_contact").fetchone()
        with pytest.raises(InUse):
            restore(file)


def test_a_running_server_keeps_its_records_and_forgets_no_promise(
    served: Served, tmp_path: Path
) -> None:
    """From the command line: backup beside the server, decline, restore refused and done."""
    file = tmp_path / "monday.zip"
    with served(lambda here: here.python(SET_UP)) as here:
        made = here.demur("backup", str(file), "--json")
        assert json.loads(made.stdout)["rows"]["records_contact"] == 1
        here.python(DECLINE)
        refused = here.demur("restore", str(file), "--yes")
        assert (refused.returncode, refused.stdout) == (2, "")
        assert "stop the server first" in refused.stderr


SET_UP = """
from datetime import UTC, datetime
from demur.cli.serve import make_sound
from demur.actions.make_link import make_link
from demur.domain.refusal import Lang
from demur.records.people import Contact, Number
make_sound()
now = datetime(2026, 11, 2, tzinfo=UTC)
one = Contact.objects.create(name="Vera", created_at=now)
Number.objects.create(contact=one, key="+36301111111", raw="06301111111")
make_link(one, lang=Lang.HU, by="Anna", now=now)
"""
DECLINE = """
from datetime import UTC, datetime
from demur.actions.decline import decline
from demur.domain.regret import By, No, They
from demur.records.offers import Link
decline(Link.objects.get(), No(They.NEVER, By.TAP), datetime.now(UTC))
"""
