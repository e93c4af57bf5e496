"""The page of a replay: it says how far it has come, and then who would have met what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync
from django.db import OperationalError
from django.test import AsyncRequestFactory, Client

from demur.actions import draft as drafting
from demur.actions.finish import finish
from demur.domain.answers import Choice
from demur.domain.policy.document import Document
from demur.domain.refusal import Lang
from demur.records.gather import Asked
from demur.records.goods import Item
from demur.records.inquiries import Inquiry
from demur.records.policies import Draft
from demur.records.users import Role
from demur.web.by_parts import HERE, by_parts
from tests.shop import NOW, open_shop
from tests.web.doors import signed_in, somebody

pytestmark = pytest.mark.django_db

STRICTER = (b"| T3 | out of stock | up to 3 days |", b"| T3 | out of stock | up to 1 days |")


@pytest.fixture(name="anna")
def _anna() -> Client:
    open_shop()
    return signed_in(somebody(Role.HEAD, "Anna"))


@pytest.fixture(name="draft")
def _draft(anna: Client) -> Draft:
    """A draft that sends away whom the policy in force asks to wait."""
    begun = drafting.begin("Anna", NOW, "Spring")
    source = bytes(begun.source).replace(*STRICTER)
    drafting.save(begun.pk, 1, source, "Anna", NOW)
    return begun


def callers(times: int) -> None:
    Item.objects.update(price_minor=12_500, currency="HUF", alternatives=[])
    for _ in range(times):
        asked = Asked("TN-400X high-yield black toner", lang=Lang.EN, number="+36305550142")
        finish(asked, Choice(), uuid4(), by="Kata", now=NOW)


def shown(response: object) -> str:
    html = unescape(response.getvalue().decode())  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", html)


def test_the_page_says_how_far_it_has_come_and_then_the_figures(
    anna: Client, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    callers(5)
    monkeypatch.setattr("demur.records.replays.STRETCH", 2)
    page = shown(anna.get(f"/policy/draft/{draft.pk}/replay"))
    told = re.findall(r'<progress value="(\d+)" max="(\d+)"', page)
    assert told[-2:] == [("4", "5"), ("5", "5")]
    assert "Reading the callers on record: 4 of 5." in page
    assert "Asking both versions about 5 callers" in page
    assert page.index("</progress>") < page.index('<p class="figure">5</p>')
    assert page.rstrip().endswith("</html>")


def test_it_does_not_wait_until_the_draft_is_checked(
    anna: Client, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    callers(2)
    checked: list[Document] = []
    monkeypatch.setattr("demur.domain.policy.lint.check", checked.append)
    page = shown(anna.get(f"/policy/draft/{draft.pk}/replay"))
    assert '<p class="figure">2</p>' in page
    assert checked == []


def test_the_money_is_told_by_what_the_draft_turns(anna: Client, draft: Draft) -> None:
    callers(2)
    Inquiry.objects.filter(pk=Inquiry.objects.latest("pk").pk).update(worth_minor=None, currency="")
    page = shown(anna.get(f"/policy/draft/{draft.pk}/replay"))
    turned = page[page.index('<div class="tallies">') :]
    assert "kept then, let go by the draft" in turned
    assert "12,500" in turned
    assert "1 of unknown worth" in turned


def test_all_callers_of_a_change_are_a_page_away_with_what_was_said(
    anna: Client, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    callers(5)
    monkeypatch.setattr("demur.actions.replay.PAGE", 3)
    page = shown(anna.get(f"/policy/draft/{draft.pk}/replay"))
    group = re.search(r"/replay/callers\?group=([0-9a-f]+)", page)
    first = shown(anna.get(f"/policy/draft/{draft.pk}/replay/callers?group={group and group[1]}"))
    assert "T3 → " in first
    assert first.count('class="need-said"') == 3
    assert "+36 30 555 0142" in first
    older = re.search(r'href="(\?group=[^"]*after=\d+)"', first)
    second = shown(anna.get(f"/policy/draft/{draft.pk}/replay/callers{older and older[1]}"))
    assert second.count('class="need-said"') == 2
    refs = {str(ref) for ref in Inquiry.objects.values_list("ref", flat=True)}
    assert set(re.findall(r"/inquiries/([0-9a-f-]{36})", first + second)) == refs


@pytest.mark.parametrize("query", ["", "group=x", "group=&after=", "after=999999999999999999"])
def test_a_change_that_is_none_has_no_callers(anna: Client, draft: Draft, query: str) -> None:
    callers(1)
    page = shown(anna.get(f"/policy/draft/{draft.pk}/replay/callers?{query}"))
    assert "No caller on record would meet this change now" in page


@pytest.mark.parametrize("since", ["abc", "2026-02-31", "0001-01-01", "<b>", "9999-12-31"])
@pytest.mark.parametrize("page", ["replay", "replay/callers"])
def test_a_day_that_is_none_is_told_and_nothing_is_replayed(
    anna: Client, draft: Draft, page: str, since: str
) -> None:
    callers(1)
    response = anna.get(f"/policy/draft/{draft.pk}/{page}", {"since": since, "group": "x"})
    told = shown(response)
    assert response.status_code == 400
    assert f"“{since}” is no day that can be looked for." in told
    assert "<progress" not in told
    assert ("aria-describedby" in told) is (page == "replay")
    assert f'href="/policy/draft/{draft.pk}/replay"' in told


@pytest.mark.parametrize("after", ["x", "-1", "9" * 30])
def test_a_place_that_is_none_is_told(anna: Client, draft: Draft, after: str) -> None:
    response = anna.get(f"/policy/draft/{draft.pk}/replay/callers", {"group": "x", "after": after})
    assert response.status_code == 400
    assert "The address does not say where the list goes on." in shown(response)


def different(draft: Draft) -> None:
    """Three callers whom the draft treats otherwise, by three pairs of rows, and one it does not.

    The last one only meets a row of another number.
    """
    callers(1)
    for need in ("four monitors", "an orange car", "TN-400 black toner"):
        finish(Asked(need, lang=Lang.EN), Choice(), uuid4(), by="Kata", now=NOW)
    rows = {one.need: one.row for one in Inquiry.objects.all()}
    source = bytes(Draft.objects.get(pk=draft.pk).source).decode()
    for need, say in (("four monitors", "W5"), ("an orange car", "W1")):
        line = re.search(rf"^\| {rows[need]} \|.*$", source, re.MULTILINE)
        assert line
        source = source.replace(line[0], re.sub(r"\| W\d+ \|", f"| {say} |", line[0]))
    served = rows["TN-400 black toner"]
    source = source.replace(f"| {served} | none |", "| T99 | none |")
    Draft.objects.filter(pk=draft.pk).update(source=source.encode())


def test_beside_the_draft_stand_the_parts_of_the_figure_and_how_many_more_there_are(
    anna: Client, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    different(draft)
    every = shown(anna.get(f"/policy/draft/{draft.pk}/if-adopted"))
    assert '<p class="figure">3</p>' in every
    assert sum(map(int, re.findall(r"<b>(\d+)</b>", every))) == 3
    assert every.count('class="from-to"') == 3
    assert "T99" not in every
    assert "more pair" not in every
    monkeypatch.setattr("demur.web.policy_replay.SHORT", 1)
    part = shown(anna.get(f"/policy/draft/{draft.pk}/if-adopted"))
    assert part.count('class="from-to"') == 1
    assert f'<b>2</b> <a href="/policy/draft/{draft.pk}/replay">by 2 more pairs of rows</a>' in part


def test_who_would_notice_nothing_stands_apart_from_the_figure(anna: Client, draft: Draft) -> None:
    different(draft)
    page = shown(anna.get(f"/policy/draft/{draft.pk}/replay"))
    otherwise, _, alike = page.partition("Another row, the same step and words")
    assert '<p class="figure">3</p>' in otherwise
    assert otherwise.count('class="group ') == 3
    assert alike.count('class="group is-alike"') == 1
    assert "T99" in alike
    assert "T99" not in otherwise


def test_records_that_go_away_meanwhile_are_said_and_the_page_is_whole(
    anna: Client, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    callers(3)

    def fails(*_: object) -> None:
        raise OperationalError

    monkeypatch.setattr("demur.records.replays._stretch", fails)
    page = shown(anna.get(f"/policy/draft/{draft.pk}/replay"))
    assert "The records can't be reached just now" in page
    assert page.rstrip().endswith("</html>")


def test_parts_are_sent_as_they_are_made() -> None:
    made: list[int] = []

    def parts() -> Iterator[str]:
        for number in range(3):
            made.append(number)
            yield str(number)

    async def heard() -> list[tuple[bytes, int]]:
        response = by_parts(AsyncRequestFactory().get("/"), f"top{HERE}bottom", parts())
        return [(part, len(made)) async for part in response]

    assert async_to_sync(heard)() == [
        *((b"top", 0), (b"0", 1), (b"1", 2), (b"2", 3), (b"bottom", 3)),
    ]
