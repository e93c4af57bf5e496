"""The company says who it is, once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from demur.actions.set_up import NotSetUp, set_up
from demur.domain.refusal import Lang
from demur.records.company import Company
from demur.records.journal import Entry

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SAID: dict[str, Any] = {
    "name": "Inkwell",
    "numbers": ["06 96 555 010", "+36 96 555 011"],
    "region": "HU-GS",
    "zone": "Europe/Budapest",
    "language": Lang.HU,
    "currency": "HUF",
    "trades": ["shop/printer_ink"],
}


def test_our_numbers_are_kept_by_their_keys() -> None:
    company = set_up(**SAID, now=NOW)
    assert company.numbers == ["+3696555010", "+3696555011"]


def test_saying_it_again_changes_nothing() -> None:
    set_up(**SAID, now=NOW)
    before = Company.objects.values().get()
    set_up(**SAID, now=NOW)
    assert Company.objects.values().get() == before
    assert Entry.objects.count() == 1


def test_saying_it_otherwise_changes_that_and_renews_the_index() -> None:
    first = set_up(**SAID, now=NOW)
    second = set_up(**SAID | {"trades": ["shop/copyshop"]}, now=NOW)
    assert second.trades == ["shop/copyshop"]
    assert second.goods_change > first.goods_change
    assert Entry.objects.latest("pk").facts == {"fields": ["trades"]}


@pytest.mark.parametrize(
    ("field", "value", "advice"),
    [
        ("numbers", ["112"], "short number"),
        ("zone", "Europe/Gyor", "Europe/Budapest"),
        ("zone", "../../etc/passwd", "time zone"),
        ("trades", ["shop/printer_inc"], "Did you mean shop/printer_ink?"),
    ],
)
def test_what_cannot_be_right_is_refused_with_advice(field: str, value: Any, advice: str) -> None:
    with pytest.raises(NotSetUp, match=advice.replace("?", r"\?")):
        set_up(**SAID | {field: value}, now=NOW)
    assert not Company.objects.exists()
