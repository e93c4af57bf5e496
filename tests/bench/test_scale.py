"""The bench of scale, with few clients: every step is measured, and tells figures that can be."""

from __future__ import annotations

import pytest

from bench import scale
from demur.domain.silence import model


def test_every_step_of_a_small_firm_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scale, "ONE_BY_ONE", 3)
    took = scale.measured(400, model.prior(3, scale.SLOTS))
    steps = ("refilter", "rank", "pick", "lookahead", "worth", "one attempt")
    assert set(took) == {*steps, "re-planned", "input GB", "peak GB"}
    assert all(took[step] >= 0.0 for step in steps)
    assert took["re-planned"] == took["refilter"] + took["worth"]
    assert 0.0 < took["input GB"] <= took["peak GB"] < 3.0
