"""PostgreSQL copied by pg_dump while it is in use, and put in place of another by psql."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from django.db import connection, connections, transaction

from demur.records.serving import InUse

POLL_SECONDS: Final = 0.5
DUMP: Final = ("--no-owner", "--no-privileges", "--encoding=UTF8")
MADE: Final = re.compile(r"CREATE TABLE \w+\.(\w+) \(")
#: What stands in the schema before a copy is put in: tables with all that hangs on them, functions.
CLEAR: Final = """
DO $$ DECLARE one record; BEGIN
FOR one IN SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()
LOOP EXECUTE format('DROP TABLE %I CASCADE', one.name); END LOOP;
FOR one IN SELECT p.oid::regprocedure AS name FROM pg_proc p
WHERE pronamespace = current_schema()::regnamespace
AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
LOOP EXECUTE format('DROP FUNCTION %s CASCADE', one.name); END LOOP;
END $$;
"""
OTHERS: Final = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


def copy(to: Path, hear: Callable[[float, float], None]) -> dict[str, int]:
    """Dump the database as it is at this instant; give the number of rows by table.

    The rows are counted in the very snapshot that is dumped. Raises OSError that says what to
    install, or what pg_dump said.
    """
    program = _program("pg_dump")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        rows = _rows()
        _run([program, *DUMP, f"--snapshot={snapshot}", f"--file={to}"], hear, to)
    return rows


def is_whole(file: Path, told: Mapping[str, int]) -> bool:
    """Whether a dump has a part for every table; that its rows fit is seen as it is put in."""
    with file.open(encoding="utf-8") as lines:
        made = {found[1] for line in lines if (found := MADE.match(line))}
    return told.keys() <= made


def put_in_place(file: Path, aside: Path) -> None:
    """Put a dump in place of what the database holds, in one transaction; raises InUse, OSError.

    What it replaces is dumped aside first.
    """
    program = _program("psql")
    with connection.cursor() as cursor:
        cursor.execute(OTHERS)
        if cursor.fetchone()[0]:
            raise InUse("others are connected to the database: stop every server first")
    if connection.introspection.table_names():
        aside.mkdir(mode=0o700, parents=True)
        copy(aside / "demur.sql", lambda *_: None)
    connections.close_all()
    clear = file.with_name("clear.sql")
    clear.write_text(CLEAR)
    words = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction"]
    _run([program, *words, f"--file={clear}", f"--file={file}"])


def _rows() -> dict[str, int]:
    with connection.cursor() as cursor:
        counted: dict[str, int] = {}
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608  # nosec B608 (quoted)
            counted[table] = cursor.fetchone()[0]
        return counted


def _program(name: str) -> str:
    if found := shutil.which(name):
        return found
    raise OSError(f"{name} was not found: apt-get install postgresql-client, then try again")


def _run(
    words: list[str], hear: Callable[[float, float], None] | None = None, file: Path | None = None
) -> None:
    """Run one of PostgreSQL's own programs on our database; raises OSError with what it said."""
    given = connection.settings_dict
    told = {
        "PGDATABASE": given["NAME"],
        "PGUSER": given["USER"],
        "PGPASSWORD": given["PASSWORD"],
        "PGHOST": given["HOST"],
        "PGPORT": given["PORT"],
    }
    env = os.environ | {name: str(value) for name, value in told.items() if value}
    with subprocess.Popen(
        words, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as running:
        while True:
            try:
                _, said = running.communicate(timeout=POLL_SECONDS)
                break
            except subprocess.TimeoutExpired:
                if hear and file and file.exists():
                    hear(file.stat().st_size, 0)
    if running.returncode:
        lines = said.decode(errors="replace").strip().splitlines() or ["it did not say why"]
        raise OSError(f"{Path(words[0]).name} failed: {lines[0]}")
