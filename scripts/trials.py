"""A pytest plugin: set everything up once, then try each mutant in a copy of this process.

The tests pass on the original first, or nothing is tried. A mutant is dead where a test fails,
where its process dies, and where it does not end; `scripts/mutants.py` says which there are.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import pytest

#: How long the tests may take before a mutant is taken for one that never ends.
SECONDS: Final = 120
#: A mutant under which all tests passed; any other end is a death.
LIVES: Final = 0


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take a file with a mutant's name a line; the names of those that live are left in it."""
    parser.addoption("--mutants", type=Path, help="a file of mutants' names, one a line")


def pytest_runtestloop(session: pytest.Session) -> bool:
    """Run the tests as they are, then once more for each mutant."""
    file: Path = session.config.getoption("--mutants")
    mutants = file.read_text("utf-8").split()
    # Last comes the first once more, so that what a session sets up stays.
    _run(session.items, session.items[0])
    if not session.testsfailed:
        file.write_text("\n".join(_alive(session, mutants)), "utf-8")
    return True


def _run(items: list[pytest.Item], after: pytest.Item) -> None:
    for item, following in zip(items, [*items[1:], after], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if item.session.testsfailed:
            return


def _alive(session: pytest.Session, mutants: Iterable[str]) -> Iterator[str]:
    """Those under which every test passes; as many at a time as there are processors."""
    running: dict[int, str] = {}
    for mutant in mutants:
        if len(running) == os.cpu_count():
            yield from _ended(running)
        running[_started(session, mutant)] = mutant
    while running:
        yield from _ended(running)


def _ended(running: dict[int, str]) -> Iterator[str]:
    process, how = os.wait()
    mutant = running.pop(process)
    lives = os.waitstatus_to_exitcode(how) == LIVES
    os.write(sys.__stderr__.fileno(), f"{mutant} {'lives' if lives else 'dies'}\n".encode())
    if lives:
        yield mutant


def _started(session: pytest.Session, mutant: str) -> int:
    """Have a copy of this process run the tests with a mutant; its id."""
    from django.db import connections

    connections.close_all()
    process = os.fork()
    if process:
        return process
    signal.alarm(SECONDS)
    try:
        _own_database()
        os.environ["MUTANT_UNDER_TEST"] = mutant
        _run(session.items, session.items[0])
    finally:
        os._exit(1 if session.testsfailed or sys.exc_info()[0] else LIVES)


def _own_database() -> None:
    """What is tried beside this one writes into the same tables: take a copy of them."""
    from django.db import connection

    shared = Path(connection.settings_dict["NAME"])
    if shared.is_file():
        own = shared.with_name(f"{shared.name}-{os.getpid()}")
        connection.settings_dict["NAME"] = str(shutil.copy(shared, own))
