"""Is this database safe to keep a company's promises in? Asked of the database and its place.

Each question has one answer, a Fact, that says what was found and, where that is not sound, what
to do about it. A fault is a way to lose or leak records: nothing is served on one. A warning is
a way there. The SQLite facts follow https://www.sqlite.org/wal.html (a network file system, the
WAL-reset defect mended in 3.51.3) and https://www.sqlite.org/pragma.html#pragma_synchronous; the
PostgreSQL facts its manual's chapter on reliability and the write-ahead log.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from demur.domain.policy import document, findings
from demur.domain.policy.desk import for_the_desk
from demur.records.company import Company
from demur.records.journal import Entry
from demur.records.policies import Adoption, PolicyVersion, in_force, is_as_signed, may_decide

SQLITE_SINCE = (3, 51, 3)
POSTGRESQL_SINCE = 15
BUSY_MILLISECONDS = 20_000
SECRET_CHARACTERS = 32
SECRET_VARIETY = 8
SCARCE_BYTES = 1024**3
SPENT_BYTES = 64 * 1024**2
NETWORK = frozenset(
    ["9p", "afs", "ceph", "cifs", "fuse.glusterfs", "fuse.sshfs", "nfs", "nfs4", "smb3", "smbfs"]
)


class Severity(StrEnum):
    """What an unsound fact means: nothing is served on a fault, a warning is only told."""

    FAULT = "fault"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Fact:
    """One answer: what was asked, whether it is sound, what was found and what to do."""

    name: str
    sound: bool
    severity: Severity
    found: str
    advice: str


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting of the engine that has to have one of these values."""

    name: str
    safe: frozenset[str]
    advice: str | LazyText


# synchronous: 2 is FULL, 3 is EXTRA, which is stricter still.
PRAGMAS = (
    Setting(
        "journal_mode",
        frozenset({"wal"}),
        gettext_lazy(
            "Put the data folder (DEMUR_DATA) on a local disk: SQLite could not switch to WAL."
        ),
    ),
    Setting(
        "synchronous",
        frozenset({"2", "3"}),
        gettext_lazy(
            "Set PRAGMA synchronous=FULL: below it a power cut loses what was already answered."
        ),
    ),
    Setting(
        "foreign_keys",
        frozenset({"1"}),
        gettext_lazy("Set PRAGMA foreign_keys=ON, or records may point at nothing."),
    ),
)
# Every value of synchronous_commit but "off" waits for this server's own disk.
SHOWN = (
    Setting(
        "fsync",
        frozenset({"on"}),
        gettext_lazy(
            "Set fsync = on in postgresql.conf: without it a power cut corrupts the database."
        ),
    ),
    Setting(
        "full_page_writes",
        frozenset({"on"}),
        gettext_lazy(
            "Set full_page_writes = on in postgresql.conf: half-written pages can't be mended."
        ),
    ),
    Setting(
        "synchronous_commit",
        frozenset({"on", "remote_apply", "remote_write", "local"}),
        gettext_lazy(
            "Set synchronous_commit = on: without it a crash loses what was already answered."
        ),
    ),
    Setting(
        "server_encoding",
        frozenset({"UTF8"}),
        gettext_lazy(
            "Create the database anew with ENCODING 'UTF8': callers have more than one alphabet."
        ),
    ),
)


def facts(now: datetime) -> tuple[Fact, ...]:
    """Everything there is to ask, in the order in which one would mend it."""
    found = before_serving()
    if not answers().sound:
        return found
    tables = of_tables()
    return (*found, *tables, *([policy_in_force(now)] if tables[0].sound else []))


def before_serving() -> tuple[Fact, ...]:
    """What has to be sound before a table is touched: the place, the secret and the engine."""
    place = (secret(), hosts(), data_folder(), file_system(), free_disk(), answers())
    if not place[-1].sound:
        return place
    return place + tuple(sqlite() if connection.vendor == "sqlite" else postgresql())


def of_tables() -> tuple[Fact, ...]:
    """What the tables themselves say; only about their version where that is not ours."""
    version = migrations()
    return (version, adopted_policies(), time_zone()) if version.sound else (version,)


def faults(asked: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """The facts on which nothing may be served."""
    return tuple(fact for fact in asked if not fact.sound and fact.severity is Severity.FAULT)


def _fault(name: str, sound: bool, found: object, advice: str | LazyText) -> Fact:
    return Fact(name, sound, Severity.FAULT, str(found), "" if sound else str(advice))


def _warning(name: str, sound: bool, found: object, advice: str | LazyText) -> Fact:
    return Fact(name, sound, Severity.WARNING, str(found), "" if sound else str(advice))


def secret() -> Fact:
    """Whether the key that signs sessions is long, varied and its owner's alone."""
    key, file = settings.SECRET_KEY, Path(settings.DATA) / "secret"
    open_to_others = file.exists() and bool(file.stat().st_mode & 0o077)
    strong = len(key) >= SECRET_CHARACTERS and len(set(key)) >= SECRET_VARIETY
    found = "readable by others" if open_to_others else f"{len(key)} characters"
    advice = _(
        "Delete the file named secret in the data folder, or set DEMUR_SECRET_KEY to 50 random "
        "characters; everybody then signs in again."
    )
    return _fault("secret", strong and not open_to_others, found, advice)


def hosts() -> Fact:
    """Whether the server answers only to its own names; any name would let links be forged."""
    named = settings.ALLOWED_HOSTS
    advice = _("Name the hosts in DEMUR_HOSTS, with commas between: demur.example.org,127.0.0.1")
    return _fault("hosts", bool(named) and "*" not in named, ",".join(named), advice)


def data_folder() -> Fact:
    """Whether the data folder can be written by us and read by no stranger on the machine."""
    folder = Path(settings.DATA)
    mode = stat.S_IMODE(folder.stat().st_mode)
    writable = os.access(folder, os.W_OK | os.X_OK)
    if not writable:
        advice = _("Make %(folder)s writable for the user Demur runs as, or name another folder.")
    else:
        advice = _("Close it to others: chmod 700 %(folder)s")
    found = f"{folder} ({mode:o})"
    return _fault("data folder", writable and not mode & 0o007, found, advice % {"folder": folder})


def file_system() -> Fact:
    """Whether the data folder is on a disk of this machine, as far as the system tells."""
    try:
        mounts = Path("/proc/mounts").read_text(errors="replace")
    except OSError:
        mounts = ""  # not Linux: nothing to ask
    kind = file_system_of(Path(settings.DATA), mounts)
    advice = _("Move the data folder to a local disk: SQLite's WAL does not work over a network.")
    return _warning("file system", kind not in NETWORK, kind or "not known", advice)


def file_system_of(folder: Path, mounts: str) -> str:
    """The kind of file system a folder is on, from the text of /proc/mounts; empty if not told."""
    here, best, kind = folder.resolve(), -1, ""
    for line in mounts.splitlines():
        words = line.split()
        if len(words) > 2:
            point = Path(words[1].replace("\\040", " "))
            if here.is_relative_to(point) and len(point.parts) >= best:
                best, kind = len(point.parts), words[2]
    return kind


def free_disk() -> Fact:
    """Whether the disk has room for the records to come."""
    free = shutil.disk_usage(settings.DATA).free
    grade = _fault if free < SPENT_BYTES else _warning
    advice = _("Make room on the disk of the data folder: at least 1 GB should be free.")
    return grade("free disk", free >= SCARCE_BYTES, f"{free // 1024**2} MB", advice)


def answers() -> Fact:
    """Whether the database can be reached at all."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        said = str(error).strip().splitlines() or [type(error).__name__]
        advice = _("Start the database, or mend DATABASE_URL (unset, Demur uses SQLite).")
        return _fault("database answers", False, said[0], advice)
    return _fault("database answers", True, connection.vendor, "")


def sqlite() -> Iterator[Fact]:
    """How safely this SQLite writes, and that writers wait for one another."""
    found = _ask("SELECT sqlite_version()")
    recent = tuple(int(part) for part in found.split(".")) >= SQLITE_SINCE
    advice = _("Install pysqlite3 0.6.1 or newer: an older SQLite can lose rows as its log resets.")
    yield _fault("SQLite since " + ".".join(map(str, SQLITE_SINCE)), recent, found, advice)
    yield from _settings(PRAGMAS, lambda name: _ask(f"PRAGMA {name}"))
    mode = str(connection.settings_dict["OPTIONS"].get("transaction_mode"))
    advice = _("Set transaction_mode to IMMEDIATE: otherwise writers fail instead of queueing.")
    yield _fault("transaction mode", mode == "IMMEDIATE", mode, advice)
    wait = int(_ask("PRAGMA busy_timeout"))
    advice = _("Set the timeout to 20 seconds: writers must wait for one another.")
    yield _fault("busy timeout", wait >= BUSY_MILLISECONDS, f"{wait} ms", advice)


def postgresql() -> Iterator[Fact]:
    """How safely this PostgreSQL writes."""
    version = int(_ask("SHOW server_version_num")) // 10_000
    advice = _("Move to PostgreSQL 15 or newer.")
    name = f"PostgreSQL since {POSTGRESQL_SINCE}"
    yield _fault(name, version >= POSTGRESQL_SINCE, _ask("SHOW server_version"), advice)
    yield from _settings(SHOWN, lambda name: _ask(f"SHOW {name}"))


def _settings(wanted: tuple[Setting, ...], ask: Callable[[str], str]) -> Iterator[Fact]:
    for setting in wanted:
        found = ask(setting.name)
        yield _fault(setting.name, found in setting.safe, found, setting.advice)


def _ask(question: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(question)
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def migrations() -> Fact:
    """Whether the tables are those of this version of Demur: neither older nor newer."""
    executor = MigrationExecutor(connection)
    loader = executor.loader
    newer = {name for app, name in loader.applied_migrations if app == "records"} - {
        name for app, name in loader.disk_migrations if app == "records"
    }
    if newer:
        advice = _("The tables are from a newer Demur: update the program before it serves.")
        return _fault("tables", False, ", ".join(sorted(newer)), advice)
    pending = executor.migration_plan(loader.graph.leaf_nodes())
    advice = _("Run demur serve: it brings the tables up to date before it answers anybody.")
    return _warning("tables", not pending, f"{len(pending)} to be brought up to date", advice)


def adopted_policies() -> Fact:
    """Whether every adopted policy is, to the byte, the document that was signed.

    The journal knows its fingerprint too: whoever changes a document would have to change both.
    A warning is enough where another version was adopted since, and callers are answered by that.
    """
    adopted = Entry.objects.filter(deed="adopted").values_list("subject", "facts__sha256")
    signed: dict[str, set[str]] = {}
    for subject, sha256 in adopted:
        signed.setdefault(subject, set()).add(sha256)
    changed = [
        one.version
        for one in PolicyVersion.objects.order_by("version").iterator()
        if not is_as_signed(one)
        or signed.get(f"policy version {one.version}", {one.sha256}) != {one.sha256}
    ]
    found = "version " + ", ".join(map(str, changed)) if changed else "as signed"
    if changed and not _deciding() & set(changed):
        advice = _("Nothing is decided by it any more. Find out who could write to the database.")
        return _warning("adopted policies", False, found, advice)
    advice = _(
        "Adopt an earlier version again (demur policy kept writes it to a file), or bring the last "
        "backup back; and find out who could write to the database."
    )
    return _fault("adopted policies", not changed, found, advice)


def policy_in_force(now: datetime) -> Fact:
    """Whether the policy in force lists what the desk will answer: else no row decides.

    A check that has learnt more since, or another Demur, may find what the signer was not told.
    """
    company = Company.objects.filter(pk=1).first()
    version = in_force(now.astimezone(_zone(company.zone if company else None)).date())
    policy = document.read(bytes(version.source)).policy if version else None
    told = [
        f"{one.line}: {one.message}"
        for one in (for_the_desk(policy) if policy else ())
        if one.severity is not findings.Severity.NOTE
    ]
    found = f"version {version.version}" if version else "no policy yet"
    advice = _(
        "The desk answers what the policy does not list, and no row decides then. Mend the lines "
        "named here in a draft, and adopt it."
    )
    return _warning("policy in force", not told, "; ".join([found, *told]), advice)


def _deciding() -> frozenset[int]:
    """The versions that may decide since the last adoption: before that there is no today here."""
    last = Adoption.objects.order_by("-adopted_at").first()
    zone = Company.objects.filter(pk=1).values_list("zone", flat=True).first()
    since = last.adopted_at.astimezone(_zone(zone)).date() if last else None
    return may_decide(since) if since else frozenset()


def _zone(name: str | None) -> ZoneInfo:
    """The company's zone; UTC where there is none, or none that is known here."""
    try:
        return ZoneInfo(name or "UTC")
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def time_zone() -> Fact:
    """Whether the company's time zone is known here, so that promised hours are right."""
    zone = Company.objects.filter(pk=1).values_list("zone", flat=True).first()
    try:
        known = zone is None or bool(ZoneInfo(zone))
    except (KeyError, ValueError, OSError):
        known = False
    advice = _("Install the package tzdata, or give the company a zone such as Europe/Budapest.")
    return _fault("time zone", known, zone or "no company yet", advice)
