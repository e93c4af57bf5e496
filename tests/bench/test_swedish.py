"""The survey's curve: what seven attempts foretell of the twenty-fifth."""

from __future__ import annotations

import pytest

from bench.swedish import BETA_GEOMETRIC, SEEN, TO_COME, fitted, response
from demur.domain.silence.fitting import STILL


def test_seven_attempts_foretell_the_twenty_fifth_within_two_points() -> None:
    found = fitted(STILL)
    for attempt, answered in SEEN.items():
        assert response(found, attempt) == pytest.approx(answered, abs=1.0)
    assert response(found, 25) == pytest.approx(TO_COME[25], abs=2.0)


def test_a_model_in_which_everybody_answers_at_last_is_far_off() -> None:
    assert response(fitted(BETA_GEOMETRIC), 25) > TO_COME[25] + 10
