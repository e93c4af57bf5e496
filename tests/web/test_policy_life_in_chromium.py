"""The life of a version in a real browser: signed for a day, withdrawn, closed by somebody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.web.chromium import SIZES, Demo, faults, opened
from tests.web.test_policy_in_chromium import begun, cell

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.needs("chromium")
READER = "Anna"

#: Another head signs, from the day it names, what Anna has before her.
BEA_SIGNS = """
from django.utils import timezone
from demur.actions.adopt import adopt
from demur.domain.policy import document
from demur.records.policies import Draft
one = Draft.objects.get(pk={pk})
source = bytes(one.source)
day = document.read(source).policy.in_force_from
adopt(source, "Bea", day, timezone.now(), draft=one)
"""


def signed_by_bea(demo: Demo, address: str) -> None:
    demo.ask(BEA_SIGNS.format(pk=address.rsplit("/", 1)[1]))


def test_what_is_signed_for_another_day_says_that_day_and_is_withdrawn_before_it(
    page: Page, demo: Demo
) -> None:
    day = (datetime.now(UTC) + timedelta(days=90)).date()
    address = begun(page, demo, "Spring")
    page.goto(f"{address}/difference")
    page.get_by_label("In force from").fill(day.isoformat())
    page.get_by_label("I have seen what it changes.").check()
    page.get_by_role("button", name="Sign version").click()
    page.wait_for_url("**/policy?adopted=*")
    page.locator(".history a", has_text="Version").first.click()
    page.wait_for_url("**/policy/versions/*")
    head = page.locator(".policy .grid").first
    assert day.isoformat() in head.inner_text()
    assert f"from {day.day} {day:%B %Y}" in page.locator(".signed").inner_text()
    page.locator(".signed").get_by_role("link", name="Withdraw").click()
    page.get_by_label("Why it is withdrawn").fill("The works council asks for a month.")
    page.get_by_role("button", name="Withdraw").click()
    page.wait_for_url("**/policy?withdrawn=*")
    assert "The works council asks for a month." in page.locator(".history").inner_text()


@pytest.mark.parametrize("javascript", [True, False])
def test_what_is_typed_into_a_draft_that_another_signed_is_kept_and_goes_into_the_next(
    browser: Browser, demo: Demo, javascript: bool
) -> None:
    context = opened(browser, demo, "Anna", javascript=javascript)
    page = context.pages[0]
    address = begun(page, demo, f"Together {javascript}")
    cell(page, "T3, Back in").fill("up to 5 days")
    signed_by_bea(demo, address)
    cell(page, "T3, Back in").press("Tab" if javascript else "Enter")
    page.get_by_text("What you typed came too late").wait_for()
    assert page.url == address
    assert "Bea signed this draft as version" in page.locator("main").inner_text()
    assert "up to 5 days" in page.locator(".two-texts").inner_text()
    page.get_by_role("button", name="Begin the next draft with it").click()
    page.locator("#findings").wait_for()
    assert page.url != address
    assert cell(page, "T3, Back in").input_value() == "up to 5 days"
    context.close()


def test_a_draft_put_aside_by_a_slip_is_taken_up_with_the_next_press(
    page: Page, demo: Demo
) -> None:
    address = begun(page, demo, "Slip")
    page.get_by_role("button", name="Put this draft aside").click()
    page.locator(".now-aside").get_by_role("button", name="Take it up again").click()
    page.wait_for_url(address)
    page.locator("#findings").wait_for()


@pytest.mark.parametrize(
    ("language", "size"),
    [("hu", SIZES[1]), pytest.param("ru", SIZES[0], marks=pytest.mark.deep)],
)
def test_these_pages_are_open_to_everybody(
    browser: Browser,
    demo: Demo,
    language: str,
    size: tuple[int, int],
    picture: Callable[[Page, str], None],
) -> None:
    context = opened(browser, demo, "Anna", language, size=size)
    page = context.pages[0]
    page.goto(f"{demo.url}/policy")
    page.locator(".begin button").click()
    page.wait_for_url("**/policy/draft/*")
    closed = page.url
    signed_by_bea(demo, closed)
    page.goto(f"{demo.url}/policy")
    withdraw = page.locator(".history a[href$=withdraw]").first.get_attribute("href")
    found = {}
    shown = (closed, f"{demo.url}{withdraw}", f"{demo.url}/policy/versions/4/again")
    asked_amiss = (f"{demo.url}/inquiries?since=abc&step=x", f"{demo.url}/people?after=x")
    for at, where in enumerate((*shown, f"{demo.url}/policy", *asked_amiss)):
        page.goto(where)
        picture(page, f"life-{at}-{language}-{size[0]}")
        found[where] = faults(page)
    assert not {name: said for name, said in found.items() if said}
    context.close()
