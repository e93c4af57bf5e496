"""The pages of insight in a real browser: three languages, small and wide, nothing amiss."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.web.chromium import LANGUAGES, SIZES, Demo, faults, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.needs("chromium")
PAGES = {
    "silence": "/insight/silence?days=365",
    "time": "/insight/time?days=91",
    "trial": "/round/trial",
}
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
#: Half a year of calls to the demo's clients, a plan of the time, a round whose answers came.
CALLED = """
import random
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from demur.actions.plan_time import plan_time
from demur.domain.attempts import Call, Source
from demur.domain.refusal import Money
from demur.domain.time_ledger import Part
from demur.records.attempts import Attempt, row_of
from demur.records.offers import Offer
from demur.records.people import Contact
from demur.records.rounds import Round, Turn
lots, now = random.Random(7), datetime.now(UTC)
people = list(Contact.objects.filter(merged_into=None).order_by("pk")[:40])
rows = []
for one in people:
    Offer.objects.create(ref=uuid4(), at=now - timedelta(days=lots.randrange(20, 170)), contact=one,
        need="toner", price_minor=lots.randrange(20_000, 900_000), currency="HUF", by="Anna")
    for _ in range(lots.randrange(4, 12)):
        ends = ["missed"] * 5 + ["voicemail", "answered"] * 2 + ["later", "sale"]
        ended = lots.choice(ends)
        at = now - timedelta(days=lots.randrange(1, 170), minutes=lots.randrange(600))
        seconds = lots.randrange(20, 400) if ended in ("answered", "later", "sale") else 38
        told = Call(uuid4(), at, ended, Source.DESK, one.pk, seconds=seconds)
        rows.append(row_of(told, lots.choice(["Kata", "Béla"]), at))
Attempt.objects.bulk_create(rows)
plan_time(dict(zip(Part, (40, 30, 15, 10, 5))), Money(6_000, "HUF"), "Anna", now)
for place, row in enumerate(Attempt.objects.filter(contact__isnull=False)[:220]):
    day = (now - timedelta(days=900 + place)).date()
    chance = 0.15 + 0.5 * lots.random() * (2 if row.disposition == "answered" else 1)
    Turn.objects.create(ref=uuid4(), round=Round.objects.create(day=day), contact=row.contact,
        at=row.at, kind="call", state="done", p_answer=min(chance, 1), attempt=row)
print("ok")
"""


@pytest.fixture(scope="module")
def _called(demo: Demo) -> None:
    assert "ok" in demo.ask(CALLED)


@pytest.mark.usefixtures("_called")
@pytest.mark.parametrize(("language", "size"), LOOKED_AT)
def test_the_pages_of_insight_fit_and_everybody_can_read_them(
    browser: Browser,
    demo: Demo,
    picture: Callable[[Page, str], None],
    language: str,
    size: tuple[int, int],
) -> None:
    context = opened(browser, demo, "Anna", language, size=size)
    page = context.pages[0]
    for name, address in PAGES.items():
        page.goto(demo.url + address)
        page.locator("svg.plot, svg.bars, form").first.wait_for()
        picture(page, f"insight-{name}-{language}-{size[0]}")
        assert faults(page) == [], name
    context.close()
