"""A draft in a real browser: quick presses, two people, and what is typed meanwhile."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.web.chromium import Demo, opened
from tests.web.test_policy_in_chromium import await_rows, begun, cell, typed

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.needs("chromium")
READER = "Anna"


def test_presses_in_quick_sequence_all_count(page: Page, demo: Demo) -> None:
    begun(page, demo, "Quick")
    add = page.locator("form:has(#Q1)").get_by_role("button", name="Add a row", exact=True)
    for _press in range(3):
        add.dispatch_event("click")
    await_rows(page, ["Q1", "Q2", "Q3", "Q4", "Q5"])
    for _press in range(2):
        page.get_by_role("button", name="Take the last change back").dispatch_event("click")
    await_rows(page, ["Q1", "Q2", "Q3"])


def test_a_press_right_after_typing_loses_neither(page: Page, demo: Demo) -> None:
    begun(page, demo, "Racing")
    cell(page, "T3, Reason").fill("out of stok")
    mend = page.locator("#findings li", has_text="out of stok").get_by_role("button")
    mend.wait_for()
    with page.expect_response("**/check"):
        cell(page, "T4, Back in").fill("up to 4 days")
    page.wait_for_timeout(200)
    where = mend.bounding_box()
    assert where
    page.mouse.move(where["x"] + 5, where["y"] + 5)
    with page.expect_response(lambda got: bool(re.search(r"/policy/draft/\d+$", got.url))):
        page.mouse.down()  # the cell is left, and is saved while the button is held
    page.wait_for_timeout(200)
    page.mouse.up()
    page.wait_for_url("**told=saved*")
    page.locator("#findings li", has_text="out of stok").wait_for(state="detached")
    assert cell(page, "T3, Reason").input_value() == "out of stock"
    assert cell(page, "T4, Back in").input_value() == "up to 4 days"


@pytest.fixture(name="bea")
def _bea(browser: Browser, demo: Demo) -> Iterator[Page]:
    context = opened(browser, demo, "Bea")
    yield context.pages[0]
    context.close()


@pytest.mark.parametrize("javascript", [True, False])
def test_two_people_in_one_cell_choose_between_their_texts(
    browser: Browser, bea: Page, demo: Demo, *, javascript: bool
) -> None:
    context = opened(browser, demo, "Anna", javascript=javascript)
    page = context.pages[0]
    bea.goto(begun(page, demo, "Two texts"))
    typed(bea, "T3, Back in", "up to 5 days")
    cell(page, "T3, Back in").fill("up to 6 days")
    cell(page, "T3, Back in").press("Tab" if javascript else "Enter")
    both = page.locator("tr:has(#T3) + tr.kept")
    both.wait_for()
    assert both.is_visible()
    assert both.locator("q").all_inner_texts() == ["up to 5 days", "up to 6 days"]
    assert cell(page, "T3, Back in").input_value() == "up to 5 days"
    both.get_by_role("button", name="Take this").click()
    both.wait_for(state="detached")
    assert cell(page, "T3, Back in").input_value() == "up to 6 days"
    bea.reload()
    assert cell(bea, "T3, Back in").input_value() == "up to 6 days"
    assert bea.locator("tr.kept, .fault:visible").count() == 0
    context.close()


def test_what_is_typed_while_the_sheet_comes_anew_stays_in_its_row(
    page: Page, bea: Page, demo: Demo
) -> None:
    bea.goto(begun(page, demo, "Joined"))
    bea.locator("tr:has(#T1) summary").click()
    bea.locator("tr:has(#T1)").get_by_role("button", name="Add a row below").click()
    bea.wait_for_url("**told=saved*")
    cell(page, "T5, Back in").fill("5–30 days")
    held: list[Route] = []
    saves = re.compile(r"/policy/draft/\d+$")
    page.route(saves, lambda route: route.continue_() if held else held.append(route))
    cell(page, "T5, Back in").press("Tab")
    for _tick in range(500):
        if held:
            break
        page.wait_for_timeout(20)
    page.keyboard.type("no")
    held[0].continue_()
    page.locator("[role=status]", has_text="somebody else changed").wait_for()
    page.locator("#T12").wait_for()
    field = cell(page, "T5, Alternative")
    assert page.evaluate("document.activeElement.ariaLabel") == "T5, Alternative"
    assert field.input_value() == "no"
    page.locator("#findings[data-revision='4']").wait_for()
    page.wait_for_timeout(500)  # longer than the pause after which typing is looked at
    assert page.locator("[role=status]", has_text="somebody else changed").is_visible()
    page.reload()
    assert field.input_value() == "no"
    assert cell(page, "T5, Back in").input_value() == "5–30 days"


def test_findings_of_the_text_come_while_it_is_typed_and_the_caret_stays(
    page: Page, demo: Demo
) -> None:
    page.goto(begun(page, demo, "Text") + "/text")
    whole = page.locator("#text")
    start = whole.input_value().index("out of stock | up to 3")
    whole.focus()
    whole.evaluate("(text, at) => text.setSelectionRange(at, at + 12)", start)
    page.keyboard.type("out of stok")
    told = page.locator("#findings li", has_text="out of stok")
    told.wait_for()
    assert "line " in told.inner_text()
    assert page.evaluate("document.activeElement.selectionStart") == start + 11
    told.get_by_role("button", name="Mend it").click()
    page.wait_for_url("**told=saved*")
    assert "| T3 | out of stock | up to 3" in whole.input_value()
