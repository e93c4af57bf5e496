"""A policy that was changed behind Demur's back: nothing is decided by it, and people are told."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from demur.actions.make_key import Scope
from demur.domain.policy import document
from demur.records import held
from demur.records.inquiries import Inquiry
from demur.records.policies import Adoption, PolicyVersion
from demur.records.users import Role
from tests.shop import NOW, open_shop, policy_text
from tests.web.doors import key, signed_in, somebody

pytestmark = pytest.mark.django_db
SAID = {
    "en": "Version 7 of the policy is no longer what was signed.",
    "hu": "A szabályzat 7. változata már nem az, amit aláírtak.",
    "ru": "Версия 7 политики уже не та, что была подписана.",
}


@pytest.fixture(name="altered", autouse=True)
def _altered() -> None:
    """Version 7 in force, one of its bytes changed after it was signed."""
    open_shop()
    signed = policy_text().replace(b"| 4 | 2026-12-01 | 3 |", b"| 7 | 2026-12-01 | 4 |")
    one = PolicyVersion.objects.create(
        version=7,
        source=signed.replace(b"up to 3 days", b"up to 9 days"),
        sha256=document.read(signed).sha256,
        adopted_at=NOW,
    )
    now = timezone.now()
    Adoption.objects.create(policy=one, adopted_by="?", in_force_from=now.date(), adopted_at=now)
    held.forget()


@pytest.mark.parametrize("language", SAID)
@pytest.mark.parametrize("url", ["/desk?need=monitor", "/policy/versions/7/print"])
def test_the_page_names_the_version_and_says_what_to_do(language: str, url: str) -> None:
    client = signed_in(somebody(Role.HEAD, "Anna", language))
    response = client.get(url)
    assert response.status_code == 503
    shown = response.content.decode()
    assert SAID[language] in shown
    for command in ("demur doctor", "demur policy kept", "demur policy adopt"):
        assert command in shown
    assert "Retry-After" not in response


def test_it_can_be_read_and_says_that_it_decides_nothing() -> None:
    client = signed_in(somebody(Role.SELLER))
    response = client.get("/policy/versions/7")
    assert response.status_code == 200
    assert "nothing is decided by it" in response.content.decode()


def test_the_api_answers_with_a_problem_and_records_nothing() -> None:
    asking = key(Scope.INQUIRIES)
    response = Client().post(
        "/api/v1/inquiries",
        {"need": "monitor"},
        content_type="application/json",
        headers={**asking, "Idempotency-Key": "one"},
    )
    assert (response.status_code, response["Content-Type"]) == (503, "application/problem+json")
    problem = response.json()
    assert problem["code"] == "altered-policy"
    assert "Version 7" in problem["detail"]
    assert not Inquiry.objects.exists()
