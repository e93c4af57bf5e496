"""A PostgreSQL cluster of the tests' own: made on a free port, thrown away at the end.

As a program it keeps one cluster running until its standard input closes, so the cluster ends
with whoever asked for it, even if that one is killed:

    python -m tests.cluster            prints the URL, then waits for end of input
    python -m tests.cluster --check    prints where PostgreSQL is, or exits 1 with the reason
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OLDEST = 15
NAME = "demur"
TRIES = 3  # a free port may be taken between our look and the server's start


class NoPostgresError(Exception):
    """No usable PostgreSQL here; the message says what to install or do."""


def binaries() -> Path:
    """The folder of the newest PostgreSQL programs here; raises NoPostgresError where none is."""
    folders = [folder for folder in _candidates() if (folder / "initdb").is_file()]
    found = max(((_version(folder), folder) for folder in folders), default=None)
    if found is None:
        raise NoPostgresError("PostgreSQL's initdb was not found: apt-get install postgresql")
    version, folder = found
    if version < OLDEST:
        raise NoPostgresError(f"PostgreSQL {version} is too old: {OLDEST} or newer is needed")
    if os.geteuid() == 0 and _account() is None:
        raise NoPostgresError("PostgreSQL refuses to run as root, and there is no user to lend it")
    return folder


def _candidates() -> Iterator[Path]:
    if config := shutil.which("pg_config"):
        told = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        if told.returncode == 0:
            yield Path(told.stdout.strip())
    yield from Path("/usr/lib/postgresql").glob("*/bin")


def _version(folder: Path) -> int:
    told = subprocess.run([folder / "initdb", "--version"], capture_output=True, text=True)
    digits = told.stdout.rpartition(" ")[2].partition(".")[0].strip()
    return int(digits) if digits.isdigit() else 0


def _account() -> pwd.struct_passwd | None:
    """The account a root user lends the server: Debian's own for it, or the powerless one."""
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


def _lent() -> dict[str, object]:
    """How to start the server's programs as somebody who is not root."""
    account = _account() if os.geteuid() == 0 else None
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _folder() -> Path:
    """A new folder that the server's account reaches: a root user's TMPDIR may be closed to it."""
    usual = Path(tempfile.gettempdir())
    open_to_all = stat.S_ISVTX | stat.S_IRWXO
    fits = usual.stat().st_mode & open_to_all == open_to_all and len(str(usual)) < 40
    return Path(tempfile.mkdtemp(prefix="demur-pg-", dir=usual if fits else "/tmp"))  # noqa: S108


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _run(*command: str | Path) -> None:
    done = subprocess.run(  # type: ignore[call-overload]
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd="/",
        **_lent(),
    )
    if done.returncode:
        raise NoPostgresError(f"{Path(command[0]).name} failed: {done.stdout.strip()[-800:]}")


def _initialise(programs: Path, folder: Path) -> str:
    """Make the cluster's files; the password of its one user."""
    password = secrets.token_hex(16)
    (folder / "password").write_text(password)
    if lent := _lent():
        for place in (folder, folder / "password"):
            os.chown(place, lent["user"], lent["group"])  # type: ignore[arg-type]
    _run(
        programs / "initdb",
        f"--pgdata={folder / 'files'}",
        f"--username={NAME}",
        f"--pwfile={folder / 'password'}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    )
    return password


def _start(programs: Path, folder: Path) -> int:
    """Start the server on a port that is free; the port."""
    for left in reversed(range(TRIES)):
        port = _free_port()
        listen = f"-c listen_addresses=127.0.0.1 -p {port} -k {folder}"
        try:
            _pg_ctl(programs, folder, "start", "-w", "-l", str(folder / "log"), "-o", listen)
        except NoPostgresError:
            if not left:
                raise
        else:
            return port
    raise AssertionError("unreachable: the last try returns or raises")


def _pg_ctl(programs: Path, folder: Path, *words: str) -> None:
    _run(programs / "pg_ctl", "-D", folder / "files", "-s", *words)


@contextmanager
def cluster() -> Iterator[str]:
    """The URL of a running cluster's own database; stopped and removed on the way out.

    Durability stays as PostgreSQL ships it: the tests ask the database whether it is safe.
    Raises NoPostgresError.
    """
    programs, folder = binaries(), _folder()
    try:
        password = _initialise(programs, folder)
        port = _start(programs, folder)
        try:
            yield f"postgresql://{NAME}:{password}@127.0.0.1:{port}/postgres"
        finally:
            _pg_ctl(programs, folder, "stop", "-m", "immediate", "-w")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main(words: list[str]) -> int:
    """Keep a cluster until standard input closes, or with --check only look for one."""
    try:
        if words == ["--check"]:
            print(binaries())  # noqa: T201
            return 0
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # leaves by the way out below
        with cluster() as url:
            print(url, flush=True)  # noqa: T201
            sys.stdin.read()
    except NoPostgresError as error:
        print(error)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
