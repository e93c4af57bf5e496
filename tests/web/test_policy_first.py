"""Before the first policy: the page says so, and a draft begins with the shipped example."""

from __future__ import annotations

import re
from html import unescape

import pytest

from demur.records.company import Company
from demur.records.policies import Adoption, Draft
from demur.records.users import Role
from demur.web.policy import today
from tests.shop import policy_text
from tests.web.doors import signed_in, somebody

pytestmark = pytest.mark.django_db


def test_the_first_policy_is_begun_from_the_example_and_signed() -> None:
    Company.objects.create(pk=1, name="Inkwell", language="en")
    anna = signed_in(somebody(Role.HEAD, "Anna"))
    assert "No policy is in force yet" in anna.get("/policy").content.decode()
    anna.post("/policy/draft", {"name": "The first"})
    draft = Draft.objects.get()
    added = set(bytes(draft.source).decode().split("\n")) - set(policy_text().decode().split("\n"))
    assert len(added) == 1
    for page in ("", "/text", "/replay", "/if-adopted"):
        assert anna.get(f"/policy/draft/{draft.pk}{page}").status_code == 200
    page = unescape(anna.get(f"/policy/draft/{draft.pk}/difference").content.decode())
    seen = re.search(r'name="seen" value="([^"]*)"', page)
    assert seen
    given = {"seen": seen[1], "from": str(today()), "has_seen": "on"}
    anna.post(f"/policy/draft/{draft.pk}/difference", given)
    assert Adoption.objects.get().adopted_by == "Anna"
    assert "in force now" in anna.get("/policy").content.decode()
