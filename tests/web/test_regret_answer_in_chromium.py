"""Writing our one answer in a real browser: three languages, small and wide, nothing amiss."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.chromium import Demo, faults, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.needs("chromium")

#: A client who refused the printer of the first comparison too, and had no answer yet.
REFUSE = """
from datetime import UTC, datetime
from uuid import uuid4
from demur.actions.decline import decline
from demur.actions.make_link import make_link
from demur.domain.refusal import Lang, Money
from demur.domain.regret import By, No, Reason, They
from demur.records.goods import Item
from demur.records.offers import Offer
from demur.records.people import Contact, Mail
now = datetime.now(UTC)
one = Contact.objects.create(name="Őry Éva", client="key", language="hu", created_at=now)
mail = f"eva{one.pk}@ory.example"
Mail.objects.create(contact=one, key=mail, raw=mail)
item = Item.objects.get(code="inkwell-m-400")
offer = Offer.objects.create(ref=uuid4(), at=now, contact=one, need="nyomtató az irodába",
    item=item, quantity=1, price_minor=item.price_minor, currency=item.currency, by="Anna")
link = make_link(one, lang=Lang.HU, by="Anna", now=now, offer=offer).link
no = No(They.REASON, By.TAP, Reason.TOO_EXPENSIVE, "PrintX", Money(80_000, "HUF"))
print(decline(link, no, now).refusal.pk)
"""


@pytest.mark.parametrize(
    ("lang", "size"), [("hu", (1240, 860)), ("ru", (360, 700)), ("en", (320, 700))]
)
def test_anna_looks_at_the_page_and_sends_it_once(
    browser: Browser, demo: Demo, lang: str, size: tuple[int, int]
) -> None:
    context = opened(browser, demo, "Anna", lang, size=size)
    page = context.pages[0]
    regret = demo.ask(REFUSE).split()[-1]
    page.goto(f"{demo.url}/regrets")
    page.locator(f"a[href='/regrets/{regret}/answer']").click()
    assert_fine(page)
    page.locator("input[name=price]").fill("84900")
    with context.expect_page() as opening:
        page.locator("button[value=preview]").click()
    preview = opening.value
    assert "84" in preview.locator(".our-price").inner_text()
    assert_fine(preview)
    page.locator("button[value=send]").click()
    page.wait_for_url("**/regrets")
    assert_fine(page)
    page.goto(f"{demo.url}/regrets/{regret}/answer")
    assert page.locator("button[value=send]").count() == 0
    context.close()


def assert_fine(page: Page) -> None:
    """Nothing wider than the screen, no rule of accessibility broken."""
    page.wait_for_load_state()
    assert faults(page) == []
