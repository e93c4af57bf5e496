"""A version signed, to come, withdrawn, adopted again: page, paper and record say one day."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from demur.actions import draft as drafting
from demur.actions.adopt import adopt
from demur.channels import paper
from demur.domain.policy import document
from demur.records.policies import Adoption, Draft, Withdrawal, in_force
from demur.records.users import Role
from demur.web.policy import today
from demur.web.templatetags.spoken import full_day
from tests.shop import NOW, alter_policy, open_shop, policy_text
from tests.web.doors import signed_in, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture(name="anna")
def _anna() -> Client:
    open_shop()
    return signed_in(somebody(Role.HEAD, "Anna"))


def text(response: object) -> str:
    shown = unescape(response.getvalue().decode())  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", shown)


def signed(client: Client, address: str, day: date) -> object:
    """Sign what an address shows, from a day."""
    seen = re.search(r'name="seen" value="([^"]*)"', text(client.get(address)))
    given = {"seen": seen[1] if seen else "", "from": str(day), "has_seen": "on"}
    return client.post(address, given)


def to_come(client: Client, days: int = 40) -> Adoption:
    """Version 5, signed for a day to come."""
    draft = drafting.begin("Anna", NOW, "Spring")
    signed(client, f"/policy/draft/{draft.pk}/difference", today() + timedelta(days=days))
    return Adoption.objects.latest("pk")


def named_day(adoption: Adoption) -> date | None:
    policy = document.read(bytes(adoption.policy.source)).policy
    return policy.in_force_from if policy else None


def printed(monkeypatch: pytest.MonkeyPatch, client: Client, version: int) -> str:
    """The page that is typeset when a version is printed."""
    monkeypatch.setattr(paper, "pdf", lambda *given: paper.html(*given).encode())
    monkeypatch.setattr("demur.web.policy._printed", lambda *given: paper.pdf(*given))
    return text(client.get(f"/policy/versions/{version}/print"))


# ---- the day


def test_document_page_and_paper_say_the_day_that_was_signed_for(
    anna: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    adoption = to_come(anna)
    day = today() + timedelta(days=40)
    assert named_day(adoption) == adoption.in_force_from == day
    page = text(anna.get("/policy/versions/5"))
    assert f"from {full_day(day)}" in page
    assert re.search(rf"Signed by \S*Anna\S* on {full_day(today())}\.", page)
    assert "The text itself names" not in page
    foot = printed(monkeypatch, anna, 5)
    assert f"Version 5, in force from {day}; signed by Anna, {today()}<" in foot


def test_a_file_adopted_for_another_day_than_it_names_says_so_on_page_and_paper(
    anna: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = text(anna.get("/policy"))
    assert "from 1 January 2026" in page
    assert "The text itself names 1 December 2026; the day it was signed for holds." in page
    foot = printed(monkeypatch, anna, 4)
    assert "in force from 2026-01-01; signed by Anna, 2026-11-23; the text names 2026-12-01" in foot


def test_an_earlier_version_is_offered_from_today_whatever_day_it_names(anna: Client) -> None:
    page = text(anna.get("/policy/versions/4/again"))
    assert f'name="from" value="{today()}"' in page
    assert "The text names 1 December 2026 and stays as it was signed then." in page
    far = policy_text().replace(b"| 4 | 2026-12-01 | 3 |", b"| 9 | 2099-12-01 | 4 |")
    adopt(far, "Anna", date(2026, 2, 1), NOW)
    assert f'value="{today()}"' in text(anna.get("/policy/versions/9/again"))


def test_a_draft_offers_its_own_day_unless_that_has_passed(anna: Client) -> None:
    draft = drafting.begin("Anna", NOW, "Spring")
    for named, offered in (("2020-01-01", today()), ("2099-01-01", date(2099, 1, 1))):
        source = re.sub(rb"\| 5 \| \S+ \|", b"| 5 | " + named.encode() + b" |", draft.source)
        Draft.objects.update(source=source)
        page = text(anna.get(f"/policy/draft/{draft.pk}/difference"))
        assert f'name="from" value="{offered}"' in page


def test_a_text_that_changed_since_it_was_shown_is_not_signed(anna: Client) -> None:
    draft = drafting.begin("Anna", NOW, "Spring")
    address = f"/policy/draft/{draft.pk}/difference"
    seen = re.search(r'name="seen" value="([^"]*)"', text(anna.get(address)))
    theirs = bytes(draft.source).replace(b"People forget", b"People soon forget")
    assert theirs != bytes(draft.source)
    drafting.save(draft.pk, 1, theirs, "Bea", NOW)
    given = {"seen": seen and seen[1], "from": str(today()), "has_seen": "on"}
    response = anna.post(address, given)
    assert response.status_code == 409
    assert "no longer what you have seen" in text(response)


# ---- to come, and withdrawn


def test_a_version_to_come_is_withdrawn_with_a_reason_and_the_history_shows_it(
    anna: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    adoption = to_come(anna)
    page = text(anna.get("/policy/versions/5"))
    address = f"/policy/adopted/{adoption.pk}/withdraw"
    assert f'href="{address}"' in page
    assert f"to come</b> · from {full_day(adoption.in_force_from)}" in page
    assert "Why it is withdrawn" in text(anna.get(address))
    response = anna.post(address, {"why": "The works council asks for a month."})
    told = text(anna.get(response.url))
    assert f"Version 5, signed for {full_day(adoption.in_force_from)}, is withdrawn." in told
    assert "The works council asks for a month." in told
    assert in_force(adoption.in_force_from) != adoption.policy
    for page in (told, text(anna.get("/policy/versions/5"))):
        assert f'href="{address}"' not in page
        assert re.search(rf"Withdrawn by \S*Anna\S* on {full_day(today())}: ", page)
    assert "Version 5; signed by Anna" in printed(monkeypatch, anna, 5)
    assert f"withdrawn before its day, {today()}<" in printed(monkeypatch, anna, 5)
    assert 'href="/policy/versions/5/again"' in told


def test_a_withdrawal_without_a_reason_is_asked_for_one_and_keeps_what_was_typed(
    anna: Client,
) -> None:
    adoption = to_come(anna)
    for why, told in ((" ", "Please say why"), ("x" * 301, "at most 300 characters")):
        response = anna.post(f"/policy/adopted/{adoption.pk}/withdraw", {"why": why})
        assert response.status_code == 409
        assert told in text(response)
    assert "x" * 301 in text(response)
    assert not Withdrawal.objects.exists()


def test_what_has_begun_is_not_withdrawn_and_the_page_says_what_to_do(anna: Client) -> None:
    begun = Adoption.objects.get()
    page = text(anna.get(f"/policy/adopted/{begun.pk}/withdraw"))
    assert "Its day has begun" in page
    assert 'name="why"' not in page
    response = anna.post(f"/policy/adopted/{begun.pk}/withdraw", {"why": "too late"})
    assert response.status_code == 409


def test_only_who_signs_withdraws(anna: Client) -> None:
    adoption = to_come(anna)
    admin = signed_in(somebody(Role.ADMINISTRATOR))
    assert "/withdraw" not in text(admin.get("/policy/versions/5"))
    response = admin.post(f"/policy/adopted/{adoption.pk}/withdraw", {"why": "x"})
    assert response.status_code == 403
    assert not Withdrawal.objects.exists()


def test_who_signs_for_today_is_told_what_takes_over_later(anna: Client) -> None:
    adoption = to_come(anna)
    page = text(anna.get("/policy/versions/4/again"))
    day = full_day(adoption.in_force_from)
    assert re.search(rf"Version 5, signed by \S*Anna\S*, takes over on {day} unless", page)


def test_a_number_withdrawn_once_is_not_given_again(anna: Client) -> None:
    adoption = to_come(anna)
    anna.post(f"/policy/adopted/{adoption.pk}/withdraw", {"why": "too early"})
    draft = drafting.begin("Anna", NOW, "Summer")
    policy = document.read(bytes(draft.source)).policy
    assert policy is not None
    assert policy.version == 6


@pytest.mark.parametrize("language", ["hu", "ru", "en"])
def test_a_withdrawal_speaks_the_readers_language(anna: Client, language: str) -> None:
    adoption = to_come(anna)
    reader = signed_in(somebody(Role.HEAD, "Réka", language))
    asked = {"hu": "Miért vonja vissza", "ru": "Почему отзывается", "en": "Why it is withdrawn"}
    said = {"hu": "Kérjük, írja meg", "ru": "Пожалуйста, напишите", "en": "Please say why"}
    address = f"/policy/adopted/{adoption.pk}/withdraw"
    assert asked[language] in text(reader.get(address))
    assert said[language] in text(reader.post(address, {"why": ""}))


# ---- altered


def test_from_an_altered_version_the_head_goes_back_to_an_earlier_one_on_the_page(
    anna: Client,
) -> None:
    draft = drafting.begin("Anna", NOW, "Spring")
    signed(anna, f"/policy/draft/{draft.pk}/difference", today())
    draft.refresh_from_db()
    alter_policy(5, bytes(draft.source) + b" ")
    page = text(anna.get("/policy"))
    assert "Adopt an earlier version again from the history" in page
    assert 'href="/policy/versions/4/again"' in page
    again = text(anna.get("/policy/versions/4/again"))
    assert "Version 5, which is in force, is no longer what was signed" in again
    response = signed(anna, "/policy/versions/4/again", today())
    assert response.status_code == 302  # type: ignore[attr-defined]
    held = in_force(datetime.now(ZoneInfo("Europe/Budapest")).date())
    assert held is not None
    assert held.version == 4
