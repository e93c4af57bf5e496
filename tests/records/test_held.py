"""What a process holds follows what the tables say, without making a caller wait."""

from __future__ import annotations

import time

import pytest

from demur.actions.adopt import adopt
from demur.domain.refusal import Nearness
from demur.records import held
from demur.records.company import changed
from demur.records.goods import Item
from tests.shop import NOW, TODAY, open_shop, policy_text

pytestmark = pytest.mark.django_db(transaction=True)

NAIL = "Wire nail"


def nearness() -> Nearness:
    return held.held(TODAY).catalogue.match(NAIL).nearness


def stock_nails() -> None:
    Item.objects.create(code="nail", en=NAIL)
    changed("goods")


def test_new_goods_are_found_by_the_next_caller() -> None:
    open_shop()
    assert nearness() is not Nearness.EXACT
    stock_nails()
    assert nearness() is Nearness.EXACT


def test_while_many_goods_are_indexed_callers_are_answered_from_the_last_catalogue(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    open_shop()
    assert nearness() is not Nearness.EXACT
    monkeypatch.setattr(held, "LARGE", 1)
    stock_nails()
    assert nearness() is not Nearness.EXACT
    for _ in range(200):
        if nearness() is Nearness.EXACT:
            return
        time.sleep(0.05)
    pytest.fail("the new catalogue never came")


def test_an_adopted_policy_decides_for_the_next_caller() -> None:
    open_shop()
    assert held.held(TODAY).policy.version == 4
    newer = policy_text().replace(b"| 4 | 2026-12-01 | 3 |", b"| 5 | 2026-12-01 | 4 |")
    assert newer != policy_text()
    adopt(newer, "Anna", TODAY, NOW)
    assert held.held(TODAY).policy.version == 5
