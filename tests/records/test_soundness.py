"""What makes a database unsafe is found, and each finding says what to do."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection
from pytest_django.fixtures import Settings as DjangoSettings

from demur.records import soundness, soundness_peace
from demur.records.company import Company
from demur.records.erasing import Erasing
from demur.records.policies import Adoption, PolicyVersion
from demur.records.soundness import Fact, Severity
from tests.shop import policy_text

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MOUNTS = """\
/dev/sda1 / ext4 rw,relatime 0 0
server:/export /srv/shared\\040files nfs4 rw 0 0
tmpfs /srv tmpfs rw 0 0
//nas/demur /srv/nas cifs rw 0 0
"""


@pytest.fixture
def own_folder(tmp_path: Path, settings: DjangoSettings) -> Path:
    settings.DATA = tmp_path
    tmp_path.chmod(0o700)
    return tmp_path


def named(name: str, facts: tuple[Fact, ...]) -> Fact:
    return next(fact for fact in facts if fact.name == name)


def tell(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_the_database_as_demur_sets_it_up_has_no_fault(own_folder: Path) -> None:
    assert soundness.faults(soundness.facts(NOW)) == ()


@pytest.mark.django_db
def test_every_unsound_fact_says_what_to_do(own_folder: Path, settings: DjangoSettings) -> None:
    settings.SECRET_KEY, settings.ALLOWED_HOSTS = "a" * 60, ["*"]
    own_folder.chmod(0o755)
    unsound = [fact for fact in soundness.facts(NOW) if not fact.sound]
    assert {"secret", "hosts", "data folder"} <= {fact.name for fact in unsound}
    assert all(fact.advice for fact in unsound)


@pytest.mark.engine("sqlite")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("statement", "undo", "name"),
    [
        ("PRAGMA synchronous=NORMAL", "PRAGMA synchronous=FULL", "synchronous"),
        ("PRAGMA synchronous=OFF", "PRAGMA synchronous=FULL", "synchronous"),
        ("PRAGMA journal_mode=DELETE", "PRAGMA journal_mode=WAL", "journal_mode"),
        ("PRAGMA foreign_keys=OFF", "PRAGMA foreign_keys=ON", "foreign_keys"),
        ("PRAGMA busy_timeout=5000", "PRAGMA busy_timeout=20000", "busy timeout"),
    ],
)
def test_a_sqlite_setting_that_loses_rows_is_a_fault(
    statement: str, undo: str, name: str, own_folder: Path
) -> None:
    tell(statement)
    try:
        faults = soundness.faults(soundness.facts(NOW))
    finally:
        tell(undo)
    assert [fault.name for fault in faults] == [name]


@pytest.mark.engine("sqlite")
@pytest.mark.django_db
def test_an_sqlite_with_the_wal_reset_defect_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soundness, "SQLITE_SINCE", (99, 0, 0))
    assert not named("SQLite since 99.0.0", soundness.before_serving()).sound


@pytest.mark.engine("sqlite")
@pytest.mark.django_db
def test_deferred_transactions_are_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "transaction_mode", "DEFERRED")
    assert not named("transaction mode", soundness.before_serving()).sound


@pytest.mark.engine("postgresql")
@pytest.mark.django_db
def test_an_asynchronous_commit_on_postgresql_is_a_fault(own_folder: Path) -> None:
    tell("SET LOCAL synchronous_commit = off")
    assert [fault.name for fault in soundness.faults(soundness.facts(NOW))] == [
        "synchronous_commit"
    ]


@pytest.mark.engine("postgresql")
@pytest.mark.django_db
def test_a_commit_that_waits_for_this_servers_disk_is_sound() -> None:
    tell("SET LOCAL synchronous_commit = local")
    assert named("synchronous_commit", soundness.before_serving()).sound


@pytest.mark.engine("postgresql")
@pytest.mark.django_db
def test_an_old_postgresql_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soundness, "POSTGRESQL_SINCE", 99)
    assert not named("PostgreSQL since 99", soundness.before_serving()).sound


@pytest.mark.parametrize(
    ("key", "sound"),
    [("q7Lw2Zk9Xc4Vb8Nm1Rt5Yp3Hs6Jd0FgA", True), ("short", False), ("ab" * 40, False)],
)
def test_a_short_or_monotonous_secret_is_a_fault(
    key: str, sound: bool, own_folder: Path, settings: DjangoSettings
) -> None:
    settings.SECRET_KEY = key
    assert soundness.secret().sound is sound


def test_a_secret_that_others_can_read_is_a_fault(own_folder: Path) -> None:
    file = own_folder / "secret"
    file.write_text("x")
    file.chmod(0o640)
    assert not soundness.secret().sound
    file.chmod(0o600)
    assert soundness.secret().sound


@pytest.mark.parametrize(("mode", "sound"), [(0o700, True), (0o750, True), (0o755, False)])
def test_a_data_folder_open_to_strangers_is_a_fault(
    mode: int, sound: bool, own_folder: Path
) -> None:
    own_folder.chmod(mode)
    assert soundness.data_folder().sound is sound


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/kata/.demur", "ext4"),
        ("/srv/nas/demur", "cifs"),
        ("/srv/nas-but-not-it", "tmpfs"),
        ("/srv/shared files/demur", "nfs4"),
    ],
)
def test_the_file_system_of_a_folder_is_that_of_its_nearest_mount(folder: str, kind: str) -> None:
    assert soundness.file_system_of(Path(folder), MOUNTS) == kind


def test_where_the_system_does_not_tell_its_mounts_no_file_system_is_blamed() -> None:
    assert soundness.file_system_of(Path("/srv"), "") == ""


@pytest.mark.parametrize(
    ("free", "sound", "severity"),
    [
        (10 * 1024**3, True, Severity.WARNING),
        (500 * 1024**2, False, Severity.WARNING),
        (1024, False, Severity.FAULT),
    ],
)
def test_a_scarce_disk_is_a_warning_and_a_full_one_a_fault(
    free: int, sound: bool, severity: Severity, monkeypatch: pytest.MonkeyPatch, own_folder: Path
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=free))
    fact = soundness.free_disk()
    assert (fact.sound, fact.severity) == (sound, severity)


@pytest.mark.django_db
def test_a_changed_policy_is_found_by_its_fingerprint(own_folder: Path) -> None:
    signed = b"# How we say no"
    PolicyVersion.objects.create(
        version=1, source=signed, sha256=hashlib.sha256(signed).hexdigest(), adopted_at=NOW
    )
    assert soundness.adopted_policies().sound
    PolicyVersion.objects.create(
        version=2, source=b"# How we say yes", sha256="0" * 64, adopted_at=NOW
    )
    fact = soundness.adopted_policies()
    assert (fact.sound, fact.found) == (False, "version 2")


def put_in_force(source: bytes) -> None:
    """Put a document in force as a Demur that found nothing against it would have."""
    version = PolicyVersion.objects.create(
        version=4, source=source, sha256=hashlib.sha256(source).hexdigest(), adopted_at=NOW
    )
    Adoption.objects.create(
        policy=version, adopted_by="Anna", in_force_from=NOW.date(), adopted_at=NOW
    )


@pytest.mark.django_db
def test_a_policy_in_force_that_lists_what_the_desk_answers_is_sound(own_folder: Path) -> None:
    assert named("policy in force", soundness.facts(NOW)).found == "no policy yet"
    put_in_force(policy_text())
    fact = named("policy in force", soundness.facts(NOW))
    assert (fact.sound, fact.found) == (True, "version 4")


@pytest.mark.django_db
def test_a_policy_in_force_without_a_word_of_the_desks_is_told_and_still_served(
    own_folder: Path,
) -> None:
    put_in_force(policy_text().replace(b"other business", b"another trade"))
    fact = named("policy in force", soundness.facts(NOW))
    assert (fact.sound, fact.severity) == (False, Severity.WARNING)
    assert "16: No row decides when the desk answers “Reason”" in fact.found
    assert soundness.policy_in_force(NOW - timedelta(days=1)).found == "no policy yet"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zone", "sound"), [("Asia/Yekaterinburg", True), ("Europe/Nowhere", False), ("../x", False)]
)
def test_a_time_zone_this_machine_does_not_know_is_a_fault(zone: str, sound: bool) -> None:
    Company.objects.update_or_create(pk=1, defaults={"name": "Inkwell", "zone": zone})
    assert soundness.time_zone().sound is sound


@pytest.mark.django_db
def test_tables_behind_this_version_are_told_but_do_not_stop_the_server() -> None:
    tell("DELETE FROM django_migrations WHERE app = 'axes'")
    fact = soundness.migrations()
    assert (fact.sound, fact.severity) == (False, Severity.WARNING)
    assert soundness.of_tables() == (fact,)


@pytest.mark.django_db
def test_tables_of_a_newer_demur_stop_the_server() -> None:
    tell(
        "INSERT INTO django_migrations (app, name, applied) "
        "VALUES ('records', '9999_from_the_future', '2030-01-01 00:00:00')"
    )
    fact = soundness.migrations()
    assert (fact.sound, fact.severity, fact.found) == (
        False,
        Severity.FAULT,
        "9999_from_the_future",
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_an_adopted_policy_is_kept_by_the_database_but_not_from_test_to_test(turn: int) -> None:
    assert not PolicyVersion.objects.exists()
    adopted = PolicyVersion.objects.create(version=1, source=b"#", sha256="0", adopted_at=NOW)
    with pytest.raises(DatabaseError, match="append-only"):
        adopted.delete()


@pytest.mark.django_db
def test_whether_promises_of_peace_are_safe_is_asked_too(settings: DjangoSettings) -> None:
    assert all(fact.sound for fact in soundness_peace.facts())
    folder = Path(settings.PEACE)
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o755)
    Erasing.objects.create(by="nobody")
    (folder / "journal").write_text("{}")
    unsound = {fact.name: fact for fact in soundness_peace.facts() if not fact.sound}
    assert unsound.keys() == {"journal of peace", "folder of peace", "facts"}
    assert all(fact.advice for fact in unsound.values())
    faults = soundness.faults(tuple(unsound.values()))
    assert {fact.name for fact in faults} == {"folder of peace", "facts"}
