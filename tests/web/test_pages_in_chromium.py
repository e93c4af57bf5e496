"""The pages in a real browser: Kata's three keys, the same without JavaScript, fit for all."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from tests.web.chromium import LANGUAGES, SIZES, Demo, faults, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.needs("chromium")
READER = "Kata"

NEED = "négy monitor kellene holnapra"
NUMBER = "+36 30 555 0142"
FOCUSED = "document.activeElement.outerHTML.slice(0, 80)"
REFUSAL = """
import json
from demur.records.inquiries import Inquiry
one = Inquiry.objects.select_related("refusal").order_by("-pk").first()
said = one.refusal
kept = [str(one.ref), one.need, one.number_key, said.step, said.row, said.words, said.source]
print(json.dumps([*kept, said.taken, said.importance, said.by, said.seconds is not None]))
"""


def told(page: Page, need: str) -> str:
    """The sentence for a need that came at once, so that no part of it is answered before."""
    page.keyboard.insert_text(need)
    return sentence(page)


def sentence(page: Page) -> str:
    from playwright.sync_api import TimeoutError as TooLate

    said = page.locator(".sentence:visible")
    try:
        said.wait_for()
    except TooLate as late:
        typed, focused = page.locator("#need").input_value(), page.evaluate(FOCUSED)
        shown = page.locator("main").inner_text()
        raise AssertionError(f"{typed=} {focused=} {shown=}") from late
    return said.inner_text()


def on_record(demo: Demo) -> list[object]:
    kept: list[object] = json.loads(demo.ask(REFUSAL))
    return kept


def test_katas_call_takes_three_keys_besides_the_need(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.url}/desk?{urlencode({'number': NUMBER})}")
    assert "Képpont Kft." in told(page, NEED)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("w")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk?done=*")
    ref, need, number, step, row, words, source, _taken, importance, by, timed = on_record(demo)
    assert str(ref) in page.url
    assert (need, number, step, source) == (NEED, "+36305550142", "partner", "phone book")
    assert str(row).startswith("T")
    assert "Képpont Kft." in str(words)
    assert (importance, by, timed) == ("chance", "Kata", True)
    assert page.locator("#need").input_value() == ""
    assert page.evaluate("document.activeElement.id") == "need"


def test_the_answer_stands_soon_after_the_last_key(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.url}/desk")
    page.keyboard.type("TN-400 toner")
    sentence(page)  # everything is warm from here on
    page.evaluate(
        """() => {
            const need = document.getElementById("need");
            need.addEventListener("input", () => (window.typed = performance.now()));
            new MutationObserver(() => (window.answered = performance.now()))
                .observe(document.getElementById("answer"), { childList: true });
        }"""
    )
    took = []
    for key in " monitor":
        page.keyboard.type(key)
        page.wait_for_function("() => window.answered > window.typed")
        took.append(page.evaluate("window.answered - window.typed"))
    # 150 ms is what is promised; a test machine that does something else meanwhile gets twice it.
    assert sorted(took)[len(took) // 2] < 300, took


def test_the_same_call_without_javascript(browser: Browser, demo: Demo) -> None:
    context = opened(browser, demo, javascript=False)
    page = context.pages[0]
    page.goto(f"{demo.url}/desk?{urlencode({'number': NUMBER})}")
    page.locator("#need").fill(NEED)
    page.locator("#need").press("Enter")
    assert "Képpont Kft." in sentence(page)
    page.get_by_label("Friend").check()
    page.get_by_role("button", name="Done").click()
    page.wait_for_url("**/desk?done=*")
    assert on_record(demo)[1:4] == [NEED, "+36305550142", "partner"]
    assert on_record(demo)[6] == "friend"
    context.close()


def test_the_first_key_does_not_wait_for_the_autofocus(page: Page, demo: Demo) -> None:
    def without_autofocus(route: Route) -> None:
        response = route.fetch()
        body, taken = re.subn(r"\sautofocus\b", "", response.text())
        assert taken == 1
        route.fulfill(response=response, body=body)

    page.route("**/desk", without_autofocus)
    page.goto(f"{demo.url}/desk")
    page.keyboard.type("monitor")
    assert page.locator("#need").input_value() == "monitor"


def test_what_was_typed_before_the_page_could_ask_is_answered(page: Page, demo: Demo) -> None:
    waiting: list[Route] = []
    page.route("**/htmx-2.min.js", lambda route: waiting.append(route))
    page.goto(f"{demo.url}/desk", wait_until="commit")
    page.locator("#need").press_sequentially("monitor")
    assert len(waiting) == 1, "htmx came before the last key: nothing is proved"
    waiting[0].continue_()
    assert sentence(page)


def test_escape_says_only_a_polite_no(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.url}/desk")
    told(page, "monitor")
    page.keyboard.press("Escape")
    page.wait_for_url("**/desk?done=*")
    assert on_record(demo)[3] == "polite no"


def test_f2_goes_through_the_languages_and_the_answer_follows(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.url}/desk")
    told(page, "monitor")
    heard = []
    for _ in LANGUAGES:
        with page.expect_response("**/desk/words"):
            page.keyboard.press("F2")
        heard.append(page.locator("#lang").input_value())
        page.locator(f".sentence[lang={heard[-1]}]:visible").wait_for()
    assert sorted(heard) == sorted(LANGUAGES)
    assert page.evaluate("document.activeElement.id") == "need"


def test_a_key_shows_the_words_of_its_own_way(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.url}/desk")
    first = told(page, NEED)
    page.keyboard.press("Alt+Digit4")
    assert page.locator("#way-4").is_checked()
    assert sentence(page) != first
    assert page.locator("#need").input_value() == NEED


def test_what_the_head_weighs_is_decided_anew_and_the_choice_is_kept(
    browser: Browser, demo: Demo
) -> None:
    context = opened(browser, demo, "Anna")
    page = context.pages[0]
    page.goto(f"{demo.url}/desk")
    told(page, NEED)
    with page.expect_response("**/desk/words"):
        page.get_by_label("Strategic").check()
    page.get_by_text("Weighed by you").wait_for()
    assert page.get_by_label("Strategic").is_checked()
    context.close()


def test_take_it_back_puts_the_need_on_the_desk_again(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.url}/desk")
    told(page, "monitor")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Take it back").click()
    page.wait_for_url("**/desk?back=*")
    assert page.locator("#need").input_value() == "monitor"


def test_the_clock_runs_from_the_first_words(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.url}/desk")
    assert page.locator("#clock").inner_text() == "0:00"
    told(page, "monitor")
    page.wait_for_function("() => document.getElementById('clock').textContent !== '0:00'")


def test_when_the_server_is_away_the_words_stay(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.url}/desk")
    said = told(page, "monitor")
    page.route("**/desk/words", lambda route: route.abort())
    page.keyboard.type(" stand")
    page.get_by_text("can't be reached just now").wait_for()
    assert page.locator("#need").input_value() == "monitor stand"
    assert sentence(page) == said


@pytest.mark.parametrize("size", SIZES, ids=("desk", "phone"))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_open_to_everybody_in_every_language_and_size(
    browser: Browser,
    demo: Demo,
    language: str,
    size: tuple[int, int],
    picture: Callable[[Page, str], None],
) -> None:
    context = opened(browser, demo, "Anna", language, size=size)
    page = context.pages[0]
    complaints: list[str] = []
    heard: list[str] = []
    page.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    found: dict[str, list[str]] = {}
    for name, address in addresses(page, demo).items():
        page.goto(address)
        if "need=" in address:
            with page.expect_response("**/desk/words"):
                page.locator("#need").press("End")
                page.keyboard.type(" ")
                page.keyboard.type("x")
            page.locator(".sentence:visible").wait_for()
        # What is heard from here on comes of the camera's own styles and axe's, not of the page.
        complaints += heard
        picture(page, f"{name}-{language}-{size[0]}")
        found[name] = faults(page)
        heard.clear()
    assert not {name: said for name, said in found.items() if said}
    assert [said for said in complaints if "404" not in said] == []  # one page is meant to be 404
    context.close()


def addresses(page: Page, demo: Demo) -> dict[str, str]:
    """Every page there is, the desk in each of its states."""
    page.goto(f"{demo.url}/inquiries")
    inquiry = page.locator(".need-said").first.get_attribute("href")
    person = page.locator("td a[href*='/people/']").first.get_attribute("href")
    known = {"number": "06 30 555 0112", "dialled": "+36 96 555 010", "need": NEED}
    return {
        "desk": f"{demo.url}/desk",
        "desk-answer": f"{demo.url}/desk?{urlencode(known)}",
        "inquiries": f"{demo.url}/inquiries?q=monitor",
        "nothing": f"{demo.url}/inquiries?q=qqqqqq",
        "inquiry": f"{demo.url}{inquiry}",
        "people": f"{demo.url}/people",
        "person": f"{demo.url}{person}",
        "account": f"{demo.url}/account",
        "error": f"{demo.url}/inquiries/00000000-0000-0000-0000-000000000000",
    }


def test_the_javascript_is_short_and_nothing_stands_inline(page: Page, demo: Demo) -> None:
    own = (Path(__file__).parents[2] / "demur" / "web" / "static" / "demur").glob("*.js")
    assert 0 < sum(len(each.read_text("utf-8").splitlines()) for each in own) < 150
    response = page.goto(f"{demo.url}/desk")
    assert response is not None
    assert "unsafe" not in response.headers["content-security-policy"]
    html = response.text()
    assert not re.search(r"<script(?![^>]*\bsrc=)|\bstyle=|\bon[a-z]+=|<style", html)
