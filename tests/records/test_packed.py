"""What was learned comes back as it was, and nothing else comes out of kept bytes."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest

from demur.domain.silence import model
from demur.domain.silence.log import Attempts, Clients
from demur.records.packed import STORY, Unreadable, packed, unpacked


def learned() -> tuple[model.Params, Clients, Attempts]:
    rng = np.random.default_rng(3)
    born = np.zeros(300)
    allowed = np.ones((300, 2), bool)
    clients = Clients(rng.integers(2, size=300), np.ones(300), born, born > 0, allowed)
    outcome = rng.choice([0, 0, 0, 1, 3], 1500)
    whom, slot = rng.integers(300, size=1500), rng.integers(2, size=1500)
    calls = Attempts(whom, rng.random(1500) * 90, slot, outcome)
    return model.fit(clients, calls, slots=2), clients, calls


def test_a_fit_that_was_kept_believes_what_it_believed() -> None:
    params, clients, calls = learned()
    again = unpacked(packed(params))
    said, said_again = (model.believe(one, clients, calls, 90.0) for one in (params, again))
    assert (said.p_refused == said_again.p_refused).all()
    assert (said.p_answer(1) == said_again.p_answer(1)).all()


def story(told: object) -> bytes:
    out = io.BytesIO()
    np.savez(out, **{STORY: np.frombuffer(json.dumps(told).encode(), np.uint8)})
    return out.getvalue()


@pytest.mark.parametrize(
    "kept",
    [
        b"",
        b"PK no archive",
        story({"kind": ["os", "system"], "of": {"command": "true"}}),
        story({"kind": ["demur.domain.silence.model", "fit"], "of": {}}),
        story({"kind": ["demur.domain.silence.model", "Params"], "of": {"cure": 1}}),
        story({"kind": ["demur.domain.silence.gone", "Params"], "of": {}}),
        story({"kind": ["demur.domain.silence.ranker", "Ranker"], "of": {"answers": None}}),
        story({"array": "lost"}),
    ],
)
def test_bytes_of_another_version_are_told_and_nothing_runs(kept: bytes) -> None:
    with pytest.raises(Unreadable):
        unpacked(kept)


def test_what_is_no_value_is_not_kept() -> None:
    with pytest.raises(TypeError):
        packed(object())
