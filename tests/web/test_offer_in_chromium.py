"""The one better offer in a real browser: three languages, with JavaScript and without."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.chromium import Demo, faults

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

pytestmark = pytest.mark.needs("chromium")

PAGES = """
from datetime import UTC, datetime
from demur.cli.demo_offers import better_offers
for _client, page in better_offers(datetime.now(UTC)):
    print(page)
"""
# What the browser says of whatever the page's own rules forbid. It also tells of requests that the
# next key's put off, which a slow machine sees, and nobody else minds.
POLICY = "Content Security Policy"
SIZES = ((320, "dark"), (820, "light"))


@pytest.fixture(name="pages", scope="module")
def _pages(demo: Demo) -> list[str]:
    """Where the four clients read our answer: we win, they win, a tie, between."""
    return [f"{demo.url}/{page}" for page in demo.ask(PAGES).split()]


def opened(
    browser: Browser, width: int = 360, scheme: str = "light", *, javascript: bool = True
) -> BrowserContext:
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,  # type: ignore[arg-type]
        java_script_enabled=javascript,
    )
    context.set_default_timeout(30_000)
    return context


@pytest.mark.parametrize("lang", ["hu", "ru", "en"])
@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_it_fits_reads_well_and_breaks_no_rule(
    browser: Browser, pages: list[str], lang: str, width: int, scheme: str
) -> None:
    context = opened(browser, width, scheme)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{pages[3]}?lang={lang}")
    assert said == []
    assert faults(page) == []
    assert context.cookies() == []
    context.close()


def test_the_picture_changes_as_a_slider_moves(browser: Browser, pages: list[str]) -> None:
    context = opened(browser)
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if POLICY in said.text else None)
    page.goto(f"{pages[3]}?lang=en")
    assert page.locator(".scatter").count() == 1
    assert "ours comes out ahead" in page.locator(".verdict").inner_text()
    for name, key in (("m1", "Home"), ("m2", "Home"), ("m3", "Home"), ("price", "End")):
        page.locator(f"input[name={name}]").focus()
        page.keyboard.press(key)
    page.get_by_text("Only the price matters to you now.").wait_for()
    assert "Theirs is the better buy for you. We say so." in page.locator(".verdict").inner_text()
    assert page.locator(".scatter").count() == 0
    assert page.evaluate("document.activeElement.name") == "price"
    assert refused == []
    context.close()


def test_without_javascript_the_button_draws_it_anew(browser: Browser, pages: list[str]) -> None:
    context = opened(browser, javascript=False)
    page = context.new_page()
    page.goto(f"{pages[3]}?lang=hu")
    for name in ("m1", "m2", "m3"):
        page.locator(f"input[name={name}]").focus()
        page.keyboard.press("Home")
    page.locator("button.show").click()
    assert "Önnek most csak az ár számít." in page.locator("h1").inner_text()
    assert page.locator("input[name=m1]").input_value() == "0"
    context.close()


@pytest.mark.parametrize(("place", "javascript"), [(0, False), (1, True)])
def test_it_is_taken_with_a_press_and_where_a_machine_may_press_with_two(
    browser: Browser, pages: list[str], place: int, javascript: bool
) -> None:
    context = opened(browser, 320, javascript=javascript)
    page = context.new_page()
    page.goto(f"{pages[place]}?lang=en")
    page.locator("button[value=take]").click()
    # This browser says that nobody sits before it, so it is asked; whoever reads that presses on.
    assert "press once more" in page.locator(".answers .fault").inner_text()
    page.wait_for_timeout(1_100)
    page.locator("button[value=take]").click()
    assert "You took this offer on" in page.locator(".told").inner_text()
    assert page.locator("button[value=take]").count() == 0
    assert context.cookies() == []
    context.close()
