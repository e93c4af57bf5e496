"""SQLite copied while it is in use, and put in place of another."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote

from django.db import connection, connections

from demur.records.serving import InUse

PAGES_AT_ONCE = 4000
SUFFIXES = ("-wal", "-shm", "-journal")


def copy(to: Path, hear: Callable[[float, float], None]) -> dict[str, int]:
    """Copy the database as it is at this instant; give the number of rows by table.

    The source is read in one transaction: in WAL mode nobody waits for it, and what is written
    meanwhile neither gets into the copy nor makes it begin anew.
    https://www.sqlite.org/backup.html
    """

    def reached(_: int, left: int, pages: int) -> None:
        hear(pages - left, pages)

    with closing(_read_only(_ours())) as source, closing(sqlite3.connect(to)) as target:
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(target, pages=PAGES_AT_ONCE, progress=reached, sleep=0)
        # One file, without a log beside it.
        target.execute("PRAGMA journal_mode=DELETE")
        return rows(target)


def is_whole(file: Path, told: Mapping[str, int]) -> bool:
    """Whether a copy is a sound database with these rows."""
    try:
        with closing(_read_only(file)) as database:
            is_sound = database.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
            return is_sound and rows(database) == dict(told)
    except sqlite3.DatabaseError:
        return False


def put_in_place(file: Path, aside: Path) -> None:
    """Put a copy in place of the database, which is kept aside; raises InUse."""
    connections.close_all()
    ours = _ours()
    if ours.exists():
        _tidy(ours)
        aside.mkdir(mode=0o700, parents=True)
        for one in (ours, *_beside(ours)):
            os.link(one, aside / one.name)
        for one in _beside(ours):
            one.unlink()
    file.chmod(0o600)
    os.replace(file, ours)
    where = os.open(ours.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(where)
    finally:
        os.close(where)


def rows(database: sqlite3.Connection) -> dict[str, int]:
    """The number of rows by table."""
    tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    names = [name for (name,) in tables if not name.startswith("sqlite_")]
    counted = {name: f'SELECT count(*) FROM "{name}"' for name in sorted(names)}  # noqa: S608
    return {name: database.execute(count).fetchone()[0] for name, count in counted.items()}


def _tidy(file: Path) -> None:
    """Bring the log into the file, which only works where nobody else has it open."""
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(file, timeout=1)) as database:
        try:
            database.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise InUse("another program has the database open: end it first") from error
            # A database so damaged that it can't be tidied is kept aside as it is.


def _beside(file: Path) -> Iterator[Path]:
    for suffix in SUFFIXES:
        one = file.with_name(file.name + suffix)
        if one.exists():
            yield one


def _read_only(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(file))}?mode=ro", uri=True, isolation_level=None)


def _ours() -> Path:
    return Path(connection.settings_dict["NAME"])
