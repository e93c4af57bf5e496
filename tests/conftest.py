"""How the tests run: on which engine, with what at hand, in folders of their own.

Django's settings read the environment as they load, so everything here that decides about a
database happens before they do.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from ctypes.util import find_library
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis.internal.conjecture import providers

from tests import cluster
from tests.world import Prepare, World, served

if TYPE_CHECKING:
    from django.db.backends.base.operations import BaseDatabaseOperations
    from playwright.sync_api import Browser
    from pytest_django.fixtures import Settings as DjangoSettings
    from pytest_django.plugin import DjangoDbBlocker

CHROMIUM = Path("/usr/bin/chromium")
DOVECOT = Path("/usr/sbin/dovecot")
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ENGINES = ("sqlite", "postgresql")
ROOT = Path(__file__).parent.parent

# Two busy cores make a slow example now and then; slowness is measured in bench/, not here.
# The suite draws the same examples every time, so that a commit is good or not for everybody alike;
# `--draw-anew` looks for others.
LATE = hypothesis_settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.register_profile("anew", LATE, print_blob=True)
hypothesis_settings.register_profile("tests", LATE, derandomize=True)
hypothesis_settings.load_profile("tests")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engine", choices=ENGINES, default="sqlite", help="the database to test on")
    parser.addoption("--deep", action="store_true", help="run the deep proofs too")
    parser.addoption("--draw-anew", action="store_true", help="draw other examples than last time")
    parser.addoption("--pictures", metavar="FOLDER", help="keep pictures of the pages looked at")


MARKERS = (
    "needs(name): skipped, saying why, where the program is not installed",
    "engine(name): only means something on this database engine",
    "deep: a proof that takes minutes; run by `make prove`",
)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)
    if config.getoption("--draw-anew"):
        hypothesis_settings.load_profile("anew")
    else:
        # Otherwise it draws numbers that stand in whatever modules a worker has loaded by then.
        providers._get_local_constants = lambda: providers._local_constants
    if "workerinput" not in vars(config):
        _claim_environment(config)
        _let_stale_loops_go()
    worker = vars(config).get("workerinput", {}).get("workerid", "main")
    os.environ["DEMUR_DATA"] = str(Path(os.environ["DEMUR_TESTS"]) / worker)
    _set_up_django()


def _claim_environment(config: pytest.Config) -> None:
    """Leave nothing of the developer's own Demur within reach, and choose the engine.

    Workers inherit this environment, so they use the one cluster that their controller keeps.
    """
    for name in [name for name in os.environ if name.startswith("DEMUR_")]:
        if name != "DEMUR_REQUIRE_ALL":
            del os.environ[name]
    os.environ.pop("DATABASE_URL", None)
    folder = tempfile.mkdtemp(prefix="demur-tests-")
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    os.environ["DEMUR_TESTS"] = folder
    if config.getoption("--engine") == "postgresql":
        os.environ["DATABASE_URL"] = _kept_cluster(config)


def _let_stale_loops_go() -> None:
    """Forget compiled loops older than any source: numba looks only at the file that a loop stands
    in, and not at what it has compiled into it from others."""
    domain = ROOT / "demur" / "domain"
    newest = max(source.stat().st_mtime for source in domain.rglob("*.py"))
    for kept in domain.rglob("*.nb[ci]"):
        if kept.stat().st_mtime < newest:
            kept.unlink()


def _kept_cluster(config: pytest.Config) -> str:
    """The URL of a cluster that lives as long as this process does, however it ends."""
    keeper = subprocess.Popen(
        [sys.executable, "-m", "tests.cluster"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    config.add_cleanup(lambda: keeper.communicate(timeout=60))
    assert keeper.stdout
    said = keeper.stdout.readline().strip()
    if not said.startswith("postgresql://"):
        raise pytest.UsageError(said or "PostgreSQL did not start")
    return said


def _set_up_django() -> None:
    import django
    from django.conf import settings

    if settings.configured:
        raise pytest.UsageError("Django is set up already: unset DJANGO_SETTINGS_MODULE, drop --ds")
    # Not left in the environment: a worker that inherited it would set up before it has a folder.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_SETTINGS_MODULE", "demur.settings")
        django.setup()
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        # A real file: in memory there is no WAL, and no second process.
        database.setdefault("TEST", {})["NAME"] = str(Path(settings.DATA) / "test.sqlite3")


def pytest_report_header(config: pytest.Config) -> str:
    return f"engine: {config.getoption('--engine')}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, without calling it a skip, what does not belong to this run."""
    engine = config.getoption("--engine")

    def belongs(item: pytest.Item) -> bool:
        own = item.get_closest_marker("engine")
        if item.get_closest_marker("deep") and not config.getoption("--deep"):
            return False
        return own is None or engine in own.args

    config.hook.pytest_deselected(items=[item for item in items if not belongs(item)])
    items[:] = [item for item in items if belongs(item)]


def _no_chromium() -> str:
    return "" if CHROMIUM.is_file() else "Chromium was not found: apt-get install chromium"


def _no_dovecot() -> str:
    found = DOVECOT.is_file() and shutil.which("openssl")
    return "" if found else "Dovecot was not found: apt-get install dovecot-imapd dovecot-lmtpd"


def _no_postgresql() -> str:
    try:
        cluster.binaries()
    except cluster.NoPostgresError as error:
        return str(error)
    return ""


def _no_pango() -> str:
    found = find_library("pangoft2-1.0")
    return "" if found else "Pango was not found: apt-get install libpangoft2-1.0-0"


def _no_ray() -> str:
    return "" if find_spec("ray") else "Ray was not found: make setup"


LACKS: dict[str, Callable[[], str]] = {
    "chromium": _no_chromium,
    "dovecot": _no_dovecot,
    "pango": _no_pango,
    "postgresql": _no_postgresql,
    "ray": _no_ray,
}


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what needs a program that is missing, or fail where nothing may be missing."""
    names = [name for marker in item.iter_markers("needs") for name in marker.args]
    if lacking := " ".join(filter(None, (LACKS[name]() for name in names))):
        missing = pytest.fail if os.environ.get("DEMUR_REQUIRE_ALL") == "1" else pytest.skip
        missing(lacking)


@pytest.fixture(scope="session", autouse=True)
def _facts_can_be_emptied() -> Iterator[None]:
    """Between tests with real transactions the tables are emptied, append-only ones included."""
    from django.db import connection

    operations = type(connection.ops)
    emptied = {"sqlite": _emptied_without_triggers, "postgresql": _emptied_by_rows}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "sql_flush", emptied[connection.vendor](operations.sql_flush))
        yield


def _emptied_without_triggers(usual: Callable[..., list[str]]) -> Callable[..., list[str]]:
    """SQLite empties by DELETE, which the triggers forbid; so they step aside, and come back."""
    from django.db import connection

    def sql_flush(self: BaseDatabaseOperations, *words: object, **more: object) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        drop = [f"DROP TRIGGER {name}" for name, _ in triggers]
        return [*drop, *usual(self, *words, **more), *(made for _, made in triggers)]

    return sql_flush


def _emptied_by_rows(_usual: Callable[..., list[str]]) -> Callable[..., list[str]]:
    """PostgreSQL makes each truncated table's files anew, which takes longer than most tests.

    Their few rows are deleted instead, with no trigger in force until the transaction ends.
    """

    def sql_flush(
        self: BaseDatabaseOperations, style: object, tables: list[str], **more: object
    ) -> list[str]:
        rows = [f"DELETE FROM {self.quote_name(table)}" for table in tables]
        return ["; ".join(["SET LOCAL session_replication_role = replica", *rows])]

    return sql_flush


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Each table's keys begin at a place of their own, far from one: a key is no count of rows,
    and no other table's key. Otherwise what a worker ran before would decide which are alike."""
    from django.apps import apps
    from django.db import connection

    begin = {
        "sqlite": "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)",
        "postgresql": "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)",
    }[connection.vendor]
    ours = [one for one in apps.get_app_config("records").get_models() if one._meta.auto_field]
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for place, model in enumerate(ours, start=1):
            cursor.execute(begin, [model._meta.db_table, place * 7001])


@pytest.fixture(autouse=True)
def _own_peace(settings: DjangoSettings, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Each test has a journal of peace of its own: another's would be read into its records."""
    settings.PEACE = tmp_path_factory.getbasetemp() / f"peace-{uuid4().hex}"


@pytest.fixture(name="served", scope="session")
def serve_in_own_folder(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[..., AbstractContextManager[World]]:
    """`with served(prepare) as world:` a real server with a data folder and database of its own."""

    def start(prepare: Prepare | None = None, **env: str) -> AbstractContextManager[World]:
        return served(tmp_path_factory.mktemp("world"), prepare, **env)

    return start


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. Mark the module `pytest.mark.needs("chromium")`.

    Playwright keeps an event loop running in this thread, so Django would take any query made
    meanwhile for one made inside a coroutine. Hence the flag, and hence no longer than a module.
    """
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=CHROMIUM_FLAGS, headless=True
        )
        yield chromium
        chromium.close()
