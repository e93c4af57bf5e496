"""The bench on real calls reads its file and learns only from the past."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bench import marketing


class Remembers:
    """Scores by how many calls it has learned from."""

    def fit(self, rows: np.ndarray, bought: np.ndarray) -> Remembers:
        del bought
        self.learned = len(rows)
        return self

    def predict_proba(self, rows: np.ndarray) -> np.ndarray:
        return np.full((len(rows), 2), float(self.learned))


@pytest.mark.parametrize("mark", [",", ";"])
def test_words_become_columns_and_the_duration_is_left_out(tmp_path: Path, mark: str) -> None:
    lines = ["age,job,duration,y", "30,cook,100,no", "41,smith,900,yes"]
    file = tmp_path / "calls.csv"
    file.write_text("\n".join(lines).replace(",", mark) + "\n")
    calls = marketing.read(file)
    assert calls.names == ["age", "job cook", "job smith"]
    assert calls.rows.tolist() == [[30, 1, 0], [41, 0, 1]]
    assert calls.bought.tolist() == [False, True]


def test_a_file_of_something_else_is_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "other.csv"
    file.write_text("a,b\n1,2\n")
    with pytest.raises(ValueError, match="no column y"):
        marketing.read(file)


def test_no_block_is_ranked_by_what_came_after() -> None:
    n = 4_000
    calls = marketing.Calls(np.zeros((n, 1)), np.zeros(n, bool), ["x"])
    scores = marketing.rolling(calls, Remembers)
    first = int(n * marketing.FIRST)
    assert np.isnan(scores[:first]).all()
    assert (scores[first:] <= np.arange(first, n)).all()


def test_the_area_under_the_lift_is_half_by_chance_and_whole_by_foresight() -> None:
    bought = np.arange(10_000) < 100
    assert marketing.alift(-np.arange(10_000.0), bought) == pytest.approx(0.995)
    chance = np.random.default_rng(0).random(10_000)
    assert marketing.alift(chance, bought) == pytest.approx(0.5, abs=0.1)
