"""The policy's pages: read by all, edited by a head or an administrator, signed by a head."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from demur.actions import draft as drafting
from demur.actions.finish import finish
from demur.domain.answers import Choice
from demur.domain.refusal import Lang
from demur.records.gather import Asked
from demur.records.inquiries import Inquiry
from demur.records.policies import Adoption, Draft, PolicyVersion
from demur.records.users import Role
from demur.web.policy_grid import CELLS_MOST
from demur.web.templatetags.spoken import full_day
from tests.shop import NOW, open_shop, policy_text
from tests.web.doors import everything, signed_in, somebody
from tests.web.drafts import HTMX, edit, line, rewritten, source, text

pytestmark = pytest.mark.django_db
#: The day at the shop, where signing looks at the calendar.
TODAY = datetime.now(ZoneInfo("Europe/Budapest")).date()
LATER = TODAY + timedelta(days=100)


@pytest.fixture(name="shop", autouse=True)
def _shop() -> None:
    open_shop()


@pytest.fixture(name="anna")
def _anna() -> Client:
    return signed_in(somebody(Role.HEAD, "Anna"))


@pytest.fixture(name="draft")
def _draft() -> Draft:
    return drafting.begin("Anna", NOW, "Spring")


# ---- reading


@pytest.mark.parametrize("role", Role, ids=str)
def test_everybody_reads_the_version_in_force(role: Role) -> None:
    page = text(signed_in(somebody(role)).get("/policy"))
    assert "People forget what we sold them" in page
    assert 'id="T4"' in page
    assert "Read from the top" not in page
    assert "Table T: read from the top, the first row that fits decides." in page
    assert "in force now" in page
    assert ("Name of a new draft" in page) is (role in {Role.HEAD, Role.ADMINISTRATOR})


def test_a_document_is_shown_as_it_was_typed_and_runs_nothing(anna: Client, draft: Draft) -> None:
    rewritten(draft, "People forget", "<script>alert(1)</script> **People** forget")
    rewritten(draft, "| T1 | none |", '| T1 | "><img src=x onerror=alert(1)> |')
    for page in ("", "/text", "/difference", "/replay"):
        shown = anna.get(f"/policy/draft/{draft.pk}{page}").getvalue().decode()
        assert "<script>alert" not in shown
        assert "<img" not in shown
    shown = anna.get(f"/policy/draft/{draft.pk}").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; <strong>People</strong> forget" in shown


def test_a_version_that_never_was_is_not_found(anna: Client) -> None:
    for address in ("/policy/versions/77", "/policy/versions/77/again", "/policy/draft/77"):
        assert anna.get(address).status_code == 404


def test_a_version_is_printed_with_the_hash_of_its_bytes(anna: Client) -> None:
    response = anna.get("/policy/versions/4/print")
    if response.status_code == 503:
        assert "Pango" in text(response)
        return
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
    assert anna.get("/policy/versions/77/print").status_code == 404


# ---- editing


def test_a_draft_is_begun_from_the_version_in_force(anna: Client) -> None:
    response = anna.post("/policy/draft", {"name": "Summer"})
    made = Draft.objects.get(name="Summer")
    assert response.url == f"/policy/draft/{made.pk}"
    assert made.begun_by == "Anna"
    assert "Summer" in text(anna.get("/policy"))
    assert anna.post("/policy/draft", {"name": "x", "version": "77"}).status_code == 404


def test_a_cell_is_saved_and_nothing_else_moves(anna: Client, draft: Draft) -> None:
    before = source(draft)
    edit(anna, draft, **{f"cell-{line(draft, 'T3')}-2": "up to 5 | days\n"})
    old, new = before.split("\n"), source(draft).split("\n")
    assert [pair for pair in zip(old, new, strict=True) if pair[0] != pair[1]] == [
        (old[line(draft, "T3") - 1], old[line(draft, "T3") - 1].replace("3 days", r"5 \| days"))
    ]
    assert draft.revision == 2
    assert draft.changed_by == "Anna"


def test_a_form_that_changes_nothing_saves_nothing(anna: Client, draft: Draft) -> None:
    edit(anna, draft, **{f"cell-{line(draft, 'T3')}-2": "up to 3 days"})
    draft.refresh_from_db()
    assert draft.revision == 1


def test_typing_is_checked_without_saving(anna: Client, draft: Draft) -> None:
    typed = {"revision": 1, f"cell-{line(draft, 'T3')}-1": "out of stok"}
    before = everything()
    page = text(anna.post(f"/policy/draft/{draft.pk}/check", typed, headers=HTMX))
    assert everything() == before
    assert "Did you mean “out of stock”?" in page
    assert f'data-marks="cell-{line(draft, "T3")}-1"' in page
    assert 'data-revision="1"' in page


def test_htmx_saves_and_is_told_what_can_be_said_against_it(anna: Client, draft: Draft) -> None:
    typed = {"revision": 1, f"cell-{line(draft, 'T3')}-1": "out of stok"}
    page = text(anna.post(f"/policy/draft/{draft.pk}", typed, headers=HTMX))
    assert 'data-revision="2"' in page
    assert "out of stok" in source(draft)
    assert "Mend it" in page


def test_a_finding_is_mended_by_one_press(anna: Client, draft: Draft) -> None:
    before = source(draft)
    rewritten(draft, "| T3 | out of stock |", "| T3 | out of stok |")
    page = text(anna.get(f"/policy/draft/{draft.pk}"))
    edit(anna, draft, deed=re.findall(r'value="(mend:[0-9a-f]+)"', page)[0])
    assert source(draft) == before


def test_whose_results_a_proposed_row_copies_stands_beside_it(anna: Client, draft: Draft) -> None:
    rewritten(draft, "| P3 | 3–5 |", "| P3 | 4–5 |")
    page = text(anna.get(f"/policy/draft/{draft.pk}"))
    assert "The results are copied from P3: please look at them." in page


def test_what_can_never_happen_stands_beside_the_draft_until_a_change_lets_it(
    anna: Client, draft: Draft
) -> None:
    proved = "Proved for every case"
    page = text(anna.get(f"/policy/draft/{draft.pk}"))
    assert proved in page
    lines = source(draft).split("\n")
    last, other = (lines[line(draft, name) - 1].split(" | ") for name in ("N5", "N3"))
    rewritten(draft, " | ".join(last), " | ".join([*last[:3], *other[3:]]))
    told = text(anna.get(f"/policy/draft/{draft.pk}"))
    assert page.count('class="plain-list proved"') == told.count('class="plain-list proved"') == 1
    assert len(told.split(proved)[1].split("<li>")) < len(page.split(proved)[1].split("<li>"))


@pytest.mark.parametrize(
    ("deed", "rows"),
    [
        ("up", ["Q2", "Q1"]),
        ("below", ["Q1", "Q2", "Q3"]),
        ("delete", ["Q1"]),
    ],
)
def test_rows_are_moved_added_and_deleted(
    anna: Client, draft: Draft, deed: str, rows: list[str]
) -> None:
    edit(anna, draft, deed=f"{deed}:{line(draft, 'Q2')}")
    assert re.findall(r"^\| (Q\d) \|", source(draft), re.MULTILINE) == rows


def test_a_number_that_was_in_force_once_is_never_given_again(anna: Client, draft: Draft) -> None:
    edit(anna, draft, deed=f"delete:{line(draft, 'T11')}")
    draft.refresh_from_db()
    edit(anna, draft, deed=f"below:{line(draft, 'T10')}")
    assert re.findall(r"^\| (T1\d) \|", source(draft), re.MULTILINE) == ["T10", "T12"]


def test_the_text_is_saved_whole_with_its_own_line_ends(anna: Client, draft: Draft) -> None:
    typed = source(draft).replace("\n", "\r\n").replace("up to 3 days", "up to 4 days")
    anna.post(f"/policy/draft/{draft.pk}/text", {"revision": 1, "text": typed})
    assert source(draft) == typed.replace("\r\n", "\n")


@pytest.mark.parametrize(
    "fields",
    [
        {"revision": "x"},
        {"revision": "99"},
        {"revision": ""},
        {"deed": "up:1"},
        {"deed": "delete:999999999"},
        {"deed": "mend:0000"},
        {"deed": "add:7"},
        {"deed": "nonsense"},
        {"cell-1-1": "x"},
        {"cell-7-7777": "x"},
        {"cell-60-2": "x" * 2001},
    ],
)
def test_a_mangled_form_changes_nothing_and_fails_nothing(
    anna: Client, draft: Draft, fields: dict[str, str]
) -> None:
    before = source(draft)
    for place in ("", "/check", "/text"):
        given = {"revision": "1", "text": before, **fields}
        response = anna.post(f"/policy/draft/{draft.pk}{place}", given)
        assert response.status_code in {200, 204, 302, 409}
    assert source(draft) == before


def test_no_form_has_more_fields_than_a_request_may(anna: Client, draft: Draft) -> None:
    rows = "".join(
        f"| T{n} | none | any | any | any | any | serve | W1 | nobody |\n" for n in range(20, 300)
    )
    rewritten(draft, "| T1 | none |", f"{rows}| T1 | none |")
    page = text(anna.get(f"/policy/draft/{draft.pk}"))
    forms = re.findall(r'<form method="post"[^>]*class="edit".*?</form>', page, re.DOTALL)
    assert max(form.count('name="cell-') for form in forms) <= CELLS_MOST
    assert "Further rows" in page
    address = re.search(r'href="(\?table=\d+&from=\d+)"', page)
    assert address
    further = text(anna.get(f"/policy/draft/{draft.pk}{address[1]}"))
    assert 'id="T11"' in further
    assert 'id="T20"' not in further


# ---- signing


def signed(client: Client, draft: Draft, **other: str) -> object:
    page = text(client.get(f"/policy/draft/{draft.pk}/difference"))
    seen = re.search(r'name="seen" value="([^"]*)"', page)
    given = {"seen": seen[1] if seen else "", "from": str(LATER), "has_seen": "on", **other}
    return client.post(f"/policy/draft/{draft.pk}/difference", given)


def test_who_is_weighed_otherwise_stands_in_the_difference_under_the_table_of_steps(
    anna: Client, draft: Draft
) -> None:
    row = "| I4 | regular | any | any |"
    rewritten(draft, f"{row} tactical |", f"{row} strategic |")
    page = text(anna.get(f"/policy/draft/{draft.pk}/difference"))
    assert "6. Importance · " in page
    assert "as another table weighs the caller otherwise" in page
    assert "as Importance: tactical → strategic" in page


def test_a_head_signs_what_was_seen_and_the_policy_says_so(anna: Client, draft: Draft) -> None:
    edit(anna, draft, **{f"cell-{line(draft, 'T3')}-2": "up to 5 days"})
    assert "T3" in text(anna.get(f"/policy/draft/{draft.pk}/difference"))
    response = signed(anna, draft)
    adopted = Adoption.objects.order_by("-pk").first()
    assert adopted
    assert (adopted.adopted_by, str(adopted.in_force_from)) == ("Anna", str(LATER))
    assert bytes(adopted.policy.source).decode() == source(draft)
    assert adopted.differences
    page = text(anna.get(response.url))  # type: ignore[attr-defined]
    assert f"Version 5 is in force from {full_day(LATER)}, signed by <bdi>Anna</bdi>." in page
    assert str(adopted.differences[0]) in page


@pytest.mark.parametrize(
    "other", [{"from": ""}, {"from": "2027-02-30"}, {"from": "0001-01-01"}, {"seen": "0" * 64}]
)
def test_nothing_is_signed_unseen_or_from_no_day(
    anna: Client, draft: Draft, other: dict[str, str]
) -> None:
    edit(anna, draft, **{f"cell-{line(draft, 'T3')}-2": "up to 5 days"})
    response = signed(anna, draft, **other)
    assert response.status_code == 409  # type: ignore[attr-defined]
    assert Adoption.objects.count() == 1


def test_nothing_is_signed_from_a_day_that_has_passed(anna: Client, draft: Draft) -> None:
    edit(anna, draft, **{f"cell-{line(draft, 'T3')}-2": "up to 5 days"})
    refused = signed(anna, draft, **{"from": "2020-01-01"})
    assert "Nothing is in force backwards." in text(refused)
    draft.refresh_from_db()
    assert draft.closed_at is None


def test_a_draft_with_faults_has_no_place_to_sign(anna: Client, draft: Draft) -> None:
    rewritten(draft, "| T3 | out of stock |", "| T3 | out of stok |")
    assert "I have seen" not in text(anna.get(f"/policy/draft/{draft.pk}/difference"))
    signed(anna, draft)
    assert Adoption.objects.count() == 1


def test_an_administrator_edits_and_does_not_sign(draft: Draft) -> None:
    admin = signed_in(somebody(Role.ADMINISTRATOR))
    assert "The head of sales signs." in text(admin.get(f"/policy/draft/{draft.pk}/difference"))
    assert signed(admin, draft).status_code == 403  # type: ignore[attr-defined]


def test_an_earlier_version_is_adopted_again_after_its_difference_was_shown(
    anna: Client, draft: Draft
) -> None:
    edit(anna, draft, **{f"cell-{line(draft, 'T3')}-2": "up to 5 days"})
    signed(anna, draft, **{"from": str(TODAY)})
    page = text(anna.get("/policy/versions/4/again"))
    seen = re.search(r'name="seen" value="([^"]*)"', page)
    assert seen
    assert "T3" in page
    given = {"seen": seen[1], "from": str(TODAY), "has_seen": "on"}
    anna.post("/policy/versions/4/again", given)
    assert [one.policy.version for one in Adoption.objects.order_by("pk")] == [4, 5, 4]
    assert PolicyVersion.objects.count() == 2


@pytest.mark.parametrize("language", ["hu", "ru", "en"])
def test_every_page_speaks_the_readers_language(language: str, draft: Draft) -> None:
    reader = signed_in(somebody(Role.HEAD, "Réka", language))
    words = {"hu": "Szabályzat", "ru": "Правила", "en": "Policy"}
    for page in ("/policy", f"/policy/draft/{draft.pk}", f"/policy/draft/{draft.pk}/replay"):
        assert words[language] in text(reader.get(page))


def test_the_shipped_policy_reads_as_its_own_author_wrote_it(anna: Client) -> None:
    page = text(anna.get("/policy"))
    prose = [one for one in policy_text().decode().split("\n") if one and one[0] not in "#|"]
    for paragraph in prose:
        assert " ".join(paragraph.split()) in " ".join(page.split())


def test_an_inquiry_becomes_an_example_of_the_draft_last_worked_on(
    anna: Client, draft: Draft
) -> None:
    ref = uuid4()
    finish(Asked("four monitors", lang=Lang.EN), Choice(), ref, by="Kata", now=NOW)
    page = text(anna.get(f"/inquiries/{ref}"))
    assert "Make this an example" in page
    assert "Make this an example" not in text(
        signed_in(somebody(Role.SELLER)).get(f"/inquiries/{ref}")
    )
    row = Inquiry.objects.get(ref=ref).row
    before = source(draft)
    response = anna.post(f"/inquiries/{ref}/example")
    added = set(source(draft).split("\n")) - set(before.split("\n"))
    assert len(added) == 1
    (line_added,) = added
    assert line_added.endswith(f"| {row} |")
    number = 1 + source(draft).split("\n").index(line_added)
    assert response.url == f"/policy/draft/{draft.pk}#row-{number}"
    assert "No findings" in text(anna.get(f"/policy/draft/{draft.pk}"))
    anna.post(f"/inquiries/{ref}/example")
    assert source(draft).count(line_added) == 1
    assert anna.post(f"/inquiries/{uuid4()}/example").status_code == 404


def test_beside_the_draft_stands_how_many_callers_it_would_treat_otherwise(
    anna: Client, draft: Draft
) -> None:
    need = "TN-400X high-yield black toner"
    finish(Asked(need, lang=Lang.EN), Choice(), uuid4(), by="Kata", now=NOW)
    finish(Asked("four monitors", lang=Lang.EN), Choice(), uuid4(), by="Kata", now=NOW)
    short = f"/policy/draft/{draft.pk}/if-adopted"
    assert f'hx-get="{short}"' in text(anna.get(f"/policy/draft/{draft.pk}"))
    assert '<p class="figure">0</p>' in text(anna.get(short))
    rewritten(draft, "| T3 | out of stock | up to 3 days |", "| T3 | out of stock | up to 1 days |")
    told = text(anna.get(short))
    assert '<p class="figure">1</p>' in told
    assert "T3 → T5" in told
