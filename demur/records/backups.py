"""Backups: the records in one file that says of itself whether it is whole.

A backup is a ZIP of the database's copy and a manifest with every file's fingerprint. The journal
of peace is not in it, on purpose: a backup is of yesterday, and whoever said no since must not be
forgotten by bringing it back.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from demur import __version__
from demur.records import backups_postgresql, backups_sqlite, keyed, peace_journal
from demur.records.keyed import LostKey
from demur.records.peace_journal import LostJournal

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
KEY: Final = "peace-key"
#: Each engine copies its database to one file, looks it over, and puts it in place.
ENGINES: Final = {"sqlite": backups_sqlite, "postgresql": backups_postgresql}
COPIES: Final = {"sqlite": "demur.sqlite3", "postgresql": "demur.sql"}
MANIFEST_MOST: Final = 1 << 20
PORTION: Final = 1 << 20
#: How far it has come, of how much; both in bytes or pages.
Hear = Callable[[float, float], None]


class NotABackup(Exception):
    """A file can't be brought back; the message says why."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself: `rows` by table, `files` by name with size and SHA-256."""

    format: int
    demur: str
    engine: str
    made_at: str
    migrations: tuple[str, ...]
    rows: Mapping[str, int]
    files: Mapping[str, Mapping[str, Any]]

    @property
    def total(self) -> int:
        """How many rows there are in all."""
        return sum(self.rows.values())


def write(file: Path, now: datetime, hear: Hear, *, with_peace: bool = False) -> Manifest:
    """Write a consistent copy of the records while they are in use; whole, or not at all.

    Raises NotABackup where the file is there already and is something else, LostKey, OSError.
    """
    if file.exists():
        examine(file)
    # So that a copy knows of its journal: one that did not would take any, or none, for its own.
    with suppress(LostJournal, LostKey):
        peace_journal.take_hold()
    with _own_folder(file.parent) as folder:
        copy = folder / COPIES[connection.vendor]
        rows = ENGINES[connection.vendor].copy(copy, hear)
        files = {copy.name: copy}
        if with_peace:
            (folder / KEY).write_text(keyed.key().hex())
            files[KEY] = folder / KEY
        draft = folder / "draft"
        manifest = _pack(draft, files, rows, now, hear)
        os.replace(draft, file)
    _sync(file.parent)
    return manifest


def examine(file: Path) -> Manifest:
    """What a backup says of itself; raises NotABackup for whatever is none, cut or newer."""
    with _opened(file) as archive:
        return _manifest(archive, file)


def fitting(file: Path) -> Manifest:
    """What a backup says of itself, where it is for this engine and no newer than this program.

    Raises NotABackup.
    """
    manifest = examine(file)
    if manifest.engine != connection.vendor:
        raise NotABackup(
            f"{file.name} is of {manifest.engine}, and these records are kept by "
            f"{connection.vendor}: see DATABASE_URL"
        )
    ours = {name for app, name in MigrationLoader(None).disk_migrations if app == "records"}
    if set(manifest.migrations) - ours:
        raise NotABackup(f"{file.name} was made by a newer Demur: update the program first")
    return manifest


@contextmanager
def unpacked(file: Path, manifest: Manifest) -> Iterator[Path]:
    """The folder with what is in a backup, each file as its fingerprint says; raises NotABackup."""
    size = sum(int(one["size"]) for one in manifest.files.values())
    if shutil.disk_usage(settings.DATA).free < size:
        raise NotABackup(f"{file.name} needs {size >> 20} MB of free disk in {settings.DATA}")
    with _own_folder(Path(settings.DATA)) as folder, _opened(file) as archive:
        for name, told in manifest.files.items():
            with archive.open(name) as packed, (folder / name).open("wb") as plain:
                read = _copied(packed, plain, limit=told["size"])
                os.fsync(plain.fileno())
            if read != (told["size"], told["sha256"]):
                raise NotABackup(f"{file.name} is damaged: {name} is not what was written")
        yield folder


def put_back(folder: Path, manifest: Manifest, aside: Path) -> None:
    """Put an unpacked backup in place of the records; what it replaces is kept aside.

    Whole, or not at all. Raises NotABackup or InUse, and then nothing is changed.
    """
    engine = ENGINES[manifest.engine]
    copy = folder / COPIES[manifest.engine]
    if not engine.is_whole(copy, manifest.rows):
        raise NotABackup("the database in this backup is damaged")
    engine.put_in_place(copy, aside)
    own = keyed.folder() / "key"
    if (folder / KEY).exists() and not own.exists():
        own.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / KEY).chmod(0o600)
        shutil.move(folder / KEY, own)


def has_key(manifest: Manifest) -> bool:
    """Whether the key of peace is in a backup."""
    return KEY in manifest.files


# ---- the file


@contextmanager
def _own_folder(within: Path) -> Iterator[Path]:
    """A folder that nobody else may look into, gone when the block ends."""
    within.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".demur-backup-", dir=within) as folder:
        yield Path(folder)


def _pack(
    draft: Path, files: Mapping[str, Path], rows: Mapping[str, int], now: datetime, hear: Hear
) -> Manifest:
    told: dict[str, dict[str, Any]] = {}
    with (
        open(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
    ):
        for name, file in files.items():
            with file.open("rb") as plain, archive.open(name, "w", force_zip64=True) as packed:
                size, sha256 = _copied(plain, packed, hear=hear, of=file.stat().st_size)
            told[name] = {"size": size, "sha256": sha256}
        manifest = Manifest(
            format=FORMAT,
            demur=__version__,
            engine=connection.vendor,
            made_at=now.isoformat(),
            migrations=_migrations(),
            rows=rows,
            files=told,
        )
        archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
        archive.close()
        out.flush()
        os.fsync(out.fileno())
    return manifest


def _migrations() -> tuple[str, ...]:
    applied = MigrationLoader(connection).applied_migrations
    return tuple(sorted(name for app, name in applied if app == "records"))


def _copied(
    source: IO[bytes],
    target: IO[bytes],
    *,
    limit: int | None = None,
    hear: Hear | None = None,
    of: int = 0,
) -> tuple[int, str]:
    """Copy a file; give its size and SHA-256. One that is larger than `limit` is not read on."""
    size, digest = 0, hashlib.sha256()
    while portion := source.read(PORTION):
        size += len(portion)
        if limit is not None and size > limit:
            break
        digest.update(portion)
        target.write(portion)
        if hear:
            hear(size, of)
    return size, digest.hexdigest()


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    """A backup, opened; whatever is wrong with its bytes becomes NotABackup."""
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except FileNotFoundError as error:
        raise NotABackup(f"there is no file {file}") from error
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        raise NotABackup(f"{file.name} is no backup of Demur, or was cut short") from error
    except zlib.error as error:
        raise NotABackup(f"{file.name} is damaged: it can't be unpacked") from error


def _manifest(archive: zipfile.ZipFile, file: Path) -> Manifest:
    try:
        with archive.open(MANIFEST) as packed:
            told = json.loads(packed.read(MANIFEST_MOST))
        newer = told["format"] > FORMAT
        manifest = Manifest(**told | {"migrations": tuple(told["migrations"])})
        sizes = {name: int(one["size"]) for name, one in manifest.files.items()}
        is_whole = manifest.files.keys() >= {COPIES[manifest.engine]} and all(
            archive.getinfo(name).file_size == size for name, size in sizes.items()
        )
        is_ours = manifest.files.keys() <= {COPIES[manifest.engine], KEY}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NotABackup(f"{file.name} is no backup of Demur: its manifest says nothing") from error
    if newer:
        raise NotABackup(f"{file.name} was made by a newer Demur: update the program first")
    if not (is_whole and is_ours):
        raise NotABackup(f"{file.name} is damaged: it does not hold what its manifest says")
    return manifest


def _sync(folder: Path) -> None:
    where = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(where)
    finally:
        os.close(where)
