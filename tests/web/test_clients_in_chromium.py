"""The pages of calls and clients in a real browser: three languages, two sizes, and by keyboard."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.web.chromium import LANGUAGES, SIZES, Demo, Looks, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.needs("chromium")
READER = "Kata"

#: Every state of a call: free, in one's own hands and in another's, held; and a promise unplanned.
#: What clients wrote back: one unclear, one a clear no; a consent; names long and without a space.
CLIENTS = """
import json
from datetime import timedelta
from django.utils import timezone
from demur.actions.consent import Spoken, consent
from demur.actions.decline import decline
from demur.actions.dial import dial
from demur.actions.hear import Answer, hear
from demur.actions.make_link import make_link
from demur.actions.plan import plan
from demur.domain.consents import How
from demur.domain.peace import Approach, Purpose
from demur.domain.refusal import Channel, Lang
from demur.domain.regret import By, No, They
from demur.records.gate import Wanted
from demur.records.people import Contact, Mail, Number
now = timezone.now()
def client(at, name, organisation):
    one = Contact.objects.create(
        name=name, organisation=organisation, search=name.casefold(), client="key",
        region="HU-GS", language="hu", note="Délelőtt érhető el.", created_at=now,
    )
    key = f"+3696411{at}"
    Number.objects.create(contact=one, key=key, raw=key)
    Mail.objects.create(contact=one, key=f"c{at}@client.example", raw=f"C{at}@client.example")
    return one
names = ["Megszentségteleníthetetlenségeskedéseitekért " + kind for kind in
         ("szabad", "sajat", "mase", "nyugodt", "valaszolt")]
made = [client(at, name, "Győri Nyomdaipari Kft.") for at, name in enumerate(names, 700)]
calls = [plan([Wanted(one.numbers.get().key, Approach(Channel.PHONE, Purpose.SALE, now), one.pk)],
              "Anna", now).planned[0] for one in made[:4]]
dial(calls[1].ref, "Anna", now)
dial(calls[2].ref, "Bea", now)
decline(make_link(made[3], lang=Lang.HU, by="Anna", now=now).link, No(They.PLAIN_NO, By.TAP), now)
for at, (words, meant, is_no) in enumerate((
    ("Kérem, hívjanak vissza jövő héten.", "unclear", False), ("не звоните", "never", True),
)):
    sender = made[4].numbers.get().key
    answer = Answer(Channel.SMS, sender, sender, words, f"reply {at}", now)
    hear(answer, made[4], meant=meant, is_no=is_no, by="sms", now=now)
consent(made[4], Spoken(Channel.MAIL, Purpose.MARKETING, How.CALL, "Igen, küldjék!"),
        given=True, by="Anna", now=now)
print(json.dumps([[one.pk for one in made], [str(one.ref) for one in calls]]))
"""
LAST = """
from demur.records.calls import Planned
one = Planned.objects.latest("pk")
print(one.address, one.purpose, one.state, one.dialled_by)
"""
#: The words of what is in focus, or of its row.
FOCUSED = r"""() => {
    const one = document.activeElement;
    return (one.closest("tr") ?? one).textContent.replace(/\s+/g, " ");
}"""


@pytest.fixture(name="clients", scope="module")
def _clients(demo: Demo) -> list[list[str]]:
    """The keys of five clients: free, mine, another's, at peace, who replied; and of four calls."""
    made: list[list[str]] = json.loads(demo.ask(CLIENTS))
    return made


@pytest.mark.parametrize("size", SIZES, ids=("desk", "phone"))
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_clients_are_open_to_everybody(
    browser: Browser,
    demo: Demo,
    clients: list[list[str]],
    language: str,
    size: tuple[int, int],
    picture: Callable[[Page, str], None],
) -> None:
    context = opened(browser, demo, "Anna", language, size=size)
    page = context.pages[0]
    look = Looks(page, picture, f"clients-{{}}-{language}-{size[0]}")

    def press(button: str) -> None:
        with page.expect_navigation():
            page.locator(button).first.click()

    (free, _, _, at_peace, replied), (_, mine, anothers, held) = clients
    for name, path in {
        "calls": "/calls",
        "replies": "/replies",
        "rules": "/contact-rules",
        "person": f"/people/{replied}",
        "at peace": f"/people/{at_peace}",
        "same": f"/people/{free}/same?q=megszents",
        "two": f"/people/{free}/two",
        "consents and erasure": f"/people/{replied}/data",
    }.items():
        page.goto(f"{demo.url}{path}")
        page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
        assert page.locator("html").get_attribute("lang") == language
        look(name)
    press("main form[action$='/data/erase'] ~ p a")
    press(".peace form[action$='/link'] button:not([name])")
    look("easy no")
    page.goto(f"{demo.url}/people/{free}/two")
    page.locator("[name=name]").fill("Zita")
    press("main form button")
    look("nothing chosen")
    # The buttons of the last two are gone from a list that is read anew: somebody was quicker.
    for name, ref in {"mine": mine, "another's": anothers, "held": held}.items():
        page.goto(f"{demo.url}/calls")
        page.locator("footer form").evaluate(
            "(form, to) => { form.action = to; form.submit(); }", f"/calls/{ref}/dial"
        )
        page.wait_for_url("**/dial")
        look(name)
    assert look.amiss("409", "400") == []
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_header_is_one_line_at_1240_pixels(browser: Browser, demo: Demo, language: str) -> None:
    context = opened(browser, demo, "Anna", language)
    page = context.pages[0]
    for path in ("/calls", "/desk"):
        page.goto(f"{demo.url}{path}")
        tops = page.locator("header :is(.mark, nav a, .reader > *)").evaluate_all(
            "all => all.map(one => one.getBoundingClientRect()).map(b => (b.top + b.bottom) / 2)"
        )
        assert max(tops) - min(tops) < 8, (path, tops)
    context.close()


def tab_to(page: Page, words: str) -> None:
    """Go on by Tab until what has these words is in focus."""
    reached = []
    for _ in range(80):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(FOCUSED))
        if words in reached[-1]:
            return
    raise AssertionError(f"no Tab leads to {words}: {reached}")


def test_a_call_back_is_promised_dialled_and_ended_by_keyboard_alone(
    page: Page, demo: Demo
) -> None:
    page.goto(f"{demo.url}/desk?number=%2B36305557001")
    page.keyboard.insert_text("négy monitor kellene holnapra")
    page.locator(".sentence:visible").wait_for()
    tab_to(page, "Call them back later")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.value") == "hour"
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk?done=*")
    assert demo.ask(LAST).split() == ["+36305557001", "asked", "planned"]
    page.goto(f"{demo.url}/calls")
    assert "555 7001" not in page.locator("main").inner_text()
    tab_to(page, "they asked for it")
    assert page.evaluate("document.activeElement.innerText") == "Dial"
    page.keyboard.press("Enter")
    page.wait_for_url("**/dial")
    assert page.locator("a[href='tel:+36305557001']").count() == 1
    tab_to(page, "+36 30 555 7001")
    assert demo.ask(LAST).split() == ["+36305557001", "asked", "dialled", "Kata"]
    tab_to(page, "The call is over")
    page.keyboard.press("Enter")
    page.wait_for_url("**/calls")
    assert page.locator("tr", has_text="they asked for it").count() == 0
    assert demo.ask(LAST).split()[2:] == ["done", "Kata"]
