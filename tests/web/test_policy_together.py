"""Two people write one draft and press its buttons: every press counts, and no text is lost."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from demur.actions import draft as drafting
from demur.records.policies import Draft, DraftText
from demur.records.users import Role
from tests.shop import NOW, open_shop
from tests.web.doors import signed_in, somebody
from tests.web.drafts import HTMX, edit, line, source, text

pytestmark = pytest.mark.django_db


@pytest.fixture(name="shop", autouse=True)
def _shop() -> None:
    open_shop()


@pytest.fixture(name="anna")
def _anna() -> Client:
    return signed_in(somebody(Role.HEAD, "Anna"))


@pytest.fixture(name="bea")
def _bea() -> Client:
    return signed_in(somebody(Role.HEAD, "Bea"))


@pytest.fixture(name="draft")
def _draft() -> Draft:
    return drafting.begin("Anna", NOW, "Spring")


# ---- one cell, two texts


def test_two_people_who_change_different_rows_are_joined(anna: Client, draft: Draft) -> None:
    t3, q1 = line(draft, "T3"), line(draft, "Q1")
    edit(anna, draft, 1, **{f"cell-{t3}-2": "up to 5 days"})
    response = edit(anna, draft, 1, **{f"cell-{q1}-2": "08:00–17:59"})
    assert "told=merged" in response.url  # type: ignore[attr-defined]
    assert "up to 5 days" in source(draft)
    assert "08:00–17:59" in source(draft)


def two_texts(anna: Client, bea: Client, draft: Draft) -> str:
    """Bea and Anna write one cell at once; returns the page that Anna gets."""
    cell = f"cell-{line(draft, 'T3')}-2"
    edit(bea, draft, 1, **{cell: "up to 5 days"})
    response = edit(anna, draft, 1, **{cell: "up to 6 days"})
    assert response.url.endswith(f"#row-{line(draft, 'T3')}")  # type: ignore[attr-defined]
    return text(anna.get(response.url))  # type: ignore[attr-defined]


def test_two_people_who_write_one_cell_see_both_texts_at_it(
    anna: Client, bea: Client, draft: Draft
) -> None:
    page = two_texts(anna, bea, draft)
    told = page.split('<tr class="kept">')[1].split("</tr>")[0]
    assert "T3, Back in" in told
    assert "<q>up to 5 days</q>" in told
    assert "<q>up to 6 days</q>" in told
    kept = DraftText.objects.get(draft=draft, kept_aside=True)
    here = kept.at.astimezone(ZoneInfo("Europe/Budapest"))
    assert f"{here:%H:%M}" in told
    assert "up to 5 days" in source(draft)
    aside = text(bea.get(f"/policy/draft/{draft.pk}/kept/{kept.pk}"))
    assert "up to 6 days" in aside
    assert "up to 5 days" in aside


@pytest.mark.parametrize(("button", "stands"), [("take", "up to 6 days"), ("keep", "up to 5 days")])
def test_one_press_chooses_between_two_texts_and_the_notice_goes(
    anna: Client, bea: Client, draft: Draft, button: str, stands: str
) -> None:
    page = two_texts(anna, bea, draft)
    found = re.search(rf'value="({button}:\d+)"', page)
    assert found
    draft.refresh_from_db()
    edit(anna, draft, deed=found[1])
    assert f"| T3 | out of stock | {stands} |" in source(draft)
    for client in (anna, bea):
        shown = text(client.get(f"/policy/draft/{draft.pk}"))
        assert "waits for a choice" not in shown
        assert 'class="kept"' not in shown
    kept = DraftText.objects.get(draft=draft, kept_aside=True)
    assert "up to 6 days" in text(anna.get(f"/policy/draft/{draft.pk}/kept/{kept.pk}"))


def test_the_notice_goes_too_when_the_draft_says_what_was_kept_aside(
    anna: Client, bea: Client, draft: Draft
) -> None:
    two_texts(anna, bea, draft)
    draft.refresh_from_db()
    edit(bea, draft, **{f"cell-{line(draft, 'T3')}-2": "up to 6 days"})
    assert "waits for a choice" not in text(anna.get(f"/policy/draft/{draft.pk}"))


def test_two_texts_that_are_no_cells_are_chosen_between_on_a_page_of_their_own(
    anna: Client, bea: Client, draft: Draft
) -> None:
    begun = source(draft)
    address = f"/policy/draft/{draft.pk}/text"
    for client, word in ((bea, "Folk"), (anna, "Men")):
        typed = begun.replace("People forget", f"{word} forget")
        response = client.post(address, {"revision": 1, "text": typed})
    page = text(anna.get(response.url))
    assert "Folk forget" in page
    assert "Men forget" in page
    found = re.search(r'value="(take:\d+)"', page)
    assert found
    draft.refresh_from_db()
    edit(anna, draft, deed=found[1])
    assert source(draft) == begun.replace("People forget", "Men forget")


def test_where_one_deleted_a_row_the_other_wrote_on_both_are_kept(
    anna: Client, bea: Client, draft: Draft
) -> None:
    t4 = line(draft, "T4")
    edit(bea, draft, 1, deed=f"delete:{t4}")
    response = edit(anna, draft, 1, **{f"cell-{t4}-2": "4–9 days"})
    page = text(anna.get(response.url))  # type: ignore[attr-defined]
    assert "waits for a choice" in page
    assert "the row T4" in page
    kept = DraftText.objects.get(draft=draft, kept_aside=True)
    draft.refresh_from_db()
    edit(anna, draft, deed=f"take:{kept.pk}")
    assert "| T4 | no one free | 4–9 days |" in source(draft)


# ---- presses, one after the other


PRESSES = [
    (["add:Q", "add:Q"], ["Q1", "Q2", "Q3", "Q4"]),
    (["below:Q1", "below:Q1"], ["Q1", "Q4", "Q3", "Q2"]),
    (["below:Q1", "up:Q2", "up:Q2"], ["Q2", "Q1", "Q3"]),
    (["delete:Q1", "delete:Q1"], ["Q2"]),
    (["delete:Q1", "add:Q"], ["Q2", "Q3"]),
]
ALONE = [(["add:Q", "back", "add:Q"], ["Q1", "Q2", "Q3"])]


@pytest.mark.parametrize(
    ("deeds", "rows", "people"),
    [(*one, people) for people in (1, 2) for one in (*PRESSES, *(ALONE if people == 1 else []))],
)
def test_every_press_from_one_page_counts(
    anna: Client, bea: Client, draft: Draft, deeds: list[str], rows: list[str], people: int
) -> None:
    head = line(draft, "Q1") - 2
    places = {"Q": head, "Q1": head + 2, "Q2": head + 3}
    for at, deed in enumerate(deeds):
        name, _, row = deed.partition(":")
        press = f"{name}:{places[row]}" if row else name
        edit(bea if at % people else anna, draft, 1, deed=press)
    assert re.findall(r"^\| (Q\d) \|", source(draft), re.MULTILINE) == rows


def test_questions_are_added_by_two_presses_too(anna: Client, draft: Draft) -> None:
    head = line(draft, "Reason") - 2
    for _press in range(2):
        edit(anna, draft, 1, deed=f"add:{head}")
    assert len(re.findall(r"^\|[ |]+\|$", source(draft), re.MULTILINE)) == 2


def test_a_press_after_the_last_row_was_deleted_leads_to_the_row_before(
    anna: Client, draft: Draft
) -> None:
    response = edit(anna, draft, deed=f"delete:{line(draft, 'Q2')}")
    anchor = response.url.partition("#")[2]  # type: ignore[attr-defined]
    assert f'id="{anchor}"' in text(anna.get(response.url))  # type: ignore[attr-defined]


def test_a_press_on_a_row_that_somebody_deleted_says_so(
    anna: Client, bea: Client, draft: Draft
) -> None:
    deed = f"delete:{line(draft, 'Q2')}"
    edit(bea, draft, 1, deed=deed)
    response = edit(anna, draft, 1, deed=deed)
    assert "deleted that row already" in text(anna.get(response.url))  # type: ignore[attr-defined]


MEND = re.compile(r'value="(mend:[0-9a-f]+)"')


@pytest.mark.parametrize("order", ["typed first", "press first", "press alone"])
def test_what_was_typed_and_a_press_count_in_every_order(
    anna: Client, draft: Draft, order: str
) -> None:
    before = source(draft)
    typed = {f"cell-{line(draft, 'T3')}-1": "out of stok"}
    more = {f"cell-{line(draft, 'T4')}-2": "up to 4 days"}
    address = f"/policy/draft/{draft.pk}"
    told = text(anna.post(f"{address}/check", {"revision": 1, **typed, **more}, headers=HTMX))
    press = {"deed": MEND.findall(told)[0], **typed, **more}
    requests = {
        "typed first": [typed | more, press],
        "press first": [press, typed | more],
        "press alone": [press],
    }
    for fields in requests[order]:
        anna.post(address, {"revision": 1, **fields}, headers=HTMX)
    at = line(draft, "T4") - 1
    assert source(draft).split("\n")[:at] == before.split("\n")[:at]
    assert "up to 4 days" in source(draft).split("\n")[at]
    assert not DraftText.objects.filter(kept_aside=True).exists()


# ---- taking back


def test_taking_back_goes_back_step_by_step_and_says_what_it_did(
    anna: Client, bea: Client, draft: Draft
) -> None:
    t3, q2 = line(draft, "T3"), line(draft, "Q2")
    begun = source(draft)
    edit(anna, draft, 1, **{f"cell-{t3}-2": "up to 5 days"})
    edit(bea, draft, 2, **{f"cell-{t3}-1": "no one free"})
    edit(anna, draft, 3, deed=f"delete:{q2}")
    said = []
    for _press in range(3):
        response = edit(anna, draft, 4, deed="back")
        page = text(anna.get(response.url))  # type: ignore[attr-defined]
        told = re.search(r'role="status">([^<]*)</p>', page)
        assert told
        said.append(told[1])
    assert "The row Q2 is there again." in said[0]
    assert "T3, Back in: “up to 3 days” again, no longer “up to 5 days”." in said[1]
    assert said[2] == "There is no change of yours left to take back."
    theirs = begun.replace("| T3 | out of stock |", "| T3 | no one free |")
    assert source(draft) == theirs


def test_what_somebody_built_on_is_not_taken_back_but_shown_beside_it(
    anna: Client, bea: Client, draft: Draft
) -> None:
    cell = f"cell-{line(draft, 'T3')}-2"
    edit(anna, draft, 1, **{cell: "up to 5 days"})
    edit(bea, draft, 2, **{cell: "up to 6 days"})
    response = edit(anna, draft, 3, deed="back")
    page = text(anna.get(response.url))  # type: ignore[attr-defined]
    assert "Somebody else has changed the same place since." in page
    assert "<q>up to 6 days</q>" in page
    assert "<q>up to 3 days</q>" in page
    assert "up to 6 days" in source(draft)


# ---- what can't be saved


REFUSALS = [
    ({"revision": "1", "cell-60-2": "|" * 1500}, "at most 2,000 characters"),
    ({"cell-60-2": "typed for nothing"}, "a page that the draft does not know"),
    ({"revision": "1", "cell-1-1": "typed for nothing"}, "no such cell"),
]


@pytest.mark.parametrize(("fields", "heading"), REFUSALS)
def test_what_can_not_be_saved_is_headed_by_its_reason_and_keeps_what_was_typed(
    anna: Client, draft: Draft, fields: dict[str, str], heading: str
) -> None:
    before = source(draft)
    page = text(anna.post(f"/policy/draft/{draft.pk}", fields))
    title = re.search(r"<h1>(.*?)</h1>", page)
    assert title
    assert heading in title[1]
    assert next(one for name, one in fields.items() if name != "revision") in page
    part = anna.post(f"/policy/draft/{draft.pk}", fields, headers=HTMX)
    assert heading in text(part)
    assert part["HX-Retarget"] == "#problem"
    assert source(draft) == before


# ---- the text view


def test_findings_of_the_text_come_while_it_is_typed_and_a_press_carries_it(
    anna: Client, draft: Draft
) -> None:
    before = source(draft)
    typed = before.replace("| T3 | out of stock |", "| T3 | out of stok |")
    typed = typed.replace("People forget", "Folk forget")
    address = f"/policy/draft/{draft.pk}"
    told = text(anna.post(f"{address}/check", {"revision": 1, "text": typed}, headers=HTMX))
    assert "Did you mean “out of stock”?" in told
    assert f"line {line(draft, 'T3')}" in told
    assert source(draft) == before
    press = {"revision": 1, "text": typed, "deed": MEND.findall(told)[0]}
    assert anna.post(f"{address}/text", press).url.startswith(f"{address}/text")
    assert source(draft) == before.replace("People forget", "Folk forget")
