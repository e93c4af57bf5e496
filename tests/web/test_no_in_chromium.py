"""The easy no in a real browser: one tap in three languages, with and without JavaScript."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.web.chromium import LANGUAGES, Demo, Looks

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.needs("chromium")

FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0"
LINKS = """
import json
from datetime import timedelta
from django.utils import timezone
from uuid import uuid4
from demur.actions.make_link import make_link
from demur.domain.refusal import Lang
from demur.records.goods import Item
from demur.records.offers import Offer
from demur.records.people import Contact
now = timezone.now()
vera = Contact.objects.create(name="Vera", client="key", created_at=now)
made = []
for lang in ("hu", "ru", "en") * {count}:
    offer = Offer.objects.create(
        ref=uuid4(), at=now - timedelta(days=20), contact=vera, need="4 printers", quantity=4,
        item=Item.objects.get(code="inkwell-m-400"), by="Anna",
    )
    new = make_link(vera, lang=Lang(lang), by="Anna", now=now, offer=offer)
    made.append((lang, new.token, new.code))
print(json.dumps(made))
"""
STANDING = """
import json
from demur.records.offers import link_behind
nos = [link_behind(token).no for token in {tokens!r}]
marked = lambda no: any("by_robot" in one.proof for one in no.peaces.all())
print(json.dumps([no and [no.reason, marked(no)] for no in nos]))
"""
Links = dict[str, list[tuple[str, str]]]


@pytest.fixture(name="links", scope="module")
def _links(demo: Demo) -> Links:
    """By language, links that nobody has used yet, each with its code."""
    made = json.loads(demo.ask(LINKS.format(count=10)))
    links: Links = {lang: [] for lang in LANGUAGES}
    for lang, token, code in made:
        links[lang].append((token, code))
    return links


def opened(
    browser: Browser,
    *,
    width: int = 360,
    javascript: bool = True,
    zoom: int = 1,
    dark: bool = False,
) -> BrowserContext:
    """A telephone; zoomed in, a page has so much less room and its letters are so much larger."""
    context = browser.new_context(
        viewport={"width": width // zoom, "height": 800 // zoom},
        device_scale_factor=zoom,
        java_script_enabled=javascript,
        has_touch=True,
        user_agent=FIREFOX,
        color_scheme="dark" if dark else "light",
    )
    context.set_default_timeout(30_000)
    return context


def standing(demo: Demo, tokens: list[str]) -> list[object]:
    """By token the reason of the no that stands, and whether it is marked as a robot's."""
    said: list[object] = json.loads(demo.ask(STANDING.format(tokens=tokens)))
    return said


@pytest.mark.parametrize(
    ("javascript", "width"), [(True, 360), (False, 320)], ids=["script", "no script"]
)
def test_one_tap_is_a_no_in_every_language(
    browser: Browser,
    demo: Demo,
    links: Links,
    javascript: bool,
    width: int,
    picture: Callable[[Page, str], None],
) -> None:
    tokens = {language: links[language].pop()[0] for language in LANGUAGES}
    shown = {}
    for language, token in tokens.items():
        shown[language] = opened(browser, width=width, javascript=javascript).new_page()
        shown[language].goto(f"{demo.url}/no/{token}")
        assert shown[language].locator("html").get_attribute("lang") == language
    shown["en"].wait_for_timeout(1100)  # as long as it takes to read one line
    for language, page in shown.items():
        picture(page, f"no-{language}-{width}")
        page.locator("button.primary").tap()
        page.locator(".receipt").wait_for()
        picture(page, f"receipt-{language}-{width}")
        assert page.context.cookies() == []
        page.context.close()
    assert standing(demo, list(tokens.values())) == [["plain no", False]] * len(tokens)


def test_a_no_is_said_and_taken_back_by_keyboard_alone_in_every_language(
    browser: Browser, demo: Demo, links: Links
) -> None:
    shown = []
    for language in LANGUAGES:
        page = opened(browser).new_page()
        page.goto(f"{demo.url}/no/{links[language].pop()[0]}")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.value") == "no"
        page.keyboard.press("Enter")
        page.locator(".receipt").wait_for()
        for _ in range(30):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.name") == "again":
                break
        shown.append(page)
    page.wait_for_timeout(2100)
    for page in shown:
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.locator("button.primary").wait_for()
        page.context.close()


def test_without_its_style_the_page_reads_in_order(
    browser: Browser, demo: Demo, links: Links
) -> None:
    token, _ = links["en"][0]
    context = opened(browser)
    page = context.new_page()
    page.route("**/*.css", lambda route: route.abort())
    page.goto(f"{demo.url}/no/{token}")
    read = " ".join(page.locator("main").inner_text().split())
    parts = ("offer of", "A no is fine", "No, thank you", "until", "Too expensive", "Never contact")
    assert sorted(parts, key=read.index) == list(parts)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    context.close()


@pytest.mark.parametrize(("zoom", "dark"), [(1, False), (2, True)], ids=["light", "zoomed, dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_open_to_everybody(
    browser: Browser,
    demo: Demo,
    links: Links,
    language: str,
    zoom: int,
    dark: bool,
    picture: Callable[[Page, str], None],
) -> None:
    context = opened(browser, width=640 if zoom == 2 else 320, zoom=zoom, dark=dark)
    page = context.new_page()
    look = Looks(page, picture, f"no-{{}}-{language}-{zoom}")

    def press(button: str) -> None:
        with page.expect_navigation():
            page.locator(button).click()

    token, code = links[language].pop()
    page.goto(f"{demo.url}/no/{token}?lang={language}")
    look("first")
    press("[value='not now']")
    look("receipt")
    page.locator("#day").evaluate("day => (day.type = 'text', day.value = '2027-02-30')")
    press("[value='not now']")
    look("bad day")
    page.locator("details summary").click()
    press("[value='chose another']")
    page.locator("#rival").fill("Megfizethetetlenségeskedéseitekért Nyomtatóüzem" * 2)
    page.locator("#price").fill("not a price")
    press("[value='more']")
    look("bad price")
    press("[value='back']")
    look("not sure")
    page.goto(f"{demo.url}/no?lang={language}")
    look("code")
    page.locator("#code").fill(code)
    press("main button")
    look("by code")
    page.goto(f"{demo.url}/no/nobodys")
    look("unknown")
    assert look.amiss("400", "404") == []
    context.close()
