"""A long log is put in the same order as by comparing all of its columns."""

from __future__ import annotations

import numpy as np
import pytest

from demur.domain.silence import sorting
from demur.domain.silence.log import Attempts
from demur.domain.silence.sorting import by_client, by_portion


@pytest.mark.parametrize("most", [1, 30, 2000])
def test_counting_puts_a_log_in_the_order_of_its_columns(most: int) -> None:
    rng, calls = np.random.default_rng(most), 4000
    client = rng.integers(calls // most + 1, size=calls)
    day, slot = rng.integers(5, size=calls) / 2.0, rng.integers(3, size=calls)
    outcome = rng.integers(8, size=calls).astype(np.int8)
    found = by_client(calls, client, day, slot, outcome)
    assert (found == np.lexsort((outcome, slot, day, client))).all()


def test_no_call_at_all_is_in_order() -> None:
    none = np.zeros(0, np.int64)
    assert not len(by_client(0, none, none.astype(float), none, none.astype(np.int8)))


@pytest.mark.parametrize("kinds", [(np.int64, np.float64), (np.int8, np.float32)])
def test_calls_that_make_sense_are_dealt_to_their_portions_as_they_came(
    kinds: tuple[type, type], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sorting, "BLOCK", 100)
    draw, calls = np.random.default_rng(5), 1000
    day = draw.uniform(-5.0, 20.0, calls)
    day[::50], day[1::50] = np.nan, -np.inf
    client, slot, outcome = (draw.integers(-2, top, calls) for top in (40, 5, 10))
    log = Attempts(client.astype(kinds[0]), day.astype(kinds[1]), slot.astype(kinds[0]), outcome)
    places, first = by_portion(log, 37, 4, 8, until=15.0, portion=10)
    known = (log.client >= 0) & (log.client < 37) & (log.slot >= 0) & (log.slot < 4)
    sane = known & (log.outcome >= 0) & (log.outcome < 8) & np.isfinite(log.day) & (log.day <= 15)
    assert list(first[[0, -1]]) == [0, sane.sum()]
    for here in range(4):
        expected = np.flatnonzero(sane & (log.client // 10 == here))
        assert np.array_equal(places[first[here] : first[here + 1]], expected)
