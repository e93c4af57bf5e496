"""A long and wide policy typed into by keyboard: nothing jumps, nothing is covered or lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.web.chromium import Demo, opened
from tests.web.wide_policy import wide_policy

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.needs("chromium")

DRAFTS = """
from datetime import UTC, datetime
from pathlib import Path
from demur.actions import draft
for name in ("en", "ru"):
    begun = draft.begin("Anna", datetime.now(UTC), name)
    text = Path({folder!r}, name).read_bytes()
    draft.save(begun.pk, 1, text, "Anna", datetime.now(UTC))
    print(begun.pk)
"""
#: At 200 % a window of 1240 pixels has room for 620.
SIZES = ((1240, 860), (620, 430), (360, 700))
#: Each size once, each language at least once; every pair of them by `make prove`.
LOOKED_AT = [
    pytest.param(
        lang,
        size,
        id=f"{lang}-{size[0]}",
        marks=[] if (lang == "en") is (size == SIZES[0]) else [pytest.mark.deep],
    )
    for lang in ("en", "ru")
    for size in SIZES
]
Drafts = dict[str, str]
FOCUSED = "document.activeElement.getAttribute('aria-label')"


@pytest.fixture(name="drafts", scope="module")
def _drafts(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """By language, where the draft of the wide policy is."""
    folder = tmp_path_factory.mktemp("wide")
    (folder / "en").write_bytes(wide_policy())
    (folder / "ru").write_bytes(wide_policy(russian=True))
    made = demo.ask(DRAFTS.format(folder=str(folder))).split()
    return {
        lang: f"{demo.url}/policy/draft/{pk}" for lang, pk in zip(("en", "ru"), made, strict=True)
    }


def open_draft(
    browser: Browser, demo: Demo, drafts: Drafts, lang: str, size: tuple[int, int]
) -> Page:
    context = opened(browser, demo, "Anna", lang, size=size)
    page = context.pages[0]
    page.goto(drafts[lang])
    page.wait_for_load_state("networkidle")
    return page


def first_cell(page: Page, row: str) -> Locator:
    return page.locator(f"tr:has(#{row}) td.field > input").first


def box(place: Locator) -> dict[str, float]:
    found = place.bounding_box()
    assert found is not None
    return dict(found)


@pytest.mark.parametrize(("lang", "size"), LOOKED_AT)
def test_a_fault_is_told_at_its_cell_and_covers_neither_it_nor_its_name(
    browser: Browser,
    demo: Demo,
    drafts: Drafts,
    lang: str,
    size: tuple[int, int],
    picture: Callable[[Page, str], None],
) -> None:
    page = open_draft(browser, demo, drafts, lang, size)
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    field = first_cell(page, "T20")
    field.focus()
    before = page.evaluate("window.scrollY")
    page.keyboard.press("Control+A")
    page.keyboard.type("no such animal")
    told = page.locator("tr:has(#T20) td[data-said*='no such animal']")
    told.first.wait_for()
    picture(page, f"told-{lang}-{size[0]}")
    assert page.evaluate("document.activeElement.value") == "no such animal"
    assert abs(page.evaluate("window.scrollY") - before) < 5 or size != SIZES[0]
    here = box(field)
    assert here["y"] > 0
    assert here["y"] + here["height"] <= size[1]
    said = "getComputedStyle(document.activeElement.closest('td'), '::after').content"
    assert "no such animal" in page.evaluate(said)
    for down in (3, here["height"] / 2, here["height"] - 3):
        point = f"{here['x'] + 30}, {here['y'] + down}"
        assert page.evaluate(f"document.elementFromPoint({point}) === document.activeElement")
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    page.context.close()


def test_the_focus_stays_where_it_is_when_what_was_typed_is_saved(
    browser: Browser, demo: Demo, drafts: Drafts
) -> None:
    page = open_draft(browser, demo, drafts, "en", SIZES[0])
    field = page.locator("tr:has(#T30) td.field > textarea").last
    field.focus()
    before = page.evaluate("window.scrollY")
    page.keyboard.type("Always: ")
    with page.expect_response(lambda got: got.url == drafts["en"]):
        page.keyboard.press("Tab")
    page.wait_for_timeout(300)
    assert page.evaluate(FOCUSED) == "Row T30: move, add, delete"
    assert abs(page.evaluate("window.scrollY") - before) < 5
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Move up"
    page.keyboard.press("Escape")
    assert page.locator("details[open]").count() == 0
    assert page.evaluate(FOCUSED) == "Row T30: move, add, delete"
    link = page.locator(".findings a").first
    first_cell(page, "T31").fill("cat")
    link.focus()
    name = link.get_attribute("id")
    page.wait_for_timeout(1500)
    assert page.evaluate("document.activeElement.id") == name
    page.context.close()


def test_the_ends_of_a_row_are_in_sight_however_wide_its_table(
    browser: Browser, demo: Demo, drafts: Drafts
) -> None:
    page = open_draft(browser, demo, drafts, "ru", (900, 700))
    page.locator("#T5").scroll_into_view_if_needed()
    for place in (page.locator("#T5"), page.locator("tr:has(#T5) summary")):
        here = box(place)
        assert here["x"] >= 0
        assert here["x"] + here["width"] <= 900
    page.locator("tr:has(#T5) summary").click()
    menu = box(page.locator("tr:has(#T5) .menu"))
    assert menu["x"] >= 0
    page.context.close()
