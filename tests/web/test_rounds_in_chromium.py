"""The round in a real browser: taken, ended by one key, undone, a link sent; in three languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.web.chromium import LANGUAGES, SIZES, Demo, Looks, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.needs("chromium")
READER = "Kata"
ROOT = Path(__file__).parents[2]

#: A round of four clients, one of them in Bea's hands, and two who rest; made anew each time.
ROUND = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from django.utils import timezone
from demur.actions.take_turn import take_turn
from demur.records.offers import Offer
from demur.records.people import Contact
from demur.records.rounds import Rest, Round, Turn
from tests.web.rounds import CLIENTS, a_round, resting
now = timezone.now()
Round.objects.all().delete()
Rest.objects.all().delete()
from demur.records.people import Mail, Number
ours = Contact.objects.filter(organisation__in=[one[0][1] for one in CLIENTS] + ["Csend Kft."])
ours = ours | Contact.objects.filter(name="Elveszett Elek")
gone = list(ours.filter(numbers__key__startswith="+36301110").values_list("pk", flat=True))
gone += list(ours.filter(numbers__key="+79161110002").values_list("pk", flat=True))
Number.objects.filter(contact__in=gone).delete()
made = a_round(now)
resting(now)
take_turn("Bea", now, made[1].ref)
"""
#: With the day no longer in focus, the key that says M on a Russian keyboard.
CYRILLIC_M = """() => {
    document.activeElement.blur();
    const pressed = { key: "ь", code: "KeyM", bubbles: true };
    document.body.dispatchEvent(new KeyboardEvent("keydown", pressed));
}"""
LAST = """
from demur.records.attempts import Attempt
from demur.records.rounds import Turn
one = Attempt.objects.latest("pk")
print(one.disposition, one.withdrawn, Turn.objects.filter(taken_by="Kata").latest("taken_at").state)
"""

#: The lease of whom Kata has in hand ended a minute ago.
OVER = """
from datetime import timedelta
from django.utils import timezone
from demur.records.rounds import Turn
kata = Turn.objects.filter(taken_by="Kata", state="taken")
kata.update(lease_until=timezone.now() - timedelta(minutes=1))
"""
#: How long Kata's lease lasts from now, in minutes; nothing where she has nobody in hand.
LEFT = """
from django.utils import timezone
from demur.records.rounds import Turn
for one in Turn.objects.filter(taken_by="Kata", state="taken"):
    print((one.lease_until - timezone.now()).total_seconds() / 60)
"""
#: The turn of whom Kata had in hand, and today's calls to them.
KATAS = """
from demur.records.attempts import Attempt
from demur.records.rounds import Turn
one = Turn.objects.get(contact__organisation="Duna Nyomda Zrt.")
calls = Attempt.objects.filter(contact=one.contact_id, at__date=one.round.day)
print(one.taken_by, one.state, one.why or "-", calls.count())
"""


@pytest.fixture(name="a_day", autouse=True)
def _a_day(demo: Demo) -> Iterator[None]:
    demo.ask(ROUND)
    yield
    demo.ask("from demur.records.rounds import Round\nRound.objects.all().delete()")


@pytest.mark.parametrize("size", SIZES, ids=("desk", "phone"))
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_round_is_open_to_everybody(
    browser: Browser,
    demo: Demo,
    language: str,
    size: tuple[int, int],
    picture: Callable[[Page, str], None],
) -> None:
    context = opened(browser, demo, "Anna", language, size=size)
    page = context.pages[0]
    look = Looks(page, picture, f"round-{{}}-{language}-{size[0]}")
    page.goto(f"{demo.url}/round")
    look("day")
    page.keyboard.press("0")
    page.locator(".in-hand .to-press").wait_for()
    look("in hand")
    page.keyboard.press("m")
    page.locator(".turn-told").wait_for()
    look("told")
    for name in ("rest", "terms"):
        page.goto(f"{demo.url}/round/{name}")
        look(name)
    demo.ask("from demur.records.rounds import Round\nRound.objects.all().delete()")
    page.goto(f"{demo.url}/round")
    look("empty")
    assert look.amiss() == []
    context.close()


def test_a_client_is_taken_ended_and_taken_back_by_keys_alone(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.url}/round")
    assert page.evaluate("document.activeElement.id") == "next"
    assert page.locator("[href^='tel:']").count() == 0
    page.keyboard.press("Enter")
    page.locator(".in-hand .to-press").wait_for()
    assert page.evaluate("document.activeElement.href").startswith("tel:+")
    assert page.locator(".in-hand .to-press a").get_attribute("href") == "tel:+36301110001"
    page.keyboard.press("v")
    told = page.locator(".turn-told")
    told.wait_for()
    assert "voicemail" in told.inner_text()
    assert demo.ask(LAST).split() == ["voicemail", "False", "done"]
    assert page.evaluate("document.activeElement.id") == "next"
    told.locator("button").click()
    page.locator(".in-hand").wait_for()
    assert demo.ask(LAST).split() == ["voicemail", "True", "taken"]
    page.keyboard.press("Control+v")
    assert page.locator(".in-hand").count() == 1


def test_a_key_typed_into_the_day_ends_nothing_and_a_cyrillic_key_does(
    page: Page, demo: Demo
) -> None:
    page.goto(f"{demo.url}/round")
    page.keyboard.press("0")
    page.locator(".in-hand").wait_for()
    page.locator("#ending-day").focus()
    page.keyboard.press("m")
    assert page.locator(".in-hand").count() == 1
    page.evaluate(CYRILLIC_M)
    page.locator(".turn-told").wait_for()
    assert demo.ask(LAST).split() == ["missed", "False", "done"]


def test_the_link_is_sent_by_one_key_and_from_its_row(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.url}/round")
    page.locator("tr", has_text="Lantos").locator("button").click()
    told = page.locator(".turn-told")
    page.locator(".turn-told, #round > .fault").wait_for()
    assert page.locator("#round > .fault").all_inner_texts() == []
    assert "link" in told.inner_text()
    page.keyboard.press("0")
    page.locator(".in-hand").wait_for()
    page.keyboard.press("l")
    page.locator(".turn-told", has_text="Takács").wait_for()
    assert "link" in page.locator(".turn-told").inner_text()


def test_a_talk_may_last_longer_than_the_lease(browser: Browser, page: Page, demo: Demo) -> None:
    page.route("**/keep", lambda asked: asked.abort())  # as with a laptop whose network is gone
    page.goto(f"{demo.url}/round")
    page.keyboard.press("0")
    page.locator(".in-hand .to-press", has_text="+36 30 111 0001").wait_for()
    demo.ask(OVER)
    context = opened(browser, demo, "Anna")
    hers = context.pages[0]
    hers.goto(f"{demo.url}/round")
    hers.keyboard.press("0")
    hers.locator(".in-hand").wait_for()
    assert "Takács" not in hers.locator(".in-hand").inner_text()
    context.close()
    assert demo.ask(KATAS).split() == ["Kata", "dropped", "unsaid", "0"]
    page.keyboard.press("m")
    page.locator(".turn-told", has_text="Takács").wait_for()
    assert demo.ask(KATAS).split() == ["Kata", "done", "-", "1"]


def test_a_page_that_stays_open_holds_the_client(page: Page, demo: Demo) -> None:
    page.clock.install()
    page.goto(f"{demo.url}/round")
    page.keyboard.press("0")
    page.locator(".in-hand .to-press").wait_for()
    demo.ask(OVER)
    assert float(demo.ask(LEFT)) < 0
    with page.expect_response("**/keep") as kept:
        page.clock.fast_forward("04:01")
    assert kept.value.status == 204
    assert float(demo.ask(LEFT)) > 0


def test_without_javascript_the_same_is_done_by_forms(browser: Browser, demo: Demo) -> None:
    context = opened(browser, demo, "Kata", javascript=False)
    page = context.pages[0]
    page.goto(f"{demo.url}/round")
    assert "in Bea's hands" in page.locator("#rows").inner_text()
    page.locator("#next").click()
    assert page.locator(".in-hand .to-press a").get_attribute("href") == "tel:+36301110001"
    page.locator("button[value=missed]").click()
    assert "missed" in page.locator(".turn-told").inner_text()
    page.locator(".turn-told button").click()
    assert page.locator(".in-hand").count() == 1
    page.locator("#give-back").click()
    assert page.locator(".in-hand").count() == 0
    context.close()


def test_nothing_of_the_round_stands_inline(page: Page, demo: Demo) -> None:
    for path in ("", "/rest"):
        response = page.goto(f"{demo.url}/round{path}")
        assert response
        html = response.text()
        assert not re.search(r"<script(?![^>]*\bsrc=)|\bstyle=|\bon[a-z]+=|<style", html), path
