"""The demo company is ready in one go, and is not doubled by a second one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps

from demur.cli import demo_past
from demur.cli.demo import prepare
from demur.demo import callers
from demur.demo.tables import rows
from demur.domain.refusal import Situation
from demur.records.company import Company, KnownNumber, Team
from demur.records.goods import Item
from demur.records.held import forget
from demur.records.inquiries import Inquiry
from demur.records.partners import Partner
from demur.records.people import Contact
from demur.records.users import User

pytestmark = pytest.mark.django_db

#: A Monday, ten in the morning in Győr.
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def tables() -> dict[str, Any]:
    """Every row of every table."""
    return {
        str(model._meta): list(model._default_manager.order_by("pk").values())
        for model in apps.get_app_config("records").get_models()
    }


@pytest.fixture(autouse=True)
def _nothing_held() -> None:
    forget()


def test_the_demo_company_is_whole_and_loading_it_again_changes_nothing() -> None:
    prepare(NOW)
    assert Company.objects.get().numbers == ["+3696555010"]
    assert Item.objects.exclude(trade="").count() == Item.objects.count() >= 300
    counts = [model.objects.count() for model in (Partner, Contact, KnownNumber, Inquiry)]
    assert counts == [12, 60, 10, 40]
    roles = dict(User.objects.values_list("name", "role"))
    assert roles == {"Kata": "seller", "Anna": "head", "Admin": "administrator"}
    before = tables()
    prepare(NOW)
    assert tables() == before


def test_its_past_callers_met_every_situation_before_today() -> None:
    prepare(NOW)
    met = set(Inquiry.objects.values_list("situation", flat=True))
    assert met == {situation.value for situation in Situation}
    assert not Inquiry.objects.filter(at__gte=NOW).exists()


def test_a_day_later_goods_are_still_on_their_way() -> None:
    prepare(NOW)
    before = set(Item.objects.exclude(back_on=None).values_list("code", "back_on"))
    prepare(NOW + timedelta(days=1))
    after = set(Item.objects.exclude(back_on=None).values_list("code", "back_on"))
    assert len(before) == len(after)
    assert not before & after
    assert Inquiry.objects.count() == 40


def test_the_engineers_are_out_so_that_no_one_is_free() -> None:
    prepare(NOW)
    out_until = Team.objects.get(name="service").busy_until
    assert out_until is not None
    assert out_until > NOW


def test_a_quarter_of_callers_is_heard_once_and_goes_on_a_day_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(demo_past, "QUARTER", 6)  # six days instead of ninety-one
    prepare(NOW, quarter=True)
    today = NOW.astimezone(demo_past.HERE).date()
    heard = [len(callers.calls(today - timedelta(days=back))) for back in range(6, -1, -1)]
    assert Inquiry.objects.count() == 40 + sum(heard[:-1])
    assert not Inquiry.objects.filter(at__gte=NOW).exists()
    before = tables()
    prepare(NOW, quarter=True)
    assert tables() == before
    prepare(NOW + timedelta(days=1), quarter=True)
    assert Inquiry.objects.count() == 40 + sum(heard)


def test_after_a_quarter_the_shelves_are_todays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_past, "QUARTER", 4)
    prepare(NOW, quarter=True)
    stock = {row.values["id"]: row.values["stock"] for row in rows("goods")}
    held = Item.objects.exclude(stock=None).values_list("code", "stock")
    assert {code: str(count) for code, count in held} == {
        code: count for code, count in stock.items() if count
    }
