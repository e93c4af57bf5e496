"""What the tests in a real browser share: the demo it looks at, who is signed in, what is amiss."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.world import Ask

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

LANGUAGES = ("hu", "ru", "en")
SIZES = ((1240, 860), (360, 700))
SIGN_IN = """
from django.utils import timezone
from demur.actions.sign_in_link import make_link
from demur.records.users import User
print(make_link(User.objects.get(name={name!r}), timezone.now()))
"""
SPEAK = """
from demur.records.users import User
User.objects.filter(name={name!r}).update(language={language!r})
"""


@dataclass(frozen=True, slots=True)
class Demo:
    """The demo company behind a real server: its address, a Python in it, who has signed in."""

    url: str
    ask: Ask
    signed_in: dict[str, Any] = field(default_factory=dict)


def opened(
    browser: Browser,
    demo: Demo,
    name: str = "Kata",
    language: str = "en",
    *,
    size: tuple[int, int] = SIZES[0],
    javascript: bool = True,
) -> BrowserContext:
    """A browser with one page, in which somebody has signed in and reads their language."""
    if name not in demo.signed_in:
        demo.signed_in[name] = _sign_in(browser, demo, name)
    demo.ask(SPEAK.format(name=name, language=language))
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        java_script_enabled=javascript,
        storage_state=demo.signed_in[name],
    )
    context.set_default_timeout(60_000)
    context.new_page()
    return context


def _sign_in(browser: Browser, demo: Demo, name: str) -> object:
    """Somebody's cookies, after they have signed in by their link."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{demo.url}/sign-in/{demo.ask(SIGN_IN.format(name=name)).strip()}")
    page.locator("main button").click()
    page.locator(".reader").wait_for()
    cookies = context.storage_state()
    context.close()
    return cookies


def faults(page: Page) -> list[str]:
    """What keeps somebody out of a page: axe's findings, and scrolling sideways."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    told = [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]
    widths = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    return told + ([f"scrolls sideways: {widths}"] if widths[0] > widths[1] else [])


@dataclass(slots=True)
class Looks:
    """Looks at one page in its states: `look("empty")` takes a picture, and keeps what is amiss.

    `named` is how the pictures are called, with `{}` for the state.
    """

    page: Page
    picture: Callable[[Page, str], None]
    named: str
    found: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on(
            "console", lambda said: self._hear(said.text) if said.type == "error" else None
        )
        self.page.on("pageerror", lambda error: self._hear(str(error)))

    def __call__(self, state: str) -> None:
        self.picture(self.page, self.named.format(state))
        self.found += [f"{state}: {fault}" for fault in faults(self.page)]

    def _hear(self, said: str) -> None:
        self.found.append(said)

    def amiss(self, *but: str) -> list[str]:
        """What keeps somebody out, and what the console complains of, but for these words."""
        return [one for one in self.found if not any(words in one for words in but)]
