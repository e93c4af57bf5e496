"""The policy's pages in a real browser: a number changed, a gap mended, the difference signed."""

from __future__ import annotations

import re
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest

from tests.web.chromium import LANGUAGES, SIZES, Demo, faults, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page, Route

pytestmark = pytest.mark.needs("chromium")
READER = "Anna"
#: Each language once and each size at least once; every pair of them is looked at by `make prove`.
LOOKED_AT = [
    pytest.param(
        language,
        size,
        id=f"{language}-{size[0]}",
        marks=[] if (language == "hu") is (size == SIZES[1]) else [pytest.mark.deep],
    )
    for language in LANGUAGES
    for size in SIZES
]


def begun(page: Page, demo: Demo, name: str) -> str:
    """A new draft, open; returns its address."""
    page.goto(f"{demo.url}/policy")
    page.get_by_label("Name of a new draft").fill(name)
    page.get_by_role("button", name="Begin from version").click()
    page.wait_for_url("**/policy/draft/*")
    return page.url


def cell(page: Page, label: str) -> Locator:
    return page.get_by_label(label, exact=True)


def typed(page: Page, label: str, text: str) -> None:
    """Type into a cell and leave it, which saves it."""
    cell(page, label).fill(text)
    with page.expect_response(lambda got: bool(re.search(r"/policy/draft/\d+$", got.url))):
        cell(page, label).press("Tab")


@pytest.mark.usefixtures("policy_as_before")
def test_a_head_changes_a_number_mends_a_gap_sees_the_difference_and_signs(
    page: Page, demo: Demo
) -> None:
    begun(page, demo, "Spring")
    typed(page, "T3, Back in", "up to 5 days")
    typed(page, "P3, Complaints", "3–4")
    told = page.locator("#findings li", has_text="table P")
    told.first.wait_for()
    page.get_by_role("button", name="Mend it").first.click()
    page.wait_for_url("**told=saved*")
    cell(page, "P5, Complaints").wait_for()
    assert page.evaluate("document.activeElement.closest('#findings') !== null")
    assert cell(page, "P5, Complaints").input_value()
    for label in ("Status", "What we do"):
        if not cell(page, f"P5, {label}").input_value():
            old = cell(page, f"P3, {label}").input_value()
            typed(page, f"P5, {label}", old)
    page.get_by_role("link", name="Sign version").click()
    page.locator(".changes li", has_text="T3").first.wait_for()
    page.get_by_label("I have seen what it changes.").check()
    page.get_by_role("button", name="Sign version").click()
    page.wait_for_url("**/policy?adopted=*")
    assert "is in force from" in page.locator(".adopted").inner_text()
    assert "signed by Anna" in page.locator(".adopted").inner_text()


def test_a_finding_appears_at_the_cell_while_it_is_typed_and_goes_when_it_is_mended(
    page: Page, demo: Demo
) -> None:
    begun(page, demo, "Typing")
    field = cell(page, "T3, Reason")
    field.fill("out of stok")
    page.locator(".told li", has_text="out of stok").wait_for()
    assert field.get_attribute("aria-invalid") == "true"
    described = field.get_attribute("aria-describedby")
    assert "Did you mean “out of stock”?" in page.locator(f".told #{described}").inner_text()
    assert page.evaluate("document.activeElement.value") == "out of stok"
    field.fill("out of stock")
    page.locator(".told li", has_text="out of stok").wait_for(state="detached")
    assert field.get_attribute("aria-invalid") is None


def test_a_finding_does_not_wait_for_what_past_callers_would_have_met(
    page: Page, demo: Demo
) -> None:
    waiting: list[Route] = []
    page.route("**/if-adopted*", lambda route: waiting.append(route))
    with page.expect_request("**/if-adopted*"):
        begun(page, demo, "Waiting")
    cell(page, "T3, Reason").fill("out of stok")
    page.locator(".told li", has_text="out of stok").wait_for()
    assert waiting


def test_what_is_typed_while_a_cell_is_saved_gets_its_findings_too(page: Page, demo: Demo) -> None:
    begun(page, demo, "Saving")
    saving: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if saving:
            route.continue_()
        else:
            saving.append(route)

    page.route(re.compile(r"/policy/draft/\d+$"), hold_the_first)
    cell(page, "T3, Back in").fill("up to 4 days")
    with page.expect_request(re.compile(r"/policy/draft/\d+$")):
        cell(page, "T3, Back in").press("Enter")
    cell(page, "T4, Reason").fill("no one fre")
    page.wait_for_timeout(700)  # longer than the pause after which typing is looked at
    saving[0].continue_()
    page.locator(".told li", has_text="no one fre").wait_for()
    assert cell(page, "T4, Reason").input_value() == "no one fre"


def test_a_finding_leads_to_its_cell(page: Page, demo: Demo) -> None:
    begun(page, demo, "Leading")
    typed(page, "S4, Attempts", "up to 2 weeks")
    page.locator("#findings a", has_text="S4").first.click()
    page.wait_for_function("document.activeElement.getAttribute('aria-label') === 'S4, Attempts'")


def await_rows(page: Page, rows: list[str]) -> None:
    """Wait until the table of quiet hours has these rows; raises AssertionError after 10 s."""
    names = page.locator("tbody th[id^=Q]")
    for _tenth in range(100):
        if names.all_inner_texts() == rows:
            return
        page.wait_for_timeout(100)
    assert names.all_inner_texts() == rows


def test_a_row_is_added_moved_and_deleted_by_keyboard_alone(page: Page, demo: Demo) -> None:
    begun(page, demo, "Rows")
    for deed, rows in (
        ("Add a row below", ["Q1", "Q3", "Q2"]),
        ("Move up", ["Q3", "Q1", "Q2"]),
        ("Delete the row", ["Q1", "Q2"]),
    ):
        row = "Q1" if deed == "Add a row below" else "Q3"
        page.locator(f"tr:has(#{row}) summary").focus()
        page.keyboard.press("Enter")
        page.locator(f"tr:has(#{row})").get_by_role("button", name=deed, exact=True).focus()
        page.keyboard.press("Enter")
        await_rows(page, rows)
        focused = page.evaluate("document.activeElement.closest('tr')?.innerText ?? ''")
        assert focused.startswith("Q1" if deed == "Delete the row" else "Q3"), deed


def test_enter_goes_down_a_column(page: Page, demo: Demo) -> None:
    begun(page, demo, "Keys")
    cell(page, "T3, Back in").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "T4, Back in"


def test_everything_is_edited_without_javascript_too(browser: Browser, demo: Demo) -> None:
    context = opened(browser, demo, "Anna", javascript=False)
    page = context.pages[0]
    address = begun(page, demo, "Plain")
    cell(page, "T3, Back in").fill("up to 6 days")
    cell(page, "T4, Back in").fill("up to 7 days")
    cell(page, "T4, Back in").press("Enter")
    page.wait_for_url("**told=saved*")
    page.goto(address)
    assert cell(page, "T3, Back in").input_value() == "up to 6 days"
    assert cell(page, "T4, Back in").input_value() == "up to 7 days"
    page.goto(f"{address}/replay")
    page.locator(".replayed .figure").wait_for()
    context.close()


def test_past_callers_are_counted_and_named(page: Page, demo: Demo) -> None:
    address = begun(page, demo, "Past")
    typed(page, "T10, Step", "polite no")
    page.goto(f"{address}/replay")
    page.locator(".replayed .figure").wait_for()
    assert int(page.locator(".replayed .figure").inner_text()) > 0
    page.locator(".group summary").first.click()
    page.locator(".group .everyone").first.click()
    page.locator(".callers .need-said").first.wait_for()
    page.go_back()
    page.locator(".group summary").first.click()
    page.locator(".group li a").first.click()
    page.wait_for_url("**/inquiries/*")
    page.get_by_role("button", name="Make this an example").click()
    page.wait_for_url("**/policy/draft/*")


class Slowly(BaseHTTPRequestHandler):
    """The parts of a replay's page, the last one only when `ends` is set."""

    ends = Event()
    wbufsize = 0

    def do_GET(self) -> None:
        static = Path(__file__).parents[2] / "demur" / "web" / "static" / "demur"
        is_page = self.path == "/"
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if is_page else "text/css")
        self.end_headers()
        if not is_page:
            self.wfile.write((static / self.path[1:]).read_bytes())
            return
        self.wfile.write(b'<link rel="stylesheet" href="policy.css"><div class="replaying">')
        for read in (1, 2, 3):
            bar = b'<progress value="%d" max="4"></progress>' % read
            self.wfile.write(b'<p class="asking">%d %b</p>\n' % (read, bar))
        self.ends.wait(30)
        self.wfile.write(b'<section class="replayed">4 of 4</section></div>')

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_while_a_replay_lasts_one_bar_says_how_far_it_has_come(browser: Browser) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Slowly)
    Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"http://127.0.0.1:{server.server_port}/", wait_until="commit")
    last = page.locator(".asking", has_text="3")
    last.wait_for()
    for earlier in (0, 1):  # as soon as its style has come
        page.locator(".asking").nth(earlier).wait_for(state="hidden")
    assert last.is_visible()
    Slowly.ends.set()
    page.locator(".replayed").wait_for()
    assert not last.is_visible()
    page.close()
    server.shutdown()
    server.server_close()


def test_when_the_server_is_away_what_was_typed_stays(page: Page, demo: Demo) -> None:
    begun(page, demo, "Away")
    page.route("**/policy/draft/**", lambda route: route.abort())
    cell(page, "T3, Back in").fill("up to 9 days")
    page.get_by_text("That could not be saved").wait_for()
    assert cell(page, "T3, Back in").input_value() == "up to 9 days"


@pytest.mark.parametrize(("language", "size"), LOOKED_AT)
def test_the_policy_is_open_to_everybody_in_every_language_and_size(
    browser: Browser,
    demo: Demo,
    language: str,
    size: tuple[int, int],
    picture: Callable[[Page, str], None],
) -> None:
    context = opened(browser, demo, "Anna", language, size=size)
    page = context.pages[0]
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{demo.url}/policy")
    page.locator(".begin input[name=name]").fill("Look")
    page.locator(".begin button").click()
    page.wait_for_url("**/policy/draft/*")
    draft = page.url
    cell(page, "T3, Reason").fill("out of stok")
    page.locator(".told li", has_text="out of stok").wait_for()
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        heard = list(complaints)
        picture(page, f"{name}-{language}-{size[0]}")
        found[name] = faults(page) + heard
        complaints.clear()

    look("typing")
    for name in ("", "/text", "/difference", "/replay"):
        page.goto(draft + name)
        page.wait_for_load_state("networkidle")
        look(f"draft{name.replace('/', '-')}")
    page.goto(f"{demo.url}/policy")
    look("policy")
    assert not {name: said for name, said in found.items() if said}
    context.close()


def test_nothing_of_the_policy_pages_stands_inline(page: Page, demo: Demo) -> None:
    address = begun(page, demo, "Inline")
    for name in ("", "/text", "/difference", "/replay"):
        response = page.goto(address + name)
        assert response
        html = response.text()
        assert not re.search(r"<script(?![^>]*\bsrc=)|\bstyle=|\bon[a-z]+=|<style", html), name
    static = Path(__file__).parents[2] / "demur" / "web" / "static" / "demur"
    lines = sum(len(file.read_text("utf-8").splitlines()) for file in static.glob("*.js"))
    assert lines < 150
