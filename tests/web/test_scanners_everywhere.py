"""No machine that looks at any address of ours changes anything, whoever it is signed in as."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from demur.actions.decline import decline
from demur.actions.finish import finish
from demur.actions.plan import plan
from demur.domain.answers import Choice
from demur.domain.peace import Approach, Purpose
from demur.domain.refusal import Channel, Lang
from demur.domain.regret import By, No, Reason, They
from demur.records.gate import Wanted
from demur.records.gather import Asked
from demur.records.users import Role
from demur.web import access
from tests.shop import open_shop
from tests.web.doors import ARGUMENTS, everything, signed_in, somebody
from tests.web.links import NUMBER, contact, new_link
from tests.web.test_no_robots import LOOKERS

pytestmark = pytest.mark.django_db

WHO: Final = (None, *Role)


@pytest.fixture(name="there")
def _there() -> dict[str, dict[str, object]]:
    """A house in which every address that can leads to something: by route, its arguments."""
    open_shop()
    now = timezone.now()
    vera, ref = contact(), uuid4()
    finish(Asked("four monitors", lang=Lang.EN, number=NUMBER), Choice(), ref, by="Kata", now=now)
    back = Approach(Channel.PHONE, Purpose.ASKED, now + timedelta(hours=1), asked_at=now)
    call = plan([Wanted(NUMBER, back, vera.pk)], "Kata", now).planned[0]
    refused, new = new_link(contact("Éva", "+36302222222")), new_link(vera)
    no = No(They.LATER, By.TAP, reason=Reason.NOT_NOW, day=(now + timedelta(days=60)).date())
    decline(refused.link, no, now)
    person = {"pk": vera.pk}
    routes = ("person", "person-card", "person-data", "person-merge", "person-split")
    return {
        **dict.fromkeys(routes, person),
        "inquiry": {"ref": ref},
        "call-dial": {"ref": call.ref},
        "no": {"token": new.token},
        "no-calendar": {"token": refused.token},
        "policy-version": {"version": 4},
    }


@pytest.mark.parametrize("profile", LOOKERS)
@pytest.mark.parametrize("role", WHO, ids=str)
def test_looking_at_every_address_changes_nothing(
    there: dict[str, dict[str, object]], role: Role | None, profile: str
) -> None:
    headers, methods = LOOKERS[profile]
    scanner = signed_in(somebody(role)) if role else Client()
    found = 0
    before = everything()
    for route in sorted(access.TABLE):
        url = reverse(route, kwargs=there.get(route, ARGUMENTS.get(route)))
        for address in {url, url.upper() if profile.startswith("re-cases") else url}:
            for method in methods:
                page = scanner.generic(method, address, headers=headers)
                assert page.status_code < 500, (method, address)
                found += page.status_code == 200
    assert everything() == before
    assert found > (15 if role else 5)
