"""One demo company for all the tests in a browser: set up once, served once, looked at by many."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import holidays
import pytest
import time_machine

from tests.web.chromium import Demo, opened
from tests.world import Ask, World, interpreter

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Browser, Page

    from demur.actions.make_link import NewLink

HERE = ZoneInfo("Europe/Budapest")
POST = {"DEMUR_SMTP_URL": "smtp://127.0.0.1:1", "DEMUR_MAIL_FROM": "Inkwell <we@inkwell.example>"}
SET_UP = """
from datetime import UTC, datetime
from demur.cli.serve import make_sound
make_sound()
from demur.cli.demo import prepare
from demur.cli.demo_offers import better_offers
from demur.records.users import User
now = datetime.now(UTC)
prepare(now)
list(better_offers(now))
User.objects.create(name="Bea", role="head")
"""
#: The example in English, signed anew as the next version: what a test signed before is past.
ENGLISH = """
from datetime import UTC, date, datetime
from importlib.resources import files
from demur.actions.adopt import adopt
from demur.records.policies import PolicyVersion, in_force
now = in_force(date.today())
new = PolicyVersion.objects.latest("version").version + 1
source = (files("demur") / "policies" / "example.en.md").read_bytes()
head = f"| {new} | {date.today()} | {now.version} |".encode()
source = source.replace(b"| 4 | 2026-12-01 | 3 |", head)
adopt(source, "Anna", date.today(), datetime.now(UTC))
"""


@pytest.fixture(name="clock")
def _own_hour() -> Iterator[time_machine.Coordinates]:
    """The tests' own hour, which stands still until it is shifted."""
    from tests.shop import NOW

    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture(name="new")
def _new(clock: time_machine.Coordinates) -> NewLink:
    """A client's link, of this hour."""
    from tests.web.links import new_link

    return new_link()


@pytest.fixture(name="url")
def _url(new: NewLink) -> str:
    """The page of that link."""
    return f"/no/{new.token}"


@pytest.fixture(name="vera")
def _vera() -> Client:
    """The client's browser."""
    from tests.web.links import browser

    return browser()


@pytest.fixture(name="demo", scope="session")
def _demo(served: Callable[..., AbstractContextManager[World]]) -> Iterator[Demo]:
    """The demo company on the morning of a working day, its policy in English."""
    asked: list[Ask] = []
    with ExitStack() as stack:

        def prepare(here: World) -> None:
            asked.append(stack.enter_context(interpreter(here)))
            for source in (SET_UP, ENGLISH):
                asked[0](source)

        world = stack.enter_context(served(prepare, **POST, **_clock()))
        yield Demo(world.url, asked[0])


def _clock() -> dict[str, str]:
    """The environment in which it is ten o'clock on the next working day in Győr."""
    now = datetime.now(UTC)
    day = now.astimezone(HERE).date() + timedelta(days=1)
    while day.weekday() > 4 or day in holidays.country_holidays("HU", years=day.year):
        day += timedelta(days=1)
    ahead = datetime.combine(day, time(10), HERE) - now
    folder = Path(__file__).parent.parent / "clock"
    return {"PYTHONPATH": str(folder), "TESTS_SECONDS_AHEAD": str(int(ahead.total_seconds()))}


@pytest.fixture(name="page")
def _page(browser: Browser, demo: Demo, request: pytest.FixtureRequest) -> Iterator[Page]:
    """An English page of whoever the module names as its READER."""
    context = opened(browser, demo, request.module.READER)
    yield context.pages[0]
    context.close()


@pytest.fixture(name="policy_as_before")
def _policy_as_before(demo: Demo) -> Iterator[None]:
    """For a test that signs another policy: afterwards the example is in force again."""
    yield
    demo.ask(ENGLISH)


@pytest.fixture(name="picture")
def _picture(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Keep a picture of a page, for whoever wants to look: `pytest --pictures FOLDER`."""
    folder = request.config.getoption("--pictures")

    def take(page: Page, name: str) -> None:
        if folder:
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    return take
