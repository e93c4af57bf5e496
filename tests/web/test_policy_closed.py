"""A draft that somebody else closed: who, when, as what; and what was typed too late is kept."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from demur.actions import draft as drafting
from demur.actions.adopt import adopt
from demur.records.policies import Draft, DraftText
from demur.records.users import Role
from demur.web.policy import today
from tests.shop import NOW, open_shop
from tests.web.doors import signed_in, somebody

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
WAIT = "| T3 | out of stock | up to 3 days |"


@pytest.fixture(name="draft")
def _draft() -> Draft:
    open_shop()
    return drafting.begin("Anna", NOW, "Spring")


@pytest.fixture(name="anna")
def _anna(draft: Draft) -> Client:
    return signed_in(somebody(Role.HEAD, "Anna"))


def text(response: object) -> str:
    return unescape(response.getvalue().decode())  # type: ignore[attr-defined]


def line(draft: Draft, row: str) -> int:
    lines = bytes(draft.source).decode().split("\n")
    return 1 + next(at for at, each in enumerate(lines) if each.startswith(f"| {row} |"))


def signed_by_bea(draft: Draft) -> None:
    """Bea changes another row, and signs the draft from today."""
    theirs = bytes(draft.source).replace(b"09:00", b"08:00")
    assert theirs != bytes(draft.source)
    drafting.save(draft.pk, 1, theirs, "Bea", NOW)
    draft.refresh_from_db()
    adopt(theirs, "Bea", today(), NOW, draft=draft)


def typed_by_anna(client: Client, draft: Draft, **headers: str) -> object:
    """Anna still has the first text before her, and leaves a cell that she wrote in."""
    typed = {"revision": 1, f"cell-{line(draft, 'T3')}-2": "up to 5 days"}
    return client.post(f"/policy/draft/{draft.pk}", typed, headers=headers)


def test_the_address_of_a_signed_draft_says_who_signed_it_and_as_which_version(
    anna: Client, draft: Draft
) -> None:
    signed_by_bea(draft)
    for page in ("", "/text", "/difference", "/replay", "/replay/callers"):
        response = anna.get(f"/policy/draft/{draft.pk}{page}")
        assert response.status_code == 410
        assert re.search(r"Bea\S* signed this draft", text(response))
        assert "version 5" in text(response)
        assert 'href="/policy/versions/5"' in text(response)


def test_what_was_typed_too_late_is_shown_and_kept(anna: Client, draft: Draft) -> None:
    signed_by_bea(draft)
    response = typed_by_anna(anna, draft)
    page = text(response)
    assert response.status_code == 409  # type: ignore[attr-defined]
    assert re.search(r"^\+\| T3 \| out of stock \| up to 5 days", page, re.MULTILINE)
    assert "-| Q1" not in page
    kept = DraftText.objects.get(draft=draft, kept_aside=True)
    assert (kept.by, b"up to 5 days" in bytes(kept.source)) == ("Anna", True)
    again = text(anna.get(f"/policy/draft/{draft.pk}"))
    assert "up to 5 days" in again
    bea = signed_in(somebody(Role.HEAD, "Bea"))
    assert "up to 5 days" not in text(bea.get(f"/policy/draft/{draft.pk}"))


def test_the_next_draft_begins_with_what_came_too_late(anna: Client, draft: Draft) -> None:
    signed_by_bea(draft)
    page = text(typed_by_anna(anna, draft))
    fields = dict(re.findall(r'name="(version|text|name)"\s+value="([^"]*)"', page))
    response = anna.post("/policy/draft", fields)
    made = Draft.objects.latest("pk")
    assert response.url == f"/policy/draft/{made.pk}"
    written = bytes(made.source).decode()
    assert "up to 5 days" in written
    assert "08:00" in written
    assert made.based_on is not None
    assert re.search(r"^\| 6 \|", written, re.MULTILINE)


def test_nobody_begins_a_draft_with_what_another_typed(anna: Client, draft: Draft) -> None:
    signed_by_bea(draft)
    typed_by_anna(anna, draft)
    kept = DraftText.objects.get(kept_aside=True)
    bea = signed_in(somebody(Role.HEAD, "Bea"))
    before = Draft.objects.count()
    for text_of in (kept.pk, 999_999, DraftText.objects.filter(kept_aside=False)[0].pk):
        assert bea.post("/policy/draft", {"text": text_of}).status_code == 404
    assert Draft.objects.count() == before


def test_a_page_that_still_stands_open_goes_where_the_text_is_kept(
    anna: Client, draft: Draft
) -> None:
    signed_by_bea(draft)
    response = typed_by_anna(anna, draft, **HTMX)
    assert response.status_code == 204  # type: ignore[attr-defined]
    assert response["HX-Redirect"] == f"/policy/draft/{draft.pk}"  # type: ignore[index]
    assert "up to 5 days" in text(anna.get(f"/policy/draft/{draft.pk}"))


def test_what_a_page_asks_while_one_types_takes_nothing_from_the_typing(
    anna: Client, draft: Draft
) -> None:
    signed_by_bea(draft)
    typed = {"revision": 1, f"cell-{line(draft, 'T3')}-2": "up to 5 days"}
    checked = anna.post(f"/policy/draft/{draft.pk}/check", typed, headers=HTMX)
    figures = anna.get(f"/policy/draft/{draft.pk}/if-adopted", headers=HTMX)
    assert {checked.status_code, figures.status_code} == {204}
    assert "HX-Redirect" not in checked
    assert not DraftText.objects.filter(kept_aside=True).exists()


def test_the_text_view_keeps_its_text_too(anna: Client, draft: Draft) -> None:
    changed = bytes(draft.source).decode().replace("up to 3 days", "up to 9 days")
    signed_by_bea(draft)
    response = anna.post(f"/policy/draft/{draft.pk}/text", {"revision": 1, "text": changed})
    assert response.status_code == 409
    assert "up to 9 days" in text(response)


def test_a_deleted_row_that_came_too_late_stands_among_what_is_missing(
    anna: Client, draft: Draft
) -> None:
    signed_by_bea(draft)
    deed = {"revision": 1, "deed": f"delete:{line(draft, 'I4')}"}
    page = text(anna.post(f"/policy/draft/{draft.pk}", deed))
    assert re.search(r"[\n>]-\| I4 \|", page)


def test_of_two_who_sign_one_draft_the_second_is_told_of_the_first(
    anna: Client, draft: Draft
) -> None:
    page = text(anna.get(f"/policy/draft/{draft.pk}/difference"))
    seen = re.search(r'name="seen" value="([^"]*)"', page)
    signed_by_bea(draft)
    given = {"seen": seen and seen[1], "from": str(today()), "has_seen": "on"}
    response = anna.post(f"/policy/draft/{draft.pk}/difference", given)
    assert response.status_code == 409
    assert re.search(r"Bea\S* signed this draft", text(response))


def test_a_draft_that_was_put_aside_meanwhile_keeps_the_text_and_is_taken_up_again(
    anna: Client, draft: Draft
) -> None:
    drafting.put_aside(draft, "Bea", NOW)
    page = text(typed_by_anna(anna, draft))
    assert re.search(r"Bea\S* put this draft aside", page)
    assert "up to 5 days" in page
    response = anna.post(f"/policy/draft/{draft.pk}/take-up")
    assert response.url == f"/policy/draft/{draft.pk}"
    assert anna.get(response.url).status_code == 200


def test_putting_aside_can_be_taken_back_at_once_and_later(anna: Client, draft: Draft) -> None:
    response = anna.post(f"/policy/draft/{draft.pk}/aside")
    at_once, later = text(anna.get(response.url)), text(anna.get("/policy"))
    assert re.search(r"The draft \S*Spring\S* is put aside\.", at_once)
    for page in (at_once, later):
        assert f'action="/policy/draft/{draft.pk}/take-up"' in page
    assert "1 draft put aside" in later
    anna.post(f"/policy/draft/{draft.pk}/take-up")
    back = text(anna.get("/policy"))
    assert "put aside" not in back
    assert "Spring" in back


def test_a_signed_draft_is_not_among_those_put_aside(anna: Client, draft: Draft) -> None:
    signed_by_bea(draft)
    assert "put aside" not in text(anna.get("/policy"))
    anna.post(f"/policy/draft/{draft.pk}/take-up")
    assert anna.get(f"/policy/draft/{draft.pk}").status_code == 410


@pytest.mark.parametrize("mangled", ["x", "-1", "٣", "9" * 30])
def test_a_draft_that_never_was_is_not_said_to_be_put_aside(anna: Client, mangled: str) -> None:
    response = anna.get("/policy", {"aside": mangled})
    assert response.status_code == 200
    assert "put aside" not in text(response)
