"""Management sees what silence costs and whom the time goes to; the head of sales plans it."""

from __future__ import annotations

import csv
import io
import random
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from time_machine import travel

from demur.domain.refusal import Lang
from demur.records.people import Contact
from demur.records.rounds import Round, Turn
from demur.records.time_ledger import TimePlan
from demur.records.trials import Trial
from demur.records.users import Role, User
from tests.records.calling import call, client, offer, rings
from tests.shop import NOW, TODAY, open_shop
from tests.web.doors import signed_in, somebody

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PAGES = ("/insight/silence", "/insight/time", "/round/trial")
SHEETS = ("/insight/silence.csv", "/insight/time.csv")


@pytest.fixture(autouse=True)
def _shop() -> object:
    open_shop()
    with travel(NOW, tick=False):
        yield


@pytest.fixture(name="anna")
def _anna() -> Client:
    return signed_in(somebody(Role.HEAD, "Anna"))


@pytest.fixture(name="clients")
def _clients() -> list[Contact]:
    return called()


def called() -> list[Contact]:
    """Two dozen clients, each called every week and each with a purchase of their own."""
    lots = random.Random(2)
    found = [client(f"Ügyfél <{at}>", lots.choice(["key", "new"]), 1_000 * at) for at in range(24)]
    for one in found:
        for week in range(1, 5):
            call(one, NOW - week * 7 * DAY, lots.choice(["missed", "answered"]), 42)
        rings(one, NOW - lots.randrange(1, 60) * DAY, lots.randrange(10_000, 90_000))
    offer(found[0], NOW - 9 * DAY)
    call(found[0], NOW - DAY, "sale", 300, by="Béla")
    return found


@pytest.mark.parametrize("language", list(Lang))
@pytest.mark.parametrize("page", PAGES)
def test_every_page_stands_with_nothing_on_record_and_with_much(page: str, language: Lang) -> None:
    reader = signed_in(somebody(Role.READER, language=language))
    assert reader.get(page).status_code == 200
    called()
    shown = reader.get(page)
    assert shown.status_code == 200
    assert "<{" not in shown.content.decode()


def test_the_page_sums_calls_and_shows_the_same_for_the_ear(
    anna: Client, clients: list[Contact]
) -> None:
    page = unescape(anna.get("/insight/silence?days=90").content.decode())
    assert "we made 97 calls" in page
    assert "400,000 Ft" in page.replace("\N{NO-BREAK SPACE}", " ").replace("HUF", "Ft")
    assert 'role="img"' in page
    assert "Ügyfél <0>" not in anna.get("/insight/silence?days=90").content.decode()


def test_a_seller_does_not_see_what_others_spend(clients: list[Contact]) -> None:
    kata = signed_in(somebody(Role.SELLER))
    assert {kata.get(page).status_code for page in (*PAGES, *SHEETS)} == {403}


def test_the_sheet_has_every_client_and_runs_nothing(anna: Client, clients: list[Contact]) -> None:
    Contact.objects.filter(pk=clients[0].pk).update(name="=cmd|'/c calc'!A0")
    sent = anna.get("/insight/silence.csv?days=90")
    body = b"".join(sent.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(body)))
    assert len(rows) == 25
    assert {len(row) for row in rows} == {11}
    assert any(row[1] == "'=cmd|'/c calc'!A0" and row[9:] == ["400000", "HUF"] for row in rows)
    assert anna.get("/insight/silence.csv?days=3").status_code == 400


def test_the_time_ledger_is_a_sheet_by_month_and_seller_too(
    anna: Client, clients: list[Contact]
) -> None:
    call(clients[0], NOW - DAY, "answered", 600, by="=Béla")
    sent = anna.get("/insight/time.csv?days=28")
    raw = b"".join(sent.streaming_content)  # type: ignore[attr-defined]
    assert raw.startswith(b"\xef\xbb\xbf")
    heads, *rows = csv.reader(io.StringIO(raw.decode("utf-8-sig")))
    assert heads[:2] == ["Month", "Seller"]
    assert len(heads) == 8
    assert [row[0] for row in rows] == sorted((row[0] for row in rows), reverse=True)
    assert {row[0] for row in rows} == {"2026-11", "2026-10"}
    assert all(abs(sum(map(int, row[2:7])) - int(row[7])) <= 3 for row in rows)
    assert ["2026-11", "'=Béla"] in [row[:2] for row in rows]
    assert anna.get("/insight/time.csv?days=3").status_code == 400
    assert "/insight/time.csv?days=28" in anna.get("/insight/time").content.decode()


def test_a_span_that_is_none_is_told(anna: Client) -> None:
    assert {anna.get(f"{page}?days=31").status_code for page in PAGES} == {400}


def test_what_was_foretold_is_drawn_beside_what_happened(
    anna: Client, clients: list[Contact]
) -> None:
    assert "Twenty calls of the round" in anna.get("/insight/silence").content.decode()
    day = Round.objects.create(day=TODAY)
    for at, one in enumerate(clients):
        made = call(one, NOW - DAY, "answered" if at % 3 == 0 else "missed")
        Turn.objects.create(
            ref=made.ref,
            round=day,
            contact=one,
            at=NOW,
            kind="call",
            state="done",
            p_answer=0.3,
            attempt=made,
        )
    page = anna.get("/insight/silence").content.decode()
    assert "Of 24 calls of the round" in page
    assert page.count('class="dot"') == 1


def test_the_head_of_sales_plans_the_time_and_sees_it_beside_what_was_spent(
    anna: Client, clients: list[Contact]
) -> None:
    shares = {"key": 50, "strategic": 30, "tactical": 10, "chance": 5, "difficult": 5}
    assert anna.post("/insight/time", shares | {"hour": "6000"}).status_code == 302
    plan = TimePlan.objects.get()
    assert (plan.key, plan.hour_minor, plan.currency, plan.set_by) == (50, 6_000, "HUF", "Anna")
    page = anna.get("/insight/time").content.decode()
    assert "What stands out" in page
    assert 'class="ours"' in page
    assert "of the sellers' time" in unescape(anna.get("/insight/silence").content.decode())


@pytest.mark.parametrize(
    "wrong",
    [{"key": "51"}, {"key": "-1"}, {"key": "x"}, {"key": ""}, {"hour": "9" * 10}, {"hour": "-2"}],
)
def test_a_plan_that_is_none_is_told_and_stays_as_it_was_typed(
    anna: Client, wrong: dict[str, str]
) -> None:
    shares = {"key": "50", "strategic": "30", "tactical": "10", "chance": "5", "difficult": "5"}
    answer = anna.post("/insight/time", shares | {"hour": ""} | wrong)
    assert answer.status_code == 400
    assert not TimePlan.objects.exists()
    assert 'role="alert"' in answer.content.decode()
    assert 'name="strategic" inputmode="numeric" value="30"' in answer.content.decode()


def test_a_trial_says_what_it_could_show_and_stays_closed_until_its_day(
    anna: Client, clients: list[Contact]
) -> None:
    before = unescape(anna.get("/round/trial?days=28").content.decode())
    assert "four such trials of five show it" in before
    assert anna.post("/round/trial", {"days": "28", "cadence": "7"}).status_code == 302
    for at, one in enumerate(clients[1:]):
        call(one, NOW + DAY, "answered", 60)
        rings(one, NOW + DAY, 70_000 + 1_000 * at)
    with travel(NOW + 27 * DAY, tick=False):
        anna = signed_in(User.objects.get(name="Anna"))
        during = unescape(anna.get("/round/trial").content.decode())
        assert "A trial is on until 21 December 2026" in during
        assert "A minute" not in during
        assert anna.post("/round/trial", {"days": "28", "cadence": "7"}).status_code == 409
    with travel(NOW + 28 * DAY, tick=False):
        anna = signed_in(User.objects.get(name="Anna"))
        after = unescape(anna.get("/round/trial").content.decode())
        assert "The trial from" in after
        assert "A minute" in after
        assert "Nineteen times in twenty" in after


def test_a_trial_ends_early_by_a_reason_and_its_result_is_marked(
    anna: Client, clients: list[Contact]
) -> None:
    assert anna.post("/round/trial/end", {"reason": "x"}).status_code == 404
    anna.post("/round/trial", {"days": "28", "cadence": "7"})
    assert anna.post("/round/trial/end", {"reason": " "}).status_code == 400
    assert anna.post("/round/trial/end", {"reason": "x" * 301}).status_code == 400
    assert anna.post("/round/trial/end", {"reason": "<b>sok a nem"}).status_code == 302
    assert Trial.objects.get().why == "<b>sok a nem"
    page = anna.get("/round/trial").content.decode()
    assert "ended it before its day" in page
    assert "&lt;b&gt;sok a nem" in page


@pytest.mark.parametrize(
    "wrong", [{"days": "29"}, {"cadence": "0"}, {"cadence": "²"}, {"cadence": "999"}]
)
def test_a_trial_asked_for_amiss_is_told(
    anna: Client, clients: list[Contact], wrong: dict[str, str]
) -> None:
    assert anna.post("/round/trial", {"days": "28", "cadence": "7"} | wrong).status_code == 400
    assert not Trial.objects.exists()
