"""What a process holds follows what the tables say, without making a caller wait."""

from __future__ import annotations

import time
from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from demur.actions.adopt import adopt
from demur.domain.refusal import Nearness
from demur.records import held
from demur.records.company import changed
from demur.records.goods import Item
from demur.records.policies import AlteredPolicy
from tests.shop import NOW, TODAY, alter_policy, open_shop, policy_text

pytestmark = pytest.mark.django_db(transaction=True)

NAIL = "Wire nail"


def nearness() -> Nearness:
    return held.held(NOW).catalogue.match(NAIL).nearness


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


def test_a_policy_that_is_altered_while_it_is_held_decides_no_more() -> None:
    open_shop()
    held.held(NOW)
    alter_policy(4, policy_text() + b"\n")
    assert held.held(NOW + held.TRUSTED / 2).policy.version == 4
    for later in (NOW + held.TRUSTED, NOW + timedelta(days=1)):
        with pytest.raises(AlteredPolicy, match="version 4"):
            held.held(later)


def test_a_policy_whose_fingerprint_is_altered_with_it_decides_no_more_either() -> None:
    open_shop()
    held.held(NOW)
    other = policy_text() + b"\n"
    alter_policy(4, other, sha256(other).hexdigest())
    for later in (NOW + held.TRUSTED, NOW + timedelta(days=1)):
        with pytest.raises(AlteredPolicy, match="version 4"):
            held.held(later)


def test_a_policy_that_is_put_right_again_decides_again() -> None:
    open_shop()
    held.held(NOW)
    alter_policy(4, policy_text() + b"\n")
    with pytest.raises(AlteredPolicy):
        held.held(NOW + held.TRUSTED)
    alter_policy(4, policy_text())
    assert held.held(NOW + held.TRUSTED).policy.version == 4


def test_looking_at_the_bytes_again_costs_one_statement() -> None:
    open_shop()
    ours = held.held(NOW).company
    with CaptureQueriesContext(connection) as asked:
        held.held(NOW + timedelta(seconds=1), ours)
    assert len(asked) == 0
    with CaptureQueriesContext(connection) as asked:
        held.held(NOW + held.TRUSTED, ours)
    assert len(asked) == 1


def test_an_adopted_policy_decides_for_the_next_caller() -> None:
    open_shop()
    assert held.held(NOW).policy.version == 4
    newer = policy_text().replace(b"| 4 | 2026-12-01 | 3 |", b"| 5 | 2026-12-01 | 4 |")
    assert newer != policy_text()
    adopt(newer, "Anna", TODAY, NOW)
    assert held.held(NOW).policy.version == 5
