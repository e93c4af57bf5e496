"""The rules of contact are shown with their sources, and a call that one forbids leads there."""

from __future__ import annotations

from html import unescape
from uuid import uuid4

import pytest
import time_machine

from demur.domain.contact_rules.packs import packs
from demur.domain.refusal import Lang
from demur.records.calls import Planned
from demur.records.users import Role
from tests.shop import NOW, open_shop
from tests.web.doors import signed_in, somebody

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("lang", list(Lang))
def test_every_rule_is_shown_with_its_source(lang: Lang) -> None:
    page = signed_in(somebody(Role.READER, language=lang)).get("/contact-rules")
    shown = unescape(page.content.decode())
    rules = [rule for pack in packs().values() for rule in pack.rules]
    assert len(rules) > 20
    for rule in rules:
        assert f'id="{rule.code}"' in shown
        assert rule.source.says[lang] in shown
        assert rule.source.reference in shown


@pytest.mark.parametrize(
    ("hour", "where"), [(19, "/policy"), (3, "/policy"), (9, None)], ids=["evening", "night", "day"]
)
def test_a_call_that_a_rule_forbids_leads_to_the_rule(hour: int, where: str | None) -> None:
    open_shop()
    call = Planned.objects.create(
        ref=uuid4(), address="+36301111111", purpose="sale", at=NOW, planned_at=NOW, by="Anna"
    )
    with time_machine.travel(NOW.replace(hour=hour), tick=False):
        page = signed_in(somebody(Role.SELLER)).post(f"/calls/{call.ref}/dial")
    assert (f'<a href="{where}">Why?' in page.content.decode()) is (where is not None)
    assert page.status_code == (200 if where is None else 409)
